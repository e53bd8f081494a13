"""Features of an image network, if a user has its weights: those of VGG16 (Simonyan and Zisserman 2014).

Blastema neither includes nor downloads them. The file is safetensors with torchvision's names, ``features.0.weight``
[out, in, 3, 3] and ``features.0.bias``, ...; other tensors are ignored.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import safetensors
import safetensors.numpy
from jaxtyping import Float

from blastema._checks import as_path
from blastema._types import Array
from blastema.errors import InputError

CONVOLUTIONS = {0: 64, 2: 64, 5: 128, 7: 128, 10: 256, 12: 256, 14: 256, 17: 512, 19: 512, 21: 512, 24: 512}
"""Output channels by index in torchvision's list, up to the last layer that is used."""
_POOLS = (4, 9, 16, 23)
_TAKEN = (1, 6, 11, 18, 25)
"""Indices of the rectified outputs that are compared, as in "Self-Organising Textures"."""
_MEAN, _SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Mean and standard deviation of the images that the weights were trained on."""
SMALLEST = 32
"""Smallest side of a picture, in cells, so that the last layer is not empty."""

Weights = tuple[tuple[Any, Any], ...]
"""For each convolution: kernel [3, 3, in, out] and bias [out]."""


def load(path: str) -> Weights:
    """The weights in a file.

    Args:
        path: safetensors with torchvision's names

    Raises:
        InputError: if it cannot be read or is not of VGG16.
    """
    wanted = "expected VGG16's weights as safetensors, with torchvision's names (features.0.weight [64, 3, 3, 3], ...)"
    try:
        tensors = safetensors.numpy.load(as_path(path, "the file of features", "the path of a file").read_bytes())
    except OSError as error:
        raise InputError(f"the features {path} cannot be read: {error.strerror or error}; {wanted}.") from error
    except (safetensors.SafetensorError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"the features {path} are not a safetensors file; {wanted}.") from error
    layers, before = [], 3
    for place, outputs in CONVOLUTIONS.items():
        found = []
        for name, shape in (("weight", (outputs, before, 3, 3)), ("bias", (outputs,))):
            tensor = tensors.get(f"features.{place}.{name}")
            if tensor is None or tensor.shape != shape:
                there = "lack" if tensor is None else f"have shape {list(tensor.shape)} of"
                raise InputError(f"the features {path} {there} features.{place}.{name} {list(shape)}; {wanted}.")
            if not np.isfinite(tensor.astype(np.float32)).all():
                raise InputError(f"the features {path} have values in features.{place}.{name} that are not finite.")
            found.append(tensor.astype(np.float32))
        layers.append((found[0].transpose(2, 3, 1, 0), found[1]))
        before = outputs
    return tuple(layers)


def maps(images: Float[Array, "B H W 3"], weights: Weights, torus: bool) -> list[Array]:
    """The outputs that are compared, [B, h, w, C] of each: five, ever smaller.

    Args:
        images: colours from 0 to 1
        weights: of `load`
        torus: whether the edges meet; else edge cells are repeated beyond them
    """
    mean, spread = (jnp.asarray(values, images.dtype).reshape(1, 1, 1, 3) for values in (_MEAN, _SPREAD))
    now, found, mode = (images - mean) / spread, [], "wrap" if torus else "edge"
    remaining = iter(weights)
    for place in range(_TAKEN[-1] + 1):
        if place in CONVOLUTIONS:
            kernel, bias = (jnp.asarray(values, images.dtype) for values in next(remaining))
            padded = jnp.pad(now, ((0, 0), (1, 1), (1, 1), (0, 0)), mode=mode)
            now = jax.lax.conv_general_dilated(
                padded, kernel, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC")
            )
            now = now + bias.reshape(1, 1, 1, -1)
        elif place in _POOLS:
            now = jax.lax.reduce_window(now, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
        else:
            now = jax.nn.relu(now)
        if place in _TAKEN:
            found.append(now)
    return found


__all__ = ["CONVOLUTIONS", "SMALLEST", "Weights", "load", "maps"]
