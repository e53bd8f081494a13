"""What a worker of a sweep does: train a run for one interval between checkpoints, or evaluate it.

A part of a training is a function of files: the run's folder as of a checkpoint goes in, what has changed by the next
checkpoint comes out. Workers write nothing of a sweep but scratch of their own, so that a part whose worker is lost, or
comes back too late, has never been. Between parts a worker keeps its trainings as they are (compiled, in memory) and
goes on with them if it is given the next part.

This file is imported where JAX must not be loaded yet.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from blastema.runs.folder import Run
    from blastema.runs.parcels import Marks, Parcel

_TELL_SECONDS = 1.0


@dataclasses.dataclass(frozen=True)
class Part:
    """What a worker is asked for.

    sweep:      what this process of the sweep is called, also the topic of what workers tell on the way
    run:        name of the run
    attempt:    how often the run has been taken up
    number:     of the part in this attempt; before the first one the run's folder is sent
    key:        of Dask's task
    threads:    of the kernel, for a run that begins and whose config leaves it open
    processors: to keep to; any if there are none
    """

    sweep: str
    run: str
    attempt: int
    number: int
    key: str
    threads: int
    processors: tuple[int, ...] = ()


@dataclasses.dataclass(frozen=True)
class Trained:
    """What comes back from a part of a training.

    part:      what was asked for
    parcel:    what has changed in the run's folder
    iteration: iterations done
    smoothed:  log10 loss
    seconds:   that this part took
    reason:    why training has ended, if it has: as of `blastema.training.Finished`
    notices:   what was told on the way
    """

    part: Part
    parcel: Parcel
    iteration: int
    smoothed: float | None
    seconds: float
    reason: str | None
    notices: tuple[str, ...]


class _Session:
    """A training that a worker keeps between its parts."""

    def __init__(self, part: Part, parcel: Parcel, scratch: str | None) -> None:
        from blastema.runs import environment, parcels
        from blastema.runs.folder import Run

        self.last = part
        self.folder = Path(tempfile.mkdtemp(prefix="blastema-", dir=scratch))
        self.known: Marks = parcels.unpack(parcel, self.folder)
        self.run = Run.open(self.folder)
        if self.run.config.run.threads == 0 and "threads" not in environment.read(self.folder):
            self.run.config = self.run.config.replace(threads=part.threads)
        self.stopping: Callable[[], bool] = lambda: False
        self.events: Generator[Any, None, None] | None = None

    def close(self) -> None:
        if self.events is not None:
            with contextlib.suppress(Exception):  # what it would still keep is of no use to anybody
                self.events.close()
        shutil.rmtree(self.folder, ignore_errors=True)


_sessions: dict[tuple[str, str], _Session] = {}
_busy: set[tuple[str, str]] = set()
_stopped: set[str] = set()
_lock = threading.Lock()


def dask_setup(worker: Any) -> None:
    """Dask calls this in workers that a sweep starts on its own machine.

    A Ctrl-C, or the end of the terminal, reaches all processes there, but it is the sweep that is meant: workers are
    asked by it to keep what they have.
    """
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)


def describe() -> dict[str, Any]:
    """What a sweep has to know of a worker before it gives it work: version, processors, and what they are called.

    Workers with the same ``place`` share their processors: those of a machine, of one job there, or of a part of it.
    """
    import blastema
    from blastema.runs import environment

    mine = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return {
        "blastema": blastema.__version__,
        "processors": environment.processors(),
        "place": f"{socket.gethostname()} {os.environ.get('SLURM_JOB_ID', '')} {mine}",
    }


def stop(sweep: str) -> None:
    """Have the trainings of a sweep on this worker keep a checkpoint and come back."""
    _stopped.add(sweep)


def train(part: Part, parcel: Parcel | None) -> Trained | None:
    """Train until the next checkpoint, or to the end.

    Args:
        part: what is asked for
        parcel: the run's folder; none to go on with what the worker has kept

    Returns:
        What has changed; none if the worker has not kept what it was to go on with.

    Raises:
        BlastemaError: as `blastema.Run.train`.
    """
    with _session(part, parcel) as session:
        return None if session is None else _train(session, part)


def evaluate(part: Part, parcel: Parcel | None) -> dict[str, Any] | None:
    """Evaluate the organism of a run by the article's protocol; arguments as of `train`.

    Returns:
        Content for ``evaluation.json``; none if the worker has not kept the run.

    Raises:
        BlastemaError: as `blastema.evaluation.evaluate`.
    """
    with _session(part, parcel) as session:
        return None if session is None else evaluation_of_run(session.run)


def evaluation_of_run(run: Run) -> dict[str, Any]:
    """The verdict on a run's organism, its scores by the article's protocol, and how it was trained."""
    from blastema import evaluation

    verdict = evaluation.judge_run(run)
    organism, kernel = run.organism, run.config.run.kernel
    if len(organism.pictures) > 1:
        result = evaluation.evaluate_each(organism, kernel=kernel).as_one()
    else:
        result = evaluation.evaluate(organism, kernel=kernel).to_dict()
        result.pop("curves")
    lines = run.metrics
    training = {
        "iterations": run.iteration,
        "log10_loss": lines[-1]["smoothed"] if lines else None,
        "seconds": round(sum(line.get("seconds") or 0 for line in lines), 1),
        "roll_backs": max((line["attempt"] for line in lines), default=0),
    }
    return result | {"verdict": verdict.to_dict(), "training": training}


def _train(session: _Session, part: Part) -> Trained:
    from blastema.runs import parcels
    from blastema.runs.recording import Noticed
    from blastema.training import events as told

    began = time.monotonic()
    told_at, smoothed, reason, notices = 0.0, None, None, []
    unwanted = _unwanted(part.key)
    session.stopping = lambda: part.sweep in _stopped or unwanted()
    if session.events is None:
        session.events = session.run.train(should_stop=lambda: session.stopping())
    iteration = session.run.iteration
    for event in session.events:
        if isinstance(event, told.Trained):
            iteration, smoothed = event.iteration, event.smoothed
            if time.monotonic() - told_at > _TELL_SECONDS:
                told_at = time.monotonic()
                _tell(part, iteration, smoothed)
        elif isinstance(event, Noticed):
            notices.append(event.text)
        elif isinstance(event, told.RolledBack):
            notices.append(f"iteration {event.iteration:,}: {event.cause}; back to {event.back_to:,}")
        elif isinstance(event, told.SaveFailed):
            notices.append(f"iteration {event.iteration:,}: no checkpoint on the worker ({event.reason})")
        elif isinstance(event, told.Finished):
            reason, iteration, smoothed = event.reason, event.iteration, event.smoothed
        elif isinstance(event, told.Saved) and 0 < event.iteration < session.run.config.training.iterations:
            break
    parcel, session.known = parcels.pack(session.folder, session.known)
    if reason is not None:
        session.events = None
    smoothed = smoothed if smoothed is None or abs(smoothed) < float("inf") else None
    return Trained(part, parcel, iteration, smoothed, time.monotonic() - began, reason, tuple(notices))


@contextlib.contextmanager
def _session(part: Part, parcel: Parcel | None) -> Iterator[_Session | None]:
    """The training that a part belongs to: as it was kept, or made of a parcel."""
    if part.processors and hasattr(os, "sched_setaffinity"):
        # Of this thread, before JAX is loaded by it: JAX starts a thread for each processor that it sees.
        os.sched_setaffinity(0, set(part.processors))
    key = part.sweep, part.run
    worker = _worker()
    with _lock:
        kept = _sessions.pop(key, None)
        _busy.add(key)
    try:
        if parcel is not None:
            if kept is not None:
                kept.close()
            kept = _Session(part, parcel, getattr(worker, "local_directory", None))
        elif kept is not None and (kept.last.attempt, kept.last.number + 1) != (part.attempt, part.number):
            kept.close()
            kept = None
        yield kept
    except BaseException:
        if kept is not None:
            kept.close()
        kept = None
        raise
    finally:
        with _lock:
            _busy.discard(key)
            surplus = []
            if kept is not None:
                kept.last = part
                most = worker.state.nthreads if worker is not None else 1
                idle = list(_sessions)
                surplus = [_sessions.pop(name) for name in idle[: max(0, len(idle) + len(_busy) + 1 - most)]]
                _sessions[key] = kept
        for session in surplus:
            session.close()


def _worker() -> Any:
    from distributed import get_worker

    try:
        return get_worker()
    except ValueError:  # called directly
        return None


def _unwanted(key: str) -> Callable[[], bool]:
    """Whether the scheduler has taken a task back: the sweep is gone, or has given it to another worker."""
    worker = _worker()
    if worker is None:
        return lambda: False

    def taken_back() -> bool:
        task = worker.state.tasks.get(key)
        return task is None or task.state != "executing"

    return taken_back


def _tell(part: Part, iteration: int, smoothed: float) -> None:
    worker = _worker()
    if worker is not None:
        worker.log_event(
            part.sweep, {"run": part.run, "attempt": part.attempt, "iteration": iteration, "loss": smoothed}
        )


__all__ = ["Part", "Trained", "dask_setup", "describe", "evaluate", "evaluation_of_run", "stop", "train"]
