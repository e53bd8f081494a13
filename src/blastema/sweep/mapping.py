"""Applying a function to many items on a cluster's workers, without intermediate results."""

from __future__ import annotations

import contextlib
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blastema.errors import BlastemaError
from blastema.sweep.cluster import Cluster, Slot, opened
from blastema.sweep.plan import share

if TYPE_CHECKING:
    from distributed import Future

_POLL = 0.05
_MOST_LOSSES = 3


def each(
    function: Callable[[Any], Any],
    items: Sequence[Any],
    *,
    on: str = "here",
    jobs: int = 0,
    config: Path | None = None,
    met: Callable[[Cluster], None] = lambda cluster: None,
    tell: Callable[[str], None] = lambda text: None,
) -> Iterator[Any]:
    """The function's value for each item, in their order, as soon as it is known.

    Args:
        function: of a module, since workers import it; repeated if a worker is lost
        items: its arguments; each is sent to a worker
        on: ``here``, ``slurm``, or a scheduler's address
        jobs: workers here, or jobs of SLURM; 0: one for each processor, or fewer if there are fewer items
        config: dask-jobqueue's settings, a YAML file
        met: called with the cluster once it is available
        tell: called with notices, e.g. that a worker has another version of Blastema and is not used

    Yields:
        The results.

    Raises:
        InputError: if there is no such cluster.
        BlastemaError: as the function does, or if an item has lost several workers.
    """
    count, threads = share(len(items), jobs) if on == "here" else (jobs, 1)
    with opened(on, count, threads, config) as cluster:
        met(cluster)
        yield from _Mapping(cluster, function, items, tell).results()


class _Mapping:
    """The items, each waiting, on a worker, or done."""

    def __init__(
        self, cluster: Cluster, function: Callable[[Any], Any], items: Sequence[Any], tell: Callable[[str], None]
    ) -> None:
        self._cluster, self._function, self._items, self._tell = cluster, function, items, tell
        self._waiting = list(range(len(items)))
        self._running: dict[int, tuple[Slot, Future[Any]]] = {}
        self._done: dict[int, Future[Any]] = {}
        self._losses: Counter[int] = Counter()

    def results(self) -> Iterator[Any]:
        """The results, in the order of the items."""
        try:
            for number in range(len(self._items)):
                yield self._result(number)
        finally:
            for _, future in self._running.values():
                _forget(future)

    def _result(self, number: int) -> Any:
        while True:
            slots = self._cluster.slots()
            for note in self._cluster.notes():
                self._tell(note)
            self._collect({slot.worker for slot in slots})
            self._fill(self._cluster.slots())
            future = self._done.pop(number, None)
            if future is None:
                time.sleep(_POLL)
                continue
            try:
                found = future.result()
            except Exception as error:
                if _counts(error):
                    raise
                self._lost(number, f"its answer could not be fetched ({type(error).__name__}: {error})")
                continue
            future.release()
            return found

    def _fill(self, slots: tuple[Slot, ...]) -> None:
        taken = {(slot.worker, slot.number) for slot, _ in self._running.values()}
        for slot in slots:
            if not self._waiting:
                return
            if (slot.worker, slot.number) in taken:
                continue
            number = self._waiting.pop(0)
            client, asked = self._cluster.client, (self._function, self._items[number], slot.processors)
            try:
                # Only to this worker: one of another version might not even understand the question.
                future = client.submit(_called, *asked, workers=[slot.worker], pure=False, retries=0)
            except Exception as error:  # any of Dask's: the scheduler was just lost
                self._lost(number, f"it could not be sent its work ({type(error).__name__}: {error})", alone=False)
                return
            self._running[number] = slot, future

    def _collect(self, there: set[str]) -> None:
        for number, (slot, future) in list(self._running.items()):
            status = future.status
            if status == "finished" or (status == "error" and _counts(future.exception())):
                del self._running[number]
                self._done[number] = future
            elif status != "pending" or slot.worker not in there:
                del self._running[number]
                _forget(future)
                self._lost(number, f"worker {slot.worker} is gone", alone=bool(there))

    def _lost(self, number: int, reason: str, alone: bool = True) -> None:
        """A worker was lost, alone or with all others; an item that repeatedly loses workers fails."""
        self._cluster.look_again()
        self._losses[number] += alone
        if self._losses[number] >= _MOST_LOSSES:
            raise BlastemaError(
                f"{self._losses[number]} workers were lost while computing item {number + 1} of {len(self._items)} "
                f"(the last: {reason}). Usually they have too little memory."
            )
        self._tell(f"{reason}; item {number + 1} is computed again")
        self._waiting.insert(0, number)


def _counts(error: BaseException | None) -> bool:
    """Whether an error is the function's, and not one of Dask's about a lost worker."""
    return not type(error).__module__.startswith(("distributed", "concurrent", "asyncio"))


def _forget(future: Future[Any]) -> None:
    with contextlib.suppress(Exception):  # without a connection it is gone anyway
        future.cancel()


def _called(function: Callable[[Any], Any], item: Any, processors: tuple[int, ...]) -> Any:
    if processors and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, set(processors))  # before JAX is loaded, see `blastema.sweep.task`
    return function(item)


__all__ = ["each"]
