"""One training iteration after another by Python, for the page's trainer (``web/training/``) to repeat.

What random numbers decide (which states, how many steps, which fire seeds) is given, since the page draws its own.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from helpers import random_automaton, random_states, relative_error
from make_golden import MARGIN

from blastema import engines
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import Config, Phase
from blastema.config.file import to_dict
from blastema.config.presets import preset
from blastema.formats import organism_file
from blastema.objective import PictureObjective
from blastema.organism import Organism
from blastema.training import schedule
from blastema.training.guards import Figures, Guards
from blastema.training.optimisers import adam

BATCH, ITERATIONS = 3, 2
KINDS: dict[str, dict[str, Any]] = {
    "article": {"hidden": (32,)},
    "two-layers": {"channels": 8, "hidden": (32, 16), "activation": "tanh", "boundary": "torus"},
    "replacing": {"channels": 8, "hidden": (16,), "update": "replacing", "activation": "atan", "life": "own-alpha"},
    "by-channel": {"channels": 12, "hidden": (48,), "fire_per": "channel", "clamp": 1.0, "step_size": 0.8},
    "all-live": {"channels": 8, "hidden": (16,), "filters": ("identity", "laplacian"), "life": "all", "angle": 30.0},
}


@dataclasses.dataclass(frozen=True)
class Case:
    """Iterations from one rule: states [I, B, H, W, C], steps [I], fire_seeds [I, B], target [H, W, 4]."""

    automaton: CellularAutomaton
    config: Config
    states: np.ndarray
    steps: np.ndarray
    fire_seeds: np.ndarray
    target: np.ndarray

    def organism(self) -> bytes:
        """The organism file of what training begins with."""
        height, width = self.target.shape[:2]
        return organism_file.dumps(Organism(self.automaton, "case", (height, width)))

    def recipe(self) -> dict[str, Any]:
        """The config's section "training", as a config file has it."""
        return dict(to_dict(self.config)["training"])


def case(kind: str, number: int) -> Case:
    """A case of a kind, drawn by a number."""
    rng = np.random.default_rng(number)
    height, width = (int(side) for side in rng.integers(6, 11, 2))
    config = (
        Config()
        .replace(**KINDS[kind])
        .replace(batch_size=BATCH, damage_count=1, weight_average=0.9, learning_rate=2e-3)
    )
    states = random_states(number, ITERATIONS * BATCH, height, width, config.automaton.channels)
    target = rng.random((height, width, 4), np.float32)
    target[..., :3] *= target[..., 3:]
    return Case(
        random_automaton(config.automaton, number),
        config,
        states.reshape(ITERATIONS, BATCH, *states.shape[1:]),
        rng.integers(4, 9, ITERATIONS).astype(np.uint32),
        rng.integers(0, 2**32, (ITERATIONS, BATCH), np.uint32),
        target,
    )


def flat(automaton: CellularAutomaton) -> np.ndarray:
    """All weights and biases, layer by layer."""
    return np.concatenate([np.asarray(value).ravel() for layer in automaton.update.layers for value in layer])


def followed(made: Case, kernel: str = "jax") -> dict[str, np.ndarray]:
    """What the iterations give: losses [I, B], grown [I, B, H, W, C]; gradients, parameters and averages [I, P]."""
    objective = PictureObjective(jnp.asarray(made.target)[None])
    engine = engines.resolve(kernel, made.automaton, objective, threads=1)
    training = made.config.training
    optimiser, decay = adam(training.phases, training.gradient_normalisation), training.weight_average
    automaton = average = made.automaton
    memory = optimiser.init(automaton)
    found: dict[str, list[Any]] = {name: [] for name in ("losses", "grown", "gradients", "parameters", "averages")}
    for index in range(ITERATIONS):
        steps = jnp.int32(made.steps[index])
        conditions = automaton.conditions(Conditions(jnp.asarray(made.fire_seeds[index])), BATCH)
        wanted = objective.wanted(jnp.zeros(BATCH, jnp.int32), steps)
        losses, gradient, grown = engine.loss_and_gradient(
            automaton, jnp.asarray(made.states[index]), objective, wanted, steps, conditions, int(made.steps[index])
        )
        updates, memory = optimiser.update(gradient, memory, automaton)
        automaton = optax.apply_updates(automaton, updates)
        kept = min(decay, (1 + index) / (10 + index))
        average = optax.incremental_update(automaton, average, 1 - kept)
        for name, value in (
            ("losses", losses),
            ("grown", grown),
            ("gradients", flat(gradient)),
            ("parameters", flat(automaton)),
            ("averages", flat(average)),
        ):
            found[name].append(np.asarray(jax.device_get(value), np.float32))
    return {name: np.stack(values) for name, values in found.items()}


