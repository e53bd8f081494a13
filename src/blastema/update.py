"""The update rule: the small network that every cell carries.

The article's rule is 1x1 dense 48->128, ReLU, 1x1 dense 128->16 (section "Update rule"), 8,336 parameters.
"""

from __future__ import annotations

from itertools import pairwise

import jax
import jax.numpy as jnp
from jax import Array

from blastema._types import Layers, Perception


def initial_layers(
    key: Array,
    features: int,
    hidden: tuple[int, ...],
    channels: int,
    dtype: jnp.dtype | None = None,
) -> Layers:
    """A rule that does nothing yet: Glorot-uniform layers, zero biases, the last layer all zero.

    features: inputs a cell; hidden: widths of the hidden layers; channels: outputs.

    Returns pairs (weight [in, out], bias [out]).
    """
    dtype = dtype or jnp.dtype(jnp.float32)
    widths = (features, *hidden, channels)
    keys = jax.random.split(key, len(widths))
    glorot = jax.nn.initializers.glorot_uniform()
    layers = [
        (glorot(layer_key, (inputs, outputs), dtype), jnp.zeros(outputs, dtype))
        for layer_key, (inputs, outputs) in zip(keys, pairwise(widths), strict=False)
    ]
    last_weight, last_bias = layers[-1]
    return (*layers[:-1], (jnp.zeros_like(last_weight), last_bias))


def update(layers: Layers, perception: Perception) -> Array:
    """The rule's output for each cell, before the step size: [B, H, W, F*C] -> [B, H, W, C]."""
    *front, (weight, bias) = layers
    batch = perception.shape[0]
    # One product a sample, the last one weights first: XLA's CPU library multiplies these, and above all their
    # gradients, faster than one tall matrix (docs/notes.md).
    cells = perception.reshape(batch, -1, perception.shape[-1])
    for hidden_weight, hidden_bias in front:
        cells = jax.nn.relu(cells @ _for_each(hidden_weight, batch) + hidden_bias[None, None])
    cells = jnp.einsum("boi,bni->bno", _for_each(weight.T, batch), cells) + bias[None, None]
    return cells.reshape(*perception.shape[:-1], cells.shape[-1])


def _for_each(weight: Array, batch: int) -> Array:
    return jnp.broadcast_to(weight, (batch, *weight.shape))
