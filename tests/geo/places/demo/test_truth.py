"""The file of what was planted reads back, has equal bytes, and is written whole or not at all."""

import json
from datetime import date
from pathlib import Path

import pytest

from geo.errors import InputError
from geo.places.demo import Hotspot, Truth, Typo, write_truth

TRUTH = Truth(
    hotspots=(Hotspot("leak", ("c01-b1", "c01-b2"), date(2026, 9, 1), date(2026, 11, 1)),),
    overdue=("c01-b1-e1-101-r1",),
    silent=("c01-b1-e1-102",),
    promises=("p000001",),
    typos=(Typo("d00001", "御林弯", "御林湾"),),
)


def test_the_file_has_the_promised_keys_in_readable_chinese(tmp_path: Path) -> None:
    write_truth(TRUTH, tmp_path / "truth.json")
    text = (tmp_path / "truth.json").read_text(encoding="utf-8")
    assert "御林弯" in text
    read = json.loads(text)
    assert list(read) == ["hotspots", "overdue", "silent", "promises", "typos"]
    assert read["hotspots"] == [
        {
            "category": "leak",
            "building_ids": ["c01-b1", "c01-b2"],
            "from": "2026-09-01",
            "to": "2026-11-01",
        }
    ]
    assert read["typos"] == [{"entry_id": "d00001", "written": "御林弯", "meant": "御林湾"}]


def test_equal_truths_are_equal_bytes_and_no_draft_stays(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_truth(TRUTH, tmp_path / name / "truth.json")
    one, two = ((tmp_path / name / "truth.json").read_bytes() for name in ("one", "two"))
    assert one == two
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["truth.json"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError, match=r"cannot write .*truth"):
        write_truth(TRUTH, tmp_path / "file" / "truth.json")
