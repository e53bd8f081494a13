"""A sweep's folder: a plan, a run folder for each training, and their results."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import filelock

from blastema._checks import as_path
from blastema._files import read_bytes, sweep_orphans, write_atomically
from blastema._text import word
from blastema.errors import InputError, RunInUseError, TrainingFailedError
from blastema.runs.folder import TARGET_NAME, Run
from blastema.sweep.cluster import Cluster, check_place, opened
from blastema.sweep.dispatch import Dispatch
from blastema.sweep.events import Event
from blastema.sweep.outcome import evaluation_of, keep, outcome
from blastema.sweep.plan import NAME, RUNS, Entry, Plan
from blastema.sweep.record import NAME as RECORD_NAME
from blastema.sweep.record import Record
from blastema.sweep.search import Ladder
from blastema.sweep.summary import measures_of
from blastema.targets import load_target

_FAILURES, _LOGS, _LOCK = "failures", "logs", ".lock"
_LARGEST_TEXT = 1 << 16


class Sweep:
    """A folder with a plan, a run folder for each training, and a summary."""

    def __init__(self, path: Path, plan: Plan) -> None:
        self.path, self.plan = path, plan
        self.record = Record(path)
        self._entries = {entry.name: entry for entry in plan.entries}

    @classmethod
    def create(cls, path: str | os.PathLike[str], plan: Plan) -> Sweep:
        """A new sweep.

        Raises:
            InputError: if the folder is not empty or cannot be written.
        """
        path = as_path(path, "the sweep's folder")
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            remedy = f"continue it (blastema sweep {word(path)})" if (path / NAME).exists() else "choose another --out"
            raise InputError(f"{path} is not empty; {remedy}.")
        try:
            (path / RUNS).mkdir(parents=True, exist_ok=True)
            plan.save(path)
        except OSError as error:
            raise InputError(f"{path} cannot be written: {error.strerror or error}.") from error
        return cls(path, plan)

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Sweep:
        """An existing sweep.

        Raises:
            InputError: if it is not a sweep.
        """
        path = as_path(path, "the sweep's folder")
        return cls(path, Plan.load(path))

    def entry(self, name: str) -> Entry:
        """The training with this name."""
        return self._entries[name]

    def is_done(self, entry: Entry) -> bool:
        """Whether a training is complete and evaluated, and its organism lives."""
        evaluation = evaluation_of(self.path / RUNS / entry.name)
        return evaluation is not None and outcome(evaluation)[0]

    def failure(self, entry: Entry) -> str | None:
        """Why a training has failed, if it has."""
        file = self.path / _FAILURES / f"{entry.name}.txt"
        if not file.exists():
            return None
        return read_bytes(file, "why a training failed", _LARGEST_TEXT).decode("utf-8", errors="replace").strip()

    def run(
        self,
        should_stop: Callable[[], bool] = lambda: False,
        retry: bool = False,
        *,
        on: str = "here",
        jobs: int = 0,
        config: Path | None = None,
        met: Callable[[Cluster], None] = lambda cluster: None,
    ) -> Iterator[Event]:
        """Run everything that is not done; yields events.

        Args:
            should_stop: called several times per second; when true, trainings are asked to save and end
            retry: also repeat failed trainings
            on: ``here``, ``slurm``, or a scheduler's address
            jobs: workers here or jobs of SLURM; as planned if not given
            config: dask-jobqueue's settings, a YAML file
            met: called with the cluster once it is available

        Raises:
            RunInUseError: if another process is using the sweep.
            InputError: if there is no such cluster, or something in the folder does not belong to the sweep.
        """
        jobs = jobs or (self.plan.jobs if on == "here" else 0)
        check_place(on, jobs, config)
        self._refuse_strange()
        with self._locked():
            for entry in self.plan.entries if retry else ():
                (self.path / _FAILURES / f"{entry.name}.txt").unlink(missing_ok=True)
            ladder, keeper = self._ladder(), _Keeper(self)
            if not ladder.anything:
                return
            with opened(on, jobs, self.plan.threads or 1, config) as cluster:
                met(cluster)
                yield from Dispatch(cluster, ladder, keeper).run(should_stop)

    def _ladder(self) -> Ladder:
        over = [e.name for e in self.plan.entries if self.is_done(e) or self.failure(e) is not None]
        groups = {entry.name: entry.varied.get("target") for entry in self.plan.entries}
        return Ladder(self.plan.search, groups, self.record.levels(), self.record.scores(), over)

    def _refuse_strange(self) -> None:
        """Raise `InputError` if something would be written outside the sweep's folder, or not to a regular file."""
        folders = [self.path / name for name in (RUNS, _FAILURES, _LOGS)]
        files = [self.path / _LOCK, self.path / RECORD_NAME]
        files += [self.path / _LOGS / f"{entry.name}.txt" for entry in self.plan.entries]
        for place in (*folders, *files):
            sound = place.is_dir() if place in folders else place.is_file()
            if place.is_symlink() or (place.exists() and not sound):
                what = "a folder" if place in folders else "a file"
                raise InputError(f"{place} is not {what} of the sweep's own; move it away.")

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        lock = filelock.FileLock(self.path / _LOCK)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            raise RunInUseError(f"another process is using {self.path}; wait for it, or stop it first.") from None
        try:
            yield
        finally:
            lock.release()

    def opened(self, entry: Entry) -> Run:
        """The run folder of a training, created if needed.

        Raises:
            InputError: if it cannot be created or read.
        """
        path = self.path / RUNS / entry.name
        if (path / TARGET_NAME).exists():
            return Run.open(path)
        if path.is_dir():  # it was killed while creating the folder
            sweep_orphans(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        target = load_target(entry.config.target.picture, entry.config.target)
        return Run.create(target, entry.config, path, overwrite=True)


class _Keeper:
    """Stores the results of a sweep's runs in its folder."""

    def __init__(self, sweep: Sweep) -> None:
        self._sweep = sweep
        self._attempts = sweep.record.attempts()

    def opened(self, name: str) -> Run:
        return self._sweep.opened(self._sweep.entry(name))

    def attempt(self, name: str) -> int:
        return self._attempts.get(name, 0)

    def note(self, event: str, **values: Any) -> None:
        if event == "taken up":
            self._attempts[values["run"]] = values["attempt"]
        self._sweep.record.add(event, **values)

    def evaluated(self, name: str, found: Mapping[str, Any], rung: int | None) -> float:
        path = self._sweep.path / RUNS / name
        keep(path, found, rung)
        good, word = outcome(found)
        if rung is None:
            self.note("done", run=name, verdict=word)
            if not good:
                raise TrainingFailedError(found["verdict"]["words"])
        search = self._sweep.plan.search
        score = search.score(measures_of(path, rung))
        if rung is not None:
            level = search.rungs.index(rung)
            self.note("compared", run=name, level=level, iteration=rung, score=score if abs(score) < 1e15 else None)
        return score

    def failed(self, name: str, reason: str, details: str) -> None:
        for folder, text in ((_FAILURES, reason), (_LOGS, details)):
            if text:
                (self._sweep.path / folder).mkdir(exist_ok=True)
                short = text.encode(errors="backslashreplace")[-_LARGEST_TEXT + 1 :]
                write_atomically(self._sweep.path / folder / f"{name}.txt", short + b"\n")


__all__ = ["Sweep"]
