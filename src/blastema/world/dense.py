"""Tiles stepped in plain JAX: all their cells by every species' rule; with `blastema.automaton` the specification."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from blastema._types import ALPHA, Array
from blastema.automaton import CellularAutomaton, propose
from blastema.conditions import Conditions
from blastema.fire import ROW_STRIDE, fire_threshold, pcg3d_first
from blastema.life import keep, living
from blastema.world.population import Population
from blastema.world.sweep import Band, Indices, RowStepper
from blastema.world.tiles import EMPTY, Cells, Kinds, Open, Row, World

_AROUND = tuple((down, across) for down in (-1, 0, 1) for across in (-1, 0, 1))
_MOST_CELLS = 2**17
"""Largest number of cells, halos included, stepped at once: each needs some hundred intermediate values."""

Rules = Sequence[tuple[CellularAutomaton, Conditions]]
"""The species: each one's automaton and conditions, for a batch of one."""


def steps(
    rules: Rules, states: Array, species: Array, corners: Array, torus: tuple[int, int], time: Array, rate: float
) -> tuple[Array, Array]:
    """Some steps of pieces of a torus, independent of their surroundings.

    Values become invalid from the edges inwards, by `Population.reach` cells per step.

    Args:
        rules: of the species
        states: [N, P, P, C]
        species: uint8 [N, P, P]
        corners: uint32 [N, 2], row and column of the upper left cell of each piece on the torus
        torus: its height and width in cells
        time: uint32 [3]: fire seed, first step, number of steps
        rate: fire rate

    Returns:
        States and species afterwards; the species is `EMPTY` where nothing lives.
    """
    side = jnp.arange(states.shape[1], dtype=jnp.uint32)
    rows = (corners[:, :1] + side[None]) % jnp.uint32(torus[0])
    columns = (corners[:, 1:] + side[None]) % jnp.uint32(torus[1])
    cells = columns[:, None, :] + jnp.uint32(ROW_STRIDE) * rows[:, :, None]
    threshold = fire_threshold(jnp.float32(rate))

    def one(done: Array, carry: tuple[Array, Array]) -> tuple[Array, Array]:
        states, species = carry
        word = pcg3d_first(cells, time[1] + done.astype(jnp.uint32), time[0])
        return _step(rules, states, species, (word >> 8) < threshold)

    after: tuple[Array, Array] = lax.fori_loop(0, time[2].astype(jnp.int32), one, (states, species))
    return after


def _step(rules: Rules, states: Array, species: Array, fires: Array) -> tuple[Array, Array]:
    alive_threshold = rules[0][0].alive_threshold
    follows = _followed(states[..., ALPHA], species, alive_threshold) if len(rules) > 1 else jnp.zeros_like(species)
    moved = states
    for index, (automaton, conditions) in enumerate(rules):
        told = jax.tree.map(lambda leaf: jnp.broadcast_to(leaf, (len(states), *leaf.shape[1:])), conditions)
        chosen = (fires & (follows == index))[..., None]
        moved = jnp.where(chosen, propose(automaton, states, told, "zero"), moved)
    lives = living(states, alive_threshold, "zero") & living(moved, alive_threshold, "zero")
    return keep(moved, lives), jnp.where(lives, follows, EMPTY)


def _followed(alpha: Array, species: Array, alive_threshold: float) -> Array:
    """The species whose rule each cell follows.

    A mature cell follows its own; a cell with mature neighbours that of the one with the highest alpha, the first of
    equals; a cell further out, which can keep such a cell alive, that of the one with the highest alpha among those.
    """
    mature = alpha > alive_threshold
    near, found = _strongest(alpha, mature, species)
    own = jnp.where(mature, species, near)
    beside, _ = _strongest(alpha, found, own)
    return jnp.where(found, own, beside)


