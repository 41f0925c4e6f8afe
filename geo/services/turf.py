"""Turf 分片: a territory cut into areas of about equal weekly minutes, proposed, taken, undone.

Territories are made of whole compounds, so a territory is cut by compounds; one compound is cut by
buildings, for walkers who share it. Like coverage, the minutes are summed in a session of their
own with the eyes of the territory's leader; nothing but the sums of an area leaves it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from geo.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from geo.hotspots.disclosure import K
from geo.needs.vocabulary import Permission, Role, permissions
from geo.services.accounts import make_territory
from geo.services.calls import Cause
from geo.services.mapping import is_home
from geo.services.naming import building_labels
from geo.services.people_due import visits_due
from geo.services.registry import layer
from geo.services.rounds.ground import walking_network
from geo.services.rounds.walks import SERVICE_MIN
from geo.store.audit import note_act
from geo.store.models import Account, Compound, Territory, TerritoryCompound, TurfPlan, Unit
from geo.store.opening import Store
from geo.store.scope import Viewer, viewer_of
from geo.walking.network import Network
from geo.walking.noding import Floats
from geo.walking.pace import pace
from geo.walking.turf import neighbours, turf, weekly_minutes
from geo.walking.vertical import GROUND, climb_s

MOST_AREAS = 30
MOST_PLANS = 50
"""Proposals that are shown, the newest first."""


@dataclass(frozen=True, slots=True)
class Area:
    """One of the areas; no name of anybody and no rank."""

    number: int
    parts: tuple[str, ...]
    """What it is made of, in words: compounds, or buildings of one."""
    compounds: tuple[str, ...]
    """Ids of the compounds; empty where one compound is cut by buildings."""
    buildings: tuple[str, ...]
    """Ids of its buildings."""
    homes: int
    minutes: int | None
    """Expected in a week; None: so few homes that it would tell of a household."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A territory or a compound, cut."""

    name: str
    """What was cut."""
    areas: tuple[Area, ...]
    spread: int
    """How far the area farthest from an equal share is off it, percent."""
    by_homes: bool
    """True: nobody there is on a rhythm of visits, and homes were counted instead."""
    estimated: bool
    """True: no ways are known, and neighbours are by straight lines."""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A proposal as manager and steward see it."""

    id: int
    name: str
    made_on: date
    state: str
    areas: tuple[tuple[str, tuple[str, ...], int | None], ...]
    """Name, compounds in words, and minutes of each area."""


def cut(
    store: Store, viewer: Viewer, areas: int, *, today: date, language: str, compound: str = ""
) -> Cut:
    """Return the viewer's territory, or one `compound` of it, in so many contiguous areas.

    Raises
    ------
    ForbiddenError
        When the viewer's role does not see coverage nor import data.
    InputError
        When there are fewer parts than areas.
    NotFoundError
        When the compound is not in the viewer's territory.
    """
    if not permissions(viewer.role) & {Permission.VIEW_COVERAGE, Permission.MANAGE_ACCOUNTS}:
        raise ForbiddenError("turf is cut by managers", zh="分片由管理者来做。")
    counting = Viewer(
        user=viewer.user, name=viewer.name, role=Role.LEADER, territory_id=viewer.territory_id
    )
    with store.read(counting) as session:
        network = walking_network(session, today)
        homes = _homes(session, network, today)
        table = _parts(session, homes, compound, language)
        name = _name_of(session, viewer, compound)
    if not 2 <= areas <= min(MOST_AREAS, len(table)):
        most = min(MOST_AREAS, len(table))
        raise InputError(
            f"there are {len(table)} parts: choose 2 to {most} areas",
            zh=f"这里一共 {len(table)} 块，可以分成 2 到 {most} 片。"
            if most >= 2
            else "这里只有一块,分不开。",
        )
    by_homes = not table["minutes"].sum() > 0
    load = table["homes" if by_homes else "minutes"].to_numpy(dtype=float)
    doors = dict(zip(table["id"], table["doors"], strict=True))
    number = turf(load, neighbours(network, doors, pace()), areas)
    sums = np.bincount(number, weights=load, minlength=areas)
    made = tuple(
        _area(k + 1, table[number == k], whole=not compound, by_homes=by_homes)
        for k in range(areas)
    )
    off = float(np.abs(sums / max(sums.mean(), 1e-9) - 1).max())
    return Cut(name, made, round(off * 100), by_homes, network.estimated)


def propose(session: Session, made: Cut, *, today: date) -> int:
    """Keep a territory's cut for the steward to take; return its id.

    Raises
    ------
    InputError
        When a compound was cut: territories are made of whole compounds.
    """
    if not all(area.compounds for area in made.areas):
        raise InputError(
            "a territory is made of whole compounds: one cut by buildings cannot become any",
            zh="片区由整个小区组成：按楼栋分的只能用来分工，不能改成片区。",
        )
    viewer = viewer_of(session)
    kept = [
        {
            "name": f"{made.name}第{area.number}片",
            "compounds": list(area.compounds),
            "parts": list(area.parts),
            "minutes": area.minutes,
        }
        for area in made.areas
    ]
    row = TurfPlan(
        account_id=viewer.account_id,
        territory_id=viewer.territory_id,
        made_on=today,
        areas=json.dumps({"name": made.name, "areas": kept}, ensure_ascii=False),
        state="proposed",
    )
    session.add(row)
    session.flush()
    note_act(session, "turf.proposed", subject=str(row.id))
    return row.id


def plans(session: Session) -> list[PlanLine]:
    """Return the proposals that the viewer made, to a steward all, the newest first."""
    rows = session.scalars(select(TurfPlan).order_by(TurfPlan.id.desc()).limit(MOST_PLANS))
    return [_line(row) for row in rows]


def take(session: Session, plan_id: int) -> None:
    """Make territories of a proposal's areas; those of the same names get its compounds.

    Nobody's account is moved: the steward gives the new territories herself.

    Raises
    ------
    ConflictError
        When it was taken before.
    ForbiddenError
        When the viewer manages no accounts.
    NotFoundError
        When there is no such proposal.
    """
    row = _plan(session, plan_id)
    if row.state == "taken":
        raise ConflictError("this proposal was taken before", zh="这个分片方案已经采用了。")
    before: dict[str, list[str] | None] = {}
    for area in json.loads(row.areas)["areas"]:
        known = session.scalar(select(Territory.id).where(Territory.name == area["name"]))
        if known is None:
            before[area["name"]] = None
            make_territory(session, area["name"], area["compounds"])
        else:
            before[area["name"]] = _compounds(session, known)
            _set_compounds(session, known, area["compounds"])
    row.before, row.state = json.dumps(before, ensure_ascii=False), "taken"
    note_act(session, "turf.taken", subject=str(plan_id))


def undo(session: Session, plan_id: int) -> None:
    """Give the territories back what they had before a proposal was taken.

    Raises
    ------
    ConflictError
        When it was not taken, a later one was, or an account has one of its new territories.
    ForbiddenError
        When the viewer manages no accounts.
    NotFoundError
        When there is no such proposal.
    """
    row = _plan(session, plan_id)
    if row.state != "taken" or row.before is None:
        raise ConflictError("this proposal is not in force", zh="这个分片方案没有在用。")
    before: Mapping[str, list[str] | None] = json.loads(row.before)
    _check_last(session, row, set(before))
    for name, compounds in before.items():
        known = session.scalar(select(Territory.id).where(Territory.name == name))
        if known is None:
            continue
        if compounds is not None:
            _set_compounds(session, known, compounds)
            continue
        users = select(func.count()).where(Account.territory_id == known)
        if session.scalar(users):
            raise ConflictError(
                f"an account has territory {name!r}: give it another one first",
                zh=f"还有账号在用“{name}”：请先给它换片区。",
            )
        _set_compounds(session, known, [])
        session.execute(delete(Territory).where(Territory.id == known))
    row.state, row.before = "undone", None
    note_act(session, "turf.undone", subject=str(plan_id))


def _homes(session: Session, network: Network, today: date) -> pd.DataFrame:
    """Return each home's compound, building, entrance and the minutes of its visits in a week."""
    people = visits_due(session, today)
    wanted = people[~people["pause"].isin(["declined", "moved"])]
    rhythm = wanted.groupby("unit_id")["every_days"].min().astype(float)
    homes = pd.DataFrame.from_records(
        session.execute(
            select(Unit.id, Unit.compound_id, Unit.building_id, Unit.entrance_id, Unit.floor)
            .where(is_home(), Unit.compound_id.is_not(None))
            .order_by(Unit.id)
        ).all(),
        columns=["unit_id", "compound_id", "building_id", "entrance_id", "floor"],
    )
    every: Floats = np.asarray(homes["unit_id"].map(rhythm).fillna(np.inf), dtype=np.float64)
    step = pace()
    climbs = {
        (entrance, floor): climb_s(GROUND, floor, lift=network.has_lift(entrance), pace=step)
        for entrance, floor in set(zip(homes["entrance_id"], homes["floor"], strict=True))
    }
    stairs = [
        2 * climbs[key] / 60 for key in zip(homes["entrance_id"], homes["floor"], strict=True)
    ]
    call: Floats = np.array(
        [SERVICE_MIN[Cause.VISIT] + climb for climb in stairs], dtype=np.float64
    )
    homes["minutes"] = weekly_minutes(every, call)
    return homes[homes["entrance_id"].isin(set(network.parts.doors))]


