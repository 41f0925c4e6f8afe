"""The ladder over whole registers: one row per resident, no loop over residents."""

from datetime import date

import numpy as np
import pandas as pd

from geo.errors import FrameError
from geo.needs.ladder import Effect, Ladder, Pause, Rung, ladder
from geo.needs.vocabulary import State

COLUMNS = {
    "step": "str",
    "rung": "str",
    "every_days": "Int64",
    "last_met_on": "datetime64[ms]",
    "silent_days": "Int64",
    "due_on": "datetime64[ms]",
    "overdue_days": "Int64",
    "pause": "str",
}
"""What `due_visits` adds, with the pandas type of each; all are nullable."""


def due_visits(
    residents: pd.DataFrame,
    needs: pd.DataFrame,
    visits: pd.DataFrame,
    *,
    on: date,
    rules: Ladder | None = None,
) -> pd.DataFrame:
    """Return when each resident is to be visited, as seen on day `on`.

    The same rules as `geo.needs.ladder.next_due`, over columns. A need or a visit without
    ``resident_id`` counts for everybody in its flat.

    Parameters
    ----------
    residents
        ``id, unit_id, birth_year, living, declines_visits, away_until``; may also have
        ``conditions`` (ids separated by |), ``known_since`` and ``changed_on``.
    needs
        ``category, resident_id, unit_id, state``; a condition holds until its need is closed.
    visits
        ``unit_id, resident_id, visited_on, outcome``; of several on one day the last row counts.
    on
        The day as of which is judged.
    rules
        The ladder; the shipped one by default.

    Returns
    -------
    DataFrame
        With the index of `residents` and the columns of `COLUMNS`: ``rung`` is the id of the row
        of the ladder, ``silent_days`` the days since anybody met the resident, ``due_on`` is empty
        where ``pause`` says why, and ``overdue_days`` is 0 there.

    Raises
    ------
    FrameError
        When a column is missing or a visit has an outcome that the ladder does not know.

    Notes
    -----
    Cost: sorting the visits, and a set lookup per resident and rung.
    """
    known = rules or ladder()
    _wanted("residents", residents, "id unit_id birth_year living declines_visits away_until")
    _wanted("needs", needs, "category resident_id unit_id state")
    _wanted("visits", visits, "unit_id resident_id visited_on outcome")
    today = pd.Timestamp(on)
    result = pd.DataFrame(index=residents.index)
    rung = _rungs(residents, needs, known, on)
    steps = pd.Series([r.step for r in known.rungs], dtype="str")
    listed = rung >= 0
    result["step"] = pd.Series(steps.reindex(rung).to_numpy(), residents.index, dtype="str")
    names = pd.Series([r.id for r in known.rungs], dtype="str")
    result["rung"] = pd.Series(names.reindex(rung).to_numpy(), residents.index, dtype="str")
    result["every_days"] = result["step"].map(dict(known.days)).astype("Int64")
    met, effect = _history(residents, visits, known, today)
    result["last_met_on"] = met
    result["silent_days"] = (today - met).dt.days.astype("Int64")
    result["pause"] = _pauses(residents, effect, today).where(listed)
    visitable = listed & result["pause"].isna()
    result["due_on"] = _due_on(residents, result, known, today).where(visitable)
    late = (today - result["due_on"]).dt.days.astype("Int64")
    result["overdue_days"] = late.clip(lower=0).fillna(0)
    return result[list(COLUMNS)].astype(COLUMNS)


