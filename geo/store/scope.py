"""Who may read which rows. The rules stand here once and are added to every query of a session."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, event, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, ORMExecuteState, Session, with_loader_criteria

from geo.needs.vocabulary import Role
from geo.store import models as m


@dataclass(frozen=True, slots=True)
class Viewer:
    """On whose behalf rows are read and written."""

    user: str
    """User name for the audit, or console."""
    name: str
    role: Role
    account_id: int | None = None
    territory_id: int | None = None
    """Territory whose compounds are in reach; None: all compounds."""
    partner_id: str | None = None
    granted_units: frozenset[str] = frozenset()
    """Flats opened for this session with a recorded reason."""
    unbounded: bool = False
    """The command line and the service itself: imports, login, backups."""
    link: str | None = None
    """Digest of the volunteer's link that was opened: its doors are all there is to read."""

    def granted(self, unit_id: str) -> "Viewer":
        """Return this viewer with flat `unit_id` opened; the caller records the reason."""
        return replace(self, granted_units=self.granted_units | {unit_id})


CONSOLE = Viewer(user="console", name="console", role=Role.STEWARD, unbounded=True)
"""The command line acts as this steward."""

Rule = Callable[[Viewer], ColumnElement[bool]]


def _in_territory(
    compound_id: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
) -> Rule:
    def rule(viewer: Viewer) -> ColumnElement[bool]:
        if viewer.territory_id is None:
            return true()
        inside = select(m.TerritoryCompound.compound_id).where(
            m.TerritoryCompound.territory_id == viewer.territory_id
        )
        return compound_id.in_(inside)

    return rule


def _in_territory_or_street(compound_id: InstrumentedAttribute[str | None]) -> Rule:
    """Let everybody see what stands on a street, in no compound."""

    def rule(viewer: Viewer) -> ColumnElement[bool]:
        return compound_id.is_(None) | _in_territory(compound_id)(viewer)

    return rule


def _leader_only(compound_id: InstrumentedAttribute[str]) -> Rule:
    def rule(viewer: Viewer) -> ColumnElement[bool]:
        return _in_territory(compound_id)(viewer) if viewer.role is Role.LEADER else false()

    return rule


