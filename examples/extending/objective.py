"""A custom objective, one picture after another: python examples/extending/objective.py"""

import equinox as eqx
import jax
import jax.numpy as jnp

import blastema as bl
from blastema.config import Part
from blastema.objective import AbstractObjective, Measure, Wanted
from blastema.registry import OBJECTIVES


class Flipbook(AbstractObjective):
    pictures: jax.Array  # [K, H, W, 4], due at equal distances, the last one at the end
    measure: Measure = eqx.field(static=True, default=Measure(power=0.5), kw_only=True)
    labels = 1  # all samples have the same target

    @classmethod
    def initial(cls, target, config, first="🌸"):
        return cls(jnp.stack([bl.load_target(first, config.target).array, target]))

    def wanted(self, labels, steps):
        count = len(self.pictures)
        times = jnp.maximum(steps * jnp.arange(1, count + 1) // count, 1)
        return Wanted(self.pictures, jnp.stack([jnp.arange(count)] * len(labels)), times, jnp.ones(count) / count)

    def distance(self, states, labels):
        return self.measure.of(states, self.pictures[-1])


OBJECTIVES.add("flipbook", Flipbook)
pages = Part("flipbook", {"first": "🌷"})
config = bl.growing("quick", iterations=40, size=12, padding=4, channels=8, hidden=(32,), objective=pages)
*_, done = bl.fit(bl.load_target("🦋", config.target), config)
print(f"from tulip to butterfly, its log10 loss is {done.smoothed:.2f} after {done.iteration} iterations")
