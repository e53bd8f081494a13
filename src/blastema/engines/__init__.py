"""Engines: one interface over the specification and the fast kernel, and one place that chooses.

- `engine`: what an engine is
- `reference`: ``jax``, the dense engine, with `blastema.automaton` the specification; serves everything
- `cpu`: ``native``, computes only where there is life, on the processor; says what it serves
- `selection`: the choice
"""

from __future__ import annotations

from blastema.engines.engine import AbstractEngine
from blastema.engines.selection import native_obstacle, resolve, rollout

__all__ = ["AbstractEngine", "native_obstacle", "resolve", "rollout"]
