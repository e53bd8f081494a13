"""Phases: stretches of a training, each with its episodes and its learning rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from blastema._checks import choice, is_whole, number, require, whole

Shape = Literal["constant", "linear", "cosine"]


@dataclass(frozen=True)
class Phase:
    """A phase of a training: its iterations, the length of its episodes, and its learning rate."""

    iterations: int
    """Training iterations of this phase (1 or more)."""
    steps: tuple[int, int] = (64, 96)
    """Steps per episode, uniform in [low, high). Notebook: 64 96."""
    learning_rate: float = 2e-3
    """The learning rate at its beginning. Notebook: 0.002."""
    final_fraction: float = 1.0
    """The fraction of it that is left at its end (linear and cosine)."""
    shape: Shape = "constant"
    """How the learning rate gets there: constant, linear or cosine."""

    def __post_init__(self) -> None:
        whole(self, "iterations", 1, 100_000_000)
        require(
            isinstance(self.steps, tuple)
            and len(self.steps) == 2
            and all(is_whole(count) for count in self.steps)
            and 1 <= self.steps[0] < self.steps[1] <= 10_000,
            "steps",
            self.steps,
            "LOW HIGH with 1 <= LOW < HIGH <= 10000",
        )
        number(self, "learning_rate", 1e-12, 10, "a number above 0, at most 10")
        number(self, "final_fraction", 0, 1, "a fraction from 0 to 1")
        choice(self, "shape", Shape)
        if self.shape == "constant":
            expected = "1 in a phase of constant learning rate; use shape linear or cosine"
            require(self.final_fraction == 1, "final_fraction", self.final_fraction, expected)


__all__ = ["Phase", "Shape"]
