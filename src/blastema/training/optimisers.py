"""Optimisers: updates of the weights by the gradient, as in the article, or by methods without gradients."""

from __future__ import annotations

import abc
import dataclasses
from typing import Any, ClassVar, NamedTuple

import jax
import jax.numpy as jnp
import optax

from blastema._types import Array
from blastema.automaton import CellularAutomaton
from blastema.config import Config, Phase, TrainingConfig, kind_of
from blastema.config.part import settings_of
from blastema.engines import AbstractEngine
from blastema.errors import InputError
from blastema.objective import AbstractObjective
from blastema.registry import OPTIMISERS
from blastema.training import hosts, schedule
from blastema.training.sharing import Found, Samples

ADAM_EPSILON = 1e-7
_NORM_EPSILON = 1e-8


class Learned(NamedTuple):
    """The result of an optimiser's step.

    Attributes:
        automaton: the weights
        memory: of the optimiser
        loss: mean over the batch, with the penalty on the weights
        slope: L2 norm of the gradient, or of its replacement
    """

    automaton: CellularAutomaton
    memory: Any
    loss: Array
    slope: Array


class AbstractOptimiser(abc.ABC):
    """Changes the weights. In an iteration the optimiser determines what to try, an engine computes it, and the
    optimiser learns from the result; everything is compiled, and the memory consists of arrays.

    Class attributes say of a kind:

    by_gradient: it follows the gradient, as the config has it normalised, by steps of about the learning rate
    self_paced:  it finds its own steps, so that no learning rate counts
    packages:    those whose versions its bits depend on, besides those of all trainings
    """

    by_gradient: ClassVar[bool] = False
    self_paced: ClassVar[bool] = False
    packages: ClassVar[tuple[str, ...]] = ()

    def begin(self, automaton: CellularAutomaton) -> Any:
        """The memory before the first iteration.

        Args:
            automaton: at the start of training

        Returns:
            Arrays of any structure; none by default.
        """
        return ()

    @abc.abstractmethod
    def tried(self, automaton: CellularAutomaton, memory: Any, key: Array) -> Any:
        """What to try in an episode.

        Args:
            automaton: the weights
            memory: as it was kept
            key: of this iteration's random numbers

        Returns:
            The automaton itself, or others as well.
        """

    @abc.abstractmethod
    def explored(
        self, engine: AbstractEngine, tried: Any, objective: AbstractObjective, samples: Samples, longest: int
    ) -> Found:
        """The engine's result for what is tried.

        Args:
            engine: computes the rollouts
            tried: as returned by `tried`
            objective: of this iteration
            samples: of the episode
            longest: largest number of steps of an episode

        Returns:
            The losses [B] of the automaton, the result to learn from, and the last states of the automaton.
        """

    @abc.abstractmethod
    def learned(
        self, automaton: CellularAutomaton, memory: Any, found: Found, iteration: Array, scale: Array
    ) -> Learned:
        """The weights after an iteration.

        Args:
            automaton: the weights before
            memory: as it was kept
            found: as returned by `explored`
            iteration: iterations done before
            scale: factor of the change, after roll-backs

        Returns:
            Weights, memory and metrics.
        """

    def rate(self, iteration: Array) -> Array:
        """The reported learning rate of an iteration.

        Args:
            iteration: iterations done before

        Returns:
            One number, by default 1.
        """
        return jnp.ones((), jnp.float32)

    def obstacle(self, objective: AbstractObjective) -> str | None:
        """Why an objective cannot be trained by this optimiser.

        Args:
            objective: the objective

        Returns:
            The reason, or none.
        """
        return None


