"""Rounding of a trained rule's weights to the values of a number format, such that the rule loses least.

Not each weight to its nearest value: weights are rounded one input after another, and those that are left compensate
for the error (`blastema.surgeon`), measured on what the rule meets while its organism grows and heals
(`blastema.lifetime`). The last layer is refitted to the rounded first one before it is rounded itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from blastema._types import Dense
from blastema.errors import InputError
from blastema.lifetime import Met, features_met, lifetime
from blastema.organism import Organism
from blastema.surgeon import Matrix, Surgeon, dense, rows_of

_EVENNESS = 0.75
"""From 0, where each living cell has the same weight, to 1, where each step of the lifetime has.

With 0 the error at rest, where most cells are, is least, but some organisms no longer grow as before
(docs/physical.md).
"""

Nearest = Callable[[Matrix], Matrix]
"""The nearest values of a format, for a row of weights or biases [outputs]."""


class Format(NamedTuple):
    """A number format of weights.

    weights: for a layer's weights [n, outputs], the rounding of each of its rows
    biases:  for a layer's biases [outputs], their rounding; none if they have enough bits
    zero:    whether zero is one of its values, so that pruned weights stay zero
    """

    weights: Callable[[Matrix], Nearest]
    biases: Callable[[Matrix], Nearest] | None
    zero: bool


def rounded(organism: Organism, layers: tuple[Dense, Dense], to: Format) -> tuple[Dense, Dense]:
    """Two layers with weights that a format can store.

    Args:
        organism: of the article's kind, on a grid of two dimensions; its perception gives the inputs
        layers: the function of its update, with ReLU; perhaps with other scales of the hidden units
        to: the format

    Raises:
        InputError: if nothing lives while it grows, or a state is not finite.
    """
    met = _met(organism)
    inputs = _with_ones(np.concatenate(met, dtype=np.float64))
    weights = np.concatenate([np.full(len(features), len(features) ** -_EVENNESS) for features in met])
    weights /= weights.sum()
    first, last = (rows_of(layer) for layer in layers)
    wanted = _units(inputs, first) @ last
    first = _rounded_layer(_mean(inputs, inputs, weights), layers[0], to)
    units = _units(inputs, first)
    moments = _mean(units, units, weights)
    # Ridge regression around the weights as they are: units that are hardly ever active keep theirs.
    ridge = 1e-5 * np.diag(np.diag(moments)) + 1e-9 * np.eye(len(moments))
    last = last + np.linalg.solve(moments + ridge, _mean(units, wanted - units @ last, weights))
    return dense(first), dense(_rounded_layer(moments, dense(last), to))


def _rounded_layer(moments: Matrix, layer: Dense, to: Format) -> Matrix:
    surgeon = Surgeon(moments, layer)
    if to.zero:
        surgeon.fix_silent()
    if to.biases is not None:
        biases = surgeon.rows[-1]
        surgeon.fix(len(surgeon.rows) - 1, to.biases(biases)(biases))
    weights = surgeon.rows[:-1]
    nearest = to.weights(weights)
    # The largest weight first: it defines the scale, and must not be changed. Then the inputs that matter most.
    order = sorted(range(len(weights)), key=lambda index: -moments[index, index])
    largest = int(np.abs(weights).max(1).argmax())
    for index in sorted(order, key=lambda index: index != largest):
        if surgeon.there[index]:
            surgeon.fix(index, nearest(surgeon.rows[index]))
    return surgeon.rows


def _met(organism: Organism) -> list[Met]:
    """What it perceives at each step of its lifetime at which something lives."""
    met = [features for now in lifetime(organism) if len(features := features_met(now))]
    if not met:
        raise InputError(f"{organism.name} cannot be rounded: nothing is alive while it grows.")
    if not all(np.isfinite(features).all() for features in met):
        raise InputError(f"{organism.name} cannot be rounded: its states are not finite while it grows and heals.")
    return met


def _with_ones(values: Matrix) -> Matrix:
    return np.concatenate([values, np.ones((len(values), 1))], 1)


def _units(inputs: Matrix, rows: Matrix) -> Matrix:
    """The hidden units, and a 1 for the biases."""
    return _with_ones(np.maximum(inputs @ rows, 0))


def _mean(one: Matrix, other: Matrix, weights: Matrix) -> Matrix:
    """Means of products, over the cells."""
    mean: Matrix = (one * weights[:, None]).T @ other
    return mean


__all__ = ["Format", "Nearest", "rounded"]
