"""The queue of a sweep: so many trainings at a time, each a process, none of which can bring down another."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import filelock

from blastema._files import open_regular, read_bytes, write_atomically
from blastema.errors import InputError, RunInUseError
from blastema.runs import environment
from blastema.sweep import work
from blastema.sweep.plan import NAME, RUNS, Entry, Plan

_FAILURES, _LOGS, _LOCK = "failures", "logs", ".lock"
_POLL = 0.1
_LARGEST_TEXT = 1 << 16
_CHILD = "import sys; from blastema.sweep import work; sys.exit(work.main(sys.argv[1:]))"


@dataclasses.dataclass(frozen=True)
class Begun:
    """A training has been begun or is continued."""

    entry: Entry


@dataclasses.dataclass(frozen=True)
class Done:
    """A training is complete and evaluated."""

    entry: Entry


@dataclasses.dataclass(frozen=True)
class Failed:
    """A training has failed; the others go on."""

    entry: Entry
    reason: str


@dataclasses.dataclass(frozen=True)
class Stopped:
    """The sweep was asked to stop; every training is saved."""

    waiting: int


Event = Begun | Done | Failed | Stopped


class Sweep:
    """A folder with a plan, a run folder for each training, and what they amount to."""

    def __init__(self, path: Path, plan: Plan) -> None:
        self.path, self.plan = path, plan

    @classmethod
    def create(cls, path: Path, plan: Plan) -> Sweep:
        """A new sweep. Raises `InputError` if the folder has something in it or cannot be written."""
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            remedy = f"continue it (blastema sweep {path})" if (path / NAME).exists() else "choose another --out"
            raise InputError(f"{path} is not empty; {remedy}.")
        try:
            (path / RUNS).mkdir(parents=True, exist_ok=True)
            plan.save(path)
        except OSError as error:
            raise InputError(f"{path} cannot be written: {error.strerror or error}.") from error
        return cls(path, plan)

    @classmethod
    def open(cls, path: Path) -> Sweep:
        """A sweep that was begun. Raises `InputError` if it is none."""
        return cls(path, Plan.load(path))

    def is_done(self, entry: Entry) -> bool:
        """Whether a training is complete and evaluated, and its organism lives."""
        evaluation = work.evaluation_of(self.path / RUNS / entry.name)
        return evaluation is not None and work.outcome(evaluation)[0]

    def failure(self, entry: Entry) -> str | None:
        """Why a training has failed, if it has."""
        file = self.path / _FAILURES / f"{entry.name}.txt"
        if not file.exists():
            return None
        return read_bytes(file, "why a training failed", _LARGEST_TEXT).decode("utf-8", errors="replace").strip()

    def run(self, should_stop: Callable[[], bool] = lambda: False, retry: bool = False) -> Iterator[Event]:
        """Take up whatever is not done; yields events.

        should_stop: asked several times a second; when true, trainings are asked to save themselves and end
        retry:       take up those that have failed as well

        Raises `RunInUseError` if another process is at the sweep.
        """
        self._refuse_strange()
        with self._locked():
            for entry in self.plan.entries if retry else ():
                (self.path / _FAILURES / f"{entry.name}.txt").unlink(missing_ok=True)
            waiting = [e for e in self.plan.entries if not self.is_done(e) and self.failure(e) is None]
            free = slots(self.plan.jobs, self.plan.threads)
            running: dict[subprocess.Popen[bytes], tuple[Entry, str]] = {}
            try:
                while waiting or running:
                    while waiting and free and not should_stop():
                        entry, slot = waiting.pop(0), free.pop(0)
                        running[self._start(entry, slot)] = entry, slot
                        yield Begun(entry)
                    if should_stop():
                        yield Stopped(len(waiting) + len(running))
                        return
                    for child in [child for child in running if child.poll() is not None]:
                        entry, slot = running.pop(child)
                        free.append(slot)
                        yield self._ended(entry, child.returncode)
                    time.sleep(_POLL)
            finally:
                _end(list(running))

    def _start(self, entry: Entry, slot: str) -> subprocess.Popen[bytes]:
        (self.path / _LOGS).mkdir(exist_ok=True)
        with open_regular(self.path / _LOGS / f"{entry.name}.txt", "ab") as log:
            # A session of its own, so that a Ctrl-C in the terminal reaches the sweep alone.
            return subprocess.Popen(
                [sys.executable, "-c", _CHILD, str(self.path), entry.name, slot],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _ended(self, entry: Entry, code: int) -> Event:
        if code == 0 and self.is_done(entry):
            return Done(entry)
        if code < 0:
            reason = f"killed by signal {-code} ({signal.Signals(-code).name})"
        elif code == work.STOPPED:
            reason = "stopped by a signal; it can be continued (--retry)"
        else:
            lines = [line for line in self._end_of_log(entry).splitlines() if line.strip()]
            reason = lines[-1] if lines else f"exit code {code}"
        (self.path / _FAILURES).mkdir(exist_ok=True)
        write_atomically(self.path / _FAILURES / f"{entry.name}.txt", f"{reason}\n".encode())
        return Failed(entry, reason)

    def _end_of_log(self, entry: Entry) -> str:
        with (self.path / _LOGS / f"{entry.name}.txt").open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _LARGEST_TEXT))
            return file.read().decode("utf-8", errors="replace")

    def _refuse_strange(self) -> None:
        """Raise `InputError` where something would be written outside of the sweep's folder, or to what is no file."""
        folders = [self.path / name for name in (RUNS, _FAILURES, _LOGS)]
        files = [self.path / _LOCK, *(self.path / _LOGS / f"{entry.name}.txt" for entry in self.plan.entries)]
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
            raise RunInUseError(f"another process is at work in {self.path}; wait for it, or stop it first.") from None
        try:
            yield
        finally:
            lock.release()


def slots(jobs: int, threads: int) -> list[str]:
    """Processors for each job, comma-separated; empty where a process cannot be kept to some."""
    if not hasattr(os, "sched_getaffinity"):
        return [""] * jobs
    mine = sorted(os.sched_getaffinity(0))
    if jobs * threads > environment.processors():  # planned for a larger machine, or more jobs than processors
        return [""] * jobs
    return [",".join(map(str, mine[job * threads : (job + 1) * threads])) for job in range(jobs)]


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask processes to save and end, and wait until they have."""
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            child.terminate()
    for child in children:
        child.wait()


__all__ = ["Begun", "Done", "Event", "Failed", "Stopped", "Sweep", "slots"]
