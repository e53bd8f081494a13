"""A trained rule with room for more: a signal, more channels, a wider hidden layer, a decoder. At first it does what it
did.

What is new is joined by weights of zero: a rule that does not listen to its signal yet, channels that nothing changes
and nobody looks at, hidden units that say nothing, a decoder that adds nothing to the cells' own colours. Training goes
on from there (Chen, Goodfellow, Shlens: Net2Net, 2016).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import jax
import jax.numpy as jnp

from blastema._types import Array, Dense
from blastema.assembly import differences, settings_of
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig
from blastema.errors import InputError
from blastema.perception import FilterPerception
from blastema.update import ReplacingUpdate, ResidualUpdate


def obstacle(found: AutomatonConfig, wanted: AutomatonConfig) -> str:
    """What of the parts keeps a rule from being widened to others, in words; empty if nothing does.

    Physics do not count. Only a residual update with one hidden layer is widened in its layer and channels, and a
    signal or a decoder is added only where there is none.
    """
    alike = {name: getattr(wanted, name) for name in ("signal", "embedding") if not found.signal}
    simple = found.update == "residual" and len(found.hidden) == 1 == len(wanted.hidden) and not found.learned_filters
    if simple and wanted.hidden >= found.hidden:
        alike["hidden"] = wanted.hidden
    if simple and wanted.channels >= found.channels:
        alike["channels"] = wanted.channels
    if found.decoder == "none":
        alike["decoder"] = wanted.decoder
    return differences(dataclasses.replace(found, **alike, **dataclasses.asdict(wanted.physics)), wanted)


def widened(automaton: CellularAutomaton, wanted: AutomatonConfig, key: Array | None = None) -> CellularAutomaton:
    """The same automaton with the signal, the channels, the hidden layer and the decoder of a config.

    Args:
        automaton: stays as it is
        wanted: as much as the automaton has, or more; its physics do not count
        key: of the random numbers in what is new

    Raises:
        InputError: if the automaton cannot become that.
    """
    has = settings_of(automaton)
    in_the_way = obstacle(has, wanted)
    if in_the_way:
        raise InputError(f"the rule cannot be widened as requested: it has {in_the_way}.")
    key = jax.random.key(0) if key is None else key
    if has.decoder != wanted.decoder:
        fresh_parts = dataclasses.replace(wanted, **dataclasses.asdict(has.physics))
        automaton = dataclasses.replace(automaton, decoder=CellularAutomaton.initial(fresh_parts, key).decoder)
    if all(getattr(has, name) == getattr(wanted, name) for name in ("signal", "embedding", "channels", "hidden")):
        return automaton
    target = CellularAutomaton.initial(dataclasses.replace(wanted, **dataclasses.asdict(has.physics)), key)
    perception, update = automaton.perception, automaton.update
    assert isinstance(perception, FilterPerception)
    assert isinstance(update, ResidualUpdate | ReplacingUpdate)
    assert isinstance(target.perception, FilterPerception)
    assert isinstance(target.update, ResidualUpdate | ReplacingUpdate)
    fixed = len(perception.filters) + perception.learned_filters
    inputs = [block * wanted.channels + channel for block in range(fixed) for channel in range(has.channels)]
    inputs += [fixed * wanted.channels + number for number in range(perception.joined)]
    first, *middle, last = update.layers
    fresh, silent = target.update.layers[0], jax.tree.map(jnp.zeros_like, target.update.layers[-1])
    layers = (
        _with_numbers(fresh, first, jnp.asarray(inputs)),
        *middle,
        _with_numbers(silent, last, jnp.arange(last.weight.shape[0])),
    )
    heard = perception if perception.signal else dataclasses.replace(target.perception, learned=perception.learned)
    return dataclasses.replace(
        target,
        perception=heard,
        update=dataclasses.replace(target.update, layers=layers),
    )


def decided(automaton: CellularAutomaton, signal: Sequence[float]) -> CellularAutomaton:
    """The same automaton told one signal for good: it becomes a part of the first layer's bias, and none is taken.

    Args:
        automaton: stays as it is
        signal: as many numbers as it is told; zeros if empty

    Raises:
        InputError: if its parts are of kinds that are not known here.
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
    """A layer with the numbers of a smaller one; what else goes into the outputs that both have is zero.

    Args:
        new: the larger one
        old: the smaller one; its outputs are the first ones of the larger
        inputs: the larger one's rows that are the smaller one's, in its order
    """
    outputs = old.weight.shape[1]
    weight = new.weight.at[:, :outputs].set(0).at[inputs, :outputs].set(old.weight)
    return Dense(weight, new.bias.at[:outputs].set(old.bias))


__all__ = ["decided", "obstacle", "widened"]
