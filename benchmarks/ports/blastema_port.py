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
from blastema.classifying import ClassObjective
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
        pictures = jnp.stack([jnp.asarray(setting.target(number)) for number in range(setting.pictures)])
        votes = setting.loss == "votes"
        self.objective = ClassObjective.initial(pictures[0]) if votes else PictureObjective(pictures)
        self.optimiser = optax.adam(LEARNING_RATE, eps=ADAM_EPSILON)
        seeds = jnp.arange(setting.batch, dtype=jnp.uint32)
        self.labels = jnp.asarray(setting.labels())
        self.conditions = self.automaton.conditions(Conditions(seeds, signal=setting.signals()), setting.batch)
        self.steps = jnp.int32(setting.steps)
        self._train_step, self._gradients, self._rollout = map(jax.jit, (self.train_step, self.gradient, self.forward))
        self.reset()

    def initial(self) -> CellularAutomaton:
        setting = self.setting
        layers = tuple(Dense(jnp.asarray(weight), jnp.asarray(bias)) for weight, bias in setting.layers())
        filters = {"filters": setting.filters} if setting.perception == "filters" else {}
        config = AutomatonConfig(
            channels=setting.channels,
            perception=setting.perception,
            signal=setting.signal,
            update="inked" if setting.loss == "votes" else "residual",
            hidden=(setting.hidden,),
            life=setting.life,
            alive_threshold=setting.alive_threshold,
            boundary=setting.boundary,  # type: ignore[arg-type]
            fire_rate=setting.fire_rate,
            **filters,  # type: ignore[arg-type]
        )
        empty = CellularAutomaton.initial(config, jax.random.key(0))
        assert jax.tree.map(jnp.shape, empty.update.layers) == jax.tree.map(jnp.shape, layers)
        filled: CellularAutomaton = eqx.tree_at(lambda a: a.update.layers, empty, layers)
        return filled

    def gradient(self, automaton: Any, state: jax.Array, steps: jax.Array, conditions: Any) -> tuple[jax.Array, Any]:
        wanted = self.objective.wanted(self.labels, steps)
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
