"""Several seeds: whether growths from 2 to 4 places merge to one organism, and how it absorbs a later seed.

32 placements of seeds on circles about the middle, 2 to 16 cells in diameter; and as many of one more seed that is
added to a grown organism. E is measured in place, and at the best shift, since a merged organism may be displaced.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import jax.numpy as jnp
import numpy as np

from blastema._types import ALPHA
from blastema.evaluation.attractor import living_in
from blastema.evaluation.ledger import Ledger, target_of
from blastema.evaluation.measures import Array32, Floats, log10, pixel_error
from blastema.evaluation.shapes import count_shapes
from blastema.organism import Organism
from blastema.training.merging import places
from blastema.trajectory import Trajectory

PLACEMENTS = 32
COUNTS = (2, 3, 4)
_NEAREST, _FURTHEST = 2.0, 16.0
TIMES = (200, 1000)
"""Steps after which they are measured."""
SHIFT = 6
"""Largest shift in cells, in either direction."""
FACT = "seed placements"
PLACED = "seeds placed"
"""Name of the pictures of placements before growth."""
_GROWN = 200


@dataclasses.dataclass(frozen=True)
class Placement:
    """The places of seeds.

    count:    how many
    distance: diameter of their circle, in cells
    places:   rows and columns
    """

    count: int
    distance: float
    places: tuple[tuple[int, int], ...]


def placements(grid: tuple[int, ...]) -> list[Placement]:
    """The 32 placements, always the same ones: 2, 3 and 4 seeds in turn, increasingly far apart, rotated at random."""
    random = np.random.default_rng(0)
    found = []
    for number in range(PLACEMENTS):
        count = COUNTS[number % len(COUNTS)]
        distance = _NEAREST + (_FURTHEST - _NEAREST) * number / (PLACEMENTS - 1)
        turn = float(random.uniform(0, 2 * np.pi))
        where = np.asarray(places(count, distance, turn, jnp.zeros((count, 2)), grid))
        found.append(Placement(count, distance, tuple((int(row), int(column)) for row, column in where)))
    return found


def measure(organism: Organism, ledger: Ledger, kernel: str = "auto") -> None:
    """merge200 and merge1000 of the placements, aside200 and aside1000 at the best shift, joined200 and joined1000."""
    found = placements(organism.grid)
    starts = np.stack([np.asarray(organism.planted(organism.grid, each.places)) for each in found])
    seeds = Trajectory.seeded(organism, range(PLACEMENTS), kernel=kernel).replaced(starts)
    ends: dict[int, Floats] = {}
    ledger.look(PLACED, starts)
    for now in seeds.through(TIMES):
        ends[now.step] = _both(ledger, "merge", now.step, now.states)
        _shapes(ledger, f"shapes merge{now.step}", now)
    ledger.facts[FACT] = [
        {"seeds": each.count, "distance": round(each.distance, 2), "places": [list(place) for place in each.places]}
        | {f"log10_e_{step}": _rounded(float(errors[number])) for step, errors in ends.items()}
        for number, each in enumerate(found)
    ]
    _joined(ledger, organism, [each.places[0] for each in found], kernel)


def merged(organism: Organism, step: int, numbers: Sequence[int], kernel: str = "auto") -> Floats:
    """E in place of the placements with these numbers, that many steps after the seeds: [numbers]."""
    found = placements(organism.grid)
    starts = np.stack([np.asarray(organism.planted(organism.grid, found[number].places)) for number in numbers])
    seeds = Trajectory.seeded(organism, numbers, kernel=kernel).replaced(starts)
    return pixel_error(seeds.until(step).states, target_of(organism))


def _joined(ledger: Ledger, organism: Organism, places: list[tuple[int, int]], kernel: str) -> None:
    """A seed is added to a grown organism at one of the places."""
    grown = Trajectory.seeded(organism, range(PLACEMENTS), kernel=kernel).after(_GROWN)
    states = np.array(grown.states)
    for state, (row, column) in zip(states, places, strict=True):
        state[row, column, :ALPHA], state[row, column, ALPHA:] = 0, 1
    for now in grown.replaced(states).through([_GROWN + time for time in TIMES]):
        _both(ledger, "joined", now.step - _GROWN, now.states)


def _both(ledger: Ledger, name: str, time: int, states: Array32) -> Floats:
    """The scores in place and at the best shift; the errors in place."""
    errors = ledger.errors(states)
    ledger.take(f"{name}{time}", errors)
    ledger.take(f"{name}{time} at the best shift", shifted_error(states, ledger.target))
    ledger.look(f"{name}{time}", states)
    return errors


def shifted_error(states: Array32, target: Array32) -> Floats:
    """E of states [B, H, W, C] at the best shift, of up to 6 cells down, up, right or left: [B]."""
    shifts = range(-SHIFT, SHIFT + 1)
    best = np.full(len(states), np.inf)
    for down in shifts:
        for right in shifts:
            best = np.minimum(best, pixel_error(states, np.roll(target, (down, right), (0, 1))))
    return best


def _shapes(ledger: Ledger, name: str, now: Trajectory) -> None:
    threshold = now.organism.automaton.alive_threshold
    size = int(living_in(ledger.cells, threshold).sum())
    alpha = now.states[..., ALPHA]
    living = np.isfinite(alpha) & (alpha > threshold)
    ledger.quantity(name, "", [count_shapes(cells, size // 4) for cells in living])


def _rounded(error: float) -> float | None:
    value = log10(error)
    return round(value, 3) if np.isfinite(value) else None


__all__ = [
    "COUNTS",
    "FACT",
    "PLACED",
    "PLACEMENTS",
    "SHIFT",
    "TIMES",
    "Placement",
    "measure",
    "merged",
    "placements",
    "shifted_error",
]
