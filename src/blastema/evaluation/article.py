"""The article's protocol: growth, persistence and the five cuts of its figures.

Everything is read off one growth of 8 samples: grow96 and grow200 after so many steps; the five cuts at step 200, and
heal200 and heal1000 so many steps later; persist1000 and persist5000.
"""

from __future__ import annotations

import numpy as np

from blastema import damage
from blastema.evaluation.measures import Figure, pixel_error
from blastema.evaluation.samples import Samples, target_of
from blastema.organism import Organism

GROW = (96, 200)
HEAL = (200, 1000)
PERSIST = (1000, 5000)
CUT_AT = 200


def measure(organism: Organism, kernel: str = "auto") -> list[Figure]:
    """grow96, grow200, persist1000, persist5000, then heal200 of the five cuts and heal1000 of the five cuts.

    On the organism's own training grid, by its own fire rate, step size, angle and boundary.
    """
    target = target_of(organism)
    figures = []
    samples = Samples.seeded(organism, kernel=kernel)
    grown = samples
    for name, times in (("grow", GROW), ("persist", PERSIST)):
        for time in times:
            samples = samples.after(time - samples.step)
            figures.append(Figure.of(f"{name}{time}", pixel_error(samples.states, target)))
            if time == CUT_AT:
                grown = samples
    return figures + healing(grown, target)


def healing(grown: Samples, target: object) -> list[Figure]:
    """heal200 and heal1000 of the five cuts; all cuts of all samples are one batch."""
    height, width = grown.organism.grid
    wounded = grown.wounded(np.stack([damage.cut(name, height, width) for name in damage.CUTS]))
    figures = []
    for time in HEAL:
        wounded = wounded.after(grown.step + time - wounded.step)
        errors = pixel_error(wounded.states, target).reshape(len(damage.CUTS), -1)
        figures += [Figure.of(f"heal{time} {name}", row) for name, row in zip(damage.CUTS, errors, strict=True)]
    return figures
