"""Cuts: the least important hidden units and inputs are removed, and the remaining weights compensate for them.

If one input of a layer is removed and the other weights are refitted, the mean squared output changes by
``sum(weights**2) / (inverse of the second moments)[i, i]`` (`blastema.surgeon`). The second moments are measured while
the organism grows and heals.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from blastema.automaton import CellularAutomaton
from blastema.errors import InputError
from blastema.lifetime import features_met, lifetime
from blastema.organism import Organism
from blastema.perception import FilterPerception
from blastema.surgeon import Matrix, Surgeon, dense
from blastema.update import ACTIVATIONS, ReplacingUpdate, ResidualUpdate


class Moments(NamedTuple):
    """Means over the living cells of grown and healing organisms.

    inputs: products of two features, or of a feature and 1 (the last one) [K + 1, K + 1]
    units:  products of two hidden units after the activation, or of one and 1 [h + 1, h + 1]
    slopes: the squared slope of each unit's activation [h]
    """

    inputs: Matrix
    units: Matrix
    slopes: Matrix


def obstacles(organism: Organism) -> list[str]:
    """Why an organism cannot be shrunk; none if it can."""
    automaton = organism.automaton
    perception, update = automaton.perception, automaton.update
    if type(perception) is not FilterPerception or type(update) not in (ResidualUpdate, ReplacingUpdate):
        return [f"its parts are {type(perception).__name__} and {type(update).__name__}"]
    assert isinstance(update, ResidualUpdate | ReplacingUpdate)
    checks = (
        (len(update.hidden) == 1, f"it has {len(update.hidden)} hidden layers, not one"),
        (not perception.signal and not organism.pictures, "it grows several pictures, by a signal"),
    )
    return [reason for fits, reason in checks if not fits]


class Size(NamedTuple):
    """The size of a first layer.

    hidden: number of units
    heard:  number of inputs that are not pruned
    inputs: number of all inputs
    """

    hidden: int
    heard: int
    inputs: int


def size_of(automaton: CellularAutomaton) -> Size:
    """The size of the first layer; none if there is no such layer."""
    layers = getattr(automaton.update, "layers", ())
    if not layers:
        return Size(0, 0, 0)
    weight = np.asarray(layers[0][0])
    return Size(weight.shape[1], int(weight.any(axis=1).sum()), len(weight))


def heard_parameters(automaton: CellularAutomaton) -> int:
    """Number of parameters without the weights of pruned inputs (rows of zeros)."""
    size = size_of(automaton)
    return automaton.parameters - (size.inputs - size.heard) * size.hidden


def smallest(automaton: CellularAutomaton) -> int:
    """Parameters of the rule with one input and one hidden unit."""
    layers = automaton.update.layers  # type: ignore[attr-defined]
    (inputs, hidden), channels = layers[0].weight.shape, layers[1].weight.shape[1]
    others = automaton.parameters - hidden * (inputs + 1 + channels) - channels
    return int(others + 2 + 2 * channels)


def smaller(organism: Organism, parameters: int) -> Organism:
    """The organism with hidden units and inputs removed until it has at most the given number of parameters.

    Units are removed completely; weights of removed inputs become zero (`heard_parameters` does not count them). The
    remaining weights minimise the mean squared change of the layers' outputs.

    Args:
        organism: without `obstacles`
        parameters: largest number, `smallest` or more

    Raises:
        InputError: for another organism, or too few parameters.
    """
    if reasons := obstacles(organism):
        raise InputError(
            f"{organism.name} cannot be shrunk: {'; '.join(reasons)}. Rules with filters, one hidden layer and one "
            "picture can, such as the zoo's emoji."
        )
    automaton = organism.automaton
    least = smallest(automaton)
    if parameters < least:
        raise InputError(f"a rule of {parameters:,} parameters is too small; expected {least:,} or more.")
    before = heard_parameters(automaton)
    first, last = automaton.update.layers  # type: ignore[attr-defined]
    moments = measured(organism)
    inputs, units = Surgeon(moments.inputs, first), Surgeon(moments.units, last)
    for layer in (inputs, units):
        layer.fix_silent()
    others = automaton.parameters - first.weight.size - first.bias.size - last.weight.size
    channels = last.weight.shape[1]
    while (size := others + units.left * (inputs.left + 1 + channels)) > parameters:
        # The effect of a unit's weights on the output: by the slope of its activation and its output weights.
        weights = moments.slopes * (units.rows[:-1] ** 2).sum(1)
        by_unit = units.costs(np.ones(channels)) / (inputs.left + 1 + channels)
        by_input = inputs.costs(weights) / units.left
        if (units.left > 1 and by_unit.min() <= by_input.min()) or inputs.left == 1:
            units.fix(int(by_unit.argmin()))
        else:
            inputs.fix(int(by_input.argmin()))
    kept = np.flatnonzero(units.there[:-1])
    layers = (dense(inputs.rows[:, kept]), dense(np.concatenate([units.rows[kept], units.rows[-1:]])))
    update = dataclasses.replace(automaton.update, layers=layers, hidden=(len(kept),))  # type: ignore[call-arg]
    made = {"shrunk": f"{before:,} to {size:,} parameters: {len(kept)} hidden units, {inputs.left} inputs"}
    return dataclasses.replace(
        organism,
        automaton=dataclasses.replace(automaton, update=update),
        provenance={**organism.provenance, **made},
    )


def measured(organism: Organism) -> Moments:
    """The second moments of the layers' inputs while an organism grows from its seeds and heals four cuts."""
    (weight, bias), _ = organism.automaton.update.layers  # type: ignore[attr-defined]
    activation = ACTIVATIONS[organism.automaton.update.activation]  # type: ignore[attr-defined]
    inputs, hidden = weight.shape
    sums = [np.zeros((inputs + 1,) * 2), np.zeros((hidden + 1,) * 2), np.zeros(hidden)]
    cells = 0
    for now in lifetime(organism):
        if not np.isfinite(now.states).all():
            raise InputError(f"{organism.name} cannot be shrunk: its states at step {now.step} are not finite.")
        features = features_met(now)
        ones = jnp.ones((len(features), hidden))
        units, slopes = jax.jvp(activation, (jnp.asarray(features @ np.asarray(weight) + np.asarray(bias)),), (ones,))
        for total, each in zip(sums, (features, np.asarray(units)), strict=False):
            heard = np.concatenate([each, np.ones((len(each), 1))], 1, dtype=np.float64)
            total += heard.T @ heard
        sums[2] += (np.asarray(slopes, np.float64) ** 2).sum(0)
        cells += len(features)
    if not cells:
        raise InputError(f"{organism.name} cannot be shrunk: nothing is alive after it has grown.")
    return Moments(*(total / cells for total in sums))


__all__ = ["Moments", "Size", "heard_parameters", "measured", "obstacles", "size_of", "smaller", "smallest"]
