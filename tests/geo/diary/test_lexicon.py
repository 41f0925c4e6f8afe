import pytest

from geo.datasets import data_rows
from geo.diary.clauses import Clauses
from geo.diary.lexicon import NeedRule, SettledRule, need_lexicon
from geo.diary.needs import Standing, need_evidence, says_nothing, settlements
from geo.diary.phrases import folded

LEXICON = need_lexicon()
STANDS = {
    "state": Standing.OPEN,
    "want": Standing.OPEN,
    "service": Standing.DECLINED,
    "done": Standing.DONE,
}


@pytest.mark.parametrize("rule", LEXICON.rules.values(), ids=lambda rule: rule.id)
def test_the_example_of_each_need_rule_is_read_by_that_rule(rule: NeedRule) -> None:
    found = need_evidence(Clauses(folded(rule.example)))
    assert any(one.category == rule.category and one.standing is STANDS[rule.kind] for one in found)
    hits = {name for (_, name), _, _ in LEXICON.index.matches(folded(rule.example))}
    assert rule.id in hits
    assert not (rule.unless and LEXICON.unless_index.search(rule.id, folded(rule.example)))


@pytest.mark.parametrize("rule", LEXICON.settled.values(), ids=lambda rule: rule.id)
def test_the_example_of_each_settled_rule_reports_a_deed(rule: SettledRule) -> None:
    assert rule.id in {one.rule for one in settlements(Clauses(folded(rule.example)))}


@pytest.mark.parametrize("row", data_rows("lexicon/refusals.csv"), ids=lambda row: row["id"])
def test_the_example_of_each_refusal_declines_a_service(row: dict[str, str]) -> None:
    found = need_evidence(Clauses(folded(row["example"])))
    assert found
    assert {one.standing for one in found} == {Standing.DECLINED}


@pytest.mark.parametrize("row", data_rows("lexicon/nothing_found.csv"), ids=lambda row: row["id"])
def test_the_example_of_each_quiet_row_needs_nothing(row: dict[str, str]) -> None:
    assert says_nothing(folded(row["example"]))


@pytest.mark.parametrize("row", data_rows("lexicon/yields.csv"), ids=lambda row: row["rule"])
def test_the_example_of_each_yielding_rule_is_told_by_the_other_category(
    row: dict[str, str],
) -> None:
    hits = {name for (_, name), _, _ in LEXICON.index.matches(folded(row["example"]))}
    assert row["rule"] in hits
    told = need_evidence(Clauses(folded(row["example"])))
    assert row["rule"] not in {one.rule for one in told}
    assert {one.category for one in told} & set(row["to"].split("|"))


def test_every_category_has_traits_and_a_rule() -> None:
    counts = {row["category"]: 0 for row in data_rows("lexicon/category_traits.csv")}
    for rule in LEXICON.rules.values():
        counts[rule.category] += 1
    assert len(counts) == 35
    assert min(counts.values()) >= 1


def test_rule_ids_are_unique() -> None:
    ids = [row["id"] for row in data_rows("lexicon/need_rules.csv")]
    assert len(ids) == len(set(ids))