def _strongest(alpha: Array, candidates: Array, species: Array) -> tuple[Array, Array]:
    """The species of the candidate around each cell with the highest alpha, and whether there is one."""
    strength = jnp.where(jnp.isnan(alpha), -jnp.inf, alpha)
    best, which, found = jnp.full_like(alpha, -jnp.inf), jnp.zeros_like(species), jnp.zeros_like(candidates)
    for down, across in _AROUND:
        there, value, kind = (_neighbour(each, down, across) for each in (candidates, strength, species))
        better = there & (~found | (value > best))
        best, which, found = jnp.where(better, value, best), jnp.where(better, kind, which), found | there
    return which, found


def _neighbour(values: Array, down: int, across: int) -> Array:
    """The value of each cell's neighbour at an offset; 0 beyond the edge."""
    height, width = values.shape[1:]
    padded = jnp.pad(values, ((0, 0), (1, 1), (1, 1)))
    return padded[:, 1 + down : 1 + down + height, 1 + across : 1 + across + width]


def rules_of(population: Population) -> Rules:
    """The species as `steps` takes them."""
    automata = (organism.automaton for organism in population.organisms)
    return tuple(zip(automata, population.conditions, strict=True))


def padded(found: Indices, rows: Sequence[Open], halo: int) -> tuple[Cells, Kinds]:
    """Tiles in the middle of their halos.

    Args:
        found: int32 [N, 9], see `Band`
        rows: above, theirs, and below
        halo: cells

    Returns:
        States [N, P, P, C] and species [N, P, P].
    """
    side, channels = rows[0].states.shape[2:]
    states = np.zeros((len(found), side + 2 * halo, side + 2 * halo, channels), np.float32)
    species = np.zeros(states.shape[:3], np.uint8)
    to = (np.s_[:halo], np.s_[halo : halo + side], np.s_[halo + side :])
    of = (np.s_[side - halo :], np.s_[:], np.s_[:halo])
    for place, (down, across) in enumerate((down, across) for down in range(3) for across in range(3)):
        there = found[:, place] >= 0
        at = found[there, place]
        states[there, to[down], to[across]] = rows[down].states[at, of[down], of[across]]
        species[there, to[down], to[across]] = rows[down].species[at, of[down], of[across]]
    return states, species


class DenseStepper(RowStepper):
    """Plain JAX on its default device, a few tiles at a time.

    Args:
        population: of the world
    """

    def __init__(self, population: Population) -> None:
        self._steps = jax.jit(functools.partial(steps, rules_of(population)), static_argnames=("torus", "rate"))

    def advance(self, world: World, band: Band, steps: int) -> Row:
        """See `RowStepper`."""
        rows = tuple(row.opened() for row in band.rows)
        halo, side = world.population.reach * steps, world.tile
        # A power of two, so that few sizes are compiled.
        most = max(1, _MOST_CELLS // (side + 2 * halo) ** 2)
        at_once = min(1 << (len(band.columns) - 1).bit_length(), 1 << (most.bit_length() - 1))
        states, species = [], []
        for first in range(0, len(band.columns), at_once):
            some = slice(first, first + at_once)
            before = padded(band.neighbours[some], rows, halo)
            after = self._piece(world, (band.row, band.columns[some]), before, steps, at_once)
            states.append(after[0])
            species.append(after[1])
        return Open(band.columns, np.concatenate(states), np.concatenate(species)).stored()

    def _piece(
        self, world: World, places: tuple[int, Indices], before: tuple[Cells, Kinds], steps: int, at_once: int
    ) -> tuple[Cells, Kinds]:
        (row, columns), halo = places, world.population.reach * steps
        count, inner = len(columns), np.s_[:, halo : halo + world.tile, halo : halo + world.tile]
        corners = np.stack([np.full(count, row), columns], axis=1) * world.tile - halo
        corners %= (world.height, world.width)
        states, species, starts = (
            np.concatenate([part, np.zeros((at_once - count, *part.shape[1:]), part.dtype)])
            for part in (*before, corners.astype(np.uint32))
        )
        time = np.array([world.fire_seed, world.step, steps], np.uint32)
        after = self._steps(
            states, species, starts, time=time, torus=(world.height, world.width), rate=world.population.rate
        )
        return np.asarray(after[0][:count])[inner], np.asarray(after[1][:count])[inner]


__all__ = ["DenseStepper", "Rules", "padded", "rules_of", "steps"]
