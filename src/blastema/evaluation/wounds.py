"""Wounds beyond the article's cuts: circles, slits, scattered cells, wound upon wound, wounds while it grows."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

from blastema.evaluation.course import Course
from blastema.evaluation.healing import follow, heal
from blastema.evaluation.ledger import Ledger
from blastema.evaluation.measures import Score, finite, pooled
from blastema.training import damage
from blastema.trajectory import Trajectory, wound

_CIRCLES = 32
_ERASED = (0.1, 0.3, 0.5)
_REPEATS, _REPEAT_EVERY = 8, 50
_WHILE_GROWING = (20, 40, 60)
_SLIT = 3
"""Width of a diagonal slit, in cells."""


def measure(ledger: Ledger, course: Course) -> None:
    """All of these wounds, on the 8 samples at step 200; heal200 and heal1000 of each."""
    grown = course.at200
    height, width = grown.organism.grid
    circles = _random_circles(_CIRCLES, height, width)
    _circles(ledger, grown, circles)
    heal(ledger, grown, _slits(height, width), course.attractor)
    heal(ledger, grown, erasures(grown), course.attractor)
    _repeated(ledger, grown, circles, course)
    _while_growing(ledger, grown, course)


def _random_circles(count: int, height: int, width: int) -> np.ndarray:
    """The circles of the training, always the same ones: booleans [count, H, W]."""
    return np.asarray(
        damage.random_wounds(jax.random.key(0), count, height, width, kinds=("circle",), size=min(height, width))
    )


def _slits(height: int, width: int) -> dict[str, np.ndarray]:
    """Thin cuts along both diagonals through the seed, 3 cells wide."""
    rows, columns = np.mgrid[:height, :width]
    down, up = rows - height // 2 - (columns - width // 2), rows - height // 2 + (columns - width // 2)
    return {"slit \\": np.abs(down) <= _SLIT // 2, "slit /": np.abs(up) <= _SLIT // 2}


def erasures(samples: Trajectory) -> dict[str, np.ndarray]:
    """Single cells removed at random, differently for each sample, by what is removed: booleans [B, H, W]."""
    chance = np.random.default_rng(0).random(samples.states.shape[:3])
    return {f"{share:.0%} of cells": chance < share for share in _ERASED}


def _circles(ledger: Ledger, grown: Trajectory, circles: np.ndarray) -> None:
    """One score of all circles on all samples, and how each circle heals."""
    own = Ledger(ledger.target, ledger.organism)
    heal(own, grown, {f"circle {index}": mask for index, mask in enumerate(circles)})
    by_time: dict[str, list[Score]] = {}
    for score in own.scores:
        by_time.setdefault(score.name.split()[0], []).append(score)
    ledger.scores += [pooled(f"{when} {_CIRCLES} circles", scores) for when, scores in by_time.items()]
    ledger.facts["circles"] = [
        {"cells": int(mask.sum()), "log10_mean_e": finite(score.log10_mean, 3), "recovered": score.recovered}
        for mask, score in zip(circles, by_time["heal1000"], strict=True)
    ]


def _repeated(ledger: Ledger, grown: Trajectory, circles: np.ndarray, course: Course) -> None:
    """Eight circles, one every 50 steps; undisturbed afterwards."""
    name = f"{_REPEATS} wounds, one every {_REPEAT_EVERY} steps"
    began, end = grown.step, grown.step + _REPEATS * _REPEAT_EVERY
    hurt = [wound(began + _REPEAT_EVERY * index, mask) for index, mask in enumerate(circles[:_REPEATS])]
    *during, last = grown.through(range(began, end + 1, 10), hurt)
    ledger.curve(f"during {name}", [now.step for now in during], [ledger.errors(now.states) for now in during])
    follow(ledger, last, (name,), course.attractor)


def _while_growing(ledger: Ledger, grown: Trajectory, course: Course) -> None:
    """The left half of what has grown so far is removed."""
    height, width = grown.organism.grid
    mask = damage.cut("left", height, width)
    for time in _WHILE_GROWING:
        young = Trajectory.seeded(grown.organism, range(len(grown.states)), kernel=grown.kernel).after(time)
        heal(ledger, young, {f"left half at step {time}": jnp.asarray(mask)}, course.attractor)


__all__ = ["erasures", "measure"]
