"""Phones, identity numbers and names: found before anything else is read, masked for all others."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from geo.address.values import Span
from geo.diary.phrases import folded

FILLER = "\ufffc"
"""Stands for one masked character where the readers must not see it: offsets stay."""
_GAP = r"[ \-]?"


class Secret(StrEnum):
    """What a masked stretch is."""

    PHONE = "phone"
    ID_CARD = "id_card"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Mask:
    """One masked stretch of the original text."""

    span: Span
    kind: Secret
    shown: str
    """What stands in its place."""


_ID_CARD = re.compile(
    rf"(?<!\d)[1-9]\d{{5}}{_GAP}(?:1[89]|20)\d{{2}}{_GAP}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]){_GAP}\d{{3}}[\dx](?!\d)"
    r"|(?<!\d)[1-9]\d{16}[\dx](?!\d)|(?<!\d)[1-9]\d{14}(?!\d)"
    r"|(?<!\d)\d{16,19}(?!\d)"
    # However it is broken up, what is called so is one.
    r"|(?:身份证|证件|证号|社保卡|医保卡|银行卡|存折|卡号|账号|帐号)(?:号码?)?[是为:]{0,2}\s?"
    r"(?P<called>\d(?:[\s\-]{0,2}\d){13,17}[\s\-]{0,2}[\dx](?!\d))"
)
_PART = r"(?: ?[\-—–.·_/,、]{1,2} ?| {1,3})?"
"""What people put between the groups of a number: 138 0000 4471, 138.0000.4471, 138——0000."""
_LINE_CALLED = "(?<=座机|电话|话机|固话|宅电)(?:号码?)?(?:[是为]|[^\\W\\d]{0,3}:)? ?"
_PHONE = re.compile(
    rf"(?<!\d)(?:\+?86{_PART})?1[3-9]\d{_PART}\d{{4}}{_PART}\d{{4}}(?!\d)"
    # Other groups are a list of flats (1502 302 1702) unless a word tells.
    rf"|(?<=[话机系码:打是])1[3-9]\d(?:{_PART}\d{{3}}{_PART}\d{{5}}|\d{_PART}\d{{3}}{_PART}\d{{4}}"
    rf"|\d{_PART}\d{{4}}{_PART}\d{{3}})(?!\d)"
    rf"|(?<!\d)\(?0(?:10|2\d|[3-9]\d{{2}})\)?{_GAP}\d{{3,4}}{_GAP}\d{{4}}(?:{_GAP}(?:转|-)\d{{1,6}})?(?!\d)"
    rf"|(?<!\d)[48]00{_GAP}\d{{3,4}}{_GAP}\d{{3,4}}(?!\d)"
    r"|(?<!\d)(?<=[话机系号:])[2-8]\d{6,7}(?!\d)"
    r"|(?:电话|手机|号码|联系方式|微信|tel)(?:号码?)?[是为:,]{0,2}\s?"
    r"(?P<called>\(?1[\s\-]?[3-9](?:[\s\-.·()—]{0,2}\d){9})(?!\d)"
    rf"|{_LINE_CALLED}(?P<line>\d{{3,4}}{_GAP}\d{{4}})(?!\d)"
    r"|(?<!\d)[2-8]\d{7}(?!\d)"
    r"|(?<!\d)[2-8]\d{2,3}-\d{4}(?!\d)"
)
_MANY_DIGITS = re.compile(r"\d(?:[ \-—–.·_/,、()]{0,4}\d){6}")
"""What every number in figures has; most entries have none and are spared the search."""
_SAID = "[零〇一幺么二两三四五六七八九]"
_SPOKEN = re.compile(rf"(?<!{_SAID})[一幺么][三四五六七八九](?:[ ,、\-]?{_SAID}){{9}}(?!{_SAID})")


def number_masks(text: str) -> tuple[Mask, ...]:
    """Return the phones and identity numbers in `text`, in order; a doubtful one is masked too.

    Examples
    --------
    >>> [mask.shown for mask in number_masks("王阿姨电话13800005678")]
    ['138****5678']
    """
    return read_numbers(folded(text))


def read_numbers(plain: str) -> tuple[Mask, ...]:
    """Return the `number_masks` of a text that is folded."""
    if _MANY_DIGITS.search(plain) is None and _SPOKEN.search(plain) is None:
        return ()
    cards = [_mask(found, Secret.ID_CARD) for found in _ID_CARD.finditer(plain)]
    plain = blanked(plain, (mask.span for mask in cards))
    phones = [
        _mask(found, Secret.PHONE)
        for pattern in (_PHONE, _SPOKEN)
        for found in pattern.finditer(plain)
    ]
    return tuple(sorted([*cards, *phones], key=lambda mask: mask.span.start))


_LEAD = re.compile(
    r"(?:居民身份证|身份证|残疾证|社保卡|证件|医保|手机|电话|话机|座机|固话|宅电|联系(?:电话|方式)?|微信)"
    r"(?:号码|号)?(?:同号)?[是为:,]? ?$"
)
_LONGEST_LEAD = 12


def named_numbers(text: str, masks: Iterable[Mask]) -> list[Span]:
    """Return the spans of `masks` with the words that only say what number follows.

    Examples
    --------
    >>> text = "她手机号13800005678"
    >>> [text[span.start : span.end] for span in named_numbers(text, number_masks(text))]
    ['手机号13800005678']
    """
    spans = []
    for mask in masks:
        lead = _LEAD.search(text, max(0, mask.span.start - _LONGEST_LEAD), mask.span.start)
        spans.append(Span(lead.start() if lead else mask.span.start, mask.span.end))
    return spans


def _mask(found: re.Match[str], kind: Secret) -> Mask:
    told = (name for name, words in found.groupdict().items() if words)
    group = next(told, 0)
    return Mask(Span(*found.span(group)), kind, masked_number(found[group], kind))


def masked_number(number: str, kind: Secret) -> str:
    """Return `number` as others may see it: a mobile keeps 3 and 4 digits, a card nothing.

    Examples
    --------
    >>> masked_number("024-00008642", Secret.PHONE)
    '****8642'
    """
    if kind is Secret.ID_CARD:
        return "*" * 18
    digits = "".join(sign for sign in number.partition("转")[0] if sign.isalnum())
    kept = digits[:3] if len(digits) == 11 and digits[0] in "1一幺么" else ""
    return f"{kept}****{digits[-4:]}"


def masked_name(name: str, surname: str) -> str:
    """Return a name as others may see it: the surname and one star.

    Examples
    --------
    >>> masked_name("欧阳春梅", "欧阳")
    '欧阳*'
    """
    return f"{surname}*" if name else ""


def blanked(text: str, spans: Iterable[Span]) -> str:
    """Return `text` of the same length with `spans` replaced by fillers."""
    for span in spans:
        text = text[: span.start] + FILLER * (span.end - span.start) + text[span.end :]
    return text


def redacted(text: str, masks: Iterable[Mask]) -> str:
    """Return `text` as managers, search and logs see it: each mask in place of its words."""
    parts, at = [], 0
    for mask in sorted(masks, key=lambda one: (one.span.start, -one.span.end)):
        if mask.span.start < at:
            continue
        parts += [text[at : mask.span.start], mask.shown]
        at = mask.span.end
    return "".join([*parts, text[at:]])
