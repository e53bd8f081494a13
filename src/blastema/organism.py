"""An organism: a trained automaton, what it grows, and where it came from."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from blastema import pictures
from blastema.automaton import CellularAutomaton
from blastema.targets import Target


@dataclasses.dataclass(frozen=True, eq=False)
class Organism:
    """A trained automaton with its name, target and history.

    automaton:  the rule and its settings
    name:       in plain letters
    grid:       height and width it was trained on, in cells
    target:     the picture it was trained to grow; none for an imported one whose picture is not known
    provenance: how it was made: regime, iterations, source, version (texts and numbers)
    """

    automaton: CellularAutomaton
    name: str
    grid: tuple[int, int]
    target: Target | None = None
    provenance: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def seed(self, height: int | None = None, width: int | None = None) -> Array:
        """One living cell in the middle of the training grid, or of another one: [H, W, C]."""
        return self.automaton.seed(height or self.grid[0], width or self.grid[1])

    def rollout(self, state: Array, steps: int, t: int = 0, s: Any = 0, **settings: Any) -> Array:
        """The state after ``steps`` steps; ``s`` is one fire seed or one a sample; see `CellularAutomaton.rollout`."""
        return _rollout(self.automaton, state, steps, t, s, **settings)

    def grow(self, steps: int = 200, s: int = 0, **settings: Any) -> Array:
        """Grow from the seed on the training grid: [H, W, C]."""
        return self.rollout(self.seed(), steps, 0, s, **settings)

    def picture(self, steps: int = 200, factor: int = 4) -> pictures.Pixels:
        """What has grown after ``steps`` steps, each cell enlarged: uint8 [H, W, 3]."""
        return pictures.enlarge(pictures.to_rgb(self.grow(steps)), factor)

    def _repr_png_(self) -> bytes:
        return pictures.png(self.picture())


def _rollout(automaton: CellularAutomaton, state: Array, steps: int, t: int, s: Any, **settings: Any) -> Array:
    """Compiled once for each automaton's shape and number of samples, whatever the number of steps."""
    kernel = settings.pop("kernel", "auto")
    run = _compiled(kernel, _chunk(steps), tuple(sorted(settings)))
    values = {name: jnp.asarray(value, jnp.float32) for name, value in settings.items()}
    done = 0
    state = jnp.asarray(state)
    first = jnp.asarray(t, jnp.uint32)
    while done < steps:
        now = min(_chunk(steps), steps - done)
        state = run(automaton, state, jnp.int32(now), first + jnp.uint32(done), _seeds(s), values)
        done += now
    return state


def _chunk(steps: int) -> int:
    """The bound that the dense engine is compiled for; longer runs go through it again and again."""
    return 256 if steps > 16 else 16


def _seeds(s: Any) -> Array:
    return jnp.asarray(np.asarray(s).astype(np.uint32))


@functools.cache
def _compiled(kernel: str, max_steps: int, names: tuple[str, ...]) -> Any:
    @jax.jit
    def run(
        automaton: CellularAutomaton,
        state: Array,
        steps: Array,
        t: Array,
        s: Array,
        values: dict[str, Any],
    ) -> Array:
        return automaton.rollout(state, steps, t, s, max_steps=max_steps, kernel=kernel, **values)

    return run
