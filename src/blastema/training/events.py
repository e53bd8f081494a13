"""The events of a training, each with a view of its state that is computed only on access."""

from __future__ import annotations

import dataclasses
from typing import Protocol

from blastema._types import State
from blastema.config import Config
from blastema.organism import Organism
from blastema.training.guards import Figures


class View(Protocol):
    """The current state of a training; valid until the next event is requested.

    On a card several iterations may be done before their events come, if nobody looks at them (``looked_at`` of `fit`);
    then this is the state after the last of them. What is due at an iteration is to be taken only from the view whose
    ``iteration`` is that of the event; for a picture of the latest organism any view will do.
    """

    @property
    def config(self) -> Config:
        """Its settings."""

    @property
    def iteration(self) -> int:
        """Iterations done."""

    def organism(self) -> Organism:
        """The organism trained so far: with the running average of the weights, if there is one."""

    def pool(self, count: int) -> State:
        """The first states of the sample pool, [at most count, H, W, C]; none if there is no pool."""

    def batch(self) -> tuple[State, State]:
        """The start of the coming iteration and its result: two arrays [B, H, W, C]."""


@dataclasses.dataclass(frozen=True)
class Started:
    """Training starts, or continues from a checkpoint.

    iteration: iterations done before; engine: name of the engine; why: the reason for that engine; begun_with: the
        rule that training starts from, in words
    """

    config: Config = dataclasses.field(repr=False)
    iteration: int
    engine: str
    why: str
    view: View = dataclasses.field(compare=False, repr=False)
    begun_with: str = ""


@dataclasses.dataclass(frozen=True)
class Trained:
    """One iteration is done.

    iteration:     iterations done so far (1, 2, ...)
    smoothed:      log10 loss, exponentially smoothed
    learning_rate: the learning rate that was used
    seconds:       wall-clock time of the iteration; the mean of those that were waited for together
    attempt:       roll-backs so far
    view:          exact if the iteration is looked at (``looked_at`` of `fit`; by default all are). If its iteration is
                   another one, it is that of the last of several iterations that were done together; if the guards
                   found trouble among them, it is of no use
    trouble:       what the guards found wrong after it, if anything: it is about to be undone
    """

    iteration: int
    figures: Figures
    smoothed: float
    learning_rate: float
    seconds: float
    attempt: int
    view: View = dataclasses.field(compare=False, repr=False)
    trouble: str | None = None

    def __repr__(self) -> str:
        trouble = f", {self.trouble}" if self.trouble else ""
        return f"<Trained: iteration {self.iteration:,}, log10 loss {self.smoothed:.3f}{trouble}>"


@dataclasses.dataclass(frozen=True)
class Saved:
    """A checkpoint is complete and on disk (or in memory, without a run folder)."""

    iteration: int
    view: View = dataclasses.field(compare=False, repr=False)


@dataclasses.dataclass(frozen=True)
class SaveFailed:
    """A checkpoint could not be written; training continues."""

    iteration: int
    reason: str


@dataclasses.dataclass(frozen=True)
class RolledBack:
    """The guards detected a failure and rolled back to a good checkpoint."""

    iteration: int
    back_to: int
    cause: str
    attempt: int
    view: View = dataclasses.field(compare=False, repr=False)


@dataclasses.dataclass(frozen=True)
class Finished:
    """Training has ended.

    reason: "complete", "until" (the requested loss is reached) or "stopped" (asked to stop; it can be resumed)
    saved:  whether a checkpoint holds all of it; false if the last one could not be written
    """

    organism: Organism
    iteration: int
    smoothed: float
    reason: str
    saved: bool = True


Event = Started | Trained | Saved | SaveFailed | RolledBack | Finished

__all__ = ["Event", "Finished", "RolledBack", "SaveFailed", "Saved", "Started", "Trained", "View"]
