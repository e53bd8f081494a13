"""The native kernel against the specification: states and all gradients, whatever the shape."""

from __future__ import annotations

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from native_cases import (
    DENSE,
    Case,
    assert_each_step_agrees,
    batched,
    both,
    fused,
    gradient_error,
    native,
    rollout_and_gradient,
    state_error,
    states_and_margins,
)

from blastema.engines import AbstractEngine, native_calls

pytestmark = pytest.mark.skipif(not native_calls.is_available()[0], reason=native_calls.is_available()[1])

PERCEPTIONS = (
    ("identity", "sobel_x", "sobel_y"),
    ("identity", "laplacian", "mean", "sobel_y"),
    ("sobel_x",),
    ("identity",),
)
SHAPES = ((1, 1), (1, 9), (7, 1), (2, 3), (5, 70), (13, 11), (3, 129))

CASES = st.builds(
    lambda shape, **rest: Case(height=shape[0], width=shape[1], **rest),
    shape=st.sampled_from(SHAPES),
    batch=st.sampled_from((1, 3)),
    channels=st.sampled_from((4, 12, 16, 20)),
    hidden=st.sampled_from((16, 48, 128)),
    filters=st.sampled_from(PERCEPTIONS),
    boundary=st.sampled_from(("zero", "torus")),
    living_mask=st.booleans(),
    alive_threshold=st.sampled_from((0.1, 0.0, -0.2, 5.0)),
    fire_rate=st.sampled_from((0.0, 0.5, 1.0)),
    step_size=st.sampled_from((1.0, 0.3)),
    steps=st.integers(0, 5),
    loss_power=st.sampled_from((1.0, 0.5)),
    contents=st.sampled_from(("empty", "seed", "patch", "full")),
    number=st.integers(0, 1000),
)
FEW = settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
MANY = settings(FEW, max_examples=25)


def compare(case: Case, *several: int) -> None:
    """Both entries at every level against the specification, with one thread and with several."""
    if case.living_mask and states_and_margins(case)[1].min(initial=1) < 1e-5:
        assert_each_step_agrees(case, 1e-5)  # rounding may decide a life: then each step by itself must agree
        return
    per_sample = case.batch > 1
    (((expected, (to_layers, to_state)), (losses, gradients, _)),) = both(case, [DENSE], per_sample)
    threads = (1, *(several or (5,)))
    asked = [native(level, each) for level in native_calls.available_levels() for each in threads]
    for (one, whole), *others in batched(both(case, asked, per_sample), len(threads)):
        assert state_error(one[0], expected) < 1e-5
        assert gradient_error(one[1][0], to_layers) < 1e-4
        assert gradient_error(one[1][1], to_state) < 1e-4
        assert gradient_error(whole[0], losses) < 1e-5
        assert gradient_error(whole[1], gradients) < 1e-4
        assert np.array_equal(whole[2], one[0])
        for other in others:
            same_bits(other, (one, whole))


def same_bits(found: object, expected: object) -> None:
    for a, b in zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True):
        assert np.array_equal(np.asarray(a).view(np.uint32), np.asarray(b).view(np.uint32))


@FEW
@given(CASES)
@example(Case(contents="full", boundary="torus", steps=3))
@example(Case(contents="empty"))
@example(Case(contents="full", living_mask=False, fire_rate=1.0, steps=3))
def test_states_and_gradients_are_those_of_the_specification(case: Case) -> None:
    compare(case)


@pytest.mark.long
@MANY
@given(CASES)
def test_many_states_and_gradients_are_those_of_the_specification(case: Case) -> None:
    compare(case, 2, 5)


@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(CASES)
@pytest.mark.long
def test_each_step_agrees_but_where_rounding_decides(case: Case) -> None:
    assert_each_step_agrees(dataclasses.replace(case, steps=3), 1e-5)


@pytest.mark.long
def test_rounding_alone_flips_a_mask() -> None:
    """A threshold between the two engines' values of the highest alpha: one lets its 3x3 cells live, the other none."""

    def highest(case: Case, engine: AbstractEngine) -> float:
        free = dataclasses.replace(case, living_mask=False).automaton()
        run = jax.jit(lambda state: engine.rollout(free, state, jnp.int32(1), case.conditions(), 1))
        return float(run(case.state())[..., 3].max())

    # Alphas fall from about 6 to about 4, so that before the step all are above the threshold.
    flips = 0
    for number in range(8):
        case = Case(batch=1, height=6, width=7, hidden=16, steps=1, fire_rate=1.0, number=number, lift=6.0, scale=0.05)
        here, there = highest(case, native()), highest(case, DENSE)
        if here != there:
            flips += assert_each_step_agrees(dataclasses.replace(case, alive_threshold=min(here, there)), 1e-5)
    assert flips > 0


@pytest.mark.long
def test_gradients_hold_over_96_steps() -> None:
    """With equal masks throughout: all alphas stay clear of the threshold."""
    case = Case(height=20, width=21, steps=96, contents="patch", scale=0.1, hidden=64, batch=2)
    margins = (states_and_margins(dataclasses.replace(case, number=n))[1].min() for n in range(40))
    number = next(n for n, margin in enumerate(margins) if margin > 2e-6)
    case = dataclasses.replace(case, number=number)
    expected, expected_gradients = rollout_and_gradient(case, DENSE)
    losses = fused(case, DENSE)
    for level in native_calls.available_levels():
        found, gradients = rollout_and_gradient(case, native(level))
        assert state_error(found, expected) < 1e-4
        assert gradient_error(gradients, expected_gradients) < 1e-4
        assert gradient_error(fused(case, native(level))[:2], losses[:2]) < 1e-4


@pytest.mark.parametrize("level", native_calls.available_levels())
@pytest.mark.parametrize("living_mask", [True, False])
def test_non_finite_states_do_no_harm(level: str, living_mask: bool) -> None:
    """NaN is not alive; what is far from it stays finite."""
    case = Case(height=9, width=40, batch=1, living_mask=living_mask, steps=2, contents="full")
    state = np.asarray(case.state()).copy()
    state[0, 4, 4] = np.nan
    state[0, 2, 8] = np.inf
    engine, automaton, conditions = native(level), case.automaton(), case.conditions()
    found = jax.jit(lambda s: engine.rollout(automaton, s, jnp.int32(2), conditions, 2))(state)
    assert np.isfinite(np.asarray(found)[0, :, 14:]).all()
    alone = np.zeros_like(state)
    alone[0, 4, 4] = np.nan
    if living_mask:
        dead = engine.rollout(automaton, jnp.asarray(alone), jnp.int32(1), conditions, 1)
        assert not np.asarray(dead).any()
