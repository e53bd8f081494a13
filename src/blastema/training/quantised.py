"""Training that knows the rounding: engines are given rounded weights, and what they learn is kept unrounded.

The gradient goes straight through the rounding (Y. Bengio and others, *Estimating or Propagating Gradients
Through Stochastic Neurons*, 2013), so that no engine has to know of it.
"""

from __future__ import annotations

import dataclasses

import jax

from blastema._types import Losses, State, Steps
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.engines import AbstractEngine
from blastema.objective import AbstractObjective, Wanted
from blastema.registry import QUANTISERS


class AbstractQuantiser:
    """What becomes of an automaton's weights in the forward pass. This one leaves them as they are."""

    def prepared(self, automaton: CellularAutomaton) -> CellularAutomaton:
        """The automaton that training begins with: the same function, in numbers that are easier to round.

        Raises:
            InputError: for an automaton that cannot be rounded, with the reason.
        """
        return automaton

    def __call__(self, automaton: CellularAutomaton) -> CellularAutomaton:
        """The rounded automaton, with a gradient to the one that is given."""
        return automaton


def quantiser_of(name: str) -> AbstractQuantiser:
    """The quantiser of a name."""
    quantiser: AbstractQuantiser = QUANTISERS[name]()
    return quantiser


@dataclasses.dataclass(frozen=True)
class Quantised(AbstractEngine):
    """An engine that is given the rounded weights of whatever it is asked for."""

    inner: AbstractEngine
    quantiser: AbstractQuantiser

    @classmethod
    def around(cls, engine: AbstractEngine, quantiser: AbstractQuantiser) -> AbstractEngine:
        """The engine with the quantiser before it; the engine itself where nothing is rounded."""
        if type(quantiser) is AbstractQuantiser:
            return engine
        said = (engine.why, engine.level, engine.threads, engine.precision)
        return cls(*said, engine, quantiser)

    @property
    def name(self) -> str:
        """The name of the engine inside."""
        return self.inner.name

    @classmethod
    def create(cls, threads: int, precision: str, why: str = "") -> Quantised:
        """It is made by `around` alone."""
        raise TypeError("a quantised engine is made of another one: Quantised.around(engine, quantiser)")

    @classmethod
    def obstacle(
        cls,
        automaton: CellularAutomaton | None = None,
        objective: AbstractObjective | None = None,
        precision: str = "float32",
        conditions: Conditions | None = None,
    ) -> str | None:
        """See `AbstractEngine`: the engine inside has been asked."""
        return None

    def rollout(
        self, automaton: CellularAutomaton, state: State, steps: Steps, conditions: Conditions, max_steps: int
    ) -> State:
        """See `AbstractEngine`."""
        return self.inner.rollout(self.quantiser(automaton), state, steps, conditions, max_steps)

    def loss_and_gradient(
        self,
        automaton: CellularAutomaton,
        state: State,
        objective: AbstractObjective,
        wanted: Wanted,
        steps: Steps,
        conditions: Conditions,
        max_steps: int,
    ) -> tuple[Losses, CellularAutomaton, State]:
        """See `AbstractEngine`."""
        rounded, pull = jax.vjp(self.quantiser, automaton)
        losses, gradient, grown = self.inner.loss_and_gradient(
            rounded, state, objective, wanted, steps, conditions, max_steps
        )
        return losses, pull(gradient)[0], grown


__all__ = ["AbstractQuantiser", "Quantised", "quantiser_of"]