@dataclasses.dataclass(frozen=True)
class Gradients(AbstractOptimiser):
    """By backpropagation through the episode: the article's normalised gradients and Adam, or another transformation.

    phases:         with the learning rates
    normalisation:  of gradients: "per-variable", "global-norm" or "none"
    weight_decay:   factor of the sum of squared weights that is added to the loss
    keep_zeros:     whether weights that are zero stay so
    transformation: replaces normalisation, Adam and learning rates
    """

    by_gradient: ClassVar[bool] = True
    phases: tuple[Phase, ...]
    normalisation: str = "per-variable"
    weight_decay: float = 0.0
    keep_zeros: bool = False
    transformation: optax.GradientTransformation | None = None

    @classmethod
    def initial(cls, training: TrainingConfig, transformation: optax.GradientTransformation | None = None) -> Gradients:
        """From a config."""
        normalisation = training.gradient_normalisation
        return cls(training.phases, normalisation, training.weight_decay, training.keep_zeros, transformation)

    @property
    def _transformation(self) -> optax.GradientTransformation:
        return self.transformation or adam(self.phases, self.normalisation)

    def begin(self, automaton: CellularAutomaton) -> Any:
        """See `AbstractOptimiser`."""
        return self._transformation.init(automaton)

    def tried(self, automaton: CellularAutomaton, memory: Any, key: Array) -> CellularAutomaton:
        """See `AbstractOptimiser`."""
        return automaton

    def explored(
        self, engine: AbstractEngine, tried: Any, objective: AbstractObjective, samples: Samples, longest: int
    ) -> Found:
        """See `AbstractOptimiser`."""
        states, steps, conditions, wanted, _ = samples
        return engine.loss_and_gradient(tried, states, objective, wanted, steps, conditions, longest)

    def learned(
        self, automaton: CellularAutomaton, memory: Any, found: Found, iteration: Array, scale: Array
    ) -> Learned:
        """See `AbstractOptimiser`."""
        losses, gradient, _ = found
        loss, gradient = self._penalised(losses.mean(), gradient, automaton)
        if self.keep_zeros:
            gradient = jax.tree.map(_of_the_others, gradient, automaton)
        updates, memory = self._transformation.update(gradient, memory, automaton)
        automaton = optax.apply_updates(automaton, optax.tree.scale(scale, updates))
        return Learned(automaton, memory, loss, optax.tree.norm(gradient))

    def rate(self, iteration: Array) -> Array:
        """See `AbstractOptimiser`."""
        rate: Array = schedule.learning_rate(self.phases)(iteration)
        return rate

    def _penalised(
        self, loss: Array, gradient: CellularAutomaton, automaton: CellularAutomaton
    ) -> tuple[Array, CellularAutomaton]:
        """Loss and gradient with the weights' penalty, the sum of their squares times the weight decay."""
        decay = self.weight_decay
        if not decay:
            return loss, gradient
        penalised = jax.tree.map(lambda slope, weight: slope + 2 * decay * weight, gradient, automaton)
        return loss + decay * optax.tree.norm(automaton, squared=True), penalised


def adam(phases: tuple[Phase, ...], normalisation: str = "per-variable") -> optax.GradientTransformation:
    """The article's optimiser: gradients normalised, Adam, the learning rate of the phases."""
    return optax.chain(
        normalised(normalisation),
        optax.scale_by_adam(eps=ADAM_EPSILON),
        optax.scale_by_learning_rate(schedule.learning_rate(phases)),
    )


def normalised(kind: str) -> optax.GradientTransformation:
    """Gradients over (L2 norm + 1e-8): of each variable ("per-variable"), of all ("global-norm"), or as they are."""

    def divided(gradient: Any) -> Any:
        if kind == "none":
            return gradient
        norm = optax.tree.norm(gradient) if kind == "global-norm" else None
        return jax.tree.map(lambda g: g / ((optax.tree.norm(g) if norm is None else norm) + _NORM_EPSILON), gradient)

    return optax.stateless(lambda gradient, _: divided(gradient))


def _of_the_others(gradient: Array, weight: Array) -> Array:
    """A gradient without the entries of weights that are zero; those of biases stay."""
    return gradient if weight.ndim < 2 else jnp.where(weight == 0, 0, gradient)


def optimiser_of(
    config: Config,
    automaton: CellularAutomaton,
    objective: AbstractObjective,
    transformation: optax.GradientTransformation | None = None,
) -> AbstractOptimiser:
    """The optimiser of a config.

    Args:
        config: all settings
        automaton: only the shapes of its weights matter
        objective: the objective
        transformation: an Optax transformation of gradients that replaces it

    Returns:
        The optimiser.

    Raises:
        InputError: for invalid settings, a package that is not installed, or if it does not fit the
            rest of the config.
    """
    named, training = config.training.optimiser, config.training
    kind = kind_of(named)
    if transformation is not None:
        if kind != "adam":
            raise InputError(f"an Optax transformation is given, but the optimiser is {kind}; leave one of them out.")
        return Gradients.initial(training, transformation)
    given = {"training": training, "automaton": automaton}
    optimiser: AbstractOptimiser = OPTIMISERS.make(kind, {**settings_of(named), **given})
    if not isinstance(optimiser, Gradients) and (config.run.devices or hosts.several()):
        raise InputError(
            f"the optimiser is {kind}, but devices and hosts share batches with adam only; leave --devices and --hosts "
            "out."
        )
    obstacle = optimiser.obstacle(objective)
    if obstacle is not None:
        raise InputError(f"the optimiser is {kind}, but {obstacle}")
    return optimiser


__all__ = ["ADAM_EPSILON", "AbstractOptimiser", "Gradients", "Learned", "adam", "normalised", "optimiser_of"]
