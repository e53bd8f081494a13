"""Automata of the package CAX, composed of its classes as in its examples; for its versions 0.3.3 and 0.4.4."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from cax.core import ComplexSystem
from cax.core.perceive import ConvPerceive, Perceive
from cax.core.update import NCAUpdate, ResidualUpdate
from flax import nnx

from ports.setting import (
    ADAM_EPSILON,
    ALPHA,
    CLASSES,
    ISOTROPIC_FLAT,
    ISOTROPIC_GAIN,
    LEARNING_RATE,
    Floats,
    Layers,
    Setting,
    channel_major,
    filter_major,
)


def correlation(setting: Setting, rngs: nnx.Rngs, taps: Floats) -> Any:
    """CAX's grouped convolution with fixed filters, taps [3, ..., 3, F]; outputs are ordered channel by channel."""
    channels = setting.channels
    perceive = ConvPerceive(
        channel_size=channels,
        perception_size=taps.shape[-1] * channels,
        kernel_size=(3,) * setting.axes,
        padding="CIRCULAR" if setting.boundary == "torus" else "SAME",
        feature_group_count=channels,
        rngs=rngs,
    )
    perceive.conv.kernel[...] = jnp.asarray(np.tile(taps, channels)[..., None, :])
    return perceive


class IsotropicPerceive(Perceive):  # type: ignore[misc]
    """The state, its Laplacian and the length of its gradient, each of all channels."""

    def __init__(self, setting: Setting, rngs: nnx.Rngs) -> None:
        self.correlate = correlation(setting, rngs, setting.taps())

    def __call__(self, state: jax.Array) -> jax.Array:
        answers = self.correlate(state).reshape(*state.shape, 3)
        across, down = ISOTROPIC_GAIN * answers[..., 0], ISOTROPIC_GAIN * answers[..., 1]
        return jnp.concatenate(
            [state, answers[..., 2], jnp.sqrt(jnp.square(across) + jnp.square(down) + ISOTROPIC_FLAT)], axis=-1
        )


class Automaton(ComplexSystem):  # type: ignore[misc]
    def __init__(self, setting: Setting) -> None:
        rngs = nnx.Rngs(setting.seed)
        isotropic = setting.perception == "isotropic"
        self.perceive = IsotropicPerceive(setting, rngs) if isotropic else correlation(setting, rngs, setting.taps())
        common = {
            "channel_size": setting.channels,
            "perception_size": setting.features,
            "hidden_layer_sizes": (setting.hidden,),
            "step_size": setting.fire_rate,  # its dropout divides the remaining values by this
            "cell_dropout_rate": 1.0 - setting.fire_rate,
            "rngs": rngs,
        }
        if setting.life == "all":
            self.update = ResidualUpdate(num_spatial_dims=setting.axes, **common)
        else:
            reach = (3 if setting.life == "neighbourhood" else 1,) * setting.axes
            self.update = NCAUpdate(kernel_size=reach, alive_threshold=setting.alive_threshold, **common)
        self.keeps_ink = setting.loss == "votes"

    def _step(self, state: jax.Array, input: jax.Array | None = None, **_: Any) -> jax.Array:
        if input is not None:
            input = jnp.broadcast_to(input, (*state.shape[:-1], input.shape[-1]))
        after = self.update(state, self.perceive(state), input)
        return after.at[..., -1:].set(state[..., -1:]) if self.keeps_ink else after


