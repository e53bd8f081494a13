"""One iteration of training, compiled: draw, grow, compare, learn, write back.

All of it runs in one compiled call on the device, with the pool updated in place.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import optax
from jax import Array

from blastema._types import ALPHA, State
from blastema.automaton import CellularAutomaton
from blastema.config import Config
from blastema.engines import Engine
from blastema.errors import InputError
from blastema.objective import Loss, mean_squared_error, powered
from blastema.targets import Target
from blastema.training import pool as sample_pool
from blastema.training.damage import random_wounds, wound
from blastema.training.guards import Figures

Damage = Callable[[Array, State], State]
"""(key, states [N, H, W, C]) -> the same states, wounded."""

ADAM_EPSILON = 1e-7
_NORM_EPSILON = 1e-8

# Named streams of randomness: each is folded into the key of (run seed, iteration, attempt).
_STREAMS = {name: number for number, name in enumerate(("draw", "steps", "fire", "wound", "refresh"))}


class TrainingState(NamedTuple):
    """What training changes, all on the device.

    automaton: the weights; optimiser: Adam's moments; average: running average of the weights, or none
    pool:      [N, H, W, C]; empty (N = 0) for the growing regime
    """

    automaton: CellularAutomaton
    optimiser: Any
    average: CellularAutomaton | None
    pool: State


def stream(seed: int, iteration: Array, attempt: Array, name: str) -> Array:
    """The key of one named stream; no key is carried from iteration to iteration."""
    key = jax.random.key(seed)
    for number in (iteration, attempt, jnp.uint32(_STREAMS[name])):
        key = jax.random.fold_in(key, number)
    return key


class Episode:
    """The compiled iteration for one target and config."""

    def __init__(
        self, target: Target, config: Config, engine: Engine, loss: Loss | None, damage: Damage | None
    ) -> None:
        self.config, self.engine, self.loss = config, engine, loss
        self.target = jnp.asarray(target.array)
        self.damage = damage or self._configured_damage
        self.optimiser = optax.scale_by_adam(eps=ADAM_EPSILON)
        # The state is given away to the call, so that the pool changes in place.
        self._compiled = jax.jit(self._iterate, donate_argnums=0)
        self._batch = jax.jit(self._seen)
        self._refresh = jax.jit(self._refreshed, donate_argnums=0, static_argnums=3)

    def begin(self, automaton: CellularAutomaton) -> TrainingState:
        """The state before the first iteration: a pool of seeds, an optimiser without memory."""
        # Copies, since what enters training is given away.
        own = partial(jax.tree.map, jnp.copy)
        training, side = self.config.training, self.config.target.grid
        size = 0 if training.regime == "growing" else training.pool_size
        average = own(automaton) if training.weight_average else None
        pool = sample_pool.full_of(automaton.seed(side), size)
        return TrainingState(own(automaton), self.optimiser.init(automaton), average, pool)

    def run(
        self, state: TrainingState, iteration: int, attempt: int, learning_rate: float
    ) -> tuple[TrainingState, Figures]:
        """One iteration. ``state`` is used up; take the one returned."""
        state, figures = self._compiled(state, jnp.uint32(iteration), jnp.uint32(attempt), jnp.float32(learning_rate))
        values = jax.device_get(figures)
        return state, Figures(**{name: value.item() for name, value in values.items()})

    def batch(self, state: TrainingState, iteration: int, attempt: int) -> tuple[State, State]:
        """What an iteration starts from and what it grows: two [B, H, W, C]. ``state`` is only looked at."""
        before, after = self._batch(state, jnp.uint32(iteration), jnp.uint32(attempt))
        return before, after

    def refresh(self, state: TrainingState, iteration: int, attempt: int, share: float) -> TrainingState:
        """The state with a fresh share of seeds in its pool. ``state`` is used up."""
        refreshed: TrainingState = self._refresh(state, jnp.uint32(iteration), jnp.uint32(attempt), share)
        return refreshed

    def _refreshed(self, state: TrainingState, iteration: Array, attempt: Array, share: float) -> TrainingState:
        key = stream(self.config.training.seed, iteration, attempt, "refresh")
        seed = state.automaton.seed(self.config.target.grid)
        return state._replace(pool=sample_pool.refresh(state.pool, seed, key, share))

    def _iterate(
        self, state: TrainingState, iteration: Array, attempt: Array, learning_rate: Array
    ) -> tuple[TrainingState, dict[str, Array]]:
        key = partial(stream, self.config.training.seed, iteration, attempt)
        drawn, broken = self._draw(state, key, iteration)
        steps, seeds = self._chances(key, iteration)
        losses, gradient, grown = self._losses_and_gradient(state.automaton, drawn.states, steps, seeds)
        norm = global_norm(gradient)
        normalised = normalise(gradient, self.config.training.gradient_normalisation)
        updates, optimiser = self.optimiser.update(normalised, state.optimiser)
        automaton = jax.tree.map(lambda w, u: w - learning_rate * u, state.automaton, updates)
        pool = state.pool
        if self.config.training.regime != "growing":
            pool = sample_pool.commit(pool, drawn.slots, grown)
        average = self._averaged(state.average, automaton, iteration)
        figures = self._figures(losses, norm, grown) | {"broken_drawn": broken}
        return TrainingState(automaton, optimiser, average, pool), figures

    def _seen(self, state: TrainingState, iteration: Array, attempt: Array) -> tuple[State, State]:
        key = partial(stream, self.config.training.seed, iteration, attempt)
        before = self._draw(state, key, iteration)[0].states
        steps, seeds = self._chances(key, iteration)
        kernel, max_steps = self.engine.name, self._max_steps
        return before, state.automaton.rollout(before, steps, 0, seeds, max_steps=max_steps, kernel=kernel)

    @property
    def _max_steps(self) -> int:
        training = self.config.training
        return max(training.steps[1], training.refine_steps[1]) if training.refine_from else training.steps[1]

    def _chances(self, key: Callable[[str], Array], iteration: Array) -> tuple[Array, Array]:
        """The number of steps of an episode and the fire seeds of its samples."""
        training = self.config.training
        bounds = jnp.array(training.steps)
        if training.refine_from:
            bounds = jnp.where(iteration < training.refine_from, bounds, jnp.array(training.refine_steps))
        steps = jax.random.randint(key("steps"), (), bounds[0], bounds[1])
        return steps, jax.random.bits(key("fire"), (self.config.training.batch_size,), jnp.uint32)

    def _draw(
        self, state: TrainingState, key: Callable[[str], Array], iteration: Array
    ) -> tuple[sample_pool.Draw, Array]:
        """The batch that an episode starts from, highest loss first, and the share of broken states drawn."""
        training = self.config.training
        seed = state.automaton.seed(self.config.target.grid)
        if training.regime == "growing":
            slots = jnp.arange(training.batch_size)
            states = jnp.broadcast_to(seed, (training.batch_size, *seed.shape))
            return sample_pool.Draw(slots, states), jnp.float32(0)
        drawn = sample_pool.draw(state.pool, key("draw"), training.batch_size)
        losses = self._loss(drawn.states)
        # Early patterns are worse than this, too; guards.py knows when it tells something.
        nothing = self._loss(jnp.zeros_like(seed)[None])[0]
        worst = nothing + jnp.abs(nothing)
        dead = ~self._mature(drawn.states).any(axis=(1, 2))
        broken = jnp.mean(dead | ~(losses <= worst), dtype=jnp.float32)
        slots, states = sample_pool.sort_by_loss(drawn, losses)
        reseeds = iteration % jnp.uint32(training.reseed_every) == 0
        states = states.at[0].set(jnp.where(reseeds, seed, states[0]))
        if training.regime == "regenerating" and training.damage_count:
            wounded = self.damage(key("wound"), states[-training.damage_count :])
            states = states.at[-training.damage_count :].set(wounded)
        return sample_pool.Draw(slots, states), broken

    def _configured_damage(self, key: Array, states: State) -> State:
        count, height, width, _ = states.shape
        kinds, size = self.config.training.wounds, self.config.target.size
        return wound(states, random_wounds(key, count, height, width, kinds=kinds, size=size))

    def _mature(self, states: State) -> Array:
        return states[..., ALPHA] > self.config.automaton.alive_threshold

    def _loss(self, states: State) -> Array:
        return (self.loss or mean_squared_error)(states, self.target)

    def loss_of_nothing(self) -> float:
        """The loss of an empty state. Raises `InputError` if the user's loss does not give one number a sample."""
        channels = self.config.automaton.channels
        empty = jnp.zeros((1, self.config.target.grid, self.config.target.grid, channels))
        losses = self._loss(empty)
        if jnp.shape(losses) != (1,):
            raise InputError(
                f"the loss has shape {jnp.shape(losses)} for one state; expected one number a sample: "
                "(states [B, H, W, C], target [H, W, 4]) -> [B]."
            )
        return float(losses[0])

    def _losses_and_gradient(
        self, automaton: CellularAutomaton, states: State, steps: Array, seeds: Array
    ) -> tuple[Array, CellularAutomaton, State]:
        """The fused call of the engine where it serves, the automaton's own rollout elsewhere."""
        batch, max_steps = states.shape[0], self._max_steps
        if self.loss is not None or automaton.learned is not None:
            return self._by_rollout(automaton, states, steps, seeds)
        c = self.config.automaton
        losses, layers, grown = self.engine.loss_and_gradient(
            automaton.layers,
            states,
            self.target,
            steps=steps,
            loss_times=steps[None],
            loss_weights=jnp.ones(1),
            channel_weights=jnp.ones(4),
            seeds=seeds,
            first_step=jnp.zeros(batch, jnp.uint32),
            angle=jnp.full(batch, jnp.deg2rad(c.angle), jnp.float32),
            fire_rate=jnp.float32(c.fire_rate),
            step_size=jnp.float32(c.step_size),
            physics=automaton.physics,
            loss_power=self.config.training.loss_power,
            max_steps=max_steps,
        )
        gradient: CellularAutomaton = eqx.tree_at(lambda a: a.layers, automaton, layers)
        return losses, gradient, grown

    def _by_rollout(
        self, automaton: CellularAutomaton, states: State, steps: Array, seeds: Array
    ) -> tuple[Array, CellularAutomaton, State]:
        def mean_loss(automaton: CellularAutomaton) -> tuple[Array, tuple[Array, State]]:
            max_steps = self._max_steps
            engine = {"kernel": self.engine.name, "precision": self.engine.precision}
            grown = automaton.rollout(states, steps, 0, seeds, max_steps=max_steps, **engine)
            losses = self._loss(grown)
            return powered(losses, self.config.training.loss_power).mean(), (losses, grown)

        (_, (losses, grown)), gradient = jax.value_and_grad(mean_loss, has_aux=True)(automaton)
        return losses, gradient, grown

    def _averaged(
        self, average: CellularAutomaton | None, automaton: CellularAutomaton, iteration: Array
    ) -> CellularAutomaton | None:
        if average is None:
            return None
        # Early on, the average is short, so that the untrained rule is soon forgotten.
        done = iteration.astype(jnp.float32)
        decay = jnp.minimum(self.config.training.weight_average, (1 + done) / (10 + done))
        mixed: CellularAutomaton = jax.tree.map(lambda a, w: decay * a + (1 - decay) * w, average, automaton)
        return mixed

    def _figures(self, losses: Array, norm: Array, grown: State) -> dict[str, Array]:
        mature = self._mature(grown)
        return {
            "loss": losses.mean(),
            "gradient_norm": norm,
            "largest_state": jnp.max(jnp.abs(grown)),
            "living_share": mature.mean(dtype=jnp.float32),
            "dead_samples": jnp.sum(~mature.any(axis=(1, 2))),
        }


def global_norm(gradient: Any) -> Array:
    """The L2 norm of all variables as one."""
    return jnp.sqrt(sum(jnp.sum(g * g) for g in jax.tree.leaves(gradient)))


def normalise(gradient: Any, kind: str) -> Any:
    """Divide by (L2 norm + 1e-8): of each variable ("per-variable"), of all ("global-norm"), or not ("none")."""
    if kind == "none":
        return gradient
    if kind == "global-norm":
        norm = global_norm(gradient)
        return jax.tree.map(lambda g: g / (norm + _NORM_EPSILON), gradient)
    return jax.tree.map(lambda g: g / (jnp.linalg.norm(g.reshape(-1)) + _NORM_EPSILON), gradient)
