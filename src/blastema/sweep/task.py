"""The work of a sweep's worker: train a run for one interval between checkpoints, or evaluate it.

A part of a training is a function of files: its input is the run's folder as of a checkpoint, its output the changes up
to the next checkpoint. Workers write only scratch files of their own, so that a part whose worker is lost, or
that returns too late, has no effect. Between parts a worker keeps its trainings (compiled, in memory) and
continues them if it receives the next part.

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
    """A request to a worker.

    sweep:      identifies this process of the sweep, and the topic of progress messages
    run:        name of the run
    attempt:    number of the attempt of this run
    number:     of the part in this attempt; before the first one the
        run's folder is sent
    key:        of Dask's task
    threads:    of the kernel, for a new run whose config does not set them
    processors: to which it is bound; any if empty
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
    """The result of a part of a training.

    part:      the request
    parcel:    the changes in the run's folder
    iteration: iterations done
    smoothed:  log10 loss
    seconds:   that this part took
    reason:    why training has ended, if it has: as in `blastema.training.Finished`
    notices:   messages during this part
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
            with contextlib.suppress(Exception):  # its remaining files are not needed
                self.events.close()
        shutil.rmtree(self.folder, ignore_errors=True)


_sessions: dict[tuple[str, str], _Session] = {}
_busy: set[tuple[str, str]] = set()
_stopped: set[str] = set()
_lock = threading.Lock()


def dask_setup(worker: Any) -> None:
    """Called by Dask in workers that a sweep starts on its own machine.

    A Ctrl-C, or closing the terminal, reaches all processes there, but only the sweep should handle it and ask its
    workers to save.
    """
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)


def describe() -> dict[str, Any]:
    """Information about a worker that a sweep needs before it assigns work: version, processors, and their names.

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
    """Make the trainings of a sweep on this worker save a checkpoint and return."""
    _stopped.add(sweep)


def train(part: Part, parcel: Parcel | None) -> Trained | None:
    """Train until the next checkpoint, or to the end.

    Args:
        part: the request
        parcel: the run's folder; none to continue with what the worker has kept

    Returns:
        The changes; none if the worker has not kept the training.

    Raises:
        BlastemaError: as `blastema.Run.train`.
    """
    with _session(part, parcel) as session:
        return None if session is None else _train(session, part)


def evaluate(part: Part, parcel: Parcel | None) -> dict[str, Any] | None:
    """Evaluate the organism of a run by the article's protocol; arguments as in `train`.

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
    from blastema.training import stretches

    began = time.monotonic()
    told_at, smoothed, reason, notices = 0.0, None, None, []
    unwanted = _unwanted(part.key)
    session.stopping = lambda: part.sweep in _stopped or unwanted()
    if session.events is None:
        session.events = session.run.train(should_stop=lambda: session.stopping(), looked_at=stretches.none)
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
    """The training of a part: kept, or created from a parcel."""
    if part.processors and hasattr(os, "sched_setaffinity"):
        # Set for this thread before it loads JAX, which starts a thread for each visible processor.
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
    """Whether the scheduler has cancelled a task: the sweep has ended, or has given it to another worker."""
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
