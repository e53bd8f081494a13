"""The native kernel with every kind of life, update, activation and firing, against a dense version of each."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from native_cases import batched, gradient_error, near, state_error
from native_kinds import KindCase, assert_each_step_agrees, both, dense, dense_state, floats, fused, is_clear, pulled

from blastema import engines
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig
from blastema.engines import native_calls as native
from blastema.engines.native_calls import Attributes, Operands
from blastema.errors import InputError, KernelUnavailableError

pytestmark = pytest.mark.skipif(not native.is_available()[0], reason=native.is_available()[1])
FOLDER = Path(__file__).parent
every_level = pytest.mark.parametrize("level", native.available_levels())

SHAPES = ((1, 1), (1, 9), (7, 1), (2, 3), (3, 70), (9, 11))
KINDS = {
    "torus": st.booleans(),
    "life": st.sampled_from(native.LIVES),
    "alive_threshold": st.sampled_from((0.1, 0.1, 0.0, -0.2)),
    "activation": st.sampled_from(native.ACTIVATIONS),
    "update": st.sampled_from(native.UPDATES),
    "fire_per_channel": st.booleans(),
    "clamp": st.sampled_from((0.0, 0.6)),
    "own_bias": st.booleans(),
    "rates": st.sampled_from(((0.5, 1.0, 0.0), (0.8, 0.3), (1.0,), (0.0, 0.5))),
    "sizes": st.sampled_from(((1.0, 0.3, 0.0), (1.0,), (0.4, 0.9))),
    "steps": st.integers(0, 4),
    "power": st.sampled_from((1.0, 0.5)),
    "contents": st.sampled_from(("full", "patch", "empty")),
    "number": st.integers(0, 1000),
}
"""All that a case may be, but for its grid and its sizes."""
CASES = st.builds(
    lambda shape, **rest: KindCase(height=shape[0], width=shape[1], **rest),
    shape=st.sampled_from(SHAPES),
    batch=st.sampled_from((1, 3)),
    channels=st.sampled_from((4, 12, 16, 20)),
    hidden=st.sampled_from(((16,), (48,), (128,), (16, 48), (80, 16))),
    filters=st.sampled_from((1, 3, 4)),
    **KINDS,
)
SOME = settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
MANY = settings(SOME, max_examples=25)


def same_bits(found: object, expected: object) -> None:
    for a, b in zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True):
        assert np.array_equal(np.asarray(a).view(np.uint32), np.asarray(b).view(np.uint32))


def compare(case: KindCase, *several: int) -> bool:
    """At every level, with one thread and with several. False where rounding may turn a mask: gradients say nothing."""
    expected = dense(case)
    clear = is_clear(expected, 1e-5)
    levels, threads = native.available_levels(), (1, *(several or (3,)))
    found = both(case, [case.attributes(each, level) for level in levels for each in threads])
    for level, ((one, whole), *others) in zip(levels, batched(found, len(threads)), strict=True):
        assert_each_step_agrees(case, expected, case.attributes(level=level), 1e-5)
        assert np.array_equal(one[0], whole[2])
        for other in others:
            same_bits(other, (one, whole))
        if clear:
            assert state_error(one[0], expected["states"][-1]) < 1e-5
            assert gradient_error(one[1], expected["pulled"]) < 1e-4
            assert gradient_error(whole[0], expected["losses"]) < 1e-5
            assert gradient_error(whole[1], expected["gradient"]) < 1e-4
    return clear


def clear_case(**changes: Any) -> KindCase:
    """One of those whose masks do not hang on rounding."""
    cases = (dataclasses.replace(KindCase(**changes), number=number) for number in range(50))
    return next(case for case in cases if is_clear(dense(case), 1e-5))


@SOME
@given(CASES)
@example(KindCase(life="own-alpha", update="replacing", fire_per_channel=True, activation="atan", contents="full"))
@example(KindCase(life="own-alpha", height=1, width=1, torus=True, steps=4))
@example(KindCase(life="all", clamp=0.6, own_bias=True, hidden=(32, 16), activation="tanh", batch=3))
@example(KindCase(contents="full", fire_per_channel=True, torus=True, rates=(0.3,)))
def test_every_kind_is_that_of_the_dense_version(case: KindCase) -> None:
    compare(case)


@pytest.mark.long
@MANY
@given(CASES)
def test_many_of_every_kind_are_those_of_the_dense_version(case: KindCase) -> None:
    compare(case, 2, 3)


@pytest.mark.parametrize(
    "changes",
    [
        {"life": "own-alpha", "contents": "full", "steps": 4},
        {"life": "own-alpha", "alive_threshold": -0.2, "steps": 4},
        {"life": "own-alpha", "update": "replacing", "activation": "atan", "fire_per_channel": True, "torus": True},
        {"life": "all", "update": "replacing", "activation": "tanh", "batch": 3},
        {"life": "all", "activation": "atan", "hidden": (48, 16), "own_bias": True, "batch": 3},
        {"clamp": 0.6, "contents": "full"},
        {"clamp": 0.3, "update": "replacing", "life": "all", "fire_per_channel": True},
        {"fire_per_channel": True, "rates": (0.3,)},
        {"hidden": (16, 128), "own_bias": True, "sizes": (0.7, 0.2, 1.0), "batch": 3, "steps": 4},
    ],
)
@pytest.mark.long
def test_gradients_of_every_kind(changes: dict[str, Any]) -> None:
    """As above, where gradients are sure to be compared."""
    assert compare(clear_case(**changes))


def test_a_clamp_is_hit_and_stops_the_gradient() -> None:
    case = clear_case(clamp=0.2, life="all", contents="full", steps=1, rates=(1.0,), sizes=(1.0,))
    final, (_, to_state) = pulled(case, case.attributes())
    assert np.abs(final).max() == np.float32(0.2)
    assert (np.abs(final) == np.float32(0.2)).mean() > 0.3
    free = dataclasses.replace(case, clamp=0.0)
    assert not np.allclose(to_state, pulled(free, free.attributes())[1][1])


def test_the_ring_respects_the_word_of_alpha() -> None:
    """What matures around the 3x3 cells of a cell that fades, by alpha's own word, keeps those near it."""
    case = KindCase(
        batch=64, height=7, width=8, filters=1, channels=8, hidden=(16,), fire_per_channel=True, rates=(0.3,),
        sizes=(1.0,), steps=1, contents="empty",
    )  # fmt: skip
    (first, none), (second, grow) = jax.tree.map(jnp.zeros_like, case.operands.layers)
    # Alpha grows by one where it fires, but falls where there is some.
    layers = ((first.at[3, 0].set(1), none), (second.at[0, 3].set(-9), grow.at[3].set(1).at[5].set(2)))
    state = case.operands.state.at[:, 3, 4, 3:].set(0.5).at[:, 2:5, 3:6, 6].set(1)
    case.__dict__["operands"] = case.operands._replace(layers=layers, state=state)
    wanted = dense_state(case)
    inside = np.zeros(wanted.shape[:3], bool)
    inside[:, 2:5, 3:6] = wanted[:, 2:5, 3:6, 3] > 0.1
    by_the_ring = (wanted[..., 6] != 0) & ~near(inside, "zero")
    assert by_the_ring.sum() > 20
    for level in native.available_levels():
        assert np.array_equal(native.rollout(case.attributes(level=level), case.operands), wanted)


