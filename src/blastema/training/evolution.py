"""Training without gradients: evolution strategies, by evosax (extra ``evolve``; R. T. Lange, *evosax: JAX-based
Evolution Strategies*, 2022).

An iteration is a generation: a population is drawn around the automaton, and each member grows from the same states,
with the same fire seeds and for the same number of steps, so that members differ only by their weights (common random
numbers). Only rollouts and losses are needed, so a loss need not be differentiable. The automaton itself, the
mean of the population, is grown as well: its states are kept, and its loss is reported.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

import jax
import jax.numpy as jnp
import optax
from jax import lax
from jax.flatten_util import ravel_pytree

from blastema._checks import is_number, is_whole, require
from blastema._types import Array, Losses, State
from blastema.automaton import CellularAutomaton
from blastema.config import TrainingConfig
from blastema.engines import AbstractEngine, chained
from blastema.errors import InputError
from blastema.measure import powered
from blastema.objective import AbstractObjective
from blastema.training import schedule
from blastema.training.optimisers import AbstractOptimiser, Learned
from blastema.training.sharing import Found, Samples

_Maker = TypeVar("_Maker", bound=Callable[..., Any])
REMEDY = 'pip install "blastema[evolve]"'
_LARGEST_MATRIX = 4096
"""Largest number of parameters for CMA-ES, which stores and decomposes a matrix of this size squared."""


@dataclasses.dataclass(frozen=True, eq=False)
class Evolution(AbstractOptimiser):
    """A strategy of evosax applied to an automaton.

    strategy:   with evosax's ask and tell, of flat weights
    params:     its parameters
    rates:      reported learning rate at each iteration
    decay:      factor of the sum of squared weights that is added to a member's loss
    antithetic: whether the second half of a population is the first one mirrored at the mean
    """

    packages: ClassVar[tuple[str, ...]] = ("evosax",)

    strategy: Any
    params: Any
    rates: Callable[[Array], Array]
    decay: float
    antithetic: bool

    def begin(self, automaton: CellularAutomaton) -> Any:
        """See `AbstractOptimiser`."""
        with _promoting():
            return _typed(self.strategy.init(jax.random.key(0), ravel_pytree(automaton)[0], self.params))

    def tried(self, automaton: CellularAutomaton, memory: Any, key: Array) -> tuple[CellularAutomaton, Array, Any]:
        """See `AbstractOptimiser`: the automaton, the members' flat weights [P, D], and the memory after drawing."""
        with _promoting():
            population, memory = self.strategy.ask(key, memory, self.params)
        if self.antithetic:
            half = population[: len(population) // 2]
            population = jnp.concatenate([half, 2 * memory.mean[None] - half])
        return automaton, population, memory

    def explored(
        self, engine: AbstractEngine, tried: Any, objective: AbstractObjective, samples: Samples, longest: int
    ) -> Found:
        """See `AbstractOptimiser`: members one after another. The result for learning is the population, its losses and
        that memory."""
        automaton, population, drawn = tried
        states, steps, conditions, wanted, _ = samples
        unravel, measure = ravel_pytree(automaton)[1], objective.measure

        def grown(automaton: CellularAutomaton) -> tuple[Losses, State]:
            return chained.losses(engine, automaton, states, measure, wanted, steps, conditions, longest)

        def cost(weights: Array) -> Array:
            return powered(grown(unravel(weights))[0], measure.power).mean()

        losses, final = grown(automaton)
        return losses, (population, lax.map(cost, population), drawn), final

    def learned(
        self, automaton: CellularAutomaton, memory: Any, found: Found, iteration: Array, scale: Array
    ) -> Learned:
        """See `AbstractOptimiser`."""
        losses, lesson, _ = found
        population, costs, drawn = lesson
        before, unravel = ravel_pytree(automaton)
        costs = costs + self.decay * jnp.sum(population**2, axis=1)
        with _promoting():
            memory, _ = self.strategy.tell(jax.random.key(0), population, costs, drawn, self.params)
        move = memory.mean - before
        mean = jnp.where(scale == 1, memory.mean, before + scale * move)
        loss = losses.mean() + self.decay * jnp.sum(before**2)
        return Learned(unravel(mean), _typed(memory.replace(mean=mean)), loss, jnp.linalg.norm(move))

    def rate(self, iteration: Array) -> Array:
        """See `AbstractOptimiser`."""
        return self.rates(iteration)

    def obstacle(self, objective: AbstractObjective) -> str | None:
        """See `AbstractOptimiser`."""
        for term in objective.measure.terms:
            if term.every_step:
                return (
                    f"{type(term).__name__} counts at every step of an episode, and evolution sees only the steps at "
                    "which a picture is due; use the optimiser adam, or terms without every_step."
                )
        return None


def _promoting() -> Any:
    """Evosax adds arrays of different ranks, which JAX can be configured to refuse."""
    return jax.numpy_rank_promotion("allow")


def _typed(memory: Any) -> Any:
    """The memory with Python numbers as arrays of fixed types, so that iterations are compiled once."""
    return jax.tree.map(lambda leaf: lax.convert_element_type(leaf, jnp.asarray(leaf).dtype), memory)


def open_es(
    training: TrainingConfig,
    automaton: CellularAutomaton,
    population: int = 64,
    sigma: float = 0.02,
    antithetic: bool = True,
) -> Evolution:
    """OpenAI's evolution strategy (Salimans et al. 2017): losses as centred ranks give a gradient, which Adam follows
    with the learning rates of the phases."""
    rates = schedule.learning_rate(training.phases)
    fixed = {"use_antithetic_sampling": False, "std_schedule": optax.constant_schedule(sigma)}  # mirrored in `tried`
    strategy = _strategy("Open_ES", automaton, population, sigma, antithetic, optimizer=optax.adam(rates), **fixed)
    return Evolution(strategy, strategy.default_params, rates, training.weight_decay, antithetic)


def _self_paced(make: _Maker) -> _Maker:
    """A kind that says of itself what `AbstractOptimiser` describes."""
    vars(make)["self_paced"] = True
    return make


@_self_paced
def snes(
    training: TrainingConfig,
    automaton: CellularAutomaton,
    population: int = 64,
    sigma: float = 0.05,
    antithetic: bool = True,
) -> Evolution:
    """Separable natural evolution strategy (Wierstra et al. 2014), which learns a sigma for each weight."""
    return _adaptive("SNES", training, automaton, population, sigma, antithetic)


@_self_paced
def sep_cma_es(
    training: TrainingConfig, automaton: CellularAutomaton, population: int = 64, sigma: float = 0.05
) -> Evolution:
    """Separable CMA-ES (Ros and Hansen 2008): a variance for each weight. Without mirrored members, which would mislead
    the adaptation of its step size."""
    return _adaptive("Sep_CMA_ES", training, automaton, population, sigma)


@_self_paced
def cma_es(
    training: TrainingConfig, automaton: CellularAutomaton, population: int = 64, sigma: float = 0.05
) -> Evolution:
    """CMA-ES (Hansen 2016): covariances of all weights, for small rules."""
    count = ravel_pytree(automaton)[0].size
    if count > _LARGEST_MATRIX:
        raise InputError(
            f"the optimiser is cma-es, but the rule has {count:,} parameters, and it keeps the covariances of at most "
            f"{_LARGEST_MATRIX:,}; use a smaller rule (--channels, --hidden) or --optimiser sep-cma-es."
        )
    return _adaptive("CMA_ES", training, automaton, population, sigma)


def _adaptive(
    name: str,
    training: TrainingConfig,
    automaton: CellularAutomaton,
    population: int,
    sigma: float,
    antithetic: bool = False,
) -> Evolution:
    """A strategy that adapts its own step sizes: there is no learning rate."""
    strategy = _strategy(name, automaton, population, sigma, antithetic)
    params = strategy.default_params.replace(std_init=jnp.float32(sigma))
    return Evolution(strategy, params, optax.constant_schedule(1.0), training.weight_decay, antithetic)


def _strategy(
    name: str, automaton: CellularAutomaton, population: int, sigma: float, antithetic: bool, **settings: Any
) -> Any:
    """A strategy of evosax for the weights of an automaton."""
    known = is_whole(population) and 4 <= population <= 65536
    require(known, "population", population, "a whole number from 4 to 65536")
    require(is_number(sigma, 1e-6, 10), "sigma", sigma, "a standard deviation from 1e-6 to 10")
    mirrored = "an even number, since its second half is the first one mirrored"
    without = f"{mirrored}; or use --set training.optimiser.antithetic=false"
    require(not (antithetic and population % 2), "population", population, without)
    require(name != "Open_ES" or population % 2 == 0, "population", population, "an even number")
    try:
        from evosax import algorithms
    except ModuleNotFoundError as error:
        raise InputError(f"evolution needs evosax, which is not installed ({error}): {REMEDY}") from error
    return getattr(algorithms, name)(population, jnp.zeros_like(ravel_pytree(automaton)[0]), **settings)


__all__ = ["REMEDY", "Evolution", "cma_es", "open_es", "sep_cma_es", "snes"]
