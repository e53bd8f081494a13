"""Trainings on a cluster: assigns a training to each free place, writes results into its run folder, and continues.

All files are written here, by one process. A part of a training is accepted only as the answer to its run's current
request: when a worker is lost, its run restarts as a new attempt from the last checkpoint in the folder, and late
    results of the lost worker are ignored.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from blastema._files import sweep_orphans
from blastema.errors import BlastemaError, StorageError
from blastema.runs import parcels
from blastema.runs.folder import Run
from blastema.runs.layout import FOLDERS
from blastema.sweep import task
from blastema.sweep.cluster import Cluster, Slot
from blastema.sweep.events import Advanced, Begun, Compared, Done, Event, Failed, Lost, Stopped, Told
from blastema.sweep.search import Ladder

if TYPE_CHECKING:
    from distributed import Future

_MOST_LOSSES = 3
_POLL = 0.05
_PATIENCE = 120.0
"""Seconds within which trainings that are asked to stop must return a checkpoint."""
_NO_SCHEDULER = "scheduler-connection-lost"
"""Dask's message for a task whose scheduler is gone."""
_OTHER_BITS = "not the same bits"


class Keeper(Protocol):
    """Opens the runs of a dispatch and stores their results."""

    def opened(self, name: str) -> Run:
        """The run's folder, created if needed.

        Raises:
            BlastemaError: if it cannot be created or read.
        """

    def attempt(self, name: str) -> int:
        """The number of previous attempts of the run."""

    def note(self, event: str, **values: Any) -> None:
        """Record an event.

        Raises:
            OSError: if it cannot be written.
        """

    def evaluated(self, name: str, found: Mapping[str, Any], rung: int | None) -> float:
        """Store an evaluation, at the end or at a rung; returns the score.

        Raises:
            BlastemaError: for a failure.
        """

    def failed(self, name: str, reason: str, details: str) -> None:
        """Store why a run has failed.

        Raises:
            OSError: if it cannot be written.
        """


@dataclasses.dataclass
class _Underway:
    """A training on a worker: its request, and the lock on its folder."""

    run: Run
    slot: Slot
    part: task.Part
    held: contextlib.ExitStack
    evaluating: bool = False
    ended: bool = False
    iteration: int = 0
    future: Future[Any] | None = None


