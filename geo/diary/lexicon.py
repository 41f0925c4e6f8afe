"""The lexicons of needs as data: rules, refusals, settlements and the traits of categories."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from geo.datasets import data_rows
from geo.diary.phrases import Name, PhraseIndex, compiled
from geo.errors import InputError

KINDS = ("state", "want", "service", "done")


class Family(StrEnum):
    """What the phrases of the lexicons tell of needs."""

    RULE = "rule"
    SETTLED = "settled"
    REFUSAL = "refusal"


@dataclass(frozen=True, slots=True)
class NeedRule:
    """One row of ``data/lexicon/need_rules.csv``.

    `kind` is ``state`` (a fact that makes a need), ``want`` (a service wanted, which a refusal
    turns into declined), ``service`` (a service named: a need never, but declined when refused)
    or ``done`` (the need is settled).
    """

    id: str
    category: str
    kind: str
    pattern: str
    unless: str
    example: str


@dataclass(frozen=True, slots=True)
class SettledRule:
    """One row of ``data/lexicon/settled.csv``: words that close a need of `categories`."""

    id: str
    categories: frozenset[str] | None
    """Categories that the words close; None when they close any but a person's condition."""
    pattern: str
    example: str


@dataclass(frozen=True)
class NeedLexicon:
    """All rows about needs, indexed for search."""

    rules: dict[str, NeedRule]
    settled: dict[str, SettledRule]
    shared: frozenset[str]
    """Categories of a two-party problem that lie on every party."""
    yields: dict[str, frozenset[str]]
    """Rule -> categories that its words belong to when the same sentence tells of them."""
    conditions: frozenset[str]
    """Categories that describe a person: no repair settles them."""
    index: PhraseIndex[tuple[Family, str]]
    """Rules, settled words and refusals, by family and id: found in one pass."""
    unless_index: PhraseIndex[str]
    nothing_index: PhraseIndex[str]
    """Words of meetings, events and praise, which need nothing."""


def _need_rule(row: dict[str, str], categories: set[str]) -> NeedRule:
    rule = NeedRule(**row)
    if rule.kind not in KINDS:
        raise InputError(f"need rule {rule.id}: kind is {rule.kind!r}, wanted one of {KINDS}")
    if rule.category not in categories:
        raise InputError(f"need rule {rule.id}: {rule.category!r} is no category, add its traits")
    return rule


def _settled_rule(row: dict[str, str]) -> SettledRule:
    names = row["categories"]
    categories = None if names == "*" else frozenset(names.split("|"))
    return SettledRule(row["id"], categories, row["pattern"], row["example"])


def _index(patterns: dict[Name, str]) -> PhraseIndex[Name]:
    return PhraseIndex({name: compiled(source) for name, source in patterns.items()})


@cache
def need_lexicon() -> NeedLexicon:
    """Return the shipped lexicon of needs, read once.

    Raises
    ------
    InputError
        When a row has a bad pattern, an unknown kind or category; the message names the row.
    """
    traits = data_rows("lexicon/category_traits.csv")
    categories = {row["category"] for row in traits}
    rules = [_need_rule(row, categories) for row in data_rows("lexicon/need_rules.csv")]
    settled = [_settled_rule(row) for row in data_rows("lexicon/settled.csv")]
    refusals = data_rows("lexicon/refusals.csv")
    nothing = data_rows("lexicon/nothing_found.csv")
    yields = {
        row["rule"]: frozenset(row["to"].split("|")) for row in data_rows("lexicon/yields.csv")
    }
    return NeedLexicon(
        rules={rule.id: rule for rule in rules},
        settled={rule.id: rule for rule in settled},
        shared=frozenset(row["category"] for row in traits if row["shared"] == "yes"),
        yields=yields,
        conditions=frozenset(row["category"] for row in traits if row["condition"] == "yes"),
        index=_index(
            {(Family.RULE, rule.id): rule.pattern for rule in rules}
            | {(Family.SETTLED, rule.id): rule.pattern for rule in settled}
            | {(Family.REFUSAL, row["id"]): row["pattern"] for row in refusals}
        ),
        unless_index=_index({rule.id: rule.unless for rule in rules if rule.unless}),
        nothing_index=_index({row["id"]: row["pattern"] for row in nothing}),
    )
