"""The lists that a steward edits and the closed sets of the code say the same."""

import re
from pathlib import Path

import pytest

from geo.datasets import data_rows
from geo.errors import InputError
from geo.needs.vocabulary import (
    LISTS,
    Kind,
    Permission,
    Role,
    State,
    categories,
    label,
    permissions,
    read_categories,
)

HIDDEN = {"dispute", "mental_health", "security", "hardship"}


@pytest.mark.parametrize("members", LISTS, ids=LISTS.values())
def test_each_closed_set_has_the_ids_of_its_list(members: type) -> None:
    rows = data_rows(f"vocabulary/{LISTS[members]}.csv")
    assert [row["id"] for row in rows] == list(members)
    assert all(row["zh"] and row["en"] for row in rows)


def test_the_categories_are_those_of_the_label_guide(sample_data: Path) -> None:
    guide = (sample_data / "diary" / "LABELS.md").read_text(encoding="utf-8")
    table = guide[guide.index("## Categories") : guide.index("## Scoring")]
    wanted = [word for word in re.findall(r"^\| (\w+) \|", table, re.MULTILINE) if word != "id"]
    assert len(wanted) == 35
    assert list(categories()) == wanted


def test_what_stigmatises_is_never_shown_nor_counted() -> None:
    for name in HIDDEN:
        assert not categories()[name].shown
        assert not categories()[name].counted
        assert categories()[name].sensitive


def test_no_condition_of_a_person_is_shown() -> None:
    assert not any(one.shown for one in categories().values() if one.kind is Kind.CARE)


def test_a_hidden_category_has_the_neutral_word_in_both_languages() -> None:
    hidden = [one for one in categories().values() if not one.shown]
    assert {one.public_label() for one in hidden} == {"需要关心"}
    assert {one.public_label("en") for one in hidden} == {"Needs a visit"}
    assert categories()["leak"].public_label("en_GB") == "Leak or damp"


def test_each_place_names_a_city_event_and_each_limit_exists() -> None:
    events = {row["id"] for row in data_rows("vocabulary/city_events.csv")}
    limits = {row["id"] for row in data_rows("vocabulary/limits.csv")}
    for one in categories().values():
        assert one.city_event in events | {None}
        assert one.limit in limits | {None}
        if one.kind is Kind.PLACE and one.id != "security":
            assert one.city_event


def test_words_are_the_ones_of_the_field() -> None:
    assert label(State.IMPOSSIBLE) == "无法办理"
    assert label(Role.LEADER) == "小区点长"
    assert label(Role.PARTNER, "en") == "Partner"
    words = " ".join(
        row["zh"] for name in LISTS.values() for row in data_rows(f"vocabulary/{name}.csv")
    )
    assert not re.search("打卡|签到|失联|热点|管家|拒访|电动车|立案|派遣|核实", words)


def test_only_leaders_see_names_and_only_stewards_manage_accounts() -> None:
    holders = {one: {role for role in Role if one in permissions(role)} for one in Permission}
    assert holders[Permission.VIEW_NAMES] == {Role.LEADER}
    assert holders[Permission.MANAGE_ACCOUNTS] == {Role.STEWARD}
    assert holders[Permission.REVEAL_HOUSEHOLD] == {Role.MANAGER}
    assert all(holders.values()), "a permission that nobody has"


def test_a_list_with_a_repeated_id_is_refused() -> None:
    rows = data_rows("vocabulary/needs.csv")
    with pytest.raises(InputError, match="'leak' occurs twice"):
        read_categories([*rows, next(row for row in rows if row["id"] == "leak")])


@pytest.mark.parametrize(
    ("column", "cell"),
    [("kind", "fault"), ("priority", "high"), ("sensitive", "maybe"), ("owner", "nobody")],
)
def test_a_cell_outside_its_closed_set_is_refused_with_its_row(column: str, cell: str) -> None:
    row = data_rows("vocabulary/needs.csv")[0] | {column: cell}
    with pytest.raises(InputError, match=f"row 'lone_elderly'.*{cell}"):
        read_categories([row])
