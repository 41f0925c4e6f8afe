"""`peoples-map import` end to end: files in, a store that serves them, a sentence on bad input."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from shutil import copyfile, copytree

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from geo.errors import GeoError
from geo.frames import write_places
from geo.services.viewing import CONSOLE
from geo.store import models as m
from tests.factories import small_places
from webmap.cli import peoples_map
from webmap.installation import store_of
from webmap.settings import from_env

HEADER = "姓名,年龄,详细地址,联系电话,人员类别"
WANG = "王秀兰,85,柳荫里1号楼1单元101,13800001234,低保"
LOST = "=cmd|A1,30,柳荫里8号楼101,,"
OSM = """<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="0" lon="0"/><node id="2" lat="0" lon="0.0002"/>
<node id="3" lat="0.0001" lon="0.0002"/><node id="4" lat="0.0001" lon="0"/>
<way id="9"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/>
<tag k="building" v="yes"/><tag k="building:levels" v="5"/></way>
<way id="8"><nd ref="1"/><nd ref="2"/><tag k="building" v="yes"/></way>
</osm>"""
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return a function that runs `import` on the store in ``tmp_path/d``."""

    return running_in(tmp_path)


def running_in(folder: Path) -> Run:
    def invoked(*words: str | Path) -> Result:
        command = ["import", *map(str, words), "--dir", str(folder / "d")]
        return CliRunner().invoke(peoples_map, command)

    return invoked


