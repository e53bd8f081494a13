"""Transitions: an organism that has grown one picture gets the signal of another, and is measured some steps later."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from blastema import pictures
from blastema.errors import InputError
from blastema.evaluation.measures import SAMPLES, Score, finite, pixel_error
from blastema.evaluation.textures import is_texture
from blastema.organism import Organism
from blastema.pictures import Pixels
from blastema.signals import named
from blastema.trajectory import Trajectory

CHANGE_AT = 200
"""The step at which the signal changes."""
CHANGED = 500
"""Steps from the change to the measurement."""


@dataclasses.dataclass(frozen=True, eq=False)
class Transitions:
    """The results of all transitions between an organism's pictures.

    names:  of the pictures
    scores: E of 8 samples 500 steps after the change, by the names before and after; without a change where they are
        the same
    seen:   the first sample then: uint8 [H, W, 3]
    """

    names: tuple[str, ...]
    scores: dict[tuple[str, str], Score]
    seen: dict[tuple[str, str], Pixels]

    def __repr__(self) -> str:
        return f"<Transitions between {', '.join(self.names)}: {self.succeeded} of {len(self.changes)} succeed>"

    def row(self, name: str) -> list[Score]:
        """The scores from one picture to each, in the order of the names."""
        return [self.scores[name, other] for other in self.names]

    @property
    def changes(self) -> dict[tuple[str, str], Score]:
        """All transitions from one picture to a different one."""
        return {pair: score for pair, score in self.scores.items() if pair[0] != pair[1]}

    @property
    def succeeded(self) -> int:
        """How many of the transitions end with a mean E of 8 samples below 1e-3."""
        return sum(score.healed for score in self.changes.values())

    @property
    def worst(self) -> tuple[str, str]:
        """The transition with the largest E."""
        return max(self.changes, key=lambda pair: self.changes[pair].log10_mean)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON: rows are the first pictures, columns the second ones."""
        numbers = np.array([[score.log10_mean for score in self.row(name)] for name in self.names])
        return {
            "pictures": list(self.names),
            "changed_at": CHANGE_AT,
            "steps": CHANGED,
            "log10_mean_e": [[finite(float(value)) for value in row] for row in numbers],
            "recovered": [[score.recovered for score in self.row(name)] for name in self.names],
            "samples": SAMPLES,
            "succeeded": self.succeeded,
            "of": len(self.changes),
        }


def transition(organism: Organism, before: str, after: Sequence[str], kernel: str = "auto") -> dict[str, Score]:
    """E of 8 samples 500 steps after the change at step 200, by the name of the new picture.

    Raises:
        InputError: for a name that none of its pictures has.
    """
    return {name: score for name, score, _ in _row(organism, before, after, kernel)}


def can_change(organism: Organism) -> bool:
    """Whether transitions between its pictures are measured: not with a signal in the seed, nor of textures."""
    return organism.signal_in == "cells" and not is_texture(organism)


def transitions(
    organism: Organism, kernel: str = "auto", tell: Callable[[str], None] = lambda stage: None
) -> Transitions:
    """Measure all transitions between an organism's pictures.

    Args:
        organism: one with several pictures
        kernel: engine
        tell: called with the name of each stage as it begins

    Raises:
        InputError: for an organism with only one picture, or one that cannot change it, as `can_change` says.
    """
    names = tuple(picture.name for picture in organism.pictures)
    if len(names) < 2:
        raise InputError(f"{organism.name} grows one picture only; a transition needs two.")
    if organism.signal_in == "seed":
        raise InputError(
            f"{organism.name} has its signal in the seed, and cannot change its picture while it lives; evaluate "
            f"its pictures one by one: --as {names[0]} (organism.told({names[0]!r}) in Python)."
        )
    if is_texture(organism):
        raise InputError(
            f"{organism.name} grows textures, between which transitions are not measured; evaluate them one by one: "
            f"--as {names[0]} (organism.told({names[0]!r}) in Python)."
        )
    scores, seen = {}, {}
    for before in names:
        tell(f"changes from {before}")
        for after, score, shown in _row(organism, before, names, kernel):
            scores[before, after], seen[before, after] = score, shown
    return Transitions(names, scores, seen)


def _row(organism: Organism, before: str, after: Sequence[str], kernel: str) -> list[tuple[str, Score, Pixels]]:
    """The samples after each of the signals, all in one batch."""
    wanted = [named(organism.pictures, name) for name in after]
    standing = Trajectory.seeded(organism.told(before), range(SAMPLES), kernel=kernel).until(CHANGE_AT)
    told = np.repeat(np.asarray([picture.signal for picture in wanted], np.float32), SAMPLES, axis=0)
    changed = standing.repeated(len(wanted)).changed(signal=told).after(CHANGED)
    shown = changed.shown
    groups = shown.reshape(len(wanted), SAMPLES, *shown.shape[1:])
    return [
        (
            picture.name,
            Score.of(f"{before} to {picture.name}", pixel_error(seen, picture.target.array)),
            pictures.to_rgb(seen[0]),
        )
        for picture, seen in zip(wanted, groups, strict=True)
    ]


__all__ = ["CHANGED", "CHANGE_AT", "Transitions", "can_change", "transition", "transitions"]
