"""Recognises the columns of other people's tables by their Chinese or English header."""

import re
import unicodedata
from collections.abc import Iterable, Mapping


def plain(header: object) -> str:
    """Return `header` as it is compared: full width folded, lower case, letters and digits only.

    Examples
    --------
    >>> plain("Addr:House Number "), plain("身份证号码（必填）"), plain("姓  名*")
    ('addrhousenumber', '身份证号码', '姓名')
    """
    text = unicodedata.normalize("NFKC", str(header)).lower()
    text = re.sub(r"\(.*?\)|\[.*?\]", "", text)
    return re.sub(r"[\W_]+", "", text)


def recognised(headers: Iterable[str], names: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return field -> header for each field of `names` that a header names; first names win."""
    by_plain: dict[str, str] = {}
    for header in headers:
        by_plain.setdefault(plain(header), header)
    found: dict[str, str] = {}
    for field, synonyms in names.items():
        for synonym in synonyms:
            named = by_plain.get(plain(synonym))
            if named is not None and named not in found.values():
                found[field] = named
                break
    return found
