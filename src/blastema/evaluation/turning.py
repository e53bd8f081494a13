"""Rotated seeds: whether an organism points where its seed does, and where it points if its seed has no direction.

From a seed with a direction: 32 rotations, each against the equally rotated picture, of which a curriculum of 16
rotations has trained every second one; undamaged, and cut. From one cell: 64 growths with different fire seeds. E is
measured in the direction of the seed, if it has one, and at the angle at which it is least.

The equivariance of the rule: a step of a rotated state against the rotated step of the state.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from blastema.any_angle import AnyAngle
from blastema.evaluation.article import five_cuts
from blastema.evaluation.ledger import Ledger, target_of
from blastema.evaluation.measures import Array32, Floats, log10, pixel_error
from blastema.organism import Organism
from blastema.trajectory import Trajectory
from blastema.turns import angles, apart, turned, turned_places

TURNS = 32
"""Number of directions of the seed."""
GROWTHS = 64
"""Number of growths from one cell."""
TIMES = (200, 1000)
"""Steps after which they are measured, from the seed and from a cut."""
BINS = 16
FACT, HISTOGRAM, EQUIVARIANCE = "turned seeds", "angles", "equivariance"
STEP_ANGLES = (15, 30, 45, 60, 75, 90, 180, 270)
"""Degrees by which states are rotated for the comparison of steps."""
_FINE = 128
"""Number of angles at which E is minimised."""
_GROWN = 200
_AT_THE_BEST = "at the best angle"


@dataclasses.dataclass(frozen=True)
class Pointing:
    """The directions of states.

    errors:  E of each at the angle at which it is least, [B]
    radians: that angle, [B]
    """

    errors: Floats
    radians: Floats


def pointing(states: Array32, target: Array32, count: int = _FINE) -> Pointing:
    """The directions of states [B, H, W, C], among this many angles about the middle of the grid."""
    found = np.asarray(states, np.float64)[..., :4]
    loss = AnyAngle.of(target, count)
    errors = np.stack([((found - picture) ** 2).mean(axis=(1, 2, 3)) for picture in loss.pictures], axis=1)
    errors = np.where(np.isfinite(errors), errors, np.inf)
    best = errors.argmin(axis=1)
    return Pointing(errors.min(axis=1), np.asarray(angles(count))[best])


def measure(organism: Organism, ledger: Ledger, kernel: str = "auto") -> None:
    """For seeds with a direction turned200, turned1000 and turned-heal1000, for one cell spun200 and spun1000.

    Each also at the best angle; the histogram of the angles; and the comparison of steps.
    """
    if len(organism.places(*organism.grid)) > 1:
        _turned_seeds(organism, ledger, kernel)
    else:
        _one_cell(organism, ledger, kernel)
    ledger.facts[EQUIVARIANCE] = equivariance(organism, kernel)


def planted(organism: Organism, radians: float) -> Array32:
    """The seed of an organism, rotated about the middle of its grid: [H, W, C]."""
    height, width = organism.grid
    places = turned_places(organism.places(height, width), radians, (height // 2, width // 2))
    return np.asarray(organism.planted((height, width), [(int(row), int(column)) for row, column in places]))


def _turned_seeds(organism: Organism, ledger: Ledger, kernel: str) -> None:
    asked = np.asarray(angles(TURNS))
    wanted = np.stack([turned(ledger.target, angle) for angle in asked])
    seeds = np.stack([planted(organism, angle) for angle in asked])
    start = Trajectory.seeded(organism, range(TURNS), kernel=kernel).replaced(seeds)
    seen: dict[int, Pointing] = {}
    errors: dict[int, Floats] = {}
    for now in start.through(TIMES):
        errors[now.step], seen[now.step] = _both(ledger, f"turned{now.step}", now.states, wanted)
        if now.step == _GROWN:
            grown = now
    masks = np.stack([mask for _, mask in zip(range(TURNS), _in_turn(organism), strict=False)])
    cut = grown.wounded(masks).after(TIMES[-1])
    healed, _ = _both(ledger, f"turned-heal{TIMES[-1]}", cut.states, wanted)
    off = {step: np.degrees(apart(found.radians, asked)) for step, found in seen.items()}
    ledger.quantity(f"out of direction at {TIMES[-1]}", "degrees", np.abs(off[TIMES[-1]]))
    ledger.facts[FACT] = [
        {"degrees": float(np.degrees(angle)), "log10_e_cut": _rounded(healed[number])}
        | {f"log10_e_{step}": _rounded(errors[step][number]) for step in TIMES}
        | {f"points_{step}": round(float(np.degrees(seen[step].radians[number])), 2) for step in TIMES}
        for number, angle in enumerate(asked)
    ]
    ledger.facts[HISTOGRAM] = _histogram(apart(seen[TIMES[-1]].radians, asked))


def pointed(organism: Organism, step: int, numbers: Sequence[int], kernel: str = "auto") -> Floats:
    """E of the rotations with these numbers of the seed, against the picture rotated likewise: [numbers]."""
    asked = np.asarray(angles(TURNS))[list(numbers)]
    wanted = np.stack([turned(target_of(organism), angle) for angle in asked])
    seeds = np.stack([planted(organism, angle) for angle in asked])
    now = Trajectory.seeded(organism, numbers, kernel=kernel).replaced(seeds).until(step)
    return np.stack([pixel_error(state, picture) for state, picture in zip(now.states, wanted, strict=True)])


def _in_turn(organism: Organism) -> list[np.ndarray]:
    """The five cuts, repeated in turn."""
    return [*five_cuts(organism).values()] * TURNS


def _both(ledger: Ledger, name: str, states: Array32, wanted: Array32) -> tuple[Floats, Pointing]:
    """The scores in the direction of the seed, and at the best angle."""
    shown = np.asarray(states, np.float64)[..., :4]
    errors = ((shown - wanted) ** 2).mean(axis=(1, 2, 3))
    errors = np.where(np.isfinite(errors), errors, np.inf)
    found = pointing(states, ledger.target)
    ledger.take(name, errors)
    ledger.take(f"{name} {_AT_THE_BEST}", found.errors)
    ledger.look(name, states[:: max(1, len(states) // 8)])
    return errors, found


def _one_cell(organism: Organism, ledger: Ledger, kernel: str) -> None:
    seeds = Trajectory.seeded(organism, range(GROWTHS), kernel=kernel)
    for now in seeds.through(TIMES):
        found = pointing(now.states, ledger.target)
        ledger.take(f"spun{now.step} {_AT_THE_BEST}", found.errors)
        ledger.look(f"spun{now.step}", now.states)
        if now.step == _GROWN:
            grown, before = now, found
    ledger.quantity("turns between 200 and 1000", "degrees", np.degrees(np.abs(apart(found.radians, before.radians))))
    ledger.facts[HISTOGRAM] = _histogram(found.radians)
    masks = np.stack([mask for _, mask in zip(range(GROWTHS), _in_turn(organism) * 2, strict=False)])
    cut = pointing(grown.wounded(masks).after(TIMES[-1]).states, ledger.target)
    ledger.take(f"spun-heal{TIMES[-1]} {_AT_THE_BEST}", cut.errors)


def _histogram(radians: Floats) -> dict[str, list[float] | list[int]]:
    """The number of angles closest to each of 16 directions."""
    numbers = np.round(radians / (2 * np.pi / BINS)).astype(int) % BINS
    return {
        "degrees": [float(np.degrees(angle)) for angle in angles(BINS)],
        "samples": np.bincount(numbers, minlength=BINS).tolist(),
    }


def equivariance(organism: Organism, kernel: str = "auto") -> list[dict[str, float]]:
    """step(R s) against R step(s), for a grown state s and rotations R about the middle of the grid; all cells fire.

    Returns:
        For each angle: ``degrees``; ``apart``, the root of the mean squared difference of the two, as a share of that
        of the step itself (rotated likewise); and ``largest``, the largest difference of any value. Rotations other
        than quarter turns interpolate between cells; ``floor`` is the error of this: the difference between a step and
        the same step rotated there and back, as the same share.
    """
    grown = Trajectory.seeded(organism, [0], kernel=kernel).after(_GROWN).changed(fire_rate=1.0)
    before = _roomy(grown.states[0])
    grown = grown.replaced(before[None])
    step = grown.after(1).states[0] - before
    rows = []
    for degrees in STEP_ANGLES:
        radians = float(np.radians(degrees))
        start = turned(before, radians)
        first = grown.replaced(start[None]).after(1).states[0] - start
        second = turned(step, radians)
        size = _size(second)
        rows.append(
            {
                "degrees": float(degrees),
                "apart": _share(_size(first - second), size),
                "largest": float(np.abs(first - second).max()),
                "floor": _share(_size(turned(second, -radians) - step), _size(step)),
            }
        )
    return rows


def _roomy(state: Array32) -> Array32:
    """A state in the middle of a square with odd sides, which quarter turns map to itself, large enough to rotate."""
    side = 2 * (int(0.75 * max(state.shape[:2])) + 1) + 1
    room = np.zeros((side, side, state.shape[-1]), np.float32)
    top, left = (side // 2 - length // 2 for length in state.shape[:2])
    room[top : top + state.shape[0], left : left + state.shape[1]] = state
    return room


def _size(values: Array32) -> float:
    return float(np.sqrt(np.mean(np.asarray(values, np.float64) ** 2)))


def _share(part: float, whole: float) -> float:
    return float(f"{part / whole:.3g}") if whole > 0 else 0.0


def _rounded(error: float) -> float | None:
    value = log10(float(error))
    return round(value, 3) if np.isfinite(value) else None


__all__ = [
    "BINS",
    "EQUIVARIANCE",
    "FACT",
    "GROWTHS",
    "HISTOGRAM",
    "STEP_ANGLES",
    "TIMES",
    "TURNS",
    "Pointing",
    "equivariance",
    "measure",
    "planted",
    "pointed",
    "pointing",
]
