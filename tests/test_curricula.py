"""What curricula keep, and which states they tell the guards of: what the judges of whole trainings do not ask."""

from __future__ import annotations

from types import SimpleNamespace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig, GrowingConfig, PersistentConfig, RegeneratingConfig, TrainingConfig
from blastema.objective import Measure, PictureObjective
from blastema.training.curricula import (
    Growing,
    Memory,
    Persistent,
    Regenerating,
    Scene,
    Start,
    any_labels,
    broken,
    curriculum_of,
    mature,
)
from blastema.training.damage import random_damage
from blastema.training.iteration import Episode, TrainingState
from blastema.training.merging import Merging
from blastema.training.perturbed import Perturbed

SEED = jnp.zeros((3, 3, 6)).at[1, 1, 3:].set(1)
DAMAGE = random_damage(("circle",), 3)


def scene(objective: PictureObjective) -> Scene:
    zero = jnp.uint32(0)
    return Scene(SEED, objective, 0.1, zero, jnp.float32(0), jnp.array([2, 4]))


SCENE = scene(PictureObjective(jnp.zeros((1, 3, 3, 4))))


def test_growing_keeps_nothing():
    memory = Growing(4).memory(SEED, 2)
    assert (memory.pool.shape, memory.labels.shape, memory.level) == ((0, 3, 3, 6), (0,), None)
    start = Growing(4).draw(memory, SCENE, lambda name: jax.random.key(0))
    np.testing.assert_array_equal(start.states, [SEED] * 4)
    assert (start.labels.tolist(), start.broken, start.steps, start.fire_rate) == ([0] * 4, 0, None, None)


def test_an_organism_says_its_level_where_there_are_levels():
    memory = Growing(4).memory(SEED, 1)
    assert Growing(4).provenance(memory) == {}
    assert Growing(4).provenance(memory._replace(level=jnp.int32(3))) == {"level": 3}


@pytest.mark.parametrize(
    "curriculum",
    [
        Growing(4),
        Persistent(4),
        Regenerating.initial(4, DAMAGE),
        Merging.initial(4, DAMAGE),
        Perturbed.initial(4),
    ],
    ids=lambda curriculum: type(curriculum).__name__,
)
def test_a_curriculum_has_settings_alone(curriculum):
    """So that one that is given is the same function each time."""
    assert jax.tree.leaves(curriculum) == []


def test_persistent_changes_and_spares_no_sample_unless_asked():
    assert Persistent(4) == Persistent(4, 1024, 1, change_count=0, spared=0)


def test_a_cell_at_the_threshold_is_not_mature():
    states = jnp.zeros((1, 1, 2, 4)).at[0, 0, :, 3].set(jnp.array([0.5, 0.5625]))
    assert mature(states, 0.5).tolist() == [[[False, True]]]


def test_broken_is_what_is_empty_not_finite_or_more_than_twice_as_bad_as_nothing():
    """Of two pictures the first is worth 1 and the second 3; a loss of one's own may be below zero."""
    worth = jnp.array([1.0, 3.0])[:, None, None, None] * jnp.ones((2, 3, 3, 4))
    states = jnp.stack([SEED] * 6).at[4].set(0)
    losses, labels = jnp.array([2.0, 2.1, 6.0, 6.1, 0.0, jnp.nan]), jnp.array([0, 0, 1, 1, 1, 0])
    for sign, expected in ((1, [False, True, False, True, True, True]), (-1, [True] * 6)):
        measure = Measure(loss=lambda states, target, sign=sign: sign * jnp.mean(target, axis=(1, 2, 3)))
        found = broken(states, labels, losses, scene(PictureObjective(worth, measure=measure)))
        assert found.tolist() == expected
    below = broken(states, labels, losses - 2, scene(PictureObjective(worth, measure=measure)))
    assert below.tolist() == [False, True, True, True, True, True]


@pytest.mark.parametrize("told", [GrowingConfig(), PersistentConfig(), RegeneratingConfig(damage_count=0)])
def test_a_curriculum_needs_no_damage_of_ones_own(told):
    assert type(curriculum_of(TrainingConfig(curriculum=told), 8)).__name__.lower() == told.kind


