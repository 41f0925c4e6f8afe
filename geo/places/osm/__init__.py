"""Places from an OpenStreetMap extract: .osm, .osm.gz or .osm.pbf."""

from pathlib import Path

from geo.datum import Datum
from geo.frames import Places
from geo.places.assembly import Habits, assembled
from geo.places.osm.areas import buildings, compounds, ground, parts, source_of
from geo.places.osm.reading import Extract, read_extract
from geo.places.osm.spots import addresses, entrances, gates
from geo.places.osm.ways import ways
from geo.places.report import Ledger, Report
from geo.places.survey import Survey, in_wgs84

__all__ = ["read_osm"]


def read_osm(
    path: Path, *, datum: Datum = Datum.WGS84, habits: Habits | None = None
) -> tuple[Places, Report]:
    """Return the places in OpenStreetMap file `path` and the account of every object.

    Buildings with floors and addresses, doors, gates with hours, ways with access, steps and
    barriers, ground, and compounds: named residential areas, else postal addresses, else blocks
    of roads. Broken rings are mended or reported with their id.

    Parameters
    ----------
    path : .osm, .osm.gz, .osm.bz2 or .osm.pbf
    datum : what the positions refer to; OpenStreetMap is WGS 84, private copies may not be
    habits : what is supposed where the file is silent

    Raises
    ------
    InputError
        When the file is missing, damaged, of another kind, or holds no map.
    """
    extract, ledger = read_extract(path), Ledger()
    survey = Survey(
        buildings=buildings(extract, ledger),
        parts=parts(extract, ledger),
        addresses=addresses(extract, ledger),
        entrances=entrances(extract, ledger),
        gates=gates(extract, ledger),
        ways=ways(extract, ledger),
        areas=ground(extract, ledger),
        compounds=compounds(extract, ledger),
    )
    ledger.ignored(_strangers(extract, ledger))
    places = assembled(in_wgs84(survey, datum), ledger, habits or Habits(), name=str(path))
    return places, ledger.report()


def _strangers(extract: Extract, ledger: Ledger) -> int:
    """Return the number of tagged objects that are of no kind that the map knows."""
    tagged = {f"osm:node/{node.ref}" for node in extract.nodes}
    tagged |= {source_of(way) for way in extract.ways.values() if way.tags}
    tagged |= {source_of(relation) for relation in extract.relations}
    return len(tagged - ledger.sources())
