"""Samples: several courses of the same organism, which differ by their fire seeds, computed as one batch."""

from __future__ import annotations

import dataclasses
from typing import Any

import jax.numpy as jnp
import numpy as np

from blastema.conditions import Conditions
from blastema.errors import InputError
from blastema.evaluation.measures import SAMPLES, Array32
from blastema.organism import Organism


@dataclasses.dataclass(frozen=True, eq=False)
class Samples:
    """States [B, H, W, C] of one organism at one step, and the fire seeds [B] of their courses."""

    organism: Organism
    states: Array32
    seeds: np.ndarray[Any, np.dtype[np.uint32]]
    step: int
    kernel: str = "auto"

    @classmethod
    def seeded(cls, organism: Organism, count: int = SAMPLES, kernel: str = "auto") -> Samples:
        """One cell each, on the training grid; fire seeds from 0 on."""
        seed = np.asarray(organism.seed())
        states = np.repeat(seed[None], count, axis=0)
        return cls(organism, states, np.arange(count, dtype=np.uint32), 0, kernel)

    def after(self, steps: int, **settings: Any) -> Samples:
        """The same samples some steps later. ``settings``: angle, fire_rate, step_size."""
        conditions = Conditions(self.seeds, self.step, **settings)
        states = self.organism.rollout(jnp.asarray(self.states), steps, conditions, kernel=self.kernel)
        return dataclasses.replace(self, states=np.asarray(states), step=self.step + steps)

    def until(self, step: int, **settings: Any) -> Samples:
        """The same samples at a later step, counted from the seed."""
        return self.after(step - self.step, **settings)

    def only(self, part: slice) -> Samples:
        """Some of the samples."""
        return dataclasses.replace(self, states=self.states[part], seeds=self.seeds[part])

    def times(self, count: int) -> Samples:
        """All samples, so many times over: count * B of them."""
        states = np.tile(self.states, (count, 1, 1, 1))
        return dataclasses.replace(self, states=states, seeds=np.tile(self.seeds, count))

    def replaced(self, states: Any) -> Samples:
        """Other states in the place of these."""
        return dataclasses.replace(self, states=np.asarray(states, np.float32))

    def wounded(self, masks: Any) -> Samples:
        """Each sample under each wound: M * B samples, wound by wound.

        masks: booleans [M, B, H, W]; all channels are set to zero where one is true
        """
        states = np.where(np.asarray(masks, bool)[..., None], np.float32(0), self.states[None])
        return self.times(len(states)).replaced(states.reshape(-1, *self.states.shape[1:]))


def target_of(organism: Organism) -> Array32:
    """What the organism should look like: [H, W, 4]. Raises `InputError` if its picture is not known."""
    if organism.target is None:
        raise InputError(
            f"{organism.name} has no picture to be compared with; name it: --target PICTURE|EMOJI "
            "(dataclasses.replace(organism, target=...) in Python)."
        )
    target = organism.target.array
    if target.shape[:2] != organism.grid:
        height, width = organism.grid
        raise InputError(
            f"the picture's grid is {target.shape[0]} x {target.shape[1]} cells, the organism's {height} x {width}; "
            "evaluation needs the picture on the training grid."
        )
    return target
