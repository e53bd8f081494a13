"""The engine ``integer``: the judge in NumPy, called from JAX; serves integer automata alone."""

from __future__ import annotations

import dataclasses
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
import numpy as np

from blastema._types import Losses, State, Steps
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.engines.engine import AbstractEngine
from blastema.errors import KernelUnavailableError
from blastema.integer import judge
from blastema.integer.parts import LIMIT
from blastema.integer.rule import obstacle, rule_of
from blastema.objective import AbstractObjective, Wanted


@dataclasses.dataclass(frozen=True)
class IntegerEngine(AbstractEngine):
    """Rollouts of integer automata by the definition itself; gradients have the dense engine."""

    special: ClassVar[bool] = True

    @property
    def name(self) -> str:
        """See `AbstractEngine`."""
        return "integer"

    @classmethod
    def create(cls, threads: int, precision: str, why: str = "") -> IntegerEngine:
        """See `AbstractEngine`."""
        del threads, precision
        return cls("integers in NumPy, computed only where there is life", "numpy", 0, "float32")

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
        """See `AbstractEngine`. A state that is none of the integer automaton's is rounded to one."""
        if (reason := obstacle(automaton)) is not None:
            raise KernelUnavailableError(f"kernel integer is not available: {reason}.")
        shape = jax.eval_shape(lambda: jnp.zeros(state.shape, jnp.float32))
        told = conditions._replace(signal=None)
        after: State = jax.pure_callback(_rollout, shape, automaton, state, steps, told, vmap_method="sequential")
        return after

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


def _rollout(automaton: CellularAutomaton, state: Any, steps: Any, conditions: Conditions) -> Any:
    rule = rule_of(automaton)
    unit = np.float32(2.0**rule.state_bits)
    state = np.nan_to_num(np.asarray(state) * unit, nan=0.0, posinf=LIMIT, neginf=-LIMIT)
    start = np.clip(np.round(state), -LIMIT, LIMIT).astype(np.int32)
    how = judge.manner(conditions.angle, conditions.step_size)
    seed, step, rate = (np.asarray(each) for each in (conditions.fire_seed, conditions.step, conditions.fire_rate))
    after = judge.rollout(rule, start, int(steps), seed, step, rate, how)
    return after.astype(np.float32) / unit


__all__ = ["IntegerEngine"]
