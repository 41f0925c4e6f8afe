"""Day one with nothing but an Excel of 600 homes: everything works before anything is mapped."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import geopandas as gpd
import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from openpyxl import Workbook

from geo.errors import InputError
from geo.frames import SKETCHED, write_places
from geo.places.units import SOURCE as GENERATED
from tests.factories import small_places
from tests.webmap.conftest import csrf_token, log_in
from webmap.app import create_app
from webmap.cli import peoples_map
from webmap.settings import from_env

HOMES = (
    [
        ("松园小区", f"{block}号楼", f"{door}单元", floor, place)
        for block in range(1, 7)
        for door in range(1, 4)
        for floor in (1, 2, 3, 5, 6)  # no fourth floor
        for place in range(1, 5)
    ][:480]
    + [
        ("桦林公寓", f"{tower}座", "1单元", floor, place)
        for tower in "AB"
        for floor in range(1, 21)
        for place in range(1, 7)
    ]
)
PASSWORD = "correct horse battery"
Run = Callable[..., Result]


def running_in(folder: Path) -> Run:
    def invoked(*words: str | Path) -> Result:
        return CliRunner().invoke(peoples_map, [*map(str, words), "--dir", str(folder / "d")])

    return invoked


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return running_in(tmp_path)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workbook with titles, a header of two rows, merged cells, 同上 and totals."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name in ("松园小区", "桦林公寓"):
        sheet = book.create_sheet(name)
        sheet.append([f"{name}住户台账(2023年1月)"])
        sheet.append(["序号", "住址", None, None, "户主姓名", "人员类别", "身份证号"])
        sheet.append([None, "楼号", "单元", "门牌号"])
        sheet.merge_cells("A1:G1")
        sheet.merge_cells("B2:D2")
        for column in "AEFG":
            sheet.merge_cells(f"{column}2:{column}3")
        above: tuple[str, str] | None = None
        mine = [home for home in HOMES if home[0] == name]
        for number, (_, block, door, floor, place) in enumerate(mine, start=1):
            same = above == (block, door)
            written = ["同上", "同上"] if same else [block, door]
            above = (block, door)
            unit = floor * 100 + place
            group = "独居老人" if number % 20 == 0 else None
            row = [
                number,
                *written,
                unit if number % 2 else str(unit),
                f"甲{number}",
                group,
                2.1e17,
            ]
            sheet.append(row)
        sheet.append(["合计", len(mine)])
    path = tmp_path_factory.mktemp("register") / "台账.xlsx"
    book.save(path)
    return path


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, register: Path) -> Path:
    """Return a folder with a store that the register alone has filled."""
    folder = tmp_path_factory.mktemp("imported")
    run = running_in(folder)
    run("init")
    assert run("import", "register", register, "--make-places").exit_code == 0
    return folder


@pytest.fixture
def filled(imported: Path, tmp_path: Path) -> Run:
    """Return what runs in a copy of that store."""
    copytree(imported / "d", tmp_path / "d")
    return running_in(tmp_path)


def exported(run: Run, tmp_path: Path, layer: str) -> gpd.GeoDataFrame:
    assert run("export", tmp_path / "all.gpkg").exit_code == 0
    return gpd.read_file(tmp_path / "all.gpkg", layer=layer)


def test_a_dry_run_shows_what_would_be_made_and_makes_nothing(
    run: Run, tmp_path: Path, register: Path
) -> None:
    run("init")
    shown = run("import", "register", register, "--make-places", "--dry-run")
    assert shown.exit_code == 0
    assert "2 compounds, 8 buildings, 20 entrances" in shown.stdout
    assert f"{len(HOMES)} rows: {len(HOMES)} new" in shown.stdout
    assert isinstance(run("export", tmp_path / "all.gpkg").exception, InputError)


def test_without_the_word_of_the_steward_no_place_is_made(run: Run, register: Path) -> None:
    run("init")
    done = run("import", "register", register)
    assert isinstance(done.exception, InputError)
    assert "--make-places" in str(done.exception)


def test_only_the_flats_that_the_rows_name_exist_unless_more_are_asked_for(
    run: Run, tmp_path: Path
) -> None:
    homes = tmp_path / "homes.csv"
    rows = [f"松园小区{n}号楼1单元{floor}0{n},甲{n}" for n in (1, 2, 3) for floor in (1, 5)]
    homes.write_text("地址,姓名\n" + "\n".join(rows) + "\n", encoding="utf-8")
    run("init")
    assert run("import", "register", homes, "--make-places").exit_code == 0
    assert len(exported(run, tmp_path, "units")) == len(rows)
    (tmp_path / "all.gpkg").unlink()
    homes.write_text("地址,姓名\n松园小区4号楼1单元503,乙\n", encoding="utf-8")
    done = run("import", "register", homes, "--make-places", "--fill-floors")
    assert done.exit_code == 0
    supposed = exported(run, tmp_path, "units")
    assert (supposed["source"] == GENERATED).sum() == 3
    alone = run("import", "register", homes, "--fill-floors")
    assert isinstance(alone.exception, InputError)


def test_a_header_of_two_rows_without_merged_cells_and_yards_of_other_names(
    run: Run, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "电厂家属院"
    for row in (
        ["电厂家属院住户台账"],
        ["序号", "住址", None, None, "姓名", "人员类别"],
        [None, "楼号", "单元", "门牌号", None, None],
        [1, "1号楼", "1单元", 101, "甲", "独居老人"],
        [2, "同上", "同上", 102, "乙", None],
    ):
        sheet.append(row)
    others = book.create_sheet("散户")
    for row in (
        ["地址", "姓名"],
        ["东风村2号楼1单元201", "丙"],
        ["沈阳市铁西区东风村2号楼1单元301", "丁"],
    ):
        others.append(row)
    path = tmp_path / "台账.xlsx"
    book.save(path)
    run("init")
    done = run("import", "register", path, "--make-places")
    assert "4 rows: 4 new" in done.stdout
    assert done.exit_code == 0
    assert set(exported(run, tmp_path, "compounds")["name"]) == {"电厂家属院", "东风村"}


def test_homes_become_places_once_and_flats_fill_the_floors(
    filled: Run, tmp_path: Path, register: Path
) -> None:
    run = filled
    units = exported(run, tmp_path, "units")
    assert len(units) == len(HOMES)
    assert set(units["floor"][units["number"].str.len() == 3]) >= {1, 2, 3, 5, 6}
    assert set(exported(run, tmp_path, "buildings")["source"]) == {SKETCHED}
    (tmp_path / "all.gpkg").unlink()
    again = run("import", "register", register, "--make-places")
    assert f"0 new, 0 changed, {len(HOMES)} unchanged" in again.stdout
    assert len(exported(run, tmp_path, "units")) == len(HOMES)


def test_a_second_list_lets_the_sketch_grow(filled: Run, tmp_path: Path) -> None:
    run = filled
    more = tmp_path / "more.csv"
    more.write_text(
        "地址,姓名\n松园小区1号楼4单元701,乙\n松园小区9号楼1单元101,丙\n", encoding="utf-8"
    )
    assert run("import", "register", more, "--make-places").exit_code == 0
    entrances = exported(run, tmp_path, "entrances")
    assert len(entrances) == 22
    blocks = exported(run, tmp_path, "buildings").to_crs(epsg=3857).geometry
    assert blocks.union_all().area == pytest.approx(blocks.area.sum())


def test_a_map_that_comes_later_takes_the_sketch_beside_it(filled: Run, tmp_path: Path) -> None:
    run = filled
    write_places(small_places(), tmp_path / "places.gpkg")
    brought = run("import", "places", tmp_path / "places.gpkg")
    assert brought.exit_code == 0
    assert "柳荫里: is it the right file?" in brought.stderr
    assert "松园小区" in brought.stderr
    compounds = exported(run, tmp_path, "compounds")
    drawn = compounds["source"] == SKETCHED
    assert drawn.sum() == 2
    mapped = compounds[~drawn].total_bounds
    assert (compounds[drawn].bounds["minx"] > mapped[2]).all()
    assert (compounds[drawn].bounds["minx"] < mapped[2] + 0.02).all()


def test_blocks_that_a_mapped_compound_lacks_stand_apart_and_leave_its_paths(
    run: Run, tmp_path: Path
) -> None:
    write_places(small_places(), tmp_path / "places.gpkg")
    run("import", "places", tmp_path / "places.gpkg")
    paths = {}
    for number in ("91", "92"):
        homes = tmp_path / f"{number}.csv"
        homes.write_text(f"地址,姓名\n柳荫里{number}号楼1单元101,乙\n", encoding="utf-8")
        assert run("import", "register", homes, "--make-places").exit_code == 0
        ways = exported(run, tmp_path, "ways").set_index("id").geometry
        paths[number] = ways[ways.index.str.contains("-path")]
    blocks = exported(run, tmp_path, "buildings").to_crs(epsg=3857)
    added = blocks[blocks["number"].isin(["91", "92"])].geometry
    assert len(added) == 2
    assert not added.iloc[0].intersects(added.iloc[1])
    assert paths["92"][paths["91"].index].geom_equals(paths["91"]).all()


@pytest.fixture(scope="module")
def leader(imported: Path) -> FlaskClient:
    words = ("user", "add", "lin", "--role", "leader", "--territory", "松园小区")
    running_in(imported)(*words, "--password", PASSWORD)
    login = {"leader": {"user": "lin", "password": PASSWORD}}
    (imported / "d" / "accounts.json").write_text(json.dumps(login), encoding="utf-8")
    app = create_app(from_env({}, folder=str(imported / "d")))
    return log_in(app.test_client(), imported / "d", "leader")


@pytest.mark.parametrize("path", ["/", "/today", "/diary", "/care", "/rounds?new=1", "/cases"])
def test_every_page_of_a_leader_works_over_a_sketch(leader: FlaskClient, path: str) -> None:
    page = leader.get(path)
    assert page.status_code == 200
    assert "松园小区" in page.text or path in ("/", "/diary", "/cases")


def test_a_round_is_walked_along_the_blocks_with_stairs(leader: FlaskClient) -> None:
    page = leader.get("/rounds?new=1").text
    start = re.findall(r'<option value="(-?[\d.]+,-?[\d.]+)"', page)[0]
    wish = {"day": "2026-11-24", "depart": "09:00", "minutes": "120", "start": start}
    made = leader.post("/rounds", data={"csrf_token": csrf_token(page), **wish})
    assert made.status_code == 302
    shown = leader.get(made.headers["Location"]).text
    assert len(re.findall(r'data-unit="([^"]+)"', shown)) >= 3


def test_the_map_says_that_a_sketch_is_one(leader: FlaskClient) -> None:
    assert "松园小区（示意图）" in leader.get("/api/ground.geojson").text
    (compound,) = leader.get("/api/compounds").json["compounds"]
    assert compound["sketched"]
    building = leader.get("/api/counts").json["most"][0]["id"]
    assert leader.get(f"/api/buildings/{building}/elevation").json["sketched"]
    assert "示意图：松园小区还没有人测绘" in leader.get("/snapshots").text
