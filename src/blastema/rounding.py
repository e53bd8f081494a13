"""Rounding of a trained rule's weights to the values of a number format, such that the organism loses least.

Not each weight to its nearest value: weights are rounded one input after another, and those that are left compensate
for the error (`blastema.surgeon`), measured on what the rule meets while its organism grows and heals
(`blastema.lifetime`). The last layer is refitted to the rounded first one before it is rounded itself. This is done in
several ways, with each of which the organism is grown and wounded; the one that loses least by it is returned.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

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
_MOST_CELLS = 5000
"""Cells of each step whose inputs are used, evenly taken if there are more."""
_PARTS = 2
"""Ways to sample the cells: every second one, and the others."""
_GROWING, _HEALING, _FIRE_SEEDS = (96, 200, 400), (200,), range(10_000, 10_004)
"""Steps and fire seeds of the comparison; other seeds than those of evaluations and of the lifetime that is met."""

Nearest = Callable[[Matrix], Matrix]
"""The nearest values of a format, for a row of weights or biases [outputs]."""

_OVERGROWN = np.full((1, 1, 1, 1), np.inf)
"""Instead of the pictures of what has overgrown."""


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
    known = organism.target is not None and organism.target.grid == organism.grid
    wanted = [organism.target.array] * len(original) if known else original  # type: ignore[union-attr]
    before = list(map(_log_error, original, wanted))

    def loss(layers: tuple[Dense, Dense]) -> float:
        """The largest loss at any of the moments, in decades; without a target, of the original's pictures."""
        changed = dataclasses.replace(organism, automaton=with_layers(organism.automaton, layers))
        pictures = itertools.chain(_pictures(changed), itertools.repeat(_OVERGROWN))
        moments = zip(pictures, wanted, before, strict=False)
        return max(_log_error(found, target) - error for found, target, error in moments)

    parts = [[each.part(number) for each in met if len(each.inputs) > number] for number in range(_PARTS)]
    ways = itertools.product(filter(None, parts), scaled, _EVENNESS)
    return min((_rounded(part, layers, to, evenness) for part, layers, evenness in ways), key=loss)


class _Met(NamedTuple):
    """What cells perceive at one step of a lifetime.

    inputs: of some of the living cells, with a 1 for the biases [n, K + 1]
    cells:  number of all living cells
    """

    inputs: Matrix
    cells: int

    def part(self, number: int) -> _Met:
        """With some of the inputs."""
        return self._replace(inputs=self.inputs[number::_PARTS])


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


def _log_error(pictures: ArrayLike, wanted: ArrayLike) -> float:
    """Log10 of the mean squared difference of pictures, the mean of all samples; at most 0."""
    differences = ((np.asarray(pictures) - np.asarray(wanted)) ** 2).mean((-3, -2, -1))
    return float(np.log10(np.nan_to_num(differences, nan=1.0).clip(1e-12, 1.0)).mean())


def _rounded(met: Sequence[_Met], layers: tuple[Dense, Dense], to: Format, evenness: float) -> tuple[Dense, Dense]:
    inputs = np.concatenate([each.inputs for each in met])
    shares = [np.full(len(each.inputs), each.cells ** (1 - evenness) / len(each.inputs)) for each in met]
    # A row times the root of its weight: products of two such are weighted.
    root = np.sqrt(np.concatenate(shares) / sum(map(np.sum, shares)))[:, None]
    first, last = (rows_of(layer) for layer in layers)
    wanted = _units(inputs, first) @ last
    weighted = inputs * root
    first = _rounded_layer(weighted.T @ weighted, layers[0], to)
    units = _units(inputs, first) * root
    moments = units.T @ units
    # Ridge regression around the weights as they are: units that are hardly ever active keep theirs.
    ridge = 1e-5 * np.diag(np.diag(moments)) + 1e-9 * np.eye(len(moments))
    last = last + np.linalg.solve(moments + ridge, units.T @ (wanted * root - units @ last))
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


__all__ = ["Format", "Nearest", "rounded"]
