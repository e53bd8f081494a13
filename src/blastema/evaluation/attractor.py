"""The attractor of an undamaged organism's hidden state, and the distance of another state from it.

Pixel error alone overstates recovery: an organism can look healed while its hidden channels sit in another attractor.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from blastema._types import ALPHA
from blastema.evaluation.measures import Array32, Floats

FROM, TO, EVERY = 1000, 1200, 10
"""Steps over which the undamaged runs are observed."""
_LEAST_SPREAD = 1e-3


@dataclasses.dataclass(frozen=True, eq=False)
class Attractor:
    """Mean and standard deviation of the hidden channels, cell by cell, of undamaged runs.

    cells:        booleans [H, W]: the cells alive in the target
    mean, spread: [cells, hidden channels]
    """

    cells: np.ndarray
    mean: Floats
    spread: Floats

    @classmethod
    def of(cls, undamaged: Sequence[Array32], target: Array32, threshold: float) -> Attractor:
        """From states [B, H, W, C] at several times."""
        cells = living_in(target, threshold)
        with np.errstate(over="ignore", invalid="ignore"):
            hidden = np.concatenate([_hidden(states, cells) for states in undamaged])
            return cls(cells, hidden.mean(axis=0), hidden.std(axis=0))

    def distance(self, states: Array32) -> Floats:
        """Hidden distance of states [B, H, W, C] -> [B]: RMS of (h - mean) / (std + 1e-3) over cells and channels.

        About 1 for a state of the attractor; infinite for one that is not finite. NaN without hidden channels.
        """
        hidden = _hidden(states, self.cells)
        if not hidden[0].size:
            return np.full(len(hidden), np.nan)
        with np.errstate(over="ignore", invalid="ignore"):
            distance = np.sqrt((((hidden - self.mean) / (self.spread + _LEAST_SPREAD)) ** 2).mean(axis=(1, 2)))
        return np.where(np.isfinite(distance), distance, np.inf)


def living_in(target: Array32, threshold: float) -> np.ndarray:
    """The cells whose alpha in the target is above the threshold: booleans [H, W]."""
    return np.asarray(target[..., ALPHA] > threshold)


def _hidden(states: Array32, cells: np.ndarray) -> Floats:
    return np.asarray(states, np.float64)[:, cells, ALPHA + 1 :]


__all__ = ["EVERY", "FROM", "TO", "Attractor", "living_in"]
