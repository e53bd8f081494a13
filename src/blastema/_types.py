"""Axis letters and array types, declared once.

- ``B``: batch, one entry per sample (an organism on a grid of its own)
- ``H``, ``W``: height and width of the grid, in cells; ``grid``: these, or ``D``, ``H``, ``W`` of a volume, whose depth
  comes first
- ``C``: channel; 0-2 RGB premultiplied by alpha, 3 alpha, 4.. hidden
- ``N``: state of the sample pool, or learned filter
- ``K``: feature of a cell's perception, or picture of an objective
- ``S``: component of a signal
- ``L``: time at which a loss is due
"""

from __future__ import annotations

from typing import NamedTuple

from jax import Array
from jax.typing import ArrayLike
from jaxtyping import Bool, Float, Int, UInt32

ALPHA = 3
"""Index of the alpha channel; a cell with a large alpha nearby is alive."""

State = Float[Array, "B *grid C"]
Pool = Float[Array, "N *grid C"]
Features = Float[Array, "B *grid K"]
CellMask = Bool[Array, "B *grid"]
FireMask = Bool[Array, "B *grid _"]
Losses = Float[Array, " B"]
FireSeeds = UInt32[Array, " B"]
StepCounts = UInt32[Array, " B"]
PerSample = Float[Array, " B"]
LearnedFilters = Float[Array, "N 3 3 C"]
Steps = Int[Array, ""] | int


class Dense(NamedTuple):
    """One dense layer of an update rule.

    weight: [in, out]; bias: [out]
    """

    weight: Float[Array, "_in _out"]
    bias: Float[Array, " _out"]


Layers = tuple[Dense, ...]

__all__ = [
    "ALPHA",
    "Array",
    "ArrayLike",
    "CellMask",
    "Dense",
    "Features",
    "FireMask",
    "FireSeeds",
    "Layers",
    "LearnedFilters",
    "Losses",
    "PerSample",
    "Pool",
    "State",
    "StepCounts",
    "Steps",
]
