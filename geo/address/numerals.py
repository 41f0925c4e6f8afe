"""Numbers as people write them in addresses: 12, １２, 十二, 一二〇, and back."""

DIGITS = "零一二三四五六七八九"
VALUES = {glyph: value for value, glyph in enumerate(DIGITS)} | {"〇": 0, "两": 2, "幺": 1}
UNITS = {"十": 10, "百": 100}
_TENS = str.maketrans({"廿": "二十", "卅": "三十"})
LIMIT = 1000
"""Numerals are read and written below this: nobody numbers a house in 千."""


def arabic(numeral: str) -> str | None:
    """Return `numeral` in ASCII digits without leading zeros, or None when it is no number.

    Reads digits of any width, counting numerals up to 九百九十九, and numerals spoken digit by
    digit (三〇二).

    >>> arabic("１２"), arabic("十二"), arabic("廿一"), arabic("三〇二"), arabic("楼")
    ('12', '12', '21', '302', None)
    """
    if numeral.isdecimal():
        return str(int(numeral))
    numeral = numeral.translate(_TENS)
    if not numeral or any(glyph not in VALUES and glyph not in UNITS for glyph in numeral):
        return None
    if any(glyph in UNITS for glyph in numeral):
        value = _counted(numeral)
        return None if value is None else str(value)
    return "".join(str(VALUES[glyph]) for glyph in numeral).lstrip("0") or "0"


def chinese(number: int) -> str:
    """Return `number` as a counting numeral: 12 is 十二, 105 is 一百零五.

    Raises
    ------
    ValueError
        When `number` is not in 0..999.
    """
    if not 0 <= number < LIMIT:
        raise ValueError(f"{number} has no house numeral: wanted 0 to {LIMIT - 1}")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    if not hundreds:
        return _below_hundred(tens, ones) if number else DIGITS[0]
    head = DIGITS[hundreds] + "百"
    if not rest:
        return head
    if not tens:
        return head + DIGITS[0] + DIGITS[ones]
    return head + DIGITS[tens] + "十" + (DIGITS[ones] if ones else "")


def spoken(digits: str) -> str:
    """Return `digits` one by one: "302" is 三〇二."""
    return "".join("〇" if digit == "0" else DIGITS[int(digit)] for digit in digits)


def _below_hundred(tens: int, ones: int) -> str:
    head = {0: "", 1: "十"}.get(tens, DIGITS[tens] + "十")
    return head + (DIGITS[ones] if ones else "")


def _counted(numeral: str) -> int | None:
    """Return the value of a numeral with 十 or 百; None when its parts are out of order."""
    total, digit, last, scale = 0, None, "", LIMIT
    for glyph in numeral:
        if glyph in UNITS:
            if UNITS[glyph] >= scale or (digit is None and last):
                return None
            scale = UNITS[glyph]
            total += (1 if digit is None else digit) * scale
            digit = None
        elif VALUES[glyph] == 0:
            digit = None
        elif digit is not None:
            return None
        else:
            digit = VALUES[glyph]
        last = glyph
    if digit is None:
        return total
    short = scale == UNITS["百"] and numeral[-2] == "百"
    return total + digit * (10 if short else 1)
