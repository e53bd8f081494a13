"""Measures: the pixel error of samples, and the score computed from several samples.

A score is over 8 samples, the same organism with fire seeds 0 to 7; it is log10 of the mean E,
with the spread of the samples and the share of them that has recovered, which means E below 1e-3. Besides E in place
there is the E of the form, at the best shift and rotation.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

SAMPLES = 8
"""Samples per score; fire seeds 0 to 7."""
RECOVERED = 1e-3
"""A sample has recovered when its E is below this; a cut heals when the mean E is."""

Floats = np.ndarray[Any, np.dtype[np.float64]]
Array32 = np.ndarray[Any, np.dtype[np.float32]]


def pixel_error(states: ArrayLike, target: ArrayLike) -> Floats:
    """E: mean squared difference over the grid and RGBA: states [..., *grid, C], target [*grid, 4] -> [...].

    Computed in double precision; infinite for a state with values that are not finite.
    """
    shown = np.asarray(states, np.float64)[..., :4]
    with np.errstate(over="ignore", invalid="ignore"):
        error = ((shown - np.asarray(target, np.float64)) ** 2).mean(axis=tuple(range(-np.ndim(target), 0)))
    return np.where(np.isfinite(error), error, np.inf)


def log10(value: float) -> float:
    """log10, with -inf for 0 and inf for anything that is not finite."""
    if not math.isfinite(value):
        return math.inf
    return math.log10(value) if value > 0 else -math.inf


@dataclasses.dataclass(frozen=True)
class Form:
    """The errors of several samples at their best placements, and these placements (`blastema.evaluation.form`).

    errors:  E of each sample at its best shift and rotation
    rows, columns: whole cells down and right of its place
    degrees: rotation, as of `blastema.turns.turned`
    """

    errors: tuple[float, ...]
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    degrees: tuple[float, ...]

    @property
    def log10_mean(self) -> float:
        """log10 of the mean E."""
        return log10(float(np.mean(self.errors)))

    @property
    def recovered(self) -> int:
        """Number of samples with E below 1e-3, in any place."""
        return sum(error < RECOVERED for error in self.errors)

    @property
    def aside(self) -> int:
        """Number of samples with E below 1e-3, but not in place."""
        places = zip(self.errors, self.rows, self.columns, self.degrees, strict=True)
        return sum(error < RECOVERED and any(place) for error, *place in places)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; what is not finite is null."""
        return {
            "log10_mean_e": finite(self.log10_mean),
            "recovered": self.recovered,
            "e": [float(f"{error:.6g}") if math.isfinite(error) else None for error in self.errors],
            "rows": list(self.rows),
            "columns": list(self.columns),
            "degrees": list(self.degrees),
        }


@dataclasses.dataclass(frozen=True)
class Score:
    """The errors of several samples under one condition, and their statistics.

    name:   the condition, e.g. "grow200" or "heal1000 left"
    errors: E of each sample in its place, in the order of the fire seeds
    form:   the same at the best shift and rotation; none if not searched
    """

    name: str
    errors: tuple[float, ...]
    form: Form | None = None

    def __repr__(self) -> str:
        return f"<Score {self.name}: log10 of the mean E {self.log10_mean:.2f}, {len(self.errors)} samples>"

    @classmethod
    def of(cls, name: str, errors: ArrayLike, form: Form | None = None) -> Score:
        """From an array of errors [samples]."""
        return cls(name, tuple(float(error) for error in np.asarray(errors).ravel()), form)

    @property
    def log10_mean(self) -> float:
        """log10 of the mean E: the number used in comparisons."""
        return log10(float(np.mean(self.errors)))

    @property
    def spread(self) -> float:
        """Standard deviation of log10 E over samples, in decades; NaN if a sample diverged."""
        logs = [log10(error) for error in self.errors]
        return float(np.std(logs)) if all(math.isfinite(value) for value in logs) else math.nan

    @property
    def recovered(self) -> int:
        """Number of samples with E below 1e-3."""
        return sum(error < RECOVERED for error in self.errors)

    @property
    def healed(self) -> bool:
        """Whether log10 of the mean E is below -3."""
        return self.log10_mean < log10(RECOVERED)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; what is not finite is null."""
        return {
            "log10_mean_e": finite(self.log10_mean),
            "spread": finite(self.spread),
            "recovered": self.recovered,
            "samples": len(self.errors),
            "e": [float(f"{error:.6g}") if math.isfinite(error) else None for error in self.errors],
            **({} if self.form is None else {"form": self.form.to_dict()}),
        }


def finite(value: float, digits: int = 4) -> float | None:
    """The value rounded for a file, or none where JSON has no number for it."""
    return round(value, digits) if math.isfinite(value) else None


def pooled(name: str, scores: Sequence[Score]) -> Score:
    """One score of all samples of several scores."""
    forms = [score.form for score in scores if score.form is not None]
    form = None
    if len(forms) == len(scores):
        parts = (dataclasses.astuple(form) for form in forms)
        form = Form(*(tuple(itertools.chain(*values)) for values in zip(*parts, strict=True)))
    return Score(name, tuple(error for score in scores for error in score.errors), form)


__all__ = ["RECOVERED", "SAMPLES", "Array32", "Floats", "Form", "Score", "finite", "log10", "pixel_error", "pooled"]
