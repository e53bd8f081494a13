"""A custom perception, the extremes around a cell: python examples/extending/perception.py"""

import equinox as eqx
import jax.numpy as jnp

import blastema as bl
from blastema.perception import AbstractPerception, pad
from blastema.registry import PERCEPTIONS


class Extremes(AbstractPerception):
    signal: int = eqx.field(static=True, default=0)  # it takes no signal

    @classmethod
    def initial(cls):
        return cls()

    def features(self, channels):
        return 3 * channels

    def __call__(self, state, conditions, boundary):
        rows, columns, padded = *state.shape[1:3], pad(state, boundary)
        around = jnp.stack([padded[:, r : r + rows, c : c + columns] for r in range(3) for c in range(3)])
        return jnp.concatenate([state, around.max(axis=0), around.min(axis=0)], axis=-1)


PERCEPTIONS.add("extremes", Extremes)
config = bl.growing("quick", iterations=40, size=12, padding=4, channels=8, hidden=(32,), perception="extremes")
*_, done = bl.fit(bl.load_target("🦎", config.target), config)
print(f"told of extremes, its log10 loss is {done.smoothed:.2f} after {done.iteration} iterations")
