"""The organisms that share a world, and what they must have in common."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.errors import InputError
from blastema.life import NeighbourhoodLife
from blastema.organism import Organism
from blastema.perception import FilterPerception
from blastema.update import ReplacingUpdate, ResidualUpdate

MOST_SPECIES = 32
"""The limit of the native kernel (native/internal.h)."""

_Cells = np.ndarray[Any, np.dtype[np.float32]]


@dataclasses.dataclass(frozen=True, eq=False)
class Population:
    """Organisms that can share a world, each one a species: equal architecture, different rules.

    Args:
        organisms: one per species, 1 to 32
        fire_rate: of the world, 0 to 1; by default that of the organisms, which must then be equal
        called: names for error messages; by default the organisms' names

    Raises:
        InputError: if they cannot share a world, or one of them cannot live in one.
    """

    organisms: tuple[Organism, ...]
    fire_rate: float | None = None
    called: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.organisms) <= MOST_SPECIES:
            raise InputError(f"{len(self.organisms)} organisms are given; a world has 1 to {MOST_SPECIES} species.")
        names = self.called or tuple(organism.name for organism in self.organisms)
        for name, organism in zip(names, self.organisms, strict=True):
            if (found := _obstacle(organism.automaton)) is not None:
                raise InputError(f"{name} cannot live in a world: {found}.")
        first = self.organisms[0]
        for name, other in zip(names[1:], self.organisms[1:], strict=True):
            if (trait := _difference(first.automaton, other.automaton)) is not None:
                raise InputError(
                    f"{names[0]} and {name} cannot share a world: they have different {trait}. Choose "
                    "organisms of the same architecture."
                )
        rates = sorted({organism.automaton.physics.fire_rate for organism in self.organisms})
        if self.fire_rate is None and len(rates) > 1:
            raise InputError(
                f"the organisms have fire rates of {rates[0]} to {rates[-1]}, but a world has one. Set it, e.g. "
                "--fire-rate 0.5"
            )
        if not 0 <= self.rate <= 1:
            raise InputError(f"the fire rate is {self.fire_rate}; expected a probability from 0 to 1.")

    @property
    def rate(self) -> float:
        """The fire rate of all cells."""
        return self.organisms[0].automaton.physics.fire_rate if self.fire_rate is None else self.fire_rate

    @property
    def channels(self) -> int:
        """Numbers per cell."""
        return self.organisms[0].automaton.channels

    @property
    def alive_threshold(self) -> float:
        """A cell is mature if its alpha is greater than this."""
        return self.organisms[0].automaton.alive_threshold

    @property
    def reach(self) -> int:
        """Cells beyond its edge that a tile must know for each step.

        A cell's life depends on its neighbours' next alpha, and that on their neighbours; which of several species a
        neighbour follows depends on one cell more.
        """
        return 3 if len(self.organisms) > 1 else 2

    @functools.cached_property
    def conditions(self) -> tuple[Conditions, ...]:
        """Each species' conditions at every step, for a batch of one; seed and step are the world's."""
        return tuple(
            each.automaton.conditions(
                Conditions(signal=np.asarray(each.signal) if each.signal and each.signal_in == "cells" else None), 1
            )
            for each in self.organisms
        )

    @functools.cached_property
    def seeds(self) -> tuple[tuple[_Cells, tuple[int, int]], ...]:
        """Each species' seed: its cells [h, w, C], and the position of the upper left one relative to the middle."""
        return tuple(_cut_out(organism) for organism in self.organisms)


def _cut_out(organism: Organism) -> tuple[_Cells, tuple[int, int]]:
    state = np.asarray(organism.seed())
    rows, columns = (np.flatnonzero(state.any(axis=axes)) for axes in ((1, 2), (0, 2)))
    (top, bottom), (left, right) = rows[[0, -1]], columns[[0, -1]]
    height, width = organism.grid
    return state[top : bottom + 1, left : right + 1], (int(top) - height // 2, int(left) - width // 2)


def _obstacle(automaton: CellularAutomaton) -> str | None:
    """Why an automaton is not supported in a sparse world of separately stepped tiles, or None if it is."""
    physics = automaton.physics
    if automaton.axes > 2:
        return "it grows a volume, and a world is two-dimensional"
    if type(automaton.perception) is not FilterPerception:
        return f"its perception {type(automaton.perception).__name__} is not supported, only FilterPerception"
    if type(automaton.update) not in (ResidualUpdate, ReplacingUpdate):
        return f"its update {type(automaton.update).__name__} does not act on single cells"
    if type(automaton.life) is not NeighbourhoodLife or automaton.alive_threshold < 0:
        return "its cells come to life without a living neighbour, so that no tile stays empty"
    if automaton.decodes:
        return "it has a decoder; a world draws each cell as a pixel"
    if physics.fire_per == "channel":
        return "its channels fire independently; a world's cells fire as a whole"
    if physics.noise:
        return "it has noise, which worlds do not support; import or train it with --noise 0"
    if automaton.perception.learned_filters:
        return "it has learned filters; species of a world must have the same fixed filters"
    return None


def _difference(first: CellularAutomaton, other: CellularAutomaton) -> str | None:
    """The first difference that keeps two automata from sharing a world (as in the page), or None."""
    traits: Sequence[tuple[str, Callable[[CellularAutomaton], Any]]] = (
        ("numbers of channels", lambda each: each.channels),
        ("perception filters", lambda each: each.perception.filters),  # type: ignore[attr-defined]
        ("signals", lambda each: each.perception.signal),
        ("hidden widths", lambda each: [leaf.shape for leaf in jax.tree.leaves(each.update)]),
        ("kinds of update", lambda each: (type(each.update), each.update.activation)),  # type: ignore[attr-defined]
        ("thresholds of life", lambda each: np.float32(each.alive_threshold)),
    )
    return next((name for name, of in traits if of(first) != of(other)), None)


def turned_taps(organism: Organism, conditions: Conditions) -> Any:
    """The filters' taps, rotated by the organism's angle: float32 [F, 3, 3]."""
    perception = organism.automaton.perception
    assert isinstance(perception, FilterPerception)
    return np.asarray(perception.taps(jnp.asarray(conditions.angle)))[0]


__all__ = ["MOST_SPECIES", "Population", "turned_taps"]
