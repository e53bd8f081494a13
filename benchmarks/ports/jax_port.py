"""A straightforward version in plain JAX: depthwise convolution, two products, `lax.scan` over the steps."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from ports.setting import ADAM_EPSILON, LEARNING_RATE, SOBEL_X, Floats, Layers, Setting, channel_major, filter_major


class JaxPort:
    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.start, self.target = jnp.asarray(setting.start()), jnp.asarray(setting.target())
        filters = np.stack([np.pad([[1.0]], 1), SOBEL_X, SOBEL_X.T], axis=-1)[:, :, None]
        self.kernel = jnp.asarray(np.tile(filters, setting.channels), jnp.float32)  # [3, 3, 1, 3 * channels]
        self.optimiser = optax.adam(LEARNING_RATE, eps=ADAM_EPSILON)
        self._train_step, self._rollout = jax.jit(self.train_step), jax.jit(self.forward)
        self._gradient = jax.jit(jax.grad(self.loss))
        self.reset()

    def alive(self, x: jax.Array) -> jax.Array:
        pooled = jax.lax.reduce_window(x[..., 3:4], -jnp.inf, jax.lax.max, (1, 3, 3, 1), (1, 1, 1, 1), "SAME")
        return pooled > self.setting.alive_threshold

    def step(self, layers: Any, x: jax.Array, key: jax.Array) -> jax.Array:
        (weight1, bias1), (weight2, bias2) = layers
        perception = jax.lax.conv_general_dilated(
            x,
            self.kernel,
            (1, 1),
            "SAME",
            dimension_numbers=("NHWC", "HWIO", "NHWC"),
            feature_group_count=self.setting.channels,
        )
        change = jax.nn.relu(perception @ weight1 + bias1) @ weight2 + bias2
        fires = jax.random.uniform(key, (*x.shape[:3], 1)) <= self.setting.fire_rate
        moved = x + change * fires
        return moved * (self.alive(x) & self.alive(moved))

    def forward(self, layers: Any, x: jax.Array, key: jax.Array) -> jax.Array:
        keys = jax.random.split(key, self.setting.steps)
        return jax.lax.scan(lambda x, key: (self.step(layers, x, key), None), x, keys)[0]

    def loss(self, layers: Any, x: jax.Array, key: jax.Array) -> jax.Array:
        return jnp.mean(jnp.square(self.forward(layers, x, key)[..., :4] - self.target))

    def train_step(self, layers: Any, memory: Any, x: jax.Array, key: jax.Array) -> Any:
        loss, gradient = jax.value_and_grad(self.loss)(layers, x, key)
        gradient = jax.tree.map(lambda array: array / (jnp.linalg.norm(array) + 1e-8), gradient)
        updates, memory = self.optimiser.update(gradient, memory, layers)
        return optax.apply_updates(layers, updates), memory, loss

    def iterate(self) -> float:
        self.layers, self.memory, loss = self._train_step(self.layers, self.memory, self.start, self.key)
        jax.block_until_ready(self.layers)
        return float(loss)

    def rollout(self) -> None:
        self._rollout(self.layers, self.start, self.key).block_until_ready()

    def reset(self) -> None:
        (weight1, bias1), *others = self.setting.layers()
        # A grouped convolution's outputs are ordered channel by channel.
        self.layers = jax.tree.map(jnp.asarray, ((channel_major(weight1), bias1), *others))
        self.memory = self.optimiser.init(self.layers)
        self.key = jax.random.key(self.setting.seed)

    def final_state(self) -> Floats:
        return np.asarray(self._rollout(self.layers, self.start, self.key))

    def gradients(self) -> Layers:
        (weight1, bias1), last = jax.tree.map(np.asarray, self._gradient(self.layers, self.start, self.key))
        return (filter_major(weight1), bias1), last

    def notes(self) -> str:
        return f"{jax.default_backend()}, default precision of products"


def build(setting: Setting) -> JaxPort:
    return JaxPort(setting)
