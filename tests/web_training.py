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
from helpers import random_automaton, random_states

from blastema import engines
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import Config
from blastema.config.file import to_dict
from blastema.formats import organism_file
from blastema.objective import PictureObjective
from blastema.organism import Organism
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


__all__ = ["BATCH", "ITERATIONS", "KINDS", "Case", "case", "flat", "followed"]
