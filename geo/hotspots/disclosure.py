"""Small cells: what must be hidden so that no count tells of one household.

Beyond the caring circle a count of one to k - 1 is not told, and nothing from which it could be
worked out. Source: Hundepool et al. (2012), Statistical Disclosure Control, chapter 4 (primary and
secondary suppression of tables), doi:10.1002/9781118348239.
"""

from dataclasses import dataclass

import pandas as pd

from geo.errors import InputError

K = 5
"""Smallest count, and smallest number of homes, that may be told."""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Counts that may be told; what is hidden is missing, and looks the same as what is unknown."""

    cells: pd.Series
    """Count of each cell, Int64, with the index of the counts."""
    totals: pd.Series
    """Count of each group, Int64, by group."""


def suppressed(
    counts: pd.Series, groups: pd.Series, homes: pd.Series | None = None, *, k: int = K
) -> Suppressed:
    """Return `counts` and their totals by group without what would tell of a household.

    A cell is small when its count is 1 to `k` - 1, or when anything is counted where there are
    fewer than `k` homes, or in each of the homes. A small total is hidden with its cells. Where a
    total is told, more cells of the group are hidden, smallest first, until at least two are
    hidden that hold `k` or more between them: no subtraction then gives a small one back. A sum of
    the totals themselves is one more subtraction: tell it only where no total is hidden.

    Parameters
    ----------
    counts
        Count of each cell, such as open needs per building; whole numbers, none missing.
    groups
        Group of each cell, such as its compound, with the same index.
    homes
        Homes in each cell; None: not known, then only the counts decide.
    k
        Smallest count that may be told, 1 or more; 1 hides nothing.

    Raises
    ------
    InputError
        When a count is missing, negative or not whole, a group is missing (naming the row), or `k`
        is below 1.

    Examples
    --------
    >>> told = suppressed(pd.Series([1, 12, 7, 9]), pd.Series(["A", "A", "A", "B"]))
    >>> told.cells.tolist(), told.totals.to_dict()
    ([<NA>, 12, <NA>, 9], {'A': 20, 'B': 9})
    """
    if k < 1:
        raise InputError(f"k = {k}: wanted 1 or more")
    numbers = pd.to_numeric(counts, errors="coerce").astype("float64")
    if (bad := ~numbers.ge(0) | numbers.mod(1).ne(0) | groups.isna()).any():
        raise InputError(f"row {counts.index[bad][0]}: wanted a whole count of 0 or more, a group")
    whole = numbers.astype("int64")
    table = pd.DataFrame(
        {"count": whole.to_numpy(), "group": groups.to_numpy(), "small": _small(whole, homes, k)}
    )
    totals = table.groupby("group", sort=False)["count"].sum().astype("Int64")
    open_total = totals.eq(0) | totals.ge(k)
    hidden = table["small"] | _complement(table, k) & table["group"].map(open_total).astype(bool)
    alone = table.assign(hidden=hidden).groupby("group", sort=False)["hidden"].sum()
    held = table["count"].where(hidden, 0).groupby(table["group"], sort=False).sum()
    derivable = alone.gt(0) & (alone.eq(1) | held.lt(k))
    cells = pd.Series(table["count"].to_numpy(), counts.index, dtype="Int64")
    return Suppressed(
        cells.mask(hidden.to_numpy()), totals.mask(~open_total | derivable.reindex(totals.index))
    )


def _small(counts: pd.Series, homes: pd.Series | None, k: int) -> "pd.Series[bool]":
    """Return the cells that must be hidden for their own sake."""
    some = counts.gt(0)
    small = some & counts.lt(k)
    if homes is not None and k > 1:
        few = homes.lt(k) | counts.ge(homes) | homes.isna()
        small |= some & few.astype(bool)
    return small.reset_index(drop=True)


def _complement(table: pd.DataFrame, k: int) -> "pd.Series[bool]":
    """Return the cells to hide beside small ones, the smallest first and empty ones last."""
    ordered = table.assign(empty=table["count"].eq(0)).sort_values(
        ["small", "empty", "count"], ascending=[False, True, True], kind="stable"
    )
    groups = ordered.groupby("group", sort=False)
    before = groups.cumcount()
    held = groups["count"].cumsum() - ordered["count"]
    needed = groups["small"].transform("any") & (before.lt(2) | held.lt(k))
    return needed.reindex(table.index)
