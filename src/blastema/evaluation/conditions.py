"""Conditions other than those of training: noise, fire rates, step sizes, angles, boundaries, seeds, precision."""

from __future__ import annotations

import dataclasses
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from blastema._types import ALPHA
from blastema.evaluation.attractor import living_in
from blastema.evaluation.course import Course
from blastema.evaluation.form import Forms
from blastema.evaluation.healing import follow
from blastema.evaluation.ledger import Ledger
from blastema.evaluation.measures import SAMPLES, Array32, pixel_error
from blastema.evaluation.shapes import count_shapes
from blastema.organism import Organism
from blastema.trajectory import Trajectory
from blastema.turns import turned

_NOISE = (0.01, 0.03, 0.1, 0.3, 1.0)
_FIRE_RATES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_STEP_SIZES = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5)
_ANGLES = 16
_DISTANCES = (8, 16, 24, 32)
STEPS = 1000
"""Steps after which a condition's score is taken, unless it changes the rule's pace."""


def _noise(ledger: Ledger, organism: Organism, course: Course, kernel: str) -> None:
    """Normal noise on all channels of the living cells, once, at step 200."""
    grown = course.at200
    living = grown.states[..., ALPHA] > organism.automaton.alive_threshold
    random = np.random.default_rng(0).standard_normal(grown.states.shape, np.float32) * living[..., None]
    states = np.concatenate([grown.states + np.float32(strength) * random for strength in _NOISE])
    names = tuple(f"noise {strength:g}" for strength in _NOISE)
    follow(ledger, grown.repeated(len(_NOISE)).replaced(states), names, course.attractor)


def _fire_rates(ledger: Ledger, organism: Organism, course: Course, kernel: str) -> None:
    """From the seed; with as many updates per cell as in 1000 steps at the trained rate."""
    for rate in _FIRE_RATES:
        steps = round(STEPS * organism.automaton.physics.fire_rate / rate)
        grown = _seeded(organism, kernel).changed(fire_rate=rate).after(steps)
        ledger.score(f"fire rate {rate:g}", grown.states)


def _step_sizes(ledger: Ledger, organism: Organism, course: Course, kernel: str) -> None:
    """From the seed; multiples of the trained step size, for correspondingly fewer or more than 1000 steps."""
    for factor in _STEP_SIZES:
        size = factor * organism.automaton.physics.step_size
        grown = _seeded(organism, kernel).changed(step_size=size).after(round(STEPS / factor))
        ledger.score(f"step size {size:g}", grown.states)


def _angles(ledger: Ledger, organism: Organism, course: Course, kernel: str) -> None:
    """From the seed, 16 rotations of the perceived gradients, against the target rotated about the seed.

    A score's floor, the error of rotating a picture there and back, is kept as a fact. Several seeds
    would have to be rotated as well, so organisms with several are not measured.
    """
    places = organism.places(*organism.grid)
    if organism.start_radius is not None:
        ledger.facts["angles"] = "not measured: the organism starts as its own picture, which would have to be rotated"
        return
    if len(places) > 1:
        ledger.facts["angles"] = "not measured: its several seeds would have to be rotated as well"
        return
    if organism.automaton.decodes:
        ledger.facts["angles"] = "not measured: the decoder draws the pixels of a cell as they lie, and does not turn"
        return
    row, column = places[0]
    about = (row, column)
    turns = [2 * np.pi * index / _ANGLES for index in range(_ANGLES)]
    base = np.deg2rad(organism.automaton.physics.angle)
    samples = _seeded(organism, kernel).repeated(_ANGLES)
    radians = np.repeat(np.asarray(turns, np.float32), SAMPLES) + np.float32(base)
    states = samples.changed(angle=radians).after(STEPS).states.reshape(_ANGLES, SAMPLES, *samples.states.shape[1:])
    floors = {}
    for turn, some in zip(turns, states, strict=True):
        name = f"angle {np.rad2deg(turn):g}"
        target = turned(ledger.target, turn, about)
        ledger.scores.append(ledger.judged(name, some, Forms(ledger.target, turn, about)))
        ledger.look(name, some)
        floor = float(pixel_error(turned(target, -turn, about), ledger.target))
        floors[f"{np.rad2deg(turn):g}"] = round(float(np.log10(floor)), 3) if floor > 0 else None
    ledger.facts["angle_floor_log10_e"] = floors


def _boundaries(ledger: Ledger, organism: Organism, course: Course, kernel: str) -> None:
    """From the seed, with zero and with torus boundary."""
    for boundary in ("zero", "torus"):
        grown = _seeded(_with(organism, boundary=boundary), kernel).after(STEPS)
        ledger.score(f"boundary {boundary}", grown.states)


def _two_seeds(ledger: Ledger, organism: Organism, course: Course, kernel: str) -> None:
    """Two seeds side by side on a grid widened by their distance: the number of shapes in the end. No E."""
    height, width = organism.grid
    size = int(living_in(ledger.cells, organism.automaton.alive_threshold).sum())
    for distance in _DISTANCES:
        if organism.automaton.perception.unfit(height, width + distance):
            continue  # no such grid, as for two levels of cells
        one = np.asarray(organism.seed())
        state = np.zeros((height, width + distance, one.shape[-1]), np.float32)
        state[:, :width] = one
        state[:, distance:] = np.maximum(state[:, distance:], one)  # pictures may overlap even if seeds do not
        grown = _seeded(organism, kernel).replaced(np.repeat(state[None], SAMPLES, axis=0)).after(STEPS)
        alpha = grown.states[..., ALPHA]
        living = np.isfinite(alpha) & (alpha > organism.automaton.alive_threshold)
        ledger.quantity(f"two seeds {distance} apart, shapes", "", [count_shapes(cells, size // 4) for cells in living])
        ledger.quantity(f"two seeds {distance} apart, alive", "of one body", living.sum(axis=(1, 2)) / max(1, size))
        ledger.look(f"two seeds {distance} apart", grown.states)


def _number_formats(ledger: Ledger, organism: Organism, course: Course, kernel: str) -> None:
    """Weights rounded to half precision, and to 255 levels of each array's range; states stay float32."""
    for name, rounded in (("float16", _half), ("int8", _eight_bits)):
        automaton = jax.tree.map(lambda array, f=rounded: jnp.asarray(f(np.asarray(array))), organism.automaton)
        grown = _seeded(dataclasses.replace(organism, automaton=automaton), kernel).after(STEPS)
        ledger.score(f"{name} weights", grown.states)


def _seeded(organism: Organism, kernel: str) -> Trajectory:
    return Trajectory.seeded(organism, range(SAMPLES), kernel=kernel)


def _half(array: Array32) -> Array32:
    return array.astype(np.float16).astype(np.float32)


def _eight_bits(array: Array32) -> Array32:
    scale = float(np.abs(array).max(initial=0)) / 127
    return array if scale == 0 else (np.round(array / scale) * scale).astype(np.float32)


def _with(organism: Organism, **settings: Any) -> Organism:
    physics = dataclasses.replace(organism.automaton.physics, **settings)
    return dataclasses.replace(organism, automaton=dataclasses.replace(organism.automaton, physics=physics))


STAGES = {
    "noise": _noise,
    "fire rates": _fire_rates,
    "step sizes": _step_sizes,
    "angles": _angles,
    "boundaries": _boundaries,
    "two seeds": _two_seeds,
    "number formats": _number_formats,
}
"""The conditions, in their order: functions of the ledger, the organism, its undamaged course and the engine."""


__all__ = ["STAGES", "STEPS"]
