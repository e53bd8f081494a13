"""What the world may do to an automaton: which conditions fit, and what is said of those that do not."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from helpers import quickly_compiled, random_automaton, random_states

from blastema import engines
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig
from blastema.engines import cpu
from blastema.errors import InputError, KernelUnavailableError
from blastema.organism import Organism

needs_native = pytest.mark.skipif(engines.native_obstacle() is not None, reason="there is no native kernel here")


def automaton_of(**settings):
    return random_automaton(AutomatonConfig(**({"channels": 8, "hidden": (16,)} | settings)), 1)


def test_what_is_not_given_is_as_in_the_physics():
    automaton = automaton_of(fire_rate=0.25, step_size=2.0, angle=90.0, signal=3)
    found = automaton.conditions(Conditions(), 2)
    for name, expected in {"fire_seed": 0, "step": 0, "fire_rate": 0.25, "step_size": 2.0, "angle": np.pi / 2}.items():
        np.testing.assert_array_equal(getattr(found, name), np.full(2, np.float32(expected)))
    assert found.fire_seed.dtype == found.step.dtype == jnp.uint32
    assert found.fire_rate.dtype == found.step_size.dtype == found.angle.dtype == jnp.float32
    np.testing.assert_array_equal(found.signal, np.zeros((2, 3)))
    assert automaton_of().conditions(Conditions(), 2).signal is None


@pytest.mark.parametrize("given", [7, np.uint32(7), np.array(7), np.array([7]), np.array([7, 7]), jnp.array([7, 7])])
def test_one_number_for_all_samples_or_one_for_each(given):
    automaton = automaton_of()
    expected = automaton.conditions(Conditions(fire_seed=7, step=7), 2)
    found = automaton.conditions(Conditions(fire_seed=given, step=given), 2)
    np.testing.assert_array_equal(found.fire_seed, expected.fire_seed)
    np.testing.assert_array_equal(found.step, [7, 7])


@pytest.mark.parametrize("name", ["fire_seed", "step", "fire_rate", "step_size", "angle"])
@pytest.mark.parametrize("shape", [(3,), (2, 1), (1, 1), (0,)])
def test_a_condition_of_another_shape_is_refused(name, shape):
    given = Conditions(**{name: np.ones(shape, np.uint32)})
    with pytest.raises(ValueError, match=rf"^{name} has shape .*; expected one number, or one per sample: \(2,\)$"):
        automaton_of().step(random_states(1, 2, 5, 6, 8), given)


@pytest.mark.parametrize("name", ["fire_seed", "step"])
@pytest.mark.parametrize(
    "value", [-1, 2**32, 2**70, np.int64(-1), np.array([0, 2**32]), jnp.int32(-1), jnp.array([0, -1])]
)
def test_words_that_do_not_fit_in_32_bits_are_refused(name, value):
    """JAX would wrap arrays silently."""
    with pytest.raises(ValueError, match=rf"^{name} is .*; expected whole numbers from 0 to 4294967295$"):
        automaton_of().step(random_states(1, 2, 5, 6, 8), Conditions(**{name: value}))


@pytest.mark.parametrize("value", [0, 2**32 - 1, np.array([0, 2**32 - 1])])
def test_words_of_32_bits_are_taken_as_they_are(value):
    found = automaton_of().conditions(Conditions(fire_seed=value, step=value), 2)
    np.testing.assert_array_equal(found.fire_seed, np.broadcast_to(np.asarray(value, np.uint64), 2))
    np.testing.assert_array_equal(found.step, found.fire_seed)


@pytest.mark.parametrize("name", ["fire_seed", "step"])
@pytest.mark.parametrize("value", [1.5, np.ones(2), jnp.ones(2), True, np.array([1, 1.5], object)])
def test_words_that_are_not_whole_numbers_are_refused(name, value):
    with pytest.raises(ValueError, match=rf"^{name} is of type (float|bool|object).*; expected whole numbers"):
        automaton_of().step(random_states(1, 2, 5, 6, 8), Conditions(**{name: value}))


@pytest.mark.parametrize("value", [-0.1, 1.5, float("nan"), np.array([0.5, 1.001]), jnp.array([0.5, jnp.nan])])
def test_a_fire_rate_that_is_no_probability_is_refused(value):
    with pytest.raises(ValueError, match=r"^fire_rate is .*; expected a probability from 0 to 1$"):
        automaton_of().step(random_states(1, 2, 5, 6, 8), Conditions(fire_rate=value))


@pytest.mark.parametrize("name", ["step_size", "angle", "signal"])
@pytest.mark.parametrize("value", [np.nan, -np.inf, 1e39, True, 1j, jnp.array([1.0, jnp.inf])])
def test_other_conditions_have_to_be_finite_numbers(name, value):
    given = Conditions(**{name: np.full(2, value) if name == "signal" and np.ndim(value) == 0 else value})
    with pytest.raises(ValueError, match=rf"^{name} is .*; expected finite numbers$"):
        automaton_of(signal=2).step(random_states(1, 2, 5, 6, 8), given)


def test_traced_conditions_are_not_looked_into():
    automaton, state = automaton_of(), random_states(1, 2, 5, 6, 8)
    rates = jnp.array([0.25, 0.75])
    traced = quickly_compiled(lambda rate, seed: automaton.step(state, Conditions(seed, fire_rate=rate)))
    known = quickly_compiled(lambda x: automaton.step(x, Conditions(3, fire_rate=rates)))
    np.testing.assert_allclose(traced(rates, jnp.uint32(3)), known(state), atol=1e-6)


def test_a_signal_where_none_is_taken_is_refused():
    with pytest.raises(ValueError, match="a signal is given, but this automaton's perception takes none"):
        automaton_of().step(random_states(1, 2, 5, 6, 8), Conditions(signal=np.ones(3)))


@pytest.mark.parametrize("shape", [(), (2,), (1, 3), (3, 3), (2, 4), (2, 5, 3), (1, 5, 6, 3), (2, 5, 6, 4)])
def test_a_signal_of_another_shape_is_refused(shape):
    expected = r"the signal has shape .*; expected \[3\], \[2, 3\], or per cell \[2, height, width, 3\]"
    with pytest.raises(ValueError, match=expected):
        automaton_of(signal=3).step(random_states(1, 2, 5, 6, 8), Conditions(signal=np.ones(shape)))


@pytest.mark.parametrize("shape", [(2, 6, 5, 3), (2, 1, 1, 3)])
def test_a_signal_of_another_grid_is_refused(shape):
    with pytest.raises(
        ValueError, match=r"the signal has shape .*; expected one per sample, or one per cell of states"
    ):
        automaton_of(signal=3).step(random_states(1, 2, 5, 6, 8), Conditions(signal=np.ones(shape)))


KERNELS = ["jax", "auto", pytest.param("native", marks=needs_native)]


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize(
    ("steps", "message"),
    [
        (-1, "steps is -1; expected a whole number, 0 or more"),
        (np.int32(-3), "steps is -3; expected a whole number, 0 or more"),
        (jnp.int32(-3), "steps is -3; expected a whole number, 0 or more"),
        (2**31, "steps is 2147483648; expected a whole number, 0 or more"),
        (5, "steps is 5; expected at most max_steps, which is 4"),
        (np.array([1, 2]), r"steps has shape \(2,\); expected one number for all samples"),
        (2.0, "steps is of type float64; expected a whole number"),
        (True, "steps is of type bool; expected a whole number"),
    ],
)
def test_steps_that_cannot_be_taken_are_refused(kernel, steps, message):
    # The package's own checks, where jaxtyping's have not come first.
    automaton, state = automaton_of(), random_states(1, 2, 5, 6, 8)
    with pytest.raises(ValueError, match=message):
        unchecked(engines.rollout)(automaton, state, steps, max_steps=4, kernel=kernel)
    if "max_steps" not in message:
        with pytest.raises(ValueError, match=message):
            Organism(automaton, "one", (5, 6)).rollout(state, steps, kernel=kernel)


def test_a_bound_of_the_steps_below_zero_is_refused():
    with pytest.raises(ValueError, match="max_steps is -1; expected a whole number, 0 or more"):
        engines.rollout(automaton_of(), random_states(1, 2, 5, 6, 8), 0, max_steps=-1)


@needs_native
@pytest.mark.parametrize("steps", [-2, 0, 3, 9])
def test_traced_steps_beyond_their_bounds_are_brought_into_them_by_every_engine(steps):
    automaton, state = automaton_of(), jnp.asarray(random_states(1, 2, 5, 6, 8))
    for kernel in ("native", "jax"):

        def run(steps, kernel=kernel):
            return engines.rollout(automaton, state, steps, max_steps=3, kernel=kernel)

        np.testing.assert_array_equal(jax.jit(run)(steps), run(min(max(steps, 0), 3)))


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize(
    ("state", "message"),
    [
        (np.zeros((2, 5, 6, 8), np.int32), "the state is of type int32; expected float32"),
        (np.zeros((2, 5, 6, 8), bool), "the state is of type bool; expected float32"),
        (np.zeros((2, 5, 6, 8), np.float16), "the state is of type float16; expected float32"),
        (np.zeros((2, 5, 6, 8), np.complex64), "the state is of type complex64; expected float32"),
        (np.zeros((0, 5, 6, 8), np.float32), r"the state has shape \(0, 5, 6, 8\); expected at least one sample"),
        (np.zeros((2, 0, 6, 8), np.float32), r"the state has shape \(2, 0, 6, 8\); expected at least one sample"),
        (np.zeros((5, 0, 8), np.float32), r"the state has shape \(5, 0, 8\); expected at least one sample"),
    ],
)
def test_states_of_other_types_and_empty_ones_are_refused(kernel, state, message):
    with pytest.raises(ValueError, match=message):
        engines.rollout(automaton_of(), state, 2, kernel=kernel)


@pytest.mark.parametrize("steps", [0, 2])
def test_an_unknown_engine_is_refused(steps):
    automaton = automaton_of()
    state = random_states(1, 2, 5, 6, 8)
    with pytest.raises(InputError, match=r"there is no engine 'bogus'\. Known: native, cuda, integer, jax"):
        engines.rollout(automaton, state, steps, kernel="bogus")
    with pytest.raises(InputError, match=r"there is no engine 'bogus'\. Known: native, cuda, integer, jax"):
        Organism(automaton, "one", (5, 6)).rollout(state, steps, kernel="bogus")


def unchecked(function):
    """A function without the checks of its annotations, which the tests alone have."""
    return getattr(function, "__wrapped__", function)


def test_traced_steps_need_a_bound():
    automaton, state = automaton_of(), random_states(1, 2, 5, 6, 8)
    with pytest.raises(ValueError, match=r"steps is a traced value; give its bound: max_steps="):
        jax.jit(lambda steps: engines.rollout(automaton, state, steps))(3)


@pytest.mark.parametrize("place", [(-1, 0), (0, -1), (5, 0), (0, 6)])
def test_a_seed_that_is_not_on_the_grid_is_refused(place):
    with pytest.raises(ValueError, match=r"a seed is at \[.*\]; the grid is 5 x 6. Use a larger grid."):
        automaton_of().seed(5, 6, places=[(2, 3), place])


def test_noise_where_each_channel_fires_for_itself_is_refused():
    with pytest.raises(InputError, match=r"noise is 0.1; expected 0 if channels fire independently"):
        AutomatonConfig(fire_per="channel", noise=0.1)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"perception": "filter"}, "there is no perception 'filter'. Did you mean filters"),
        ({"update": "residue"}, "there is no update 'residue'. Did you mean residual"),
        ({"life": "own"}, "there is no life 'own'. .* A kind of your own"),
        ({"activation": "gelu"}, "activation is 'gelu'; expected one of relu, atan, tanh"),
        (
            {"filters": ("sobel_x+blur",)},
            "there is no perception filter 'blur'; expected identity, .*, or a sum of them",
        ),
        ({"clamp": -1.0}, "clamp is -1.0; expected a bound from 0"),
        ({"noise": float("inf")}, "noise is inf; expected an amplitude"),
        ({"signal": 1025}, "signal is 1025; expected a whole number from 0 to 1024"),
    ],
)
def test_unknown_kinds_and_values_out_of_range_are_refused(settings, message):
    with pytest.raises(InputError, match=message):
        AutomatonConfig(**settings)


def test_noise_is_added_to_survivors_only():
    """A rule that does nothing: what is left is the noise, on the cells that live."""
    config = AutomatonConfig(channels=8, hidden=(16,), noise=0.25)
    automaton = CellularAutomaton.initial(config, jax.random.key(0))
    state = automaton.seed(9, 9, batch=1)
    after = np.asarray(quickly_compiled(lambda x: automaton.step(x, Conditions(5, 6)))(state))[0]
    lives = np.zeros((9, 9), bool)
    lives[3:6, 3:6] = True
    np.testing.assert_array_equal(after[~lives], 0)
    drawn = (after - np.asarray(state[0]))[lives]
    assert 0.2 < np.abs(drawn).max() <= 0.25
    assert np.unique(drawn).size > 60


# --- what the native engine does not serve ----------------------------------------------------------------------------


@needs_native
def test_a_signal_per_cell_falls_back_to_the_dense_engine():
    automaton, state = automaton_of(signal=3), random_states(1, 2, 5, 6, 8)
    signal = np.random.default_rng(1).normal(size=(2, 5, 6, 3)).astype(np.float32)
    expected = engines.rollout(automaton, state, 3, Conditions(signal=signal), kernel="jax")
    np.testing.assert_array_equal(engines.rollout(automaton, state, 3, Conditions(signal=signal)), expected)
    complete = automaton.conditions(Conditions(signal=signal), 2)
    chosen = engines.resolve("auto", automaton, conditions=complete)
    assert chosen.name == "jax"
    assert chosen.why == "dense JAX (native is not available: it supports one signal per sample, not one per cell)"
    with pytest.raises(KernelUnavailableError, match="native is not available: it supports one signal per sample"):
        engines.rollout(automaton, state, 3, Conditions(signal=signal), kernel="native")
    engine = engines.resolve("native", automaton)
    with pytest.raises(KernelUnavailableError, match="is not available: it supports one signal per sample"):
        engine.rollout(automaton, jnp.asarray(state), 3, complete, 3)


@needs_native
@pytest.mark.parametrize("name", ["angle", "step_size"])
def test_the_native_engine_refuses_gradients_to_conditions_that_it_does_not_have(name):
    """It would tell a gradient of zero."""
    automaton, state = automaton_of(), random_states(1, 2, 5, 6, 8)

    def total(value, kernel):
        return engines.rollout(automaton, state, 3, Conditions(**{name: value}), kernel=kernel).sum()

    assert jnp.abs(quickly_compiled(jax.grad(total), static_argnums=1)(jnp.float32(0.5), "jax")) > 1e-3
    for transformed in (jax.grad(total), jax.jit(jax.grad(total), static_argnums=1)):
        with pytest.raises(
            KernelUnavailableError, match=r"native has no gradient to .*only to layers and state; use kernel jax"
        ):
            transformed(jnp.float32(0.5), "native")
    assert cpu.NativeEngine.obstacle(automaton) is None
