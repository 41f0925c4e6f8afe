"""Small words that turn a sentence: negations, plans, ties between homes, who promises.

They are regular expressions, not phrases: where a word stands decides what it says.
"""

import re
from functools import cache

from geo.datasets import data_rows
from geo.errors import InputError


@cache
def _rows() -> dict[str, re.Pattern[str]]:
    found = {}
    for row in data_rows("lexicon/signs.csv"):
        try:
            found[row["id"]] = re.compile(row["regex"])
        except re.error as error:
            raise InputError(f"sign {row['id']}: {error}: mend its regex") from None
    return found


def sign(name: str) -> re.Pattern[str]:
    """Return the expression of row `name` of ``lexicon/signs.csv``.

    Raises
    ------
    InputError
        When there is no such row, or an expression of the file is broken; the row is named.

    Examples
    --------
    >>> bool(sign("needs.thanks").search("多亏志愿者"))
    True
    """
    rows = _rows()
    if name not in rows:
        raise InputError(f"lexicon/signs.csv has no row {name!r}: put it back")
    return rows[name]


def signs(family: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return (rest of the id, expression) of each row whose id begins with `family`, in order."""
    rows = _rows().items()
    return tuple((name.removeprefix(family), one) for name, one in rows if name.startswith(family))
