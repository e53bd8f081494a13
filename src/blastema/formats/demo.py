"""The behaviour of an organism under the conditions of the article's web demo, which reads the files of `distill`.

The demo runs on a torus of 96 x 96 cells, keeps cells alive from alpha 0.1 on (here: above it), and packs each value
of the state into 8 bits, which limits it to ±10. This measures a 1000-step run in float32
with the file's own 8-bit weights; the rounding of states is not reproduced.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from blastema._types import ALPHA
from blastema.formats import distill
from blastema.organism import Organism
from blastema.trajectory import Trajectory

SIDE = 96
"""Side of the demo's torus in cells."""

_SEED_PLACE = 47
"""Row and column of the demo's first living cell."""

_LIMIT = 10.0
"""Largest magnitude that the demo's packed state can hold."""

STEPS = 1000


@dataclasses.dataclass(frozen=True)
class DemoRun:
    """The result of a run under the demo's conditions.

    largest:    largest magnitude of any channel of any cell at any step; infinite if a value was not finite
    left_at:    the first step at which it was beyond ±10; none if never
    touched_at: the first step at which a living cell lay at the grid's edge, where torus and zero boundary differ
    alive:      whether anything lived at the end
    """

    largest: float
    left_at: int | None
    touched_at: int | None
    alive: bool

    def notes(self) -> tuple[str, ...]:
        """A description of the run for the user."""
        shown = f"{self.largest:.1f}" if np.isfinite(self.largest) else "not finite"
        facts = f"the state's largest magnitude in {STEPS} steps on the demo's {SIDE} x {SIDE} torus is {shown}"
        if self.left_at is None:
            notes = [f"{facts}, within the ±{_LIMIT:g} that the demo can represent"]
        else:
            notes = [
                f"WARNING: {facts}; the demo can represent ±{_LIMIT:g} and clips the rest, from step {self.left_at} "
                "on: "
                "there the organism may look or behave differently"
            ]
        if self.touched_at is None:
            notes.append("it never reaches that grid's edge, so the torus does not change it")
        else:
            notes.append(f"it reaches that grid's edge at step {self.touched_at} and continues across it")
        if not self.alive:
            notes.append(f"WARNING: nothing is alive there after {STEPS} steps")
        notes.append("the demo keeps alpha = 0.1 alive, and rounds the state to 8 bits: neither is simulated here")
        return tuple(notes)


def demo_run(data: bytes, steps: int = STEPS) -> DemoRun:
    """Run a web model file's bytes as in the demo, in float32: fire rate 0.5, from one cell, fire seed 0."""
    read = distill.loads(data).automaton
    automaton = dataclasses.replace(read, physics=dataclasses.replace(read.physics, boundary="torus"))
    organism = Organism(automaton, "demo", (SIDE, SIDE), seeds=((_SEED_PLACE, _SEED_PLACE),))
    largest, left_at, touched_at, living = 1.0, None, None, np.ones((SIDE, SIDE), bool)
    for now in Trajectory.seeded(organism).through(range(1, steps + 1)):
        magnitude = float(np.abs(now.states).max())
        largest = max(largest, magnitude) if np.isfinite(magnitude) else float("inf")
        living = now.states[0, ..., ALPHA] > automaton.alive_threshold
        if left_at is None and largest > _LIMIT:
            left_at = now.step
        if touched_at is None and _touches_the_edge(living):
            touched_at = now.step
    return DemoRun(largest, left_at, touched_at, bool(living.any()))


def _touches_the_edge(alive: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> bool:
    # A cell next to the edge perceives across it, and its neighbours may live because of it.
    return bool(alive[0].any() or alive[-1].any() or alive[:, 0].any() or alive[:, -1].any())


__all__ = ["SIDE", "STEPS", "DemoRun", "demo_run"]
