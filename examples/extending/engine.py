"""A custom engine, which steps one sample at a time to save memory: python examples/extending/engine.py"""

import dataclasses

import jax

import blastema as bl
from blastema import engines
from blastema.engines import chained, reference
from blastema.registry import ENGINES


@dataclasses.dataclass(frozen=True)
class OneByOne(engines.AbstractEngine):
    name = "one-by-one"

    @classmethod
    def create(cls, threads, precision, why=""):
        return cls(why or "one sample after another", "xla", 0, "float32")

    @classmethod
    def obstacle(cls, automaton=None, objective=None, precision="float32", conditions=None):
        return None  # it supports everything

    def rollout(self, automaton, state, steps, conditions, max_steps):
        def alone(one):
            return reference.rollout(automaton, one[0][None], steps, one[1], max_steps)[0]

        return jax.lax.map(alone, (state, jax.tree.map(lambda leaf: leaf[:, None], conditions)))

    def loss_and_gradient(self, automaton, state, objective, wanted, steps, conditions, max_steps):
        return chained.loss_and_gradient(
            self, automaton, state, objective.measure, wanted, steps, conditions, max_steps
        )


ENGINES.add("one-by-one", OneByOne)
lizard = bl.load_organism("🦎")
grown = engines.rollout(lizard.automaton, lizard.automaton.seed(72, batch=3), 40, kernel="one-by-one")
print("one by one,", int((grown[..., 3] > 0.1).sum()), "cells of three lizards live")
