"""The command line speaks Chinese where its user does, and what it may say is kept in step."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import geo
import webmap
from geo.datasets import data_rows
from webmap.cli import COMMANDS, main, peoples_map
from webmap.commands.wording import VARIABLE, WORDS, chinese, command_language, speak

ROOTS = [Path(package.__file__).parent for package in (geo, webmap) if package.__file__]
OF_OTHERS = (
    "Missing ", "No such ", "Invalid value", "Got unexpected", "Show ", "Permission ", "Is a dir",
    "No space",
)  # fmt: skip
"""Of click and of the system."""
MAIN = ("import_accounts", "import_lists", "import_places", "rejects", "geocode", "init", "user")
"""Commands of every day: all they say is known in Chinese."""


def template(node: ast.expr) -> str | None:
    """Return a text or f-string with its open parts as ``{}``."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        parts = [template(part) for part in node.values]
        return "".join("{}" if part is None else part for part in parts)
    return None


def written(folder: Path) -> Iterator[str]:
    """Yield every text of the sources, blanks joined; of docstrings each paragraph."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            said = template(node) if isinstance(node, ast.expr) else None
            for paragraph in (said or "").split("\n\n"):
                yield " ".join(paragraph.split())


def printed(name: str) -> Iterator[str]:
    """Yield what a module of commands says."""
    path = Path(webmap.__file__).parent / "commands" / f"{name}.py"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            said = template(node.args[0])
            if node.func.id == "say" and said and said.strip("{}: \n"):
                yield said


@pytest.fixture
def in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "zh")


def test_no_sentence_of_the_list_is_one_that_nobody_says() -> None:
    there = {text for root in ROOTS for text in written(root)}
    parts = {
        row["en"]
        for row in data_rows(WORDS)
        if row["en"] not in there and not row["en"].startswith(OF_OTHERS) and " " in row["en"]
    }
    made = {one for one in parts if any(whole.endswith(one) or one in whole for whole in there)}
    composed = {
        "{} compounds, {} buildings, {} entrances",
        "account {} is ready, password {}",
        "account {} has a new password: {}",
        "account {} looks after everything",
        "compound {} is not in the registry: {}",
        "did you mean {}?",
        "one of {}",
        "did you mean {}",
        "{} has {}号楼",
        "{} has {}座",
        "{} has {}单元",
        "there are compounds of one name: {}",
        "there are buildings of one number: {}",
        "there are footprints that cross themselves: {}",
        "{} and {} more",
        "every door is on a way; {} only through a building: {}",
        "{}, of which {} are inferred and not surveyed",
        "sample: {}",
        "Wall time of solving; a time limit is not reproducible. Default 0.5.",
        "File to write: .(png|svg|pdf|html|csv|xlsx|geojson|gpkg).",
    }
    opened = {one for one in composed | made if one in parts}
    assert {one for one in parts - opened if "; {} shifts nothing there" not in one} == set()


@pytest.mark.parametrize("name", MAIN)
def test_all_that_the_commands_of_every_day_say_is_known_in_chinese(name: str) -> None:
    said = [one.replace("{}", "7") for one in printed(name)]
    assert said
    assert [one for one in said if chinese(one) == one] == []


def test_all_open_parts_come_back() -> None:
    for row in data_rows(WORDS):
        opened = row["en"].count("{}")
        zh = row["zh"].replace("{=", "{")
        assert all(f"{{{at}}}" in zh for at in range(1, opened + 1)), row
        assert chinese(row["en"].replace("{}", "7")) != row["en"]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("account people is ready, password ok", "账号 people 已建好，密码 ok"),
        ("account diary looks after north", "账号 diary 负责 north"),
        ("account {2} has a new password: a  b", "账号 {2} 的新密码：a  b"),
        ("reading /tmp/two  blanks.osm", "正在读 /tmp/two  blanks.osm"),
        ("error: note does not end in .gpkg", "出错：note 的名字要以 .gpkg 结尾"),
        ("loading buildings", "正在写入：楼栋"),
        ("stopped", "已中断"),
    ],
)
def test_what_a_person_or_a_file_named_is_printed_as_it_is(sentence: str, told: str) -> None:
    assert chinese(sentence) == told


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({VARIABLE: "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({VARIABLE: "zh", "LANG": "C"}, "zh"),
    ],
)
def test_the_setting_goes_before_the_locale(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
) -> None:
    for name in (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert command_language() == language


@pytest.mark.usefixtures("in_chinese")
def test_help_is_chinese_for_every_command() -> None:
    for name in COMMANDS:
        shown = CliRunner().invoke(peoples_map, [name, "--help"]).stdout
        first = shown.split("\n\n")[1]
        assert any("\u4e00" <= glyph <= "\u9fff" for glyph in first), name
    assert speak(peoples_map).help == "民情地图：日记、需求、走访、集中片区。"


@pytest.mark.usefixtures("in_chinese")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["geocode"], "出错：缺少参数 'IN.csv'。"),
        (["nowhere"], "出错：没有 'nowhere' 这条命令。"),
        (["import", "register", "a.csv", "--fill-floors"], "要和 --make-places 一起用"),
        (["export", "a.csv"], "的名字要以 .gpkg 结尾"),
    ],
)
def test_errors_are_chinese(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    words: list[str],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["peoples-map", *words])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert told in capsys.readouterr().err


@pytest.mark.usefixtures("in_chinese")
def test_an_import_and_its_rejected_rows_are_told_in_chinese(tmp_path: Path) -> None:
    folder = str(tmp_path / "d")
    homes = tmp_path / "homes.csv"
    homes.write_text("地址,姓名\n松园小区1号楼1单元301,甲\n松园小区1号楼,乙\n", encoding="utf-8")
    CliRunner().invoke(peoples_map, ["init", "--dir", folder])
    command = ["import", "register", str(homes), "--make-places", "--dir", folder]
    done = CliRunner().invoke(peoples_map, command)
    assert done.exit_code == 1
    assert "共 2 行：新增 1，更新 0，没有变化 0，退回 1" in done.stdout
    listed = (tmp_path / "homes.rejected.csv").read_text(encoding="utf-8-sig")
    assert "没写到户" in listed
    assert "后面写上室号" in listed
