"""Applying a function to many items on a cluster's workers, without intermediate results: Dask does everything."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import blastema
from blastema.errors import InputError
from blastema.sweep.cluster import Cluster, opened
from blastema.sweep.plan import share


def each(
    function: Callable[[Any], Any],
    items: Sequence[Any],
    *,
    on: str = "here",
    jobs: int = 0,
    config: Path | None = None,
    met: Callable[[Cluster], None] = lambda cluster: None,
) -> Iterator[Any]:
    """The function's value for each item, in their order, as soon as it is known.

    Args:
        function: of a module, since workers import it; repeated if a worker is lost
        items: its arguments; each is sent to a worker
        on: ``here``, ``slurm``, or a scheduler's address
        jobs: workers here, or jobs of SLURM; 0: one for each processor, or fewer if there are fewer items
        config: dask-jobqueue's settings, a YAML file
        met: called with the cluster once it is available

    Yields:
        The results.

    Raises:
        InputError: if there is no such cluster, or a worker has another version of Blastema.
        BlastemaError: as the function does.
    """
    count, threads = share(len(items), jobs) if on == "here" else (jobs, 1)
    with opened(on, count, threads, config) as cluster:
        met(cluster)
        futures = [
            cluster.client.submit(_called, function, item, blastema.__version__, cluster.kept, pure=False)
            for item in items
        ]
        for future in futures:
            cluster.wait_for(future)
            yield future.result()
            future.release()


def _called(function: Callable[[Any], Any], item: Any, version: str, kept: Mapping[str, tuple[int, ...]]) -> Any:
    from distributed import get_worker

    address = get_worker().address
    if blastema.__version__ != version:
        raise InputError(f"worker {address} has Blastema {blastema.__version__}, this is {version}; install the same.")
    if kept.get(address) and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, set(kept[address]))  # before JAX is loaded, see `blastema.sweep.task`
    return function(item)


__all__ = ["each"]
