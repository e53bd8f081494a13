"""The stem cell: trained organisms that come with the package, one of each size; ``quick`` and ``fast`` begin with it.

A rule that does nothing has to learn first what every organism needs: to spread from one cell, to keep a shape and to
stop. One that has learned it for other pictures needs a fraction of the time for a new one (``docs/notes.md``).
Both are meta-trained on many pictures by Reptile (``zoo/stem.py``): that of 24 cells with the iterations of ``quick``,
and that of 40 cells from it, with the iterations of ``fast``.
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
"""Longer sides of the pictures that there is a stem cell for, in cells."""
FOLDER = Path(__file__).parent
"""Where they lie, each as SIZE.safetensors."""


def start_for(config: Config) -> Organism | None:
    """What a training by this config begins with, where no organism is given.

    Returns:
        The stem cell of the nearest size with the config's physics (boundary, fire rate, step size, ...), widened where
        the config has a signal, more channels or more hidden units; none if the config begins with a rule that does
        nothing, or has other parts than the stem cell (see `other_parts`).
    """
    if config.training.start != "stem" or other_parts(config):
        return None
    stem = stem_cell(config.target.size)
    automaton = with_settings(stem.automaton, **dataclasses.asdict(config.automaton.physics))
    automaton = widened(automaton, config.automaton, jax.random.key(config.training.seed))
    return dataclasses.replace(stem, automaton=automaton)


def untrained(config: Config) -> CellularAutomaton:
    """The rule that a training by this config begins with, where it begins with no trained one.

    Either a rule that does nothing, or one of normal weights without biases: of each layer, with a standard deviation
    of 100 / (inputs * outputs), as in riveSunder's dca.
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
    """What of the stem cell's parts cannot become as in the config, in words; empty if all can."""
    return obstacle(settings_of(stem_cell(config.target.size).automaton), config.automaton)


def stem_cell(size: int) -> Organism:
    """The stem cell whose own size is nearest to this one, as it was trained."""
    return _loaded(min(SIZES, key=lambda its: abs(its - size)))


@functools.cache
def _loaded(size: int) -> Organism:
    return dataclasses.replace(organism_file.load(FOLDER / f"{size}.safetensors"), name=f"stem-{size}")


__all__ = ["FOLDER", "SIZES", "other_parts", "start_for", "stem_cell", "untrained"]
