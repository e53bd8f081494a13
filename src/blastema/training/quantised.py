"""Quantisation-aware training: engines receive rounded weights, and the updates apply to unrounded ones.

The gradient goes straight through the rounding (Y. Bengio et al., *Estimating or Propagating Gradients
Through Stochastic Neurons*, 2013), so that engines need no changes.
"""

from __future__ import annotations

import dataclasses

import jax

from blastema._types import Losses, State, Steps
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.decoder import AbstractDecoder
from blastema.engines import AbstractEngine
from blastema.measure import Wanted
from blastema.objective import AbstractObjective
from blastema.registry import QUANTISERS


class AbstractQuantiser:
    """Rounds an automaton's weights in the forward pass. This base class leaves them unchanged."""

    def prepared(self, automaton: CellularAutomaton) -> CellularAutomaton:
        """The automaton at the start of training: the same function, with weights that lose less by rounding.

        Raises:
            InputError: for an automaton that cannot be rounded, with the reason.
        """
        return automaton

    def __call__(self, automaton: CellularAutomaton) -> CellularAutomaton:
        """The rounded automaton, with a gradient with respect to the given one."""
        return automaton


def quantiser_of(name: str) -> AbstractQuantiser:
    """The quantiser with a name."""
    quantiser: AbstractQuantiser = QUANTISERS[name]()
    return quantiser


@dataclasses.dataclass(frozen=True)
class Quantised(AbstractEngine):
    """An engine that rounds the weights before it passes them to another engine."""

    inner: AbstractEngine
    quantiser: AbstractQuantiser

    @classmethod
    def around(cls, engine: AbstractEngine, quantiser: AbstractQuantiser) -> AbstractEngine:
        """The engine with the quantiser in front; the engine itself if nothing is rounded."""
        if type(quantiser) is AbstractQuantiser:
            return engine
        said = (engine.why, engine.level, engine.threads, engine.precision)
        return cls(*said, engine, quantiser)

    @property
    def name(self) -> str:
        """The name of the wrapped engine."""
        return self.inner.name

    @classmethod
    def create(cls, threads: int, precision: str, why: str = "") -> Quantised:
        """Not supported; use `around`."""
        raise TypeError("a quantised engine is made of another one: Quantised.around(engine, quantiser)")

    @classmethod
    def obstacle(
        cls,
        automaton: CellularAutomaton | None = None,
        objective: AbstractObjective | None = None,
        precision: str = "float32",
        conditions: Conditions | None = None,
    ) -> str | None:
        """See `AbstractEngine`: the wrapped engine has been checked already."""
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

    def drawing(self, decoder: AbstractDecoder) -> AbstractDecoder:
        """See `AbstractEngine`."""
        return self.inner.drawing(decoder)


__all__ = ["AbstractQuantiser", "Quantised", "quantiser_of"]