@pytest.mark.parametrize("life", native.LIVES)
@pytest.mark.parametrize("update", native.UPDATES)
@pytest.mark.parametrize("activation", native.ACTIVATIONS)
def test_non_finite_states_are_those_of_the_dense_version(life: str, update: str, activation: str) -> None:
    case = KindCase(
        life=life, update=update, activation=activation, contents="full", steps=1, height=9, width=40, batch=1,
        fire_per_channel=True, clamp=3.0, rates=(0.7,), sizes=(0.5,),
    )  # fmt: skip
    state = np.asarray(case.operands.state).copy()
    state[0, 4, 4, 3], state[0, 2, 8, 5], state[0, 6, 30, 3], state[0, 1, 20, 7] = np.nan, np.inf, np.inf, -np.inf
    taps = case.operands.taps.at[:, 0].add(0.01)  # an identity would not see its neighbours
    case.__dict__["operands"] = case.operands._replace(state=jnp.asarray(state), taps=taps)
    wanted = dense_state(case)
    for level in native.available_levels():
        found = np.asarray(native.rollout(case.attributes(level=level), case.operands))
        assert np.array_equal(np.isnan(found), np.isnan(wanted))
        assert np.isfinite(found[0, :, 12:17]).all()
        np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-5)


CURVES: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "atan": (np.arctan, lambda x: 1 / (1 + x**2)),
    "tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    "sigmoid": (lambda x: 1 / (1 + np.exp(-x)), lambda x: np.exp(-abs(x)) / (1 + np.exp(-abs(x))) ** 2),
}