class Dispatch:
    """The loop between a cluster and run folders.

    Args:
        cluster: where to compute
        ladder: which run is next, and how far it goes
        keeper: opens runs and stores results
        evaluates: whether organisms are evaluated at the end
    """

    def __init__(self, cluster: Cluster, ladder: Ladder, keeper: Keeper, evaluates: bool = True) -> None:
        self._evaluates = evaluates
        self._cluster, self._ladder, self._keeper = cluster, ladder, keeper
        self._sweep = f"blastema-{uuid.uuid4().hex[:12]}"
        self._underway: dict[str, _Underway] = {}
        self._losses: dict[str, int] = {}
        self._ticks: dict[str, tuple[int, int, float | None]] = {}
        self._heard_by: Any = None

    def run(self, should_stop: Callable[[], bool] = lambda: False) -> Iterator[Event]:
        """Work until nothing is left, or it is asked to stop.

        Raises:
            StorageError: if a run folder cannot be written; earlier files are complete.
        """
        try:
            while not should_stop():
                slots = self._cluster.slots()
                yield from map(Told, self._cluster.notes())
                self._listen()
                yield from self._collect(slots)
                # Refreshed, since a worker that was just lost must not get work.
                yield from self._fill(self._cluster.slots())
                if not self._underway and not self._ladder.waiting and slots:
                    return
                time.sleep(_POLL)
            yield from self._save()
            yield Stopped(self._ladder.waiting + len(self._underway))
        except OSError as error:
            raise StorageError(
                f"{error.filename or 'the folder'} cannot be written: {error.strerror or error}. Earlier files are "
                "intact. Free some space, then continue the sweep."
            ) from error
        finally:
            self._abandon()

    def _listen(self) -> None:
        """Subscribe to the workers' progress; needed again for a new connection."""
        client = self._cluster.connected
        if client is not None and client is not self._heard_by:
            client.subscribe_topic(self._sweep, self._hear)
            self._heard_by = client

    def _hear(self, event: tuple[float, Any]) -> None:
        message = event[1]
        self._ticks[message["run"]] = message["attempt"], message["iteration"], message["loss"]

    # Assigning work

    def _fill(self, slots: tuple[Slot, ...]) -> Iterator[Event]:
        taken = {(it.slot.worker, it.slot.number) for it in self._underway.values()}
        for slot in slots:
            if (slot.worker, slot.number) in taken:
                continue
            name = self._ladder.next(len(self._underway))
            if name is None:
                return
            try:
                yield from self._take_up(name, slot)
            except BlastemaError as error:
                yield self._failed(name, f"{type(error).__name__}: {error}")

    def _take_up(self, name: str, slot: Slot) -> Iterator[Event]:
        run = self._keeper.opened(name)
        with contextlib.ExitStack() as held:
            held.enter_context(run.held())
            for folder in (run.path, *(run.path / each for each in FOLDERS)):
                sweep_orphans(folder)
            attempt = self._keeper.attempt(name) + 1
            part = task.Part(self._sweep, name, attempt, 0, "", slot.threads, slot.processors)
            iteration = run.iteration
            at = {"run": name, "attempt": attempt, "worker": slot.worker, "iteration": iteration}
            self._keeper.note("taken up", **at, level=self._ladder.level(name))
            goal = self._ladder.goal(name)
            ended = run.complete
            evaluating = ended or (goal is not None and iteration >= goal)
            it = _Underway(run, slot, part, held.pop_all(), evaluating, ended, iteration)
        self._underway[name] = it
        yield Begun(name, slot.worker, iteration)
        yield from self._ask(it, whole=True)

    def _ask(self, it: _Underway, whole: bool) -> Iterator[Event]:
        """Send the next request of a run; with its folder, if the worker does not have it."""
        packed = parcels.pack(it.run.path)[0] if whole else None
        try:
            self._send(it, packed)
        except Exception as error:  # any of Dask's: the worker or the scheduler was just lost
            # A new scheduler does not know the workers of the old one for some seconds; this is not the run's fault.
            gone = isinstance(error, KeyError | OSError)
            reason = f"it could not be sent its work ({type(error).__name__}: {error})"
            yield from self._lost(it, reason, alone=not gone)

    def _send(self, it: _Underway, packed: parcels.Parcel | None) -> None:
        client, worker = self._cluster.client, it.slot.worker
        kind = "evaluate" if it.evaluating else "train"
        key = f"{kind}-{it.part.run}-{it.part.attempt}-{it.part.number}{'-whole' if packed else ''}-{self._sweep}"
        it.part = dataclasses.replace(it.part, key=key)
        parcel = None if packed is None else client.scatter(packed, workers=[worker], hash=False)
        function = task.evaluate if it.evaluating else task.train
        # Only to this worker: if it is lost, the run continues from its newest checkpoint, which is a different one.
        it.future = client.submit(function, it.part, parcel, key=key, workers=[worker], retries=0)

    # Receiving results

    def _collect(self, slots: tuple[Slot, ...]) -> Iterator[Event]:
        there = {slot.worker for slot in slots}
        for it in list(self._underway.values()):
            assert it.future is not None  # requests that could not be sent are not running
            status = it.future.status
            if status == "finished":
                yield from self._take_in(it)
            elif status == "error":
                yield from self._broken(it, it.future.exception(timeout=_PATIENCE))
            elif status != "pending":
                yield from self._taken_back(it)
            elif it.slot.worker not in there:
                yield from self._lost(it, "it is gone")
            else:
                yield from self._ticked(it)

    def _taken_back(self, it: _Underway) -> Iterator[Event]:
        """Dask has dropped a task: with the scheduler, or with the worker that had its run."""
        assert it.future is not None
        reason = "" if it.future.status == "lost" else _NO_SCHEDULER  # the result was lost with its worker
        if it.future.status == "cancelled" and self._cluster.connected is not None:
            try:
                it.future.result(timeout=_PATIENCE)
            except Exception as error:  # any of Dask's; in older versions without a reason
                reason = getattr(error, "reason", _NO_SCHEDULER)
        if reason == _NO_SCHEDULER:
            yield from self._lost(it, "the connection to the scheduler was lost", alone=False)
        else:
            yield from self._lost(it, "it is gone")

    def _ticked(self, it: _Underway) -> Iterator[Event]:
        attempt, iteration, smoothed = self._ticks.get(it.part.run, (0, 0, None))
        if attempt == it.part.attempt and iteration > it.iteration:
            it.iteration = iteration
            yield Advanced(it.part.run, iteration, smoothed, saved=False)

    def _take_in(self, it: _Underway) -> Iterator[Event]:
        assert it.future is not None
        try:
            found = it.future.result(timeout=_PATIENCE)
        except Exception as error:  # any of Dask's: its worker was lost after it had answered
            yield from self._lost(it, f"its answer could not be fetched ({type(error).__name__}: {error})")
            return
        try:
            if found is None:  # the worker had to free memory
                yield from self._ask(it, whole=True)
            elif it.evaluating:
                yield from self._evaluated(it, found)
            else:
                yield from self._trained(it, found)
        except BlastemaError as error:
            yield self._failed(it.part.run, f"{type(error).__name__}: {error}")

    def _trained(self, it: _Underway, found: task.Trained) -> Iterator[Event]:
        name = it.part.run
        parcels.unpack(found.parcel, it.run.path)
        self._losses.pop(name, None)
        for notice in found.notices:
            self._keeper.note("told", run=name, attempt=it.part.attempt, worker=it.slot.worker, text=notice)
            if notice.startswith(_OTHER_BITS):
                yield Told(f"{name}: {notice}")
        it.iteration = found.iteration
        yield Advanced(name, found.iteration, found.smoothed, saved=True)
        if found.reason == "stopped":
            self._leave(it)
            self._ladder.again(name)
            return
        goal = self._ladder.goal(name)
        it.ended = found.reason is not None
        if it.ended and not self._evaluates:
            self._leave(it)
            self._ladder.left(name)
            yield Done(name)
            return
        it.evaluating = it.ended or (goal is not None and found.iteration >= goal)
        it.part = dataclasses.replace(it.part, number=it.part.number + 1)
        yield from self._ask(it, whole=False)

    def _evaluated(self, it: _Underway, found: Mapping[str, Any]) -> Iterator[Event]:
        name, goal = it.part.run, self._ladder.goal(it.part.run)
        rung = None if it.ended else goal
        score = self._keeper.evaluated(name, found, rung)
        self._leave(it)
        if rung is None:
            self._ladder.left(name)
            yield Done(name)
            return
        self._ladder.scored(name, score)
        yield Compared(name, rung, score)

    # Ends

    def _broken(self, it: _Underway, error: BaseException | None) -> Iterator[Event]:
        """A part raised an error: failures of the training count, those of Dask do not."""
        if type(error).__module__.startswith("distributed"):
            yield from self._lost(it, f"{type(error).__name__}: {error}")
            return
        import traceback

        trace = "".join(traceback.format_exception(error)) if not isinstance(error, BlastemaError) else ""
        yield self._failed(it.part.run, f"{type(error).__name__}: {error}", trace)

    def _failed(self, name: str, reason: str, details: str = "") -> Event:
        it = self._underway.get(name)
        if it is not None:
            self._leave(it)
        self._ladder.left(name)
        self._keeper.note("failed", run=name, reason=reason)
        self._keeper.failed(name, reason, details)
        return Failed(name, reason)

    def _lost(self, it: _Underway, reason: str, alone: bool = True) -> Iterator[Event]:
        """A worker was lost, alone or with all others; a run that repeatedly loses workers fails."""
        name, worker = it.part.run, it.slot.worker
        self._leave(it)
        self._cluster.look_again()
        self._keeper.note("lost", run=name, attempt=it.part.attempt, worker=worker, reason=reason)
        self._losses[name] = self._losses.get(name, 0) + alone
        if self._losses[name] >= _MOST_LOSSES:
            lost = f"{self._losses[name]} workers in a row were lost while training it"
            yield self._failed(name, f"{lost} after iteration {it.run.iteration:,} (the last: {reason})")
            return
        self._ladder.again(name)
        yield Lost(name, worker, reason)

    def _leave(self, it: _Underway) -> None:
        """A run is no longer running: later results for it are ignored, and its folder is unlocked."""
        self._underway.pop(it.part.run, None)
        self._ticks.pop(it.part.run, None)
        if it.future is not None:
            with contextlib.suppress(Exception):  # without a connection the task is gone, too
                it.future.cancel()
        it.held.close()

    def _save(self) -> Iterator[Event]:
        """Make trainings return with a checkpoint; evaluations can be repeated."""
        for it in [it for it in self._underway.values() if it.evaluating]:
            self._leave(it)
            self._ladder.again(it.part.run)
        workers = sorted({it.slot.worker for it in self._underway.values()})
        if workers and self._cluster.connected is not None:
            with contextlib.suppress(OSError, TimeoutError):  # lost ones need not be asked
                self._cluster.client.run(task.stop, self._sweep, workers=workers, on_error="ignore")
        until = time.monotonic() + _PATIENCE
        while self._underway and time.monotonic() < until:
            yield from self._collect(self._cluster.slots())
            for it in [it for it in self._underway.values() if it.evaluating]:
                self._leave(it)
                self._ladder.again(it.part.run)
            time.sleep(_POLL)

    def _abandon(self) -> None:
        for it in list(self._underway.values()):
            self._leave(it)


__all__ = ["Dispatch", "Keeper"]