def kept(case: Case, kernel: str) -> dict[str, np.ndarray]:
    """What is kept of what the iterations of a case give."""
    found = followed(case, kernel)
    last = {key: found[key][-1] for key in ("grown", "parameters", "averages")}
    return {key: found[key] for key in ("losses", "gradients")} | last


def safe_number(name: str) -> int:
    """Of the first case of its kind that rounding cannot change much."""
    for number in range(1, 1000):
        asked = case(name, number)
        found, again = kept(asked, "jax"), kept(asked, "native")
        if max(relative_error(again[key], found[key]) for key in found) < MARGIN and found["losses"].max() < 100:
            return number
    raise SystemExit(f"no case of {name} is safe from rounding")


def course() -> dict[str, Any]:
    """A recipe of all kinds of phases, and what it asks for at iterations within, between and behind them."""
    phases = (
        Phase(10, (36, 52)),
        Phase(20, (40, 60), 1e-3, 0.1, "cosine"),
        Phase(15, (8, 9), 1e-3, 0.5, "linear"),
    )
    config = preset("regenerating", "quick", phases=phases, iterations=45)
    rate = schedule.learning_rate(config.training.phases)
    at = [0, 9, 10, 17, 29, 30, 31, 44, 45, 60]
    return {
        "recipe": to_dict(config)["training"],
        "at": at,
        "rates": [float(rate(iteration)) for iteration in at],
        "steps": [schedule.episode_steps(phases, jnp.uint32(iteration)).tolist() for iteration in at],
    }


def guarded() -> list[dict[str, Any]]:
    """Courses that end well and badly: figures, and after each what the guards remember and say."""
    courses = []
    for number, ending in enumerate(("well", "jump", "dead", "broken", "exploded", "infinite")):
        random = np.random.default_rng(number)
        guards, seen = Guards(0.05, 4, 30), []
        for iteration in range(400 if ending == "jump" else 100):
            late = iteration > 40
            figures = Figures(
                loss=float(10 ** (-1 - min(iteration, 40) / 20 + random.normal() / 10)),
                gradient_norm=float(np.inf if ending == "infinite" and iteration > 50 else random.random()),
                largest_state=1e6 if ending == "exploded" and iteration > 60 else 3.0,
                living_share=0.2,
                dead_samples=4 if ending == "dead" and late else int(random.integers(3)),
                broken_drawn=0.9 if ending == "broken" and late else float(random.integers(3)) / 4,
            )
            if ending == "jump" and late:
                figures = dataclasses.replace(figures, loss=0.5)
            guards = guards.after(figures)
            known = {"figures": dataclasses.asdict(figures), "smoothed": guards.smoothed, "broken": guards.broken}
            seen.append(known | {"trouble": guards.trouble(figures), "healthy": guards.healthy()})
            if seen[-1]["trouble"] is not None:
                break
        courses.append({"ending": ending, "seen": seen})
    return courses


__all__ = [
    "BATCH",
    "ITERATIONS",
    "KINDS",
    "Case",
    "case",
    "course",
    "flat",
    "followed",
    "guarded",
    "kept",
    "safe_number",
]