def _resident(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.role is Role.LEADER:
        return _in_territory(m.Resident.compound_id)(viewer)
    granted = m.Resident.unit_id.in_(sorted(viewer.granted_units))
    return granted & _in_territory(m.Resident.compound_id)(viewer)


def _visit(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.role in {Role.LEADER, Role.MANAGER}:
        return _in_territory(m.Visit.compound_id)(viewer)
    return false()


def _need(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.role in {Role.LEADER, Role.MANAGER}:
        return _in_territory(m.Need.compound_id)(viewer)
    if viewer.role is Role.PARTNER and viewer.partner_id is not None:
        return m.Need.partner_id == viewer.partner_id
    return false()


@dataclass(frozen=True, slots=True)
class NeedScope:
    """The rule of needs as plain values, for who counts them in memory and not by a query."""

    compounds: frozenset[str] | None = None
    """Only needs of these; None: of all compounds."""
    partner_id: str | None = None
    """Only needs given to it; None: whoever holds them."""


def need_scope(session: Session) -> NeedScope:
    """Return which needs the session's viewer may read: the same as the rule `_need`."""
    viewer = viewer_of(session)
    if viewer.unbounded:
        return NeedScope()
    if viewer.role in {Role.LEADER, Role.MANAGER}:
        if viewer.territory_id is None:
            return NeedScope()
        inside = select(m.TerritoryCompound.compound_id).where(
            m.TerritoryCompound.territory_id == viewer.territory_id
        )
        return NeedScope(compounds=frozenset(session.scalars(inside)))
    if viewer.role is Role.PARTNER and viewer.partner_id is not None:
        return NeedScope(partner_id=viewer.partner_id)
    return NeedScope(compounds=frozenset())


def _of_need(need_id: InstrumentedAttribute[int]) -> Rule:
    return lambda viewer: need_id.in_(select(m.Need.id).where(_need(viewer)))


def _of_entry(viewer: Viewer) -> ColumnElement[bool]:
    own = select(m.DiaryEntry.id).where(_leader_only(m.DiaryEntry.compound_id)(viewer))
    return m.EntryFact.entry_id.in_(own)


def _own_entry(viewer: Viewer) -> ColumnElement[bool]:
    """Let a writer keep her words, also those about a colleague's compound."""
    if viewer.role is not Role.LEADER:
        return false()
    of_territory = _in_territory(m.DiaryEntry.compound_id)(viewer)
    return or_(of_territory, m.DiaryEntry.account_id == viewer.account_id)


def _of_written(entry_id: InstrumentedAttribute[int]) -> Rule:
    """Let whoever may read an entry also find it, and see its photos."""
    return lambda viewer: entry_id.in_(select(m.DiaryEntry.id).where(_own_entry(viewer)))


def _handover(viewer: Viewer) -> ColumnElement[bool]:
    """Let the writer, the leader of the compound and its manager see it; the steward counts."""
    of_territory = _in_territory(m.Handover.compound_id)(viewer)
    if viewer.role is Role.LEADER:
        return or_(of_territory, m.Handover.account_id == viewer.account_id)
    if viewer.role is Role.MANAGER:
        return of_territory
    return _steward(viewer)


def _account(viewer: Viewer) -> ColumnElement[bool]:
    return true() if viewer.role is Role.STEWARD else m.Account.id == viewer.account_id


def _steward(viewer: Viewer) -> ColumnElement[bool]:
    return true() if viewer.role is Role.STEWARD else false()


def _everyone(viewer: Viewer) -> ColumnElement[bool]:
    del viewer
    return true()


def _nobody(viewer: Viewer) -> ColumnElement[bool]:
    del viewer
    return false()


def _question(viewer: Viewer) -> ColumnElement[bool]:
    """Let leaders answer for their territory; the steward what no diary asks."""
    if viewer.role is Role.LEADER:
        return _in_territory(m.Question.compound_id)(viewer)
    return m.Question.entry_id.is_(None) if viewer.role is Role.STEWARD else false()


def _place_edit(viewer: Viewer) -> ColumnElement[bool]:
    """Let those who may edit read what was edited where they may."""
    if viewer.role not in {Role.LEADER, Role.STEWARD}:
        return false()
    return _in_territory_or_street(m.PlaceEdit.compound_id)(viewer)


def _place_change(viewer: Viewer) -> ColumnElement[bool]:
    return m.PlaceChange.edit_id.in_(select(m.PlaceEdit.id).where(_place_edit(viewer)))


def _site_plan(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.role not in {Role.LEADER, Role.STEWARD}:
        return false()
    return _in_territory(m.SitePlan.compound_id)(viewer)


def _own_link(viewer: Viewer) -> ColumnElement[bool]:
    """Let a leader see the links that she gave, and a volunteer the one that was given."""
    if viewer.link is not None:
        return m.VolunteerLink.digest == viewer.link
    return m.VolunteerLink.account_id == viewer.account_id


def _of_link(viewer: Viewer) -> ColumnElement[bool]:
    return m.ProposedTick.link_id.in_(select(m.VolunteerLink.id).where(_own_link(viewer)))


def _turf_plan(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.role is Role.MANAGER:
        return m.TurfPlan.account_id == viewer.account_id
    return _steward(viewer)


RULES: dict[type[m.Record], Rule] = {
    m.Compound: _in_territory(m.Compound.id),
    m.Gate: _in_territory_or_street(m.Gate.compound_id),
    m.Building: _in_territory_or_street(m.Building.compound_id),
    m.Entrance: _in_territory_or_street(m.Entrance.compound_id),
    m.Unit: _in_territory_or_street(m.Unit.compound_id),
    m.Way: _everyone,
    m.Area: _everyone,
    m.PlaceEdit: _place_edit,
    m.PlaceChange: _place_change,
    m.SitePlan: _site_plan,
    m.Resident: _resident,
    m.Visit: _visit,
    m.PeopleMark: _everyone,
    m.Need: _need,
    m.NeedChange: _everyone,
    m.NeedEvent: _of_need(m.NeedEvent.need_id),
    m.NeedPhoto: _of_need(m.NeedPhoto.need_id),
    m.Partner: _everyone,
    m.DiaryEntry: _own_entry,
    m.EntryFact: _of_entry,
    m.EntryPhoto: _of_written(m.EntryPhoto.entry_id),
    m.EntryGram: _of_written(m.EntryGram.entry_id),
    m.EntryName: _of_written(m.EntryName.entry_id),
    m.EntryPlace: _of_written(m.EntryPlace.entry_id),
    m.Handover: _handover,
    m.Promise: _leader_only(m.Promise.compound_id),
    m.WithdrawnPromise: _leader_only(m.WithdrawnPromise.compound_id),
    m.LearnedAlias: _in_territory(m.LearnedAlias.compound_id),
    m.Question: _question,
    m.Round: lambda viewer: m.Round.account_id == viewer.account_id,
    m.StandingRound: lambda viewer: m.StandingRound.account_id == viewer.account_id,
    m.HomeTerms: _leader_only(m.HomeTerms.compound_id),
    m.VolunteerLink: _own_link,
    m.ProposedTick: _of_link,
    m.TurfPlan: _turf_plan,
    m.Account: _account,
    m.Territory: _everyone,
    m.TerritoryCompound: _everyone,
    m.WebSession: _nobody,
    m.FailedLogin: _nobody,
    m.LoginPlace: _nobody,
    m.AuditEvent: _steward,
    m.StoreFact: _everyone,
}
"""Rule of each record; a record without one cannot be read (a test walks them all)."""

VIEWER = "viewer"
MOST_VIEWERS = 512
"""The rules of so many are kept as SQL."""


def viewer_of(session: Session) -> Viewer:
    """Return the viewer that `session` was opened for."""
    viewer = session.info[VIEWER]
    if not isinstance(viewer, Viewer):
        raise TypeError(f"session was opened for {viewer!r}, wanted a Viewer")
    return viewer


@lru_cache(maxsize=MOST_VIEWERS)
def _criteria(viewer: Viewer) -> tuple[Any, ...]:
    """Return the rules for `viewer` as SQL: making them costs more than most queries."""
    return tuple(
        with_loader_criteria(record, rule(viewer), include_aliases=True)
        for record, rule in RULES.items()
    )


@event.listens_for(Session, "do_orm_execute")
def _bound_to_viewer(state: ORMExecuteState) -> None:
    """Add the viewer's rules to whatever is about to be read, changed or deleted."""
    viewer = viewer_of(state.session)
    if (
        viewer.unbounded
        or state.is_column_load
        or not (state.is_select or state.is_update or state.is_delete)
    ):
        return
    state.statement = state.statement.options(*_criteria(viewer))
