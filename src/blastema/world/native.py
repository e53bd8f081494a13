"""Tiles stepped by the native kernel: only cells that fire near life are computed."""

from __future__ import annotations

from typing import Any

import numpy as np

from blastema.engines import native_tiles
from blastema.engines.lowering import layers_of
from blastema.update import ReplacingUpdate, ResidualUpdate
from blastema.world.population import Population, turned_taps
from blastema.world.sweep import Band, RowStepper
from blastema.world.tiles import EMPTY, Row, World


class NativeStepper(RowStepper):
    """The native kernel, on the processor.

    Args:
        population: of the world
        threads: 0 means one per available processor

    Raises:
        KernelUnavailableError: if the kernel is not available, or does not support these organisms.
    """

    def __init__(self, population: Population, threads: int = 0) -> None:
        first = population.organisms[0].automaton
        assert isinstance(first.update, ResidualUpdate | ReplacingUpdate)
        rules = []
        for organism, conditions in zip(population.organisms, population.conditions, strict=True):
            layers: list[Any] = []
            for weight, bias in layers_of(organism.automaton, conditions.signal):  # a signal makes the bias [1, out]
                layers += [np.ascontiguousarray(weight, np.float32), np.asarray(bias, np.float32).reshape(-1)]
            step_size = float(np.asarray(conditions.step_size)[0])
            taps = turned_taps(organism, conditions)
            rules.append(native_tiles.Rule(layers, taps, step_size, organism.automaton.physics.clamp))
        self._kernel = native_tiles.Kernel(
            rules, first.update.activation, _KINDS[type(first.update)], population.alive_threshold, threads
        )

    def advance(self, world: World, band: Band, steps: int) -> Row:
        """See `RowStepper`."""
        count, side, population = len(band.columns), world.tile, world.population
        places = np.stack([np.full(count, band.row, np.int32), band.columns], axis=1)
        species = np.empty((count, side, side), np.uint8)
        cells = self._kernel.step(
            native_tiles.Torus(world.height, world.width, population.reach * steps),
            native_tiles.Time(world.fire_seed, world.step, population.rate, steps),
            (places, band.neighbours),
            tuple((row.species, row.cells) for row in band.rows),
            species,
        )
        kept = (species != EMPTY).any(axis=(1, 2))
        return Row(band.columns[kept], species[kept], cells)


_KINDS: dict[Any, str] = {ResidualUpdate: "residual", ReplacingUpdate: "replacing"}

__all__ = ["NativeStepper"]
