import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster

from geo.batch.addresses import Job
from geo.batch.running import NO_DASHBOARD

ROWS = [{"name": "柳荫里", "aliases": [], "buildings": ["1", "2", "3"], "max_floor": 9}]


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """Return the address of two processes that wait for work."""
    with LocalCluster(
        n_workers=2, threads_per_worker=2, host="127.0.0.1", dashboard_address=NO_DASHBOARD
    ) as running:
        yield running.scheduler_address


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    """Return a job of 61 rows, of which one is empty, in nine stretches."""
    monkeypatch.setattr("geo.batch.addresses.STRETCH_ROWS", 7)
    registry, source = tmp_path / "list.json", tmp_path / "in.csv"
    registry.write_text(json.dumps(ROWS), encoding="utf-8")
    names = ("柳荫里", "刘因里")  # the second only sounds like it
    lines = [f"{row},{names[row % 2]}{row % 3 + 1}号楼{row % 9 + 1}01" for row in range(60)]
    source.write_text("\n".join(["id,address", *lines, "60,"]), encoding="utf-8")
    return Job(source, registry, tmp_path / "out.csv")
