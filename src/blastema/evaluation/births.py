"""Births: for how many fire seeds a young organism survives.

A score covers fire seeds 0 to 7. An organism whose seed loses its alpha if it happens to fire alone at the first step
may die for one fire seed in thirty, which only many fire seeds show. Deaths at birth are immediate: of the 30
organisms of the zoo's second edition three lost some of 512 samples, all within two steps, none in the next 200.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np

from blastema._checks import is_count, require
from blastema._types import ALPHA
from blastema.evaluation.measures import Array32
from blastema.organism import Organism
from blastema.trajectory import Trajectory

SEEDS = 512
"""Number of fire seeds, from 0 on."""
STEPS = 32
"""Smallest number of steps; at a fire rate of one half a cell is updated 16 times in them."""
_UPDATES, _MOST_STEPS = 16, 512
_AT_A_TIME = 64
_LARGEST = _AT_A_TIME * 72 * 72 * 16
"""Number of values in the states that are grown at a time: 64 samples on the article's grid, 21 MB."""


@dataclasses.dataclass(frozen=True)
class Births:
    """The result of counting births.

    fire_seeds: how many, from 0 on
    steps:      for how many steps each was grown
    died:       the fire seeds for which nothing lived afterwards
    """

    fire_seeds: int
    steps: int
    died: tuple[int, ...]

    def __repr__(self) -> str:
        return f"<Births: {self.alive} of {self.fire_seeds} fire seeds live after {self.steps} steps>"

    @property
    def alive(self) -> int:
        """How many lived."""
        return self.fire_seeds - len(self.died)

    @property
    def in_words(self) -> str:
        """``498 of 512 alive after 32 steps``."""
        return f"{self.alive} of {self.fire_seeds} alive after {self.steps} steps"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"fire_seeds": self.fire_seeds, "steps": self.steps, "alive": self.alive, "died": list(self.died)}


def count_births(organism: Organism, fire_seeds: int = SEEDS, kernel: str = "auto") -> Births:
    """Grow samples on the training grid, as trained, and count those that live.

    Args:
        organism: its picture need not be known
        fire_seeds: how many, from 0 on
        kernel: engine

    Raises:
        InputError: if the number of fire seeds is not a whole one of 1 or more.
    """
    require(is_count(fire_seeds) and fire_seeds >= 1, "fire_seeds", fire_seeds, "how many, a whole number of 1 or more")
    steps = _steps(organism.automaton.physics.fire_rate)
    size = samples_at_a_time(organism)
    died: list[int] = []
    for first in range(0, fire_seeds, size):
        # All batches have the same size, so that they are compiled once; samples beyond the last fire seed are not
        # counted.
        grown = Trajectory.seeded(organism, range(first, first + size), kernel=kernel).after(steps)
        living = alive(grown.states, organism.automaton.alive_threshold)
        died += [seed for seed, lives in enumerate(living.tolist(), first) if not lives and seed < fire_seeds]
    return Births(fire_seeds, steps, tuple(died))


def alive(states: Array32, threshold: float) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether any cell of states [B, H, W, C] has a finite alpha above the threshold: booleans [B]."""
    alpha = states[..., ALPHA]
    return np.asarray((np.isfinite(alpha) & (alpha > threshold)).any(axis=tuple(range(1, alpha.ndim))))


def _steps(fire_rate: float) -> int:
    """The number of steps that gives a cell 16 updates."""
    return min(_MOST_STEPS, max(STEPS, math.ceil(_UPDATES / max(fire_rate, _UPDATES / _MOST_STEPS))))


def samples_at_a_time(organism: Organism) -> int:
    """How many samples are grown at once, so that memory is bounded."""
    height, width = organism.grid
    return max(1, min(_AT_A_TIME, _LARGEST // (height * width * organism.automaton.channels)))


__all__ = ["SEEDS", "STEPS", "Births", "alive", "count_births", "samples_at_a_time"]
