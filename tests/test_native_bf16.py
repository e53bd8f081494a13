"""The native kernel with products of bf16 operands: what is rounded and what is not, and that organisms live on."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from native_cases import DENSE, Case, fused, gradient_error, native, rollout_and_gradient, state_error

from blastema import engines, load_organism, regenerating
from blastema.conditions import Conditions
from blastema.engines import native_calls
from blastema.engines.cpu import NativeEngine
from blastema.errors import InputError, KernelUnavailableError
from blastema.fire import fire_mask
from blastema.runs import environment

LIZARD = Path(__file__).parent / "golden" / "lizard-small.safetensors"
LEVELS = native_calls.available_levels("bf16")
needs_bf16 = pytest.mark.skipif(not LEVELS, reason="no bf16 products here")
every_level = pytest.mark.parametrize("level", LEVELS or [pytest.param("", marks=pytest.mark.skip("no bf16 here"))])


def in_bf16(level: str, threads: int = 0) -> NativeEngine:
    return native(level, threads, "bf16")


def one_step(case: Case, engine: NativeEngine) -> jax.Array:
    return engine.rollout(case.automaton(), case.state(), 1, case.conditions(), 1)


CASES = [
    Case(living_mask=False, contents="full", boundary="torus", channels=20, hidden=48, number=1, scale=0.1),
    Case(living_mask=False, height=3, width=129, channels=4, hidden=16, filters=("sobel_x",), number=2, scale=0.1),
    Case(living_mask=False, height=1, width=9, channels=12, fire_rate=1.0, batch=3, number=3, scale=0.1),
    Case(living_mask=False, height=7, width=1, filters=("identity", "mean", "laplacian"), number=4, scale=0.1),
    Case(lift=20.0, contents="full", hidden=128, height=24, width=23, number=5, scale=0.1),
]


@needs_bf16
@pytest.mark.parametrize("case", CASES)
def test_gradients_are_near_those_of_the_specification(case: Case) -> None:
    """Without a living mask, or with one that no rounding can flip."""
    expected, to_all = rollout_and_gradient(case, DENSE)
    expected_losses = fused(case, native())[:2]
    for level in LEVELS:
        found, by_bf16 = rollout_and_gradient(case, in_bf16(level))
        assert 1e-7 < state_error(found, expected) < 2e-2
        assert gradient_error(by_bf16, to_all) < 5e-2
        losses, gradients, grown = fused(case, in_bf16(level))
        assert gradient_error((losses, gradients), expected_losses) < 5e-2
        assert np.array_equal(grown, found), "both entries give one state"


@every_level
def test_only_the_operands_of_products_are_rounded(level: str) -> None:
    """One step against the same in float32 with operands rounded by hand; a hidden number may round the other way."""
    case = Case(living_mask=False, contents="full", fire_rate=1.0, steps=1, hidden=64, height=20)
    (weight1, bias1), (weight2, bias2) = case.automaton().update.layers
    state = case.state()

    def rounded(x: jax.Array) -> jax.Array:
        return x.astype(jnp.bfloat16).astype(jnp.float32)

    def product(a: jax.Array, b: jax.Array) -> jax.Array:
        return jnp.matmul(rounded(a), rounded(b), precision="highest")

    features = case.automaton().perception(state, case.conditions(), case.boundary)
    hidden = jax.nn.relu(product(features, weight1) + bias1[None, None, None])
    by_hand = state + product(hidden, weight2) + bias2[None, None, None]
    found, exact = (one_step(case, engine) for engine in (in_bf16(level), native()))
    assert np.abs(found - by_hand).mean() < 0.02 * np.abs(found - exact).mean()


@every_level
def test_the_same_cells_fire(level: str) -> None:
    case = Case(living_mask=False, contents="full", steps=1, height=30, width=70)
    found, drawn = one_step(case, in_bf16(level)), case.conditions()
    rates = {"fire_seed": drawn.fire_seed, "step": drawn.step, "fire_rate": drawn.fire_rate}
    fires = fire_mask(case.height, case.width, **rates)[..., 0]
    assert np.array_equal((found != case.state()).any(axis=-1), np.asarray(fires))


@every_level
def test_the_result_does_not_depend_on_the_threads(level: str) -> None:
    case = Case(batch=2, height=40, width=41, hidden=128, contents="full", lift=20.0)
    one = rollout_and_gradient(case, in_bf16(level, 1))
    for threads in (2, 5):
        other = rollout_and_gradient(case, in_bf16(level, threads))
        assert all(map(np.array_equal, jax.tree.leaves(one), jax.tree.leaves(other)))


@needs_bf16
def test_a_trained_lizard_keeps_its_error_and_lives() -> None:
    organism = load_organism(LIZARD)
    assert organism.target is not None
    target = organism.target.array
    start = organism.automaton.seed(*organism.target.grid, batch=8)
    errors = {}
    for precision in ("float32", "bf16"):
        grown = organism.rollout(start, 200, Conditions(np.arange(8)), kernel="native", precision=precision)
        assert (np.asarray(grown)[..., 3] > 0.1).any(axis=(1, 2)).all()
        errors[precision] = np.log10(float(((np.asarray(grown)[..., :4] - target) ** 2).mean()))
    assert abs(errors["bf16"] - errors["float32"]) < 0.1


@needs_bf16
def test_it_is_chosen_only_where_asked_for_and_recorded() -> None:
    case = Case()
    plain = engines.resolve("native", case.automaton())
    chosen = engines.resolve("auto", case.automaton(), precision="bf16")
    assert (plain.precision, chosen.precision) == ("float32", "bf16")
    assert plain.level in native_calls.available_levels()
    assert chosen.level == LEVELS[0]
    recorded = environment.describe(chosen)
    assert (recorded["precision"], recorded["instruction_level"]) == ("bf16", LEVELS[0])


def test_where_it_cannot_be_had_the_cause_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    case = Case()
    with pytest.raises(KernelUnavailableError, match="dense engine computes in float32"):
        engines.resolve("jax", case.automaton(), precision="bf16")
    odd = dataclasses.replace(case, channels=6)
    with pytest.raises(
        KernelUnavailableError, match=r"precision bf16 is not available: .*(multiples of 4|AVX512-BF16)"
    ):
        engines.resolve("auto", odd.automaton(), precision="bf16")
    if not native_calls.is_available()[0]:
        return
    with monkeypatch.context() as older:
        older.setattr(
            native_calls, "available_levels", lambda precision="float32": ("v3",) if precision == "float32" else ()
        )
        with pytest.raises(KernelUnavailableError, match="it needs AVX512-BF16") as refused:
            engines.resolve("auto", case.automaton(), precision="bf16")
        assert str(refused.value).count("available") == 1  # one cause, and not that the dense engine has no bf16
        assert "dense" not in str(refused.value)
    with monkeypatch.context() as unbuilt:
        unbuilt.setattr(native_calls, "is_available", lambda: (False, "it was not built"))
        with pytest.raises(KernelUnavailableError, match="kernel native has it, but it was not built"):
            engines.resolve("auto", case.automaton(), precision="bf16")
    if LEVELS:
        monkeypatch.setenv(native_calls.LEVEL_VARIABLE, "v2")
        with pytest.raises(KernelUnavailableError, match="'v2' is not available here with precision bf16"):
            native_calls.instruction_level(precision="bf16")


def test_it_is_a_setting_of_a_run() -> None:
    assert regenerating().run.precision == "float32"
    assert regenerating(precision="bf16").run.precision == "bf16"
    with pytest.raises(InputError, match="precision"):
        regenerating(precision="half")
