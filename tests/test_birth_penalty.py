"""Seeds that fire alone: the penalty against NumPy, and that a rule whose seeds die by themselves stops doing so."""

from __future__ import annotations

import dataclasses

import equinox as eqx
import jax
import jax.numpy as jnp
import judge
import numpy as np
import pytest
from helpers import judged, random_automaton
from jax.flatten_util import ravel_pytree
from training_helpers import exhaust, lizard, tiny

from blastema.automaton import CellularAutomaton
from blastema.config import Config
from blastema.errors import InputError
from blastema.evaluation import count_births
from blastema.training import births, fit
from blastema.training.births import LoneSeeds
from blastema.update import Dense

PLACES = ((4, 4), (4, 5), (9, 6))
LEAST = 0.1 + births.MARGIN


def alone(layers, options, seed: np.ndarray) -> np.ndarray:
    """The seeds' alphas after each of two steps in which they alone fire, in NumPy: [2, B, cells]."""
    state, seeds = seed, seed[0, ..., judge.ALPHA] > 0
    after = []
    for _ in range(2):
        proposed = judge.propose(layers, state, judge.perceive(state, options), options)
        state = np.where(seeds[None, ..., None], proposed, state)
        after.append(state[..., judge.ALPHA][:, seeds])
    return np.stack(after)


def of_numpy(layers, options, seed: np.ndarray) -> float:
    return float((np.maximum(LEAST - alone(layers, options, seed), 0) ** 2).mean())


SETTINGS = [{}, {"angle": 30.0, "step_size": 0.6, "update": "replacing"}, {"signal": 3}]


def drawn(number: int, **settings) -> CellularAutomaton:
    """Random weights, but for the alpha, which cells lose."""
    config = dataclasses.replace(Config().automaton, channels=8, hidden=(16,), **settings)
    automaton = random_automaton(config, number)
    last = automaton.update.layers[-1]
    return eqx.tree_at(lambda a: a.update.layers[-1].bias, automaton, last.bias.at[judge.ALPHA].add(-4.0))


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_the_penalty_is_that_of_numpy_on_the_whole_grid(settings):
    """The package cuts the seeds out of their grid."""
    automaton = drawn(3, **settings)
    layers, given = judged(automaton)
    seed = np.asarray(automaton.seed(14, 12, places=PLACES))
    width = automaton.perception.signal
    wide = np.stack([seed] * max(width, 1)).astype(np.float64)
    told = dataclasses.replace(given["options"], signal=np.eye(width) if width else None)
    found = LoneSeeds.of(jnp.asarray(seed), width)
    np.testing.assert_allclose(found.alphas(automaton), alone(layers, told, wide), rtol=1e-5, atol=1e-6)
    expected = of_numpy(layers, told, wide)
    assert expected > 0
    assert float(found.penalty(automaton)) == pytest.approx(expected, rel=1e-5)


def test_its_gradient_is_that_of_finite_differences():
    automaton = drawn(5)
    layers, given = judged(automaton)
    told = given["options"]
    seed = np.asarray(automaton.seed(11, places=PLACES))[None].astype(np.float64)
    seeds = LoneSeeds.of(jnp.asarray(seed[0], jnp.float32))
    gradient = jax.grad(seeds.penalty)(automaton)
    assert seeds.penalty(automaton) > 0.01
    for index, (weight, bias) in enumerate(gradient.update.layers):
        for part, slopes in enumerate((weight, bias)):
            direction = np.random.default_rng(index).normal(size=slopes.shape)

            def moved(by, index=index, part=part, direction=direction):
                changed = [[np.asarray(array, np.float64) for array in pair] for pair in layers]
                changed[index][part] = changed[index][part] + by * direction
                return of_numpy(changed, told, seed)

            expected = (moved(1e-6) - moved(-1e-6)) / 2e-6
            assert float((np.asarray(slopes) * direction).sum()) == pytest.approx(expected, rel=1e-3, abs=1e-6)


def dying(config) -> CellularAutomaton:
    """A rule that takes nearly all of its alpha from every cell, with random weights otherwise."""
    automaton = CellularAutomaton.initial(config.automaton, jax.random.key(0))
    rng = np.random.default_rng(0)
    layers = []
    for weight, bias in automaton.update.layers:
        layers.append(Dense(jnp.asarray(rng.normal(0, 0.1, weight.shape), jnp.float32), jnp.zeros_like(bias)))
    layers[-1] = layers[-1]._replace(bias=layers[-1].bias.at[judge.ALPHA].set(-0.95))
    return eqx.tree_at(lambda a: a.update.layers, automaton, tuple(layers))


@pytest.mark.parametrize("factor", [0.0, 0.01])
def test_a_rule_learns_to_survive_its_first_steps(factor):
    """A seed that fires loses all of its alpha, and no neighbour can come alive: a dead sample has no gradient."""
    config = tiny(regime="growing", iterations=40, birth_penalty=factor)
    finished = exhaust(fit(lizard(config), config, start=dying(config)))[-1]
    survived = count_births(finished.organism, 64).alive
    assert survived == 64 if factor else survived < 32


def test_where_seeds_survive_it_changes_nothing():
    config = tiny(regime="growing", iterations=4)
    ends = [exhaust(fit(lizard(config), config.replace(birth_penalty=factor)))[-1].organism for factor in (0.0, 5.0)]
    one, other = (ravel_pytree(end.automaton)[0] for end in ends)
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    "settings",
    [
        {"regime": "merging"},
        *(
            pytest.param(settings, marks=pytest.mark.long)
            for settings in ({"boundary": "torus"}, {"quantise": "int8"}, {"life": "own-alpha"})
        ),
    ],
    ids=str,
)
def test_it_is_learned_with(settings):
    config = tiny(iterations=2, birth_penalty=0.1, **settings)
    start = dying(config)
    ends = [exhaust(fit(lizard(config), config.replace(birth_penalty=f), start=start))[-1] for f in (0.0, 0.1)]
    one, other = (ravel_pytree(end.organism.automaton)[0] for end in ends)
    assert np.isfinite(other).all()
    assert abs(one - other).max() > 1e-4


def test_seeds_without_a_living_cell_are_refused():
    with pytest.raises(InputError, match="no seed"):
        LoneSeeds.of(jnp.zeros((5, 5, 8)))


def test_signals_in_the_seed_are_told():
    automaton = drawn(3)
    seed = automaton.seed(9)
    found = LoneSeeds.of(seed, genes=2).states
    assert len(found) == 2
    assert found[0, 4, 4, -2:].tolist() == [1, 0]
    assert found[1, 4, 4, -2:].tolist() == [0, 1]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"life": "all"}, "no cell ever dies"),
        ({"regime": "perturbed"}, "a part of its picture, not as one cell; leave it out, or use --birth-penalty 0"),
        ({"regime": "classifying"}, "a digit's ink"),
        ({"perception": "two-level", "update": "two-level", "channels": 16}, "cells with parent cells"),
        ({"optimiser": "snes"}, "birth-penalty is 0.01; expected 0.0, since the optimiser snes has no gradient"),
    ],
)
def test_a_penalty_without_effect_is_refused(settings, message):
    with pytest.raises(InputError, match=message):
        Config().replace(**settings).replace(birth_penalty=0.01)
