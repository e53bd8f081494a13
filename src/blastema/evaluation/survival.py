"""Long-term survival: which samples die, overgrow or diverge within a number of steps from the seed, and when.

The article's growing regime trains nothing beyond growth, so that such organisms die out or grow without
end (its experiment 1). Whether others persist shows only in long runs.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from blastema._types import ALPHA
from blastema.evaluation.attractor import living_in
from blastema.evaluation.ledger import target_of
from blastema.evaluation.measures import SAMPLES, Array32, Score, finite, pixel_error
from blastema.organism import Organism
from blastema.trajectory import Trajectory

STEPS = 10_000
EVERY = 20
"""Steps between checks: the resolution of an end's time."""
_LARGEST = 1e5
"""A channel beyond this has diverged; healthy organisms reach a few thousand. Training's guards use the same bound."""
_OVERGROWN = 2.0
"""An organism has overgrown if it has more than this multiple of its picture's living cells."""


@dataclasses.dataclass(frozen=True)
class End:
    """How a sample ended, and the step at which this was first observed.

    how: "died" (no cell alive), "overgrew" (more than twice the living cells of the picture), or "diverged" (a value
         that is not finite, or beyond 100,000)
    """

    how: str
    step: int


@dataclasses.dataclass(frozen=True)
class Survival:
    """The survival of 8 samples.

    steps:  how long they were observed; every: steps between checks
    ends:   of each sample, none if it lived to the last step
    score: E at the last step, or at a sample's end
    """

    steps: int
    every: int
    ends: tuple[End | None, ...]
    score: Score

    @property
    def survivors(self) -> int:
        """Samples that lived to the last step."""
        return sum(end is None for end in self.ends)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "steps": self.steps,
            "every": self.every,
            "survivors": self.survivors,
            "ends": [None if end is None else dataclasses.asdict(end) for end in self.ends],
            "log10_mean_e": finite(self.score.log10_mean),
        }


def survive(organism: Organism, steps: int = STEPS, every: int = EVERY, kernel: str = "auto") -> Survival:
    """Grow 8 samples (fire seeds 0 to 7) on the training grid, as trained, and record which survive.

    Raises:
        InputError: if the organism's picture is not known.
    """
    target = target_of(organism)
    assert organism.target is not None
    threshold = organism.automaton.alive_threshold
    body = int(living_in(organism.target.cells, threshold).sum())
    samples = Trajectory.seeded(organism, range(SAMPLES), kernel=kernel)
    ends: list[End | None] = [None] * SAMPLES
    errors = np.zeros(SAMPLES)
    for time in (*range(every, steps, every), steps):
        samples = samples.until(time)
        running = [index for index, end in enumerate(ends) if end is None]
        for index in running:
            how = _end(samples.states[index], threshold, body)
            if how is not None:
                ends[index] = End(how, time)
                errors[index] = pixel_error(samples.only(slice(index, index + 1)).shown[0], target)
        if all(ends):
            break
        if any(ends[index] for index in running):
            # Ended samples are cleared: they would cost time, and their values could overflow.
            gone = np.array([end is not None for end in ends])
            samples = samples.replaced(np.where(gone[:, None, None, None], np.float32(0), samples.states))
    living = [index for index, end in enumerate(ends) if end is None]
    if living:
        errors[living] = pixel_error(samples.shown[living], target)
    return Survival(steps, every, tuple(ends), Score.of(f"persist{steps}", errors))


def _end(state: Array32, threshold: float, body: int) -> str | None:
    """How a sample with this state [H, W, C] has ended; none if it has not."""
    if not np.isfinite(state).all() or np.abs(state).max() > _LARGEST:
        return "diverged"
    living = int((state[..., ALPHA] > threshold).sum())
    if living == 0:
        return "died"
    return "overgrew" if living > _OVERGROWN * body else None


__all__ = ["EVERY", "STEPS", "End", "Survival", "survive"]