@pytest.fixture(scope="module")
def one_compound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the file of one compound and the store that it made."""
    folder = tmp_path_factory.mktemp("one-compound")
    write_places(small_places(), folder / "places.gpkg")
    assert running_in(folder)("places", folder / "places.gpkg").exit_code == 0
    return folder


@pytest.fixture
def filled(run: Run, one_compound: Path, tmp_path: Path) -> Run:
    """Return `run` over a copy of that store."""
    copytree(one_compound, tmp_path, dirs_exist_ok=True)
    return run


def written(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join(lines), encoding=encoding)
    return path


def count(folder: Path, record: type[m.Record]) -> int:
    store = store_of(from_env({}, folder=str(folder)))
    with store.read(CONSOLE) as session:
        number = session.query(record).count()
    store.close()
    return number


def test_an_extract_makes_a_store_and_reports_what_is_broken(run: Run, tmp_path: Path) -> None:
    source = written(tmp_path / "city.osm", OSM)
    done = run("osm", source)
    assert done.exit_code == 1
    assert "building" in done.stdout
    assert "loading buildings" in done.stderr
    listed = (tmp_path / "city.osm.rejected.csv").read_text(encoding="utf-8-sig")
    assert "osm:way/8" in listed
    assert count(tmp_path / "d", m.Building) == 1
    for secret in ("settings.env", "store.sqlite"):
        assert (tmp_path / "d" / secret).stat().st_mode & 0o777 == 0o600
    again = run("osm", source)
    assert again.exit_code == 1
    assert count(tmp_path / "d", m.Building) == 1


def test_a_dry_run_makes_no_store_and_no_list(run: Run, tmp_path: Path) -> None:
    done = run("osm", written(tmp_path / "city.osm", OSM), "--dry-run")
    assert done.exit_code == 1
    assert not (tmp_path / "d").exists()
    assert not (tmp_path / "city.osm.rejected.csv").exists()


def test_a_dry_run_over_a_store_says_what_would_change(filled: Run, tmp_path: Path) -> None:
    done = filled("places", tmp_path / "places.gpkg", "--dry-run")
    assert done.exit_code == 0
    assert [line.split() for line in done.stdout.splitlines() if line.startswith("buildings")] == [
        ["buildings", "0", "0", "1", "0", "0"]
    ]


def test_flats_by_rule_are_made_only_when_asked_for(run: Run, tmp_path: Path) -> None:
    source = written(tmp_path / "city.osm", OSM)
    assert run("osm", source).exit_code == 1
    assert count(tmp_path / "d", m.Unit) == 0
    done = run("osm", source, "--units-per-floor", "2")
    assert "10 flats by rule" in done.stdout
    assert count(tmp_path / "d", m.Unit) == 10


def test_a_register_comes_in_and_twice_changes_nothing(filled: Run, tmp_path: Path) -> None:
    source = written(tmp_path / "r.csv", HEADER, WANG, encoding="gbk")
    first, again = (filled("register", source, "--basis", "consent") for _ in range(2))
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "1 rows: 1 new" in first.stdout
    assert "0 new, 0 changed, 1 unchanged" in again.stdout
    assert not (tmp_path / "r.rejected.csv").exists()
    assert "王秀兰" not in first.output


def test_the_dry_run_of_a_register_shows_the_mapping_and_no_person(
    filled: Run, tmp_path: Path
) -> None:
    source = written(tmp_path / "r.csv", f"{HEADER},政治面貌", f"{WANG},群众", f"{LOST},")
    done = filled("register", source, "--dry-run")
    assert done.exit_code == 1
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["姓名", "name", "exact"] in lines
    assert ["政治面貌", "-", "unused"] in lines
    assert "not used: 政治面貌" in done.stdout
    assert "王* | 85 | 柳荫里1号楼… | 138****1234" in done.stdout
    assert "row 3: building is not in the registry: 柳荫里 has 1号楼" in done.stderr
    assert "王秀兰" not in done.output
    assert count(tmp_path / "d", m.Resident) == 0
    assert not (tmp_path / "r.rejected.csv").exists()


def test_an_overlooked_column_of_groups_is_named(filled: Run, tmp_path: Path) -> None:
    source = written(tmp_path / "r.csv", f"{HEADER},社区摸底", f"{WANG},低保")
    for done in (filled("register", source, "--dry-run"), filled("register", source)):
        assert "column 社区摸底 is not used, but 1 of its cells" in done.stderr
        assert "没有用到“社区摸底”这一列" in done.stderr


def test_rejected_rows_are_listed_with_reason_and_suggestion(filled: Run, tmp_path: Path) -> None:
    source = written(tmp_path / "r.csv", HEADER, WANG, LOST)
    done = filled("register", source)
    assert done.exit_code == 1
    listed = (tmp_path / "r.rejected.csv").read_text(encoding="utf-8-sig").splitlines()
    assert listed == [
        "row,reason,suggestion",
        "3,building is not in the registry,柳荫里 has 1号楼",
    ]
    assert filled("register", written(source, HEADER, WANG)).exit_code == 0
    assert not (tmp_path / "r.rejected.csv").exists()


def test_inputs_of_one_name_have_a_list_each(filled: Run, tmp_path: Path) -> None:
    assert filled("register", written(tmp_path / "r.csv", HEADER, LOST)).exit_code == 1
    book = Workbook()
    book.active.append(HEADER.split(","))
    book.active.append(WANG.split(","))
    book.active.append(WANG.split(",")[:1])
    book.save(tmp_path / "r.xlsx")
    done = filled("register", tmp_path / "r.xlsx")
    assert done.exit_code == 1
    assert "r.xlsx.rejected.csv" in done.stderr
    lists = {path.name for path in tmp_path.glob("*.rejected.csv")}
    assert lists == {"r.rejected.csv", "r.xlsx.rejected.csv"}
    assert filled("register", written(tmp_path / "r.csv", HEADER, WANG)).exit_code == 0
    assert [path.name for path in tmp_path.glob("*.rejected.csv")] == ["r.xlsx.rejected.csv"]


def test_a_list_of_needs_comes_in(filled: Run, tmp_path: Path) -> None:
    source = written(
        tmp_path / "n.csv", "地址,类别,内容,日期", "1号楼1单元101,漏水渗水,厨房,2026-01-05"
    )
    first, again = (filled("needs", source, "--compound", "柳荫里") for _ in range(2))
    assert "1 rows: 1 new" in first.stdout, first.output
    assert "0 new, 0 changed, 1 unchanged" in again.stdout
    assert count(tmp_path / "d", m.Need) == 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("r.csv", b"", "is empty"),
        ("r.csv", b"\x81\xff\x00\xfe\x92", "UTF-8"),
        ("r.csv", "姓名,电话\n王,1".encode(), "地址"),
        ("r.csv", "姓名,地址".encode(), "no rows"),
        ("r.xlsx", b"PK no workbook", "no readable Excel"),
        ("r.doc", b"words", "no table"),
        ("missing.csv", None, "does not exist"),
    ],
)
def test_a_bad_register_is_one_sentence_and_nothing_written(
    filled: Run, tmp_path: Path, name: str, content: bytes | None, sentence: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    before = (tmp_path / "d" / "store.sqlite").read_bytes()
    done = filled("register", tmp_path / name)
    assert isinstance(done.exception, GeoError)
    assert sentence in str(done.exception)
    assert "\n" not in str(done.exception)
    assert (tmp_path / "d" / "store.sqlite").read_bytes() == before


@pytest.mark.parametrize(
    ("command", "name", "content"),
    [
        ("osm", "city.osm", b"no map"),
        ("osm", "city.osm.gz", b"\x1f\x8b broken"),
        ("osm", "city.txt", b"words"),
        ("osm", "empty.osm", b""),
        ("places", "places.gpkg", b"words"),
        ("places", "missing.gpkg", None),
    ],
)
def test_a_bad_map_file_makes_no_store(
    run: Run, tmp_path: Path, command: str, name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = run(command, tmp_path / name)
    assert isinstance(done.exception, GeoError)
    assert name in str(done.exception)
    assert not (tmp_path / "d").exists()


def test_a_list_of_rejects_that_cannot_be_written_stops_the_import(
    filled: Run, tmp_path: Path
) -> None:
    source = written(tmp_path / "r.csv", HEADER, WANG, LOST)
    done = filled("register", source, "--report", tmp_path / "nowhere" / "x.csv")
    assert isinstance(done.exception, GeoError)
    assert count(tmp_path / "d", m.Resident) == 0


def test_a_data_folder_that_is_a_file_is_one_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "d").write_text("a file")
    done = run("osm", written(tmp_path / "city.osm", OSM))
    assert isinstance(done.exception, GeoError)
    assert (tmp_path / "d").read_text() == "a file"


def test_a_register_before_any_places_says_what_to_do_first(run: Run, tmp_path: Path) -> None:
    done = run("register", written(tmp_path / "r.csv", HEADER, WANG))
    assert isinstance(done.exception, GeoError)
    assert "import osm" in str(done.exception)
    assert not (tmp_path / "d").exists()


def test_a_damaged_database_is_one_sentence(filled: Run, tmp_path: Path) -> None:
    store = tmp_path / "d" / "store.sqlite"
    with sqlite3.connect(store) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    whole = store.read_bytes()
    source = written(tmp_path / "r.csv", HEADER, WANG)
    for damaged in (b"no database at all" * 100, whole[:8192] + b"\0" * (len(whole) - 8192)):
        store.write_bytes(damaged)
        done = filled("register", source)
        assert isinstance(done.exception, GeoError), done.exception
        assert "backup" in str(done.exception)
        assert store.read_bytes() == damaged


@pytest.mark.data
@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("osm", "osm_moscow/moscow.osm.gz"),
        ("osm", "osm_monaco/monaco-latest.osm.pbf"),
        ("places", "osm_shanghai/shanghai.gpkg"),
    ],
)
def test_a_real_city_comes_in_whole(
    run: Run, tmp_path: Path, sample_data: Path, command: str, name: str
) -> None:
    source = Path(copyfile(sample_data / name, tmp_path / Path(name).name))
    done = run(command, source)
    assert done.exit_code == 1  # clipped extracts hold broken rings
    tallies = {
        line[:14].strip(): [int(cell) for cell in line[14:].split()]
        for line in done.stdout.split("\n\n")[0].splitlines()[1:]
        if not line.startswith(("made", "not of"))
    }
    assert all(found == kept + mended + lost for found, kept, mended, lost in tallies.values())
    assert count(tmp_path / "d", m.Building) == tallies["building"][1] + tallies["building"][2]


def test_a_datum_that_does_not_fit_the_standing_buildings_is_refused_by_name(folder: Path) -> None:
    command = ["import", "places", str(folder / "registry.gpkg"), "--dir", str(folder)]
    refused = CliRunner().invoke(peoples_map, [*command, "--datum", "gcj02"])
    assert isinstance(refused.exception, GeoError)
    assert "give --datum wgs84" in str(refused.exception)
    assert "坐标系" in refused.exception.said("zh")
    trusted = CliRunner().invoke(
        peoples_map, [*command, "--datum", "gcj02", "--trust-datum", "--dry-run"]
    )
    assert trusted.exit_code == 0
    assert "warning: the buildings land" in trusted.output
    fine = CliRunner().invoke(peoples_map, [*command, "--dry-run"])
    assert fine.exit_code == 0
    assert "warning" not in fine.output
