"""Lines pasted from a group chat: numbered 接龙 lines, `昵称: 话`, copied messages.

Each line becomes one draft entry. A nickname that holds a home (3-1-502小王) is the household
speaking: its address goes before the words. All other senders are dropped.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geo.diary.phrases import FOLD, folded

LONGEST_PASTE = 100_000
"""Characters of one paste that are looked at."""
LONGEST_ITEM = 200
"""Characters of a numbered line that another line may still be put to."""
LONGEST_NAME = 4
"""Characters behind a home that are a name and no words: 6号楼1单元201 老周."""
HEADING_LINES = 3
"""A numbered line stands at most so many lines below its heading."""


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


_HEADING = re.compile(r"^\s*[#\[【]?\s*接龙\s*[#\]】]?\s*[:]?\s*(?P<topic>.*)$")
_CALLS = re.compile(r"接龙|@所有人|请.{0,12}(?:报名|报一下|登记|填|回复)|(?:统计|登记|报名)")
_SAMPLE = re.compile(r"^\s*(?:示?例如?|格式|样例)\s*[: ]?\S")
_NUMBERED = re.compile(
    r"^\s*(?:"
    r"[(\[【]\s*\d{1,3}\s*[)\]】]|(?:\d{1,2}\ufe0f?\u20e3)+|🔟|[①-⑳㉑-㉟㊱-㊿]"
    r"|(?:no\.?|第)\s*\d{1,3}(?:位|个|号(?!楼))?(?=[\s、.,:])|[一二三四五六七八九十]{1,3}、"
    r"|\d{1,3}\s*(?:[、)]|,(?!\d)|:(?!\d{2}(?!\d))|\.(?!\d{1,2}(?![\d号栋幢座#单楼-])))"
    r"|\d{1,3}\s+(?![号栋幢座#单楼门室层月日点个户年-])"
    r")[\s、.:]*(?P<rest>.*)$"
)
_CLOCK = (
    r"(?:\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?\s*)?(?:上午|下午|晚上|凌晨|中午|早上)?\s*"
    r"\d{1,2}:\d{2}(?::\d{2})?"
)
_STAMPED = re.compile(rf"^\s*(?P<sender>\S.{{0,30}}?)\s+{_CLOCK}\s*$|^\s*{_CLOCK}\s*$")
_SPOKEN_BY = re.compile(
    r"^\s*(?:\[.{1,20}\]\s*)?(?P<sender>(?=[^:]*[^\W\d]|\s*\d+[#-]\d)[^:,。;!?、]{1,24})"
    r":\s*(?P<words>\S.*)$"
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
    topic, open_heading = None, False
    messages = list(_messages(_cut(text)))
    for at, (line, sender, words, listed) in enumerate(messages):
        heading = _HEADING.match(words.translate(FOLD))
        if heading is not None and not listed:
            topic = words[heading.start("topic") :].strip() or None
            open_heading = topic is None
            continue
        heads = not listed and any(known for *_, known in messages[at + 1 : at + 1 + HEADING_LINES])
        if heads and (open_heading or _CALLS.search(words)):
            topic, open_heading = words, False
            continue
        open_heading = False
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
    for line, written in _joined(text.splitlines()):
        plain = written.translate(FOLD)
        stamped = _STAMPED.match(plain)
        if stamped is not None:
            sender = stamped["sender"]
            continue
        if not plain.strip() or _SAMPLE.match(plain):
            continue
        numbered = _NUMBERED.match(plain)
        at = numbered.start("rest") if numbered else 0
        spoken = None if _HEADING.match(plain) else _SPOKEN_BY.match(plain, at)
        if spoken is not None and not _is_address_only(spoken["words"]):
            sender_here, words = written[slice(*spoken.span("sender"))], spoken.start("words")
            yield line, sender_here, written[words:].strip(), numbered is not None
        else:
            yield line, sender, written[at:].strip(), numbered is not None


def _joined(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield (number, text) of each line, what was broken off a numbered one put back to it."""
    plain = [line.translate(FOLD) for line in lines]
    at = 0
    while at < len(lines):
        whole, first = lines[at], at
        numbered = _NUMBERED.match(plain[at])
        at += 1
        while numbered and at < len(lines) and _is_broken_off(numbered["rest"], plain, at):
            whole = f"{whole.rstrip().rstrip('，,')},{lines[at].strip()}"
            numbered = _NUMBERED.match(whole.translate(FOLD))
            at += 1
        yield first + 1, whole


def _is_broken_off(rest: str, plain: Sequence[str], at: int) -> bool:
    """Tell whether line `at` goes on with `rest` of the numbered line before it."""
    line = plain[at]
    begins = _NUMBERED.match(line) or _STAMPED.match(line) or _SPOKEN_BY.match(line)
    if not rest.strip() or begins or _HEADING.match(line) or _EMPTY.match(line):
        return False
    if rest.rstrip().endswith((",", "、")):
        return True
    home = _DOOR.search(rest)
    if home is None:
        return _DOOR.match(line.strip()) is not None
    if len(rest) > LONGEST_ITEM or _OWN_PLACE.search(line):
        return False
    between = at + 1 < len(plain) and _NUMBERED.match(plain[at + 1]) is not None
    return between or len(rest[home.end() :].strip()) <= LONGEST_NAME


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
