"""What some curricula teach besides growth, persistence and healing, as the verdict needs it.

That several seeds merge, and that an organism points where its seed points. The scores are those of `evaluate` with the
same names, over 8 of its 32 samples.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from blastema import taught
from blastema.evaluation import merging, turning
from blastema.evaluation.measures import RECOVERED, SAMPLES, Score, finite
from blastema.organism import Organism

_AT = 200
_AS_GOOD = 2.0
"""A sample succeeds if its E is less than this many times that of undisturbed growth, or below 1e-3."""


@dataclasses.dataclass(frozen=True)
class Aspect:
    """One thing that was taught, tried 8 times.

    what:  what a success is, in words
    score: E of each trial
    grown: mean E of undisturbed growth
    """

    what: str
    score: Score
    grown: float

    @property
    def successes(self) -> int:
        """Number of trials that are as good as undisturbed growth."""
        return sum(error < max(RECOVERED, _AS_GOOD * self.grown) for error in self.score.errors)

    @property
    def learned(self) -> bool:
        """Whether all trials are."""
        return self.successes == len(self.score.errors)

    @property
    def words(self) -> str:
        """The aspect in words."""
        count = len(self.score.errors)
        mean = self.score.log10_mean
        which = f"all {count}" if self.learned else f"{self.successes} of {count}"
        return f"{which} {self.what} ({'diverged' if mean == math.inf else f'{mean:.2f}'})"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "log10_mean_e": finite(self.score.log10_mean),
            "successes": self.successes,
            "samples": len(self.score.errors),
        }


def taught_besides(organism: Organism, grown: Score, kernel: str = "auto") -> dict[str, Aspect]:
    """The aspects of the organism's curriculum, by the names of their scores.

    Args:
        organism: none of them is measured for volumes and for organisms with a decoder
        grown: E of its undisturbed growth at step 200
        kernel: engine
    """
    regime, mean = organism.provenance.get("regime"), sum(grown.errors) / len(grown.errors)
    found: dict[str, Aspect] = {}
    if organism.automaton.axes > 2 or organism.automaton.decodes:
        return found
    if taught.by_regime(regime, "merges"):
        numbers = range(0, merging.PLACEMENTS, merging.PLACEMENTS // SAMPLES)
        score = Score.of(f"merge{_AT}", merging.merged(organism, _AT, numbers, kernel))
        found[score.name] = Aspect("growths from 2 to 4 seeds become one organism", score, mean)
    if taught.by_regime(regime, "rotates"):
        numbers = range(1, turning.TURNS, turning.TURNS // SAMPLES)
        score = Score.of(f"turned{_AT}", turning.pointed(organism, _AT, numbers, kernel))
        found[score.name] = Aspect("rotated seeds grow an organism that points where they do", score, mean)
    return found


__all__ = ["Aspect", "taught_besides"]