def curve(name: str, x: np.ndarray[Any, Any], level: str) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Values and slopes by the kernel: channel 5 of each cell becomes the function of channel 0."""
    first, second = np.zeros((2, 16, 16), np.float32)
    first[0, 0::2], first[0, 1::2] = 1, -1  # no hidden unit sees a product of zero and infinity
    second[:2, 5] = (1, -1) if name == "sigmoid" else (1, 0)
    kinds = {"update": "replacing"} if name == "sigmoid" else {"activation": name}
    attributes = Attributes(life="all", level=level, **kinds)  # type: ignore[arg-type]
    none, state = jnp.zeros(16), np.zeros((1, 1, len(x), 16), np.float32)
    state[0, 0, :, 0] = x
    operands = Operands(
        ((floats(first), none), (floats(second), none)),
        floats(state),
        floats(np.eye(9)[4].reshape(1, 1, 3, 3)),
        jnp.zeros(1, jnp.uint32),
        jnp.zeros(1, jnp.uint32),
        jnp.int32(1),
        jnp.ones(1),
        jnp.ones(1),
    )

    def value(state: jax.Array) -> jax.Array:
        return native.rollout(attributes, operands._replace(state=state))[0, 0, :, 5]

    values, pull = jax.vjp(value, operands.state)
    return np.asarray(values, np.float64), np.asarray(pull(jnp.ones(len(x)))[0][0, 0, :, 0], np.float64)


@every_level
@pytest.mark.parametrize("name", CURVES)
def test_functions_are_exact_to_a_few_units_in_the_last_place(name: str, level: str) -> None:
    sizes = np.concatenate([np.geomspace(1e-30, 80, 3000), np.linspace(0, 12, 3000), [0, 1]])
    large = [] if name == "sigmoid" else np.geomspace(80, 3e38, 500)
    x = np.concatenate([-sizes, sizes, np.negative(large), large]).astype(np.float32)
    exact, slope = (function(x.astype(np.float64)) for function in CURVES[name])
    found, found_slope = curve(name, x, level)
    np.testing.assert_allclose(found, exact, rtol=2e-6, atol=0)
    if name == "tanh":  # from the value, as JAX has it
        np.testing.assert_allclose(found_slope, slope, rtol=0, atol=2e-6)
    else:
        where = (x != 0) & (abs(x) < 1e18)  # the sigmoid is reached by a rectifier; slopes may underflow
        np.testing.assert_allclose(found_slope[where], slope[where], rtol=2e-6, atol=0)
    ends, _ = curve(name, np.array([-np.inf, np.inf, np.nan], np.float32), level)
    if name != "sigmoid":  # there the rule subtracts infinities
        np.testing.assert_allclose(ends, CURVES[name][0](np.array([-np.inf, np.inf, np.nan])), rtol=2e-6)


@pytest.mark.parametrize("operand", ["fire_rate", "step_size", "taps"])
def test_gradients_it_does_not_have_are_refused(operand: str) -> None:
    case = KindCase()

    def total(value: jax.Array) -> jax.Array:
        return native.rollout(case.attributes(), case.operands._replace(**{operand: 2 * value})).sum()

    value = getattr(case.operands, operand)
    known = {"taps": "angle"}.get(operand, operand)  # as callers know it: taps follow from it
    for gradient in (jax.grad(total), jax.jit(jax.grad(jax.checkpoint(jax.jit(total))))):
        with pytest.raises(KernelUnavailableError, match=f"no gradient to {known}, .*use kernel jax"):
            gradient(value)


def test_bad_shapes_and_pictures_are_told_by_the_kernel() -> None:
    case = KindCase()
    with pytest.raises(jax.errors.JaxRuntimeError, match=r"INVALID_ARGUMENT: .*fire_rate is \[3\]; expected \[2\]"):
        native.rollout(case.attributes(), case.operands._replace(fire_rate=jnp.ones(3)))
    with pytest.raises(jax.errors.JaxRuntimeError, match=r"INVALID_ARGUMENT: .*picture 3 is wanted, but there are 3"):
        native.loss_and_gradient(case.attributes(), case.operands, case.due._replace(which=case.due.which * 0 + 3))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"hidden": (16, 16, 16)}, "one or two hidden layers, not 3"),
        ({"hidden": (16, 24)}, "multiples of 16, not 16, 24"),
        ({"life": "some"}, "does not support the life 'some'"),
        ({"activation": "sine"}, "does not support the activation 'sine'"),
        ({"update": "none"}, "does not support the update 'none'"),
        ({"clamp": -1.0}, "clamps of 0 or more, not -1"),
    ],
)
def test_what_it_does_not_serve_is_said(changes: dict[str, Any], reason: str) -> None:
    case = KindCase(**changes)
    with pytest.raises(KernelUnavailableError, match=reason):
        native.rollout(case.attributes(), case.operands)


@pytest.mark.skipif(not native.available_levels("bf16"), reason="no bf16 products here")
def test_bf16_serves_kinds_around_the_products_and_refuses_others() -> None:
    served = KindCase(
        life="all", update="replacing", clamp=0.9, fire_per_channel=True, own_bias=True, sizes=(0.7, 0.2), steps=2
    )
    expected = dense(served)
    for level in native.available_levels("bf16"):
        attributes = served.attributes(level=level, precision="bf16")
        found, gradients = pulled(served, attributes)
        assert 1e-7 < state_error(found, expected["states"][-1]) < 2e-2
        assert gradient_error(gradients, expected["pulled"]) < 5e-2
        assert gradient_error(fused(served, attributes)[:2], (expected["losses"], expected["gradient"])) < 5e-2
        for change, reason in (({"activation": "atan"}, "activation relu only"), ({"hidden": (16, 16)}, "one hidden")):
            other = dataclasses.replace(served, **change)  # type: ignore[arg-type]
            with pytest.raises(KernelUnavailableError, match=f"with precision bf16 it supports .*{reason}"):
                native.rollout(other.attributes(level=level, precision="bf16"), other.operands)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits memory in Linux's way")
@pytest.mark.long
def test_memory_that_is_not_there_is_told_apart() -> None:
    """In a process of its own, with little more memory than it has by then, and with steps beyond all memory."""
    program = """
