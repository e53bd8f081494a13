"""One training on a cluster, with the run folder on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from blastema.errors import TrainingFailedError
from blastema.runs.folder import Run
from blastema.sweep.cluster import Cluster, check_place, opened
from blastema.sweep.dispatch import Dispatch
from blastema.sweep.events import Event, Failed
from blastema.sweep.plan import share
from blastema.sweep.search import Ladder, Search


def train(
    run: Run,
    should_stop: Callable[[], bool] = lambda: False,
    *,
    on: str,
    config: Path | None = None,
    met: Callable[[Cluster], None] = lambda cluster: None,
) -> Iterator[Event]:
    """Train a run from its last checkpoint, or from the beginning, on a worker; yields events.

    Args:
        run: the run
        should_stop: called several times per second; when true, the training is asked to save and end
        on: ``here``, ``slurm``, or a scheduler's address
        config: dask-jobqueue's settings, a YAML file
        met: called with the cluster once it is available

    Raises:
        InputError: if there is no such cluster.
        TrainingFailedError: if the training fails, with the reason.
    """
    check_place(on, 1, config, "a training")
    name = run.path.resolve().name
    ladder = Ladder(Search(), {name: None}, {}, {}, [])
    with opened(on, 1, share(1)[1], config) as cluster:
        met(cluster)
        for event in Dispatch(cluster, ladder, _Keeper(run), evaluates=False).run(should_stop):
            if isinstance(event, Failed):
                raise TrainingFailedError(event.reason)
            yield event


class _Keeper:
    """Stores nothing besides the run itself."""

    def __init__(self, run: Run) -> None:
        self._run, self._attempts = run, 0

    def opened(self, name: str) -> Run:
        return self._run

    def attempt(self, name: str) -> int:
        return self._attempts

    def note(self, event: str, **values: Any) -> None:
        self._attempts += event == "taken up"

    def evaluated(self, name: str, found: Mapping[str, Any], rung: int | None) -> float:
        raise NotImplementedError("a single training is judged by whoever asked for it")

    def failed(self, name: str, reason: str, details: str) -> None:
        return None


__all__ = ["train"]
