"""Names by which people call a compound, taught by corrections and taken back when wrong."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.address.gazetteer import Gazetteer
from geo.address.learning import is_known, refusal
from geo.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from geo.frames import ALIAS_SEPARATOR, Places
from geo.needs.vocabulary import Role
from geo.services import facts
from geo.services.diary.entries import EntryFile
from geo.services.diary.facts import Decision, Fact, FactKind
from geo.services.diary.picking import chosen
from geo.store.audit import note_act
from geo.store.models import Compound, LearnedAlias
from geo.store.scope import viewer_of

STAMP = "aliases"
"""Key of the fact that every change of learned names renews."""
TEACHERS = frozenset({Role.LEADER, Role.STEWARD})
DIARY, QUESTION, HAND = "diary", "question", "hand"
"""Sources of a learned name."""


@dataclass(frozen=True, slots=True)
class AliasLine:
    """A learned name on a list, also one that was taken back."""

    id: int
    alias: str
    compound: str
    source: str
    taught_by: str
    taught_at: datetime
    undone_by: str | None
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class AliasOffer:
    """A name that a correction would teach."""

    words: str
    compound_id: str
    compound: str
    refused: str
    """Why it is not learned, in Chinese or English; empty when it may be."""


def learned(session: Session) -> dict[str, tuple[str, ...]]:
    """Return the names that stand, by compound, within the viewer's scope."""
    rows = session.execute(
        select(LearnedAlias.compound_id, LearnedAlias.alias)
        .join(Compound, Compound.id == LearnedAlias.compound_id)
        .where(LearnedAlias.undone_at.is_(None))
        .order_by(LearnedAlias.id)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for compound, alias in rows:
        found[compound].append(alias)
    return {compound: tuple(names) for compound, names in found.items()}


def aliases_stamp(session: Session) -> str:
    """Return what changes whenever a name is learned or taken back; one small read."""
    return facts.stamp(session, STAMP)


def with_learned(gazetteer: Gazetteer, names: Mapping[str, tuple[str, ...]]) -> Gazetteer:
    """Return `gazetteer` with learned `names`; compounds that it does not know are left out."""
    known = {key: words for key, words in names.items() if gazetteer.by_id(key) is not None}
    return gazetteer.with_aliases(known) if known else gazetteer


def called_so(places: Places, names: Mapping[str, tuple[str, ...]]) -> Places:
    """Return `places` with learned `names` among the aliases of their compounds."""
    if not names:
        return places
    known = places.compounds["aliases"].fillna("")
    taught = [names.get(key, ()) for key in places.compounds["id"]]
    both = [
        ALIAS_SEPARATOR.join(dict.fromkeys([*filter(None, old.split(ALIAS_SEPARATOR)), *new]))
        for old, new in zip(known, taught, strict=True)
    ]
    return replace(places, compounds=places.compounds.assign(aliases=both))


def teach(
    session: Session, alias: str, compound_id: str, gazetteer: Gazetteer, *, source: str
) -> int:
    """Keep `alias` as a name of a compound in scope and return its key; twice is once.

    `gazetteer` knows all compounds with the names that are learned already.

    Raises
    ------
    ForbiddenError
        When the viewer is neither leader nor steward.
    NotFoundError
        When the compound is not in the viewer's territory.
    InputError
        When the name would mislead: the message says why.
    """
    if viewer_of(session).role not in TEACHERS:
        raise ForbiddenError("names are taught by leaders and stewards", zh="叫法由点长来教。")
    words = " ".join(alias.replace(ALIAS_SEPARATOR, " ").split())
    compound = gazetteer.by_id(compound_id)
    in_scope = session.scalar(select(Compound.id).where(Compound.id == compound_id))
    if compound is None or in_scope is None:
        raise NotFoundError(
            "this compound does not exist, or is not in your territory",
            zh="没有这个小区，或者它不在您的片区里。",
        )
    standing = _standing(session, words, compound_id)
    if standing is not None:
        return standing
    if is_known(words, compound):
        raise InputError(
            f"{words} is a name of {compound.name} already",
            zh=f"“{words}”本来就是“{compound.name}”的叫法。",
        )
    refused = refusal(words, compound, gazetteer)
    if refused is not None:
        raise InputError(refused.en, zh=refused.zh)
    return add(session, words, compound_id, source=source)


def add(session: Session, words: str, compound_id: str, *, source: str) -> int:
    """Keep a name that needs no check, because it was the compound's own, and return its key."""
    viewer = viewer_of(session)
    row = LearnedAlias(
        compound_id=compound_id,
        alias=words,
        source=source,
        account_id=viewer.account_id,
        taught_by=viewer.name,
        taught_at=datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    facts.renew(session, STAMP)
    note_act(session, "alias.learned", subject=f"{compound_id}/{row.id}")
    return row.id


def take_back(session: Session, alias_id: int) -> None:
    """Stop reading with a learned name; it is kept as history.

    Raises
    ------
    NotFoundError
        When there is no such name in scope.
    ConflictError
        When it was taken back before.
    """
    viewer = viewer_of(session)
    row = session.scalar(select(LearnedAlias).where(LearnedAlias.id == alias_id))
    if row is None or viewer.role not in TEACHERS:
        raise NotFoundError(
            "this name does not exist, or is not in your territory",
            zh="没有这个叫法，或者它不在您的片区里。",
        )
    if row.undone_at is not None:
        raise ConflictError("this name was taken back already", zh="这个叫法已经收回了。")
    row.undone_by, row.undone_at = viewer.name, datetime.now(UTC)
    session.flush()
    facts.renew(session, STAMP)
    note_act(session, "alias.undone", subject=f"{row.compound_id}/{alias_id}")


def alias_lines(session: Session) -> list[AliasLine]:
    """Return every name in scope, those that stand first, then the history; each newest first."""
    rows = session.execute(
        select(LearnedAlias, Compound.name)
        .join(Compound, Compound.id == LearnedAlias.compound_id)
        .order_by(LearnedAlias.undone_at.is_not(None), LearnedAlias.id.desc())
    )
    return [
        AliasLine(
            id=row.id,
            alias=row.alias,
            compound=name,
            source=row.source,
            taught_by=row.taught_by,
            taught_at=row.taught_at,
            undone_by=row.undone_by,
            undone_at=row.undone_at,
        )
        for row, name in rows
    ]


def corrected(file: EntryFile) -> tuple[Fact, ...]:
    """Return the places of an entry whose compound was written and whose reading was corrected."""
    return tuple(
        fact
        for fact in file.facts
        if fact.kind is FactKind.PLACE
        and fact.decision is Decision.CORRECTED
        and fact.value.get("named")
        and fact.value["key"]
    )


def offers(
    session: Session, file: EntryFile, gazetteer: Gazetteer, language: str
) -> tuple[AliasOffer, ...]:
    """Return the names that the corrections of an entry would teach, each once.

    `gazetteer` knows all compounds with the names that are learned already.
    """
    facts_ = corrected(file)
    places = chosen(session, [fact.value["key"] for fact in facts_], language)
    found: dict[tuple[str, str], AliasOffer] = {}
    for fact in facts_:
        choice = places.get(fact.value["key"])
        compound = gazetteer.by_id(choice.compound_id) if choice else None
        if compound is None:
            continue
        start, end = fact.value["named"]
        words = file.text[start:end].strip()
        if words and not is_known(words, compound):
            refused = refusal(words, compound, gazetteer)
            why = "" if refused is None else refused.zh if language == "zh" else refused.en
            offer = AliasOffer(words, compound.id, compound.name, why)
            found.setdefault((words, compound.id), offer)
    return tuple(found.values())


def _standing(session: Session, words: str, compound_id: str) -> int | None:
    """Return the key of the name `words` that stands for a compound already."""
    rows = session.execute(
        select(LearnedAlias.id, LearnedAlias.alias).where(
            LearnedAlias.compound_id == compound_id, LearnedAlias.undone_at.is_(None)
        )
    )
    return next((key for key, alias in rows if alias == words), None)
