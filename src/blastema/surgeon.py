"""Weights are fixed one after another, and the remaining ones compensate for it.

A layer's output is a linear function of its inputs. If the weights of one input are given other values and the rest is
refitted, the mean squared output changes least by the optimal brain surgeon (B. Hassibi, D. Stork, NIPS 1992), here
exact, because it is applied to one layer at a time. Weights that are fixed at zero are pruned (`blastema.shrinking`),
those fixed at the nearest value of a number format are rounded (`blastema.rounding`; as E. Frantar, S. P. Singh,
D. Alistarh, *Optimal Brain Compression*, NeurIPS 2022).
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike

from blastema._types import Dense

Matrix = np.ndarray[Any, np.dtype[np.float64]]

_RIDGE = 1e-6
"""Share of the mean second moment that is added to each, as a regularisation for collinear inputs."""


class Surgeon:
    """The weights of a layer, some of which are fixed.

    Args:
        moments: mean products of two inputs, or of an input and 1 (the last one) [n + 1, n + 1]
        layer: its weights [n, outputs] and biases [outputs]

    Attributes:
        rows:  weights of each input, and the biases [n + 1, outputs]
        there: which rows are not fixed [n + 1]
    """

    def __init__(self, moments: Matrix, layer: Dense) -> None:
        self.rows = rows_of(layer)
        ridge = _RIDGE * np.trace(moments) / len(moments)
        self._inverse = np.linalg.inv(moments + ridge * np.eye(len(moments)))
        self.there = np.ones(len(moments), bool)

    @property
    def left(self) -> int:
        """The number of inputs that are not fixed."""
        return int(self.there[:-1].sum())

    def costs(self, outputs: Matrix) -> Matrix:
        """The cost of removing each, by the weights of the outputs; infinite for fixed ones: [n]."""
        there = self.there[:-1]
        costs = np.full(len(there), np.inf)
        diagonal = np.diag(self._inverse)[:-1][there]
        costs[there] = (self.rows[:-1][there] ** 2 @ outputs) / diagonal
        return costs

    def fix(self, index: int, values: ArrayLike = 0.0) -> None:
        """Give the weights of one input these values [outputs]; those that are not fixed compensate for it."""
        column = self._inverse[:, index] / self._inverse[index, index]
        # Fixed weights stay exactly as they are, despite rounding.
        self.there[index] = False
        self.rows[self.there] += np.outer(column, values - self.rows[index])[self.there]
        self.rows[index] = values
        self._inverse -= np.outer(column, self._inverse[index])

    def fix_silent(self) -> None:
        """Inputs whose weights are all zero stay without effect."""
        for silent in np.flatnonzero(~self.rows[:-1].any(1)):
            self.fix(int(silent))


def rows_of(layer: Dense) -> Matrix:
    """The rows of a layer's weights, and its biases: [n + 1, outputs]."""
    return np.concatenate([np.asarray(layer.weight), np.asarray(layer.bias)[None]], dtype=np.float64)


def dense(rows: Matrix) -> Dense:
    """Rows of weights, the last of them the biases, as a layer."""
    return Dense(jnp.asarray(rows[:-1], jnp.float32), jnp.asarray(rows[-1], jnp.float32))


__all__ = ["Matrix", "Surgeon", "dense", "rows_of"]
