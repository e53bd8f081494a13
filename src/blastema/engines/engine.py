"""The interface of engines: an engine takes an automaton, reports what it does not support, and computes rollouts."""

from __future__ import annotations

import abc
import dataclasses
from typing import TYPE_CHECKING, ClassVar

from blastema._types import Losses, State, Steps
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.decoder import AbstractDecoder
from blastema.measure import Wanted
from blastema.objective import AbstractObjective

if TYPE_CHECKING:
    from typing import Self


@dataclasses.dataclass(frozen=True)
class AbstractEngine(abc.ABC):
    """An engine that has been chosen.

    The class attribute ``platform`` is the JAX platform it needs: "cpu", "gpu", or any if empty; ``special``
    is true for engines of only one kind of automaton, which are skipped silently for others.

    Args:
        why: one sentence for the user
        level: instruction level of the kernel; "xla" if the compiler decides
        threads: number of threads; 0 if the compiler decides
        precision: of the operands of the rule's products, "float32" or "bf16"
    """

    platform: ClassVar[str] = ""
    special: ClassVar[bool] = False

    why: str
    level: str
    threads: int
    precision: str

    @property
    @abc.abstractmethod
    def name(self) -> str:
        """Its name in configs and flags."""

    @classmethod
    @abc.abstractmethod
    def create(cls, threads: int, precision: str, why: str = "") -> Self:
        """Create the engine.

        Args:
            threads: 0 is one per available processor
            precision: "float32" or "bf16"
            why: why it was chosen, if it is not the first choice

        Returns:
            The engine.
        """

    @classmethod
    @abc.abstractmethod
    def obstacle(
        cls,
        automaton: CellularAutomaton | None = None,
        objective: AbstractObjective | None = None,
        precision: str = "float32",
        conditions: Conditions | None = None,
    ) -> str | None:
        """Why the engine cannot be used, decided by kind.

        Args:
            automaton: if not given, only whether the engine works on this machine
            objective: of the training, if it is to be trained
            precision: "float32" or "bf16"
            conditions: the conditions, if known already; only their shapes may matter

        Returns:
            The reason, or none if it can be used.
        """

    @abc.abstractmethod
    def rollout(
        self, automaton: CellularAutomaton, state: State, steps: Steps, conditions: Conditions, max_steps: int
    ) -> State:
        """The state after some steps; differentiable in the automaton and the state.

        Args:
            automaton: an automaton that it supports
            state: [B, H, W, C]
            steps: 0 to ``max_steps``; a different value does not cause recompilation
            conditions: complete, one value per sample
            max_steps: bound of ``steps``

        Returns:
            [B, H, W, C]

        Raises:
            KernelUnavailableError: if it does not support this automaton.
        """

    @abc.abstractmethod
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
        """The loss of an episode and its gradient.

        Args:
            automaton: as of `rollout`
            state: as of `rollout`
            objective: its measure is the loss
            wanted: of the objective, for these samples
            steps: as of `rollout`
            conditions: as of `rollout`
            max_steps: as of `rollout`

        Returns:
            The losses [B]; the gradient of the mean of their powers, shaped like the automaton; and the state after
            ``steps`` steps.

        Raises:
            KernelUnavailableError: if it does not support this automaton or this objective.
        """

    def drawing(self, decoder: AbstractDecoder) -> AbstractDecoder:
        """An automaton's decoder, as this engine computes it: the same pictures up to rounding.

        Args:
            decoder: of an automaton that it supports

        Returns:
            The decoder itself if the engine has no way of its own.
        """
        return decoder


__all__ = ["AbstractEngine"]
