"""Engines: one interface to the specification and the fast kernels, and their selection.

- `engine`: what an engine is
- `reference`: ``jax``, the dense engine, with `blastema.automaton` the specification; supports everything
- `cpu`: ``native``, computes only where there is life, on the processor; says what it supports
- `selection`: the choice
"""

from __future__ import annotations

from blastema.engines.engine import AbstractEngine
from blastema.engines.selection import native_obstacle, resolve, rollout

__all__ = ["AbstractEngine", "native_obstacle", "resolve", "rollout"]