def test_regenerating_wounds_three_samples_of_the_articles_pool_unless_asked():
    base = Persistent(4, 1024, 1, change_count=0, spared=3)
    assert Regenerating.initial(4, DAMAGE) == Regenerating(base, 3, DAMAGE)


def test_what_has_grown_is_kept_in_the_slots_that_it_was_drawn_from():
    pool = jnp.arange(4.0)[:, None, None, None] * jnp.ones((4, 3, 3, 6))
    start = Start(pool[:2], jnp.array([7, 8]), jnp.array([2, 0]), jnp.float32(0))
    kept = Persistent(2, 4).keep(Memory(pool, jnp.arange(4)), start, pool[:2] + 10)
    assert kept.pool[:, 0, 0, 0].tolist() == [11, 1, 10, 3]
    assert kept.labels.tolist() == [8, 1, 7, 3]
    nothing = Growing(2).memory(SEED, 1)
    assert Growing(2).keep(nothing, start, pool[:2]) is nothing


def test_a_sample_begins_anew_at_each_so_many_iterations():
    at = [SCENE._replace(iteration=jnp.uint32(iteration)) for iteration in range(7)]
    assert [bool(one.is_each(3)) for one in at] == [True, False, False, True, False, False, True]
    shades = jnp.array([0.2, 0.8, 0.5])[:, None, None, None] * jnp.ones((3, 3, 3, 6))
    memory, curriculum = Memory(shades, jnp.array([3, 4, 5])), Persistent(3, 3, reseed_every=2)
    several = PictureObjective(jnp.zeros((6, 3, 3, 4)))
    for one, worst in ((at[0], SEED), (at[1], shades[1])):
        start = curriculum.draw(memory, one._replace(objective=several), lambda name: jax.random.key(1))
        np.testing.assert_array_equal(start.states, jnp.stack([worst, shades[2], shades[0]]))
        assert start.slots.tolist() == [1, 2, 0]
        assert start.labels[1:].tolist() == [5, 3]
    assert start.labels[0] == 4


def test_each_label_is_drawn():
    assert any_labels(lambda name: jax.random.key(0), 3, 1).tolist() == [0, 0, 0]
    assert set(any_labels(lambda name: jax.random.key(0), 64, 2).tolist()) == {0, 1}


def test_of_two_pictures_a_fresh_seed_wants_any_and_the_others_want_what_they_did():
    memory = Memory(jnp.stack([SEED] * 4), jnp.ones(4, jnp.int32))
    of_two, wanted = scene(PictureObjective(jnp.zeros((2, 3, 3, 4)))), []
    for number in range(8):
        start = Persistent(2, 4).draw(memory, of_two, lambda name, number=number: jax.random.key(number))
        wanted.append(start.labels.tolist())
    assert {fresh for fresh, _ in wanted} == {0, 1}
    assert {other for _, other in wanted} == {1}


def test_states_that_are_made_fresh_begin_as_seeds_may():
    """The labels of seeds alone, and only as far as fewer may begin than there are."""
    pool = jnp.stack([SEED, SEED.at[0, 0, 5].set(1), SEED, SEED * 0])
    memory = Memory(pool, jnp.array([5, 5, 2, 4]))
    kept = SimpleNamespace(refresh=lambda memory, seed, key, share: memory)
    automaton = CellularAutomaton.initial(AutomatonConfig(channels=6, hidden=(1,)), jax.random.key(0))
    state = TrainingState(automaton, None, None, memory)
    for starts, expected in ((3, [2, 5, 2, 4]), (1, [0, 5, 0, 4]), (6, [5, 5, 2, 4])):
        episode = SimpleNamespace(
            training=SimpleNamespace(seed=0), curriculum=kept, seed=SEED, objective=SimpleNamespace(starts=starts)
        )
        found = Episode._refreshed(episode, state, jnp.uint32(0), jnp.uint32(0), 0.5)
        np.testing.assert_array_equal(found.memory.labels, expected)
