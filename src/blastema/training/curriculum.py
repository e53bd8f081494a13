"""What a curriculum is: the start of an episode, and what is kept of it.

All curricula run inside the compiled iteration. The built-in ones: `curricula`, `merging`, `turning`, `perturbed`,
`classifying`.
"""

from __future__ import annotations

import abc
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Float, Int

from blastema._types import ALPHA, Array, State
from blastema.life import AbstractLife
from blastema.measure import Measure
from blastema.objective import AbstractObjective
from blastema.training import pool as sample_pool

Keys = Callable[[str], Array]
"""Maps a name to the random key of that stream in this iteration."""


class Memory(NamedTuple):
    """What a curriculum keeps from iteration to iteration.

    Attributes:
        pool: [N, H, W, C]; N is 0 if nothing is kept
        labels: [N], the target of each state
        level: how often the task has become harder; none without levels
    """

    pool: Float[Array, "N *grid C"]
    labels: Int[Array, " N"]
    level: Int[Array, ""] | None = None


class Start(NamedTuple):
    """What an episode starts from.

    Attributes:
        states: [B, H, W, C]
        labels: [B], the target of each sample
        slots: [B], where the states were drawn from
        broken: share of the drawn states that are empty, not finite or worse than an empty picture
        steps: how long the episode is; none for a random length within the phase's
        fire_rate: of the episode; none for the automaton's
    """

    states: State
    labels: Int[Array, " B"]
    slots: Int[Array, " B"]
    broken: Float[Array, ""]
    steps: Int[Array, ""] | None = None
    fire_rate: float | None = None


class Scene(NamedTuple):
    """The inputs of a curriculum at an iteration.

    seed:      [H, W, C], the seed state
    objective: the objective
    threshold: the alpha above which a cell is mature
    iteration: iterations done before
    progress:  share of the training that is done, 0 to 1
    steps:     [low, high) of the phase's episodes
    """

    seed: Float[Array, "*grid C"]
    objective: AbstractObjective
    threshold: float
    iteration: Array
    progress: Array
    steps: Int[Array, " 2"]

    def is_each(self, count: int) -> Array:
        """Whether the iteration is a multiple of ``count``, counted from 0."""
        each: Array = self.iteration % jnp.uint32(count) == 0
        return each


