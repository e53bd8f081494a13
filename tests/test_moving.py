"""Targets that move: their clock, their objective, and ten iterations of training by the package and by the judge."""

from __future__ import annotations

import dataclasses

import jax.numpy as jnp
import judge
import numpy as np
import pytest
import training_judge
from helpers import random_states
from hypothesis import given, settings
from hypothesis import strategies as st
from moving_judge import MovingTraining
from test_training_oracle import (
    ALL_WOUNDS,
    CHANNELS,
    FIGURES,
    FIRST_ENGINE,
    PADDING,
    SIDE,
    SIZE,
    Case,
    assert_alike,
    rule,
)
from training_adapter import Package

from blastema import pictures
from blastema.motion import Motion, travelled
from blastema.moving import MovingObjective
from blastema.objective import Measure

FRAMES, PACE = 3, 2


def frames() -> np.ndarray:
    """Three discs of several colours and sizes, uint8 [3, SIZE, SIZE, 4]."""
    rows, columns = np.mgrid[:SIZE, :SIZE] - (SIZE - 1) / 2
    pixels = np.random.default_rng(7).integers(0, 256, (FRAMES, SIZE, SIZE, 4), dtype=np.uint8)
    for number, radius in enumerate((14, 9, 5)):
        pixels[number, ..., 3] = np.where(rows**2 + columns**2 < radius, 255, 60)
    return pixels


def on_grid(pixels: np.ndarray) -> np.ndarray:
    straight = pixels / 255
    straight[..., :3] *= straight[..., 3:]
    return np.pad(straight, ((0, 0), (PADDING, PADDING), (PADDING, PADDING), (0, 0)))


@pytest.mark.parametrize("stride", [(0, 0), (0, 7), (-5, 4)])
def test_a_walk_loses_no_cell_and_its_cycles_are_alike(stride):
    count = 6
    gone = [travelled(0, further, count, stride) for further in range(3 * count + 1)]
    assert gone[0] == (0, 0)
    for cycle in range(1, 4):
        assert gone[cycle * count] == tuple(cycle * cells for cells in stride)
    for further in range(2 * count):
        for frame in range(count):
            ahead = travelled(frame, further, count, stride)
            assert tuple(np.add(travelled(0, frame, count, stride), ahead)) == travelled(
                0, frame + further, count, stride
            )


def test_the_clock_of_a_motion_counts_from_the_seed():
    motion = Motion(frames(), PACE, (0, 4))
    assert (motion.count, motion.cycle, motion.walks) == (3, 6, True)
    assert [motion.frame_at(step) for step in range(8)] == [0, 0, 1, 1, 2, 2, 0, 0]
    assert [motion.place_at(step) for step in range(0, 8, 2)] == [(0, 0), (0, 1), (0, 2), (0, 4)]
    assert [motion.moment(step) for step in (0, 1, 2, 3)] == [0, 2, 2, 4]
    assert list(motion.moments(3)) == [4, 6, 8]


def test_of_each_sample_its_own_frames_are_due_in_its_own_place():
    pictures = on_grid(frames()).astype(np.float32)
    objective = MovingObjective(jnp.asarray(pictures), PACE, (1, -5), 2)
    assert (objective.labels, objective.starts) == (3, 1)
    assert [int(objective.episode(jnp.int32(steps))) for steps in (2, 3, 9)] == [2, 2, 8]
    wanted = objective.wanted(jnp.array([0, 2]), jnp.int32(8))
    assert wanted.times.tolist() == [6, 8]
    assert wanted.weights.tolist() == [0.5, 0.5]
    # From frame 2 on, three frames are a whole cycle, 1 down and 5 to the left; the fourth adds the share of frame 2.
    expected = {(0, 0): (0, 1, -5), (0, 1): (1, 1, -7), (1, 0): (2, 1, -5), (1, 1): (0, 2, -6)}
    for (sample, time), (frame, down, right) in expected.items():
        found = wanted.pictures[wanted.which[sample, time]]
        np.testing.assert_array_equal(found, np.roll(pictures[frame], (down, right), (0, 1)))


def test_an_episode_shorter_than_what_is_due_counts_what_it_has():
    objective = MovingObjective(jnp.asarray(on_grid(frames()), jnp.float32), PACE, (0, 0), 3)
    wanted = objective.wanted(jnp.array([1]), jnp.int32(4))
    assert wanted.weights.tolist() == [0, 0.5, 0.5]
    assert wanted.times.tolist()[1:] == [2, 4]
    assert wanted.times[0] >= 1  # engines ask for times of the episode


def test_after_an_episode_the_phase_has_moved_on_and_the_walker_is_back():
    objective = MovingObjective(jnp.asarray(on_grid(frames()), jnp.float32), PACE, (3, -4), 3)
    states = random_states(3, 2, SIDE, SIDE, CHANNELS)
    labels, kept = objective.passed(jnp.array([0, 2]), jnp.int32(8), jnp.asarray(states))
    assert labels.tolist() == [1, 0]
    for state, found, gone in zip(states, kept, [(4, -6), (4, -5)], strict=True):
        np.testing.assert_array_equal(np.roll(found, gone, (0, 1)), state)


