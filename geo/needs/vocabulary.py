"""The words of the field: categories of need and closed sets, in Chinese and English.

The words live in ``data/vocabulary`` as CSV, so that a steward changes them without code; the
closed sets of ids are the enums here, and the tests hold both together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache
from types import MappingProxyType

from geo.datasets import data_rows
from geo.errors import InputError


class Group(StrEnum):
    """The few groups by which a map is filtered."""

    PEOPLE = "people"
    SERVICE = "service"
    UTILITIES = "utilities"
    FACILITIES = "facilities"
    SAFETY = "safety"
    ENVIRONMENT = "environment"
    NEIGHBOURS = "neighbours"


class Kind(StrEnum):
    """What a category speaks of."""

    CARE = "care"
    """The condition of a person: it has no time limit but a rhythm of visits."""
    SERVICE = "service"
    """Something wanted by a person."""
    PLACE = "place"
    """A fault or hazard at a place."""
    DISPUTE = "dispute"
    ACTIVITY = "activity"


class Priority(IntEnum):
    """How soon a need is looked at; the smallest comes first."""

    URGENT = 1
    SOON = 2
    ORDINARY = 3


class State(StrEnum):
    """Where the answer to a need stands."""

    REGISTERED = "registered"
    ASSIGNED = "assigned"
    WORKING = "working"
    ANSWERED = "answered"
    CALLBACK = "callback"
    CLOSED = "closed"
    IMPOSSIBLE = "impossible"

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes an answer."""
        return self not in {State.CLOSED, State.IMPOSSIBLE}


class Handler(StrEnum):
    """Who answers a need."""

    LEADER = "leader"
    COMMUNITY = "community"
    PROPERTY = "property"
    UTILITY = "utility"
    PARTNER = "partner"
    STREET = "street"
    DISTRICT = "district"


class Outcome(StrEnum):
    """What came of a visit at a door."""

    MET = "met"
    NOT_HOME = "not_home"
    DECLINED = "declined"
    MOVED = "moved"


class Living(StrEnum):
    """With whom a person lives."""

    FAMILY = "family"
    ALONE = "alone"
    COUPLE = "couple"
    """An old couple whose children are away, 空巢."""
    LEFT_BEHIND = "left_behind"
    GROUP = "group"


class Step(StrEnum):
    """The steps of the ladder of due visits, heaviest first."""

    HIGH = "high"
    FOCUS = "focus"
    GENERAL = "general"


class Role(StrEnum):
    """What an account is."""

    LEADER = "leader"
    MANAGER = "manager"
    PARTNER = "partner"
    STEWARD = "steward"


