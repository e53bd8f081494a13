"""Training for 8-bit weights: ``--quantise int8``."""

from __future__ import annotations

import dataclasses

import equinox as eqx

from blastema._types import Dense
from blastema.automaton import CellularAutomaton
from blastema.errors import InputError
from blastema.integer.conversion import balanced, obstacles
from blastema.integer.parts import rounded_through
from blastema.training.quantised import AbstractQuantiser


@dataclasses.dataclass(frozen=True)
class Int8(AbstractQuantiser):
    """Weights as an integer automaton has them; biases, which have more bits there, as they are."""

    def prepared(self, automaton: CellularAutomaton) -> CellularAutomaton:
        """See `AbstractQuantiser`: hidden units are scaled such that little is lost."""
        reasons = obstacles(automaton)
        if reasons:
            raise InputError(
                f"quantise is int8, but {'; '.join(reasons)}. It serves automata of the article's kind (--channels and "
                "--hidden may differ); leave --quantise out."
            )
        return _with(automaton, balanced(automaton.update.layers))  # type: ignore[attr-defined]

    def __call__(self, automaton: CellularAutomaton) -> CellularAutomaton:
        """See `AbstractQuantiser`."""
        layers = automaton.update.layers  # type: ignore[attr-defined]
        return _with(automaton, tuple(Dense(rounded_through(weight), bias) for weight, bias in layers))


def _with(automaton: CellularAutomaton, layers: tuple[Dense, ...]) -> CellularAutomaton:
    changed: CellularAutomaton = eqx.tree_at(lambda a: a.update.layers, automaton, layers)
    return changed


__all__ = ["Int8"]
