"""The stem cell: trained organisms that come with the package; ``quick`` and ``fast`` start from one of them.

A rule that does nothing first has to learn what every organism needs: to spread from one cell, to keep a shape and to
stop. A rule that has learned this on other pictures needs a fraction of the time for a new one (``docs/notes.md``).
All are meta-trained by Reptile (``zoo/stem.py``) on many targets: that of 24 cells with the iterations of ``quick``,
that of 40 cells from it, with the iterations of ``fast``, and that of volumes on random bodies of 12 voxels.
"""

from __future__ import annotations

import dataclasses
import functools
from pathlib import Path

import jax
import jax.numpy as jnp

from blastema._types import Dense
from blastema.assembly import settings_of, with_settings
from blastema.automaton import CellularAutomaton
from blastema.config import Config
from blastema.errors import InputError
from blastema.formats import organism_file
from blastema.organism import Organism
from blastema.update import ReplacingUpdate, ResidualUpdate
from blastema.widening import obstacle, widened

SIZES = (24, 40)
"""Sizes of the stem cells: longer sides of their pictures in cells."""
FOLDER = Path(__file__).parent
"""Their folder, with a file SIZE.safetensors for each, and volume.safetensors."""


def start_for(config: Config) -> Organism | None:
    """The organism that a training by this config starts from, if none is given.

    Returns:
        The stem cell of the nearest size, or of volumes, with the config's physics (boundary, fire rate, step size,
        ...), widened if the config has a signal, more channels or more hidden units; none if the config starts from a
        rule that does nothing, or has different parts from the stem cell (see `other_parts`).
    """
    if config.training.start != "stem" or other_parts(config):
        return None
    stem = stem_cell(config.target.size, config.automaton.axes)
    automaton = with_settings(stem.automaton, **dataclasses.asdict(config.automaton.physics))
    automaton = widened(automaton, config.automaton, jax.random.key(config.training.seed))
    return dataclasses.replace(stem, automaton=automaton)


def untrained(config: Config) -> CellularAutomaton:
    """The untrained rule that a training by this config starts from.

    Either a rule that does nothing, or one with normal weights and no biases, with a standard deviation
    of 100 / (inputs * outputs) in each layer, as in riveSunder's dca.
    """
    key = jax.random.key(config.training.seed)
    automaton = CellularAutomaton.initial(config.automaton, key)
    if config.training.start != "random":
        return automaton
    if not isinstance(automaton.update, ResidualUpdate | ReplacingUpdate):
        raise InputError(
            f"start is random, but the layers of the update {config.automaton.update!r} are not known; use "
            "--from nothing."
        )
    keys = jax.random.split(key, len(automaton.update.layers))
    layers = tuple(
        Dense(100 / weight.size * jax.random.normal(its, weight.shape), jnp.zeros_like(bias))
        for its, (weight, bias) in zip(keys, automaton.update.layers, strict=True)
    )
    return dataclasses.replace(automaton, update=dataclasses.replace(automaton.update, layers=layers))


def other_parts(config: Config) -> str:
    """A description of the stem cell's parts that cannot be changed to the config's; empty if all can."""
    stem = stem_cell(config.target.size, config.automaton.axes)
    return obstacle(settings_of(stem.automaton), config.automaton)


def stem_cell(size: int, axes: int = 2) -> Organism:
    """The stem cell of pictures with the size nearest to this one, or that of volumes, as it was trained.

    Args:
        size: of the target's longest side, in cells
        axes: 2 for pictures, 3 for volumes, which have one stem cell for all sizes

    Returns:
        An organism without a target.
    """
    return _loaded("volume" if axes == 3 else str(min(SIZES, key=lambda its: abs(its - size))))


@functools.cache
def _loaded(name: str) -> Organism:
    return dataclasses.replace(organism_file.load(FOLDER / f"{name}.safetensors"), name=f"stem-{name}")


__all__ = ["FOLDER", "SIZES", "other_parts", "start_for", "stem_cell", "untrained"]
