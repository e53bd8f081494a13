"""One iteration of training, compiled: draw, grow, compare, learn, keep.

It runs as one compiled call on the device, with the pool updated in place.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple
from zlib import crc32

import jax
import jax.numpy as jnp
import numpy as np
import optax

from blastema._types import Array, Losses, State
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import TrainingConfig
from blastema.engines import AbstractEngine
from blastema.objective import AbstractObjective, Seen
from blastema.signals import with_genes
from blastema.training import schedule
from blastema.training.births import LoneSeeds
from blastema.training.compiled import compiled
from blastema.training.curricula import AbstractCurriculum, Keys, Memory, Scene, Start, mature
from blastema.training.guards import Figures
from blastema.training.optimisers import AbstractOptimiser, Gradients
from blastema.training.quantised import quantiser_of
from blastema.training.sharing import Found, Samples, Sharing

# Named streams of randomness: each is folded into the key of (run seed, iteration, attempt).
_STREAMS = {
    name: number for number, name in enumerate(("draw", "steps", "fire", "wound", "refresh", "label", "change"))
}


_TOLD = (*(field.name for field in dataclasses.fields(Figures) if field.name != "level"), "learning_rate")
"""The metrics of an iteration, in this order; the level comes last, if the curriculum has one."""


class TrainingState(NamedTuple):
    """The state of a training, all on the device.

    automaton: the weights; optimiser: its memory
    average:   running average of the weights, rounded if they are for the engine, or none
    memory:    of the curriculum
    """

    automaton: CellularAutomaton
    optimiser: optax.OptState
    average: CellularAutomaton | None
    memory: Memory


class Begun(NamedTuple):
    """An episode before its first step: the origin of its states, and the inputs of the engine."""

    start: Start
    samples: Samples


def stream(seed: int, iteration: Array, attempt: Array, name: str) -> Array:
    """The key of one named stream; no key is carried from iteration to iteration. Other names have streams, too."""
    number = _STREAMS.get(name, crc32(name.encode()) | 1 << 31)
    key = jax.random.key(seed)
    for word in (iteration, attempt, jnp.uint32(number)):
        key = jax.random.fold_in(key, word)
    return key


class Episode:
    """The compiled iteration of one training.

    Args:
        training: its settings
        engine: computes the rollouts
        objective: the objective
        curriculum: the curriculum
        seed: [H, W, C], the seed state
        optimiser: of the weights; the article's if none
        genes: number of last channels in which a fresh seed has its label (`blastema.signals.with_genes`); 0: none
        sharing: the devices that share each batch; without it there is one device
    """

    def __init__(
        self,
        training: TrainingConfig,
        engine: AbstractEngine,
        objective: AbstractObjective,
        curriculum: AbstractCurriculum,
        seed: Array,
        optimiser: AbstractOptimiser | None,
        genes: int,
        sharing: Sharing | None = None,
    ) -> None:
        self.training, self.engine = training, engine
        self.objective, self.curriculum, self.seed = objective, curriculum, seed
        self.genes = genes
        self.quantiser = quantiser_of(training.quantise)
        self.optimiser = optimiser or Gradients.initial(training)
        # The state is donated to the call, so that the pool changes in place.
        self._compiled: Callable[..., tuple[TrainingState, Array]] = compiled(self._iterate, donate_argnums=0)
        if sharing is not None:
            self._grown = sharing.compiled(self._rolled_out, engine)
            self._drawn, self._done = compiled(self._begun), compiled(self._learned, donate_argnums=0)
            self._compiled = self._iterate_shared
        self._batch = compiled(self._seen)
        self._refresh = compiled(self._refreshed, donate_argnums=0, static_argnums=3)

    def begin(self, automaton: CellularAutomaton) -> TrainingState:
        """The state before the first iteration: a curriculum and an optimiser without memory."""
        # Copies, since the training state is donated.
        own = partial(jax.tree.map, jnp.copy)
        average = own(automaton) if self.training.weight_average else None
        memory = self.curriculum.memory(self.seed, self.objective.starts)
        return TrainingState(own(automaton), own(self.optimiser.begin(automaton)), average, memory)

    def run(
        self, state: TrainingState, iteration: int, attempt: int, scale: float
    ) -> tuple[TrainingState, Figures, float]:
        """One iteration.

        Args:
            state: donated; use the returned one
            iteration: iterations done before
            attempt: roll-backs so far
            scale: factor of the learning rate that these have left

        Returns:
            The next state, the iteration's metrics and its learning rate.
        """
        state, [(figures, rate)] = self.stretch(state, iteration, attempt, scale, 1)
        return state, figures, rate

    def stretch(
        self, state: TrainingState, iteration: int, attempt: int, scale: float, count: int
    ) -> tuple[TrainingState, list[tuple[Figures, float]]]:
        """Several iterations, as `run` does them; their metrics are read after the last one.

        Args:
            state: as of `run`
            iteration: iterations done before
            attempt: as of `run`
            scale: as of `run`
            count: how many

        Returns:
            The state after the last one, and each one's metrics and learning rate.
        """
        told = []
        for number in range(iteration, iteration + count):
            state, one = self._compiled(state, np.uint32(number), np.uint32(attempt), np.float32(scale))
            told.append(one)
        return state, [_read(numbers.tolist()) for numbers in jax.device_get(told)]

    def batch(self, state: TrainingState, iteration: int, attempt: int) -> tuple[State, State]:
        """The start of an iteration and its result: two arrays [B, H, W, C]. ``state`` is not changed."""
        before, after = self._batch(state, np.uint32(iteration), np.uint32(attempt))
        return before, after

    def refresh(self, state: TrainingState, iteration: int, attempt: int, share: float) -> TrainingState:
        """The state with a fresh share of seeds in its memory. ``state`` is donated."""
        refreshed: TrainingState = self._refresh(state, np.uint32(iteration), np.uint32(attempt), share)
        return refreshed

    def _refreshed(self, state: TrainingState, iteration: Array, attempt: Array, share: float) -> TrainingState:
        key = stream(self.training.seed, iteration, attempt, "refresh")
        memory = self.curriculum.refresh(state.memory, self.seed, key, share)
        labels = jnp.where(_are(self.seed, memory.pool), memory.labels % self.objective.starts, memory.labels)
        return state._replace(memory=memory._replace(labels=labels))

    def _iterate(
        self, state: TrainingState, iteration: Array, attempt: Array, scale: Array
    ) -> tuple[TrainingState, Array]:
        begun = self._begun(state, iteration, attempt)
        key = stream(self.training.seed, iteration, attempt, "population")
        tried = self.optimiser.tried(state.automaton, state.optimiser, key)
        found = self._rolled_out(self.engine, tried, begun.samples)
        return self._learned(state, begun, found, iteration, scale)

    def _iterate_shared(
        self, state: TrainingState, iteration: Array, attempt: Array, scale: Array
    ) -> tuple[TrainingState, Array]:
        """The same, with the rollouts on several devices.

        The code before and after them is compiled separately, and runs on the first device of each host: otherwise
        the compiler would fuse it in ways that depend on the number of devices, with different rounding.
        """
        begun = self._drawn(state, iteration, attempt)
        found = self._grown(state.automaton, begun.samples)
        learned: tuple[TrainingState, Array] = self._done(state, begun, found, iteration, scale)
        return learned

    def _rolled_out(self, engine: AbstractEngine, tried: Any, samples: Samples) -> Found:
        objective = self.objective.drawn(jax.random.wrap_key_data(samples.chance))
        return self.optimiser.explored(engine, tried, objective, samples, self.training.longest_episode)

    def _learned(
        self, state: TrainingState, begun: Begun, found: Found, iteration: Array, scale: Array
    ) -> tuple[TrainingState, Array]:
        """The update of the training state after an episode, from the engine's results and the last states."""
        automaton, start, steps = state.automaton, begun.start, begun.samples.steps
        losses, _, grown = found
        if self.training.birth_penalty:
            found = self._with_births(automaton, found)
        learned = self.optimiser.learned(automaton, state.optimiser, found, iteration, scale)
        labels, kept = self.objective.passed(start.labels, steps, grown)
        memory = self.curriculum.keep(state.memory, start._replace(labels=labels), kept)
        memory = self.curriculum.advance(memory, learned.loss)
        figures = _figures(losses, grown, automaton.alive_threshold) | {
            "gradient_norm": learned.slope,
            "broken_drawn": start.broken,
            "learning_rate": self.optimiser.rate(iteration) * scale,
        }
        # As one array, since each transfer from a device costs time.
        told = jnp.stack([jnp.asarray(figures[name], jnp.float32) for name in _TOLD])
        if memory.level is not None:
            told = jnp.append(told, memory.level.astype(jnp.float32))
        average = self._averaged(state.average, learned.automaton, iteration)
        return TrainingState(learned.automaton, learned.memory, average, memory), told

    def _with_births(self, automaton: CellularAutomaton, found: Found) -> Found:
        """The engine's results, with the gradient of the birth penalty added to that of the pictures."""
        losses, slopes, grown = found
        seeds = LoneSeeds.of(self.seed, automaton.perception.signal, self.genes)
        further = optax.tree.scale(self.training.birth_penalty, jax.grad(seeds.penalty)(automaton))
        return losses, optax.tree.add(slopes, further), grown

    def _begun(self, state: TrainingState, iteration: Array, attempt: Array) -> Begun:
        """The start of an episode, and all inputs of the engine."""
        keys: Keys = partial(stream, self.training.seed, iteration, attempt)
        automaton, training = state.automaton, self.training
        progress = jnp.minimum(iteration.astype(jnp.float32) / training.iterations, 1)
        low, high = bounds = schedule.episode_steps(training.phases, iteration)
        seen = Seen.through(self.engine.drawing(automaton.decoder), self.objective)
        scene = Scene(self.seed, seen, automaton.alive_threshold, iteration, progress, bounds)
        start = self._told(self.curriculum.draw(state.memory, scene, keys))
        drawn = jax.random.randint(keys("steps"), (), low, high) if start.steps is None else start.steps
        steps = self.objective.episode(drawn)
        fire_seed = jax.random.bits(keys("fire"), (training.batch_size,), jnp.uint32)
        width = automaton.perception.signal
        signal = jax.nn.one_hot(start.labels, width) if width else None
        given = Conditions(fire_seed, fire_rate=start.fire_rate, signal=signal)
        conditions = automaton.conditions(given, training.batch_size)
        wanted, chance = self.objective.wanted(start.labels, steps), jax.random.key_data(keys("objective"))
        return Begun(start, Samples(start.states, steps, conditions, wanted, chance))

    def _told(self, start: Start) -> Start:
        """The start of an episode, with the signals of their labels in fresh seeds."""
        if not self.genes:
            return start
        seeds = jax.vmap(partial(with_genes, self.seed))(jax.nn.one_hot(start.labels, self.genes))
        fresh = _are(self.seed, start.states).reshape(-1, *[1] * self.seed.ndim)
        return start._replace(states=jnp.where(fresh, seeds, start.states))

    def _seen(self, state: TrainingState, iteration: Array, attempt: Array) -> tuple[State, State]:
        states, steps, conditions, *_ = self._begun(state, iteration, attempt).samples
        return states, self.engine.rollout(state.automaton, states, steps, conditions, self.training.longest_episode)

    def _averaged(
        self, average: CellularAutomaton | None, automaton: CellularAutomaton, iteration: Array
    ) -> CellularAutomaton | None:
        if average is None:
            return None
        # Of the weights as engines receive them: a weight whose best value is between two levels swings around the
        # boundary between them, so that an average of unrounded weights would be rounded to either of them by chance.
        automaton = self.quantiser(automaton)
        # Early on, the average is short, so that the untrained rule soon has no weight.
        done = iteration.astype(jnp.float32)
        decay = jnp.minimum(self.training.weight_average, (1 + done) / (10 + done))
        mixed: CellularAutomaton = optax.incremental_update(automaton, average, 1 - decay)
        return mixed


def _read(numbers: list[float]) -> tuple[Figures, float]:
    """The metrics of an iteration and its learning rate, from the array that it returns."""
    values: dict[str, Any] = dict(zip(_TOLD, numbers, strict=False))
    rate, dead = values.pop("learning_rate"), int(values.pop("dead_samples"))
    level = int(numbers[-1]) if len(numbers) > len(_TOLD) else None
    return Figures(**values, dead_samples=dead, level=level), rate


def _are(seed: Array, states: State) -> Array:
    """Which of some states are the seed [H, W, C]: booleans [N]."""
    return jnp.all(states == seed[None], axis=tuple(range(1, states.ndim)))


def _figures(losses: Losses, grown: State, threshold: float) -> dict[str, Array]:
    grown_up = mature(grown, threshold)
    return {
        "loss": losses.mean(),
        "largest_state": jnp.max(jnp.abs(grown)),
        "living_share": grown_up.mean(dtype=jnp.float32),
        "dead_samples": jnp.sum(~grown_up.any(axis=tuple(range(1, grown_up.ndim)))),
    }


__all__ = ["Begun", "Episode", "TrainingState", "stream"]
