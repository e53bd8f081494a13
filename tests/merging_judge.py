"""The judge of trainings from several seeds: where they stand and what they are put into, in plain NumPy."""

from __future__ import annotations

import math
from zlib import crc32

import jax
import judge
import numpy as np
import training_judge

NEAREST, UNEVEN = 2, 0.15


def key_of(settings: training_judge.Settings, iteration: int, attempt: int, stream: str) -> jax.Array:
    """The key of a stream that is named, not numbered."""
    key = jax.random.key(settings.seed)
    for number in (iteration, attempt, crc32(stream.encode()) | 1 << 31):
        key = jax.random.fold_in(key, np.uint32(number))
    return key


class MergingTraining(training_judge.Training):
    """`training_judge.Training` whose fresh sample has 1 to ``most`` seeds; ``joined`` others get one more."""

    most: int
    furthest: int
    joined: int

    def seeds(self, most: int, furthest: int, joined: int) -> None:
        """Say which; to be called before the first iteration."""
        self.most, self.furthest, self.joined = most, furthest, joined

    def _draw(self, iteration: int, attempt: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
        slots, states, labels, broken = super()._draw(iteration, attempt)
        if iteration % self.settings.reseed_every == 0:
            states[0] = 0
            for row, column in self.fresh(iteration, attempt):
                states[0][row, column, judge.ALPHA :] = 1
        height, width = states.shape[1:3]
        for number in range(self.joined):
            key = jax.random.fold_in(key_of(self.settings, iteration, attempt, "join"), number)
            reach = self.furthest // 2
            [(down, right)] = np.asarray(jax.random.randint(key, (1, 2), -reach, reach + 1))
            row = min(max(height // 2 + down, 0), height - 1)
            column = min(max(width // 2 + right, 0), width - 1)
            index = len(states) - self.settings.damage_count - 1 - number
            states[index][row, column] = 0
            states[index][row, column, judge.ALPHA :] = 1
        return slots, states, labels, broken

    def fresh(self, iteration: int, attempt: int) -> list[tuple[int, int]]:
        """Rows and columns of the seeds of an iteration: on a circle about the middle, about evenly spread."""
        keys = jax.random.split(key_of(self.settings, iteration, attempt, "seeds"), 4)
        count = int(jax.random.randint(keys[0], (), 1, self.most + 1))
        across = float(jax.random.uniform(keys[1], minval=NEAREST, maxval=self.furthest))
        turn = float(jax.random.uniform(keys[2], maxval=2 * np.pi))
        shifts = np.asarray(jax.random.uniform(keys[3], (self.most, 2), minval=-UNEVEN, maxval=UNEVEN))
        height, width = self.target.shape[:2]
        if count == 1:
            return [(height // 2, width // 2)]
        found = []
        for number in range(count):
            angle = turn + 2 * math.pi * number / count
            row = height // 2 + round(across / 2 * (math.sin(angle) + float(shifts[number, 0])))
            column = width // 2 + round(across / 2 * (math.cos(angle) + float(shifts[number, 1])))
            found.append((min(max(row, 0), height - 1), min(max(column, 0), width - 1)))
        return found
