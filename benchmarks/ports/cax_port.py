"""The automaton of the package CAX, put together from its classes as in its example of growing automata."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from cax.core import ComplexSystem, Input, State
from cax.core.perceive import ConvPerceive, grad_kernel, identity_kernel
from cax.core.update import NCAUpdate
from flax import nnx

from ports.setting import ADAM_EPSILON, LEARNING_RATE, Floats, Layers, Setting, channel_major, filter_major

FILTERS = (0, 2, 1)
"""CAX's gradients come row axis first: identity, Sobel y, Sobel x."""


class GrowingAutomaton(ComplexSystem):
    def __init__(self, setting: Setting) -> None:
        rngs = nnx.Rngs(setting.seed)
        channels = setting.channels
        self.perceive = ConvPerceive(channels, 3 * channels, feature_group_count=channels, rngs=rngs)
        kernel = jnp.concatenate([identity_kernel(ndim=2), grad_kernel(ndim=2)], axis=-1)
        self.perceive.conv.kernel = nnx.Param(jnp.tile(kernel, channels)[:, :, None])
        self.update = NCAUpdate(
            channels,
            3 * channels,
            (setting.hidden,),
            cell_dropout_rate=1.0 - setting.fire_rate,
            alive_threshold=setting.alive_threshold,
            rngs=rngs,
        )

    def _step(self, state: State, input: Input | None = None, *, sow: bool = False) -> State:
        return self.update(state, self.perceive(state), input)


class CaxPort:
    """RGBA are the last four channels there, alpha the very last; the port translates on the way in and out."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.start = jnp.asarray(np.roll(setting.start(), -4, axis=-1))
        self.target = jnp.asarray(setting.target())
        self.automaton = GrowingAutomaton(setting)
        self.trainable = nnx.All(nnx.Param, nnx.PathContains("update"))
        self.reset()

        def forward(automaton: GrowingAutomaton, state: jax.Array) -> jax.Array:
            axes = nnx.StateAxes({nnx.RngState: 0, ...: None})
            grow = nnx.vmap(lambda one, state: one(state, num_steps=setting.steps), in_axes=(axes, 0))
            return nnx.split_rngs(splits=setting.batch)(grow)(automaton, state)

        def loss(automaton: GrowingAutomaton, state: jax.Array) -> jax.Array:
            return jnp.mean(jnp.square(forward(automaton, state)[..., -4:] - self.target))

        value_and_gradient = nnx.value_and_grad(loss, argnums=nnx.DiffState(0, self.trainable))

        def train_step(automaton: GrowingAutomaton, optimiser: nnx.Optimizer, state: jax.Array) -> jax.Array:
            value, gradient = value_and_gradient(automaton, state)
            gradient = jax.tree.map(lambda array: array / (jnp.linalg.norm(array) + 1e-8), gradient)
            optimiser.update(automaton, gradient)
            return value

        self._forward = nnx.jit(forward)
        self._gradient = nnx.jit(value_and_gradient)
        self._train_step = nnx.jit(train_step)

    def iterate(self) -> float:
        loss = float(self._train_step(self.automaton, self.optimiser, self.start))
        jax.block_until_ready(nnx.state(self.automaton))
        return loss

    def rollout(self) -> None:
        self._forward(self.automaton, self.start).block_until_ready()

    def reset(self) -> None:
        roll = partial(np.roll, shift=-4, axis=-1)  # RGBA last, in the rule's outputs and in each filter's inputs
        (weight1, bias1), (weight2, bias2) = self.setting.layers()
        weight1 = roll(weight1.reshape(3, -1, self.setting.hidden), axis=1).reshape(weight1.shape)
        first, last = self.automaton.update.layers
        first.kernel[...] = jnp.asarray(channel_major(weight1, FILTERS)[None, None])
        first.bias[...] = jnp.asarray(bias1)
        last.kernel[...] = jnp.asarray(roll(weight2)[None, None])
        last.bias[...] = jnp.asarray(roll(bias2))
        adam = optax.adam(LEARNING_RATE, eps=ADAM_EPSILON)
        self.optimiser = nnx.Optimizer(self.automaton, adam, wrt=self.trainable)

    def final_state(self) -> Floats:
        return np.roll(np.asarray(self._forward(self.automaton, self.start)), 4, axis=-1)

    def gradients(self) -> Layers:
        _, gradient = self._gradient(self.automaton, self.start)
        layers: Any = gradient["update"]["layers"]
        weight1, bias1, weight2, bias2 = (
            np.asarray(layers[index][name][...]) for index in (0, 1) for name in ("kernel", "bias")
        )
        rows = filter_major(weight1[0, 0], FILTERS).reshape(3, -1, self.setting.hidden)
        weight1 = np.roll(rows, 4, axis=1).reshape(weight1.shape[2:])
        return (weight1, bias1), (np.roll(weight2[0, 0], 4, axis=-1), np.roll(bias2, 4))

    def notes(self) -> str:
        return "surviving updates are rescaled by 1 / fire rate, as its dropout does"


def build(setting: Setting) -> CaxPort:
    return CaxPort(setting)