import functools, resource
import jax, jax.numpy as jnp
from native_kinds import KindCase
from blastema.engines import native_calls as native
case = KindCase(height=200, width=200, batch=1, life="all", rates=(1.0,), steps=400)
call = jax.jit(functools.partial(native.loss_and_gradient, case.attributes()))
call(case.operands._replace(steps=jnp.int32(1)), case.due)[0].block_until_ready()
pages = int(open("/proc/self/statm").read().split()[0])
resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + 2**28,) * 2)
for steps in (400, 2**31 - 2):
    try:
        call(case.operands._replace(steps=jnp.int32(steps)), case.due)[0].block_until_ready()
    except (jax.errors.JaxRuntimeError, ValueError) as error:  # JAX has both for it
        print(error)
"""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))}
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=FOLDER, env=environment, capture_output=True, text=True, check=True
    )
    words = "RESOURCE_EXHAUSTED: blastema: not enough memory for a batch of 1 states of 200 x 200 cells with"
    lines = result.stdout.splitlines()
    assert len(lines) == 2
    assert all(line.startswith(words) for line in lines), lines


@pytest.mark.parametrize("threads", [0, -1, 1025, 2**31])
def test_threads_that_no_machine_has_are_refused(threads: int) -> None:
    """Each would map memory of its own."""
    case = KindCase(batch=1, height=3, width=3, steps=1)
    attributes = dataclasses.replace(case.attributes(), threads=threads)
    with pytest.raises(KernelUnavailableError, match=f"it supports 1 to 1024 threads, not {threads}"):
        native.rollout(attributes, case.operands)
    with pytest.raises(KernelUnavailableError, match=f"it supports 1 to 1024 threads, not {threads}"):
        native.loss_and_gradient(attributes, case.operands, case.due)
    if threads:
        automaton = CellularAutomaton.initial(AutomatonConfig(), jax.random.key(0))
        with pytest.raises(InputError, match=f"threads is {threads}; expected 0 .* to 1024"):
            engines.resolve("auto", automaton, threads=threads)


@pytest.mark.parametrize("threads", [0, 1025, 2**31 - 1])
def test_the_kernel_itself_refuses_such_threads(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "obstacle", lambda *_: None)
    case = KindCase(batch=1, height=3, width=3, steps=1)
    attributes = dataclasses.replace(case.attributes(), threads=threads)
    with pytest.raises((jax.errors.JaxRuntimeError, ValueError), match="the number of threads must be 1 to 1024"):
        native.rollout(attributes, case.operands).block_until_ready()
