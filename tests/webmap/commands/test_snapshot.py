"""`peoples-map snapshot` writes a sheet and notes it, or says one sentence and does neither."""

import json
from pathlib import Path

import pyogrio
import pypdf
import pytest
from click.testing import CliRunner, Result
from PIL import Image
from sqlalchemy import select

from geo.errors import GeoError
from geo.services.viewing import CONSOLE
from geo.store.models import AuditEvent
from webmap.commands.snapshot import scene_words, snapshot
from webmap.installation import store_of
from webmap.settings import from_env


def run(folder: Path, *arguments: object) -> Result:
    return CliRunner().invoke(snapshot, [str(one) for one in (*arguments, "--dir", folder)])


def noted(folder: Path) -> list[str]:
    store = store_of(from_env({}, folder=str(folder)))
    with store.read(CONSOLE) as session:
        rows = session.scalars(
            select(AuditEvent.subject).where(AuditEvent.act == "snapshot.exported")
        ).all()
    store.close()
    return [str(row) for row in rows]


def test_the_print_and_its_note_say_the_same(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "map.pdf"
    options = ("--as", "manager", "--scene", "group=people&status=all", "--title", "走访情况")
    done = run(folder, *options, "--out", out)
    assert done.exit_code == 0, done.output
    said = "".join(pypdf.PdfReader(out).pages[0].extract_text().split())
    (subject,) = noted(folder)
    number = subject.split(" ", maxsplit=1)[0]
    for words in (
        "走访情况", "截至日期2026年3月2日", "类别：需要关心", "图例", "不显示（数量过少）",
        "一栋楼1–4件", "演示数据：人物全部虚构", f"编号{number}", "社区书记小演",
    ):  # fmt: skip
        assert words in said, words
    assert subject == f"{number} pdf group=people&status=all"
    assert number in done.output
    assert [path.name for path in out.parent.iterdir()] == ["map.pdf"]


def test_the_picture_is_an_a4_sheet(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "map.PNG"
    assert run(folder, "--as", "leader", "--scene", "", "--out", out).exit_code == 0
    with Image.open(out) as picture:
        assert sorted(picture.size) == [2480, 3508]
        assert len(picture.convert("RGB").getcolors(2**24) or []) > 50


def test_tables_tell_no_small_count(folder: Path, tmp_path: Path) -> None:
    words = {"status": "all", "category": "lone_elderly", "building": "c07-b3"}
    scene = tmp_path / "scene.json"
    scene.write_text(json.dumps(words), encoding="utf-8")
    out = tmp_path / "map.gpkg"
    options = ("--as", "manager", "--scene", scene, "--language", "en")
    assert run(folder, *options, "--out", out).exit_code == 0
    frame = pyogrio.read_dataframe(out)
    assert frame["count"].isna().any()
    assert not frame["count"].dropna().between(1, 4).any()
    assert not {"name", "resident", "unit", "words"} & set(frame.columns)
    for suffix in (".csv", ".geojson"):
        assert run(folder, *options, "--out", out.with_suffix(suffix)).exit_code == 0
    assert "Not shown (small numbers)" in out.with_suffix(".csv").read_text(encoding="utf-8-sig")
    assert len(json.loads(out.with_suffix(".geojson").read_text())["features"]) == len(frame)


def test_a_condition_is_not_named_on_paper(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "map.csv"
    done = run(folder, "--as", "manager", "--scene", "category=lone_elderly", "--out", out)
    assert done.exit_code == 0
    assert "需要关心" in done.output
    assert "独居" not in done.output


@pytest.mark.parametrize(
    ("user", "scene", "name", "complaint"),
    [
        ("nobody", "category=leak", "map.png", "user 'nobody' does not exist"),
        ("steward", "category=leak", "map.png", "a steward sees no needs"),
        ("manager", "kategory=leak", "map.png", "'kategory' is no part of a scene"),
        ("manager", "category=rain", "map.png", "'rain' is not in the vocabulary"),
        ("manager", "category=dispute", "map.png", "'dispute' is not counted outside"),
        ("manager", "leak", "map.png", "is no query"),
        ("manager", "category=leak&category=noise", "map.png", "says one word twice"),
        ("manager", "none.json", "map.png", "none.json cannot be read"),
        ("manager", "category=leak", "map.bmp", "names no known form"),
        ("manager", "category=leak", "map", "names no known form"),
        ("manager", "category=leak", "file/map.csv", "cannot write"),
        ("leader", "band=100", "map.png", "managers"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_nothing_is_written_or_noted(
    folder: Path, tmp_path: Path, user: str, scene: str, name: str, complaint: str
) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "file").write_text("no folder", encoding="utf-8")
    done = run(folder, "--as", user, "--scene", scene, "--out", target / name)
    assert isinstance(done.exception, GeoError), done.output
    assert complaint in str(done.exception)
    assert [path.name for path in target.iterdir()] == ["file"]
    assert noted(folder) == []


def test_a_scene_file_must_hold_one_object(tmp_path: Path) -> None:
    path = tmp_path / "scene.json"
    for content, complaint in (("[1]", "wanted one object"), ("{", "is no JSON text")):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(GeoError, match=complaint):
            scene_words(str(path))


def test_a_whole_address_is_a_scene_too() -> None:
    words = scene_words("https://map.example/?category=leak&building=b1")
    assert words == {"category": "leak", "building": "b1"}
    assert scene_words("") == {}
