"""How weights change from iteration to iteration: by the gradient, as in the article, or by a kind that needs none."""

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
    """What has become of the weights in an iteration.

    Attributes:
        automaton: the weights
        memory: of the optimiser
        loss: mean over the batch, with the penalty on the weights
        slope: L2 norm of what the weights were changed by: the gradient, or what is in its place
    """

    automaton: CellularAutomaton
    memory: Any
    loss: Array
    slope: Array


class AbstractOptimiser(abc.ABC):
    """Changes the weights. An iteration asks what to try, has it explored by an engine, and learns of what was found;
    all of it is compiled, and what is remembered is arrays.

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
            automaton: what training begins with

        Returns:
            Arrays of any structure; none, unless a kind has another.
        """
        return ()

    @abc.abstractmethod
    def tried(self, automaton: CellularAutomaton, memory: Any, key: Array) -> Any:
        """What an episode is explored with.

        Args:
            automaton: the weights
            memory: as it was kept
            key: of this iteration's random numbers

        Returns:
            The automaton itself, or others beside it.
        """

    @abc.abstractmethod
    def explored(
        self, engine: AbstractEngine, tried: Any, objective: AbstractObjective, samples: Samples, longest: int
    ) -> Found:
        """What an engine finds.

        Args:
            engine: what computes the rollouts
            tried: as of `tried`
            objective: of this iteration
            samples: of the episode
            longest: the most steps an episode can have

        Returns:
            The losses [B] of the automaton, what is learned from, and the last states of the automaton.
        """

    @abc.abstractmethod
    def learned(
        self, automaton: CellularAutomaton, memory: Any, found: Found, iteration: Array, scale: Array
    ) -> Learned:
        """The weights after an iteration.

        Args:
            automaton: the weights before
            memory: as it was kept
            found: as of `explored`
            iteration: iterations done before
            scale: factor of the change, which roll-backs have left

        Returns:
            Weights, memory, and what is told of them.
        """

    def rate(self, iteration: Array) -> Array:
        """The learning rate of an iteration, as it is told.

        Args:
            iteration: iterations done before

        Returns:
            One number: 1, unless a kind has another.
        """
        return jnp.ones((), jnp.float32)

    def obstacle(self, objective: AbstractObjective) -> str | None:
        """Why an objective cannot be learned so.

        Args:
            objective: what is wanted

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
    transformation: in the place of normalisation, Adam and learning rates
    """

    by_gradient: ClassVar[bool] = True
    phases: tuple[Phase, ...]
    normalisation: str = "per-variable"
    weight_decay: float = 0.0
    keep_zeros: bool = False
    transformation: optax.GradientTransformation | None = None

    @classmethod
    def initial(cls, training: TrainingConfig, transformation: optax.GradientTransformation | None = None) -> Gradients:
        """As a config tells of it."""
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
    """A gradient without that of weights that are zero; biases, which are not weights, keep theirs."""
    return gradient if weight.ndim < 2 else jnp.where(weight == 0, 0, gradient)


def optimiser_of(
    config: Config,
    automaton: CellularAutomaton,
    objective: AbstractObjective,
    transformation: optax.GradientTransformation | None = None,
) -> AbstractOptimiser:
    """The optimiser that a config tells of.

    Args:
        config: all settings
        automaton: whose weights it changes; only their shapes matter
        objective: what is wanted
        transformation: an Optax transformation of gradients that takes its place

    Returns:
        The optimiser, ready.

    Raises:
        InputError: if it cannot be made of its settings, needs a package that is not installed, or does not fit the
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
