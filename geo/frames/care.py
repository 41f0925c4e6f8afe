"""The tables of care: residents, needs, visits, promises and diary entries, without geometry."""

from geo.frames.spec import Column, Kind, TableSpec
from geo.needs.vocabulary import Handler, Living, Outcome, State, categories

_ID = Column("id", Kind.TEXT, "stable key, unique in the table", required=True)
_UNIT = Column("unit_id", Kind.TEXT, "flat", required=True)
_RESIDENT = Column("resident_id", Kind.TEXT, "person; empty: the household or the place")

RESIDENTS = TableSpec(
    "residents",
    "People who live in the flats.",
    (
        _ID,
        _UNIT,
        Column("name", Kind.TEXT, "full name"),
        Column("sex", Kind.TEXT, "f or m; empty: not known", among=("f", "m")),
        Column("birth_year", Kind.INTEGER, "year of birth"),
        Column("phone", Kind.TEXT, "telephone number"),
        Column("living", Kind.TEXT, "with whom she lives", among=tuple(Living)),
        Column("declines_visits", Kind.FLAG, "true: asked not to be visited", required=True),
        Column("away_until", Kind.DATE, "last day of an absence"),
    ),
)
NEEDS = TableSpec(
    "needs",
    "What people and places need; the place is the deepest known, the deeper levels are empty.",
    (
        Column("id", Kind.INTEGER, "stable key, unique in the table", required=True),
        Column("category", Kind.TEXT, "category", required=True, among=tuple(categories())),
        _RESIDENT,
        Column("compound_id", Kind.TEXT, "compound", required=True),
        Column("building_id", Kind.TEXT, "building"),
        Column("entrance_id", Kind.TEXT, "entrance"),
        Column("unit_id", Kind.TEXT, "flat"),
        Column("state", Kind.TEXT, "where the answer stands", required=True, among=tuple(State)),
        Column("handler", Kind.TEXT, "who answers", required=True, among=tuple(Handler)),
        Column("opened_on", Kind.DATE, "day it became known", required=True),
        Column("due_on", Kind.DATE, "day by which it is to be answered; empty: has no limit"),
        Column("closed_on", Kind.DATE, "day it was closed or found impossible"),
        Column("told_resident", Kind.FLAG, "true: the resident knows the answer", required=True),
        Column("recheck_on", Kind.DATE, "day on which a removed hazard is looked at again"),
        Column("words", Kind.TEXT, "what was said about it"),
    ),
)
VISITS = TableSpec(
    "visits",
    "Calls at a door: the day is kept, never the clock time.",
    (
        _ID,
        _UNIT,
        _RESIDENT,
        Column("visited_on", Kind.DATE, "day", required=True),
        Column("outcome", Kind.TEXT, "what came of it", required=True, among=tuple(Outcome)),
    ),
)
PROMISES = TableSpec(
    "promises",
    "What a leader told residents she would do.",
    (
        _ID,
        Column("unit_id", Kind.TEXT, "flat; empty: made to nobody in particular"),
        Column("words", Kind.TEXT, "what was promised", required=True),
        Column("made_on", Kind.DATE, "day", required=True),
        Column("due_on", Kind.DATE, "day by which it was to be done"),
        Column("done_on", Kind.DATE, "day on which it was done; empty: not yet"),
    ),
)
DIARY = TableSpec(
    "diary",
    "Entries of the people's diary 民情日记 as they were typed.",
    (
        _ID,
        Column("written_on", Kind.DATE, "day", required=True),
        Column("compound_id", Kind.TEXT, "compound of the leader who wrote it", required=True),
        Column("text", Kind.TEXT, "the words as typed", required=True),
    ),
)

CARE_SPECS = {spec.name: spec for spec in (RESIDENTS, NEEDS, VISITS, PROMISES, DIARY)}
