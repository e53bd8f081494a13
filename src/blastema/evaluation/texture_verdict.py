"""The verdict on a texture at the end of its training: whether it lives, resembles its sample, persists and heals."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from blastema.evaluation.births import alive
from blastema.evaluation.ledger import target_of
from blastema.evaluation.measures import Score, finite, log10
from blastema.evaluation.textures import ALIKE, COLOUR, HALVES, HARDLY, anchors, distances
from blastema.organism import Organism
from blastema.training import damage
from blastema.trajectory import Trajectory

_SAMPLES, _GROWN, _LATER, _HEALED, _CUT = 4, 200, 1000, 200, "centre"


@dataclasses.dataclass(frozen=True)
class TextureVerdict:
    """The state of 4 samples (fire seeds 0 to 3), by the sliced optimal transport from the sample.

    organism: its name
    living:   how many samples live at step 200
    grown:    the distance at step 200
    later:    at step 1000
    cut:      200 steps after the centre was removed at step 200
    plain:    that of a single colour
    halves:   that of one half of the sample against the other
    """

    organism: str
    living: int
    grown: Score
    later: Score
    cut: Score
    plain: float
    halves: float

    @property
    def outcome(self) -> str:
        """``"died"``, ``"diverged"``, ``"no better than nothing"``, ``"recognisable at best"`` or ``"grows well"``."""
        if not self.living:
            return "died"
        if math.inf in (self.grown.log10_mean, self.later.log10_mean):
            return "diverged"
        if self.later.log10_mean > log10(self.plain) - HARDLY:
            return "no better than nothing"
        return "grows well" if self._like_the_sample else "recognisable at best"

    @property
    def good(self) -> bool:
        """Whether it lives and is better than a single colour."""
        return self.outcome in ("grows well", "recognisable at best")

    @property
    def wanting(self) -> bool:
        """Whether it is good, but further from the sample than another piece of it, or does not heal."""
        return self.good and not (self.outcome == "grows well" and self._heals)

    @property
    def _like_the_sample(self) -> bool:
        return self.later.log10_mean < log10(self.halves) + ALIKE

    @property
    def _heals(self) -> bool:
        return self.cut.log10_mean < self.later.log10_mean + ALIKE

    @property
    def words(self) -> str:
        """One sentence."""
        if self.outcome == "died":
            return f"nothing lives at step {_GROWN}"
        if self.outcome == "diverged":
            return f"samples have diverged by step {_LATER:,}: their values are not finite"
        far = f"log10 distance of its patches {self.later.log10_mean:.2f} at step {_LATER:,}"
        if not self.good:
            return f"what grows is hardly better than a single colour: {far}, {log10(self.plain):.2f} of one colour"
        likeness = "as close to the sample as another piece of it" if self._like_the_sample else "recognisable at best"
        hole = "fills a hole" if self._heals else "does not fill a hole completely"
        return (
            f"{likeness} ({far}; one half of the sample against the other {log10(self.halves):.2f}, a single colour "
            f"{log10(self.plain):.2f}); {hole} ({self.cut.log10_mean:.2f} {_HEALED} steps after)"
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        scores = {"grown": self.grown, "later": self.later, "cut": self.cut}
        return {
            "good": self.good,
            "wanting": self.wanting,
            "outcome": self.outcome,
            "words": self.words,
            "samples": _SAMPLES,
            "alive": self.living,
            **{f"{name}_log10_mean_e": finite(score.log10_mean) for name, score in scores.items()},
            "colour_log10_e": finite(log10(self.plain)),
            "halves_log10_e": finite(log10(self.halves)),
        }


def judge_texture(organism: Organism, kernel: str = "auto") -> TextureVerdict:
    """Grow 4 samples on the training grid, remove their centres, and judge them.

    Args:
        organism: trained for a texture
        kernel: engine

    Raises:
        InputError: if its sample is not known.
    """
    sample, torus = target_of(organism), organism.automaton.physics.boundary == "torus"
    grown = Trajectory.seeded(organism, range(_SAMPLES), kernel=kernel).until(_GROWN)
    removed = damage.cut(_CUT, *organism.grid)
    states = {
        "grown": grown.states,
        "later": grown.until(_LATER).states,
        "cut": grown.wounded(removed).after(_HEALED).states,
    }
    scores = {name: Score.of(name, distances(found, sample, torus)) for name, found in states.items()}
    living = int(alive(grown.states, organism.automaton.alive_threshold).sum())
    known = anchors(sample)
    return TextureVerdict(organism.name, living, **scores, plain=known[COLOUR], halves=known[HALVES])


__all__ = ["TextureVerdict", "judge_texture"]
