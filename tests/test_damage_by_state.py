"""Wounds that depend on what is there: cuts of the body, patches, shifted halves, hidden channels."""

from __future__ import annotations

import functools
import typing
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from helpers import assert_uniform

from blastema.config import Config, RegeneratingConfig, Wound
from blastema.errors import InputError
from blastema.training import damage


def bodies(count, height=36, width=30):
    """Living discs off the middle, with random hidden channels: float32 [count, H, W, 8]."""
    random = np.random.default_rng(3)
    states = random.normal(size=(count, height, width, 8)).astype(np.float32)
    rows, columns = np.mgrid[:height, :width]
    for index, state in enumerate(states):
        body = (rows - 14 - index % 5) ** 2 + (columns - 13) ** 2 <= 64
        state[~body] = 0
        state[..., 3] = body
    return states


COUNT, SIZE = 200, 20


@pytest.fixture(scope="module")
def damaged():
    """States under each kind alone, and under all in a mixture, by the same key; compiled once."""

    @jax.jit
    def all_of_them(key, states):
        kinds = {kind: (kind,) for kind in damage.WOUNDS} | {"mixed": tuple(damage.WOUNDS)}
        return {name: damage.random_damage(its, SIZE)(key, states, jnp.float32(0)) for name, its in kinds.items()}

    def get(states, number=0):
        return jax.tree.map(np.asarray, all_of_them(jax.random.key(number), jnp.asarray(states)))

    return get


@pytest.fixture(scope="module")
def hurt(damaged):
    before = bodies(COUNT)
    after = damaged(before)
    return lambda kind: (before, after[kind])


@pytest.mark.long
def test_a_deep_cut_leaves_a_tenth_to_a_third_on_one_side_of_a_line(hurt):
    before, after = hurt("deep-cut")
    living = before[..., 3] > 0.1
    kept = (after != 0).any(axis=-1)
    share = (kept & living).sum(axis=(1, 2)) / living.sum(axis=(1, 2))
    assert share.min() > 0.05  # to a row of the body more or less
    assert share.max() < 0.45
    assert np.ptp(share) > 0.15
    np.testing.assert_array_equal(after[kept], before[kept])
    for body, left in zip(living, kept, strict=True):
        if left.sum() < 3:
            continue
        # Some direction parts what stays from what goes.
        stay, go = np.argwhere(left), np.argwhere(body & ~left)
        angles = np.linspace(0, 2 * np.pi, 720, endpoint=False)
        along = np.stack([np.cos(angles), np.sin(angles)])
        assert ((stay @ along).max(axis=0) <= (go @ along).min(axis=0) + 0.2).any()


def test_a_patch_is_a_square_about_a_living_cell(hurt):
    before, after = hurt("patch")
    sides = set()
    for state, left in zip(before, after, strict=True):
        kept = (left != 0).any(axis=-1)
        assert kept.any()  # something to grow from
        assert kept.sum() < 0.5 * (state[..., 3] > 0).sum()
        rows, columns = np.nonzero(kept)
        box = np.zeros_like(kept)
        box[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] = True
        np.testing.assert_array_equal(kept, box & (state != 0).any(axis=-1))
        np.testing.assert_array_equal(left[kept], state[kept])
        sides.add(int(np.ptp(rows)) + 1)
    assert max(sides) in (7, 8)  # 0.4 of 20 cells
    assert {4, 5, 6, 7} & sides > {4}


def test_a_cell_at_the_threshold_does_not_live():
    """So that what stays is about the one cell that does."""
    state = jnp.zeros((9, 9, 4)).at[..., 3].set(0.1).at[2, 6, 3].set(0.5)
    both = jax.jit(lambda key: (damage.patch(key, state, 10), damage.deep_cut(key, state, 10)))
    for number in range(3):
        patched, left = map(np.asarray, both(jax.random.key(number)))
        rows, columns = np.nonzero(patched.any(axis=-1))
        assert (rows.min() + rows.max(), columns.min() + columns.max()) == (4, 12)
        assert left[2, 6, 3] == 0.5
    hidden = damage.hidden_noise(jnp.concatenate([state, state], axis=-1), jnp.ones((9, 9, 8)))
    assert np.argwhere(hidden[..., 7] >= 1).tolist() == [[2, 6]]


def test_a_shifted_half_is_the_judges(hurt):
    """NumPy moves the part that has moved, by each shift in turn; one of them gives the state."""
    before, after = hurt("shifted-half")
    moved = [judge_shift(state, found) for state, found in zip(before[:40], after[:40], strict=True)]
    assert None not in moved
    shifts = [shift for _, _, shift in moved if shift != (0, 0)]
    assert len(set(shifts)) > 20
    assert np.abs(shifts).max() == 4
    assert {side for _, side, _ in moved} == {0, 1, 2, 3}
    assert len({line for line, _, shift in moved if shift != (0, 0)}) > 2


