"""Conditions: the external inputs of an automaton at a step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from blastema._checks import short
from blastema._types import Array, ArrayLike

_LARGEST = float(np.finfo(np.float32).max)
_MOST_STEPS = 2**31 - 1


class Conditions(NamedTuple):
    """External inputs of an automaton; each is one number for all samples, or an array with one per sample.

    Where one is none, the automaton's physics applies; no signal means a signal of zeros. Invalid values raise an
    error if they are known; of traced values (inside ``jax.jit`` and the like) only type and shape are checked.

    Attributes:
        fire_seed: seed of the fire masks, 0 to 2**32 - 1
        step: steps since the sample's start, 0 to 2**32 - 1; the fire mask is a function of it
        fire_rate: probability that a cell updates at a step, 0 to 1
        step_size: factor of every update
        angle: rotation of the perceptive field in radians, counter-clockwise as seen on the screen
        signal: the signal that all cells receive: [S] or [B, S], or per cell [B, H, W, S]
    """

    fire_seed: ArrayLike = 0
    step: ArrayLike = 0
    fire_rate: ArrayLike | None = None
    step_size: ArrayLike | None = None
    angle: ArrayLike | None = None
    signal: ArrayLike | None = None


def conditions_given(conditions: object) -> Conditions:
    """The conditions, if they are some.

    Raises:
        ValueError: if they are anything else.
    """
    if not isinstance(conditions, Conditions):
        raise ValueError(
            f"the conditions are of type {type(conditions).__name__}; expected Conditions, as in "
            "Conditions(fire_seed=3, fire_rate=0.5)"
        )
    return conditions


def per_sample(name: str, value: ArrayLike, batch: int, dtype: np.dtype[np.generic] | type) -> Array:
    """One value per sample: [B].

    Of a traced value (inside ``jax.jit`` and the like) only type and shape are checked.

    Raises:
        ValueError: if ``value`` is neither one number nor an array [B], or is out of the condition's range.
    """
    if np.issubdtype(np.dtype(dtype), np.unsignedinteger):
        # JAX would round and wrap silently.
        _check(name, value, "iuO", 0, 2**32 - 1, f"whole numbers from 0 to {2**32 - 1}")
    elif name == "fire_rate":
        _check(name, value, "iuf", 0, 1, "a probability from 0 to 1")
    else:
        finite(name, value)
    array = jnp.asarray(value, dtype)
    if array.shape not in ((), (1,), (batch,)):
        raise ValueError(f"{name} has shape {array.shape}; expected one number, or one per sample: ({batch},)")
    return jnp.broadcast_to(array, (batch,))


def fire_seeds_given(fire_seeds: ArrayLike | Sequence[int]) -> np.ndarray[Any, np.dtype[np.uint32]]:
    """The fire seeds of samples: uint32 [B].

    Raises:
        ValueError: if they are not whole numbers from 0 to 2**32 - 1, one for each sample.
    """
    expected = f"whole numbers from 0 to {2**32 - 1}, one for each sample"
    known = _array("fire_seeds", fire_seeds)
    if known.ndim != 1:
        raise ValueError(f"fire_seeds is {short(fire_seeds)}; expected {expected}")
    _check("fire_seeds", known, "iuO", 0, 2**32 - 1, expected)  # NumPy would wrap, round or refuse them in its words
    return known.astype(np.uint32)


def finite(name: str, value: ArrayLike) -> None:
    """Check that all numbers of a condition are finite, where they are known.

    Raises:
        ValueError: if they are not, or are not real numbers.
    """
    _check(name, value, "iuf", -_LARGEST, _LARGEST, "finite numbers")


def whole_steps(steps: ArrayLike, name: str = "steps") -> None:
    """Check that ``steps`` is one integer from 0 to 2**31 - 1; for a traced value only that it is one integer.

    Raises:
        ValueError: if it is not.
    """
    shape = np.shape(steps if isinstance(steps, jax.core.Tracer) else _array(name, steps))
    if shape != ():
        raise ValueError(f"{name} has shape {shape}; expected one number for all samples")
    _check(name, steps, "iuO", 0, _MOST_STEPS, "a whole number, 0 or more")


def _check(name: str, value: ArrayLike, kinds: str, smallest: int | float, largest: int | float, expected: str) -> None:
    """Types are always known, values where they are not traced."""
    known = None if isinstance(value, jax.core.Tracer) else _array(name, value)
    kind = jnp.result_type(value) if known is None else known.dtype
    fits = kind.kind in kinds or ("f" in kinds and jnp.issubdtype(kind, jnp.floating))
    if kind.kind == "O" and known is not None:  # integers of more than 64 bits
        fits = fits and all(isinstance(each, int) for each in known.flat)
    if not fits:
        raise ValueError(f"{name} is of type {kind}; expected {expected}")
    if known is not None and not ((known >= smallest) & (known <= largest)).all():
        raise ValueError(f"{name} is {short(known.tolist())}; expected {expected}")


def _array(name: str, value: ArrayLike | Sequence[int]) -> np.ndarray[Any, np.dtype[Any]]:
    try:
        return np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} is {short(value)}; expected numbers, or an array of them") from error


__all__ = ["Conditions", "conditions_given", "finite", "fire_seeds_given", "per_sample", "whole_steps"]
