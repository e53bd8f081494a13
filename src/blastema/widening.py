"""Widening a trained rule: a signal, more channels, a wider hidden layer, a decoder. The function is unchanged at
first. New parts are connected by weights of zero: a rule that ignores its signal, channels that are not changed and not
used, hidden units without effect, a decoder that adds nothing to the cells' own colours. Training continues from there
(Chen, Goodfellow, Shlens: Net2Net, 2016).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import jax
import jax.numpy as jnp

from blastema._checks import random_key
from blastema._types import Array, Dense
from blastema.assembly import differences, settings_of
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig
from blastema.config.part import kind_of
from blastema.errors import InputError
from blastema.perception import AbstractPerception, FilterPerception
from blastema.registry import PERCEPTIONS
from blastema.update import ReplacingUpdate, ResidualUpdate


def obstacle(found: AutomatonConfig, wanted: AutomatonConfig) -> str:
    """The differences that prevent widening a rule to other parts, as text; empty if there are none.

    Physics does not matter. Only a residual update with one hidden layer is widened in its layer and, if the perception
    has the same features for every channel, in its channels; a signal or a decoder is added only if there is none.
    """
    alike = {name: getattr(wanted, name) for name in ("signal", "embedding") if not found.signal}
    simple = found.update == "residual" and len(found.hidden) == 1 == len(wanted.hidden) and not found.learned_filters
    if simple and wanted.hidden >= found.hidden:
        alike["hidden"] = wanted.hidden
    filter_major = PERCEPTIONS.says(kind_of(found.perception), "filter_major")
    if simple and filter_major and wanted.channels >= found.channels:
        alike["channels"] = wanted.channels
    if found.decoder == "none":
        alike["decoder"] = wanted.decoder
    return differences(dataclasses.replace(found, **alike, **dataclasses.asdict(wanted.physics)), wanted)


def widened(automaton: CellularAutomaton, wanted: AutomatonConfig, key: Array | None = None) -> CellularAutomaton:
    """The automaton with the signal, the channels, the hidden layer and the decoder of a config.

    Args:
        automaton: is not changed
        wanted: as much as the automaton has, or more; its physics is ignored
        key: of the random numbers in the new weights

    Returns:
        An automaton that computes the same, as long as the new parts are not trained.

    Raises:
        InputError: if the automaton cannot be widened to it.
    """
    has = settings_of(automaton)
    in_the_way = obstacle(has, wanted)
    if in_the_way:
        raise InputError(f"the rule cannot be widened as requested: it has {in_the_way}.")
    key = jax.random.key(0) if key is None else random_key(key)
    if has.decoder != wanted.decoder:
        fresh_parts = dataclasses.replace(wanted, **dataclasses.asdict(has.physics))
        automaton = dataclasses.replace(automaton, decoder=CellularAutomaton.initial(fresh_parts, key).decoder)
    if all(getattr(has, name) == getattr(wanted, name) for name in ("signal", "embedding", "channels", "hidden")):
        return automaton
    target = CellularAutomaton.initial(dataclasses.replace(wanted, **dataclasses.asdict(has.physics)), key)
    perception, update = automaton.perception, automaton.update
    assert isinstance(update, ResidualUpdate | ReplacingUpdate)
    assert isinstance(target.update, ResidualUpdate | ReplacingUpdate)
    inputs = _features(perception, has.channels, wanted.channels)
    if isinstance(perception, FilterPerception) and not perception.signal:
        assert isinstance(target.perception, FilterPerception)
        perception = dataclasses.replace(target.perception, learned=perception.learned)
    first, *middle, last = update.layers
    fresh, silent = target.update.layers[0], jax.tree.map(jnp.zeros_like, target.update.layers[-1])
    layers = (
        _with_numbers(fresh, first, jnp.asarray(inputs)),
        *middle,
        _with_numbers(silent, last, jnp.arange(last.weight.shape[0])),
    )
    return dataclasses.replace(target, perception=perception, update=dataclasses.replace(target.update, layers=layers))


def _features(perception: AbstractPerception, channels: int, wider: int) -> list[int]:
    """Where the features of so many channels are among those of as many or more."""
    joined = perception.joined if isinstance(perception, FilterPerception) else 0
    count = perception.features(channels) - joined
    if channels == wider:
        return list(range(count + joined))
    blocks = count // channels
    places = [block * wider + channel for block in range(blocks) for channel in range(channels)]
    return places + [blocks * wider + number for number in range(joined)]


def decided(automaton: CellularAutomaton, signal: Sequence[float]) -> CellularAutomaton:
    """The automaton with a fixed signal, which becomes a part of the first layer's bias.

    Args:
        automaton: is not changed
        signal: of the automaton's size; zeros if empty

    Raises:
        InputError: if its parts are of other kinds.
    """
    perception, update = automaton.perception, automaton.update
    if not perception.signal:
        return automaton
    if not isinstance(perception, FilterPerception) or not isinstance(update, ResidualUpdate | ReplacingUpdate):
        raise InputError(f"a signal cannot be built into {type(perception).__name__} and {type(update).__name__}.")
    (weight, bias), *others = update.layers
    split = weight.shape[0] - perception.joined
    heard = perception.heard(jnp.asarray(signal or (0.0,) * perception.signal, weight.dtype))
    layers = (Dense(weight[:split], bias + heard @ weight[split:]), *others)
    return dataclasses.replace(
        automaton,
        perception=dataclasses.replace(perception, signal=0, table=None, embedding=0),
        update=dataclasses.replace(update, layers=layers),
    )


def _with_numbers(new: Dense, old: Dense, inputs: Array) -> Dense:
    """A layer with the weights of a smaller one; other weights to the common outputs are zero.

    Args:
        new: the larger layer
        old: the smaller layer; its outputs are the first ones of the larger
        inputs: the rows of the larger layer that correspond to those of the smaller, in order
    """
    outputs = old.weight.shape[1]
    weight = new.weight.at[:, :outputs].set(0).at[inputs, :outputs].set(old.weight)
    return Dense(weight, new.bias.at[:outputs].set(old.bias))


__all__ = ["decided", "obstacle", "widened"]
