"""Registers and lists of needs come in twice and change nothing the second time."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy import inspect, select

from geo.errors import InputError
from geo.frames import SPECS
from geo.needs.vocabulary import categories
from geo.places.register import read_needs_table, read_register
from geo.services.importing.needs import NeedsImport, import_needs
from geo.services.importing.register import Basis, RegisterImport, Terms, import_register
from geo.services.importing.transaction import importing
from geo.services.loading import load_places
from geo.store import models as m
from geo.store.crypto import new_key
from geo.store.opening import Store
from geo.store.scope import CONSOLE
from tests.factories import small_places

DAY = date(2026, 3, 2)
HEADER = "姓名,性别,年龄,详细地址,联系电话,人员类别,居住情况,备注,身份证号"
WANG = "王秀兰,女,85,柳荫里1号楼1单元101,13800001234,低保,独居,耳背,"
WORDS = {word: one.id for one in categories().values() for word in (one.zh, one.en)}


@pytest.fixture
def surveyed(blank: Path, tmp_path: Path) -> Iterator[Store]:
    """Return a store with one flat, 101, that somebody surveyed."""
    yield from opened(blank, tmp_path, with_units=True)


@pytest.fixture
def unsurveyed(blank: Path, tmp_path: Path) -> Iterator[Store]:
    """Return a store with an entrance of six floors whose flats nobody listed."""
    yield from opened(blank, tmp_path, with_units=False)


def opened(blank: Path, folder: Path, *, with_units: bool) -> Iterator[Store]:
    path = copyfile(blank, folder / "store.sqlite")
    made = Store(f"sqlite:///{path}", field_key=new_key())
    places = small_places() if with_units else small_places(units=SPECS["units"].empty())
    with made.write(CONSOLE) as session:
        load_places(session, places)
    yield made
    made.close()


def bring(
    store: Store, folder: Path, *lines: str, compound: str | None = None, dry_run: bool = False
) -> RegisterImport:
    path = folder / "r.csv"
    path.write_text("\n".join([HEADER, *lines]), encoding="gbk")
    register = read_register(path, as_of=DAY)
    terms = Terms(digest=store.digest, today=DAY, compound=compound, basis=Basis.LEGAL_DUTY)
    with importing(store, dry_run=dry_run) as session:
        return import_register(session, register, terms)


def list_of_needs(store: Store, folder: Path, *lines: str) -> NeedsImport:
    path = folder / "n.csv"
    path.write_text("\n".join(["地址,类别,内容,日期,状态", *lines]), encoding="utf-8")
    table = read_needs_table(path, categories=WORDS, as_of=DAY)
    with importing(store) as session:
        return import_needs(session, table, today=DAY, compound="柳荫里")


def content(store: Store) -> list[list[object]]:
    """Return all that the imports write, decrypted."""
    with store.read(CONSOLE) as session:
        rows: list[list[object]] = []
        for record in (m.Resident, m.Need, m.NeedEvent, m.Unit):
            keys = [column.key for column in inspect(record).column_attrs]
            found = session.execute(
                select(*(getattr(record, key) for key in keys)).order_by(record.id)
            )
            rows += [list(row) for row in found]
    return rows


def test_a_row_becomes_a_person_and_her_needs(surveyed: Store, tmp_path: Path) -> None:
    done = bring(surveyed, tmp_path, WANG)
    assert (done.new, done.needs, done.flats, done.rejected) == (1, 2, 0, ())
    with surveyed.read(CONSOLE) as session:
        person = session.scalars(select(m.Resident)).one()
        needs = session.scalars(select(m.Need).order_by(m.Need.category)).all()
        acts = session.execute(select(m.AuditEvent.act, m.AuditEvent.subject)).one()
    assert (person.name, person.phone, person.sex) == ("王秀兰", "13800001234", "f")
    assert (person.birth_year, person.living, person.unit_id) == (1941, "alone", "c1-b1-e1-101")
    assert (person.lawful_basis, person.source) == ("legal_duty", "register")
    assert [(n.category, n.source, n.resident_id) for n in needs] == [
        ("hardship", "register", person.id),
        ("lone_elderly", "register", person.id),
    ]
    assert acts[0] == "register.imported"
    assert "王" not in acts[1]


def test_the_same_register_twice_changes_nothing(surveyed: Store, tmp_path: Path) -> None:
    lines = [WANG, ",,,柳荫里1号楼1单元101,,,,,", "李建国,男,,1-1-101,,,,,"]
    assert bring(surveyed, tmp_path, *lines, compound="柳荫里").new == 3
    before = content(surveyed)
    again = bring(surveyed, tmp_path, *lines, compound="柳荫里")
    assert (again.new, again.changed, again.same, again.needs) == (0, 0, 3, 0)
    assert content(surveyed) == before


def test_a_dry_run_counts_what_an_import_would_do(surveyed: Store, tmp_path: Path) -> None:
    before = content(surveyed)
    assert bring(surveyed, tmp_path, WANG, dry_run=True).new == 1
    assert content(surveyed) == before


def test_a_changed_row_changes_the_person_and_silence_keeps_what_is_known(
    surveyed: Store, tmp_path: Path
) -> None:
    bring(surveyed, tmp_path, WANG)
    done = bring(surveyed, tmp_path, "王秀兰,,,柳荫里1号楼1单元101,13900005678,,,,")
    assert (done.new, done.changed) == (0, 1)
    with surveyed.read(CONSOLE) as session:
        person = session.scalars(select(m.Resident)).one()
    assert (person.phone, person.birth_year, person.note) == ("13900005678", 1941, "耳背")


def test_a_need_that_was_closed_or_hidden_is_not_opened_again(
    surveyed: Store, tmp_path: Path
) -> None:
    bring(surveyed, tmp_path, WANG)
    with surveyed.write(CONSOLE) as session:
        closed, hidden = session.scalars(select(m.Need).order_by(m.Need.id)).all()
        closed.state, hidden.hidden = "closed", True
    assert bring(surveyed, tmp_path, WANG).needs == 0


def identity(seventeen: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, weights, strict=True))
    return seventeen + "10X98765432"[total % 11]


def test_an_identity_number_finds_who_moved_and_is_kept_nowhere(
    unsurveyed: Store, tmp_path: Path
) -> None:
    number = identity("21010219400501002")
    bring(unsurveyed, tmp_path, f"王秀兰,,,柳荫里1号楼1单元101,,失能,,,{number}")
    done = bring(unsurveyed, tmp_path, f"王秀蘭,,,柳荫里1号楼1单元302,,失能,,,{number}")
    assert (done.new, done.changed, done.flats) == (0, 1, 1)
    with unsurveyed.read(CONSOLE) as session:
        person = session.scalars(select(m.Resident)).one()
        need = session.scalars(select(m.Need)).one()
    assert (person.name, person.unit_id, need.unit_id) == (
        "王秀蘭", "c1-b1-e1-302", "c1-b1-e1-302",
    )  # fmt: skip
    assert number not in str(content(unsurveyed))
    raw = (tmp_path / "store.sqlite").read_bytes()
    assert number.encode() not in raw
    assert "王秀".encode() not in raw


def test_namesakes_in_one_flat_are_told_apart_by_year_and_identity(
    surveyed: Store, tmp_path: Path
) -> None:
    old, young = (identity(f"210102{year}0501002") for year in (1940, 1990))
    lines = [f"王伟,,,柳荫里1号楼1单元101,,,,,{number}" for number in (old, young)]
    assert bring(surveyed, tmp_path, *lines).new == 2
    assert bring(surveyed, tmp_path, *lines).same == 2


def test_one_person_on_two_rows_is_taken_once(surveyed: Store, tmp_path: Path) -> None:
    done = bring(surveyed, tmp_path, WANG, "王秀兰,,,柳荫里1-1-101,,,,,")
    assert done.new == 1
    assert [(f.row, f.reason) for f in done.rejected] == [(3, "is the same person as row 2")]


def test_flats_are_made_where_nobody_surveyed_and_the_floors_allow_it(
    unsurveyed: Store, tmp_path: Path
) -> None:
    lines = [f"甲{n},,,柳荫里1号楼1单元{n},,,,," for n in ("502", "5楼1号", "702", "负一层1号")]
    done = bring(unsurveyed, tmp_path, *lines)
    assert (done.new, done.flats) == (2, 2)
    assert [f.row for f in done.rejected] == [4, 5]
    assert "6 floors" in done.rejected[0].suggestion
    with unsurveyed.read(CONSOLE) as session:
        units = session.execute(
            select(m.Unit.id, m.Unit.number, m.Unit.floor, m.Unit.source).order_by(m.Unit.id)
        ).all()
    assert [tuple(row) for row in units] == [
        ("c1-b1-e1-501", "1", 5, "register"),
        ("c1-b1-e1-502", "502", 5, "register"),
    ]
    assert bring(unsurveyed, tmp_path, *lines).same == 2


@pytest.mark.parametrize(
    ("address", "reason", "suggestion"),
    [
        ("柳荫里1号楼1单元102", "flat is not in the registry", "101"),
        ("柳荫里8号楼101", "building is not in the registry", "1号楼"),
        ("柳荫里1号楼4单元101", "entrance is not in the registry", "1单元"),
        ("松园3号楼101", "compound is not in the registry", "柳荫里"),
        ("3号楼101", "no compound", "--compound"),
        ("柳荫里1号楼1单元", "flat is missing", "柳荫里1号楼1单元"),
        ("看不懂", "address is not understood", "单元"),
    ],
)
def test_an_impossible_address_is_refused_with_the_nearest(
    surveyed: Store, tmp_path: Path, address: str, reason: str, suggestion: str
) -> None:
    done = bring(surveyed, tmp_path, f"甲,,,{address},,,,,")
    assert [fault.reason for fault in done.rejected] == [reason]
    assert suggestion in done.rejected[0].suggestion


def test_an_unknown_default_compound_is_an_error_that_names_the_nearest(
    surveyed: Store, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="柳荫里"):
        bring(surveyed, tmp_path, WANG, compound="柳阴理")


def test_needs_of_a_list_come_in_once_at_their_place(surveyed: Store, tmp_path: Path) -> None:
    lines = [
        "1号楼1单元101,漏水渗水,厨房漏水,2026-02-01,登记",
        "1号楼1单元3楼,Noise,半夜装修,,",
        "柳荫里南门口,waste_hazard,有废家具,,",
        "1号楼,elevator,,2026-01-05,办结",
    ]
    first = list_of_needs(surveyed, tmp_path, *lines)
    assert (first.new, first.rejected) == (4, ())
    with surveyed.read(CONSOLE) as session:
        needs = session.scalars(select(m.Need).order_by(m.Need.id)).all()
    assert [(n.category, n.unit_id, n.entrance_id, n.floor, n.spot) for n in needs] == [
        ("leak", "c1-b1-e1-101", "c1-b1-e1", None, None),
        ("noise", None, "c1-b1-e1", 3, None),
        ("waste_hazard", None, None, None, "南门口"),
        ("elevator", None, None, None, None),
    ]
    assert [(n.opened_on.isoformat(), n.closed_on) for n in (needs[0], needs[3])] == [
        ("2026-02-01", None),
        ("2026-01-05", DAY),
    ]
    before = content(surveyed)
    again = list_of_needs(surveyed, tmp_path, *lines)
    assert (again.new, again.changed, again.same) == (0, 0, 4)
    assert content(surveyed) == before


def test_a_state_goes_forward_and_never_back(surveyed: Store, tmp_path: Path) -> None:
    def line(state: str) -> str:
        return f"1号楼1单元101,leak,漏水,2026-02-01,{state}"

    list_of_needs(surveyed, tmp_path, line("办理中"))
    assert list_of_needs(surveyed, tmp_path, line("登记")).same == 1
    assert list_of_needs(surveyed, tmp_path, line("办结")).changed == 1
    assert list_of_needs(surveyed, tmp_path, line("登记")).same == 1
    with surveyed.read(CONSOLE) as session:
        need = session.scalars(select(m.Need)).one()
        acts = session.scalars(select(m.NeedEvent.act).order_by(m.NeedEvent.id)).all()
    assert (need.state, need.closed_on) == ("closed", DAY)
    assert acts == ["open", "move"]


def test_needs_without_a_place_or_twice_in_the_list_are_rejected(
    surveyed: Store, tmp_path: Path
) -> None:
    line = "1号楼1单元101,leak,漏水,,"
    done = list_of_needs(surveyed, tmp_path, line, "9号楼101,leak,漏水,,", line, "1号楼,飞碟,,,")
    assert done.new == 1
    assert [(fault.row, fault.reason) for fault in done.rejected] == [
        (3, "building is not in the registry"),
        (4, "says the same as row 2"),
        (5, "category is not known"),
    ]