class Permission(StrEnum):
    """What a role may do."""

    VIEW_MAP = "view_map"
    VIEW_FLATS = "view_flats"
    VIEW_NAMES = "view_names"
    VIEW_HOTSPOTS = "view_hotspots"
    VIEW_COVERAGE = "view_coverage"
    VIEW_GIVEN_CASES = "view_given_cases"
    VIEW_AUDIT = "view_audit"
    WRITE_DIARY = "write_diary"
    TICK_VISITS = "tick_visits"
    PLAN_ROUNDS = "plan_rounds"
    ANSWER_CASES = "answer_cases"
    ANSWER_GIVEN_CASES = "answer_given_cases"
    ASSIGN_CASES = "assign_cases"
    WHISTLE = "whistle"
    ANSWER_WHISTLES = "answer_whistles"
    REVEAL_HOUSEHOLD = "reveal_household"
    EXPORT_SNAPSHOTS = "export_snapshots"
    EDIT_PLACES = "edit_places"
    EDIT_VOCABULARY = "edit_vocabulary"
    ANSWER_QUESTIONS = "answer_questions"
    IMPORT_DATA = "import_data"
    MANAGE_ACCOUNTS = "manage_accounts"
    BACK_UP = "back_up"


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the field in both languages."""

    id: str
    zh: str
    en: str

    def label(self, language: str = "zh") -> str:
        """Return the word in `language`: English for ``en`` and its variants, else Chinese."""
        return self.en if language.lower().startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Category(Term):
    """One kind of need.

    Examples
    --------
    >>> leak = categories()["leak"]
    >>> leak.zh, leak.kind, leak.owner
    ('漏水渗水', <Kind.PLACE: 'place'>, <Handler.PROPERTY: 'property'>)
    >>> categories()["lone_elderly"].public_label()
    '需要关心'
    """

    group: Group
    kind: Kind
    priority: Priority
    owner: Handler
    """Who answers it unless somebody decides otherwise."""
    limit: str | None
    """Id of its time limit in ``limits.csv``; None: a condition, which has a rhythm of visits."""
    sensitive: bool
    """Tells of health, mind, money, family or a quarrel: confirmed by a tap of its own."""
    shown: bool
    """May stand as a symbol, colour or word before partners and volunteers and on paper."""
    counted: bool
    """May be shown to them as a count over many homes, small cells suppressed."""
    city_event: str | None
    """Event of ``city_events.csv`` (CJ/T 214 and our courtyard extension)."""
    source: str
    verified: bool

    def public_label(self, language: str = "zh") -> str:
        """Return the word that may be shown to anybody: the neutral one unless `shown`."""
        return (self if self.shown else NEUTRAL).label(language)


NEUTRAL = Term("care", "需要关心", "Needs a visit")
"""Stands for every category that may not be named."""


@cache
def categories() -> Mapping[str, Category]:
    """Return the shipped categories by id, in the order of the list."""
    return read_categories(data_rows("vocabulary/needs.csv"))


def read_categories(rows: Iterable[Mapping[str, str]]) -> Mapping[str, Category]:
    """Return the categories in `rows`, which have the columns of ``vocabulary/needs.csv``, by id.

    Raises
    ------
    InputError
        When an id occurs twice or a cell holds no word of its closed set; it names the row.
    """
    read: dict[str, Category] = {}
    for row in rows:
        if row["id"] in read:
            raise InputError(f"needs.csv: id {row['id']!r} occurs twice: remove one row")
        try:
            read[row["id"]] = _category(row)
        except ValueError as error:
            raise InputError(f"needs.csv: row {row['id']!r}: {error}") from error
    return MappingProxyType(read)


@cache
def terms(name: str) -> Mapping[str, Term]:
    """Return the words of list `name`, such as ``states`` or ``handlers``, by id, in order.

    Examples
    --------
    >>> [term.zh for term in terms("states").values()]
    ['登记', '交办', '办理中', '已答复', '回访', '办结', '无法办理']
    """
    rows = data_rows(f"vocabulary/{name}.csv")
    return MappingProxyType({row["id"]: Term(row["id"], row["zh"], row["en"]) for row in rows})


LISTS: Mapping[type[StrEnum], str] = MappingProxyType(
    {
        Group: "groups",
        State: "states",
        Handler: "handlers",
        Outcome: "outcomes",
        Living: "livings",
        Step: "steps",
        Role: "roles",
    }
)
"""The list that holds the words of each closed set."""


def label(member: StrEnum, language: str = "zh") -> str:
    """Return the word for `member` of a closed set.

    Examples
    --------
    >>> label(State.WORKING), label(Outcome.DECLINED), label(Role.STEWARD, "en")
    ('办理中', '暂不需要', 'Steward')
    """
    return terms(LISTS[type(member)])[member.value].label(language)


@cache
def permissions(role: Role) -> frozenset[Permission]:
    """Return what `role` may do.

    Examples
    --------
    >>> sorted(map(str, permissions(Role.PARTNER)))
    ['answer_given_cases', 'view_given_cases']
    """
    row = next(row for row in data_rows("vocabulary/roles.csv") if row["id"] == role)
    return frozenset(map(Permission, row["permissions"].split("|")))


def flag(cell: str) -> bool:
    """Return the truth of a ``yes`` or ``no`` cell.

    Raises
    ------
    InputError
        When the cell holds anything else.
    """
    if cell not in {"yes", "no"}:
        raise InputError(f"{cell!r} is neither yes nor no")
    return cell == "yes"


def _category(row: Mapping[str, str]) -> Category:
    return Category(
        id=row["id"],
        zh=row["zh"],
        en=row["en"],
        group=Group(row["group"]),
        kind=Kind(row["kind"]),
        priority=Priority(int(row["priority"])),
        owner=Handler(row["owner"]),
        limit=row["limit"] or None,
        sensitive=flag(row["sensitive"]),
        shown=flag(row["shown"]),
        counted=flag(row["counted"]),
        city_event=row["cjt214"] or None,
        source=row["source"],
        verified=flag(row["verified"]),
    )
