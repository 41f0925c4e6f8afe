"""Every page and answer, read as each role: nobody finds what is not for them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from geo.needs.vocabulary import NEUTRAL, categories
from geo.services.viewing import Role
from geo.store.models import Compound, Need, NeedEvent, Resident, Unit
from geo.store.scope import CONSOLE
from webmap.access import declared_roles

ClientAs = Callable[[str], FlaskClient]
INSIDE, OUTSIDE = "探查内甲", "探查外乙"
"""Names of residents in the leader's compound and in another."""
FLAT = "探门丙"
"""Number of the flat that the planted needs are about."""
NOTE = "探注丁"
"""What the leader noted for her own side."""
SENSITIVE = [one for one in categories().values() if not one.shown]
SCENES = ("status=all", "status=all&group=people", "group=service", "category=leak")
READING_SCENES = ("/cases", "/list", "/list.csv", "/api/counts")
PICTURES = {"snapshots.preview"}
CHOSEN_FLAT = {"map_data.elevation", "map_data.unit", "households.of_unit"}
"""Their reader named the building or the flat: doors are numbered, not told apart."""
RAW_IDS = "|".join(one.id for one in SENSITIVE)


@dataclass(frozen=True, slots=True)
class Planted:
    """Needs of every sensitive category about one flat, in the hands of a partner."""

    need_id: int
    unit_id: str
    building_id: str

    def values(self, rule: Rule) -> dict[str, object]:
        """Return the value of each argument of `rule`."""
        own = {"need_id": self.need_id, "unit_id": self.unit_id, "building_id": self.building_id}
        return {name: own.get(name, 1) for name in rule.arguments}


@pytest.fixture
def planted(app: Flask) -> Planted:
    store = app.extensions["peoples_map_store"]
    with store.write(CONSOLE) as session:
        own = session.scalars(select(Compound.id).where(Compound.name == "御林湾")).one()
        in_flats = select(Resident).where(Resident.unit_id.is_not(None)).order_by(Resident.id)
        home = session.scalars(in_flats.where(Resident.compound_id == own)).first()
        away = session.scalars(in_flats.where(Resident.compound_id != own)).first()
        for row, name in ((home, INSIDE), (away, OUTSIDE)):
            row.name, row.name_digest = name, store.digest(name)
        unit = session.get(Unit, home.unit_id)
        unit.number = FLAT
        of_compound = select(Need).where(Need.compound_id == own, Need.closed_on.is_(None))
        needs = session.scalars(of_compound.order_by(Need.id).limit(len(SENSITIVE))).all()
        for need, category in zip(needs, SENSITIVE, strict=True):
            need.category, need.partner_id, need.handler = category.id, "property", "community"
            need.building_id, need.entrance_id = unit.building_id, unit.entrance_id
            need.unit_id, need.resident_id, need.words = unit.id, home.id, f"{INSIDE}的家事"
            session.add(
                NeedEvent(
                    need_id=need.id,
                    at=datetime.now(UTC),
                    account_name="点长小演",
                    act="note",
                    note=NOTE,
                )
            )
        return Planted(needs[0].id, unit.id, unit.building_id)


def texts(
    app: Flask, client: FlaskClient, role: Role, planted: Planted
) -> Iterator[tuple[str, str, str]]:
    """Yield endpoint, address and text of all that `role` can read."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in {"static", *PICTURES}:
            continue
        if role not in (declared_roles(app, rule.endpoint) or Role):
            continue
        address = str(app.url_map.bind("localhost").build(rule.endpoint, planted.values(rule)))
        reads_scene = address in READING_SCENES or rule.endpoint == "map_data.elevation"
        for query in ("", *(SCENES if reads_scene else ())):
            answer = client.get(f"{address}?{query}" if query else address)
            assert answer.status_code < 500, address
            if answer.mimetype.startswith(("text/", "application/json", "application/geo")):
                yield rule.endpoint, f"{address}?{query}", answer.text


def test_a_leader_reads_her_own_compound_only(
    app: Flask, client_as: ClientAs, planted: Planted
) -> None:
    seen = ""
    for _, address, text in texts(app, client_as("leader"), Role.LEADER, planted):
        assert OUTSIDE not in text, address
        seen += text
    assert all(word in seen for word in (INSIDE, FLAT, NOTE, f"{INSIDE}的家事"))


def test_a_manager_reads_no_name_and_which_flat_only_where_she_chose_it(
    app: Flask, client_as: ClientAs, planted: Planted
) -> None:
    manager = client_as("manager")
    for endpoint, address, text in texts(app, manager, Role.MANAGER, planted):
        assert not re.search(f"{INSIDE}|{OUTSIDE}", text), address
        if endpoint not in CHOSEN_FLAT:
            assert FLAT not in text, address
            assert planted.unit_id not in text, address
    front = manager.get(f"/api/buildings/{planted.building_id}/elevation").get_json()
    doors = [d for stair in front["staircases"] for s in stair["storeys"] for d in s["doors"]]
    assert {(d["urgency"], d["needs"], d["care"]) for d in doors} == {("closed", 0, False)}
    card = manager.get(f"/api/units/{planted.unit_id}").get_json()
    assert (card["needs"], card["people"], card["promises"]) == ([], [], [])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_partner_reads_no_name_no_note_and_no_sensitive_category(
    app: Flask, client_as: ClientAs, planted: Planted, language: str
) -> None:
    partner = client_as("partner")
    partner.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    words = "|".join(re.escape(one.label(language)) for one in SENSITIVE)
    hidden = re.compile(f"{INSIDE}|{OUTSIDE}|{NOTE}|{words}|[\"'=:]({RAW_IDS})[\"'&,}}]")
    seen = ""
    for _, address, text in texts(app, partner, Role.PARTNER, planted):
        found = hidden.search(text)
        assert found is None, f"{address}: {found}"
        seen += text
    assert NEUTRAL.label(language) in seen


def test_a_partner_asks_in_vain_for_a_sensitive_category(
    client_as: ClientAs, planted: Planted
) -> None:
    partner = client_as("partner")
    elevation = f"/api/buildings/{planted.building_id}/elevation"
    for one in SENSITIVE:
        query = f"?status=all&category={one.id}"
        assert partner.get(f"/api/counts{query}").get_json()["totals"]["needs"] == 0
        assert partner.get(f"{elevation}{query}").get_json()["needs"] == 0
        assert "/cases/" not in partner.get(f"/cases{query}").text
        assert "/cases/" not in partner.get(f"/list{query}").text
        assert len(partner.get(f"/list.csv{query}").text.splitlines()) == 1


def test_a_steward_reads_nothing_of_residents(
    app: Flask, client_as: ClientAs, planted: Planted
) -> None:
    for endpoint, address, text in texts(app, client_as("steward"), Role.STEWARD, planted):
        assert not re.search(f"{INSIDE}|{OUTSIDE}|{NOTE}", text), address
        if endpoint not in CHOSEN_FLAT:
            assert FLAT not in text, address
