"""Axis letters and array types, declared once.

- ``B``: batch, one entry a sample (an organism on a grid of its own)
- ``H``, ``W``: height and width of the grid, in cells
- ``C``: channel; 0-2 RGB premultiplied by alpha, 3 alpha, 4.. hidden
- ``N``: state of the sample pool, or learned filter
- ``F``: perception filter; a perception has ``F * C`` features, filter-major
"""

from __future__ import annotations

import dataclasses

from jax import Array
from jaxtyping import Bool, Float, Int, Scalar, UInt32

ALPHA = 3
"""Index of the alpha channel; a cell with a large alpha nearby is alive."""

State = Float[Array, "B H W C"]
Pool = Float[Array, "N H W C"]
Perception = Float[Array, "B H W FC"]
CellMask = Bool[Array, "B H W"]
Angles = Float[Array, " B"]
FireSeeds = UInt32[Array, " B"]
FirstSteps = UInt32[Array, " B"]
Layers = tuple[tuple[Float[Array, "_inputs _outputs"], Float[Array, " _outputs"]], ...]
LearnedFilters = Float[Array, "N 3 3 C"]
Number = Float[Array, ""] | float
Steps = Int[Array, ""] | int

__all__ = [
    "ALPHA",
    "Angles",
    "Array",
    "CellMask",
    "FireSeeds",
    "FirstSteps",
    "Layers",
    "LearnedFilters",
    "Number",
    "Perception",
    "Physics",
    "Pool",
    "Scalar",
    "State",
    "Steps",
]


@dataclasses.dataclass(frozen=True)
class Physics:
    """The part of an automaton that is fixed when it is compiled.

    filters:         names of the fixed perception filters, in the order of their features
    boundary:        "zero" (cells beyond the edge are all zero) or "torus" (the edges meet)
    living_mask:     whether cells without a living neighbour are cleared at each step
    alive_threshold: a cell lives iff some alpha in its 3x3 neighbourhood is greater than this
    """

    filters: tuple[str, ...] = ("identity", "sobel_x", "sobel_y")
    boundary: str = "zero"
    living_mask: bool = True
    alive_threshold: float = 0.1
