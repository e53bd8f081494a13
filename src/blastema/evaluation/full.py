"""The full protocol: the article's, all other wounds, other conditions, and the dynamics of the hidden state."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from blastema.evaluation import conditions, dynamics, toughness, wounds
from blastema.evaluation.article import five_cuts
from blastema.evaluation.bites import bites
from blastema.evaluation.course import END, LONG_END, Course, undamaged
from blastema.evaluation.healing import heal
from blastema.evaluation.ledger import Ledger
from blastema.evaluation.measures import Array32
from blastema.organism import Organism
from blastema.training import damage

Tell = Callable[[str], None]


def measure(
    organism: Organism, ledger: Ledger, kernel: str = "auto", long: bool = False, tell: Tell = lambda stage: None
) -> None:
    """Measure everything.

    long: persistence to 100,000 steps instead of 20,000
    tell: called with the name of each stage as it begins
    """
    tell("growth and persistence")
    course = undamaged(organism, ledger, LONG_END if long else END, kernel)
    tell("cuts")
    heal(ledger, course.at200, five_cuts(organism), course.attractor)
    if organism.start_radius is not None:
        taken = bites(ledger.target, organism.automaton.alive_threshold)
        heal(ledger, course.at200, {"bites": taken}, course.attractor)
    tell("wounds")
    wounds.measure(ledger, course)
    tell("toughness")
    toughness.measure(ledger, course.at200, course.attractor)
    tell("many seeds")
    toughness.grown_births(ledger, organism, kernel)
    for name, stage in conditions.STAGES.items():
        tell(name)
        stage(ledger, organism, course, kernel)
    tell("dynamics")
    _dynamics(ledger, course)


def _dynamics(ledger: Ledger, course: Course) -> None:
    cells = course.attractor.cells
    ledger.quantity("Lyapunov exponent", "per step", dynamics.lyapunov(course.at1000))
    ledger.facts["rhythm"] = dynamics.rhythm(course.at1000, cells).to_dict()
    components = dynamics.principal_components(course.trajectory, _healing_courses(course), cells)
    if components is not None:
        ledger.facts["principal_components"] = components


def _healing_courses(course: Course) -> dict[str, dict[int, Array32]]:
    """The first sample's states after each of the five cuts, every 20 steps."""
    first = course.at200.only(slice(1))
    masks = np.stack([damage.cut(name, *first.states.shape[1:3]) for name in damage.CUTS])
    courses: dict[str, dict[int, Array32]] = {name: {} for name in damage.CUTS}
    for now in first.each_wounded(masks).through(range(first.step, first.step + 1001, 20)):
        for name, state in zip(damage.CUTS, now.states, strict=True):
            courses[name][now.step] = state
    return courses


__all__ = ["Tell", "measure"]
