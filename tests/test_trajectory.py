"""Trajectories: the same growth however it is looked at, and what is done to it on the way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from blastema import load_organism
from blastema.conditions import Conditions
from blastema.trajectory import Intervention, Trajectory, change, plant, wound

LIZARD = Path(__file__).parent / "golden" / "lizard-small.safetensors"


@pytest.fixture(scope="module")
def lizard():
    return load_organism(LIZARD)


def states_at(trajectory, steps, interventions=()):
    return {now.step: now.states for now in trajectory.through(steps, interventions)}


def test_looks_on_the_way_change_nothing(lizard):
    seeds = Trajectory.seeded(lizard, [3, 4])
    seen = states_at(seeds, (0, 7, 30, 31))
    np.testing.assert_array_equal(seen[0], np.stack([lizard.seed()] * 2))
    for index, fire_seed in enumerate((3, 4)):
        np.testing.assert_array_equal(seen[31][index], lizard.grow(31, Conditions(fire_seed)))
    np.testing.assert_array_equal(seen[30], seeds.after(10).until(30).states)
    assert seeds.step == 0, "the start stays as it is"


def test_samples_go_on_from_where_they_are(lizard):
    grown = Trajectory.seeded(lizard, range(4)).until(20)
    again = Trajectory(lizard, grown.states, Conditions(np.arange(4), 20))
    np.testing.assert_array_equal(grown.after(5).states, again.until(25).states)
    np.testing.assert_array_equal(grown.only(slice(2, 3)).after(5).states, grown.after(5).states[2:3])


def test_a_wound_is_seen_at_its_step_and_time_goes_on(lizard):
    mask = np.zeros(lizard.grid, bool)
    mask[:, :12] = True
    seen = states_at(Trajectory.seeded(lizard, [5]), (19, 20, 26), [wound(20, mask)])
    whole = np.asarray(lizard.grow(20, Conditions(5)))
    assert seen[19][0, :, :12].any()
    np.testing.assert_array_equal(seen[20][0], np.where(mask[..., None], 0, whole))
    np.testing.assert_array_equal(seen[26][0], lizard.rollout(seen[20][0], 6, Conditions(5, 20)))
    # Between two looks it is seen at the next.
    np.testing.assert_array_equal(states_at(Trajectory.seeded(lizard, [5]), (10, 26), [wound(20, mask)])[26], seen[26])


def test_not_a_number_is_wounded_away(lizard):
    broken = Trajectory.seeded(lizard).replaced(np.full((1, *lizard.grid, 12), np.nan))
    assert not broken.wounded(np.ones(lizard.grid, bool)).states.any()


def test_seeds_are_planted_where_and_when_they_are_asked_for(lizard):
    empty = Trajectory(lizard, np.zeros((1, *lizard.grid, 12), np.float32), Conditions(1))
    seen = states_at(empty, (3, 4, 9), [plant(4, [(2, 3), (20, 9)])])
    assert not seen[3].any()
    _, rows, columns, channels = np.nonzero(seen[4])
    assert sorted(set(zip(rows.tolist(), columns.tolist(), strict=True))) == [(2, 3), (20, 9)]
    assert set(channels.tolist()) == set(range(3, 12))
    assert set(seen[4][seen[4] != 0].tolist()) == {1}
    np.testing.assert_array_equal(seen[9][0], lizard.rollout(seen[4][0], 5, Conditions(1, 4)))


def test_conditions_change_on_the_way(lizard):
    turned = change(10, angle=np.float32([0, 0.5]), fire_rate=1.0)
    seen = states_at(Trajectory.seeded(lizard, [5, 6]), (10, 14), [turned])
    for index, angle in enumerate((0.0, 0.5)):
        start = lizard.grow(10, Conditions(5 + index))
        expected = lizard.rollout(start, 4, Conditions(5 + index, 10, fire_rate=1.0, angle=angle))
        np.testing.assert_array_equal(seen[14][index], expected)


def test_interventions_come_in_the_order_of_their_steps_then_as_given(lizard):
    happened = []

    def note(step, name):
        def apply(now):
            happened.append((name, now.step))
            return now

        return Intervention(step, apply)

    given = [note(8, "late"), note(2, "first"), note(2, "second"), note(99, "never"), note(0, "at once")]
    list(Trajectory.seeded(lizard).through((0, 9), given))
    assert happened == [("at once", 0), ("first", 2), ("second", 2), ("late", 8)]


def test_each_sample_under_each_wound(lizard):
    grown = Trajectory.seeded(lizard, [7, 8]).until(15)
    masks = np.zeros((3, *lizard.grid), bool)
    masks[1, :12], masks[2, :, 12:] = True, True
    branches = grown.each_wounded(masks)
    assert np.asarray(branches.conditions.fire_seed).tolist() == [7, 8, 7, 8, 7, 8]
    for number, mask in enumerate(masks):
        expected = grown.wounded(mask)
        np.testing.assert_array_equal(branches.states[2 * number : 2 * number + 2], expected.states)
        np.testing.assert_array_equal(branches.after(4).states[2 * number + 1], expected.after(4).states[1])
    own = np.stack([masks[1], masks[2]])
    np.testing.assert_array_equal(grown.each_wounded(own[None]).states, grown.wounded(own).states)


def test_conditions_of_a_sample_go_with_it_and_those_of_all_stay():
    state = np.zeros((3, 4, 4, 16), np.float32)
    signals = np.arange(6.0).reshape(3, 2)
    one = Trajectory(None, state, Conditions([1, 2, 3], 5, angle=0.5, step_size=[0.1, 0.2, 0.3], signal=signals))
    picked = one.only(slice(1, 3)).repeated(2).conditions
    assert np.asarray(picked.fire_seed).tolist() == [2, 3, 2, 3]
    assert np.asarray(picked.step_size).tolist() == [0.2, 0.3, 0.2, 0.3]
    assert (picked.step, picked.angle) == (5, 0.5)
    assert np.asarray(picked.signal).tolist() == [[2, 3], [4, 5], [2, 3], [4, 5]]
    # Three numbers for all of three samples are no signal of each.
    alike = one.changed(signal=[1, 2, 3]).only(slice(1)).conditions
    assert alike.signal == [1, 2, 3]


def test_what_has_passed_is_refused(lizard):
    grown = Trajectory.seeded(lizard).until(6)
    with pytest.raises(ValueError, match="step 5 has passed; the samples are at step 6"):
        grown.until(5)
    with pytest.raises(ValueError, match="step 7 has passed; the samples are at step 8"):
        list(grown.through((8, 7)))
    with pytest.raises(ValueError, match="step 3 has passed"):
        list(grown.through((8,), [wound(3, np.ones(lizard.grid, bool))]))
