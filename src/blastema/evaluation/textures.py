"""The protocol of a texture: the distance of the patches of long-run states from those of the sample.

E is the sliced optimal transport of `blastema.texture`, with all patches and many fixed directions, whose mean is 0 for
equal patches and about 1 for a single colour. The conditions are those of the article's protocol, and in addition other
fire seeds and a grid of twice the size. For comparison, facts give the E of a single colour and that of one half of the
sample against the other.
"""

from __future__ import annotations

import functools
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike

from blastema import taught
from blastema._types import ALPHA, Array
from blastema.evaluation.article import GROWTH, five_cuts
from blastema.evaluation.ledger import Ledger
from blastema.evaluation.measures import SAMPLES, Array32, Floats, Score
from blastema.organism import Organism
from blastema.texture import SlicedTransport, shown
from blastema.trajectory import Trajectory

COLOUR, HALVES = "E of the sample's mean colour", "E of one half of the sample against the other"
"""Facts of an evaluation."""
OTHER_SEEDS, LARGER = "seeds1000", "larger1000"
"""Scores in addition to those of the article's protocol."""
ALIKE = 0.15
"""Decades by which E may exceed that of undamaged samples for a texture to count as healed or as persistent."""
HARDLY = 0.3
"""Decades by which E must be below that of a single colour."""
_DIRECTIONS, _PATCH, _LEVELS = 64, 5, 3
_FIRST_OTHER_SEED = 100
_CUT_AT, _HEALED = 200, (200, 1000)


def is_texture(organism: Organism) -> bool:
    """Whether it was trained for a texture, so that its picture has no place."""
    return taught.judged_by(organism.provenance) == "patches"


def distances(states: ArrayLike, sample: Array32, torus: bool = True) -> Floats:
    """E of each of some states.

    Args:
        states: [B, H, W, C]
        sample: opaque RGBA, [h, w, 4]
        torus: whether the edges of the states meet

    Returns:
        [B], in double precision; infinite where a state is not finite.
    """
    found = []
    for state in np.asarray(states, np.float32):
        finite = bool(np.isfinite(state).all())
        far = float(_compiled(_loss(sample, torus))(state[None], sample)) if finite else np.inf
        found.append(far if np.isfinite(far) else np.inf)
    return np.array(found, np.float64)


def _loss(sample: Array32, torus: bool) -> SlicedTransport:
    """The same loss for all organisms, except for fewer levels if the sample is small."""
    levels = _LEVELS
    while levels > 1 and min(sample.shape[:2]) < _PATCH * 2 ** (levels - 1):
        levels -= 1
    return SlicedTransport(min(_PATCH, *sample.shape[:2]), levels, _DIRECTIONS, torus, opacity=0)


@functools.cache
def _compiled(loss: SlicedTransport) -> Any:
    """Clipped to displayable colours."""

    @jax.jit
    def one(state: Array, sample: Array) -> Array:
        return loss.distance(jnp.clip(shown(state), 0, 1), sample[None, ..., :ALPHA])[0]

    return one


def measure(organism: Organism, ledger: Ledger, kernel: str = "auto") -> None:
    """Record growth, persistence, other seeds, a larger grid and the five cuts, and values for comparison."""
    torus = organism.automaton.physics.boundary == "torus"

    def take(name: str, states: Array32) -> None:
        ledger.look(name, states)
        ledger.take(name, distances(states, ledger.target, torus))

    start = Trajectory.seeded(organism, range(SAMPLES), kernel=kernel)
    seen = {now.step: now for now in start.through(GROWTH.values())}
    for name, step in GROWTH.items():
        take(name, seen[step].states)
    others = range(_FIRST_OTHER_SEED, _FIRST_OTHER_SEED + SAMPLES)
    take(OTHER_SEEDS, Trajectory.seeded(organism, others, kernel=kernel).until(1000).states)
    height, width = organism.grid
    large = Trajectory.seeded(organism, range(SAMPLES // 2), grid=(2 * height, 2 * width), kernel=kernel)
    take(LARGER, large.until(1000).states)
    healed: dict[int, list[Score]] = {after: [] for after in _HEALED}
    for name, removed in five_cuts(organism).items():
        wounded = seen[_CUT_AT].wounded(removed)
        ledger.look(f"wound {name}", wounded.states)
        for now in wounded.through(_CUT_AT + after for after in _HEALED):
            after = now.step - _CUT_AT
            ledger.look(f"heal{after} {name}", now.states)
            healed[after].append(Score.of(f"heal{after} {name}", distances(now.states, ledger.target, torus)))
    ledger.scores += [score for scores in healed.values() for score in scores]
    ledger.facts |= anchors(ledger.target)


def anchors(sample: Array32) -> dict[str, float]:
    """The E of a single colour, and of the sample's left half against its right one: by name."""
    plain = np.broadcast_to(sample.mean(axis=(0, 1), dtype=np.float64), sample.shape)
    half = sample.shape[1] // 2
    left, right = sample[:, :half], sample[:, -half:]
    return {
        COLOUR: float(distances(plain[None], sample)[0]),
        HALVES: float(distances(left[None], right, torus=False)[0]),
    }


__all__ = [
    "ALIKE",
    "COLOUR",
    "HALVES",
    "HARDLY",
    "LARGER",
    "OTHER_SEEDS",
    "anchors",
    "distances",
    "is_texture",
    "measure",
]
