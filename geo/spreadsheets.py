"""What a spreadsheet would take for a formula, and how a cell is kept from it."""

import re

FORMULA = re.compile(r"[\t\r\n]|[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""How a cell begins that a spreadsheet computes (OWASP, CSV injection); Excel also in full width.

Blanks before the sign are skipped, since some programs trim a cell before they read it.
"""


def safe_cell(cell: object) -> str:
    """Return `cell` as text that no spreadsheet computes; None is empty, a number stays one.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("-3号楼"), safe_cell("3号楼")
    ("'=1+1", "'-3号楼", '3号楼')
    >>> safe_cell(-3), safe_cell(None)
    ('-3', '')
    """
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else str(cell)
