"""The decoder by the native kernel, beside plain NumPy and beside the specification, at every instruction level."""

from __future__ import annotations

import decoder_judge
import equinox as eqx
import hypothesis.strategies as st
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from helpers import quickly_compiled, relative_error
from hypothesis import given, settings
from native_cases import DENSE, native

from blastema import engines
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig, Part
from blastema.decoder import CoordinateDecoder, NoDecoder
from blastema.engines import native_calls, native_decoder
from blastema.engines.native_decoder import NativeDecoder
from blastema.objective import PictureObjective

pytestmark = pytest.mark.skipif(engines.native_obstacle() is not None, reason="there is no native kernel here")
LEVELS = native_calls.available_levels()


def decoder(pixels: int, widths: tuple[int, ...], channels: int = 8, seed: int = 1) -> CoordinateDecoder:
    """With random weights in all layers, and biases."""
    made = CoordinateDecoder.initial(jax.random.key(0), channels, pixels, widths)
    random = np.random.default_rng(seed)
    return jax.tree.map(lambda leaf: jnp.asarray(random.normal(0, 0.4, leaf.shape), jnp.float32), made)


def states(batch: int, height: int, width: int, channels: int = 8, full: float = 0.4, seed: int = 2) -> np.ndarray:
    """Random states of which a share of ``full`` cells exists."""
    random = np.random.default_rng(seed)
    found = random.normal(0, 0.7, (batch, height, width, channels)).astype(np.float32)
    return np.where(random.random((batch, height, width, 1)) < full, found, 0).astype(np.float32)


def pulled(draw, made, cells, cotangent):
    """The gradients of a decoder, to its weights and to the states."""
    return eqx.filter_grad(lambda pair: (draw(pair[0])(pair[1]) * cotangent).sum())((made, cells))


@settings(max_examples=10, deadline=None)
@given(
    pixels=st.integers(2, 9),
    widths=st.lists(st.integers(1, 40), min_size=1, max_size=3).map(tuple),
    shape=st.tuples(st.integers(1, 3), st.integers(1, 6), st.integers(1, 9)),
    channels=st.sampled_from([4, 8, 12]),
    full=st.sampled_from([0.15, 0.6, 1.0]),
    level=st.sampled_from(LEVELS),
)
def test_pictures_and_gradients_are_those_of_the_specification(pixels, widths, shape, channels, full, level):
    made, cells = decoder(pixels, widths, channels), jnp.asarray(states(*shape, channels, full))

    @quickly_compiled
    def both(made, cells):
        def pulled(draw):
            picture, pull = jax.vjp(lambda *pair: draw(pair[0])(pair[1]), made, cells)
            return picture, pull(jnp.cos(3 * jnp.arange(picture.size)).reshape(picture.shape))

        return pulled(lambda one: NativeDecoder.of(one, 2, level)), pulled(lambda one: one)

    (picture, found), (expected, wanted) = both(made, cells)
    assert relative_error(picture, expected) < 1e-5
    for ours, theirs in zip(jax.tree.leaves(found), jax.tree.leaves(wanted), strict=True):
        assert relative_error(ours, theirs) < 1e-4


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("pixels", "widths"), [(2, (7,)), (3, (17, 5)), (16, (64,))])
def test_a_picture_is_the_judges(level, pixels, widths):
    made, cells = decoder(pixels, widths), states(2, 4, 5)
    found = np.asarray(NativeDecoder.of(made, 1, level)(jnp.asarray(cells)))
    expected = np.stack([decoder_judge.picture(state, made.layers, pixels) for state in cells])
    np.testing.assert_allclose(found, expected, atol=2e-5)
    assert (found[expected == 0] == 0).all()