def _parts(session: Session, homes: pd.DataFrame, compound: str, language: str) -> pd.DataFrame:
    """Return what is put together: id, label, doors, buildings, homes, minutes."""
    if compound:
        names = layer(session, "buildings")
        labels = dict(
            zip(
                names["id"],
                building_labels(names, layer(session, "entrances"), language),
                strict=True,
            )
        )
        homes = homes[homes["compound_id"] == compound]
    else:
        labels = dict(session.execute(select(Compound.id, Compound.name)).all())
    by = homes.groupby("building_id" if compound else "compound_id", sort=True)
    return pd.DataFrame(
        {
            "id": list(by.groups),
            "label": [str(labels.get(key, key)) for key in by.groups],
            "doors": [sorted(set(rows)) for _, rows in by["entrance_id"]],
            "buildings": [sorted(set(rows)) for _, rows in by["building_id"]],
            "homes": by.size().to_numpy(),
            "minutes": by["minutes"].sum().to_numpy(),
        }
    )


def _area(number: int, rows: pd.DataFrame, *, whole: bool, by_homes: bool) -> Area:
    homes = int(rows["homes"].sum())
    told = homes >= K and not by_homes
    return Area(
        number=number,
        parts=tuple(sorted(rows["label"], key=lambda label: (len(label), label))),
        compounds=tuple(rows["id"]) if whole else (),
        buildings=tuple(key for keys in rows["buildings"] for key in keys),
        homes=homes,
        minutes=round(float(rows["minutes"].sum())) if told else None,
    )


