"""Workers as jobs of SLURM: dask-jobqueue submits them; SLURM's responses are reported here.

If SLURM refuses a job, dask-jobqueue only logs an error, and it waits indefinitely for a job that ends before it
has become a worker.
"""

from __future__ import annotations

import asyncio
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from blastema.errors import InputError

_AGAIN_SECONDS = 60.0
_ASK_SECONDS = 10.0
_ROUNDS = 3
"""How often in a row all jobs may be replaced before one of them becomes a worker."""
_SEE = "See docs/scale.md for the settings (--on-config FILE)."


def cluster(config: Path | None) -> Any:
    """A `dask_jobqueue.SLURMCluster`, still without jobs, whose settings SLURM accepts.

    Args:
        config: dask-jobqueue's settings, a YAML file

    Raises:
        InputError: if there is no SLURM, the settings are invalid, or SLURM refuses a job with them.
    """
    settings = {} if config is None else _settings(config)
    if shutil.which("sbatch") is None:
        raise InputError("--on slurm needs SLURM's command sbatch, which is not found here; use a login node.")
    import dask

    before = signal.getsignal(signal.SIGINT)
    from dask_jobqueue.slurm import SLURMCluster, SLURMJob
    from distributed.core import Status

    signal.signal(signal.SIGINT, before)  # importing it makes Ctrl-C end the process at once, without saving

    class Job(SLURMJob):  # type: ignore[misc]
        """A job that, if SLURM refuses it, is submitted again later instead of failing the whole cluster."""

        later: Any = None

        async def start(self) -> None:
            try:
                await super().start()
            except (OSError, RuntimeError, ValueError) as error:
                refused.append(_words(str(error)))
                self.status = Status.running  # it is still expected; the cluster need not request another one
                self.later = asyncio.ensure_future(self.again())

        async def again(self) -> None:
            await asyncio.sleep(_AGAIN_SECONDS)
            await self.start()

        async def close(self) -> None:
            if self.later is not None:
                self.later.cancel()
            await super().close()
            # dask-jobqueue leaves it running; Dask fails at the end of a cluster if such a job is still referenced.
            self.status = Status.closed

    class Cluster(SLURMCluster):  # type: ignore[misc]
        job_cls = Job

    refused: list[str] = []
    dask.config.update(dask.config.config, settings)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Port 8787 is already in use")  # we print its address
            made = Cluster(silence_logs="critical")
    except (ValueError, TypeError) as error:
        raise InputError(f"dask-jobqueue cannot make a cluster with these settings: {error} {_SEE}") from error
    try:
        _try_job(made.job_script())
    except InputError:
        made.close()
        raise
    made.blastema = Jobs(made, refused)
    return made


def _settings(config: Path) -> dict[str, Any]:
    import dask

    try:
        settings: dict[str, Any] = next(iter(dask.config.collect_yaml([str(config)])), {})
    except (OSError, ValueError) as error:
        raise InputError(f"{config} cannot be read as YAML: {str(error).splitlines()[0]}") from error
    if not isinstance(dask.config.get("jobqueue.slurm", None, config=settings), dict):
        raise InputError(f"{config} has no jobqueue: slurm: section, as dask-jobqueue's settings have.")
    return settings


def _try_job(script: str) -> None:
    """Submit a job on hold and cancel it: only SLURM knows whether it accepts such jobs."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "job.sh")
        file.write_text(script, "utf-8")
        found = subprocess.run(["sbatch", "--hold", "--parsable", str(file)], capture_output=True, text=True)
    if found.returncode:
        raise InputError(f"SLURM refuses a job with these settings: {_words(found.stderr)}. {_SEE}")
    subprocess.run(["scancel", found.stdout.strip().partition(";")[0]], capture_output=True)


def _words(said: str) -> str:
    """The error message of sbatch, as one line."""
    lines = [line.partition("error: ")[2].strip() for line in said.splitlines() if "error: " in line]
    return "; ".join(lines) or " ".join(said.split())


class Jobs:
    """The jobs of a cluster according to SLURM.

    Args:
        made: dask-jobqueue's cluster
        refused: SLURM's messages for refused jobs; filled by the jobs
    """

    def __init__(self, made: Any, refused: list[str]) -> None:
        self._made, self._refused = made, refused
        self._told: set[str] = set()
        self._came, self._rounds = False, 0
        self._asked = time.monotonic()

    def notes(self) -> list[str]:
        """Notices about jobs that SLURM refused."""
        refused = [self._refused.pop(0) for _ in range(len(self._refused))]
        return [f"SLURM refused a job, which is submitted again every minute: {words}" for words in self._new(refused)]

    def came(self) -> None:
        """Record that there are workers."""
        self._came, self._rounds = True, 0

    def waiting(self) -> list[str]:
        """Notices while no job is a worker; ended jobs are replaced.

        Raises:
            InputError: if all jobs have ended and none has ever become a worker, nor have their replacements.
        """
        if time.monotonic() - self._asked < _ASK_SECONDS:
            return []
        self._asked = time.monotonic()
        jobs = {str(job.job_id): name for name, job in list(self._made.workers.items()) if job.job_id}
        states = _states(jobs) if jobs else None
        if states is None:
            return []
        there = {number: state for number, state in states.items() if state.split()[0] in _ALIVE}
        if there:
            return self._new(f"SLURM's job {number} is {state.lower()}" for number, state in there.items())
        first = next(iter(jobs))
        self._rounds += 1
        if not self._came or self._rounds > _ROUNDS:
            raise InputError(
                f"SLURM's job {first} ended before it became a worker ({states.get(first, 'gone')}). What it printed "
                f"is in slurm-{first}.out in this folder, or in log-directory if you set one; usually Blastema or "
                "Python cannot be found on the node, or the node cannot reach this machine (interface)."
            )
        for name in jobs.values():  # dask-jobqueue then requests another one
            self._made.loop.add_callback(self._made.worker_spec.pop, name, None)
        return self._new(f"SLURM's job {number} has ended; a new one is submitted" for number in jobs)

    def _new(self, notes: Any) -> list[str]:
        new = [note for note in dict.fromkeys(notes) if note not in self._told]
        self._told.update(new)
        return new


def _states(jobs: Iterable[str]) -> dict[str, str] | None:
    """State and reason of each job known to SLURM; none if SLURM does not respond."""
    asked = ["squeue", "--noheader", "--states=all", "--format=%i %T (%r)", f"--jobs={','.join(jobs)}"]
    try:
        found = subprocess.run(asked, capture_output=True, text=True)
    except OSError:
        return None
    if found.returncode and "Invalid job id" not in found.stderr:  # for jobs that ended long ago
        return None
    lines = [line.removesuffix("(None)").split(maxsplit=1) for line in found.stdout.splitlines() if line.strip()]
    return {number: state.strip() for number, state in lines}


_ALIVE = frozenset({"PENDING", "CONFIGURING", "RUNNING", "COMPLETING", "REQUEUED", "RESIZING", "SUSPENDED", "STOPPED"})
"""States of a job that may yet become a worker."""

__all__ = ["Jobs", "cluster"]
