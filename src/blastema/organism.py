"""An organism: a trained automaton, what it grows, and where it came from."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from blastema import engines, pictures, signals
from blastema._types import ALPHA, Array, ArrayLike, State
from blastema.automaton import CellularAutomaton, Place
from blastema.conditions import Conditions, whole_steps
from blastema.errors import InputError
from blastema.life import keep
from blastema.pictures import Pixels
from blastema.seeding import from_middle
from blastema.signals import NamedPicture, Signal, with_genes
from blastema.targets import Target


@dataclasses.dataclass(frozen=True, eq=False)
class Organism:
    """A trained automaton with its name, target and history.

    Args:
        automaton: the rule and its settings
        name: in plain letters
        grid: height and width it was trained on, in cells
        target: the picture it was trained to grow; none for an imported one whose picture is not known
        provenance: how it was made: regime, iterations, source, version (texts and numbers)
        seeds: rows and columns of the cells it grows from on the training grid; the middle one if empty
        pictures: what it can be told to grow, each with its signal; none of an organism without a signal
        signal: what it is told unless conditions say otherwise; zeros if empty. If the perception takes none, it is
            what the seeds have in their last channels
        start_radius: if given, it does not grow from seeds but begins as its own picture, cut to this radius in cells
    """

    automaton: CellularAutomaton
    name: str
    grid: tuple[int, int]
    target: Target | None = None
    provenance: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    seeds: tuple[Place, ...] = ()
    pictures: tuple[NamedPicture, ...] = ()
    signal: Signal = ()
    start_radius: float | None = None

    def __post_init__(self) -> None:
        if self.start_radius is not None and self.target is None:
            raise InputError(f"{self.name} begins as its own picture (start-radius {self.start_radius}), but has none.")

    def __repr__(self) -> str:
        height, width = self.grid
        return f"<Organism {self.name}: {self.automaton.parameters:,} parameters, grid of {height} x {width}>"

    @property
    def signal_in(self) -> str:
        """What is told the signal: all cells at every step ("cells"), or the seed alone ("seed")."""
        return "seed" if self.signal and not self.automaton.perception.signal else "cells"

    def told(self, weights: str | Mapping[str, float]) -> Organism:
        """The same organism, told to be another of its pictures, or a mixture of them.

        Args:
            weights: a picture's name or emoji, or weights of the pictures' signals by name

        Returns:
            It; its target is that picture, or none if it is a mixture.

        Raises:
            InputError: if it has no such picture.
        """
        weights = {weights: 1.0} if isinstance(weights, str) else weights
        if not self.pictures:
            raise InputError(f"{self.name} grows one picture only; there is nothing else that it could be told to be.")
        alone = len(weights) == 1 and set(weights.values()) == {1.0}
        target = signals.named(self.pictures, next(iter(weights))).target if alone else None
        return dataclasses.replace(self, signal=signals.mixed(self.pictures, weights), target=target)

    def seed(self, height: int | None = None, width: int | None = None) -> Array:
        """What it grows from, about the middle of a grid.

        Args:
            height: in cells; the training grid's if not given
            width: in cells; the training grid's if not given

        Returns:
            [H, W, C]
        """
        rows, columns = height or self.grid[0], width or self.grid[1]
        if self.start_radius is not None:
            return jnp.asarray(self._own_picture(rows, columns, self.start_radius))
        return self.planted(rows, columns, self.places(rows, columns))

    def planted(self, height: int, width: int, places: Sequence[Place]) -> Array:
        """Its seeds at some places of a grid, with its signal in them if that is where it is told.

        Args:
            height: H, of the grid in cells
            width: W
            places: rows and columns

        Returns:
            The state, [H, W, C].
        """
        seed = self.automaton.seed(height, width, places=places)
        return with_genes(seed, np.asarray(self.signal, np.float32)) if self.signal_in == "seed" else seed

    @property
    def start_share(self) -> float:
        """The share of its picture that is there when it begins, by opacity; 0 if it grows from seeds."""
        if self.start_radius is None or self.target is None:
            return 0.0
        alpha = self.target.array[..., ALPHA].astype(np.float64)
        return float(alpha[from_middle(*self.grid) <= self.start_radius].sum() / alpha.sum())

    def _own_picture(self, height: int, width: int, radius: float) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Its picture within a radius, hidden channels 0, on a grid, about its middle; what lies beyond is cut off."""
        assert self.target is not None
        rows, columns = self.grid
        there = (from_middle(rows, columns) <= radius)[..., None]
        state = np.zeros((height, width, self.automaton.channels), np.float32)
        top, left = height // 2 - rows // 2, width // 2 - columns // 2
        inside = (slice(max(top, 0), top + rows), slice(max(left, 0), left + columns))
        part = np.where(there, self.target.array, 0)[max(-top, 0) :, max(-left, 0) :]
        state[(*inside, slice(4))] = part[: max(height - max(top, 0), 0), : max(width - max(left, 0), 0)]
        return state

    def places(self, height: int, width: int) -> list[Place]:
        """The places of its seeds on a grid, as far from its middle as on the training grid.

        Args:
            height: in cells
            width: in cells

        Returns:
            Rows and columns.
        """
        if not self.seeds:
            return [(height // 2, width // 2)]
        down, right = height // 2 - self.grid[0] // 2, width // 2 - self.grid[1] // 2
        return [(row + down, column + right) for row, column in self.seeds]

    def rollout(
        self,
        state: ArrayLike,
        steps: int,
        conditions: Conditions = Conditions(),  # noqa: B008
        *,
        kernel: str = "auto",
        precision: str = "float32",
    ) -> Array:
        """The state after some steps, as of `blastema.engines.rollout`; compiled once whatever their number.

        Cells that the next step would clear before anything else are cleared already (`AbstractLife.present`): they
        are not there, and neither pictures nor scores see them.

        Args:
            state: [H, W, C] or [B, H, W, C]
            steps: 0 or more
            conditions: fire seed, step, signal and so on; what is not given is as in its physics
            kernel: "auto", or an engine's name
            precision: of the rule's products, "float32" or "bf16"

        Returns:
            The state, shaped like the one given.

        Raises:
            ValueError: if the state or the conditions do not fit.
            KernelUnavailableError: if the engine that was asked for cannot serve.
        """
        if conditions.signal is None and self.signal and self.signal_in == "cells":
            conditions = conditions._replace(signal=np.asarray(self.signal, np.float32))
        return _rollout(self.automaton, state, steps, conditions, kernel, precision)

    def grow(self, steps: int = 200, conditions: Conditions = Conditions(), *, kernel: str = "auto") -> Array:  # noqa: B008
        """Grow from the seed on the training grid.

        Args:
            steps: 0 or more
            conditions: as of `rollout`
            kernel: "auto", or an engine's name

        Returns:
            [H, W, C]
        """
        return self.rollout(self.seed(), steps, conditions, kernel=kernel)

    def picture(self, steps: int = 200, factor: int = 4) -> Pixels:
        """What has grown, in colours on white.

        Args:
            steps: from the seed
            factor: pixels per cell

        Returns:
            uint8 [H, W, 3], each cell enlarged
        """
        return pictures.enlarge(pictures.to_rgb(self.grow(steps)), factor)

    def _repr_png_(self) -> bytes:
        return pictures.png(self.picture())


def _rollout(
    automaton: CellularAutomaton, start: ArrayLike, steps: int, conditions: Conditions, kernel: str, precision: str
) -> Array:
    whole_steps(steps)
    steps = int(steps)
    # The engines are compiled for a bound of the steps; longer runs go through it again and again.
    chunk = 256 if steps > 16 else 16
    run = _compiled(kernel, chunk, precision)
    state, single = automaton.batched(start)
    now = automaton.conditions(conditions, len(state))
    engines.resolve(kernel, automaton, precision=precision, conditions=now)  # also where there is no step to take
    done = 0
    while done < steps:
        count = min(chunk, steps - done)
        state = run(automaton, state, np.int32(count), now._replace(step=now.step + jnp.uint32(done)))
        done += count
    state = keep(state, automaton.life.present(state))
    return state[0] if single else state


@functools.cache
def _compiled(kernel: str, max_steps: int, precision: str) -> Callable[..., State]:
    """Compiled once for each automaton's shape and number of samples, whatever the number of steps."""

    @jax.jit
    def run(automaton: CellularAutomaton, state: State, steps: Array, conditions: Conditions) -> State:
        return engines.rollout(
            automaton, state, steps, conditions, max_steps=max_steps, kernel=kernel, precision=precision
        )

    return run


__all__ = ["Organism"]
