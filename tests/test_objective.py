"""Objectives: what is due of whom and when, and what it costs, against numbers worked out in NumPy."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from helpers import random_states

from blastema.errors import InputError
from blastema.objective import (
    LOSS_FLOOR,
    Change,
    Measure,
    Overflow,
    PictureObjective,
    Wanted,
    mean_squared_error,
    picture_of,
    powered,
)

STATES = random_states(3, 3, 5, 6, 8) * 3
PICTURES = np.random.default_rng(4).uniform(size=(4, 5, 6, 4)).astype(np.float32)


def squared_error(states, pictures, weights=(1, 1, 1, 1)):
    """[B]: the mean over cells and RGBA, cell by cell."""
    total = np.zeros(len(states))
    for sample, state in enumerate(states.astype(np.float64)):
        picture = pictures if pictures.ndim == 3 else pictures[sample]
        for row, column in np.ndindex(state.shape[:2]):
            for channel in range(4):
                total[sample] += weights[channel] * (state[row, column, channel] - picture[row, column, channel]) ** 2
    return total / (4 * states.shape[1] * states.shape[2])


@pytest.mark.parametrize("weights", [(1.0, 1.0, 1.0, 1.0), (0.5, 2.0, 0.0, 3.0)])
def test_the_squared_error_is_the_mean_over_cells_and_weighted_rgba(weights):
    measure = Measure(channel_weights=weights)
    assert measure.is_squared_error
    for pictures in (PICTURES[0], PICTURES[:3]):
        found = measure.of(jnp.asarray(STATES), jnp.asarray(pictures))
        np.testing.assert_allclose(found, squared_error(STATES, pictures, weights), rtol=1e-5)
    np.testing.assert_allclose(
        mean_squared_error(jnp.asarray(STATES), jnp.asarray(PICTURES[0])), squared_error(STATES, PICTURES[0]), rtol=1e-5
    )


def test_a_loss_of_ones_own_is_asked_for_all_it_needs():
    def worst_hidden(states, target):
        return jnp.abs(states[..., 4:]).max(axis=(1, 2, 3)) + target[..., 0].mean()

    measure = Measure(loss=worst_hidden)
    assert not measure.is_squared_error
    found = measure.of(jnp.asarray(STATES), jnp.asarray(PICTURES[1]))
    np.testing.assert_allclose(
        found, np.abs(STATES[..., 4:]).max(axis=(1, 2, 3)) + PICTURES[1, ..., 0].mean(), rtol=1e-5
    )


@pytest.mark.parametrize("power", [1, 2])
@pytest.mark.parametrize("mean", [False, True])
def test_overflow_is_what_lies_beyond_the_bound(power, mean):
    term = Overflow(bound=0.75, weight=3.0, power=power, mean=mean)
    beyond = np.maximum(np.abs(STATES.astype(np.float64)) - 0.75, 0) ** power
    expected = 3.0 * (beyond.mean(axis=(1, 2, 3)) if mean else beyond.sum(axis=(1, 2, 3)))
    assert (expected > 0.01).all()
    np.testing.assert_allclose(term(jnp.zeros_like(STATES), jnp.asarray(STATES)), expected, rtol=1e-5)
    inside = np.clip(STATES, -0.75, 0.75)
    np.testing.assert_array_equal(term(jnp.asarray(STATES), jnp.asarray(inside)), 0)


def test_change_is_the_mean_magnitude_of_a_step():
    before, after = STATES, random_states(5, 3, 5, 6, 8)
    expected = 0.5 * np.abs(after.astype(np.float64) - before).mean(axis=(1, 2, 3))
    np.testing.assert_allclose(Change(weight=0.5)(jnp.asarray(before), jnp.asarray(after)), expected, rtol=1e-5)


def test_terms_make_it_another_measure_than_the_squared_error():
    assert not Measure(terms=(Change(),)).is_squared_error
    assert Measure(channel_weights=(1.0, 2.0, 3.0, 4.0), power=0.5).is_squared_error


@pytest.mark.parametrize("power", [1.0, 0.5, 2.0])
def test_powers(power):
    losses = np.array([0.0, 1e-3, 2.0], np.float32)
    expected = losses if power == 1 else (losses.astype(np.float64) + 1e-8) ** power
    np.testing.assert_allclose(powered(jnp.asarray(losses), power), expected, rtol=1e-6)
    assert np.isfinite(jax.grad(lambda x: powered(x, power).sum())(jnp.zeros(1))).all()
    assert LOSS_FLOOR == 1e-8


WANTED = Wanted(
    jnp.asarray(PICTURES),
    jnp.array([[0, 1, 2], [3, 3, 3], [2, 0, 1]], jnp.int32),
    jnp.array([4, 2, 4], jnp.int32),
    jnp.array([1.0, 0.5, 0.25]),
)


def test_what_is_due_is_of_each_samples_own_picture():
    np.testing.assert_array_equal(picture_of(WANTED, 0), PICTURES[[0, 3, 2]])
    np.testing.assert_array_equal(picture_of(WANTED, 2), PICTURES[[2, 3, 1]])
    alone = WANTED._replace(pictures=WANTED.pictures[:1], which=WANTED.which * 0)
    np.testing.assert_array_equal(picture_of(alone, 1), PICTURES[0])


@pytest.mark.parametrize("done", range(1, 6))
def test_what_a_step_adds_is_what_is_due_then(done):
    """Twice at step 4, with a weight each; a term once a step, or once at the steps at which a picture is due."""
    before, after = random_states(5, 3, 5, 6, 8), STATES
    terms = (Overflow(bound=0.5, weight=0.1, every_step=True), Change(weight=2.0))
    measure = Measure(channel_weights=(1.0, 2.0, 3.0, 4.0), terms=terms)
    found = measure.due(WANTED, jnp.asarray(before), jnp.asarray(after), jnp.int32(done))
    expected = 0.1 * np.maximum(np.abs(after.astype(np.float64)) - 0.5, 0).sum(axis=(1, 2, 3))
    if done == 2:
        expected += 0.5 * squared_error(after, PICTURES[[1, 3, 0]], (1, 2, 3, 4))
    if done == 4:
        expected += squared_error(after, PICTURES[[0, 3, 2]], (1, 2, 3, 4))
        expected += 0.25 * squared_error(after, PICTURES[[2, 3, 1]], (1, 2, 3, 4))
    if done in (2, 4):
        expected += 2.0 * np.abs(after - before).mean(axis=(1, 2, 3))
    np.testing.assert_allclose(found, expected, rtol=1e-5)


@pytest.mark.parametrize("done", range(1, 6))
def test_a_loss_of_ones_own_counts_when_it_is_due_and_by_its_weight(done):
    measure = Measure(loss=lambda states, target: states[..., 0].sum(axis=(1, 2)) + target[..., 0].sum(axis=(1, 2)))
    found = measure.due(WANTED, jnp.zeros_like(STATES), jnp.asarray(STATES), jnp.int32(done))
    shown, pictures = STATES[..., 0].astype(np.float64).sum(axis=(1, 2)), PICTURES[..., 0].sum(axis=(1, 2))
    expected = np.zeros(3)
    if done == 2:
        expected = 0.5 * (shown + pictures[[1, 3, 0]])
    if done == 4:
        expected = shown + pictures[[0, 3, 2]] + 0.25 * (shown + pictures[[2, 3, 1]])
    np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_terms_and_measures_begin_with_factors_of_one():
    assert Overflow() == Overflow(1.0, 1.0, 1, mean=False, every_step=False)
    assert Change() == Change(1.0, every_step=False)
    assert Measure() == Measure(None, (1.0, 1.0, 1.0, 1.0), 1.0, ())


def test_a_picture_at_the_end_as_in_the_article():
    objective = PictureObjective(jnp.asarray(PICTURES[:1]))
    assert objective.labels == 1
    wanted = objective.wanted(jnp.zeros(3, jnp.int32), jnp.int32(70))
    np.testing.assert_array_equal(wanted.which, np.zeros((3, 1)))
    np.testing.assert_array_equal(wanted.times, [70])
    np.testing.assert_array_equal(wanted.weights, [1.0])
    np.testing.assert_allclose(
        objective.distance(jnp.asarray(STATES), jnp.zeros(3, jnp.int32)), squared_error(STATES, PICTURES[0]), rtol=1e-5
    )


def test_of_two_pictures_each_sample_is_compared_with_its_own():
    objective, labels = PictureObjective(jnp.asarray(PICTURES[:2])), jnp.array([1, 0, 1], jnp.int32)
    expected = squared_error(STATES, PICTURES[[1, 0, 1]])
    np.testing.assert_allclose(objective.distance(jnp.asarray(STATES), labels), expected, rtol=1e-5)


def test_an_objective_has_settings_beside_its_pictures_and_may_be_a_key():
    measure = Measure(terms=(Overflow(), Change()))
    objective = PictureObjective(jnp.asarray(PICTURES), measure=measure, times=((0, 1.0),))
    assert [leaf.shape for leaf in jax.tree.leaves(objective)] == [PICTURES.shape]
    assert {measure: 1}[Measure(terms=(Overflow(), Change()))] == 1


def test_what_a_config_does_not_say_of_the_pictures_is_as_in_the_article():
    objective = PictureObjective.initial(jnp.asarray(PICTURES[0]))
    assert (objective.measure, objective.times) == (Measure(), ((0, 1.0),))
    assert PictureObjective(objective.pictures).times == ((0, 1.0),)
    more = PictureObjective.initial(jnp.asarray(PICTURES[0]), overflow=0.5, change=0.25, times=((0, 1), (2, 0.5)))
    assert more.measure.terms == (Overflow(weight=0.5), Change(weight=0.25))
    assert more.times == ((0, 1.0), (2, 0.5))


@pytest.mark.parametrize(
    "wrong",
    [
        {"times": ()},
        {"times": (3,)},
        {"times": ((1, 1.0, 2),)},
        {"times": ([1, 1.0],)},
        {"times": ((-1, 1.0),)},
        {"times": ((1.5, 1.0),)},
        {"times": ((1, "much"),)},
        {"times": ((1, True),)},
        {"channel_weights": (1.0, 1.0, 1.0)},
        {"channel_weights": (1.0, 1.0, 1.0, "a")},
        {"channel_weights": (1.0,) * 5},
    ],
)
def test_settings_that_pictures_cannot_have_are_refused(wrong):
    with pytest.raises(InputError, match=r"(times|channel-weights) is .*expected"):
        PictureObjective.initial(jnp.asarray(PICTURES[0]), **wrong)


def test_each_label_has_its_picture_at_several_times():
    times = ((0, 1.0), (3, 0.5), (20, 0.25))
    objective = PictureObjective(jnp.asarray(PICTURES), measure=Measure(power=0.5), times=times)
    labels = jnp.array([2, 0, 3], jnp.int32)
    assert objective.labels == 4
    wanted = jax.jit(lambda labels, steps: objective.wanted(labels, steps))(labels, jnp.int32(8))
    np.testing.assert_array_equal(wanted.pictures, PICTURES)
    np.testing.assert_array_equal(wanted.which, [[2] * 3, [0] * 3, [3] * 3])
    np.testing.assert_array_equal(wanted.times, [8, 5, 1], "what is due before the first step is due after it")
    np.testing.assert_array_equal(wanted.weights, [1.0, 0.5, 0.25])
    np.testing.assert_allclose(
        objective.distance(jnp.asarray(STATES), labels), squared_error(STATES, PICTURES[[2, 0, 3]]), rtol=1e-5
    )
