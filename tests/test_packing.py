"""The pool of a checkpoint: on the host and on a card it is packed to the same bytes, and comes back to the bit."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blastema.training import packing


def expected(pool: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cell by cell, as the files have it since the first version."""
    cells = pool.reshape(-1, pool.shape[-1])
    occupied = cells.view(np.uint32).any(axis=-1) if cells.size else np.zeros(len(cells), bool)
    return cells[occupied], np.packbits(occupied)


def sparse(number: int, shape: tuple[int, ...], share: float) -> np.ndarray:
    """A pool with this share of occupied cells, some of them by zeros of negative sign, tiny numbers or NaN."""
    rng = np.random.default_rng(number)
    pool = rng.normal(size=shape).astype(np.float32)
    pool[rng.random(shape) < 0.5] = 0
    pool[rng.random(shape) < 0.1] = -0.0
    pool[rng.random(shape) < 0.05] = 1e-45
    pool[rng.random(shape) < 0.02] = np.nan
    pool[rng.random(shape[:-1]) >= share] = 0
    return pool


def same(one, other) -> bool:
    pairs = zip(one, other, strict=True)
    return all(a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes() for a, b in pairs)


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 10_000),
    st.integers(0, 4),
    st.sampled_from([1, 2, 3, 4, 6, 8, 12, 16, 20]),
    st.sampled_from([0, 0.2, 1]),
)
def test_the_host_packs_the_same_bytes_whatever_the_channels(number, size, channels, share):
    pool = sparse(number, (size, 5, 3, channels), share)
    assert same(packing.packed_on_host(pool), expected(pool))
    assert same(packing.packed(jnp.asarray(pool)), expected(pool))


@pytest.mark.parametrize("share", [0, 0.001, 0.2, 1])
@pytest.mark.parametrize("shape", [(5, 9, 7, 4), (3, 6, 6, 16), (2, 3, 4, 5, 8), (0, 6, 6, 4)])
def test_a_device_packs_the_same_bytes_in_pieces(monkeypatch, share, shape):
    monkeypatch.setattr(packing, "_PIECE", 50)
    pool = sparse(1, shape, share)
    cells, bits = packing.packed_on_device(jnp.asarray(pool))
    assert same((cells, bits), expected(pool))
    count = int(np.prod(shape[:-1]))
    if count:
        places = np.flatnonzero(np.unpackbits(bits, count=count))
        back = packing.unpacked_on_device(cells, places, jnp.zeros(shape))
        assert (back.shape, np.asarray(back).tobytes()) == (shape, pool.tobytes())


def test_another_number_of_occupied_cells_compiles_nothing(monkeypatch):
    monkeypatch.setattr(packing, "_PIECE", 64)
    shape = (7, 11, 5, 4)
    before = None
    for number, share in enumerate((0.1, 0.5, 0.9)):
        pool = sparse(number, shape, share)
        cells, bits = packing.packed_on_device(jnp.asarray(pool))
        packing.unpacked_on_device(cells, np.flatnonzero(np.unpackbits(bits, count=385)), jnp.zeros(shape))
        compiled = [one._cache_size() for one in (packing._found, packing._piece, packing._placed)]
        assert before in (None, compiled)
        before = compiled


def test_a_pool_elsewhere_is_packed_there(monkeypatch):
    """As on a card: not all of it comes to the host."""
    pool = sparse(0, (4, 5, 5, 4), 0.3)
    monkeypatch.setattr(packing, "_is_elsewhere", lambda pool: True)
    monkeypatch.setattr(packing, "packed_on_host", None)
    cells, bits = packing.packed(jnp.asarray(pool))
    assert same((cells, bits), expected(pool))
    assert np.asarray(packing.unpacked(cells, bits, jnp.zeros(pool.shape))).tobytes() == pool.tobytes()


@pytest.mark.parametrize("elsewhere", [False, True])
def test_what_does_not_fit_together_is_nothing(monkeypatch, elsewhere):
    monkeypatch.setattr(packing, "_is_elsewhere", lambda pool: elsewhere)
    like = jnp.zeros((2, 3, 3, 4))
    cells, bits = expected(np.ones((2, 3, 3, 4), np.float32))
    assert packing.unpacked(cells, bits, like) is not None
    assert packing.unpacked(cells[:-1], bits, like) is None
    assert packing.unpacked(cells, bits[:-1], like) is None
    assert packing.unpacked(cells[:, :3], bits, like) is None
