"""A custom update with a gate: python examples/extending/update.py"""

import equinox as eqx
import jax
import jax.numpy as jnp

import blastema as bl
from blastema.registry import UPDATES
from blastema.update import AbstractUpdate, initial_layers, network


class Gated(AbstractUpdate):
    layers: tuple  # weights and biases: all arrays of an update are trained
    hidden: tuple[int, ...] = eqx.field(static=True)

    @classmethod
    def initial(cls, key, features, channels, hidden=(128,)):
        return cls(initial_layers(key, features, hidden, 2 * channels), hidden)

    def __call__(self, state, features, conditions):
        change, gate = jnp.split(network(self.layers, features), 2, axis=-1)
        return state + conditions.step_size.reshape(-1, 1, 1, 1) * jax.nn.sigmoid(gate) * change


UPDATES.add("gated", Gated)
config = bl.growing("quick", iterations=40, size=12, padding=4, channels=8, hidden=(32,), update="gated")
*_, done = bl.fit(bl.load_target("🦎", config.target), config)
print(f"gated, its log10 loss is {done.smoothed:.2f} after {done.iteration} iterations")
