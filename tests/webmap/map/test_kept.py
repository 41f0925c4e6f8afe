"""What is kept is made once for each state of the places, and the oldest goes first."""

from webmap.map.kept import Kept


def test_a_value_is_made_again_only_for_another_version() -> None:
    kept, made = Kept(), []

    def make() -> int:
        made.append(len(made))
        return len(made)

    assert [kept.get("a", "1", make), kept.get("a", "1", make), kept.get("a", "2", make)] == [
        1, 1, 2,
    ]  # fmt: skip


def test_the_value_used_longest_ago_is_dropped() -> None:
    kept = Kept(most=2)
    for key in ("a", "b", "a", "c"):
        kept.get(key, "1", lambda: "old")
    assert kept.get("a", "1", lambda: "new") == "old"
    assert kept.get("b", "1", lambda: "new") == "new"
