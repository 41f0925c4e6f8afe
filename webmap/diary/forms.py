"""What the diary's form says, as the words that the service takes.

Fields of item 0 are called ``item-0-place``, ``item-0-need-leak`` (keep or refuse),
``item-0-add`` (several), ``item-0-settled-leak`` (a need's number or refuse),
``item-0-visit-DAY.WAY`` and ``item-0-handover`` (keep or refuse) and ``item-0-person-NAME`` (a
resident's key or new);
of promise 0 ``promise-0`` and ``promise-0-due``.
"""

import re
from collections import defaultdict
from datetime import date

from werkzeug.datastructures import MultiDict

from geo.errors import InputError
from geo.services.diary.recording.words import ItemWord, Words
from geo.services.diary.searching import Seen

_ITEM = re.compile(
    r"item-(\d{1,4})-(place|add|need|settled|person|visit|handover)(?:-(.+))?", re.DOTALL
)
_PROMISE = re.compile(r"promise-(\d{1,4})(-due)?")
FIRST_YEAR, LAST_YEAR = 2000, 2100
KEEP, REFUSE = "keep", "refuse"


def words_of(form: MultiDict[str, str]) -> Words:
    """Return what was said of the items and promises in `form`.

    Raises
    ------
    InputError
        When a day or a number cannot be read.
    """
    fields: dict[int, dict[str, dict[str, list[str]]]] = defaultdict(lambda: defaultdict(dict))
    promises: dict[int, bool] = {}
    due: dict[int, date | None] = {}
    for name in form:
        values = [value for value in form.getlist(name) if value]
        if item := _ITEM.fullmatch(name):
            fields[int(item[1])][item[2]][item[3] or ""] = values
        elif (promise := _PROMISE.fullmatch(name)) and promise[2]:
            due[int(promise[1])] = day_of(values[0]) if values else None
        elif promise and values:
            promises[int(promise[1])] = values[0] == KEEP
    items = {number: _item(said) for number, said in fields.items()}
    return Words(items=items, promises=promises, due=due)


def day_of(given: str) -> date:
    """Return the day that a form's date field holds."""
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise InputError(
            f"{given!r} is no day: write it as 2026-01-31", zh="日期要写成 2026-01-31 的样子。"
        ) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InputError(
            f"{given} is no day of a diary: choose one from {FIRST_YEAR} to {LAST_YEAR}",
            zh=f"日记的日期要在 {FIRST_YEAR} 年到 {LAST_YEAR} 年之间。",
        )
    return day


def seen_of(given: str) -> Seen | None:
    """Return where a page of search results ended: ``2026-11-24.17``; None where none did."""
    day, _, key = given.partition(".")
    return Seen(day_of(day), number_of(key)) if given else None


def _item(said: dict[str, dict[str, list[str]]]) -> ItemWord:
    place = said["place"].get("", [])
    return ItemWord(
        place=place[0] if place else None,
        needs={category: values[0] == KEEP for category, values in said["need"].items() if values},
        added=tuple(dict.fromkeys(said["add"].get("", []))),
        settled={
            category: None if values[0] == REFUSE else number_of(values[0])
            for category, values in said["settled"].items()
            if values
        },
        handed=said["handover"][""][0] == KEEP if said["handover"].get("") else None,
        visits={key: values[0] == KEEP for key, values in said["visit"].items() if values},
        residents={name: values[0] for name, values in said["person"].items() if values},
    )


def number_of(given: str) -> int:
    """Return the number that a form's field holds."""
    if not given.isdecimal() or len(given) > 15:
        raise InputError(
            f"{given!r} is no number of a need: open the page again",
            zh="需求的编号读不出来，请重新打开页面。",
        )
    return int(given)
