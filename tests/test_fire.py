"""The fire mask: the same bit for the same cell, step and seed, everywhere and for ever."""

from __future__ import annotations

import jax.numpy as jnp
import judge
import numpy as np
import pytest
from helpers import quickly_compiled
from hypothesis import given
from hypothesis import strategies as st

from blastema.fire import fire_mask, fire_threshold, noise, pcg3d_first

words = st.integers(0, 2**32 - 1)

VECTORS = (
    # x, y, t, s, the hash's first word; any other engine has to give the same
    (0, 0, 0, 0, 0x9BAFD7C6),
    (1, 0, 0, 0, 0xA1FEC616),
    (0, 1, 0, 0, 0x3A75B361),
    (0, 0, 1, 0, 0x1AD3129C),
    (0, 0, 0, 1, 0x7F5DB8D2),
    (36, 36, 95, 7, 0x2CA0B341),
    (71, 71, 5000, 3, 0x156242C6),
    (511, 70000, 12, 34, 0xF50D834B),
    (17, 42, 1234, 2**32 - 1, 0x6DC31365),
    (5, 6, 2**32 - 1, 99, 0x43DB6B35),
)


@pytest.mark.parametrize(("x", "y", "t", "s", "word"), VECTORS)
def test_the_hash_gives_the_fixed_words(x, y, t, s, word):
    place = (x + 65536 * y) % 2**32
    assert int(pcg3d_first(jnp.uint32(place), jnp.uint32(t), jnp.uint32(s))) == word
    assert int(judge.pcg3d(np.uint32(place), np.uint32(t), np.uint32(s))[0]) == word


_hash = quickly_compiled(pcg3d_first)


@given(st.lists(st.tuples(words, words, words), min_size=64, max_size=64))
def test_the_hash_is_the_judges(triples):
    x, y, z = np.array(triples, np.uint32).T
    np.testing.assert_array_equal(_hash(x, y, z), judge.pcg3d(x, y, z))


_mask = quickly_compiled(
    lambda seeds, step, rate, channels: fire_mask(
        11, 30, fire_seed=seeds, step=step, fire_rate=rate, channels=channels
    ),
    static_argnums=3,
)


rates = st.floats(0, 1, width=32)


@pytest.mark.parametrize("channels", [None, 5])
@given(seeds=st.tuples(words, words), times=st.tuples(words, words), rate=st.tuples(rates, rates))
def test_the_mask_is_the_judges(channels, seeds, times, rate):
    """Of cells and of channels, each sample with its own seed, step and rate."""
    found = _mask(jnp.array(seeds, jnp.uint32), jnp.array(times, jnp.uint32), jnp.array(rate, jnp.float32), channels)
    assert found.dtype == jnp.bool_
    assert found.shape == (2, 11, 30, channels or 1)
    np.testing.assert_array_equal(found, judge.fires_batch((11, 30), times, seeds, np.array(rate), channels))


_noise = quickly_compiled(lambda seeds, times: noise(7, 9, fire_seed=seeds, step=times, channels=6))


@given(seed=words, time=words)
def test_noise_is_the_judges(seed, time):
    found = _noise(jnp.array([seed], jnp.uint32), jnp.array([time], jnp.uint32))
    assert found.dtype == jnp.float32
    np.testing.assert_array_equal(found[0], judge.noise(7, 9, time, seed, 6))


def test_noise_is_uniform_and_each_channels_own():
    drawn = np.asarray(noise(64, 64, fire_seed=jnp.array([3], jnp.uint32), step=jnp.array([4], jnp.uint32), channels=4))
    assert drawn.min() >= -1
    assert drawn.max() < 1
    assert abs(drawn.mean()) < 5 / np.sqrt(3 * drawn.size)
    assert abs(drawn.var() - 1 / 3) < 0.02
    assert np.abs(np.corrcoef(drawn.reshape(-1, 4).T) - np.eye(4)).max() < 5 / 64


@pytest.mark.parametrize(
    ("rate", "threshold"),
    [
        (0.0, 0),
        (1e-9, 0),
        (2.0**-25, 0),  # half way: to the even side
        (2.0**-24, 1),
        (1.5 * 2.0**-24, 2),
        (1e-6, 17),
        (0.1, 1677722),
        (0.25 + 2.0**-25, 2**22),
        (0.5, 2**23),
        (1 - 2.0**-24, 2**24 - 1),
        (1.0, 2**24),
    ],
)
def test_the_threshold_is_a_whole_number_of_24_bits(rate, threshold):
    assert int(fire_threshold(jnp.float32(rate))) == threshold
    assert judge.fire_threshold(rate) == threshold


_mask_of = quickly_compiled(
    lambda height, width, seeds, times, rates: fire_mask(height, width, fire_seed=seeds, step=times, fire_rate=rates),
    static_argnums=(0, 1),
)


def _fires(height, width, seeds, times, rate):
    words = jnp.array(seeds, jnp.uint32), jnp.array(times, jnp.uint32)
    return np.asarray(_mask_of(height, width, *words, jnp.full(len(seeds), rate, jnp.float32)))[..., 0]


def test_a_cell_fires_only_below_the_threshold():
    """Its own 24 bits as the rate, which float32 holds exactly, are not enough; one more is."""
    for x, y, t, s, word in VECTORS[:8]:
        if y < 100:
            assert not _fires(y + 1, x + 1, [s], [t], np.float32((word >> 8) / 2**24))[0, y, x]
            assert _fires(y + 1, x + 1, [s], [t], np.float32(((word >> 8) + 1) / 2**24))[0, y, x]


def test_rate_0_never_fires_and_rate_1_always():
    assert not _fires(64, 64, range(8), range(8), 0.0).any()
    assert _fires(64, 64, range(8), range(8), 1.0).all()


@pytest.mark.parametrize("rate", [0.001, 0.25, 0.5, 0.9])
def test_cells_fire_at_the_rate(rate):
    """Within five standard deviations: over all, over each sample, over each step, for each cell."""
    masks = np.stack([_fires(48, 40, range(50), [t] * 50, rate) for t in range(20)])  # [T, B, H, W]
    for axes in ((0, 1, 2, 3), (0, 2, 3), (1, 2, 3), (0, 1)):
        count = np.prod([masks.shape[axis] for axis in axes])
        deviation = np.sqrt(rate * (1 - rate) / count)
        assert np.abs(masks.mean(axis=axes) - rate).max() < 5.5 * deviation + 1 / count


def test_cells_steps_and_samples_fire_independently():
    """No correlation with a neighbour, with the step before, or with the sample of the next seed."""
    masks = np.stack([_fires(64, 64, range(20), [t] * 20, 0.5) for t in range(20)]) - 0.5
    for axis in range(4):
        one, next_one = np.take(masks, range(19), axis), np.take(masks, range(1, 20), axis)
        correlation = 4 * (one * next_one).mean()
        assert abs(correlation) < 5 / np.sqrt(one.size)


def test_a_lower_rate_fires_fewer_of_the_same_cells():
    few, many = _fires(32, 32, [1], [2], 0.3), _fires(32, 32, [1], [2], 0.6)
    assert not (few & ~many).any()


def test_a_window_of_a_larger_grid_fires_alike():
    large, small = _fires(40, 50, [3], [4], 0.5), _fires(10, 20, [3], [4], 0.5)
    np.testing.assert_array_equal(large[:, :10, :20], small)
