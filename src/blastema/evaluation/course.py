"""The undamaged course of an organism: 8 samples observed from the seed to the end, and others held out."""

from __future__ import annotations

import dataclasses

import numpy as np

from blastema.evaluation import attractor
from blastema.evaluation.article import GROWTH
from blastema.evaluation.attractor import Attractor, living_in
from blastema.evaluation.dynamics import drift
from blastema.evaluation.ledger import Ledger
from blastema.evaluation.measures import RECOVERED, SAMPLES, Array32
from blastema.organism import Organism
from blastema.trajectory import Trajectory

END, LONG_END = 20_000, 100_000
_LATER = {"persist10000": 10_000, "persist20000": 20_000}
_EACH_STEP_UNTIL = 400
_WINDOW = 200
_TRAJECTORY_EVERY = 20


@dataclasses.dataclass(frozen=True, eq=False)
class Course:
    """Results of the undamaged course for the other measurements.

    at200, at1000: the 8 samples then
    attractor:     of the 8, steps 1000 to 1200
    trajectory:    states [8, H, W, C] by step, to step 1200
    """

    at200: Trajectory
    at1000: Trajectory
    attractor: Attractor
    trajectory: dict[int, Array32]


def undamaged(organism: Organism, ledger: Ledger, end: int = END, kernel: str = "auto") -> Course:
    """Grow 8 samples to the end; record growth, persistence, growth time, drift, hidden distances and extent."""
    seeds = Trajectory.seeded(organism, range(SAMPLES), kernel=kernel)
    scores = {time: name for name, time in (GROWTH | _LATER).items() if time <= end} | {end: f"persist{end}"}
    threshold = organism.automaton.alive_threshold
    curve = {0: ledger.errors(seeds.states)}
    kept: dict[int, Trajectory] = {}
    trajectory: dict[int, Array32] = {0: seeds.states}
    windows: dict[str, dict[int, Array32]] = {"early": {}, "late": {}}
    for samples in seeds.through(_looks(end)):
        time = samples.step
        curve[time] = ledger.errors(samples.states)
        if time in scores:
            ledger.score(scores[time], samples.states)
        if time in (200, 1000):
            kept[time] = samples
        if time % _TRAJECTORY_EVERY == 0 and time <= attractor.TO:
            trajectory[time] = samples.states
        if attractor.FROM <= time <= attractor.TO and time % attractor.EVERY == 0:
            windows["early"][time] = samples.states
        if time > end - _WINDOW and time % attractor.EVERY == 0:
            windows["late"][time] = samples.states
    ledger.curve("undamaged", list(curve), list(curve.values()))
    _growth_time(ledger, curve)
    found = Attractor.of(list(windows["early"].values()), ledger.cells, threshold)
    _distances(ledger, found, windows, _held_out(organism, kernel))
    _drift(ledger, windows, found.cells, organism.automaton.channels)
    return Course(kept[200], kept[1000], found, trajectory)


def _looks(end: int) -> list[int]:
    """The observed steps: all during growth, densely until the attractor is recorded, then every 100 and the last."""
    early = [*range(1, _EACH_STEP_UNTIL + 1), *range(_EACH_STEP_UNTIL + 10, attractor.TO + 1, 10)]
    late = [*range(attractor.TO + 100, end - _WINDOW, 100), *range(end - _WINDOW, end + 1, 10)]
    return sorted(time for time in {*early, *late, *GROWTH.values()} if time <= end)


def _growth_time(ledger: Ledger, curve: dict[int, np.ndarray]) -> None:
    times = np.array(list(curve))
    below = np.stack(list(curve.values())) < RECOVERED
    first = np.where(below.any(axis=0), times[below.argmax(axis=0)], np.nan)
    ledger.quantity("growth time", "steps", first)


def _held_out(organism: Organism, kernel: str = "auto") -> list[Array32]:
    """Other undamaged runs, fire seeds 8 to 15, at the steps of the attractor: the reference for hidden distances."""
    others = Trajectory.seeded(organism, range(SAMPLES, 2 * SAMPLES), kernel=kernel)
    return [now.states for now in others.through(range(attractor.FROM, attractor.TO + 1, attractor.EVERY))]


def _distances(ledger: Ledger, found: Attractor, windows: dict[str, dict[int, Array32]], others: list[Array32]) -> None:
    ledger.quantity("hidden distance held out", "", np.mean([found.distance(states) for states in others], axis=0))
    late = [found.distance(states) for states in windows["late"].values()]
    ledger.quantity("hidden distance at the end", "", np.mean(late, axis=0))


def _drift(ledger: Ledger, windows: dict[str, dict[int, Array32]], cells: np.ndarray, channels: int) -> None:
    early, late = windows["early"], windows["late"]
    steps = float(np.mean(list(late)) - np.mean(list(early)))
    visible, hidden = drift(list(early.values()), list(late.values()), cells, steps)
    ledger.quantity("drift, visible", "in 1000 steps", visible)
    if channels > 4:
        ledger.quantity("drift, hidden", "in 1000 steps", hidden)
        largest = np.abs(list(late.values())[-1][..., 4:]).max(axis=(1, 2, 3))
        ledger.quantity("largest hidden value at the end", "", largest)


__all__ = ["END", "LONG_END", "Course", "living_in", "undamaged"]
