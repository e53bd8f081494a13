"""The fused kernels on an NVIDIA card: exact rollouts, computing only where there is life.

Their results equal those of the dense engine up to rounding. Here automata are lowered to arrays, and unsupported ones
are rejected by kind; the kernels themselves are CUDA C++ (``cuda_source/``).
"""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import ClassVar

import numpy as np

from blastema._types import Losses, State, Steps
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.engines import chained, cuda_calls, kernel_calls, lowering
from blastema.engines.cuda_calls import MOST_CHANNELS, MOST_FILTERS, MOST_HIDDEN, Attributes, Shape
from blastema.engines.engine import AbstractEngine
from blastema.errors import KernelUnavailableError
from blastema.filters import Filter
from blastema.life import AllLife, NeighbourhoodLife
from blastema.measure import Wanted
from blastema.objective import AbstractObjective
from blastema.perception import FilterPerception
from blastema.update import ResidualUpdate


@dataclasses.dataclass(frozen=True)
class CudaEngine(AbstractEngine):
    """The kernels of ``cuda_source/``, on one card, that of JAX."""

    platform: ClassVar[str] = "gpu"

    @property
    def name(self) -> str:
        """See `AbstractEngine`."""
        return "cuda"

    @classmethod
    def create(cls, threads: int, precision: str, why: str = "") -> CudaEngine:
        """See `AbstractEngine`. The card determines the number of threads."""
        del threads
        card = cuda_calls.card()
        if isinstance(card, str):
            raise KernelUnavailableError(f"kernel cuda is not available: {card}.")
        text = f"fused CUDA kernels ({card.name}, {card.architecture}, {precision}): compute only where there is life"
        return cls(f"{text} ({why})" if why else text, card.architecture, 0, precision)

    @classmethod
    def obstacle(
        cls,
        automaton: CellularAutomaton | None = None,
        objective: AbstractObjective | None = None,
        precision: str = "float32",
        conditions: Conditions | None = None,
    ) -> str | None:
        """See `AbstractEngine`."""
        card = cuda_calls.card()
        if isinstance(card, str):
            return card
        return served_obstacle(automaton, objective, conditions)

    def rollout(
        self, automaton: CellularAutomaton, state: State, steps: Steps, conditions: Conditions, max_steps: int
    ) -> State:
        """See `AbstractEngine`. Gradients with respect to the conditions are refused; the dense engine has them."""
        operands = lowering.operands_of(automaton, state, steps, conditions)
        return kernel_calls.rollout(self._attributes(automaton, state, max_steps), operands)

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
        measure = objective.measure
        if automaton.decodes or not measure.is_squared_error:
            refused = served_obstacle(automaton, objective)
            if refused is not None:
                raise KernelUnavailableError(f"kernel cuda is not available: {refused}.")
            return chained.loss_and_gradient(self, automaton, state, measure, wanted, steps, conditions, max_steps)
        call = partial(kernel_calls.loss_and_gradient, self._attributes(automaton, state, max_steps))
        return lowering.loss_and_gradient(call, automaton, state, measure, wanted, steps, conditions)

    def _attributes(self, automaton: CellularAutomaton, state: State, max_steps: int) -> Attributes:
        refused = served_obstacle(automaton)
        if refused is None and (state.ndim != 4 or state.dtype != np.float32):
            refused = f"the state must be float32 [B, H, W, C], not {state.dtype} {list(state.shape)}"
        if refused is not None:
            raise KernelUnavailableError(f"kernel cuda is not available: {refused}.")
        handle, members = self._kernels(shape_of(automaton, state, self.precision))
        return Attributes(handle, max_steps, automaton.alive_threshold, members)

    def _kernels(self, shape: Shape) -> tuple[int, int]:
        """The handle of the kernels, and the number of blocks per sample (0: chosen by the card's size)."""
        return cuda_calls.kernels(shape), 0


def served_obstacle(
    automaton: CellularAutomaton | None = None,
    objective: AbstractObjective | None = None,
    conditions: Conditions | None = None,
) -> str | None:
    """Why the kernels do not support the automaton, regardless of the card."""
    if automaton is not None and (found := _obstacle_of(automaton)) is not None:
        return found
    if objective is not None and any(term.every_step for term in objective.measure.terms):
        return "it does not support objectives with a term that counts at every step"
    return lowering.signal_obstacle(conditions)


def _obstacle_of(automaton: CellularAutomaton) -> str | None:
    """The same, by the kinds of the automaton's parts, then by their sizes."""
    perception, update, life, physics = automaton.perception, automaton.update, automaton.life, automaton.physics
    for part, what, known in (
        (perception, "perception", (FilterPerception,)),
        (update, "update", (ResidualUpdate,)),
        (life, "life", (NeighbourhoodLife, AllLife)),
    ):
        if type(part) not in known:
            return f"it does not support the {what} {type(part).__name__}"
    assert isinstance(perception, FilterPerception)
    assert isinstance(update, ResidualUpdate)
    hidden, channels, filters = update.hidden, automaton.channels, len(perception.filters)
    dtypes = {str(array.dtype) for layer in update.layers for array in layer}
    obstacles = {
        "it supports fixed perception filters only": not perception.learned_filters,
        "it does not support noise": not physics.noise,
        "it does not support a clamp": not physics.clamp,
        "it supports one fire mask per cell, not per channel": physics.fire_per != "channel",
        f"it supports one hidden layer, not {len(hidden)}": len(hidden) == 1,
        f"it supports float32, not {', '.join(sorted(dtypes))}": dtypes == {"float32"},
        f"it supports channels in multiples of 4 up to {MOST_CHANNELS}, not {channels}": channels % 4 == 0
        and channels <= MOST_CHANNELS,
        f"it supports a hidden layer in multiples of 16 up to {MOST_HIDDEN}, not {', '.join(map(str, hidden))}": all(
            width % 16 == 0 and width <= MOST_HIDDEN for width in hidden
        ),
        f"it supports 1 to {MOST_FILTERS} perception filters, not {filters}": 1 <= filters <= MOST_FILTERS,
        f"it does not support the activation {update.activation!r}": update.activation in cuda_calls.ACTIVATIONS,
    }
    return next((reason for reason, served in obstacles.items() if not served), None)


def shape_of(automaton: CellularAutomaton, state: State, precision: str) -> Shape:
    """The parameters for which the kernels must be compiled."""
    perception, update = automaton.perception, automaton.update
    assert isinstance(perception, FilterPerception)
    assert isinstance(update, ResidualUpdate)
    return Shape(
        state.shape[1],
        state.shape[2],
        automaton.channels,
        update.hidden[0],
        tuple(_taps(each) for each in perception.filters),
        automaton.physics.boundary == "torus",
        isinstance(automaton.life, AllLife),
        update.activation,
        precision == "bf16",
    )


def _taps(each: Filter) -> int:
    """Which taps may differ from zero at some angle, as bits."""
    used = np.any([np.asarray(taps) != 0 for taps in (each.still, each.cosine, each.sine)], axis=0)
    return sum(1 << i for i, one in enumerate(used.reshape(-1)) if one)


__all__ = ["CudaEngine", "served_obstacle", "shape_of"]
