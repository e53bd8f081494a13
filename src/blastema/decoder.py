"""Decoders: from states of cells to a picture of more pixels than cells (Pajouheshgar et al., "Cells2Pixels", 2026).

Every pixel lies somewhere between the middles of four cells. A decoder is told their states, mixed by how near they
are, and where in its cell the pixel lies; it is a small network, the same for all pixels, which is trained together
with the rule. What lives, grows and heals are the cells; a decoder only says what they look like.
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
"""Numbers that tell a pixel's place in its cell: sine and cosine of the row's, then of the column's."""


class AbstractDecoder(eqx.Module):
    """What cells look like."""

    pixels: eqx.AbstractVar[int]
    """Along a side of a cell; 1 if a cell is a pixel."""

    @abc.abstractmethod
    def __call__(self, states: State) -> Float[Array, "B h w _"]:
        """The pictures of some states.

        Args:
            states: [B, H, W, C]

        Returns:
            Premultiplied RGBA, [B, H * pixels, W * pixels, 4]; where a cell is a pixel, the states as they are.
        """


class NoDecoder(AbstractDecoder):
    """A cell is a pixel, its first four channels are the colour."""

    pixels: int = eqx.field(static=True, default=1)

    @classmethod
    def initial(cls) -> NoDecoder:
        """It has no settings."""
        return cls()

    def __call__(self, states: State) -> Float[Array, "B h w _"]:
        """See `AbstractDecoder`."""
        return states


class CoordinateDecoder(AbstractDecoder):
    """The cells' own RGBA, drawn smoothly, plus what a network makes of the mixed states and the place in the cell.

    A pixel of which none of the four cells is there (all its channels are zero) is empty, by selection.

    layers: of the network, with rectifiers between them; inputs are all channels, then sine and cosine of the row's
        and of the column's place in the cell, which goes from 0 to 1 turn
    pixels: along a side of a cell
    widths: of its hidden layers
    """

    layers: Layers
    pixels: int = eqx.field(static=True)
    widths: tuple[int, ...] = eqx.field(static=True)

    @classmethod
    def initial(cls, key: Array, channels: int, pixels: int, widths: tuple[int, ...] = (64,)) -> CoordinateDecoder:
        """A decoder that adds nothing yet.

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
        # One after the other, and drawn again for the gradient: all hidden units of all pixels would be gigabytes.
        found: Array = jax.lax.map(lambda state: jax.checkpoint(_picture)(self, state), states)
        return found


def _picture(decoder: CoordinateDecoder, state: Float[Array, "H W C"]) -> Float[Array, "h w 4"]:
    (height, width, channels), pixels = state.shape, decoder.pixels
    (weight, bias), *others = decoder.layers
    # The first layer is linear, so the states are multiplied before they are mixed: once a cell, not once a pixel.
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
    """Where the pixels of a cell lie in it, row by row: sine and cosine of the row's place and of the column's, [P, 4].

    Args:
        pixels: along a side of a cell; P is its square
    """
    turns = 2 * np.pi * (np.arange(pixels) + 0.5) / pixels
    rows, columns = np.meshgrid(turns, turns, indexing="ij")
    waves = [np.sin(rows), np.cos(rows), np.sin(columns), np.cos(columns)]
    return np.stack(waves, axis=-1).reshape(-1, _COORDINATES).astype(np.float32)


def nearness(pixels: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    """How much each pixel of a cell gets of the 3 x 3 cells around, row by row: [P, 9]; nothing of five of them."""
    from_middle = (np.arange(pixels) + 0.5) / pixels - 0.5
    before, after = np.maximum(-from_middle, 0), np.maximum(from_middle, 0)
    along = np.stack([before, 1 - before - after, after], axis=-1)
    found: np.ndarray[Any, np.dtype[np.float32]] = np.einsum("ia,jb->ijab", along, along).reshape(-1, 9)
    return found.astype(np.float32)


def spread(cells: Float[Array, "H W K"], pixels: int) -> Float[Array, "P H W K"]:
    """Values of cells, mixed for each pixel (bilinear between their middles; beyond the edge as at the edge).

    Args:
        cells: [H, W, K]
        pixels: along a side of a cell

    Returns:
        For each of a cell's pixels, row by row, its value in all cells: [P, H, W, K]
    """
    height, width, _ = cells.shape
    near = jnp.pad(cells, ((1, 1), (1, 1), (0, 0)), mode="edge")
    around = jnp.stack([near[row : row + height, column : column + width] for row in range(3) for column in range(3)])
    # One product of matrices, whose gradient is another: much faster than sums of slices.
    return jnp.tensordot(jnp.asarray(nearness(pixels), cells.dtype), around, axes=1)


__all__ = ["AbstractDecoder", "CoordinateDecoder", "NoDecoder", "nearness", "places", "spread"]