class AbstractCurriculum(eqx.Module):
    """The start of an episode, and what is kept of it: nothing, unless a kind has a pool.

    Class attributes say of a kind:

    needs_growth:     the picture has to grow from the seeds within an episode
    any_axes:         it trains volumes, too
    plain_seeds:      what starts anew is the seed as it is, so that the seed itself can say which picture is to grow
    cells_are_pixels: it looks at cells as pixels, so that there can be no decoder
    persists:         its organisms are trained to stay as they have grown, and are judged later, too
    heals:            they are trained to heal, and are judged by that
    merges:           they are evaluated from several seeds, too
    rotates:          they are evaluated from rotated seeds, too
    known_as:         what a catalogue calls them besides
    needs_objective:  the only kind of objective whose labels are those of its samples
    """

    needs_growth: ClassVar[bool] = True
    any_axes: ClassVar[bool] = False
    plain_seeds: ClassVar[bool] = False
    cells_are_pixels: ClassVar[bool] = False
    persists: ClassVar[bool] = True
    heals: ClassVar[bool] = False
    merges: ClassVar[bool] = False
    rotates: ClassVar[bool] = False
    known_as: ClassVar[str] = ""
    needs_objective: ClassVar[str | None] = None

    @classmethod
    def recipe(cls, name: str, settings: Mapping[str, Any]) -> Mapping[str, Any]:
        """The settings that a recipe has with this curriculum, besides those for all.

        Args:
            name: quick, article, fast or best
            settings: those that are asked for besides, by name

        Returns:
            By name, as of `blastema.config.Config.replace`.
        """
        return {}

    @classmethod
    def seeds(cls, grid: Sequence[int]) -> Sequence[tuple[int, ...]]:
        """The places of the seeds, for a curriculum that needs a special shape.

        Args:
            grid: its sides in cells

        Returns:
            Places; none: those of the target.
        """
        return ()

    def check_seed(self, seed: Array) -> None:
        """Refuse a seed from which it cannot train; any is accepted, unless a kind says otherwise.

        Args:
            seed: [H, W, C]

        Raises:
            InputError: with the reason and advice.
        """
        return

    def memory(self, seed: Array, labels: int) -> Memory:
        """The memory before the first iteration.

        Args:
            seed: [H, W, C]
            labels: how many different labels a seed may have

        Returns:
            The memory: a pool without a state, unless a kind has another.
        """
        return Memory(sample_pool.full_of(seed, 0), jnp.zeros(0, jnp.int32))

    @abc.abstractmethod
    def draw(self, memory: Memory, scene: Scene, keys: Keys) -> Start:
        """The start of the next episode.

        Args:
            memory: as it was kept
            scene: seed, objective, iteration and progress
            keys: maps a name to the key of a random stream

        Returns:
            States with their labels.
        """

    def keep(self, memory: Memory, start: Start, grown: State) -> Memory:
        """The memory after an episode.

        Args:
            memory: as it was before
            start: the start of the episode
            grown: [B, H, W, C], its final states

        Returns:
            The memory: if there is a pool, the states are in the slots that they were drawn from.
        """
        if not len(memory.pool):
            return memory
        pool = sample_pool.commit(memory.pool, start.slots, grown)
        return memory._replace(pool=pool, labels=memory.labels.at[start.slots].set(start.labels, unique_indices=True))

    def refresh(self, memory: Memory, seed: Array, key: Array, share: float) -> Memory:
        """The memory after a roll-back.

        Args:
            memory: of the checkpoint
            seed: [H, W, C]
            key: of random numbers
            share: of the states that are replaced by seeds, 0 to 1

        Returns:
            The memory.
        """
        return memory._replace(pool=sample_pool.refresh(memory.pool, seed, key, share))

    def advance(self, memory: Memory, loss: Array) -> Memory:
        """The memory after an iteration's loss is known.

        Args:
            memory: after `keep`
            loss: one number, the weights' penalty included

        Returns:
            The memory.
        """
        return memory

    def objective(self, pictures: Array, measure: Measure, life: AbstractLife) -> AbstractObjective | None:
        """The curriculum's own objective, if it has one.

        Args:
            pictures: [K, H, W, 4], premultiplied RGBA
            measure: how far states are from them
            life: the automaton's

        Returns:
            The objective; none for the config's.
        """
        return None

    def start_radius(self, memory: Memory) -> float | None:
        """The radius to which the picture is cut, if an organism starts as its own picture.

        Args:
            memory: of the organism's iteration

        Returns:
            Cells, or none if it grows from its seeds.
        """
        return None

    def provenance(self, memory: Memory) -> dict[str, Any]:
        """The curriculum's entries for an organism file.

        Args:
            memory: of the organism's iteration

        Returns:
            Entries of the organism's provenance: the level, if there are levels.
        """
        return {} if memory.level is None else {"level": int(memory.level)}


def mature(states: State, threshold: float) -> Array:
    """Cells whose own alpha is above the threshold: booleans [B, H, W]."""
    return states[..., ALPHA] > threshold


def any_labels(keys: Keys, count: int, labels: int) -> Array:
    """Random labels for a number of samples, all ``labels`` equally likely: [count]."""
    if labels == 1:
        return jnp.zeros(count, jnp.int32)
    return jax.random.randint(keys("label"), (count,), 0, labels)


def worst_first(memory: Memory, count: int, scene: Scene, keys: Keys) -> tuple[State, Array, Array, Array]:
    """States drawn from the pool, highest loss first: with their labels, their slots, and which are `broken`."""
    drawn = sample_pool.draw(memory.pool, keys("draw"), count)
    labels = memory.labels[drawn.slots]
    losses = scene.objective.distance(drawn.states, labels)
    unsound, order = broken(drawn.states, labels, losses, scene), sample_pool.order_by_loss(losses)
    return drawn.states[order], labels[order], drawn.slots[order], unsound[order]


def broken(states: State, labels: Array, losses: Array, scene: Scene) -> Array:
    """Which states are empty, not finite, or twice as bad as an empty picture: booleans [B]."""
    # Early patterns are worse than an empty picture, too; guards.py decides when this matters.
    few = 1 if scene.objective.labels == 1 else len(states)  # all empty pictures are equal
    nothing = scene.objective.distance(jnp.zeros_like(states[:few]), labels[:few])
    dead = ~mature(states, scene.threshold).any(axis=tuple(range(1, states.ndim - 1)))
    return dead | ~(losses <= nothing + jnp.abs(nothing))


__all__ = [
    "AbstractCurriculum",
    "Keys",
    "Memory",
    "Scene",
    "Start",
    "any_labels",
    "broken",
    "mature",
    "worst_first",
]
