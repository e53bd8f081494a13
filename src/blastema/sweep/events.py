"""Events of a sweep: what its loop yields while trainings run elsewhere."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Begun:
    """A training starts or continues on a worker."""

    run: str
    worker: str
    iteration: int


@dataclasses.dataclass(frozen=True)
class Advanced:
    """Progress of a training; its run folder has the checkpoint."""

    run: str
    iteration: int
    smoothed: float | None
    saved: bool


@dataclasses.dataclass(frozen=True)
class Lost:
    """The worker of a training was lost; the training restarts from its last checkpoint."""

    run: str
    worker: str
    reason: str


@dataclasses.dataclass(frozen=True)
class Compared:
    """A training has been evaluated at a rung."""

    run: str
    iteration: int
    score: float


@dataclasses.dataclass(frozen=True)
class Done:
    """A training is complete and evaluated."""

    run: str


@dataclasses.dataclass(frozen=True)
class Failed:
    """A training has failed; the others go on."""

    run: str
    reason: str


@dataclasses.dataclass(frozen=True)
class Stopped:
    """The sweep was asked to stop; every training is saved."""

    waiting: int


@dataclasses.dataclass(frozen=True)
class Told:
    """Information for the user."""

    text: str


Event = Begun | Advanced | Lost | Compared | Done | Failed | Stopped | Told


__all__ = ["Advanced", "Begun", "Compared", "Done", "Event", "Failed", "Lost", "Stopped", "Told"]
