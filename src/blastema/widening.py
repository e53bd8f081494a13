"""A trained rule with room for a signal: it does what it did, whatever it is told, until it learns to listen."""

from __future__ import annotations

import dataclasses

import jax
import jax.numpy as jnp

from blastema._types import Dense
from blastema.automaton import CellularAutomaton
from blastema.errors import InputError
from blastema.perception import FilterPerception
from blastema.update import ReplacingUpdate, ResidualUpdate


def listening(automaton: CellularAutomaton, signal: int, embedding: int = 0) -> CellularAutomaton:
    """The same automaton with a perception that takes a signal; the weights from it are zero.

    Args:
        automaton: one without a signal
        signal: how many numbers it is told
        embedding: how many numbers a table makes of them; 0 for no table

    Raises:
        InputError: if it takes a signal already, or its parts are of kinds that are not known here.
    """
    perception, update = automaton.perception, automaton.update
    if not isinstance(perception, FilterPerception) or not isinstance(update, ResidualUpdate | ReplacingUpdate):
        raise InputError(
            f"a signal cannot be added to a rule of {type(perception).__name__} and {type(update).__name__}; train one "
            "from nothing, with --signal (--from nothing)."
        )
    if perception.signal:
        raise InputError(f"the rule takes a signal of {perception.signal} numbers already.")
    fresh = FilterPerception.initial(jax.random.key(0), automaton.channels, signal=signal, embedding=embedding)
    heard = dataclasses.replace(perception, table=fresh.table, signal=signal, embedding=embedding)
    (weight, bias), *rest = update.layers
    rows = jnp.zeros((heard.joined, weight.shape[1]), weight.dtype)
    first = Dense(jnp.concatenate([weight, rows]), bias)
    return dataclasses.replace(automaton, perception=heard, update=dataclasses.replace(update, layers=(first, *rest)))


__all__ = ["listening"]
