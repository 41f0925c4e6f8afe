"""Loads the synthetic district: places, invented people, and an account for each role."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo.address.gazetteer import Gazetteer
from geo.diary.reading import read_entry
from geo.frames import SPECS
from geo.needs.vocabulary import Role
from geo.places.demo import District
from geo.services import facts
from geo.services.accounts import NewAccount, make_account, make_territory, new_password
from geo.services.diary.index import index_waiting
from geo.services.loading import add_rows, load_places
from geo.store import models as m
from geo.store.opening import Store, analyse
from geo.store.scope import CONSOLE

LEADER_COMPOUND = "御林湾"
PARTNER_ID = "property"


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A login of the demo, shown once."""

    role: str
    user: str
    password: str
    territory: str


def is_empty(store: Store) -> bool:
    """Tell whether the store holds no compound."""
    with store.read(CONSOLE) as session:
        return session.scalar(select(func.count()).select_from(m.Compound)) == 0


def load_demo(
    store: Store, district: District, *, progress: Callable[[str], None]
) -> list[DemoLogin]:
    """Load `district` into an empty store, all or nothing, and return the logins it made."""
    with store.write(CONSOLE) as session:
        progress("places")
        load_places(session, district.places)
        progress("people")
        load_care(session, store, district)
        facts.set_fact(session, facts.DEMO_DAY, district.on.isoformat())
        logins = make_demo_accounts(session, district)
        index_waiting(session)
        analyse(session)
    return logins


def load_care(session: Session, store: Store, district: District) -> None:
    """Add residents, needs, visits, promises and diary entries of `district`."""
    units = district.places.units.set_index("id")["entrance_id"]
    entrances = district.places.entrances.set_index("id")["building_id"]
    buildings = district.places.buildings.set_index("id")["compound_id"]

    def building_of(unit_ids: pd.Series) -> pd.Series:
        return unit_ids.map(units).map(entrances)

    def compound_of(unit_ids: pd.Series) -> pd.Series:
        return building_of(unit_ids).map(buildings)

    residents = pd.DataFrame(district.residents)
    add_rows(
        session,
        m.Resident,
        residents.assign(
            building_id=building_of(residents["unit_id"]),
            compound_id=compound_of(residents["unit_id"]),
            name_digest=[store.digest(name) for name in residents["name"]],
            source="demo",
        ),
    )
    add_rows(session, m.Partner, pd.DataFrame(PARTNERS))
    needs = district.needs
    served = needs["handler"].where(needs["handler"].isin(["property"]))
    add_rows(
        session,
        m.Need,
        needs.assign(partner_id=served, source="demo", version=1, hidden=False),
    )
    visits = district.visits
    add_rows(
        session,
        m.Visit,
        visits.rename(columns={"id": "key"}).assign(compound_id=compound_of(visits["unit_id"])),
    )
    promises = district.promises
    add_rows(
        session,
        m.Promise,
        promises.drop(columns="id").assign(compound_id=compound_of(promises["unit_id"])),
    )
    add_rows(session, m.DiaryEntry, diary_rows(district))


def diary_rows(district: District) -> pd.DataFrame:
    """Return the entries of `district` as rows of the store, with names and numbers masked.

    Flats tell nothing about names, so the gazetteer is made without them.
    """
    places = replace(district.places, units=SPECS["units"].empty())
    gazetteer = Gazetteer.from_places(places)
    names = district.places.compounds.set_index("id")["name"]
    diary = district.diary
    days = diary["written_on"].dt.date
    read = [
        read_entry(text, gazetteer, written_on=day, leader_compound=names[compound])
        for text, day, compound in zip(diary["text"], days, diary["compound_id"], strict=True)
    ]
    return pd.DataFrame(
        {
            "key": diary["id"],
            "compound_id": diary["compound_id"],
            "written_on": diary["written_on"],
            "text": diary["text"],
            "redacted": [reading.redacted for reading in read],
            "state": "confirmed",
            "saved_at": pd.Series(
                [datetime.combine(day, time(4), UTC) for day in days], dtype=object
            ),
        }
    )


PARTNERS = [
    {"id": PARTNER_ID, "name": "和顺物业（虚构）", "kind": "property"},
    {"id": "clinic", "name": "社区卫生服务站（虚构）", "kind": "clinic"},
    {"id": "fire", "name": "消防救援站（虚构）", "kind": "fire"},
]


def make_demo_accounts(session: Session, district: District) -> list[DemoLogin]:
    """Make one account a role: the leader of one compound, the others over the district."""
    names = district.places.compounds.set_index("name")["id"]
    whole = "演示街道"
    make_territory(session, whole, sorted(names))
    wanted = (
        ("leader", "点长小演", LEADER_COMPOUND, None),
        ("manager", "社区书记小演", whole, None),
        ("partner", "物业小演", whole, PARTNER_ID),
        ("steward", "数据管理员小演", whole, None),
    )
    logins = []
    for role, name, territory, partner in wanted:
        password = new_password()
        make_account(
            session,
            NewAccount(
                user=role,
                password=password,
                role=Role(role),
                name=name,
                territory=territory,
                partner_id=partner,
            ),
        )
        logins.append(DemoLogin(role, role, password, territory))
    return logins