class CaxPort:
    """There RGBA are the last four channels, with alpha last; the port converts inputs and outputs."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.start = jnp.asarray(np.roll(setting.start(), -4, axis=-1))
        self.signals = None if setting.signals() is None else jnp.asarray(setting.signals())
        self.automaton = Automaton(setting)
        self.trainable = nnx.All(nnx.Param, nnx.PathContains("update"))
        self.adam = optax.adam(LEARNING_RATE, eps=ADAM_EPSILON)  # with a new one the iteration is compiled again
        self.reset()

        measured = self.votes() if setting.loss == "votes" else self.pictures()

        def forward(automaton: Automaton, state: jax.Array) -> jax.Array:
            axes = nnx.StateAxes({nnx.RngState: 0, ...: None})
            grow = nnx.vmap(
                lambda one, state, signal: one(state, signal, num_steps=setting.steps),
                in_axes=(axes, 0, None if self.signals is None else 0),
            )
            return nnx.split_rngs(splits=setting.batch)(grow)(automaton, state, self.signals)

        def loss(automaton: Automaton, state: jax.Array) -> jax.Array:
            return measured(forward(automaton, state))

        value_and_gradient = nnx.value_and_grad(loss, argnums=nnx.DiffState(0, self.trainable))

        def train_step(automaton: Automaton, optimiser: nnx.Optimizer, state: jax.Array) -> jax.Array:
            value, gradient = value_and_gradient(automaton, state)
            gradient = jax.tree.map(lambda array: array / (jnp.linalg.norm(array) + 1e-8), gradient)
            optimiser.update(automaton, gradient)
            return value

        self._forward = nnx.jit(forward)
        self._gradient = nnx.jit(value_and_gradient)
        self._train_step = nnx.jit(train_step)

    def pictures(self) -> Any:
        """The mean squared error of RGBA."""
        setting = self.setting
        targets = jnp.asarray(np.stack([setting.target(number) for number in range(setting.pictures)]))
        wanted = targets[setting.labels()] if setting.pictures > 1 else targets[0]
        return lambda states: jnp.mean(jnp.square(states[..., -4:] - wanted))

    def votes(self) -> Any:
        """The squared error of each vote, the mean over the cells of ink of a sample, then over samples."""
        setting = self.setting
        ink = jnp.asarray(setting.start()[..., ALPHA] > setting.alive_threshold)
        wanted = jnp.eye(CLASSES)[setting.labels()].reshape(setting.batch, *(1,) * setting.axes, CLASSES)
        space = tuple(range(1, setting.axes + 1))

        def measured(states: jax.Array) -> jax.Array:
            errors = jnp.sum(jnp.square(states[..., -4 - CLASSES : -4] - wanted), axis=-1)
            return jnp.mean(jnp.sum(errors * ink, axis=space) / jnp.sum(ink, axis=space))

        return measured

    def prepare(self, what: str) -> None:
        """Compile without a call, which may take minutes."""
        if what == "iterate":
            self._train_step = self._train_step.lower(self.automaton, self.optimiser, self.start).compile()
        else:
            self._forward = self._forward.lower(self.automaton, self.start).compile()

    def iterate(self) -> float:
        loss = float(self._train_step(self.automaton, self.optimiser, self.start))
        jax.block_until_ready(nnx.state(self.automaton))
        return loss

    def rollout(self) -> None:
        self._forward(self.automaton, self.start).block_until_ready()

    def reset(self) -> None:
        roll = partial(np.roll, shift=-4, axis=-1)  # RGBA last, in the rule's outputs and in each filter's inputs
        (weight1, bias1), (weight2, bias2) = self.setting.layers()
        first, last = self.automaton.update.layers
        for layer, weight, bias in (
            (first, self.to_theirs(weight1), bias1),
            (last, roll(weight2), roll(bias2)),
        ):
            layer.kernel[...] = jnp.asarray(weight).reshape(layer.kernel[...].shape)
            layer.bias[...] = jnp.asarray(bias)
        self.optimiser = nnx.Optimizer(self.automaton, self.adam, wrt=self.trainable)

    def final_state(self) -> Floats:
        return np.roll(np.asarray(self._forward(self.automaton, self.start)), 4, axis=-1)

    def gradients(self) -> Layers:
        _, gradient = self._gradient(self.automaton, self.start)
        layers: Any = gradient["update"]["layers"]
        weight1, bias1, weight2, bias2 = (
            np.asarray(layers[index][name][...]) for index in (0, 1) for name in ("kernel", "bias")
        )
        weight1, weight2 = (weight.reshape(weight.shape[-2:]) for weight in (weight1, weight2))
        return (self.to_ours(weight1), bias1), (np.roll(weight2, 4, axis=-1), np.roll(bias2, 4))

    def to_theirs(self, weight: Floats) -> Floats:
        """The first layer's rows in the order of their perception; the signal's stay last."""
        rows, signal = self._split(weight)
        rolled = np.roll(rows.reshape(self._filters, -1, weight.shape[1]), -4, axis=1).reshape(rows.shape)
        return np.concatenate([rolled if self._isotropic else channel_major(rolled, self._order), signal])

    def to_ours(self, weight: Floats) -> Floats:
        """The inverse of `to_theirs`."""
        rows, signal = self._split(weight)
        rows = rows if self._isotropic else filter_major(rows, self._order)
        rolled = np.roll(rows.reshape(self._filters, -1, weight.shape[1]), 4, axis=1).reshape(rows.shape)
        return np.concatenate([rolled, signal])

    def _split(self, weight: Floats) -> tuple[Floats, Floats]:
        count = self._filters * self.setting.channels
        return weight[:count], weight[count:]

    @property
    def _filters(self) -> int:
        return len(self.setting.filters)

    @property
    def _order(self) -> tuple[int, ...]:
        return tuple(range(self._filters))

    @property
    def _isotropic(self) -> bool:
        return self.setting.perception == "isotropic"

    def notes(self) -> str:
        return "its step size undoes the rescaling of its dropout"


def build(setting: Setting) -> CaxPort:
    return CaxPort(setting)
