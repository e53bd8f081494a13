"""An organism: a trained automaton, the picture it grows, and its provenance."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from blastema import engines, painter, pictures, signals, taught
from blastema._checks import is_count, short
from blastema._types import ALPHA, Array, ArrayLike, State
from blastema.automaton import CellularAutomaton, Place
from blastema.conditions import Conditions, conditions_given, whole_steps
from blastema.decoder import AbstractDecoder
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
        grid: height and width it was trained on, in cells; depth, height and width of a volume
        target: the picture it was trained to grow; none if it was imported and its picture is not known
        provenance: how it was made: regime, iterations, source, version (strings and numbers)
        seeds: rows and columns of the cells it grows from on the training grid; the middle one if empty
        pictures: the pictures it can grow, each with its signal; empty without a signal
        signal: its signal unless conditions override it; zeros if empty. If the perception has no signal, it is stored
            in the last channels of the seeds
        start_radius: if given, it does not grow from seeds but starts as its own picture, cut to this radius in cells
    """

    automaton: CellularAutomaton
    name: str
    grid: tuple[int, ...]
    target: Target | None = None
    provenance: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    seeds: tuple[Place, ...] = ()
    pictures: tuple[NamedPicture, ...] = ()
    signal: Signal = ()
    start_radius: float | None = None

    def __post_init__(self) -> None:
        if self.start_radius is not None and self.target is None:
            raise InputError(
                f"{self.name} starts as its own picture (start-radius {self.start_radius}), but has no picture."
            )

    def __repr__(self) -> str:
        sides = " x ".join(map(str, self.grid))
        return f"<Organism {self.name}: {self.automaton.parameters:,} parameters, grid of {sides}>"

    @property
    def signal_in(self) -> str:
        """What receives the signal: all cells at every step ("cells"), or only the seed ("seed")."""
        return "seed" if self.signal and not self.automaton.perception.signal else "cells"

    @property
    def built_in(self) -> tuple[str, ...]:
        """A note on formats that have its current signal in their weights; none without a signal of its cells."""
        if not self.signal or self.signal_in == "seed":
            return ()
        one = f", one of its {len(self.pictures)} pictures" if len(self.pictures) > 1 else ""
        name = "" if self.target is None else f" ({self.target.name}{one})"
        return (f"its current signal is built in: the model always grows this picture{name}; --as selects another",)

    def told(self, weights: str | Mapping[str, float]) -> Organism:
        """The same organism with the signal of another of its pictures, or of a mixture of them.

        Args:
            weights: a picture's name or emoji, or weights of the pictures' signals by name

        Returns:
            The organism; its target is that picture, or none for a mixture.

        Raises:
            InputError: if it has no such picture, or a weight is not a number.
        """
        weights = {weights: 1.0} if isinstance(weights, str) else weights
        if not isinstance(weights, Mapping) or not weights:
            raise InputError(
                f"the pictures are {short(weights)}; expected a name, or weights by name, as in "
                '{"lizard": 0.5, "face": 0.5}.'
            )
        if not self.pictures:
            raise InputError(f"{self.name} grows only one picture; it cannot be switched to another.")
        alone = len(weights) == 1 and set(weights.values()) == {1.0}
        target = signals.named(self.pictures, next(iter(weights))).target if alone else None
        return dataclasses.replace(self, signal=signals.mixed(self.pictures, weights), target=target)

    def seed(self, *grid: int) -> Array:
        """The state it grows from, in the middle of a grid.

        Args:
            *grid: its sides in cells; the training grid's if not given

        Returns:
            [*grid, C]

        Raises:
            ValueError: if they are not as many whole numbers as its own grid has sides, or a seed lies outside.
        """
        sides = self._sides(grid)
        if self.start_radius is not None:
            height, width = sides
            return jnp.asarray(self._own_picture(height, width, self.start_radius))
        return self.planted(sides, self.places(*sides))

    def planted(self, grid: Sequence[int], places: Sequence[Place]) -> Array:
        """Its seeds at the given places of a grid, including the signal if the seed carries it.

        Args:
            grid: its sides in cells
            places: of the seeds, each with a number for each axis

        Returns:
            The state, [*grid, C].
        """
        seed = self.automaton.seed_on(grid, places=places)
        return with_genes(seed, np.asarray(self.signal, np.float32)) if self.signal_in == "seed" else seed

    def _sides(self, grid: tuple[int, ...]) -> tuple[int, ...]:
        if grid and not (len(grid) == len(self.grid) and all(is_count(side) and side >= 1 for side in grid)):
            raise ValueError(
                f"the grid is {short(grid)}; expected {len(self.grid)} sides in cells, whole numbers of 1 or more"
            )
        return grid or self.grid

    @property
    def start_share(self) -> float:
        """The share of its picture that it starts with, by opacity; 0 if it grows from seeds."""
        if self.start_radius is None or self.target is None:
            return 0.0
        alpha = self.target.array[..., ALPHA].astype(np.float64)
        return float(alpha[from_middle(*self.grid) <= self.start_radius].sum() / alpha.sum())

    def _own_picture(self, height: int, width: int, radius: float) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Its picture within a radius in the middle of a grid, with hidden channels 0; the rest is removed."""
        assert self.target is not None
        rows, columns = self.grid
        there = (from_middle(rows, columns) <= radius)[..., None]
        state = np.zeros((height, width, self.automaton.channels), np.float32)
        top, left = height // 2 - rows // 2, width // 2 - columns // 2
        inside = (slice(max(top, 0), top + rows), slice(max(left, 0), left + columns))
        part = np.where(there, self.target.array, 0)[max(-top, 0) :, max(-left, 0) :]
        state[(*inside, slice(4))] = part[: max(height - max(top, 0), 0), : max(width - max(left, 0), 0)]
        return state

    def places(self, *grid: int) -> list[Place]:
        """The places of its seeds on a grid, with the same offsets from the middle as on the training grid.

        Args:
            *grid: its sides in cells

        Returns:
            Rows and columns; of a volume layers, rows and columns.

        Raises:
            ValueError: if they are not as many whole numbers as its own grid has sides.
        """
        grid = self._sides(grid)
        if not self.seeds:
            return [tuple(side // 2 for side in grid)]
        shift = [side // 2 - own // 2 for side, own in zip(grid, self.grid, strict=True)]
        return [tuple(at + by for at, by in zip(place, shift, strict=True)) for place in self.seeds]

    def rollout(
        self,
        state: ArrayLike,
        steps: int,
        conditions: Conditions = Conditions(),  # noqa: B008
        *,
        kernel: str = "auto",
        precision: str = "float32",
    ) -> Array:
        """The state after some steps, as by `blastema.engines.rollout`; compiled once for any number of steps.

        Cells that the next step would clear first (`AbstractLife.present`) are already cleared, so that pictures and
        scores do not include them.

        Args:
            state: [H, W, C] or [B, H, W, C]
            steps: 0 or more
            conditions: fire seed, step, signal and so on; the physics applies to all others
            kernel: "auto", or an engine's name
            precision: of the rule's products, "float32" or "bf16"

        Returns:
            The state, shaped like the one given.

        Raises:
            ValueError: if the state or the conditions do not fit.
            KernelUnavailableError: if the requested engine does not support the automaton.
        """
        if conditions_given(conditions).signal is None and self.signal and self.signal_in == "cells":
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

    def shown(self, states: ArrayLike) -> Array:
        """The pictures of states: the states themselves, or what the automaton's decoder draws; of digits that classify
        themselves what their cells vote for.

        Args:
            states: [H, W, C] or [B, H, W, C]

        Returns:
            Without a decoder the states themselves, or what their objective shows of them; else premultiplied RGBA,
            [h, w, 4] or [B, h, w, 4], with the decoder's number of pixels per cell.

        Raises:
            ValueError: if it is not a state of this automaton.
        """
        if not self.automaton.decodes:
            shape, axes = np.shape(states), self.automaton.axes
            if len(shape) not in (axes + 1, axes + 2) or shape[-1] != self.automaton.channels:
                raise ValueError(f"the states have shape {shape}; expected [..., {self.automaton.channels}] on a grid")
            return jnp.asarray(taught.seen(self.provenance, jnp.asarray(states)))
        batch, single = self.automaton.batched(states)
        found: Array = _decoded(self.automaton.decoder, batch)
        return found[0] if single else found

    def picture(self, steps: int = 200, factor: int = 4) -> Pixels:
        """The grown organism, in colours on white.

        Args:
            steps: from the seed
            factor: pixels per cell, 1 or more; pictures of a decoder are not enlarged

        Returns:
            uint8 [H, W, 3], each cell enlarged; a volume is rendered (`blastema.painter`)

        Raises:
            ValueError: if a number is not a whole one in its range.
        """
        if not is_count(factor) or factor < 1:
            raise ValueError(f"factor is {short(factor)}; expected whole pixels per cell, 1 or more")
        grown = self.shown(self.grow(steps))
        if grown.ndim == 4:
            return painter.look(grown)
        return pictures.enlarge(pictures.to_rgb(grown), 1 if self.automaton.decodes else factor)

    def _repr_png_(self) -> bytes:
        return pictures.png(self.picture())


def _rollout(
    automaton: CellularAutomaton, start: ArrayLike, steps: int, conditions: Conditions, kernel: str, precision: str
) -> Array:
    whole_steps(steps)
    steps = int(steps)
    # The engines are compiled for a bound of the steps; longer runs are divided into several calls.
    chunk = 256 if steps > 16 else 16
    run = _compiled(kernel, chunk, precision)
    state, single = automaton.batched(start)
    now = automaton.conditions(conditions, len(state))
    engines.resolve(kernel, automaton, precision=precision, conditions=now)  # also without any step
    done = 0
    while done < steps:
        count = min(chunk, steps - done)
        state = run(automaton, state, np.int32(count), now._replace(step=now.step + jnp.uint32(done)))
        done += count
    state = keep(state, automaton.life.present(state))
    return state[0] if single else state


@jax.jit
def _decoded(decoder: AbstractDecoder, states: State) -> Array:
    return decoder(states)


@functools.cache
def _compiled(kernel: str, max_steps: int, precision: str) -> Callable[..., State]:
    """Compiled once for each automaton's shape and number of samples, for any number of steps."""

    @jax.jit
    def run(automaton: CellularAutomaton, state: State, steps: Array, conditions: Conditions) -> State:
        return engines.rollout(
            automaton, state, steps, conditions, max_steps=max_steps, kernel=kernel, precision=precision
        )

    return run


__all__ = ["Organism"]
