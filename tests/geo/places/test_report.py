"""The account of an import balances only when every object has an end."""

from pathlib import Path

from geo.places.report import Action, Ledger


def test_an_object_that_is_neither_kept_nor_reported_breaks_the_balance() -> None:
    ledger = Ledger()
    ledger.found("building", ["a", "b", "c"])
    ledger.kept("building", ["a"])
    ledger.rejected("building", ["b"], "has no outline")
    assert not ledger.report().balanced
    ledger.rejected("building", ["c"], "has no outline")
    assert ledger.report().balanced


def test_repairs_add_up_and_a_rejection_is_final() -> None:
    ledger = Ledger()
    ledger.found("way", ["a", "b"])
    ledger.repaired("way", ["a"], "was open")
    ledger.repaired("way", ["a"], "crossed itself")
    ledger.rejected("way", ["b"], "has no length")
    ledger.repaired("way", ["b"], "was open")
    ledger.kept("way", ["a"])
    report = ledger.report()
    assert [(row.reason, row.action) for row in report.rows] == [
        ("was open; crossed itself", Action.REPAIRED),
        ("has no length", Action.REJECTED),
    ]
    assert report.balanced
    assert report.tally("way").repaired == 1


def test_rows_are_written_for_a_spreadsheet_without_formulas(tmp_path: Path) -> None:
    ledger = Ledger()
    ledger.found("way", ["=a"])
    ledger.rejected("way", ["=a"], "-1 node")
    ledger.report().write(tmp_path / "rows.csv")
    text = (tmp_path / "rows.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines() == ["id,kind,reason,action", "'=a,way,'-1 node,rejected"]
