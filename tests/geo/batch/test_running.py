"""Partitions are worked out in order, here, on processes and on a cluster, also when one dies."""

import gc
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

from geo.batch.running import NO_DASHBOARD, Workers, crew_of
from geo.errors import ClusterError


def in_order(
    act: Callable[[Any, int], Any], partitions: Iterable[int], shared: object, workers: Workers
) -> Iterator[Any]:
    with crew_of(workers, "math") as crew:
        yield from crew.in_order(act, partitions, shared)


def times(factor: int, number: int) -> int:
    return factor * number


def dies_once(mark: Path, number: int) -> int:
    if number == 3 and not mark.exists():
        mark.touch()
        os._exit(1)
    return number


def dies(_: None, number: int) -> int:
    os._exit(number)


def test_one_process_asks_for_no_more_than_is_fetched() -> None:
    asked = []
    answers = in_order(times, (asked.append(n) or n for n in range(5)), 10, Workers())
    assert next(answers) == 0
    assert asked == [0]
    assert list(answers) == [10, 20, 30, 40]


def frozen(_: None, number: int) -> bool:
    return gc.get_freeze_count() > number


def test_what_was_there_before_the_work_is_not_searched_for_garbage() -> None:
    assert list(in_order(frozen, [1000], None, Workers())) == [True]
    assert gc.get_freeze_count() < 1000


def test_processes_that_nobody_asked_yet_end_with_an_error_before_that() -> None:
    with (
        pytest.raises(KeyError, match="registry"),
        crew_of(Workers(processes=2), "math"),
    ):
        raise KeyError("registry")


def test_a_cluster_answers_in_the_order_of_the_partitions(cluster: str) -> None:
    answers = in_order(times, iter(range(40)), 3, Workers(scheduler=cluster))
    assert list(answers) == [3 * number for number in range(40)]


def test_a_cluster_takes_what_is_shared_anew_with_each_run(cluster: str) -> None:
    for factor in (2, 5):
        assert list(in_order(times, [1, 2], factor, Workers(scheduler=cluster))) == [
            factor,
            2 * factor,
        ]


def test_the_partition_of_a_process_that_dies_is_done_again(tmp_path: Path) -> None:
    mark = tmp_path / "died"
    answers = in_order(dies_once, iter(range(8)), mark, Workers(processes=2))
    assert list(answers) == list(range(8))
    assert mark.exists()


def test_a_partition_that_ends_every_process_is_an_error_and_no_endless_loop() -> None:
    with pytest.raises(ClusterError, match="one worker after another"):
        list(in_order(dies, [1], None, Workers(processes=2)))


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.batch.running.PATIENCE_S", 1)
    with pytest.raises(ClusterError, match=r"tcp://127\.0\.0\.1:9"):
        list(in_order(times, [1], 1, Workers(scheduler="tcp://127.0.0.1:9")))


def test_a_scheduler_without_workers_says_how_to_start_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("geo.batch.running.PATIENCE_S", 1)
    with (
        LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=NO_DASHBOARD) as empty,
        pytest.raises(ClusterError, match="dask worker"),
    ):
        list(in_order(times, [1], 1, Workers(scheduler=empty.scheduler_address)))
