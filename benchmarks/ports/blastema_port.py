"""Blastema's own engines, through the choice that training uses; the optimiser is Optax's Adam."""

from __future__ import annotations

from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optax

from blastema import engines
from blastema._types import Dense
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig
from blastema.errors import KernelUnavailableError
from blastema.objective import PictureObjective
from ports.setting import ADAM_EPSILON, LEARNING_RATE, Floats, Layers, Setting

MAX_STEPS = 96
"""Bound of the number of steps in the article's training, which is what the engine is compiled for."""


class BlastemaPort:
    def __init__(self, setting: Setting, kernel: str, precision: str) -> None:
        self.setting = setting
        self.automaton = self.initial()
        self.engine = engines.resolve(kernel, self.automaton, precision=precision)
        self.start = jnp.asarray(setting.start())
        self.objective = PictureObjective(jnp.asarray(setting.target())[None])
        self.optimiser = optax.adam(LEARNING_RATE, eps=ADAM_EPSILON)
        seeds = jnp.arange(setting.batch, dtype=jnp.uint32)
        self.conditions = self.automaton.conditions(Conditions(seeds), setting.batch)
        self.steps = jnp.int32(setting.steps)
        self._train_step, self._gradients, self._rollout = map(jax.jit, (self.train_step, self.gradient, self.forward))
        self.reset()

    def initial(self) -> CellularAutomaton:
        layers = tuple(Dense(jnp.asarray(weight), jnp.asarray(bias)) for weight, bias in self.setting.layers())
        inputs, hidden = layers[0].weight.shape
        channels = layers[-1].weight.shape[1]
        assert inputs == 3 * channels
        config = AutomatonConfig(
            channels=channels,
            hidden=(hidden,),
            alive_threshold=self.setting.alive_threshold,
            fire_rate=self.setting.fire_rate,
        )
        empty = CellularAutomaton.initial(config, jax.random.key(0))
        filled: CellularAutomaton = eqx.tree_at(lambda a: a.update.layers, empty, layers)
        return filled

    def gradient(self, automaton: Any, state: jax.Array, steps: jax.Array, conditions: Any) -> tuple[jax.Array, Any]:
        wanted = self.objective.wanted(jnp.zeros(self.setting.batch, jnp.int32), steps)
        losses, gradient, _ = self.engine.loss_and_gradient(
            automaton, state, self.objective, wanted, steps, conditions, max(MAX_STEPS, self.setting.steps)
        )
        return losses.mean(), gradient

    def train_step(self, automaton: Any, memory: Any, state: jax.Array, steps: jax.Array, conditions: Any) -> Any:
        loss, gradient = self.gradient(automaton, state, steps, conditions)
        gradient = jax.tree.map(lambda array: array / (jnp.linalg.norm(array) + 1e-8), gradient)
        updates, memory = self.optimiser.update(gradient, memory, automaton)
        return optax.apply_updates(automaton, updates), memory, loss

    def forward(self, automaton: Any, state: jax.Array, steps: jax.Array, conditions: Any) -> jax.Array:
        limit = max(MAX_STEPS, self.setting.steps)
        return self.engine.rollout(automaton, state, steps, conditions, limit)

    def iterate(self) -> float:
        self.automaton, self.memory, loss = self._train_step(
            self.automaton, self.memory, self.start, self.steps, self.conditions
        )
        jax.block_until_ready((self.automaton, self.memory))
        return float(loss)

    def rollout(self) -> None:
        self._rollout(self.automaton, self.start, self.steps, self.conditions).block_until_ready()

    def reset(self) -> None:
        self.automaton = self.initial()
        self.memory = self.optimiser.init(self.automaton)

    def final_state(self) -> Floats:
        return np.asarray(self._rollout(self.automaton, self.start, self.steps, self.conditions))

    def gradients(self) -> Layers:
        _, gradient = self._gradients(self.automaton, self.start, self.steps, self.conditions)
        result: Layers = tuple((np.asarray(weight), np.asarray(bias)) for weight, bias in gradient.update.layers)
        return result

    def notes(self) -> str:
        return self.engine.why


def build(setting: Setting, kernel: str, precision: str = "float32") -> BlastemaPort:
    try:
        return BlastemaPort(setting, kernel, precision)
    except KernelUnavailableError as error:
        raise RuntimeError(str(error)) from error