@pytest.mark.long
def test_by_chance_a_state_is_taken_for_what_it_shows_nearby():
    pictures = on_grid(frames()).astype(np.float32)
    objective = MovingObjective(jnp.asarray(pictures), PACE, (0, 4), 3, by_clock=False)
    # Three frames later the clock says: as before, 4 cells further. They show the frame after it, 6 further and 1 down;
    # the frame itself where it should be; and the frame before it, too far away to be taken for it.
    shown = [np.roll(pictures[1], (1, 6), (0, 1)), np.roll(pictures[1], (0, 4), (0, 1)), np.roll(pictures[0], 7, 0)]
    states = np.zeros((3, SIDE, SIDE, CHANNELS), np.float32)
    states[..., :4] = shown
    labels, kept = objective.passed(jnp.array([0, 1, 1]), jnp.int32(6), jnp.asarray(states))
    assert labels[:2].tolist() == [1, 1]
    np.testing.assert_array_equal(kept[:2, ..., :4], pictures[[1, 1]])
    clock = MovingObjective(jnp.asarray(pictures), PACE, (0, 4), 3)
    assert clock.passed(jnp.array([0, 1, 1]), jnp.int32(6), jnp.asarray(states))[0].tolist() == [0, 1, 1]


def cases() -> dict[str, tuple[Case, tuple[int, int]]]:
    torus = judge.Options(boundary="torus", fire_rate=0.8)
    settings = training_judge.Settings(steps=(6, 13), damage_count=2, wounds=ALL_WOUNDS)
    return {
        "a cycle": (Case(dataclasses.replace(settings, loss_power=0.5)), (0, 0)),
        "a walk": (Case(settings, torus), (2, -5)),
        "in step": (Case(settings, dataclasses.replace(torus, fire_rate=1.0)), (2, -5)),
        "a walk, from the seed": (Case(dataclasses.replace(settings, regime="growing", damage_count=0), torus), (0, 4)),
    }


@pytest.mark.parametrize("kernel", FIRST_ENGINE)
@pytest.mark.parametrize("name", cases())
def test_ten_iterations_are_the_judges(name, kernel):
    case, stride = cases()[name]
    layers, _ = rule(case)
    pool = (
        None if case.settings.regime == "growing" else random_states(5, case.settings.pool_size, SIDE, SIDE, CHANNELS)
    )
    pixels = frames()
    expected = MovingTraining(case.settings, case.options, on_grid(pixels)[0], SIZE, layers, pool)
    expected.moves(on_grid(pixels), PACE, stride)
    motion = Motion(pixels, PACE, stride)
    found = Package(case.settings, case.options, pixels[0], PADDING, layers, pool, kernel=kernel, motion=motion)
    for iteration in range(10):
        figures, _ = found.iterate()
        assert figures == pytest.approx(expected.iterate(iteration).figures, rel=FIGURES)
        assert_alike(found, expected)
        if pool is not None:
            np.testing.assert_array_equal(found.labels, expected.labels)
            assert len(set(found.labels)) > 1 or name != "in step"
    if pool is not None:
        for training in (found, expected):
            training.refresh(10, 1, 0.5)
        assert_alike(found, expected)
        np.testing.assert_array_equal(found.labels, expected.labels)


def test_a_measure_goes_with_it():
    weighted = Measure(channel_weights=(0.0, 0.0, 0.0, 1.0))
    objective = MovingObjective(jnp.asarray(on_grid(frames()), jnp.float32), PACE, measure=weighted)
    states = jnp.asarray(random_states(3, 3, SIDE, SIDE, CHANNELS))
    expected = ((np.asarray(states)[..., 3] - on_grid(frames())[[0, 2, 1], ..., 3]) ** 2).mean(axis=(1, 2)) / 4
    np.testing.assert_allclose(objective.distance(states, jnp.array([0, 2, 1])), expected, rtol=1e-5)


@settings(max_examples=30, deadline=None)
@given(st.integers(3, 12), st.integers(4, 12), st.integers(-20, 20), st.integers(-20, 20))
def test_a_walker_is_shown_in_the_middle_wherever_it_is(height, width, down, right):
    state = np.zeros((height, width, 5), np.float32)
    state[height // 2, width // 2, 3] = 1
    state[height // 2, width // 2 - 1 : width // 2 + 2, 3] = 1
    state[..., 4] = np.arange(height * width).reshape(height, width)
    moved = np.roll(state, (down, right), (0, 1))
    np.testing.assert_array_equal(pictures.centred(moved), state)


@pytest.mark.parametrize("value", [0, np.nan, 1])
def test_what_has_no_middle_stays(value):
    state = np.full((4, 5, 4), value, np.float32)
    np.testing.assert_array_equal(pictures.centred(state), state)
