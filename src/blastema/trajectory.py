"""Trajectories: states of samples of an organism, and how they continue to given steps.

    start = Trajectory.seeded(organism, range(8))  # eight samples that differ by their fire seeds
    left = damage.cut("left", *organism.grid)
    for now in start.through((100, 200, 400), [wound(200, left), change(300, angle=np.pi / 2)]):
        print(now.step, now.states.shape)

Use this for an organism at several steps, with interventions in between: films, figures,
evaluation, the check of the article's web demo.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from blastema._types import ALPHA
from blastema.automaton import Place
from blastema.conditions import Conditions, fire_seeds_given
from blastema.organism import Organism

States = np.ndarray[Any, np.dtype[np.float32]]
"""States of samples: [B, H, W, C]."""


@dataclasses.dataclass(frozen=True, eq=False)
class Trajectory:
    """Samples of one organism at one step; immutable, its methods return new trajectories.

    organism:   the organism
    states:     float32 [B, H, W, C]
    conditions: as in `Organism.rollout`, for the next steps; fire seeds one per sample, and the step, one number,
                counted from the seed
    kernel:     engine: auto, native, cuda or jax
    """

    organism: Organism
    states: States
    conditions: Conditions = Conditions()  # noqa: RUF009
    kernel: str = "auto"

    @classmethod
    def seeded(
        cls,
        organism: Organism,
        fire_seeds: Sequence[int] = (0,),
        *,
        grid: tuple[int, ...] | None = None,
        kernel: str = "auto",
    ) -> Trajectory:
        """Samples at step 0, before growth.

        Args:
            organism: the organism
            fire_seeds: one for each sample
            grid: its sides in cells; the training grid if not given
            kernel: engine

        Raises:
            ValueError: if the fire seeds are not whole numbers from 0 to 2**32 - 1, or the grid does not fit.
        """
        each = fire_seeds_given(fire_seeds)
        seed = np.asarray(organism.seed(*(grid or organism.grid)))
        states = np.repeat(seed[None], len(each), axis=0)
        return cls(organism, states, Conditions(each), kernel)

    @property
    def shown(self) -> States:
        """Their pictures, as from `Organism.shown`: [B, h, w, 4 or more]."""
        return np.asarray(self.organism.shown(self.states))

    @property
    def step(self) -> int:
        """Steps since the seed."""
        return int(np.asarray(self.conditions.step))

    def after(self, steps: int) -> Trajectory:
        """The same samples some steps later."""
        if steps == 0:
            return self
        states = self.organism.rollout(self.states, steps, self.conditions, kernel=self.kernel)
        conditions = self.conditions._replace(step=self.step + steps)
        return dataclasses.replace(self, states=np.asarray(states), conditions=conditions)

    def until(self, step: int) -> Trajectory:
        """The same samples at a later step.

        Raises:
            ValueError: for a step that has passed.
        """
        if step < self.step:
            raise ValueError(f"step {step} has passed; the samples are at step {self.step}")
        return self.after(step - self.step)

    def through(self, steps: Iterable[int], interventions: Iterable[Intervention] = ()) -> Iterator[Trajectory]:
        """The samples at each of some steps, computed lazily.

        Args:
            steps: counted from the seed, ascending, none that has passed
            interventions: in any order; those of one step in the order given. At each given step its own
                interventions have been applied. Those after the last given step are not applied.

        Raises:
            ValueError: for a step, or an intervention's step, that has passed.
        """
        waiting = sorted(interventions, key=lambda each: each.step)
        now = self
        for step in steps:
            while waiting and waiting[0].step <= step:
                next_one = waiting.pop(0)
                now = next_one.apply(now.until(next_one.step))
            now = now.until(step)
            yield now

    def changed(self, **conditions: Any) -> Trajectory:
        """The same samples under other conditions from now on: ``angle``, ``fire_rate``, ``signal``, ..."""
        return dataclasses.replace(self, conditions=self.conditions._replace(**conditions))

    def replaced(self, states: ArrayLike) -> Trajectory:
        """The same with other states: [B, H, W, C]."""
        return dataclasses.replace(self, states=np.asarray(states, np.float32))

    def wounded(self, mask: ArrayLike) -> Trajectory:
        """All channels of the cells where ``mask`` ([*grid], or [B, *grid]) is true set to zero; by selection."""
        return self.replaced(np.where(np.asarray(mask, bool)[..., None], np.float32(0), self.states))

    def planted(self, places: Sequence[Place]) -> Trajectory:
        """A seed at each of some places, rows and columns, in every sample; the other cells are unchanged."""
        states = np.array(self.states)
        for place in places:
            there: Any = (slice(None), *place)  # in all samples
            states[there] = np.arange(states.shape[-1]) >= ALPHA
        return self.replaced(states)

    def only(self, part: slice) -> Trajectory:
        """Some of the samples."""
        return self._picked(np.arange(len(self.states))[part])

    def repeated(self, count: int) -> Trajectory:
        """All samples, repeated: count * B of them."""
        return self._picked(np.tile(np.arange(len(self.states)), count))

    def each_wounded(self, masks: ArrayLike) -> Trajectory:
        """Each sample under each of M wounds: M * B samples, wound by wound.

        Args:
            masks: booleans [M, *grid], or [M, B, *grid] with one for each sample
        """
        masks = np.asarray(masks, bool)
        whole = masks if masks.ndim == self.states.ndim else masks[:, None]
        shape = (len(masks), *self.states.shape[:-1])
        return self.repeated(len(masks)).wounded(np.broadcast_to(whole, shape).reshape(-1, *shape[2:]))

    def _picked(self, samples: np.ndarray[Any, np.dtype[np.int64]]) -> Trajectory:
        """The samples with these indices, including their per-sample conditions."""
        picked = {
            name: np.asarray(value)[samples]
            for name, value in self.conditions._asdict().items()
            # A signal [S] is the same for all samples.
            if np.ndim(value) > (name == "signal") and len(value) == len(self.states)
        }
        return self.changed(**picked).replaced(self.states[samples])


class Intervention(NamedTuple):
    """An intervention on all samples at a step.

    step:  when, counted from the seed
    apply: returns the samples from then on
    """

    step: int
    apply: Callable[[Trajectory], Trajectory]


def wound(step: int, mask: ArrayLike) -> Intervention:
    """Cells are set to zero at a step; see `Trajectory.wounded`."""
    return Intervention(step, lambda now: now.wounded(mask))


def plant(step: int, places: Sequence[Place]) -> Intervention:
    """Seeds are planted at a step; see `Trajectory.planted`."""
    return Intervention(step, lambda now: now.planted(places))


def tell(step: int, signal: Sequence[float]) -> Intervention:
    """All samples receive a signal from a step on, such as that of another picture (`blastema.signals`)."""
    return change(step, signal=np.asarray(signal, np.float32))


def change(step: int, **conditions: Any) -> Intervention:
    """Conditions change at a step; see `Trajectory.changed`."""
    return Intervention(step, lambda now: now.changed(**conditions))


__all__ = ["Intervention", "States", "Trajectory", "change", "plant", "tell", "wound"]
