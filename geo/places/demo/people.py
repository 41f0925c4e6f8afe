"""Invented households and residents. Names are put together at random; nobody is meant."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.frames import RESIDENTS
from geo.places.demo.homes import Plantings
from geo.places.demo.settings import demo_json

ELDERLY = 60
"""Age from which a person counts as old in the national statistics."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a household kind: years younger than the head, and sex (f, m or any)."""

    younger: int
    sex: str
    chance: float = 1.0


@dataclass(frozen=True, slots=True)
class Household:
    """A kind of household with its share of the homes in old and in new buildings."""

    living: str
    ages: tuple[int, int]
    """Age of the head, from and to."""
    old_share: float
    new_share: float
    members: tuple[Member, ...]


HOUSEHOLDS = {
    "alone_old": Household("alone", (64, 94), 0.037, 0.02, (Member(0, "any"),)),
    "couple_old": Household("couple", (61, 87), 0.07, 0.045, (Member(0, "m"), Member(2, "f"))),
    "couple_near": Household("family", (61, 87), 0.09, 0.06, (Member(0, "m"), Member(2, "f"))),
    "three_ages": Household(
        "family", (62, 84), 0.095, 0.075,
        (Member(0, "m", 0.8), Member(2, "f"), Member(27, "m"), Member(29, "f"),
         Member(55, "any", 0.7)),
    ),
    "family": Household(
        "family", (29, 53), 0.26, 0.36,
        (Member(0, "m"), Member(2, "f"), Member(29, "any", 0.9)),
    ),
    "couple": Household("family", (25, 59), 0.17, 0.20, (Member(0, "m"), Member(2, "f"))),
    "single": Household("alone", (22, 57), 0.11, 0.11, (Member(0, "any"),)),
    "shared": Household(
        "group", (21, 34), 0.045, 0.03, (Member(0, "any"), Member(1, "any"), Member(-1, "any"))
    ),
}  # fmt: skip
"""Shares chosen so that about 22 % are 60 or older and 3 to 4 % of homes hold one old person."""
LONELY_TIMES = 5.0
"""How much more often an old person lives alone in the planted buildings."""


def households(homes: pd.DataFrame, planted: Plantings, rng: np.random.Generator) -> pd.Series:
    """Return the kind of household in each of `homes`; empty where nobody lives."""
    old = homes["old"].to_numpy()
    shares = np.array([[kind.old_share, kind.new_share] for kind in HOUSEHOLDS.values()])
    table = np.where(old[:, None], shares[:, 0], shares[:, 1])
    lonely = homes["building_id"].isin([b for group in planted.lonely for b in group]).to_numpy()
    table[lonely, 0] *= LONELY_TIMES
    drawn = (rng.random(len(homes))[:, None] > table.cumsum(axis=1)).sum(axis=1)
    names = np.array([*HOUSEHOLDS, None], dtype=object)
    return pd.Series(names[drawn], index=homes.index, dtype="str")


