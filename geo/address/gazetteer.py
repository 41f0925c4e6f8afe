"""What is known of compounds, buildings, entrances and flats, and finds them by name and number."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from geo.address.glyphs import folded
from geo.address.homes import Homes
from geo.address.names import Likeness, NameHit, NameIndex
from geo.address.similar import SimilarNames
from geo.errors import InputError
from geo.frames import ALIAS_SEPARATOR, Places, read_places


@dataclass(frozen=True, slots=True)
class Compound:
    """One compound as an address reader sees it."""

    id: str
    """Key in the registry; in a plain list the name, with its row where an earlier one has it."""
    name: str
    aliases: tuple[str, ...]
    buildings: frozenset[str]
    """Numbers and letters of its buildings; empty when entrances are numbered through."""
    max_entrance: int | None
    """Highest entrance number; None when not known."""
    max_floor: int | None
    """Highest floor; None when not known."""

    @property
    def numbered(self) -> bool:
        """Whether its buildings bear numbers or letters."""
        return bool(self.buildings)

    @property
    def lettered(self) -> bool:
        """Whether some of its buildings bear letters."""
        return any(number.isalpha() for number in self.buildings)


class Gazetteer:
    """All compounds of a registry, searched by name, with their homes where these are known."""

    def __init__(self, compounds: Iterable[Compound], homes: Homes | None = None) -> None:
        """Index `compounds`; `homes` is None when the registry is a list without geometry."""
        self.compounds = tuple(compounds)
        self.homes = homes
        self._by_id = {compound.id: compound for compound in self.compounds}
        self._names = NameIndex((i, c.name, c.aliases) for i, c in enumerate(self.compounds))
        self._similar: SimilarNames | None = None
        counts = Counter(compound.name for compound in self.compounds)
        self._sole = {c.name: c for c in self.compounds if counts[c.name] == 1}
        """Compounds by a name that no other one has."""

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Compound, ...], Homes | None]]:
        """Travel to another process without the index: the codes of sounds are a process's own."""
        return type(self), (self.compounds, self.homes)

    @classmethod
    def from_places(cls, places: Places) -> Self:
        """Return the gazetteer of a registry. The cost is linear in the rows of all layers."""
        homes = Homes.from_places(places)
        rows = places.compounds
        return cls(
            (
                Compound(
                    id=key,
                    name=name,
                    aliases=_listed(aliases),
                    buildings=homes.buildings_of(key),
                    max_entrance=homes.max_entrance(key),
                    max_floor=homes.max_floor(key),
                )
                for key, name, aliases in zip(
                    rows["id"], rows["name"], rows["aliases"], strict=True
                )
            ),
            homes,
        )

    @classmethod
    def from_json(cls, source: Path | list[dict[str, object]]) -> Self:
        """Return the gazetteer of a JSON list of compounds, given as a path or already loaded.

        Raises
        ------
        InputError
            When the file cannot be read or an entry lacks its name.
        """
        rows = _loaded(source) if isinstance(source, Path) else source
        seen: set[str] = set()
        compounds = [_compound(row, number) for number, row in enumerate(rows, start=1)]
        return cls(_with_own_id(one, number, seen) for number, one in enumerate(compounds, start=1))

    def with_aliases(self, learned: Mapping[str, Collection[str]]) -> Self:
        """Return a gazetteer that knows more aliases, by the id of their compound.

        This one is left as it is: what is learned is undone by leaving it out. The cost is that of
        a new index over all names.

        Raises
        ------
        InputError
            When no compound has such an id, or an alias is blank.
        """
        for key, aliases in learned.items():
            if key not in self._by_id:
                raise InputError(f"no compound has the id {key!r}: its aliases cannot be learned")
            if any(not alias.strip() for alias in aliases):
                raise InputError(f"compound {self._by_id[key].name!r}: an alias is blank")
        compounds = (
            replace(one, aliases=(*dict.fromkeys((*one.aliases, *learned.get(one.id, ()))),))
            for one in self.compounds
        )
        return type(self)(compounds, self.homes)

    def by_id(self, key: str | None) -> Compound | None:
        """Return the compound with this id of the registry, else None."""
        return self._by_id.get(key) if key is not None else None

    def compound(self, name: str) -> Compound | None:
        """Return the compound that alone bears `name` as its name or alias, else None.

        An id of the registry names its compound too: a caller that knows it tells namesakes apart.
        """
        known = self._by_id.get(name)
        if known is not None and known.name != name:
            return known
        if (sole := self._sole.get(name)) is not None:
            return sole
        owners = self._names.owners(folded(name).text)
        exact = [i for i in owners if self.compounds[i].name == name]
        if len(exact) == 1:
            return self.compounds[exact[0]]
        return self.compounds[owners[0]] if len(owners) == 1 else None

    def namesakes(self, name: str) -> tuple[Compound, ...]:
        """Return all compounds that bear `name` as their name or alias."""
        return tuple(self.compounds[at] for at in self._names.owners(folded(name).text))

    def sounding(self, name: str) -> tuple[Compound, ...]:
        """Return all compounds with a name or alias that sounds like `name`."""
        return tuple(self.compounds[at] for at in self._names.heard(folded(name).text))

    def similar(self, name: str, count: int) -> tuple[Compound, ...]:
        """Return the `count` compounds whose names look most like `name`, the likest first.

        The names are indexed when this is first asked.
        """
        if self._similar is None:
            self._similar = SimilarNames([one.name for one in self.compounds])
        return tuple(self.compounds[at] for at in self._similar.most_like(name, count))

    def name_at_start(self, text: str) -> tuple[int, Compound, Likeness] | None:
        """Return the end, the compound and the likeness of the name that opens folded `text`."""
        named = self._names.at_start(text)
        if named is None:
            return None
        end, position, likeness = named
        return end, self.compounds[position], likeness

    def find_names(self, text: str) -> list[NameHit]:
        """Return the names of compounds in folded `text`, in order, none overlapping."""
        return self._names.find(text)


