"""Births: the fire seeds from which an organism lives, and with which it dies at once."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import planted
import pytest

from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig
from blastema.evaluation import births, count_births
from blastema.evaluation.measures import RECOVERED, pixel_error
from blastema.fire import fire_mask
from blastema.organism import Organism
from blastema.trajectory import Trajectory
from blastema.zoo.loading import load_organism

CELLS = (1 + 2 * planted.PADDING) ** 2


def unlucky():
    """Its seed dies at the first step if it fires then: alpha loses 1 while another hidden channel is still 1."""
    terms = [({planted.STATE: 1}, {planted.ALPHA: -1, planted.STATE: -1})]
    return planted.two_fired(planted.organism(terms, "unlucky"), 0.25)


def test_births_are_the_fire_seeds_that_live():
    organism = unlucky()
    found = count_births(organism, 100)
    place = organism.grid[0] // 2
    seeds, steps = (words.reshape(-1).astype(np.uint32) for words in np.mgrid[:100, :64])
    fired = fire_mask(
        *organism.grid,
        fire_seed=jnp.asarray(seeds),
        step=jnp.asarray(steps),
        fire_rate=jnp.full(6400, 0.25, jnp.float32),
    )[:, place, place, 0]
    expected = tuple(np.flatnonzero(np.reshape(fired, (100, 64)).any(axis=1)).tolist())
    # Sixteen updates of a cell take 64 steps at this rate.
    assert (found.fire_seeds, found.steps, found.died) == (100, 64, expected)
    assert found.alive == 100 - len(expected)


@pytest.mark.parametrize(("grid", "batches"), [((72, 72), 8), ((73, 72), 9), ((1000, 1000), 512)])
def test_births_take_bounded_memory(monkeypatch, grid, batches):
    taken = []

    class Grown:
        def __init__(self, organism, seeds, **settings):
            taken.append(len(seeds))
            self.states = np.ones((len(seeds), 1, 1, 4), np.float32)

        def after(self, steps):
            return self

    monkeypatch.setattr(births.Trajectory, "seeded", Grown)
    config = AutomatonConfig()
    organism = Organism(CellularAutomaton.initial(config, jax.random.key(0)), "large", grid)
    assert births.count_births(organism).alive == 512
    assert len(taken) == batches
    assert max(taken) * grid[0] * grid[1] * config.channels <= max(64 * 72 * 72 * 16, grid[0] * grid[1] * 16)


def test_one_whose_numbers_are_none_does_not_live():
    states = np.ones((3, 2, 2, 4), np.float32)
    states[0, ..., planted.ALPHA] = np.nan
    states[1, ..., planted.ALPHA] = 0.05
    assert births.alive(states, 0.1).tolist() == [False, False, True]


def test_the_first_births_of_the_shipped_butterfly():
    """It lost one fire seed in 37, among them 42 and 66, until it was refined with a birth penalty."""
    organism = load_organism("butterfly")
    grown = Trajectory.seeded(organism, range(30)).after(200)
    assert births.alive(grown.states, organism.automaton.alive_threshold).all()
    assert max(pixel_error(grown.shown, organism.target.array)) < RECOVERED
    assert births.alive(Trajectory.seeded(organism, range(30, 94)).after(8).states, 0.1).all()


@pytest.mark.long
@pytest.mark.parametrize("name", ["butterfly-regenerating", "butterfly-persistent", "eye-regenerating"])
def test_no_birth_is_lost_where_some_were(name):
    assert count_births(load_organism(name)).died == ()