def unnamed_households(residents: pd.DataFrame, needs: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each flat with an open need but no known resident.

    The rows have the columns of `residents`, all empty but ``unit_id``: put them below `residents`
    and `due_visits` finds the flats that only the diary knows.
    """
    open_needs = needs[_holding(needs) & needs["unit_id"].notna()]
    flats = open_needs["unit_id"].drop_duplicates()
    flats = flats[~flats.isin(residents["unit_id"])]
    return (
        pd.DataFrame({"unit_id": flats}).reset_index(drop=True).reindex(columns=residents.columns)
    )


def _wanted(table: str, frame: pd.DataFrame, columns: str) -> None:
    missing = [column for column in columns.split() if column not in frame]
    if missing:
        raise FrameError(
            f"table {table!r} lacks the columns {', '.join(missing)}",
            zh="走访数据缺少几列，请告诉数据管理员。",
        )


def _holding(needs: pd.DataFrame) -> pd.Series:
    """Return where a need still says something true of the person."""
    return needs["state"].ne(State.CLOSED.value)


def _rungs(
    residents: pd.DataFrame, needs: pd.DataFrame, known: Ladder, on: date
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the position of the heaviest rung for each resident; -1 for none."""
    holding = needs[_holding(needs)]
    age = on.year - residents["birth_year"].astype("Float64")
    found = np.full(len(residents), -1, dtype=np.int64)
    for position in reversed(range(len(known.rungs))):
        rung = known.rungs[position]
        mask = _condition(residents, holding, rung)
        if rung.min_age is not None:
            mask &= (age >= rung.min_age).fillna(value=False).to_numpy(dtype=bool)
        if rung.living:
            mask &= residents["living"].isin([str(one) for one in rung.living]).to_numpy()
        found[mask] = position
    return found


def _condition(
    residents: pd.DataFrame, holding: pd.DataFrame, rung: Rung
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    if not rung.conditions:
        return np.ones(len(residents), dtype=bool)
    named = holding[holding["category"].isin(list(rung.conditions))]
    persons = named["resident_id"].dropna()
    flats = named.loc[named["resident_id"].isna(), "unit_id"].dropna()
    mask = residents["id"].isin(persons) | residents["unit_id"].isin(flats)
    if "conditions" in residents:
        words = (
            residents["conditions"].reset_index(drop=True).astype("string").str.split("|").explode()
        )
        mask |= words.isin(list(rung.conditions)).groupby(level=0).any().to_numpy()
    return mask.to_numpy(dtype=bool, copy=True)


def _history(
    residents: pd.DataFrame, visits: pd.DataFrame, known: Ladder, today: pd.Timestamp
) -> tuple[pd.Series, pd.Series]:
    """Return the day each resident was last met, and the effect of the last decisive visit."""
    effects = {outcome.value: effect.value for outcome, effect in known.effects.items()}
    strange = ~visits["outcome"].isin(list(effects))
    if strange.any():
        raise FrameError(
            f"visit {visits.index[strange][0]!r} has outcome "
            f"{visits['outcome'][strange].iloc[0]!r}: wanted {', '.join(effects)}",
            zh="有一条走访记录的结果认不出来，请告诉数据管理员。",
        )
    made = visits.assign(
        visited_on=pd.to_datetime(visits["visited_on"]).astype("datetime64[ms]"),
        effect=visits["outcome"].map(effects).astype("str"),
    )
    made = made[made["visited_on"].le(today) & made["effect"].ne(Effect.KEEP.value)]
    rows = pd.concat(_told(residents, made)).sort_values(
        ["visited_on", "order"], kind="stable", ignore_index=True
    )
    last = rows.drop_duplicates("row", keep="last").set_index("row")
    met = rows[rows["effect"].eq(Effect.RESTART.value)].drop_duplicates("row", keep="last")
    positions = range(len(residents))
    last_met = met.set_index("row")["visited_on"].reindex(positions)
    effect = last["effect"].reindex(positions)
    return last_met.set_axis(residents.index), effect.set_axis(residents.index)


def _told(residents: pd.DataFrame, made: pd.DataFrame) -> list[pd.DataFrame]:
    """Return visits with the position of each resident they speak of: by name, then by flat."""
    made = made[["unit_id", "resident_id", "visited_on", "effect"]].assign(order=range(len(made)))
    made = made.astype({"unit_id": "string", "resident_id": "string"})
    people = residents[["id", "unit_id"]].astype("string").assign(row=range(len(residents)))
    named = made[made["resident_id"].notna()].drop(columns="unit_id")
    by_name = named.merge(people[people["id"].notna()], left_on="resident_id", right_on="id")
    whole = made[made["resident_id"].isna() & made["unit_id"].notna()]
    by_flat = whole.merge(people[people["unit_id"].notna()], on="unit_id")
    wanted = ["row", "visited_on", "effect", "order"]
    return [by_name[wanted], by_flat[wanted]]


def _pauses(residents: pd.DataFrame, effect: pd.Series, today: pd.Timestamp) -> pd.Series:
    declines = residents["declines_visits"].astype("boolean").fillna(value=False).astype(bool)
    away = _days(residents, "away_until").ge(today)
    chosen = np.select(
        [effect.eq(Effect.END.value), declines | effect.eq(Effect.PAUSE.value), away],
        [Pause.MOVED.value, Pause.DECLINED.value, Pause.AWAY.value],
        default="",
    )
    pauses = pd.Series(chosen, residents.index, dtype="str")
    return pauses.mask(pauses.eq(""))


def _due_on(
    residents: pd.DataFrame, result: pd.DataFrame, known: Ladder, today: pd.Timestamp
) -> pd.Series:
    met, changed = result["last_met_on"], _days(residents, "changed_on")
    start = met.fillna(_days(residents, "known_since"))
    due = (start + _timedeltas(result["every_days"])).fillna(today)
    soon = changed + _timedeltas(result["step"].map(dict(known.change_days)))
    counts = changed.le(today) & ~met.ge(changed)
    due = due.mask(counts & soon.lt(due), soon)
    back = _days(residents, "away_until") + pd.Timedelta(days=1)
    return due.mask(back.gt(due), back)


def _days(residents: pd.DataFrame, column: str) -> pd.Series:
    """Return a column of dates, all missing when the table has none of that name."""
    given = residents.get(column, pd.Series(pd.NaT, residents.index))
    return pd.to_datetime(given).astype("datetime64[ms]")


def _timedeltas(days: pd.Series) -> pd.Series:
    return pd.to_timedelta(days.astype("Float64").astype("float64"), unit="D")
