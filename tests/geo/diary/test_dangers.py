import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.datasets import data_rows
from geo.diary.dangers import dangers


@pytest.mark.parametrize("row", data_rows("lexicon/dangers.csv"), ids=lambda row: row["id"])
def test_the_example_of_each_danger_names_whom_to_call(row: dict[str, str]) -> None:
    found = {danger.rule: danger for danger in dangers(row["example"])}
    assert found[row["id"]].calls == tuple(row["calls"].split("|"))


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("３号楼楼道闻到煤气味", {"gas", "119"}),
        ("7号楼着火了", {"119"}),
        ("302大爷昏倒了,叫不醒", {"120"}),
        ("小伙说不想活了", {"110", "120"}),
        ("楼下打人了", {"110"}),
    ],
)
def test_danger_words_name_the_lines_to_call(text: str, calls: set[str]) -> None:
    assert {call for danger in dangers(text) for call in danger.calls} == calls


@pytest.mark.parametrize(
    "text",
    ["燃气灶打不着火", "没有煤气味", "传达防火安排", "打架子鼓太吵", "脑出血后遗症", "", "🙂"],
)
def test_what_only_sounds_like_danger_calls_nobody(text: str) -> None:
    assert dangers(text) == ()


@given(st.text(max_size=60))
def test_spans_lie_within_any_text(text: str) -> None:
    assert all(0 <= one.span.start < one.span.end <= len(text) for one in dangers(text))
