"""The recovery from an intervention, in per cent: the measure of NCAtorch (Spitznagel and Keuper, TMLR 2026).

``100 (final - worst) / (before - worst)`` of mean squared errors: before the intervention at step 150,
right after it, and at step 449; 100 if it is as good as before, 0 if nothing improves. Errors are means over the
samples of all pictures.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np

from blastema.evaluation.measures import SAMPLES, finite, pixel_error
from blastema.organism import Organism
from blastema.training import damage
from blastema.trajectory import Trajectory

DONE_AT, SEEN_AT = 150, 449
"""The steps of the intervention and of the final error."""
_HALVES = ("bottom", "top", "right", "left")


@dataclasses.dataclass(frozen=True)
class Recovery:
    """Mean squared errors around an intervention.

    before: at step 150
    worst:  right after it
    final:  at step 449
    """

    before: float
    worst: float
    final: float

    @property
    def per_cent(self) -> float:
        """The recovery in per cent; NaN if the intervention did no harm."""
        if self.worst == self.before:
            return math.nan
        return 100 * (self.final - self.worst) / (self.before - self.worst)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        errors = {name: finite(value, 8) for name, value in dataclasses.asdict(self).items()}
        return errors | {"per_cent": finite(self.per_cent)}


def recoveries(organism: Organism, kernel: str = "auto") -> dict[str, Recovery]:
    """Measure the recovery from the deletion of half of the cells, and from a change of picture.

    Args:
        organism: one with several pictures
        kernel: engine

    Returns:
        ``deletion``: of each of the four halves; ``change``: from each picture to each other one.
    """
    deletion, change = [], []
    for picture in organism.pictures:
        standing = Trajectory.seeded(organism.told(picture.name), range(SAMPLES), kernel=kernel).until(DONE_AT)
        halves = np.stack([damage.cut(half, *organism.grid) for half in _HALVES])
        before = pixel_error(standing.shown, picture.target.array)
        wounded = standing.each_wounded(halves)
        deletion.append([before, *(pixel_error(s, picture.target.array) for s in _then(wounded))])
        others = [other for other in organism.pictures if other.name != picture.name]
        told = np.repeat(np.asarray([other.signal for other in others], np.float32), SAMPLES, axis=0)
        wanted = np.repeat(np.stack([other.target.array for other in others]), SAMPLES, axis=0)
        changed = standing.repeated(len(others)).changed(signal=told)
        change.append([before, *(_errors(states, wanted) for states in _then(changed))])
    return {name: _summary(rows) for name, rows in (("deletion", deletion), ("change", change))}


def _then(done: Trajectory) -> tuple[Any, Any]:
    """The pictures right after the intervention, and at the end."""
    return done.shown, done.until(SEEN_AT).shown


def _errors(states: Any, wanted: Any) -> Any:
    return np.array([pixel_error(state, target) for state, target in zip(states, wanted, strict=True)])


def _summary(rows: list[list[Any]]) -> Recovery:
    before, worst, final = (float(np.mean([np.mean(row[place]) for row in rows])) for place in range(3))
    return Recovery(before, worst, final)


__all__ = ["DONE_AT", "SEEN_AT", "Recovery", "recoveries"]
