"""Where a sweep computes: Dask's workers, on this machine, behind a scheduler somewhere, or as jobs of SLURM.

Dask starts workers, monitors them and transports data; the sweep
(`blastema.sweep.dispatch`) assigns trainings to workers, since a search decides dynamically. It needs the extra
``cluster``; imports of Dask are inside functions, so that a sweep can be planned without it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import os
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import blastema
from blastema.errors import InputError
from blastema.runs import environment
from blastema.sweep import slurm, task

if TYPE_CHECKING:
    from distributed import Client

REMEDY = 'pip install "blastema[cluster]"'
SCHEMES = ("tcp://", "tls://", "ws://", "wss://", "inproc://")
_LOOK_SECONDS = 1.0
_ANSWER_SECONDS = 15.0
_AGAIN_SECONDS = 3.0


@dataclasses.dataclass(frozen=True)
class Slot:
    """A place for one training at a time.

    worker:     its address
    number:     among those of the worker
    threads:    of the kernel, such that the worker's machine is fully used
    processors: to which it is bound; any if empty
    """

    worker: str
    number: int
    threads: int
    processors: tuple[int, ...] = ()


def missing(slurm: bool = True) -> list[str]:
    """The missing packages for workers, or also for jobs of SLURM."""
    packages = ("distributed", "dask_jobqueue") if slurm else ("distributed",)
    return [name.replace("_", "-") for name in packages if importlib.util.find_spec(name) is None]


def require(what: str, slurm: bool = False) -> None:
    """Raise `InputError`, with what to install, if packages for ``what`` are missing."""
    absent = missing(slurm)
    if absent:
        are = "is" if len(absent) == 1 else "are"
        raise InputError(f"{what} needs {', '.join(absent)}, which {are} not installed: {REMEDY}")


def check_place(on: str, jobs: int, config: Path | None, what: str = "a sweep") -> None:
    """Raise `InputError` for an invalid cluster, before anything is created."""
    if on != "here" and on != "slurm" and not on.startswith(SCHEMES):
        raise InputError(f"--on is {on}; expected here, slurm, or a scheduler's address, e.g. tcp://scheduler:8786.")
    if jobs < 0:
        raise InputError(f"--jobs is {jobs}; expected 0 (one per processor) or more.")
    if on == "slurm" and not jobs:
        raise InputError("--on slurm needs --jobs: the number of concurrent SLURM jobs.")
    if config is not None and on != "slurm":
        raise InputError(f"--on-config needs --on slurm, not --on {on}.")
    require(f"{what} --on {on}", slurm=on == "slurm")
    if config is not None and not config.is_file():
        raise InputError(f"there is no file {config}; expected dask-jobqueue's settings (YAML), see docs/scale.md.")


def try_place(on: str, config: Path | None) -> None:
    """Raise `InputError` if no scheduler answers there, or SLURM's jobs cannot be made as they are configured.

    Checked before a folder is created, which would be left behind.
    """
    if on == "slurm":
        slurm.cluster(config).close()
    elif on != "here":
        with Cluster(on, {}, 1):
            pass


@contextlib.contextmanager
def opened(on: str, jobs: int, threads: int = 1, config: Path | None = None) -> Iterator[Cluster]:
    """Workers, as long as they are needed; started ones are ended afterwards, existing ones are left running.

    Args:
        on: ``here``, ``slurm``, or a scheduler's address
        jobs: workers on this machine, or jobs of SLURM
        threads: of each training on this machine
        config: dask-jobqueue's settings, a YAML file

    Raises:
        InputError: if no scheduler answers, or the cluster cannot be made as it is configured.
    """
    import dask
    from distributed import LocalCluster

    check_place(on, jobs, config)
    # A training computes for minutes between two messages, and its results are files: Dask's warnings do not apply.
    settings = {"distributed.admin.large-graph-warning-threshold": "1 GB", "distributed.comm.retry.count": 2}
    if on == "here":
        # A nanny restarts its worker when it dies. Dask's cluster checks this timeout after each death, and gives up
        # the worker for good if the nanny is still starting it, or starting it again, at that moment.
        settings["distributed.deploy.lost-worker-timeout"] = "365 days"
    with dask.config.set(settings), contextlib.ExitStack() as stack:
        if on == "here":
            # No memory limit: a training that needs more than its share is not an error, and must not be paused.
            local = LocalCluster(
                n_workers=jobs,
                threads_per_worker=1,
                memory_limit=0,
                dashboard_address="127.0.0.1:0",  # any free port: there may be other sweeps
                silence_logs=50,
                preload=[task.__name__],
            )
            found = stack.enter_context(local)
            shares = shared_out(jobs, threads)
            addresses = [worker.worker_address for worker in local.workers.values()]
            kept = dict(zip(addresses, shares, strict=True))
        elif on == "slurm":
            found, kept = stack.enter_context(slurm.cluster(config)), {}
            found.adapt(minimum_jobs=jobs, maximum_jobs=jobs)  # a job whose time is over is requested again
        else:
            found, kept = on, {}
        yield stack.enter_context(Cluster(found, kept, threads))


def shared_out(jobs: int, threads: int) -> list[tuple[int, ...]]:
    """Processors for each job; none if processes cannot be bound to processors, or there are too few."""
    if not hasattr(os, "sched_getaffinity") or jobs * threads > environment.processors():
        return [()] * jobs
    mine = sorted(os.sched_getaffinity(0))
    return [tuple(mine[job * threads : (job + 1) * threads]) for job in range(jobs)]


class Cluster:
    """Dask's client and information about its workers.

    Args:
        found: one of Dask's clusters, or a scheduler's address
        kept: processors of workers on this machine, by their addresses
        threads: of each training there
    """

    def __init__(self, found: Any, kept: dict[str, tuple[int, ...]], threads: int) -> None:
        self._found, self.kept, self._threads = found, kept, threads
        self._jobs: slurm.Jobs | None = getattr(found, "blastema", None)
        self._client: Client | None = None
        self._known: dict[str, dict[str, Any]] = {}
        self._slots: tuple[Slot, ...] = ()
        self._looked = -_LOOK_SECONDS
        self._told: list[str] = []
        self._answers, self._waits = True, False

    def __enter__(self) -> Cluster:
        try:
            self._client = self._connected(_ANSWER_SECONDS)
        except OSError as error:
            raise InputError(
                f"no scheduler answers at {self._found} ({error}). Start one there: dask scheduler; and workers: "
                "dask worker ADDRESS"
            ) from error
        return self

    def __exit__(self, *error: object) -> None:
        self._close()

    def _connected(self, seconds: float) -> Client:
        from distributed import Client

        return Client(self._found, timeout=seconds, set_as_default=False, direct_to_workers=False)

    def _close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(Exception):  # the end of its scheduler may have closed it
                client.close(timeout=5)

    @property
    def client(self) -> Client:
        """Dask's client."""
        assert self._client is not None
        return self._client

    @property
    def _address(self) -> str:
        return str(getattr(self._found, "scheduler_address", self._found))

    @property
    def connected(self) -> Client | None:
        """Dask's client, if it is connected to a scheduler."""
        return self._client

    @property
    def dashboard(self) -> str:
        """Address of Dask's dashboard; empty if there is none, or its package is not installed."""
        if self._client is None or importlib.util.find_spec("bokeh") is None:
            return ""
        try:
            return self.client.dashboard_link or ""
        except KeyError:  # a scheduler that was started without one
            return ""

    def notes(self) -> list[str]:
        """Notices since the last call."""
        told, self._told = self._told, []
        return told + (self._jobs.notes() if self._jobs else [])

    def slots(self) -> tuple[Slot, ...]:
        """Current places for trainings; none while no scheduler answers.

        Raises:
            InputError: if there are no usable workers and will be none: SLURM's jobs end
                (`blastema.sweep.slurm.Jobs.waiting`), or cannot be used.
        """
        now = time.monotonic()
        if now - self._looked >= _LOOK_SECONDS:
            self._slots = self._look()
            self._looked = time.monotonic()
        return self._slots

    def look_again(self) -> None:
        """Make `slots` refresh immediately: a worker was lost."""
        self._looked = -_LOOK_SECONDS

    def _waited_for(self, there: bool) -> list[str]:
        """Notices about SLURM's jobs, given whether some are workers."""
        if self._jobs is None:
            return []
        if there:
            self._jobs.came()
        return [] if there else self._jobs.waiting()

    def _look(self) -> tuple[Slot, ...]:
        try:
            if self._client is None:
                self._client = self._connected(_AGAIN_SECONDS)
            if self.client.status == "closed":
                raise OSError("the connection is closed")
            threads: dict[str, int] = self.client.sync(self.client.scheduler.ncores, callback_timeout=_ANSWER_SECONDS)
            self._meet([address for address in threads if address not in self._known])
        except Exception as error:  # any of Dask's: the connection is lost, or the client is being closed
            if self._answers:
                self._told.append(f"the scheduler does not answer ({error or type(error).__name__}); waiting for it")
            self._answers = False
            self._close()
            self._known = {}
            return ()
        if not self._answers:
            self._told.append("the scheduler answers again")
            self._answers = True
        self._known = {address: self._known[address] for address in threads if address in self._known}
        self._hand_over(threads)
        good = {address: threads[address] for address, it in self._known.items() if "refused" not in it}
        if not good and not self._waits:
            if self.kept:
                how = "another one is being started"
            else:
                how = "waiting for " + ("a SLURM job" if self._jobs else f"one (dask worker {self._address})")
            self._told.append(f"there is no usable worker; {how}")
        self._waits = not good
        self._told += self._waited_for(bool(threads))
        if self._jobs and self._known and not good:  # other jobs would be of the same environment
            reason = next(iter(self._known.values()))["refused"]
            raise InputError(
                f"no job of SLURM can be used: {reason}. Correct the environment that job-script-prologue activates."
            )
        return tuple(self._slots_of(good))

    def _hand_over(self, there: Collection[str]) -> None:
        """A worker on this machine that replaces a lost one takes over its processors."""
        lost = [address for address in self.kept if address not in there]
        new = [address for address in there if address not in self.kept]
        for old, address in zip(lost, new, strict=False):
            self.kept[address] = self.kept.pop(old)

    def _slots_of(self, threads: dict[str, int]) -> Iterator[Slot]:
        of_place: Counter[str] = Counter()
        for address, count in threads.items():
            of_place[self._known[address]["place"]] += count
        for address, count in threads.items():
            found = self._known[address]
            share = self._threads if self.kept else max(1, found["processors"] // of_place[found["place"]])
            for number in range(count):
                yield Slot(address, number, share, self.kept.get(address, ()))

    def _meet(self, addresses: Sequence[str]) -> None:
        """Query new workers; those that cannot be used are reported once, with the reason."""
        if not addresses:
            return
        found = self.client.run(task.describe, workers=list(addresses), on_error="return")
        for address, answer in found.items():
            if isinstance(answer, OSError):  # already lost
                continue
            if isinstance(answer, Exception):
                reason = f"Blastema does not answer there ({type(answer).__name__}: {answer})"
            elif answer["blastema"] != blastema.__version__:
                reason = f"it has Blastema {answer['blastema']}, this sweep {blastema.__version__}"
            else:
                self._known[address] = answer
                continue
            self._known[address] = {"refused": reason}
            self._told.append(f"worker {address} is not used: {reason}")


__all__ = [
    "REMEDY",
    "SCHEMES",
    "Cluster",
    "Slot",
    "check_place",
    "missing",
    "opened",
    "require",
    "shared_out",
    "try_place",
]
