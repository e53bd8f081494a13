"""How well a volume grows, persists and heals: E as for pictures, and 1 - IoU of its living voxels."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from blastema import painter, pictures
from blastema._types import ALPHA
from blastema.errors import InputError
from blastema.evaluation.ledger import target_of
from blastema.evaluation.measures import Array32, Score, finite, pixel_error
from blastema.organism import Organism
from blastema.training import damage
from blastema.trajectory import Trajectory

SAMPLES = 4
"""Samples per score; fire seeds 0 to 3."""
TIMES = (96, 200, 1000)
"""Steps from the seed at which samples are measured."""
WOUNDED_AT, HEALING = 200, (200, 400)
"""The step at which wounds are applied, and the steps afterwards at which they are measured."""
PUBLISHED = {"oak tree": 0.29, "apartment block": 0.22}
"""Published 1 - IoU for volumes of these kinds (Sudhakaran et al. 2021)."""
_BALL = 0.25
"""Radius of a ball that is removed, as a share of the target's size."""
_PAINTED = 180

Masks = np.ndarray[Any, np.dtype[np.bool_]]


@dataclasses.dataclass(frozen=True)
class VolumeScore:
    """The scores of samples at one time.

    score:  E
    missed: 1 - IoU of the living voxels of each sample with the target's: 0 if they are the same
    """

    score: Score
    missed: tuple[float, ...]

    @property
    def mean_missed(self) -> float:
        """1 - IoU, mean over the samples."""
        return float(np.mean(self.missed))


@dataclasses.dataclass(frozen=True)
class VolumeEvaluation:
    """The evaluation of an organism that grows a volume.

    organism: its name
    grid:     depth, height and width in cells
    voxels:   of the target that are alive
    samples:  per score
    overlaps: by name: grow96, ..., wound BALL, heal200 BALL, ...
    lost:     by wound, the share of the target's living voxels that it removes
    seconds:  wall-clock time it took
    looks:    renderings of the first sample, by name
    """

    organism: str
    grid: tuple[int, ...]
    voxels: int
    samples: int
    overlaps: dict[str, VolumeScore]
    lost: dict[str, float]
    seconds: float
    looks: dict[str, pictures.Pixels]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "organism": self.organism,
            "grid": list(self.grid),
            "voxels": self.voxels,
            "scores": {
                name: one.score.to_dict() | {"one_minus_iou": finite(one.mean_missed)}
                for name, one in self.overlaps.items()
            },
            "wounds": {name: round(share, 4) for name, share in self.lost.items()},
            "published_one_minus_iou": PUBLISHED,
            "seconds": round(self.seconds, 2),
        }

    def sheet(self) -> bytes:
        """All looks side by side, as a PNG file."""
        return pictures.png(pictures.tile(np.stack(list(self.looks.values())), 5))


def missed(states: Array32, target: Array32, threshold: float) -> np.ndarray[Any, np.dtype[np.float64]]:
    """1 - IoU of the living voxels of states [B, *grid, C] with those of a target [*grid, 4]: [B].

    Args:
        states: of the samples; NaN is not alive
        target: to be compared with
        threshold: the alpha above which a voxel lives

    Returns:
        0 if the same voxels live, 1 if none lives in both.
    """
    wanted = target[..., ALPHA] > threshold
    grown = states[..., ALPHA] > threshold
    axes = tuple(range(1, grown.ndim))
    common, either = (grown & wanted).sum(axis=axes), (grown | wanted).sum(axis=axes)
    return np.asarray(1 - common / np.maximum(either, 1))


def wounds_of(target: Array32, size: int, threshold: float) -> dict[str, Masks]:
    """The wounds: balls around the living voxels nearest to and farthest from their centre, and the six halves.

    Args:
        target: [D, H, W, 4]
        size: of the target, in voxels
        threshold: the alpha above which a voxel lives

    Returns:
        Booleans [D, H, W] by name, true for removed voxels.
    """
    grid = target.shape[:-1]
    living = np.argwhere(target[..., ALPHA] > threshold)
    apart = np.linalg.norm(living - living.mean(axis=0), axis=1)
    # A ball around the middle itself would remove nothing of a hollow body.
    nearest, farthest = living[apart.argmin()].tolist(), living[apart.argmax()].tolist()
    halves = {name: damage.cut(name, *grid) for name in ("left", "right", "top", "bottom")}
    front = np.indices(grid)[0] < grid[0] // 2
    return {
        "ball in the middle": damage.ball(grid, nearest, _BALL * size),
        "ball at the end": damage.ball(grid, farthest, _BALL * size),
        **halves,
        "front": front,
        "back": ~front,
    }


def evaluate_volume(
    organism: Organism, kernel: str = "auto", tell: Callable[[str], None] = lambda stage: None
) -> VolumeEvaluation:
    """Grow samples of a volume, apply wounds and measure E and 1 - IoU.

    Args:
        organism: to be evaluated
        kernel: engine
        tell: called with a line about each stage

    Returns:
        The scores.

    Raises:
        InputError: for an organism of another kind, or one whose target is unknown.
    """
    if organism.automaton.axes != 3:
        raise InputError(f"{organism.name} grows a picture, not a volume.")
    began = time.perf_counter()
    target, threshold = target_of(organism), organism.automaton.alive_threshold
    assert organism.target is not None
    overlaps: dict[str, VolumeScore] = {}
    looks = {"target": painter.painted(target, side=_PAINTED)}

    def measure(name: str, now: Trajectory) -> None:
        score = Score.of(name, pixel_error(now.states, target))
        overlaps[name] = VolumeScore(score, tuple(missed(now.states, target, threshold).tolist()))
        looks[name] = painter.painted(now.states[0], side=_PAINTED)

    grown = None
    for now in Trajectory.seeded(organism, range(SAMPLES), kernel=kernel).through(sorted({*TIMES, WOUNDED_AT})):
        tell(f"step {now.step}")
        grown = now if now.step == WOUNDED_AT else grown
        measure(f"{'grow' if now.step <= WOUNDED_AT else 'persist'}{now.step}", now)
    assert grown is not None
    wanted, lost = target[..., ALPHA] > threshold, {}
    for name, removed in wounds_of(target, organism.target.size, threshold).items():
        tell(name)
        lost[name] = float((removed & wanted).sum() / wanted.sum())
        wounded = grown.wounded(removed)
        measure(f"wound {name}", wounded)
        for now in wounded.through([WOUNDED_AT + steps for steps in HEALING]):
            measure(f"heal{now.step - WOUNDED_AT} {name}", now)
    return VolumeEvaluation(
        organism.name, organism.grid, int(wanted.sum()), SAMPLES, overlaps, lost, time.perf_counter() - began, looks
    )


__all__ = [
    "HEALING",
    "PUBLISHED",
    "SAMPLES",
    "TIMES",
    "WOUNDED_AT",
    "Masks",
    "VolumeEvaluation",
    "VolumeScore",
    "evaluate_volume",
    "missed",
    "wounds_of",
]
