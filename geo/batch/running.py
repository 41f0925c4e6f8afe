"""Runs one function over many partitions: here, on several processes, or on a Dask cluster.

The answers come in the order of the partitions, and are the same wherever they were worked out.
A partition whose process dies is done again on another; memory is bounded by the partitions that
are under way.
"""

import gc
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future as Later
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import uuid4

from distributed import (
    Client,
    Future,
    KilledWorker,
    LocalCluster,
    Worker,
    WorkerPlugin,
    get_worker,
)

from geo.errors import ClusterError

AHEAD = 2
"""Partitions that wait for each thread, so that none idles and memory stays flat."""
NO_DASHBOARD = "127.0.0.1:0"
"""Any free port of this machine: two runs at once do not fight for one."""
PATIENCE_S = 20
"""How long a cluster may take to answer, and its first worker to come."""

Partition = TypeVar("Partition")
Shared = TypeVar("Shared")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Workers:
    """Where the work is done.

    Parameters
    ----------
    processes
        Processes on this machine; 1 works in this one, without Dask.
    scheduler
        Address of a Dask scheduler, such as tcp://10.0.0.5:8786; wins over `processes`. Its
        workers must have this package in the same version.
    """

    processes: int = 1
    scheduler: str | None = None


class _Shared(WorkerPlugin):
    """What every partition needs, brought once to each worker, also to one that comes later."""

    def __init__(self, value: object) -> None:
        self.name = f"peoples-map-{uuid4().hex}"
        self.value = value

    def setup(self, worker: Worker) -> None:  # noqa: ARG002 - a plugin is handed its worker
        """Keep what is there out of the search for garbage: it stays as long as the work."""
        gc.freeze()

    def teardown(self, worker: Worker) -> None:  # noqa: ARG002 - a plugin is handed its worker
        """Search all again."""
        gc.unfreeze()


class Crew:
    """Those who work on partitions: this process, others of this machine, or a cluster."""

    def __init__(self, workers: Workers, started: Later[LocalCluster] | None) -> None:
        """Take on `workers`; `started` gives the processes of this machine, if there are any."""
        self._workers = workers
        self._started = started

    def in_order(
        self,
        act: Callable[[Shared, Partition], Answer],
        partitions: Iterable[Partition],
        shared: Shared,
    ) -> Iterator[Answer]:
        """Yield ``act(shared, partition)`` for each partition, in order.

        `act` is a function of a module: a worker imports it by its name. `partitions` is taken from
        only as fast as the answers are fetched.

        Raises
        ------
        ClusterError
            When the scheduler does not answer, has no workers or workers without this package, or
            a partition has killed one worker after another.
        """
        if self._started is None and self._workers.scheduler is None:
            with _settled():
                yield from (act(shared, partition) for partition in partitions)
            return
        with self._client() as client, _brought(client, shared) as name:
            yield from _fetched(client, act, name, partitions)

    def _client(self) -> Client:
        if self._started is not None:
            return Client(self._started.result())
        return _cluster_client(self._workers.scheduler or "")


@contextmanager
def crew_of(workers: Workers, module: str) -> Iterator[Crew]:
    """Yield those who will work with the functions of `module`.

    Processes of this machine start and import it while the caller goes on, so that what is shared
    can be made ready meanwhile.
    """
    with ExitStack() as stack, ThreadPoolExecutor(1) as aside:
        many = workers.processes > 1 and workers.scheduler is None
        yield Crew(
            workers,
            aside.submit(_local_cluster, workers.processes, module, stack) if many else None,
        )


def _local_cluster(processes: int, module: str, stack: ExitStack) -> LocalCluster:
    cluster: LocalCluster = stack.enter_context(
        LocalCluster(
            n_workers=processes,
            threads_per_worker=1,
            memory_limit=0,
            host="127.0.0.1",
            dashboard_address=NO_DASHBOARD,
            silence_logs=logging.CRITICAL,
            preload=[module],
        )
    )
    return cluster


@contextmanager
def _settled() -> Iterator[None]:
    """Keep what is there out of the search for garbage: a sixth of the time goes into that."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _fetched(
    client: Client,
    act: Callable[[Shared, Partition], Answer],
    name: str,
    partitions: Iterable[Partition],
) -> Iterator[Answer]:
    threads = sum(client.nthreads().values())
    waiting: deque[Future[Any]] = deque()
    try:
        for partition in partitions:
            waiting.append(client.submit(_act, act, name, partition, pure=False))
            if len(waiting) >= threads * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except KilledWorker as error:
        raise ClusterError(
            "a partition has ended one worker after another, most likely for want of memory:"
            " use fewer --workers"
        ) from error


def _act(act: Callable[[Any, Any], object], name: str, partition: object) -> object:
    shared: Any = get_worker().plugins[name]
    return act(shared.value, partition)


@contextmanager
def _brought(client: Client, shared: object) -> Iterator[str]:
    """Yield the name under which each worker finds `shared`; it is taken from them at the end."""
    plugin = _Shared(shared)
    try:
        client.register_plugin(plugin)
    except (ImportError, AttributeError) as error:
        raise ClusterError(
            "the workers of the cluster lack this package or have another version: install the"
            f" same peoples-map there ({error})"
        ) from error
    try:
        yield plugin.name
    finally:
        client.unregister_worker_plugin(plugin.name)


def _cluster_client(address: str) -> Client:
    try:
        client = Client(address, timeout=PATIENCE_S)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"no Dask scheduler answers at {address}: start one with `dask scheduler`, and give"
            " its address as tcp://host:8786"
        ) from error
    try:
        client.wait_for_workers(1, timeout=PATIENCE_S)
    except TimeoutError as error:
        client.close()
        raise ClusterError(
            f"the Dask scheduler at {address} has no workers: start some with"
            f" `dask worker {address}`"
        ) from error
    return client
