"""Smaller rules of trained ones: hidden units and inputs of the perception go, and training refines what is left.

- `cutting`: which ones go, by least squares, and the smaller organism
- `chain`: cut after cut, each refined in a run folder of its own
"""

from __future__ import annotations

from blastema.shrinking.chain import NAME, Chain, Stage, refinement
from blastema.shrinking.cutting import Size, heard_parameters, obstacles, size_of, smaller, smallest

__all__ = [
    "NAME",
    "Chain",
    "Size",
    "Stage",
    "heard_parameters",
    "obstacles",
    "refinement",
    "size_of",
    "smaller",
    "smallest",
]
