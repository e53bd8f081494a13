"""The article's protocol: growth, persistence and the five cuts of its figures.

All scores come from one growth of 8 samples: grow96 and grow200 after that many steps; the five cuts at step 200, and
heal200 and heal1000 that many steps later; persist1000 and persist5000.
"""

from __future__ import annotations

import numpy as np

from blastema.evaluation.bites import bites
from blastema.evaluation.healing import heal
from blastema.evaluation.ledger import Ledger
from blastema.evaluation.measures import SAMPLES
from blastema.organism import Organism
from blastema.training import damage
from blastema.trajectory import Trajectory

GROWTH = {"grow96": 96, "grow200": 200, "persist1000": 1000, "persist5000": 5000}
"""Steps after which the scores of growth and persistence are taken."""
_CUT_AT = 200


def measure(organism: Organism, ledger: Ledger, kernel: str = "auto") -> None:
    """grow96, grow200, persist1000, persist5000, then heal200 and heal1000 of the five cuts.

    For an organism that starts as its own picture also scores of bites, which its kind is trained to heal. On the
    organism's own training grid, with its own fire rate, step size, angle and boundary.
    """
    seeds = Trajectory.seeded(organism, range(SAMPLES), kernel=kernel)
    seen = {now.step: now for now in seeds.through(GROWTH.values())}
    for name, step in GROWTH.items():
        ledger.score(name, seen[step].states)
    heal(ledger, seen[_CUT_AT], five_cuts(organism))
    if organism.start_radius is not None:
        heal(ledger, seen[_CUT_AT], {"bites": bites(ledger.target, organism.automaton.alive_threshold)})


def five_cuts(organism: Organism) -> dict[str, np.ndarray]:
    """The article's cuts by name: booleans [H, W], true where cells are removed."""
    return {name: damage.cut(name, *organism.grid) for name in damage.CUTS}


__all__ = ["GROWTH", "five_cuts", "measure"]
