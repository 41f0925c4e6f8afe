"""What may leave the caring circle: a short notice for the residents' group chat."""

from collections.abc import Iterable
from functools import cache

from geo.address.values import Address
from geo.datasets import data_rows
from geo.diary.reading import Finding, Item, Reading

_PRIVATE = "号室户家门牌"


@cache
def _public_words() -> dict[str, str]:
    """Return category -> Chinese name of the faults of places, which are nobody's secret."""
    return {
        row["id"]: row["zh"]
        for row in data_rows("vocabulary/needs.csv")
        if row["kind"] in ("place", "activity") and row["sensitive"] == "no"
    }


def group_notice(reading: Reading, text: str) -> str:
    """Return a notice of `reading` without name, flat, health or household word.

    Only faults of places and wishes for activities are told, to the building or the public spot;
    the words of the entry are not quoted but for the spot. Empty when nothing may be told.
    """
    open_at: dict[str, dict[str, None]] = {}
    done_at: dict[str, dict[str, None]] = {}
    for item in reading.items:
        place = _place(item, reading, text)
        open_at.setdefault(place, {}).update(dict.fromkeys(_told(item.needs)))
        done_at.setdefault(place, {}).update(dict.fromkeys(_told(item.resolved)))
    lines = []
    for place, words in open_at.items():
        done = [word for word in done_at[place] if word not in words]
        if words:
            lines.append(f"{place}{'、'.join(words)}，已登记，正在跟进。")
        if done:
            lines.append(f"{place}{'、'.join(done)}，已处理好。")
    return "\n".join(lines)


def _told(findings: Iterable[Finding]) -> list[str]:
    words = _public_words()
    return [words[finding.category] for finding in findings if finding.category in words]


def _place(item: Item, reading: Reading, text: str) -> str:
    """Return the public spot of `item`, else its building, with a colon behind it."""
    address, spot = item.mention.address, _spot(item, reading, text)
    building = None if spot and address.building else _building(address)
    where = "".join(part for part in (address.compound, building, spot) if part)
    return f"{where}：" if where else ""


def _building(address: Address) -> str | None:
    if address.building is None:
        return None
    return f"{address.building}{'号楼' if address.building.isdigit() else '座'}"


def _spot(item: Item, reading: Reading, text: str) -> str | None:
    """Return the words of the spot, unless they name a flat, a floor or a person."""
    place, address = item.mention.place, item.mention.address
    if place is None or address.unit is not None or address.floor is not None:
        return None
    words = text[place.start : place.end]
    named = any(
        mask.span.start < place.end and place.start < mask.span.end for mask in reading.masks
    )
    plain = words.replace("号楼", "").replace("门口", "").replace("门前", "")
    return None if named or any(sign in plain for sign in _PRIVATE) else words
