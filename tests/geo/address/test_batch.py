import json
from pathlib import Path

import pytest

from geo.address.batch import Job, geocoded_stretches
from geo.address.files import stretches, text_encoding
from geo.errors import InputError

ROWS = [{"name": "柳荫里", "aliases": [], "buildings": ["1", "2", "3"], "max_floor": 9}]


@pytest.fixture
def job(tmp_path: Path) -> Job:
    registry, source = tmp_path / "list.json", tmp_path / "in.csv"
    registry.write_text(json.dumps(ROWS), encoding="utf-8")
    lines = [f"{row},柳荫里{row % 3 + 1}号楼{row % 9 + 1}01" for row in range(60)]
    source.write_text("\n".join(["id,address", *lines]), encoding="utf-8")
    return Job(source, registry)


def test_two_processes_give_the_rows_of_one_in_the_same_order(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.address.batch.STRETCH_ROWS", 7)
    alone = [one.frame.to_csv() for one in geocoded_stretches(job)]
    assert len(alone) == 9
    assert [one.frame.to_csv() for one in geocoded_stretches(job, workers=2)] == alone


def test_gbk_and_marked_utf8_are_recognised(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    for encoding, expected in (("gbk", "gb18030"), ("utf-8-sig", "utf-8-sig")):
        path.write_text("address\n柳荫里3号楼\n", encoding=encoding)
        assert text_encoding(path) == expected
        ((table, _),) = stretches(path)
        assert list(table["address"]) == ["柳荫里3号楼"]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b"PK\x03\x04\0\0\xff\xfe")
    with pytest.raises(InputError, match="neither UTF-8 nor GBK"):
        text_encoding(path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.touch()
    with pytest.raises(InputError, match="is empty"):
        list(stretches(path))