def test_each_half_is_shifted_equally_often():
    """Four cells beyond all lines, one in each direction: that of the moved half moves, its opposite stays."""
    ends = {(31, 20): 0, (20, 31): 1, (8, 20): 2, (20, 8): 3}
    state = jnp.zeros((40, 40, 4)).at[tuple(zip(*ends, strict=True))].set(jnp.eye(4))
    shifted = jax.jit(jax.vmap(partial(damage.shifted_half, state=state, size=24)))
    after = np.asarray(shifted(jax.random.split(jax.random.key(0), 2000)))
    stays = np.stack([after[:, row, column, channel] == 1 for (row, column), channel in ends.items()], axis=1)
    for end in range(4):
        alone = ~stays[:, end] & stays[:, (end + 2) % 4]
        assert alone.mean() == pytest.approx(0.25 * 80 / 81, abs=0.04)  # one shift of 81 is none


def judge_shift(state, found):
    """The line beside the middle, the side of it that is moved in another state, and by what; none if none is."""
    states = {shift: np.roll(state, shift, (0, 1)) for shift in SHIFTS}
    for line, side, half, shifted in halves(*state.shape[:2]):
        rest = np.where(half[..., None], 0, state)
        for shift, over in shifted.items():
            if np.array_equal(np.where(over[..., None], states[shift], rest), found):
                return line, side, shift
    return None


SHIFTS = [(down, right) for down in range(-4, 5) for right in range(-4, 5)]


@functools.cache
def halves(height, width):
    """Line, side, the half itself, and where each shift moves it."""
    rows, columns = np.mgrid[:height, :width]
    found = [
        (line, half)
        for line in range(-2, 4)
        for axis, middle in ((rows, height // 2), (columns, width // 2))
        for half in (axis >= middle + line, axis < middle + line)
    ]
    return [
        (line, number % 4, half, {shift: np.roll(half, shift, (0, 1)) for shift in SHIFTS})
        for number, (line, half) in enumerate(found)
    ]


def test_hidden_noise_is_on_hidden_channels_of_living_cells_alone(hurt):
    before, after = hurt("hidden-noise")
    living = before[..., 3] > 0.1
    np.testing.assert_array_equal(after[..., :4], before[..., :4])
    np.testing.assert_array_equal(after[~living], before[~living])
    strength = np.array([(a - b)[..., 4:][cells].std() for a, b, cells in zip(after, before, living, strict=True)])
    assert_uniform(strength, 0, 0.6, tolerance=0.12)
    noise = (after - before)[strength.argmax()][..., 4:][living[strength.argmax()]]
    assert abs(noise.mean()) < 0.1
    assert np.linalg.matrix_rank(noise) == 4  # other noise on each channel


def test_noise_is_added_to_what_is_there():
    state = jnp.zeros((1, 2, 6)).at[0, :, 3].set(jnp.array([0.5, 0.05])).at[..., 4].set(1)
    found = damage.hidden_noise(state, jnp.full(state.shape, 0.25))
    np.testing.assert_array_equal(found, [[[0, 0, 0, 0.5, 1.25, 0.25], [0, 0, 0, np.float32(0.05), 1, 0]]])


def test_what_is_lost_is_all_that_is_hidden_unless_it_is_said():
    state = jnp.ones((2, 2, 6))
    assert damage.hidden_loss(state)[0, 0].tolist() == [1, 1, 1, 1, 0, 0]
    assert damage.hidden_loss(state, jnp.arange(6) % 2 == 0)[1, 1].tolist() == [1, 1, 1, 1, 0, 1]


def test_a_deep_cut_of_what_stands_in_a_corner_leaves_something():
    state = jnp.zeros((20, 20, 4)).at[14:, 14:, 3].set(1)
    cut = jax.jit(jax.vmap(partial(damage.deep_cut, state=state, size=20)))
    left = np.asarray(cut(jax.random.split(jax.random.key(0), 16)))
    assert (left[..., 3].sum(axis=(1, 2)) / 36).min() > 0.05


def test_hidden_loss_takes_whole_channels(hurt):
    before, after = hurt("hidden-loss")
    np.testing.assert_array_equal(after[..., :4], before[..., :4])
    there = (after[..., 4:] != 0).any(axis=(1, 2))
    kept = np.broadcast_to(there[:, None, None], after[..., 4:].shape)
    np.testing.assert_array_equal(after[..., 4:][kept], before[..., 4:][kept])
    # All four at once in one half of the samples, and by chance in 1 of 16 of the others.
    assert (~there).all(axis=1).mean() == pytest.approx(0.5 + 0.5 / 16, abs=0.12)
    assert (~there).mean() == pytest.approx(0.75, abs=0.08)


def test_no_wound_makes_something_of_nothing(damaged):
    for kind, after in damaged(np.zeros_like(bodies(COUNT))).items():
        assert not after.any(), kind


def test_the_kinds_of_a_config_are_those_there_are():
    assert set(typing.get_args(Wound)) == set(damage.WOUNDS)
    assert RegeneratingConfig(wounds=tuple(damage.WOUNDS)).wounds == tuple(damage.WOUNDS)


def test_hidden_wounds_without_hidden_channels_are_refused():
    with pytest.raises(InputError, match="wounds is hidden-loss, but with 4 channels"):
        Config().replace(channels=4, wounds=("circle", "hidden-loss"))


def test_mixed_kinds_are_each_as_it_is_alone(hurt):
    _, mixed = hurt("mixed")
    same = np.array([(mixed == hurt(kind)[1]).all(axis=(1, 2, 3)) for kind in damage.WOUNDS])
    assert same.any(axis=0).all()
    assert same.mean(axis=1).min() > 0.5 / len(damage.WOUNDS)
