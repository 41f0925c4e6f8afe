"""How often each kind of slip still comes to the right home, and which slips fit several names.

A slip may by chance make what several compounds could be called: 丁香嘉里 for 丁香里 or 丁香嘉园.
Where more than one of them has the home that is written, no reader can tell; that is counted apart
from what was missed.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from geo.address.sounds import sound_text
from geo.frames import ALIAS_SEPARATOR, Places, read_places

HOME = ["compound", "building", "entrance", "unit"]
HEARD = "same sound"
AT_ONCE = 2_000
"""Names that are compared with all others at once."""


def recall(folder: Path, result: str) -> pd.DataFrame:
    """Return the shares of each kind of line in `result`, which add up to 1 but for the last.

    home
        Came to its home.
    compound
        Came to its compound or a level between, as a number that does not exist must.
    several
        Came to none of its places, fits several compounds that have such a home, and was answered
        with candidates.
    missed
        Came to none of its places though it fits one only.
    wrong home
        Came to another home.
    listed
        Of `several`: the right compound is among the candidates.
    """
    meant = pd.read_csv(folder / "meant.csv", dtype=str)
    got = pd.read_csv(folder / result, dtype=str, usecols=["level", *HOME, "candidates"])
    right = got["compound"] == meant["compound"]
    home = right & (got[HOME[1:]] == meant[HOME[1:]]).all(axis=1)
    wrong = (got["level"] == "unit") & ~home
    open_ = ~(right | wrong)
    several = open_ & (got["candidates"] != "[]")
    several &= _fitting(meant[open_], read_places(folder / "registry.gpkg")).reindex(
        meant.index, fill_value=0
    ) > 1  # fmt: skip
    listed = _listed(got.loc[several, "candidates"], meant.loc[several, "compound"])
    shares = pd.DataFrame({
        "home": home, "compound": right & ~home & ~wrong, "several": several,
        "missed": open_ & ~several, "wrong home": wrong,
        "listed": listed.reindex(meant.index).astype(float),
    }).groupby(meant["kind"]).mean()  # fmt: skip
    shares.insert(0, "lines", meant["kind"].value_counts())
    return shares


def _fitting(lines: pd.DataFrame, places: Places) -> pd.Series:
    """Return, for each of `lines`, how many compounds it may mean that have the home in it."""
    names = _names(places)
    pairs = pd.concat([_misspelt(lines, names), _heard(lines, names)]).drop_duplicates()
    wanted = lines[HOME[1:]].merge(pairs, left_index=True, right_on="line")
    there = wanted.merge(_homes(places), on=["compound_id", *HOME[1:]])
    return there.groupby("line").size().reindex(lines.index, fill_value=0)


def _names(places: Places) -> pd.DataFrame:
    """Return each name and alias with the compound that bears it."""
    rows = places.compounds
    listed = rows["name"] + ALIAS_SEPARATOR + rows["aliases"].fillna("")
    names = pd.DataFrame({"name": listed.str.split(ALIAS_SEPARATOR), "compound_id": rows["id"]})
    names = names.explode("name").query("name != ''").reset_index(drop=True)
    return names.assign(sound=names["name"].map(sound_text))


def _homes(places: Places) -> pd.DataFrame:
    doors = places.units[["entrance_id", "number"]].merge(
        places.entrances[["id", "building_id", "number"]],
        left_on="entrance_id", right_on="id", suffixes=("", "_entrance"),
    ).merge(
        places.buildings[["id", "compound_id", "number"]],
        left_on="building_id", right_on="id", suffixes=("", "_building"),
    )  # fmt: skip
    titles = {"number": "unit", "number_entrance": "entrance", "number_building": "building"}
    return doors.rename(columns=titles)[["compound_id", *HOME[1:]]].drop_duplicates()


def _misspelt(lines: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """Return the lines and the compounds with a name one character away from the written one."""
    written = lines.loc[lines["kind"] != HEARD, "written"]
    found = []
    for start in range(0, written.nunique(), AT_ONCE):
        some = written.unique()[start : start + AT_ONCE]
        far = cdist(some, names["name"], scorer=Levenshtein.distance, score_cutoff=1)
        at, name = np.nonzero(far <= 1)
        found.append(
            pd.DataFrame(
                {"written": some[at], "compound_id": names["compound_id"].to_numpy()[name]}
            )
        )
    near = pd.concat(found) if found else pd.DataFrame(columns=["written", "compound_id"])
    return _by_line(written, near, "written")


def _heard(lines: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """Return the lines and the compounds with a name that sounds like the written one."""
    return _by_line(lines["written"].map(sound_text).rename("sound"), names, "sound")


def _by_line(texts: pd.Series, known: pd.DataFrame, on: str) -> pd.DataFrame:
    lines = texts.rename_axis("line").reset_index()
    return lines.merge(known[[on, "compound_id"]], on=on)[["line", "compound_id"]]


def _listed(candidates: pd.Series, compounds: pd.Series) -> pd.Series:
    """Tell for each line whether its compound begins the name of a candidate."""
    return pd.Series(
        [
            any(one["name"].startswith(compound) for one in json.loads(listed))
            for listed, compound in zip(candidates, compounds, strict=True)
        ],
        index=candidates.index,
        dtype=object,
    )