def _name_of(session: Session, viewer: Viewer, compound: str) -> str:
    if compound:
        name = session.scalar(select(Compound.name).where(Compound.id == compound))
        if name is None:
            raise NotFoundError("this compound is not in your area", zh="您的片区里没有这个小区。")
        return name
    if viewer.territory_id is None:
        return ""
    found = session.scalar(select(Territory.name).where(Territory.id == viewer.territory_id))
    return found or ""


def _line(row: TurfPlan) -> PlanLine:
    kept = json.loads(row.areas)
    areas = tuple((area["name"], tuple(area["parts"]), area["minutes"]) for area in kept["areas"])
    return PlanLine(row.id, kept["name"], row.made_on, row.state, areas)


def _plan(session: Session, plan_id: int) -> TurfPlan:
    if Permission.MANAGE_ACCOUNTS not in permissions(viewer_of(session).role):
        raise ForbiddenError("territories are made by the steward", zh="片区由数据管理员来定。")
    row = session.get(TurfPlan, plan_id)
    if row is None:
        raise NotFoundError("there is no such proposal", zh="没有这个分片方案。")
    return row


def _check_last(session: Session, row: TurfPlan, names: set[str]) -> None:
    later = session.scalars(
        select(TurfPlan.before).where(TurfPlan.state == "taken", TurfPlan.id > row.id)
    )
    if any(names & set(json.loads(before or "{}")) for before in later):
        raise ConflictError(
            "a later proposal changed the same territories: undo that one first",
            zh="后来又采用过别的方案：请先撤销那一个。",
        )


def _compounds(session: Session, territory: int) -> list[str]:
    query = select(TerritoryCompound.compound_id).where(TerritoryCompound.territory_id == territory)
    return sorted(session.scalars(query))


def _set_compounds(session: Session, territory: int, compounds: list[str]) -> None:
    session.execute(delete(TerritoryCompound).where(TerritoryCompound.territory_id == territory))
    session.add_all(TerritoryCompound(territory_id=territory, compound_id=key) for key in compounds)
    session.flush()
