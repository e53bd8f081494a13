"""The integer automaton in NumPy: the definition.

All sums are of integers below 2**31. Matrix products are computed in float64, which represents integers up to 2**53
exactly, because libraries have no fast integer products.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from blastema._types import ALPHA
from blastema.fire import INCREMENT, MULTIPLIER, ROW_STRIDE
from blastema.integer.parts import LARGEST_CHANGE, LARGEST_HIDDEN, LIMIT, TURN_BITS
from blastema.integer.rule import IntegerRule

Ints = np.ndarray[Any, np.dtype[np.int32]]
_Mask = np.ndarray[Any, np.dtype[np.bool_]]


class Manner(NamedTuple):
    """Conditions of the samples, one number for each [B], with 14 fraction bits.

    cosine, sine: of the angle by which the perceived gradients are rotated
    step_size:    factor of every change, below 2
    """

    cosine: Ints
    sine: Ints
    step_size: Ints


def manner(angle: Any, step_size: Any) -> Manner:
    """From angles in radians and step sizes, float32 [B]."""
    one = np.float32(1 << TURN_BITS)
    angle, size = np.asarray(angle, np.float32), np.clip(np.asarray(step_size, np.float32), -1.9999, 1.9999)
    return Manner(*(np.round(each * one).astype(np.int32) for each in (np.cos(angle), np.sin(angle), size)))


def plain_manner(samples: int) -> Manner:
    """The defaults: not rotated, step size 1."""
    return manner(np.zeros(samples), np.ones(samples))


def advance(rule: IntegerRule, state: Ints, fires: _Mask, how: Manner | None = None) -> Ints:
    """One step of all samples.

    Args:
        rule: the integers
        state: int32 [B, H, W, C], each within plus and minus `LIMIT`
        fires: cells that update [B, H, W]
        how: not rotated and with step size 1, if not given

    Returns:
        The next state.
    """
    how = plain_manner(len(state)) if how is None else how
    before = living(rule, state)
    # Updates of cells further from mature cells have no effect: these cells are cleared.
    where = np.nonzero(fires & _around(before, rule.torus))
    moved = state.copy()
    moved[where] = updated(rule, state[where], perceived(rule, state, where, how), how.step_size[where[0]])
    moved[~(before & living(rule, moved))] = 0
    return moved


def rollout(
    rule: IntegerRule, state: Ints, steps: int, fire_seed: Any, first_step: Any, fire_rate: Any, how: Manner
) -> Ints:
    """The state after some steps.

    Args:
        rule: the integers
        state: int32 [B, H, W, C]
        steps: how many
        fire_seed, first_step: uint32 [B], as of `blastema.fire`
        fire_rate: float32 [B]
        how: one number for each sample
    """
    fire_seed, first_step = (np.asarray(each, np.uint32) for each in (fire_seed, first_step))
    for done in range(steps):
        fires = fire_mask(state.shape[1], state.shape[2], fire_seed, first_step + np.uint32(done), fire_rate)
        state = advance(rule, state, fires, how)
    return state


def fire_mask(height: int, width: int, fire_seed: Any, step: Any, fire_rate: Any) -> _Mask:
    """As `blastema.fire.fire_mask`: booleans [B, H, W]."""
    threshold = np.round(np.asarray(fire_rate, np.float32) * np.float32(1 << 24)).astype(np.uint32)
    cell = np.arange(width, dtype=np.uint32) + np.uint32(ROW_STRIDE) * np.arange(height, dtype=np.uint32)[:, None]
    multiplier, increment = np.uint32(MULTIPLIER), np.uint32(INCREMENT)
    with np.errstate(over="ignore"):
        x, y, z = (
            np.asarray(word, np.uint32) * multiplier + increment
            for word in (cell[None], step[:, None, None], fire_seed[:, None, None])
        )
        x = x + y * z
        y = y + z * x
        z = z + x * y
        x, y, z = (word ^ (word >> np.uint32(16)) for word in (x, y, z))
        word = x + y * z
    fires: _Mask = (word >> np.uint32(8)) < threshold[:, None, None]
    return fires


def living(rule: IntegerRule, state: Ints) -> _Mask:
    """Cells with a mature one among the nine around and including them [B, H, W]."""
    return _around(state[..., ALPHA] > rule.threshold, rule.torus)


def _around(mask: _Mask, torus: bool) -> _Mask:
    """Cells with a true value of a mask among the nine."""
    padded = _padded(mask, torus)
    rows = padded[:, :-2] | padded[:, 1:-1] | padded[:, 2:]
    found: _Mask = rows[:, :, :-2] | rows[:, :, 1:-1] | rows[:, :, 2:]
    return found


def perceived(rule: IntegerRule, state: Ints, where: tuple[Any, ...], how: Manner) -> Ints:
    """What some cells perceive: own state, gradients in x, gradients in y; int32 [cells, 3 C].

    Args:
        rule: the integers
        state: [B, H, W, C]
        where: sample, row and column of each cell
        how: one number for each sample
    """
    coarse = _padded((state + 4) >> 3, rule.torus)
    sample, row, column = where
    across = np.zeros((len(sample), state.shape[-1]), np.int32)
    down = np.zeros_like(across)
    for up in (0, 1, 2):
        for left in (0, 1, 2):
            heard = coarse[sample, row + up, column + left]
            across += (left - 1) * (2 - abs(up - 1)) * heard
            down += (up - 1) * (2 - abs(left - 1)) * heard
    cosine, sine = how.cosine[sample, None], how.sine[sample, None]
    x, y = _turned(cosine * across - sine * down), _turned(sine * across + cosine * down)
    return np.concatenate([state[where], x, y], -1)


def updated(rule: IntegerRule, own: Ints, told: Ints, step_size: Ints) -> Ints:
    """The new states of cells that fire: int32 [cells, C].

    Args:
        rule: the integers
        own: their states [cells, C]
        told: from `perceived` [cells, 3 C]
        step_size: of each cell, with 14 fraction bits
    """
    units = _shifted(_product(told, rule.first.T), rule.first_shift) + rule.first_bias
    units = np.clip(units, 0, LARGEST_HIDDEN)
    change = _shifted(_product(units, rule.last) + rule.last_bias, rule.last_shift)
    change = np.clip(change, -LARGEST_CHANGE, LARGEST_CHANGE)
    change = (change * step_size[:, None] + (1 << (TURN_BITS - 1))) >> TURN_BITS
    after: Ints = np.clip(own + change, -LIMIT, LIMIT).astype(np.int32)
    return after


def _product(left: Any, right: Any) -> np.ndarray[Any, np.dtype[np.int64]]:
    product: np.ndarray[Any, np.dtype[np.int64]] = (left.astype(np.float64) @ right.astype(np.float64)).astype(np.int64)
    return product


def _shifted(value: Any, bits: Any) -> Any:
    return ((value >> (bits - 1)) + 1) >> 1


def _turned(value: Ints) -> Ints:
    turned: Ints = np.clip((value + (1 << (TURN_BITS - 1))) >> TURN_BITS, -LIMIT, LIMIT)
    return turned


def _padded(values: Any, torus: bool) -> Any:
    widths = [(0, 0), (1, 1), (1, 1)] + [(0, 0)] * (values.ndim - 3)
    return np.pad(values, widths, mode="wrap" if torus else "constant")


__all__ = [
    "Ints",
    "Manner",
    "advance",
    "fire_mask",
    "living",
    "manner",
    "perceived",
    "plain_manner",
    "rollout",
    "updated",
]
