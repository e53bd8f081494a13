"""A custom damage, noise that increases in the course of training: python examples/extending/damage.py"""

import dataclasses

import jax

import blastema as bl
from blastema.config import Part
from blastema.registry import DAMAGES


@dataclasses.dataclass(frozen=True)
class Noise:
    amount: float = 0.2

    def __call__(self, key, states, progress):
        return states + self.amount * progress * jax.random.normal(key, states.shape)


DAMAGES.add("noise", Noise)
noise = Part("noise", {"amount": 0.1})
config = bl.regenerating("quick", iterations=40, size=12, padding=4, channels=8, hidden=(32,), damage=noise)
*_, done = bl.fit(bl.load_target("🦎", config.target), config)
print(f"wounded by {noise}, its log10 loss is {done.smoothed:.2f} after {done.iteration} iterations")
