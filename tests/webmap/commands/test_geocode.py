"""`geocode` answers each row in order, writes whole files, and lists what it refused."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from webmap.cli import main

REGISTRY = [
    {"name": "柳荫里", "aliases": ["柳荫"], "buildings": ["1", "2", "3"], "max_floor": 9},
    {"name": "领秀国际", "buildings": ["A", "B"], "max_entrance": 2, "max_floor": 28},
]
TABLE = "id,address,where\n1,柳荫里3号楼1单元2楼2号,\n2,,\n3,B座1201,领秀国际\n4,A座101,\n"


@dataclass(frozen=True)
class Done:
    status: int
    said: str


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Done]:
    """Return what runs the command in the test's folder and gives status and what it said."""
    monkeypatch.chdir(tmp_path)
    Path("registry.json").write_text(json.dumps(REGISTRY), encoding="utf-8")

    def ran(*options: str) -> Done:
        command = ["peoples-map", "geocode", "--registry", "registry.json", *options]
        monkeypatch.setattr(sys, "argv", command)
        with pytest.raises(SystemExit) as ended:
            main()
        return Done(int(ended.value.code or 0), capsys.readouterr().err)

    return ran


def read_back(path: Path) -> pd.DataFrame:
    if path.suffix == ".csv":
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    read = gpd.read_parquet if path.suffix == ".parquet" else gpd.read_file
    return pd.DataFrame(read(path))


@pytest.mark.parametrize("kind", ["csv", "gpkg", "geojson", "parquet"])
def test_each_row_is_answered_in_order_in_every_format(
    run: Callable[..., Done], tmp_path: Path, kind: str
) -> None:
    (tmp_path / "in.csv").write_text(TABLE, encoding="gbk")
    out = f"out.{kind}"
    done = run("in.csv", "--out", out, "--compound-column", "where")
    assert done.status == 1
    answers = read_back(tmp_path / out)
    assert list(answers["id"].astype(str)) == ["1", "2", "3", "4"]
    assert list(answers["level"]) == ["unit", "none", "unit", "none"]
    assert list(answers["compound"])[0::2] == ["柳荫里", "领秀国际"]
    refused = pd.read_csv(tmp_path / "out.rejected.csv")
    assert refused.to_numpy().tolist() == [[2, "no text", "write an address such as 3号楼1单元502"]]


def test_a_run_without_rejects_ends_with_0_and_leaves_no_old_list(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    (tmp_path / "in.csv").write_text("address\n3号楼1单元502\n", encoding="utf-8")
    (tmp_path / "out.rejected.csv").touch()
    done = run("in.csv", "--out", "out.csv", "--compound", "柳荫里")
    assert done.status == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "in.csv", "out.csv", "registry.json",
    ]  # fmt: skip
    answer = read_back(tmp_path / "out.csv").iloc[0]
    assert answer["matched"] == "柳荫里3号楼1单元502"
    assert answer["lon"] == ""


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["none.csv", "--out", "out.csv"], "cannot read none.csv"),
        (["in.csv", "--out", "out.doc"], "no known format"),
        (["in.csv", "--out", "nowhere/out.csv"], "cannot write nowhere"),
        (["in.csv", "--out", "out.csv", "--column", "text"], "column 'text' is missing"),
        (["in.csv", "--out", "out.csv", "--compound", "星海"], "not in the registry"),
        (["empty.csv", "--out", "out.csv"], "empty.csv is empty"),
        (["binary.csv", "--out", "out.csv"], "neither UTF-8 nor GBK"),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_written(
    run: Callable[..., Done], tmp_path: Path, options: list[str], message: str
) -> None:
    (tmp_path / "in.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "empty.csv").touch()
    (tmp_path / "binary.csv").write_bytes(b"PK\0\xff")
    done = run(*options)
    assert done.status == 2
    assert message in done.said
    assert done.said.count("error:") == 1
    assert not list(tmp_path.glob("out*"))
