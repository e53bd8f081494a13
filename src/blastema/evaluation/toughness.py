"""Severe damage: wounds that remove most of an organism, displace a part of it, or change its hidden channels.

Each is a row: a name, and a function that gives the grown samples under each of its variants, always the same ones.
The damage itself is defined in `blastema.training.damage`, where training draws its parameters at random.
All rows are followed as one batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import jax
import jax.numpy as jnp
import numpy as np

from blastema._types import Array
from blastema.evaluation.attractor import Attractor, living_in
from blastema.evaluation.births import SEEDS, samples_at_a_time
from blastema.evaluation.healing import follow
from blastema.evaluation.ledger import Ledger
from blastema.evaluation.measures import finite, pooled
from blastema.organism import Organism
from blastema.training import damage
from blastema.trajectory import Trajectory, wound

_GROWN = 200
_STROKES, _STROKE_EVERY, _BRUSH = 5, 20, 4.0
"""Number of brush strokes, the steps between them, and the brush's radius in cells: the page's default."""


def measure(
    ledger: Ledger, grown: Trajectory, attractor: Attractor | None = None, times: tuple[int, ...] = (200, 1000)
) -> None:
    """heal200 and heal1000 of every row, from samples at step 200; those of each variant as facts."""
    states, living = jnp.asarray(grown.states), living_in(ledger.cells, grown.organism.automaton.alive_threshold)
    hurt = {name: [np.asarray(each) for each in row(states, living)] for name, row in ROWS.items()}
    names = {name: [f"{name} {index}" for index in range(len(variants))] for name, variants in hurt.items()}
    own = Ledger(ledger.target, ledger.organism)
    batch = [each for variants in hurt.values() for each in variants]
    together = grown.repeated(len(batch)).replaced(np.concatenate(batch))
    follow(own, together, tuple(name for variants in names.values() for name in variants), attractor, times)
    _take(ledger, own, names, times)
    _swipe(ledger, grown, attractor, times)


def _take(ledger: Ledger, own: Ledger, names: dict[str, list[str]], times: tuple[int, ...]) -> None:
    """The scores of the variants pooled into one per row; the pictures and curves of the first."""
    scores = {score.name: score for score in own.scores}
    distances = {quantity.name: quantity.values for quantity in own.quantities}
    for time in times:
        of_rows = {row: [scores[f"heal{time} {name}"] for name in each] for row, each in names.items()}
        ledger.scores += [pooled(f"heal{time} {row}", each) for row, each in of_rows.items()]
    ledger.facts["variants"] = {
        row: [{"log10_mean_e": finite(each.log10_mean, 3), "recovered": each.recovered} for each in variants]
        for row, variants in of_rows.items()
        if len(variants) > 1
    }
    for row, (first, *others) in names.items():
        ledger.pictures |= {f"{when} {row}": own.pictures[f"{when} {first}"] for when in _looks(times)}
        ledger.curves[f"heal {row}"] = own.curves[f"heal {first}"]
        far = [distances[f"hidden distance {name}"] for name in (first, *others) if distances]
        if far:
            ledger.quantity(f"hidden distance {row}", "", np.concatenate(far))


def _looks(times: tuple[int, ...]) -> tuple[str, ...]:
    return ("wound", *(f"heal{time}" for time in times))


def grown_births(ledger: Ledger, organism: Organism, kernel: str = "auto", fire_seeds: int = SEEDS) -> None:
    """The score of 512 fire seeds at step 200: not only whether they live, but whether they grow."""
    size = samples_at_a_time(organism)
    parts = []
    for first in range(0, fire_seeds, size):
        samples = Trajectory.seeded(organism, range(first, first + size), kernel=kernel).after(_GROWN)
        parts.append(ledger.judged("", samples.states[: fire_seeds - first]))
    ledger.scores.append(pooled(f"grow{_GROWN} {fire_seeds} seeds", parts))


# The rows: grown states [B, H, W, C] and where the picture lives [H, W] -> states, one [B, H, W, C] for each variant.

_Row = Callable[[Array, np.ndarray], Iterable[Array]]


def _half_planes(states: Array, living: np.ndarray) -> Iterable[Array]:
    """Through the middle, at 20 random angles."""
    return _removed(states, living, [(turn, 0.0) for turn in np.random.default_rng(0).uniform(0, 2 * np.pi, 20)])


def _deep_cuts(states: Array, living: np.ndarray) -> Iterable[Array]:
    """Eight cells beyond the middle, in 8 directions."""
    # Half a cell more, so that rounding does not matter for a line along an axis.
    return _removed(states, living, [(turn * np.pi / 4, -7.5) for turn in range(8)])


def _removed(states: Array, living: np.ndarray, lines: list[tuple[float, float]]) -> Iterable[Array]:
    for direction, edge in lines:
        yield damage.wound(states, damage.beyond(living.shape[0], living.shape[1], direction, edge))


def _quadrants(states: Array, living: np.ndarray) -> Iterable[Array]:
    """Three quarters removed; each of the four is left in turn."""
    rows, columns = np.mgrid[: living.shape[0], : living.shape[1]]
    right, bottom = columns >= living.shape[1] // 2, rows >= living.shape[0] // 2
    for kept in (~right & ~bottom, right & ~bottom, ~right & bottom, right & bottom):
        yield damage.wound(states, jnp.asarray(~kept))


def _patches(states: Array, living: np.ndarray) -> Iterable[Array]:
    """All but 10 x 10 cells around a living cell of the picture, a different one for each sample."""
    count, (height, width) = len(states), living.shape
    cells = np.argwhere(living) - (height // 2, width // 2)
    chosen = cells[np.random.default_rng(1).integers(len(cells), size=4 * count)]
    kept = np.stack(
        [damage.window(height, width, float(row) - 0.5, float(column) - 0.5, 5.0) for row, column in chosen]
    )
    for part in kept.reshape(4, count, height, width):
        yield damage.wound(states, jnp.asarray(~part))


def _shifted(states: Array, living: np.ndarray) -> Iterable[Array]:
    """The right half 3 cells down."""
    right = jnp.asarray(damage.cut("right", *living.shape))
    yield jax.vmap(lambda state: damage.moved(state, right, 3, 0))(states)


def _rings(states: Array, living: np.ndarray) -> Iterable[Array]:
    """Rings about the middle, 3 cells wide, every second one removed."""
    rows, columns = np.mgrid[: living.shape[0], : living.shape[1]]
    far = np.hypot(rows - living.shape[0] // 2, columns - living.shape[1] // 2)
    yield damage.wound(states, jnp.asarray(far // 3 % 2 == 1))


def _stripes(states: Array, living: np.ndarray) -> Iterable[Array]:
    """Stripes of 2 rows, every second one removed."""
    rows, _ = np.mgrid[: living.shape[0], : living.shape[1]]
    yield damage.wound(states, jnp.asarray(rows // 2 % 2 == 1))


def _hidden_zero(states: Array, living: np.ndarray) -> Iterable[Array]:
    yield damage.hidden_loss(states)


def _hidden_noise(states: Array, living: np.ndarray) -> Iterable[Array]:
    """Normal noise with a standard deviation of 0.5 on the hidden channels."""
    noise = np.random.default_rng(0).standard_normal(states.shape, np.float32)
    yield damage.hidden_noise(states, jnp.asarray(0.5 * noise))


ROWS: dict[str, _Row] = {
    "20 half-planes": _half_planes,
    "8 deep cuts": _deep_cuts,
    "one quadrant left": _quadrants,
    "10 x 10 cells left": _patches,
    "right half shifted by 3": _shifted,
    "rings": _rings,
    "stripes": _stripes,
    "hidden channels zero": _hidden_zero,
    "hidden noise 0.5": _hidden_noise,
}
SWIPES = f"{_STROKES} strokes of a brush, one every {_STROKE_EVERY} steps"


def _swipe(ledger: Ledger, grown: Trajectory, attractor: Attractor | None, times: tuple[int, ...]) -> None:
    """Strokes across the body, different for each sample, one every 20 steps; undisturbed afterwards."""
    strokes = [
        wound(grown.step + _STROKE_EVERY * index, masks) for index, masks in enumerate(_brushed(grown.states.shape))
    ]
    last = grown.step + _STROKE_EVERY * (_STROKES - 1)
    (hurt,) = grown.through([last], strokes)
    follow(ledger, hurt, (SWIPES,), attractor, times)


def _brushed(shape: tuple[int, ...]) -> np.ndarray:
    """Strokes from one side to the other, near the middle: booleans [strokes, B, H, W]."""
    count, height, width, _ = shape
    random = np.random.default_rng(2)
    turns = random.uniform(0, 2 * np.pi, (_STROKES, count))
    across = turns + np.pi + random.uniform(-0.6, 0.6, turns.shape)
    reach = min(height, width) / 2
    ends = [reach * np.stack([np.sin(each), np.cos(each)], axis=-1) for each in (turns, across)]
    pairs = zip(*(each.reshape(-1, 2).tolist() for each in ends), strict=True)
    masks = [damage.stroke(height, width, start, end, _BRUSH) for start, end in pairs]
    return np.stack(masks).reshape(_STROKES, count, height, width)


__all__ = ["ROWS", "SWIPES", "grown_births", "measure"]
