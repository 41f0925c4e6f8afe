"""How well readings agree with labelled entries: the measures of the label guide.

Entries are plain dicts as JSON holds them: gold lines, and predictions as `read-diary` writes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from geo.address.values import Level

LEVELS = tuple(level.value for level in Level)
PARTS = ("address", "needs", "resolved", "persons", "when")
_BINS = 10
_FEWEST_WRONG = 3
"""Wrong items below which no ranking measure is told."""
NONE = "—"
"""Stands for no category in the confusion."""

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """Right, wrong and missed facts of one kind."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Return both tallies in one."""
        return Tally(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of what was told that is right; 1 when nothing was told."""
        told = self.right + self.wrong
        return self.right / told if told else 1.0

    @property
    def recall(self) -> float:
        """Share of the labels that were told; 1 when there is none."""
        wanted = self.right + self.missed
        return self.right / wanted if wanted else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass
class Score:
    """All measures over one set of entries."""

    parts: dict[str, Tally] = field(default_factory=lambda: dict.fromkeys(PARTS, Tally()))
    levels: dict[str, Tally] = field(default_factory=lambda: dict.fromkeys(LEVELS, Tally()))
    """Right and missed levels of matched items."""
    carried: Tally = field(default_factory=Tally)
    """Items of which a level beyond the compound was carried."""
    entries: Tally = field(default_factory=Tally)
    """Entries of which every address and need is right."""
    masked: Tally = field(default_factory=Tally)
    """Phones and identity numbers that the redacted text lacks."""
    false_raises: int = 0
    """Declined or settled categories that were raised as needs."""
    confidences: list[tuple[float, bool]] = field(default_factory=list)
    """(confidence, address right) of every item told with a confidence."""
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(labelled category, told category) -> items; NONE where there is no counterpart."""

    def add(self, gold: Entry, told: Entry) -> None:
        """Count one labelled entry and what was read of it."""
        pairs = matched(gold["items"], told.get("items", []))
        self._add_items(gold["items"], told.get("items", []), pairs)
        self._add_persons(gold, told)
        hidden = told.get("redacted")
        for secret in gold["pii"]:
            self.masked += _once(kept=hidden is not None and secret["value"] not in hidden)

    def _add_items(self, gold: list[Any], told: list[Any], pairs: dict[int, int]) -> None:
        exact_entry = len(gold) == len(told)
        for place, item in enumerate(gold):
            answer = told[pairs[place]] if place in pairs else {}
            exact = bool(answer) and _same_address(item, answer)
            self.parts["address"] += _once(kept=exact)
            exact_entry &= exact and set(answer.get("needs", [])) == set(item["needs"])
            if set(item["carried"]) - {"compound"}:
                self.carried += _once(kept=exact)
            if answer:
                self._add_levels(item, answer)
            self._add_categories(item, answer)
            self.parts["when"] += _times(item["when"], answer.get("when", []))
        self.entries += _once(kept=exact_entry)
        self._add_told(gold, told, {there: here for here, there in pairs.items()})

    def _add_levels(self, item: Entry, answer: Entry) -> None:
        address = answer.get("address") or {}
        for level in LEVELS:
            self.levels[level] += _once(kept=item["address"][level] == address.get(level))

    def _add_categories(self, item: Entry, answer: Entry) -> None:
        for part in ("needs", "resolved"):
            self.parts[part] += _sets(set(item[part]), set(answer.get(part, [])))
        told = set(answer.get("needs", []))
        self.false_raises += len(told & {*item["declined"], *item["resolved"]})
        wanted = set(item["needs"])
        self.confusion.update((one, one) for one in wanted & told)
        missed, extra = sorted(wanted - told), sorted(told - wanted)
        self.confusion.update((one, other) for one in missed for other in extra or [NONE])
        if not missed:
            self.confusion.update((NONE, other) for other in extra)

    def _add_told(self, gold: list[Any], told: list[Any], pairs: dict[int, int]) -> None:
        """Count what was told of items that have no label, and how sure it was said."""
        for place, answer in enumerate(told):
            exact = place in pairs and _same_address(gold[pairs[place]], answer)
            if not exact:
                self.parts["address"] += Tally(wrong=1)
            if place not in pairs:
                for part in ("needs", "resolved", "when"):
                    self.parts[part] += Tally(wrong=len(answer.get(part, [])))
                self.confusion.update((NONE, other) for other in answer.get("needs", []))
            if "confidence" in answer:
                self.confidences.append((float(answer["confidence"]), exact))

    def _add_persons(self, gold: Entry, told: Entry) -> None:
        wanted = {name for item in gold["items"] for name in item["persons"]} | {*gold["others"]}
        found = {name for item in told.get("items", []) for name in item.get("persons", [])}
        self.parts["persons"] += _sets(wanted, found | {*told.get("others", [])})

    @property
    def brier(self) -> float:
        """Mean squared gap between confidence and truth."""
        return sum((sure - right) ** 2 for sure, right in self.confidences) / len(self.confidences)

    @property
    def calibration_error(self) -> float:
        """Expected calibration error over ten equal bins of confidence."""
        rows = reliability(self.confidences)
        return sum(n * abs(sure - right) for sure, right, n in rows) / len(self.confidences)

    @property
    def ranking(self) -> float | None:
        """Probability that a right item is surer than a wrong one (AUROC); None below 3 wrong."""
        good = [sure for sure, right in self.confidences if right]
        bad = [sure for sure, right in self.confidences if not right]
        if len(bad) < _FEWEST_WRONG or not good:
            return None
        wins = sum((one > other) + 0.5 * (one == other) for one in good for other in bad)
        return wins / (len(good) * len(bad))


def scored(pairs: Iterable[tuple[Entry, Entry]]) -> Score:
    """Return the measures over (gold, told) `pairs`; an entry without an answer is ``{}``."""
    score = Score()
    for gold, told in pairs:
        score.add(gold, told)
    return score


def matched(gold: list[Any], told: list[Any]) -> dict[int, int]:
    """Return which told item answers which labelled one: best agreement first, one to one."""
    likeness = sorted(
        (
            (_likeness(one, other), i, j)
            for i, one in enumerate(gold)
            for j, other in enumerate(told)
        ),
        key=lambda row: (-row[0], abs(row[1] - row[2]), row[1]),
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in likeness:
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def _likeness(gold: Entry, told: Entry) -> float:
    address = told.get("address") or {}
    levels = sum(gold["address"][level] == address.get(level) for level in LEVELS)
    shared = {*gold["needs"], *gold["resolved"]} & {
        *told.get("needs", []),
        *told.get("resolved", []),
    }
    return float(levels + 0.5 * len(shared))


def _same_address(gold: Entry, told: Entry) -> bool:
    address = told.get("address") or {}
    return all(gold["address"][level] == address.get(level) for level in LEVELS)


def _once(*, kept: bool) -> Tally:
    return Tally(right=1) if kept else Tally(missed=1)


def _sets(wanted: set[str], found: set[str]) -> Tally:
    return Tally(len(wanted & found), len(found - wanted), len(wanted - found))


def _times(wanted: list[Any], found: list[Any]) -> Tally:
    left = list(found)
    right = 0
    for when in wanted:
        hit = next((other for other in left if _same_time(when, other)), None)
        if hit is not None:
            left.remove(hit)
            right += 1
    return Tally(right, len(left), len(wanted) - right)


def _same_time(gold: Entry, told: Entry) -> bool:
    overlap = told["text"] in gold["text"] or gold["text"] in told["text"]
    fields = ("date_from", "date_to", "time", "recur")
    return overlap and all(told.get(name) == gold[name] for name in fields)


def reliability(confidences: Iterable[tuple[float, bool]]) -> list[tuple[float, float, int]]:
    """Return (mean confidence, share right, count) of each bin of ten that holds any."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for sure, right in confidences:
        bins.setdefault(min(int(sure * _BINS), _BINS - 1), []).append((sure, right))
    return [
        (
            sum(sure for sure, _ in rows) / len(rows),
            sum(right for _, right in rows) / len(rows),
            len(rows),
        )
        for _, rows in sorted(bins.items())
    ]
