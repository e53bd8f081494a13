"""The engine ``integer``: rollouts of integer automata where there is life; supports only these."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from blastema._types import Losses, State, Steps
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.engines.engine import AbstractEngine
from blastema.errors import KernelUnavailableError
from blastema.integer import blocks
from blastema.integer.rule import obstacle
from blastema.measure import Wanted
from blastema.objective import AbstractObjective


@dataclasses.dataclass(frozen=True)
class IntegerEngine(AbstractEngine):
    """Rollouts of integer automata, bitwise equal to the judge's; the dense engine computes gradients."""

    special: ClassVar[bool] = True

    @property
    def name(self) -> str:
        """See `AbstractEngine`."""
        return "integer"

    @classmethod
    def create(cls, threads: int, precision: str, why: str = "") -> IntegerEngine:
        """See `AbstractEngine`."""
        del threads, precision
        return cls("integers, computed only where there is life", "xla", 0, "float32")

    @classmethod
    def obstacle(
        cls,
        automaton: CellularAutomaton | None = None,
        objective: AbstractObjective | None = None,
        precision: str = "float32",
        conditions: Conditions | None = None,
    ) -> str | None:
        """See `AbstractEngine`."""
        if objective is not None:
            return "it has no gradients"
        if precision != "float32":
            return "it computes in integers"
        return None if automaton is None else obstacle(automaton)

    def rollout(
        self, automaton: CellularAutomaton, state: State, steps: Steps, conditions: Conditions, max_steps: int
    ) -> State:
        """See `AbstractEngine`. A state that the integers cannot represent is rounded."""
        if (reason := obstacle(automaton)) is not None:
            raise KernelUnavailableError(f"kernel integer is not available: {reason}.")
        return blocks.rollout(automaton, state, steps, conditions)

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
        """See `AbstractEngine`; always refused."""
        raise KernelUnavailableError("kernel integer has no gradients. Use --kernel jax.")


__all__ = ["IntegerEngine"]
