"""Rounding of a trained rule's weights to the values of a number format, such that the organism loses least.

Not each weight to its nearest value: weights are rounded one input after another, and those that are left compensate
for the error (`blastema.surgeon`), measured on what the rule meets while its organism grows and heals
(`blastema.lifetime`). The last layer is refitted to the rounded first one before it is rounded itself. This is done in
several ways, with each of which the organism is grown and wounded; the one whose pictures differ least from the
original's is returned.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, repeat
from typing import NamedTuple

import numpy as np

from blastema._types import ALPHA, Dense
from blastema.article_kind import with_layers
from blastema.errors import InputError
from blastema.lifetime import features_met, lifetime
from blastema.organism import Organism
from blastema.surgeon import Matrix, Surgeon, dense, rows_of

_EVENNESS = (0.25, 0.5, 0.75, 1.0)
"""Ways to weight the cells, from 0, where each living cell has the same weight, to 1, where each step of the lifetime
has. Near 0 the error at rest, where most cells are, is least, but some organisms no longer grow as before
(docs/physical.md)."""
_MOST_CELLS = 3000
"""Cells of each step whose inputs are used, evenly taken if there are more."""
_GROWING, _HEALING, _FIRE_SEEDS = (96, 200, 400), (200,), range(10_000, 10_004)
"""Steps and fire seeds of the comparison; other seeds than those of evaluations and of the lifetime that is met."""

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


def rounded(organism: Organism, scaled: Sequence[tuple[Dense, Dense]], to: Format) -> tuple[Dense, Dense]:
    """Two layers with weights that a format can store, the best found.

    Args:
        organism: of the article's kind, on a grid of two dimensions
        scaled: the function of its update, with ReLU, with one or several choices of scales of the hidden units
        to: the format

    Raises:
        InputError: if nothing lives while it grows, or a state is not finite.
    """
    met = list(_met(organism))
    original = list(_pictures(organism))

    def difference(layers: tuple[Dense, Dense]) -> float:
        changed = dataclasses.replace(organism, automaton=with_layers(organism.automaton, layers))
        pairs = zip(original, chain(_pictures(changed), repeat(None)), strict=False)
        return float(np.mean([_log_difference(*pair) for pair in pairs]))

    found = (_rounded(met, layers, to, evenness) for layers in scaled for evenness in _EVENNESS)
    return min(found, key=difference)


class _Met(NamedTuple):
    """What cells perceive at one step of a lifetime.

    inputs: of some of the living cells, with a 1 for the biases [n, K + 1]
    cells:  number of all living cells
    """

    inputs: Matrix
    cells: int


def _met(organism: Organism) -> Iterator[_Met]:
    """What it perceives at each step of its lifetime at which something lives."""
    alive = False
    for now in lifetime(organism):
        features = features_met(now)
        if not np.isfinite(features).all():
            raise InputError(f"{organism.name} cannot be rounded: its states are not finite while it grows and heals.")
        if cells := len(features):
            alive = True
            some = np.linspace(0, cells - 1, min(cells, _MOST_CELLS)).round().astype(int)
            yield _Met(_with_ones(features[some].astype(np.float64)), cells)
    if not alive:
        raise InputError(f"{organism.name} cannot be rounded: nothing is alive while it grows.")


def _pictures(organism: Organism) -> Iterator[Matrix]:
    """Its pictures while it grows and heals."""
    for now in lifetime(organism, _GROWING, _HEALING, _FIRE_SEEDS):
        yield now.states[..., : ALPHA + 1].astype(np.float64)


def _log_difference(original: Matrix, changed: Matrix | None) -> float:
    """Log10 of the mean squared difference of pictures; at most 0, also if the changed organism has overgrown."""
    if changed is None:
        return 0.0
    difference = float(((changed - original) ** 2).mean())
    return min(0.0, float(np.log10(max(difference, 1e-12)))) if np.isfinite(difference) else 0.0


def _rounded(met: Sequence[_Met], layers: tuple[Dense, Dense], to: Format, evenness: float) -> tuple[Dense, Dense]:
    inputs = np.concatenate([each.inputs for each in met])
    weights = np.concatenate(
        [np.full(len(each.inputs), each.cells ** (1 - evenness) / len(each.inputs)) for each in met]
    )
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