def residents(
    homes: pd.DataFrame, kinds: pd.Series, on: date, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the residents of `homes` whose households are of `kinds`, as of day `on`."""
    parts = []
    for name, kind in HOUSEHOLDS.items():
        home = np.flatnonzero((kinds == name).to_numpy())
        low, high = kind.ages
        age = np.rint(low + (high - low) * rng.beta(1.6, 2.2, len(home)))
        surname = rng.integers(0, 1 << 30, len(home))
        for order, member in enumerate(kind.members):
            there = rng.random(len(home)) < member.chance
            years = age - member.younger + np.rint(rng.normal(0, 1.2, len(home)))
            if member.younger < 20 and low >= ELDERLY:
                years = np.maximum(years, ELDERLY)
            women = rng.random(len(home)) < (0.62 if low >= ELDERLY else 0.5)
            married_in = order == 1 or (order == 3 and member.younger > 20)
            own = rng.integers(0, 1 << 30, len(home))
            parts.append(
                pd.DataFrame(
                    {
                        "home": home,
                        "order": order,
                        "age": np.clip(years, 0, 99),
                        "sex": np.where(women, "f", "m") if member.sex == "any" else member.sex,
                        "living": kind.living,
                        "surname": np.where(married_in | (kind.living == "group"), own, surname),
                    }
                )[there]
            )
    people = pd.concat(parts).sort_values(["home", "order"], kind="stable", ignore_index=True)
    return _described(people, homes, on, rng)


def _described(
    people: pd.DataFrame, homes: pd.DataFrame, on: date, rng: np.random.Generator
) -> pd.DataFrame:
    """Return `people` with id, name, birth year, phone and what bears on visits."""
    home = people["home"].to_numpy()
    unit = homes["unit_id"].take(home).reset_index(drop=True)
    nth = people.groupby("home").cumcount() + 1
    age = people["age"].to_numpy().astype(int)
    frame = pd.DataFrame(
        {
            "id": unit + "-r" + nth.astype(str),
            "unit_id": unit,
            "name": _names(people, on.year - age, rng),
            "sex": people["sex"],
            "birth_year": on.year - age,
            "phone": _phones(age, rng),
            "living": people["living"],
        }
    )
    elderly_home = pd.Series(age >= ELDERLY).groupby(home).transform("any").to_numpy()
    per_home = rng.random((len(homes), 2))[home]
    frame["declines_visits"] = per_home[:, 0] < np.where(elderly_home, 0.02, 0.003)
    away = per_home[:, 1] < np.where(elderly_home, 0.025, 0.004)
    days = rng.integers(5, 91, len(homes))[home]
    until = np.datetime64(on, "D") + days.astype("timedelta64[D]")
    frame["away_until"] = pd.Series(until).astype("datetime64[ms]").where(away)
    return RESIDENTS.conformed(frame)


def _names(
    people: pd.DataFrame, born: NDArray[np.int_], rng: np.random.Generator
) -> NDArray[np.object_]:
    """Return names: the surname of the household, given names by sex and time of birth."""
    words = demo_json("phrases")
    surnames = np.array(list(words["surnames"]), dtype=object)
    shares = 1 / (np.arange(len(surnames)) + 4.0)
    bounds = (shares / shares.sum()).cumsum()
    drawn = np.searchsorted(bounds, people["surname"].to_numpy() / (1 << 30))
    women = (people["sex"] == "f").to_numpy()
    old = born < 1975
    given = np.empty(len(people), dtype=object)
    for name, rows in (
        ("old_f", women & old), ("old_m", ~women & old),
        ("new_f", women & ~old), ("new_m", ~women & ~old),
    ):  # fmt: skip
        letters = np.array(list(words[name]), dtype=object)
        size = int(rows.sum())
        first, step = rng.integers(0, len(letters), size), rng.integers(1, len(letters), size)
        second = np.where(rng.random(size) < 0.85, letters[(first + step) % len(letters)], "")
        given[rows] = letters[first] + second
    return surnames[np.minimum(drawn, len(surnames) - 1)] + given


def _phones(age: NDArray[np.int_], rng: np.random.Generator) -> pd.Series:
    """Return invented numbers of 0000 blocks; children have none, many old people a landline."""
    count = len(age)
    number = rng.integers(0, 10_000, count)
    mobile = "13" + pd.Series(rng.integers(0, 10, count)).astype(str) + "0000"
    landline = pd.Series(np.full(count, "024-0000"))
    fixed = (age >= 70) & (rng.random(count) < 0.4)
    phone = landline.where(fixed, mobile) + pd.Series(number).astype(str).str.zfill(4)
    known = (age >= 14) & (rng.random(count) < 0.78)
    return phone.where(known)


def years_on(people: pd.DataFrame, on: date) -> NDArray[np.int_]:
    """Return the age of each resident in the year of `on`."""
    return on.year - people["birth_year"].to_numpy(dtype=int)
