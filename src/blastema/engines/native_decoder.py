"""The decoder of coordinates by the native kernel: the same pictures up to rounding, several times faster than by XLA.

The first layer of its network is applied to the cells, by JAX; interpolation and the other layers are C++
(``native/level/decoder.cc``), which computes only pixels that have a cell.
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from blastema._types import ALPHA, Array, State
from blastema.decoder import AbstractDecoder, CoordinateDecoder, places
from blastema.engines import native_calls

_COLOURS = ALPHA + 1


class _Attributes(NamedTuple):
    """The compile-time attributes of a call; must match `Attributes` in native/decoder_binding.cc."""

    pixels: int
    threads: int
    level: str

    def as_keywords(self) -> dict[str, Any]:
        return {"pixels": np.int32(self.pixels), "threads": np.int32(self.threads), "level": self.level}


class NativeDecoder(AbstractDecoder):
    """A decoder of coordinates, computed by the native kernel; differentiable (reverse mode).

    inner:   the decoder
    pixels:  its pixels along a side of a cell
    threads: 1 or more; each draws one picture after another, and the result does not depend on their number
    level:   instruction level, one of `native_calls.available_levels`
    """

    inner: CoordinateDecoder
    pixels: int = eqx.field(static=True)
    threads: int = eqx.field(static=True)
    level: str = eqx.field(static=True)

    @classmethod
    def of(cls, decoder: AbstractDecoder, threads: int, level: str) -> AbstractDecoder:
        """A decoder as the kernel computes it; a decoder of another kind or another dtype is returned unchanged.

        Args:
            decoder: any
            threads: as of the class
            level: of the rule's products; those of decoders are of float32 in any case
        """
        if type(decoder) is not CoordinateDecoder:
            return decoder
        if {str(array.dtype) for layer in decoder.layers for array in layer} != {"float32"}:
            return decoder
        levels = native_calls.available_levels()
        best = level if level in levels else levels[0]
        return cls(inner=decoder, pixels=decoder.pixels, threads=threads, level=best)

    def __call__(self, states: State) -> Float[Array, "B h w 4"]:
        """See `AbstractDecoder`."""
        if states.dtype != jnp.float32:
            return self.inner(states)
        (weight, bias), *others = self.inner.layers
        channels = states.shape[-1]
        heard = states @ weight[:channels]
        place = jnp.asarray(places(self.pixels)) @ weight[channels:] + bias[None]
        attributes = _Attributes(self.pixels, self.threads, self.level)
        flat = tuple(array for layer in others for array in layer)
        found: Array = _decode(attributes, states, heard, place, flat)
        return found


def _call(target: str, results: Any, attributes: _Attributes, *operands: Array) -> Any:
    call: Any = jax.ffi.ffi_call(f"blastema_{target}", results, vmap_method="sequential")
    return call(*operands, **attributes.as_keywords())


def _like(array: Array) -> jax.ShapeDtypeStruct:
    return jax.ShapeDtypeStruct(array.shape, array.dtype)  # type: ignore[no-untyped-call]


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def _decode(attributes: _Attributes, states: State, heard: Array, place: Array, layers: tuple[Array, ...]) -> Any:
    batch, height, width, _ = states.shape
    sides = (height * attributes.pixels, width * attributes.pixels)
    picture = jax.ShapeDtypeStruct((batch, *sides, _COLOURS), states.dtype)  # type: ignore[no-untyped-call]
    return _call("decode", picture, attributes, states, heard, place, *layers)


def _decode_forward(
    attributes: _Attributes, states: State, heard: Array, place: Array, layers: tuple[Array, ...]
) -> tuple[Any, tuple[Any, ...]]:
    return _decode(attributes, states, heard, place, layers), (states, heard, place, layers)


def _decode_backward(attributes: _Attributes, kept: tuple[Any, ...], cotangent: Array) -> tuple[Any, ...]:
    states, heard, place, layers = kept
    results = tuple(map(_like, (states[..., :_COLOURS], heard, place, *layers)))
    colours, *others = _call("decode_gradient", results, attributes, states, heard, place, cotangent, *layers)
    to_heard, to_place, *to_layers = others
    to_states = jnp.zeros_like(states).at[..., :_COLOURS].set(colours)
    return to_states, to_heard, to_place, tuple(to_layers)


_decode.defvjp(_decode_forward, _decode_backward)


__all__ = ["NativeDecoder"]
