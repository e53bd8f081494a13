"""Pruning trained rules: hidden units and inputs are removed, and training refines the rest.

- `cutting`: selects what to remove, by least squares, and makes the smaller organism
- `chain`: several cuts, each refined in its own run folder
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
