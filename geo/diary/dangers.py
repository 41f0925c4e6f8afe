"""Words of danger in a text, and whom to call: shown before anything is saved.

The service calls nobody and is no emergency line; a danger marks nothing until a person confirms.
"""

from dataclasses import dataclass
from functools import cache

from geo.address.values import Span
from geo.datasets import data_rows
from geo.diary.clauses import Clauses
from geo.diary.phrases import PhraseIndex, compiled, folded


@dataclass(frozen=True, slots=True)
class Danger:
    """One stretch of words that tells of danger."""

    rule: str
    span: Span
    """Where the words stand in the original text."""
    calls: tuple[str, ...]
    """Whom to call, most urgent first: ``119``, ``120``, ``110`` or ``gas`` (the gas line)."""


@dataclass(frozen=True)
class _DangerLexicon:
    calls: dict[str, tuple[str, ...]]
    index: PhraseIndex[str]
    unless: PhraseIndex[str]


@cache
def _lexicon() -> _DangerLexicon:
    rows = data_rows("lexicon/dangers.csv")
    return _DangerLexicon(
        calls={row["id"]: tuple(row["calls"].split("|")) for row in rows},
        index=PhraseIndex({row["id"]: compiled(row["pattern"]) for row in rows}),
        unless=PhraseIndex({row["id"]: compiled(row["unless"]) for row in rows}),
    )


def dangers(text: str) -> tuple[Danger, ...]:
    """Return the dangers that `text` tells of, in order; each kind once.

    Cost: linear in the text.

    Examples
    --------
    >>> [danger.calls for danger in dangers("3号楼楼道里有煤气味")]
    [('gas', '119')]
    >>> dangers("今天开例会,传达防火安排")
    ()
    """
    plain, lexicon = folded(text), _lexicon()
    clauses = Clauses(plain)
    found: dict[str, Danger] = {}
    for rule, start, end in lexicon.index.matches(plain):
        if lexicon.unless.search(rule, clauses.around(start, end)):
            continue
        if not clauses.before(start).endswith(("没", "没有", "未", "不是", "不会")):
            found.setdefault(rule, Danger(rule, Span(start, end), lexicon.calls[rule]))
    return tuple(sorted(found.values(), key=lambda danger: danger.span.start))
