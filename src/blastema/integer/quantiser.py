"""Training for 8-bit weights: ``--quantise int8`` and ``--quantise distill``."""

from __future__ import annotations

import dataclasses

import jax
import jax.numpy as jnp

from blastema._types import Array, Dense
from blastema.article_kind import with_layers
from blastema.automaton import CellularAutomaton
from blastema.errors import InputError
from blastema.integer.conversion import balanced, obstacles
from blastema.integer.parts import rounded_through, through
from blastema.training.quantised import AbstractQuantiser

_LARGEST_MULTIPLE = 255
_STEP_BITS = 16


@dataclasses.dataclass(frozen=True)
class Int8(AbstractQuantiser):
    """Weights as in an integer automaton; biases, which have more bits there, are unchanged."""

    def prepared(self, automaton: CellularAutomaton) -> CellularAutomaton:
        """See `AbstractQuantiser`: hidden units are scaled such that little is lost."""
        reasons = obstacles(automaton)
        if reasons:
            raise InputError(
                f"quantise is int8, but {'; '.join(reasons)}. It supports automata of the article's kind "
                "(--channels and "
                "--hidden may differ); leave --quantise out."
            )
        return with_layers(automaton, balanced(automaton.update.layers))  # type: ignore[attr-defined]

    def __call__(self, automaton: CellularAutomaton) -> CellularAutomaton:
        """See `AbstractQuantiser`."""
        layers = automaton.update.layers  # type: ignore[attr-defined]
        return with_layers(automaton, tuple(Dense(rounded_through(weight), bias) for weight, bias in layers))


@dataclasses.dataclass(frozen=True)
class Distill(AbstractQuantiser):
    """Weights and biases as in the article's web models, which can then store the organism without loss.

    A web model has one scale for all weights of a layer and one for its biases: odd multiples, up to 255, of a step.
    """

    def prepared(self, automaton: CellularAutomaton) -> CellularAutomaton:
        """See `AbstractQuantiser`: hidden units are scaled such that little is lost."""
        return Int8().prepared(automaton)

    def __call__(self, automaton: CellularAutomaton) -> CellularAutomaton:
        """See `AbstractQuantiser`."""
        layers = automaton.update.layers  # type: ignore[attr-defined]
        return with_layers(automaton, tuple(Dense(odd_through(weight), odd_through(bias)) for weight, bias in layers))


def odd_through(values: Array) -> Array:
    """Values as odd multiples, up to 255, of the 255th part of the largest; the gradient goes straight through."""
    fixed = jax.lax.stop_gradient(values)
    # A step of 16 bits, rounded up: its multiples, and the 510 of them that a file's scale is, are exact in float32.
    fraction, exponent = jnp.frexp(jnp.abs(fixed).max() / _LARGEST_MULTIPLE)
    step = jnp.ldexp(jnp.ceil(fraction * (1 << _STEP_BITS)), exponent - _STEP_BITS)
    multiples = 2 * jnp.round((fixed / jnp.where(step > 0, step, 1) - 1) / 2) + 1
    multiples = jnp.clip(multiples, -_LARGEST_MULTIPLE, _LARGEST_MULTIPLE)
    return through(jnp.where(step > 0, multiples * step, 0), values)


__all__ = ["Distill", "Int8", "odd_through"]
