"""Lines pasted from a group chat: numbered 接龙 lines, `昵称: 话`, copied messages.

Each line becomes one draft entry. A nickname that holds a home (3-1-502小王) is the household
speaking: its address goes before the words. All other senders are dropped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geo.diary.phrases import folded

LONGEST_PASTE = 100_000
"""Characters of one paste that are looked at."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One entry to be, as it will be read."""

    text: str
    """The words, with the household's address before them where the nickname held it."""
    line: int
    """Line of the paste where it began; 1 is the first."""
    repeats: int
    """How often the paste says the same, at least 1."""
    topic: str | None
    """What a 接龙 asks for, from its heading."""


_HEADING = re.compile(r"^\s*[#＃]?\s*接龙[#＃]?\s*[:：]?\s*(?P<topic>.*)$")
_NUMBERED = re.compile(
    r"^\s*(?P<number>\d{1,3})\s*(?:[、)]|[.:](?!\d{2}(?!\d))|\.?\s)\s*(?P<rest>.+)$"
)
_CLOCK = (
    r"(?:\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?\s*)?(?:上午|下午|晚上|凌晨|中午|早上)?\s*"
    r"\d{1,2}:\d{2}(?::\d{2})?"
)
_STAMPED = re.compile(rf"^\s*(?P<sender>\S.{{0,30}}?)\s+{_CLOCK}\s*$|^\s*{_CLOCK}\s*$")
_SPOKEN_BY = re.compile(
    r"^\s*(?:\[.{1,20}\]\s*)?(?P<sender>(?=[^:]*[^\W\d])[^:,。;!?、]{1,24}):\s*(?P<words>\S.*)$"
)
_DOOR = re.compile(
    r"(?:\d{1,3}|[a-z])\s*(?:号楼|号|栋|幢|座|#|-)\s*\d{1,2}\s*(?:单元|门|-)\s*\d{1,4}(?:\s*-\s*\d{1,2})?(?:号|室|户)?"
    r"|(?:\d{1,3}|[a-z])\s*(?:号楼|栋|幢|座|#|-)\s*\d{3,4}(?:号|室|户)?"
    r"|\d{1,2}\s*(?:单元|门)\s*\d{1,2}\s*楼\s*\d{1,2}号|\d{1,2}\s*(?:单元|门)\s*\d{3,4}(?:号|室|户)?"
)
_OWN_PLACE = re.compile(r"\d\s*(?:号楼|单元|栋|幢|座|#)|\d{1,2}-\d{1,2}-\d|[a-z]座")
_NOISE = re.compile(r"[\s,，.。;；!！?？、:：~～]+")
_EMPTY = re.compile(r"^[\W_]*$|^\s*(?:\[[^\]]{1,6}\]\s*)+$|^(?:收到|好的|谢谢|嗯+|ok|\+1)[\W_]*$")


def pasted_lines(text: str) -> tuple[Draft, ...]:
    """Return the drafts of pasted `text`, in order; what is said twice is one draft.

    Only the first `LONGEST_PASTE` characters are looked at. Cost: linear in them.

    Examples
    --------
    >>> [draft.text for draft in pasted_lines("3-1-502小王: 下水堵了")]
    ['3-1-502小王,下水堵了']
    """
    drafts: dict[str, Draft] = {}
    topic = None
    for line, sender, words, listed in _messages(_cut(text)):
        heading = _HEADING.match(words)
        if heading is not None:
            topic = heading["topic"].strip() or None
            continue
        said = _said(sender, words)
        if _EMPTY.match(folded(said)):
            continue
        key = _NOISE.sub("", folded(said))
        known = drafts.get(key)
        if known is None:
            drafts[key] = Draft(said, line, 1, topic if listed else None)
        else:
            drafts[key] = Draft(known.text, known.line, known.repeats + 1, known.topic)
    return tuple(drafts.values())


def _cut(text: str) -> str:
    """Return the whole lines of the first `LONGEST_PASTE` characters of `text`."""
    if len(text) <= LONGEST_PASTE:
        return text
    lines, _, rest = text[:LONGEST_PASTE].rpartition("\n")
    return lines or rest


def _messages(text: str) -> Iterator[tuple[int, str | None, str, bool]]:
    """Yield (line, sender, words, whether it is numbered) of each line that somebody wrote."""
    sender = None
    for line, written in enumerate(text.splitlines(), start=1):
        plain = folded(written)
        stamped = _STAMPED.match(plain)
        if stamped is not None:
            sender = stamped["sender"]
            continue
        if not plain.strip():
            continue
        numbered = _NUMBERED.match(plain)
        at = numbered.start("rest") if numbered else 0
        spoken = _SPOKEN_BY.match(plain, at)
        if spoken is not None and not _is_address_only(spoken["words"]):
            sender_here, words = written[slice(*spoken.span("sender"))], spoken.start("words")
            yield line, sender_here, written[words:].strip(), numbered is not None
        else:
            yield line, sender, written[at:].strip(), numbered is not None


def _is_address_only(words: str) -> bool:
    return _DOOR.fullmatch(words.strip()) is not None


def _said(sender: str | None, words: str) -> str:
    """Return `words` with the household's address and name, when `sender` is one."""
    if sender is None or _OWN_PLACE.search(folded(words)):
        return words
    home = _DOOR.search(folded(sender))
    if home is None:
        return words
    name = re.sub(r"[^\w]+", "", sender[home.end() :], flags=re.UNICODE)
    return f"{sender[slice(*home.span())]}{name},{words}"
