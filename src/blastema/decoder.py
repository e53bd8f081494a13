"""Decoders: from states of cells to a picture of more pixels than cells (Pajouheshgar et al., "Cells2Pixels", 2026).

Each pixel lies between the centres of four cells. A decoder receives their states, interpolated bilinearly, and the
pixel's position in its cell; it is a small network, the same for all pixels, and is trained together with the rule.
Only cells live, grow and heal; the decoder determines what they look like.
"""

from __future__ import annotations

import abc
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from blastema._checks import is_whole
from blastema._types import ALPHA, Array, Layers, State
from blastema.config import MOST_PIXELS
from blastema.errors import InputError
from blastema.update import initial_layers

_MOST_LAYERS, _WIDEST = 8, 1024
_COORDINATES = 4
"""Number of inputs that encode a pixel's position in its cell: sine and cosine of the row's, then of the column's."""


class AbstractDecoder(eqx.Module):
    """What cells look like."""

    pixels: eqx.AbstractVar[int]
    """Pixels along a side of a cell; 1 if a cell is a pixel."""

    @abc.abstractmethod
    def __call__(self, states: State) -> Float[Array, "B h w _"]:
        """The pictures of a batch of states.

        Args:
            states: [B, H, W, C]

        Returns:
            Premultiplied RGBA, [B, H * pixels, W * pixels, 4]; if a cell is a pixel, the states unchanged.
        """


class NoDecoder(AbstractDecoder):
    """Each cell is a pixel; its first four channels are the colour."""

    pixels: int = eqx.field(static=True, default=1)

    @classmethod
    def initial(cls) -> NoDecoder:
        """Without settings."""
        return cls()

    def __call__(self, states: State) -> Float[Array, "B h w _"]:
        """See `AbstractDecoder`."""
        return states


class CoordinateDecoder(AbstractDecoder):
    """The cells' own RGBA, interpolated, plus the output of a network for the interpolated states and the position.

    A pixel is set to empty if none of its four cells exists (all channels are zero).

    layers: of the network, with ReLUs between them; inputs are all channels, then sine and cosine of the row's and of
        the column's position in the cell, which is from 0 to 1 turn
    pixels: along a side of a cell
    widths: of the hidden layers
    """

    layers: Layers
    pixels: int = eqx.field(static=True)
    widths: tuple[int, ...] = eqx.field(static=True)

    @classmethod
    def initial(cls, key: Array, channels: int, pixels: int, widths: tuple[int, ...] = (64,)) -> CoordinateDecoder:
        """A decoder whose network initially outputs zero.

        Args:
            key: of the random numbers
            channels: of a cell
            pixels: along a side of a cell, 2 to 16
            widths: of the hidden layers

        Raises:
            InputError: for numbers out of range.
        """
        if not (is_whole(pixels) and 2 <= pixels <= MOST_PIXELS):
            raise InputError(f"pixels of the decoder is {pixels}; expected 2 to {MOST_PIXELS} along a side of a cell.")
        sound = 1 <= len(widths) <= _MOST_LAYERS and all(is_whole(each) and 1 <= each <= _WIDEST for each in widths)
        if not sound:
            raise InputError(
                f"widths of the decoder is {widths}; expected 1 to {_MOST_LAYERS} hidden layers of 1 to {_WIDEST}."
            )
        layers = initial_layers(key, channels + _COORDINATES, widths, ALPHA + 1)
        return cls(layers=layers, pixels=pixels, widths=widths)

    def __call__(self, states: State) -> Float[Array, "B h w 4"]:
        """See `AbstractDecoder`."""
        # One picture at a time, recomputed for the gradient: the hidden units of all pixels would take gigabytes.
        found: Array = jax.lax.map(lambda state: jax.checkpoint(_picture)(self, state), states)
        return found


def _picture(decoder: CoordinateDecoder, state: Float[Array, "H W C"]) -> Float[Array, "h w 4"]:
    (height, width, channels), pixels = state.shape, decoder.pixels
    (weight, bias), *others = decoder.layers
    # The first layer is linear, so it is applied before interpolation: once per cell, not once per pixel.
    heard = spread(state @ weight[:channels], pixels)
    place = jnp.asarray(places(pixels), state.dtype) @ weight[channels:] + bias[None]
    units = (heard + place[:, None, None]).reshape(-1, len(bias))
    for layer in others:
        units = jax.nn.relu(units) @ layer.weight + layer.bias[None]
    own = spread(state[..., : ALPHA + 1], pixels)
    there = spread(jnp.any(state != 0, axis=-1, keepdims=True).astype(state.dtype), pixels) > 0
    shown = jnp.where(there, own + units.reshape(own.shape), 0)
    return (
        shown.reshape(pixels, pixels, height, width, ALPHA + 1)
        .transpose(2, 0, 3, 1, 4)
        .reshape(height * pixels, width * pixels, ALPHA + 1)
    )


def places(pixels: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Positions of the pixels in a cell, row by row: sine and cosine of the row's position and of the column's, [P, 4].

    Args:
        pixels: along a side of a cell; P is its square
    """
    turns = 2 * np.pi * (np.arange(pixels) + 0.5) / pixels
    rows, columns = np.meshgrid(turns, turns, indexing="ij")
    waves = [np.sin(rows), np.cos(rows), np.sin(columns), np.cos(columns)]
    return np.stack(waves, axis=-1).reshape(-1, _COORDINATES).astype(np.float32)


def nearness(pixels: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Bilinear weights of the 3 x 3 cells around for each pixel of a cell: [P, 9]; at least five of nine are zero."""
    from_middle = (np.arange(pixels) + 0.5) / pixels - 0.5
    before, after = np.maximum(-from_middle, 0), np.maximum(from_middle, 0)
    along = np.stack([before, 1 - before - after, after], axis=-1)
    found: np.ndarray[Any, np.dtype[np.float32]] = np.einsum("ia,jb->ijab", along, along).reshape(-1, 9)
    return found.astype(np.float32)


def spread(cells: Float[Array, "H W K"], pixels: int) -> Float[Array, "P H W K"]:
    """Values of cells, interpolated for each pixel (bilinear between centres; beyond the edge, the edge value).

    Args:
        cells: [H, W, K]
        pixels: along a side of a cell

    Returns:
        The values of each pixel position, row by row, in all cells: [P, H, W, K]
    """
    height, width, _ = cells.shape
    near = jnp.pad(cells, ((1, 1), (1, 1), (0, 0)), mode="edge")
    around = jnp.stack([near[row : row + height, column : column + width] for row in range(3) for column in range(3)])
    # One matrix product, whose gradient is another one: much faster than sums of slices.
    return jnp.tensordot(jnp.asarray(nearness(pixels), cells.dtype), around, axes=1)


__all__ = ["AbstractDecoder", "CoordinateDecoder", "NoDecoder", "nearness", "places", "spread"]
