"""A custom life: cells live inside a round dish only: python examples/extending/life.py"""

import equinox as eqx
import jax.numpy as jnp

import blastema as bl
from blastema.config import Part
from blastema.life import AbstractLife, living
from blastema.registry import LIVES


class Dish(AbstractLife):
    alive_threshold: float = eqx.field(static=True, default=0.1)
    radius: float = eqx.field(static=True, default=0.4)  # a share of the grid's sides

    def survivors(self, before, after, boundary):
        y, x = (jnp.linspace(-0.5, 0.5, side) for side in after.shape[1:3])
        inside = y[:, None] ** 2 + x[None, :] ** 2 < self.radius**2
        return living(after, self.alive_threshold, boundary) & inside[None]


LIVES.add("dish", Dish)
dish = Part("dish", {"radius": 0.35})
config = bl.growing("quick", iterations=40, size=12, padding=4, channels=8, hidden=(32,), life=dish)
*_, done = bl.fit(bl.load_target("🦎", config.target), config)
print(f"in its {config.automaton.life}, its log10 loss is {done.smoothed:.2f} after {done.iteration} iterations")