def read_gazetteer(path: Path | str) -> Gazetteer:
    """Return the gazetteer in `path`: a GeoPackage registry or a JSON list of compounds.

    Raises
    ------
    InputError
        When the file is missing or is neither.
    FrameError
        When a layer of the GeoPackage does not keep its spec.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"registry {path} does not exist or is not a file")
    if path.suffix.lower() == ".json":
        return Gazetteer.from_json(path)
    return Gazetteer.from_places(read_places(path))


def _listed(aliases: object) -> tuple[str, ...]:
    if not isinstance(aliases, str):
        return ()
    return tuple(filter(None, (alias.strip() for alias in aliases.split(ALIAS_SEPARATOR))))


def _loaded(path: Path) -> list[dict[str, object]]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot read registry {path}: {error.strerror}") from error
    except ValueError as error:
        raise InputError(f"registry {path} is not JSON in UTF-8: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError(f"registry {path} is not a list of compounds with a name each")
    return rows


def _compound(row: Mapping[str, object], number: int) -> Compound:
    name = row.get("name")
    if not isinstance(name, str) or not name.strip():
        raise InputError(f"compound {number} of the registry has no name")
    return Compound(
        id=name,
        name=name,
        aliases=tuple(_texts(row, "aliases")),
        buildings=frozenset(_texts(row, "buildings")),
        max_entrance=_count(row, "max_entrance"),
        max_floor=_count(row, "max_floor"),
    )


def _with_own_id(compound: Compound, number: int, seen: set[str]) -> Compound:
    """Return `compound` with an id of its own where an earlier one has the same name."""
    if compound.id not in seen:
        seen.add(compound.id)
        return compound
    return replace(compound, id=f"{compound.name}#{number}")


def _texts(row: Mapping[str, object], key: str) -> list[str]:
    value = row.get(key) or []
    if not isinstance(value, list):
        raise InputError(f"compound {row['name']!r}: {key} is not a list")
    return [str(item) for item in value]


def _count(row: Mapping[str, object], key: str) -> int | None:
    value = row.get(key)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise InputError(f"compound {row['name']!r}: {key} is {value!r}, wanted a whole number")
