"""Rules of the article's kind, in one layout, for the formats that hold no others: the article's web models
(`blastema.formats.distill`) and integers (`blastema.integer`)."""

from __future__ import annotations

import dataclasses

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from blastema._types import Dense
from blastema.automaton import CellularAutomaton
from blastema.filters import FILTERS as KNOWN
from blastema.filters import Filter
from blastema.life import NeighbourhoodLife
from blastema.organism import Organism
from blastema.perception import FilterPerception
from blastema.update import ResidualUpdate
from blastema.widening import decided

FILTERS = ("identity", "sobel_x", "sobel_y")
"""The article's, in its order."""


def without_signal(organism: Organism) -> CellularAutomaton:
    """The organism's automaton, its signal, if it has one, as a part of the first layer's bias."""
    automaton = organism.automaton
    if automaton.perception.signal and isinstance(automaton.perception, FilterPerception):
        return decided(automaton, organism.signal)
    return automaton


def obstacles(automaton: CellularAutomaton) -> list[str]:
    """The parts of an automaton that are not of the article's kind, in words; none if it is.

    Of that kind are identity and both Sobel gradients in any order, one hidden layer with ReLU, a residual update, life
    by neighbourhood, and cells that fire as a whole; with any step size, fire rate and angle.
    """
    perception, update, life, physics = automaton.perception, automaton.update, automaton.life, automaton.physics
    kinds = ((perception, FilterPerception), (update, ResidualUpdate), (life, NeighbourhoodLife))
    others = [f"its {type(part).__name__} is not a {kind.__name__}" for part, kind in kinds if type(part) is not kind]
    if automaton.decodes:
        others.append("a decoder draws it")
    if others:
        return others
    assert isinstance(perception, FilterPerception)
    assert isinstance(update, ResidualUpdate)
    names = ", ".join(map(_told, perception.filters))
    checks = (
        (sorted(map(_named, perception.filters)) == sorted(FILTERS), f"its filters are {names}, not {_ALL}"),
        (not perception.learned_filters, f"it has {perception.learned_filters} learned filters"),
        (not perception.signal, f"it takes a signal of {perception.signal} numbers"),
        (update.activation == "relu", f"its activation is {update.activation}, not relu"),
        (len(update.hidden) == 1, f"it has {len(update.hidden)} hidden layers, not one"),
        (physics.fire_per == "cell", "its channels fire independently"),
        (not physics.clamp, f"its states are clamped to ±{physics.clamp:g}"),
        (not physics.noise, f"it has noise of {physics.noise:g}"),
        (
            all(np.isfinite(part).all() for layer in update.layers for part in layer),
            "it has weights that are not finite",
        ),
    )
    return [reason for fits, reason in checks if not fits]


def in_its_order(automaton: CellularAutomaton) -> CellularAutomaton:
    """The same function with rows in the order of the article's filters and the step size in the last layer.

    Args:
        automaton: without `obstacles`
    """
    perception, update = automaton.perception, automaton.update
    assert isinstance(perception, FilterPerception)
    assert isinstance(update, ResidualUpdate)
    (weight, bias), (last, last_bias) = update.layers
    order = [[_named(each) for each in perception.filters].index(name) for name in FILTERS]
    rows = weight.reshape(len(FILTERS), automaton.channels, -1)[np.array(order)]
    size = automaton.physics.step_size
    layers = (Dense(rows.reshape(weight.shape), bias), Dense(last * size, last_bias * size))
    return dataclasses.replace(
        with_layers(automaton, layers),
        perception=FilterPerception.initial(jnp.zeros(2, jnp.uint32), automaton.channels),
        physics=dataclasses.replace(automaton.physics, step_size=1.0),
    )


def with_layers(automaton: CellularAutomaton, layers: tuple[Dense, ...]) -> CellularAutomaton:
    """The automaton with other layers of its update, as many as it has."""
    changed: CellularAutomaton = eqx.tree_at(lambda a: a.update.layers, automaton, layers)
    return changed


def _named(one: Filter) -> str:
    """The name of the built-in filter with the same taps; empty if there is none."""
    return next((name for name, known in KNOWN.items() if dataclasses.replace(one, name=name) == known), "")


def _told(one: Filter) -> str:
    return f"{one.name} with other taps" if one.name in KNOWN and _named(one) != one.name else one.name


_ALL = ", ".join(FILTERS)

__all__ = ["FILTERS", "in_its_order", "obstacles", "with_layers", "without_signal"]
