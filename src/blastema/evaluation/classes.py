"""How well digits classify themselves: accuracy and agreement of their cells over time, and after a change of digit."""

from __future__ import annotations

import dataclasses
import time
from typing import Any

import numpy as np

from blastema import taught
from blastema._types import ALPHA
from blastema.classifying import CLASSES, INK
from blastema.conditions import Conditions
from blastema.errors import InputError
from blastema.evaluation.measures import Array32
from blastema.organism import Organism
from blastema.training.classifying import split, written
from blastema.trajectory import Trajectory

TIMES = (1, 5, 10, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200)
"""Steps at which the votes are counted, after the beginning and after the change."""
PUBLISHED = {"accuracy": 95.4, "accuracy at 200": 95.3, "agreement at 200": 88.1}
"""Published, in per cent on MNIST's test digits: Randazzo et al. 2020 (L2 loss, noise); NCAtorch (2026) has 97.8."""
_LARGEST = 512


@dataclasses.dataclass(frozen=True)
class Votes:
    """The votes of the cells of ink.

    cells:     share of the cells of a digit that are right, mean over digits
    agreement: share of the digits whose cells all vote alike
    majority:  share of the digits whose most frequent vote is right
    """

    cells: float
    agreement: float
    majority: float


@dataclasses.dataclass(frozen=True)
class Classification:
    """The evaluation of an organism that classifies digits, on digits held out of training.

    organism: its name
    data:     the data set
    digits:   how many
    votes:    by the step
    changed:  the same, counted from when each digit became another one at step 200
    seconds:  wall-clock time it took
    """

    organism: str
    data: str
    digits: int
    votes: dict[int, Votes]
    changed: dict[int, Votes]
    seconds: float

    @property
    def best(self) -> float:
        """The highest accuracy over time."""
        return max(votes.cells for votes in self.votes.values())

    def to_dict(self) -> dict[str, Any]:
        """Plain values, fit for JSON."""

        def rounded(by: dict[int, Votes]) -> dict[str, Any]:
            return {
                str(step): {key: round(value, 4) for key, value in vars(votes).items()} for step, votes in by.items()
            }

        return {
            "organism": self.organism, "data": self.data, "digits": self.digits, "best": round(self.best, 4),
            "votes": rounded(self.votes), "changed": rounded(self.changed),
            "published_per_cent": PUBLISHED, "seconds": round(self.seconds, 2),
        }  # fmt: skip


def classify(organism: Organism, data: str | None = None, most: int = _LARGEST, kernel: str = "auto") -> Classification:
    """Measure the classification of digits that were held out of training.

    Args:
        organism: trained by the curriculum ``classifying``
        data: a data set as of `blastema.digits.all_of`; the one that it was trained on if not given
        most: largest number of digits: the first ones
        kernel: engine

    Raises:
        InputError: for another kind of organism, or data that cannot be read.
    """
    if taught.judged_by(organism.provenance) != "classes":
        raise InputError(f"{organism.name} was not trained to classify digits (--objective classes).")
    began = time.perf_counter()
    data = data or str(organism.provenance.get("data", "digits"))
    size = organism.grid[0] if organism.target is None else organism.target.size
    ink, classes = (array[:most] for array in split(data, size, held_out=True))
    blank = np.zeros((len(ink), *organism.grid, organism.automaton.channels), np.float32)
    conditions = Conditions(np.arange(len(ink), dtype=np.uint32))
    now = Trajectory(organism, np.asarray(written(ink, blank)), conditions, kernel)
    votes = {}
    for now in now.through(TIMES):  # noqa: B020
        votes[now.step] = count(now.states, classes)
    others = np.roll(np.arange(len(ink)), 1)
    now = now.replaced(written(ink[others], now.states))
    changed = {}
    for later in now.through([now.step + step for step in TIMES]):
        changed[later.step - now.step] = count(later.states, classes[others])
    return Classification(organism.name, data, len(ink), votes, changed, time.perf_counter() - began)


def count(states: Array32, classes: np.ndarray) -> Votes:
    """The votes of states [B, H, W, C] of known digits [B]."""
    ink = states[..., ALPHA] > INK
    votes = states[..., -CLASSES:].argmax(axis=-1)
    tally = np.stack([(ink & (votes == digit)).sum(axis=(1, 2)) for digit in range(CLASSES)], axis=1)
    total = np.maximum(tally.sum(axis=1), 1)
    right = tally[np.arange(len(tally)), classes]
    return Votes(
        float((right / total).mean()),
        float((tally.max(axis=1) == total).mean()),
        float((tally.argmax(axis=1) == classes).mean()),
    )


__all__ = ["PUBLISHED", "TIMES", "Classification", "Votes", "classify", "count"]
