"""A custom curriculum: all samples continue, one starts again: python examples/extending/curriculum.py"""

import equinox as eqx
import jax.numpy as jnp

import blastema as bl
from blastema.registry import CURRICULA
from blastema.training.curricula import AbstractCurriculum, Memory, Start


class Relay(AbstractCurriculum):
    batch_size: int = eqx.field(static=True)

    def draw(self, memory, scene, keys):
        slots = (jnp.arange(self.batch_size) + scene.iteration) % self.batch_size
        return Start(memory.pool[slots].at[0].set(scene.seed), memory.labels, slots, jnp.float32(0))

    def memory(self, seed, labels):
        return Memory(jnp.stack([seed] * self.batch_size), jnp.zeros(self.batch_size, jnp.int32))

    def refresh(self, memory, seed, key, share):
        return self.memory(seed, 1)  # after a roll-back all start again


CURRICULA.add("relay", Relay)
config = bl.growing("quick", iterations=40, size=12, padding=4, channels=8, hidden=(32,)).replace(regime="relay")
*_, done = bl.fit(bl.load_target("🦎", config.target), config)
print(f"by relay, its log10 loss is {done.smoothed:.2f} after {done.iteration} iterations")
