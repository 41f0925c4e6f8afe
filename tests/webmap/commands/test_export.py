"""`peoples-map export` writes the places of the store, as they came in, and no person."""

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from geo.address.gazetteer import read_gazetteer
from geo.errors import GeoError
from geo.frames import SPECS, read_places
from geo.services.viewing import CONSOLE
from geo.store.models import AuditEvent
from webmap.commands.export import export
from webmap.installation import installed, store_of
from webmap.settings import from_env


def run(out: Path, folder: Path) -> Result:
    return CliRunner().invoke(export, [str(out), "--dir", str(folder)])


def acts(folder: Path) -> list[str]:
    store = store_of(from_env({}, folder=str(folder)))
    with store.read(CONSOLE) as session:
        found = session.scalars(select(AuditEvent.act).where(AuditEvent.act.like("%.exported")))
        noted = [str(act) for act in found]
    store.close()
    return noted


def test_the_registry_of_the_demo_comes_back(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "registry.gpkg"
    done = run(out, folder)
    assert done.exit_code == 0, done.output
    mine, made = read_places(out), read_places(folder / "registry.gpkg")
    for name in SPECS:
        left, right = (
            getattr(places, name).sort_values("id").reset_index(drop=True)
            for places in (mine, made)
        )
        pd.testing.assert_frame_equal(
            pd.DataFrame(left.drop(columns="geometry")),
            pd.DataFrame(right.drop(columns="geometry")),
        )
        assert left.geometry.geom_equals_exact(right.geometry, 1e-9).all(), name
    assert "12 compounds" in done.output
    assert read_gazetteer(out) is not None
    assert acts(folder) == ["registry.exported"]
    assert [path.name for path in out.parent.iterdir()] == ["registry.gpkg"]


@pytest.mark.parametrize(("name", "complaint"), [("r.csv", "does not end in .gpkg")])
def test_another_form_is_one_sentence(
    folder: Path, tmp_path: Path, name: str, complaint: str
) -> None:
    done = run(tmp_path / name, folder)
    assert isinstance(done.exception, GeoError)
    assert complaint in str(done.exception)


def test_a_place_that_cannot_be_written_is_one_sentence(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    done = run(tmp_path / "file" / "r.gpkg", folder)
    assert isinstance(done.exception, GeoError)
    assert "cannot write" in str(done.exception)
    assert acts(folder) == []


def test_an_empty_store_is_one_sentence_and_no_file(tmp_path: Path) -> None:
    installed(from_env({}, folder=str(tmp_path / "d")))
    done = run(tmp_path / "r.gpkg", tmp_path / "d")
    assert isinstance(done.exception, GeoError)
    assert "no building" in str(done.exception)
    assert not (tmp_path / "r.gpkg").exists()
