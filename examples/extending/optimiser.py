"""A custom optimiser: a neighbour replaces the rule if it grows better: python examples/extending/optimiser.py"""

import jax
import jax.numpy as jnp

import blastema as bl
from blastema.config import Part
from blastema.engines import chained
from blastema.registry import OPTIMISERS
from blastema.training.optimisers import AbstractOptimiser, Learned


class Climbing(AbstractOptimiser):
    def __init__(self, sigma: float = 0.02):
        self.sigma = sigma

    def tried(self, automaton, memory, key):
        leaves, structure = jax.tree.flatten(automaton)
        near = [a + self.sigma * jax.random.normal(jax.random.fold_in(key, n), a.shape) for n, a in enumerate(leaves)]
        return automaton, structure.unflatten(near)

    def explored(self, engine, tried, objective, samples, longest):
        how = (samples.states, objective.measure, samples.wanted, samples.steps, samples.conditions, longest)
        (losses, grown), (others, _) = (chained.losses(engine, each, *how) for each in tried)
        return losses, (tried[1], others), grown

    def learned(self, automaton, memory, found, iteration, scale):
        losses, (other, others), _ = found
        better = others.mean() < losses.mean()
        automaton = jax.tree.map(lambda old, new: jnp.where(better, new, old), automaton, other)
        return Learned(automaton, memory, losses.mean(), jnp.float32(better))


OPTIMISERS.add("climbing", Climbing)
config = bl.growing("quick", iterations=40, size=12, padding=4, channels=8, hidden=(32,))
config = config.replace(optimiser=Part("climbing", {"sigma": 0.03}))
*_, done = bl.fit(bl.load_target("🦎", config.target), config)
print(f"by climbing, its log10 loss is {done.smoothed:.2f} after {done.iteration} iterations")