@pytest.mark.parametrize("level", LEVELS)
def test_neither_pictures_nor_gradients_depend_on_the_threads(level):
    made, cells = decoder(4, (64,)), jnp.asarray(states(5, 9, 8))
    cotangent = jnp.asarray(np.random.default_rng(1).normal(size=(5, 36, 32, 4)), jnp.float32)

    def all_of(threads):
        def draw(one):
            return NativeDecoder.of(one, threads, level)

        return [draw(made)(cells), *jax.tree.leaves(pulled(draw, made, cells, cotangent))]

    for ours, theirs in zip(all_of(7), all_of(1), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_it_works_compiled_and_mapped_over_samples():
    made, cells = decoder(3, (16,)), jnp.asarray(states(4, 5, 6))
    native = NativeDecoder.of(made, 1, LEVELS[0])
    expected = np.asarray(made(cells))
    mapped = jax.vmap(lambda cell: native(cell[None])[0])(cells)
    np.testing.assert_allclose(eqx.filter_jit(native)(cells), expected, atol=1e-5)
    np.testing.assert_allclose(mapped, expected, atol=1e-5)


def test_what_is_not_finite_spoils_its_own_pixels_only():
    made, cells = decoder(2, (8,)), states(1, 5, 9, full=1.0)
    before = np.asarray(NativeDecoder.of(made, 1, LEVELS[0])(jnp.asarray(cells)))
    cells[0, 2, 4, 1] = np.nan
    after = np.asarray(NativeDecoder.of(made, 1, LEVELS[0])(jnp.asarray(cells)))
    spoilt = np.isnan(after).any(axis=-1)[0]
    expected = np.zeros_like(spoilt)
    expected[3:7, 7:11] = True  # the cell's own pixels and those beside it
    np.testing.assert_array_equal(spoilt, expected)
    np.testing.assert_array_equal(after[0][~expected], before[0][~expected])


def test_engines_say_who_draws():
    made = decoder(2, (8,))
    drawn = native().drawing(made)
    assert isinstance(drawn, NativeDecoder)
    assert drawn.pixels == 2
    assert DENSE.drawing(made) is made
    nothing = NoDecoder()
    assert native().drawing(nothing) is nothing
    narrow = jax.tree.map(lambda leaf: leaf.astype(jnp.float16), made)
    assert native().drawing(narrow) is narrow


def test_losses_of_the_native_engine_are_taken_of_what_it_draws(monkeypatch):
    asked = []
    call = native_decoder._call

    def counted(target, *rest):
        asked.append(target)
        return call(target, *rest)

    monkeypatch.setattr(native_decoder, "_call", counted)
    config = AutomatonConfig(channels=8, hidden=(16,), decoder=Part("coordinates", {"pixels": 2}))
    automaton = CellularAutomaton.initial(config, jax.random.key(3))
    target = PictureObjective(jnp.zeros((1, 8, 10, 4)))
    conditions = automaton.conditions(Conditions(np.array([5], np.uint32)), 1)
    wanted = target.wanted(jnp.zeros(1, jnp.int32), jnp.int32(2))
    start = jnp.asarray(states(1, 4, 5))
    native().loss_and_gradient(automaton, start, target, wanted, jnp.int32(2), conditions, 2)
    assert asked == ["decode", "decode_gradient"]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda heard, place, layers: (heard[..., :5], place, layers), "positions is"),
        (lambda heard, place, layers: (heard, place[:3], layers), "positions is"),
        (lambda heard, place, layers: (heard, place, ()), "1 to 8 hidden layers"),
        (lambda heard, place, layers: (heard, place, (layers[0][:, :3], layers[1][:3])), "4 outputs|the picture is"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(spoil, message):
    cells = jnp.asarray(states(1, 3, 4))
    attributes = native_decoder._Attributes(2, 1, LEVELS[0])
    heard, place = jnp.zeros((1, 3, 4, 6)), jnp.zeros((4, 6))
    layers = (jnp.zeros((6, 4)), jnp.zeros(4))
    with pytest.raises(Exception, match=message):
        jax.block_until_ready(native_decoder._decode(attributes, cells, *spoil(heard, place, layers)))
