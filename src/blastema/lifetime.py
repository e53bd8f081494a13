"""A lifetime of an organism: it grows from its seeds, and heals after each half has been removed.

What its rule meets in it is the sample by which weights are pruned (`blastema.shrinking`) and rounded
(`blastema.rounding`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import jax.numpy as jnp
import numpy as np

from blastema._types import ALPHA
from blastema.life import living
from blastema.organism import Organism
from blastema.trajectory import Trajectory

Met = np.ndarray[Any, np.dtype[np.float32]]
"""Features of living cells: [cells, K]."""

_STEPS = (4, 8, 16, 24, 32, 48, 64, 96, 128, 200)
_HEALING = (1, 4, 8, 16, 32, 64)
_SEEDS = (0, 1)
_GROWN = 96
_OVERGROWN = 1.5
"""How many times more cells than at step 96 an organism has that is not trained for longer; its life ends there."""


def lifetime(
    organism: Organism,
    growing: Sequence[int] = _STEPS,
    healing: Sequence[int] = _HEALING,
    fire_seeds: Sequence[int] = _SEEDS,
) -> Iterator[Trajectory]:
    """Its growth, and its healing after each half has been removed.

    Args:
        organism: on a grid of two dimensions
        growing: steps after the seed, ascending; it is wounded at the last of them
        healing: steps after the wounds, ascending
        fire_seeds: of the samples; each is wounded in all four ways

    Yields:
        Samples at each of the steps; up to where it has overgrown, if it does.
    """
    growth: list[Trajectory] = []
    grown = 0
    for now in Trajectory.seeded(organism, fire_seeds).through(growing):
        mature = int((now.states[..., ALPHA] > organism.automaton.alive_threshold).sum())
        if now.step <= _GROWN:
            grown = max(grown, mature)
        elif mature > _OVERGROWN * grown:
            return
        growth.append(now)
        yield now
    height, width = organism.grid
    rows, columns = np.indices((height, width))
    halves = (rows >= height // 2, rows < height // 2, columns >= width // 2, columns < width // 2)
    wounded = growth[-1].each_wounded(np.stack(halves))
    yield from wounded.through([wounded.step + step for step in healing])


def features_met(now: Trajectory) -> Met:
    """The features that the living cells of all samples perceive: [cells, K]."""
    automaton = now.organism.automaton
    alive = np.asarray(living(jnp.asarray(now.states), automaton.alive_threshold, automaton.physics.boundary))
    met: Met = np.asarray(automaton.perceive(now.states))[alive]
    return met


__all__ = ["Met", "features_met", "lifetime"]
