"""The sample pool: drawn without replacement, sorted by loss, written back to its slots."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blastema.objective import mean_squared_error
from blastema.training import pool as sample_pool


def numbered(size):
    """A pool whose states carry the number of their slot."""
    return jnp.broadcast_to(jnp.arange(size, dtype=jnp.float32)[:, None, None, None], (size, 2, 3, 4))


draw = jax.jit(sample_pool.draw, static_argnums=2)


def test_a_new_pool_is_full_of_seeds():
    seed = jnp.arange(24.0).reshape(2, 3, 4)
    pool = sample_pool.full_of(seed, 5)
    assert pool.shape == (5, 2, 3, 4)
    np.testing.assert_array_equal(pool, np.stack([seed] * 5))


@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 3, 10]))
def test_no_state_is_drawn_twice(number, count):
    drawn = draw(numbered(10), jax.random.key(number), count)
    slots = np.asarray(drawn.slots)
    assert len(set(slots.tolist())) == count
    assert set(slots.tolist()) <= set(range(10))
    np.testing.assert_array_equal(drawn.states[:, 0, 0, 0], slots)


def test_every_state_is_drawn_equally_often():
    keys = jax.random.split(jax.random.key(0), 4000)
    slots = np.asarray(jax.jit(jax.vmap(lambda key: sample_pool.draw(numbered(12), key, 3).slots))(keys))
    share = np.bincount(slots.reshape(-1), minlength=12) / 4000
    np.testing.assert_allclose(share, 3 / 12, atol=0.035)
    # In each place of the batch, too: none is favoured by where it stands.
    for place in slots.T:
        np.testing.assert_allclose(np.bincount(place, minlength=12) / 4000, 1 / 12, atol=0.025)


def test_the_highest_loss_comes_first_and_nan_before_it():
    drawn = sample_pool.Draw(jnp.array([10, 11, 12, 13, 14]), numbered(5))
    losses = jnp.array([0.5, 2.0, jnp.nan, 0.1, 1.0])
    order = sample_pool.order_by_loss(losses)
    slots, states = drawn.slots[order], drawn.states[order]
    np.testing.assert_array_equal(slots, [12, 11, 14, 10, 13])
    np.testing.assert_array_equal(states[:, 0, 0, 0], [2, 1, 4, 0, 3])


def test_infinite_losses_come_first_too_and_equal_ones_stay_in_order():
    drawn = sample_pool.Draw(jnp.arange(5), numbered(5))
    slots = drawn.slots[sample_pool.order_by_loss(jnp.array([1.0, jnp.inf, 1.0, jnp.nan, 1.0]))]
    assert set(np.asarray(slots[:2]).tolist()) == {1, 3}
    np.testing.assert_array_equal(slots[2:], [0, 2, 4])


@given(st.integers(0, 1000))
def test_what_was_drawn_is_written_back_to_its_slots(number):
    pool = numbered(9)
    drawn = draw(pool, jax.random.key(number), 4)
    order = sample_pool.order_by_loss(drawn.states[:, 0, 0, 0])
    slots, states = drawn.slots[order], drawn.states[order]
    after = np.asarray(sample_pool.commit(pool, slots, states + 100))
    expected = np.asarray(pool).copy()
    expected[np.asarray(slots)] += 100
    np.testing.assert_array_equal(after, expected)


def test_a_pool_takes_back_what_is_not_finite_only_where_it_was_drawn():
    after = np.asarray(sample_pool.commit(numbered(4), jnp.array([2]), jnp.full((1, 2, 3, 4), jnp.nan)))
    assert np.isnan(after[2]).all()
    np.testing.assert_array_equal(after[[0, 1, 3]], np.asarray(numbered(4))[[0, 1, 3]])


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_a_share_of_the_pool_is_made_fresh(share):
    pool, seed = numbered(2000) + 1, jnp.zeros((2, 3, 4))
    after = np.asarray(sample_pool.refresh(pool, seed, jax.random.key(3), share))
    fresh = (after == 0).all(axis=(1, 2, 3))
    np.testing.assert_array_equal(after[~fresh], np.asarray(pool)[~fresh])
    assert fresh.mean() == pytest.approx(share, abs=0.05 if 0 < share < 1 else 0)


def test_the_loss_is_the_mean_over_the_grid_and_rgba_only():
    rng = np.random.default_rng(0)
    states = rng.normal(size=(3, 5, 6, 9)).astype(np.float32)
    target = rng.uniform(size=(5, 6, 4)).astype(np.float32)
    expected = ((states[..., :4] - target) ** 2).mean(axis=(1, 2, 3))
    np.testing.assert_allclose(mean_squared_error(jnp.asarray(states), jnp.asarray(target)), expected, rtol=1e-5)
    states[..., 4:] += 10
    np.testing.assert_allclose(mean_squared_error(jnp.asarray(states), jnp.asarray(target)), expected, rtol=1e-5)
