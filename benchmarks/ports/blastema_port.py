"""Blastema's own engines, through the choice that training uses; the optimiser is Optax's Adam."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from blastema import engines
from blastema._types import Physics
from blastema.errors import KernelUnavailableError
from ports.setting import ADAM_EPSILON, LEARNING_RATE, Floats, Layers, Setting

MAX_STEPS = 96
"""Bound of the number of steps in the article's training, which is what the engine is compiled for."""


class BlastemaPort:
    def __init__(self, setting: Setting, kernel: str, precision: str) -> None:
        self.setting = setting
        physics = Physics(alive_threshold=setting.alive_threshold)
        self.layers = jax.tree.map(jnp.asarray, setting.layers())
        self.engine = engines.resolve(kernel, physics, self.layers, precision=precision)
        self.start = jnp.asarray(setting.start())
        self.target = jnp.asarray(setting.target())
        self.optimiser = optax.adam(LEARNING_RATE, eps=ADAM_EPSILON)
        self.physics = physics
        self.settings = {
            "seeds": jnp.arange(setting.batch, dtype=jnp.uint32),
            "first_step": jnp.zeros(setting.batch, jnp.uint32),
            "angle": jnp.zeros(setting.batch),
            "fire_rate": jnp.float32(setting.fire_rate),
            "step_size": jnp.float32(1.0),
        }
        self.steps = jnp.int32(setting.steps)
        self._train_step, self._gradients, self._rollout = map(jax.jit, (self.train_step, self.gradient, self.forward))
        self.reset()

    def gradient(self, layers: Any, state: jax.Array, steps: jax.Array, settings: Any) -> tuple[jax.Array, Any]:
        losses, gradient, _ = self.engine.loss_and_gradient(
            layers,
            state,
            self.target,
            steps=steps,
            loss_times=steps[None],
            loss_weights=jnp.ones(1),
            channel_weights=jnp.ones(4),
            physics=self.physics,
            max_steps=max(MAX_STEPS, self.setting.steps),
            **settings,
        )
        return losses.mean(), gradient

    def train_step(self, layers: Any, memory: Any, state: jax.Array, steps: jax.Array, settings: Any) -> Any:
        loss, gradient = self.gradient(layers, state, steps, settings)
        gradient = jax.tree.map(lambda array: array / (jnp.linalg.norm(array) + 1e-8), gradient)
        updates, memory = self.optimiser.update(gradient, memory, layers)
        return optax.apply_updates(layers, updates), memory, loss

    def forward(self, layers: Any, state: jax.Array, steps: jax.Array, settings: Any) -> jax.Array:
        limit = max(MAX_STEPS, self.setting.steps)
        return self.engine.rollout(layers, state, steps, physics=self.physics, max_steps=limit, **settings)

    def iterate(self) -> float:
        self.layers, self.memory, loss = self._train_step(
            self.layers, self.memory, self.start, self.steps, self.settings
        )
        jax.block_until_ready((self.layers, self.memory))
        return float(loss)

    def rollout(self) -> None:
        self._rollout(self.layers, self.start, self.steps, self.settings).block_until_ready()

    def reset(self) -> None:
        self.layers = jax.tree.map(jnp.asarray, self.setting.layers())
        self.memory = self.optimiser.init(self.layers)

    def final_state(self) -> Floats:
        return np.asarray(self._rollout(self.layers, self.start, self.steps, self.settings))

    def gradients(self) -> Layers:
        _, gradient = self._gradients(self.layers, self.start, self.steps, self.settings)
        result: Layers = jax.tree.map(np.asarray, gradient)
        return result

    def notes(self) -> str:
        return self.engine.why


def build(setting: Setting, kernel: str, precision: str = "float32") -> BlastemaPort:
    try:
        return BlastemaPort(setting, kernel, precision)
    except KernelUnavailableError as error:
        raise RuntimeError(str(error)) from error
