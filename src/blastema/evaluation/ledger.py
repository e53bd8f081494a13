"""The record of an evaluation: scores, other quantities, curves over time and pictures."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from blastema import pictures
from blastema.errors import InputError
from blastema.evaluation.form import Forms
from blastema.evaluation.measures import Array32, Floats, Score, finite, log10, pixel_error
from blastema.organism import Organism

_NAMED = 4
"""How many pictures a collection of them names where it is printed."""


@dataclasses.dataclass(frozen=True)
class Quantity:
    """A quantity other than E, measured on several samples.

    name:   e.g. "growth time" or "hidden distance left"
    unit:   e.g. "steps"; empty for a plain number
    values: one per sample; NaN where there is none (a sample that never grew has no growth time)
    """

    name: str
    unit: str
    values: tuple[float, ...]

    def __repr__(self) -> str:
        mean = f"mean {self.mean:.4g} {self.unit}".rstrip()
        return f"<Quantity {self.name}: {mean}, {len(self.known)} of {len(self.values)} samples>"

    @classmethod
    def of(cls, name: str, unit: str, values: ArrayLike) -> Quantity:
        """From a sequence with one number per sample."""
        return cls(name, unit, tuple(float(value) for value in np.asarray(values, np.float64).ravel()))

    @property
    def known(self) -> tuple[float, ...]:
        """The values that are not NaN."""
        return tuple(value for value in self.values if not math.isnan(value))

    @property
    def mean(self) -> float:
        """Mean of the known values; NaN if there are none."""
        return float(np.mean(self.known)) if self.known else math.nan

    @property
    def spread(self) -> float:
        """Standard deviation of the known values."""
        if not self.known or not all(math.isfinite(value) for value in self.known):
            return math.nan
        return float(np.std(self.known))

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; what is not finite is null."""
        return {
            "unit": self.unit,
            "mean": finite(self.mean, 6),
            "spread": finite(self.spread, 6),
            "known": len(self.known),
            "values": [finite(value, 6) for value in self.values],
        }


@dataclasses.dataclass(frozen=True)
class Curve:
    """A value of several samples over time.

    times:  steps [T]; values: [T, samples]
    """

    times: tuple[int, ...]
    values: Floats

    def __repr__(self) -> str:
        return f"<Curve of {np.shape(self.values)[1]} samples at {len(self.times)} steps>"

    def to_dict(self) -> dict[str, Any]:
        """Times, and log10 of the mean over the samples."""
        return {
            "steps": list(self.times),
            "log10_mean": [finite(log10(float(np.mean(row))), 3) for row in self.values],
        }


class Pictures(dict[str, pictures.Pixels]):
    """Pictures by name, each uint8 [samples, H, W, 3]; they print their number and first names, not their pixels."""

    def __repr__(self) -> str:
        first = ", ".join(itertools.islice(self, _NAMED)) + (", ..." if len(self) > _NAMED else "")
        return f"<{len(self)} picture{'s' * (len(self) != 1)}: {first}>" if self else "<no pictures>"


class Ledger:
    """Collects the measurements of one organism against one target.

    Args:
        target: [H, W, 4]; in pixels, if a decoder draws the states
        organism: of the states, if it has a decoder; other states are their own pictures
    """

    def __init__(self, target: Array32, organism: Organism | None = None) -> None:
        self.target = target
        self.organism = organism if organism is not None and organism.automaton.decodes else None
        self._forms = Forms(target)
        self.scores: list[Score] = []
        self.quantities: list[Quantity] = []
        self.curves: dict[str, Curve] = {}
        self.pictures = Pictures()
        self.facts: dict[str, Any] = {}

    @property
    def cells(self) -> Array32:
        """The target with one pixel per cell: [H, W, 4]."""
        picture = None if self.organism is None else self.organism.target
        return self.target if picture is None else picture.cells

    def shown(self, states: Array32) -> Array32:
        """The pictures of states [B, H, W, C]: [B, h, w, 4 or more]."""
        return states if self.organism is None else np.asarray(self.organism.shown(states))

    def errors(self, states: Array32) -> Floats:
        """E of each state [B, H, W, C]."""
        return pixel_error(self.shown(states), self.target)

    def score(self, name: str, states: Array32, picture: bool = True) -> Score:
        """Record the score of states [B, H, W, C], and their pictures."""
        if picture:
            self.look(name, states)
        score = self.judged(name, states)
        self.scores.append(score)
        return score

    def judged(self, name: str, states: Array32, forms: Forms | None = None) -> Score:
        """The score of states [B, H, W, C], in place and in form, without recording it.

        forms: the target, if it is a different one
        """
        forms = forms or self._forms
        errors = pixel_error(self.shown(states), forms.in_place)
        # Shifts are by whole cells; they are not searched for pictures with more pixels than cells.
        return Score.of(name, errors, forms.find(states, errors) if self.organism is None else None)

    def take(self, name: str, errors: ArrayLike) -> Score:
        """Record the score of errors that are known already: [B]."""
        score = Score.of(name, errors)
        self.scores.append(score)
        return score

    def look(self, name: str, states: Array32) -> None:
        """Keep pictures [B, H, W, 3] of states, at most 8 of them."""
        self.pictures[name] = pictures.to_rgb(self.shown(np.asarray(states)[:8]))

    def quantity(self, name: str, unit: str, values: ArrayLike) -> Quantity:
        """Record another quantity."""
        quantity = Quantity.of(name, unit, values)
        self.quantities.append(quantity)
        return quantity

    def curve(self, name: str, times: Sequence[int], values: Sequence[Any]) -> None:
        """Keep a curve: times [T], values [T][samples]."""
        self.curves[name] = Curve(tuple(times), np.asarray(values, np.float64))


def target_of(organism: Organism) -> Array32:
    """The organism's target: [*grid, 4], in pixels.

    Raises:
        InputError: if its picture is not known.
    """
    if organism.target is None:
        raise InputError(
            f"{organism.name} has no picture to compare with; give one: --target PICTURE|EMOJI "
            "(dataclasses.replace(organism, target=...) in Python)."
        )
    if organism.target.grid != organism.grid:
        found, expected = (" x ".join(map(str, sides)) for sides in (organism.target.grid, organism.grid))
        raise InputError(
            f"the picture's grid is {found} cells, the organism's {expected}; evaluation needs the picture on the "
            "training grid."
        )
    pixels = organism.automaton.decoder.pixels
    if organism.target.pixels_per_cell != pixels:
        raise InputError(
            f"{organism.name} shows {pixels} pixels along a side of a cell, the picture {organism.target.name} has "
            f"{organism.target.pixels_per_cell}; load it with pixels_per_cell={pixels}."
        )
    return organism.target.array


__all__ = ["Curve", "Ledger", "Pictures", "Quantity", "target_of"]
