"""The native kernel in three dimensions: every kind against a dense version, organisms against the specification."""

from __future__ import annotations

import dataclasses
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from helpers import relative_error
from hypothesis import example, given
from hypothesis import strategies as st
from native_cases import near
from native_kinds import KindCase, dense_state
from test_native_kinds import KINDS, MANY, SOME, clear_case, compare

from blastema import engines
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig
from blastema.engines import native_calls as native
from blastema.errors import KernelUnavailableError
from blastema.objective import Change, Measure, Overflow, PictureObjective, Wanted
from blastema.volumes import SENSES

pytestmark = pytest.mark.skipif(not native.is_available()[0], reason=native.is_available()[1])

GRIDS = ((1, 1, 1), (1, 3, 4), (2, 1, 5), (3, 4, 1), (2, 2, 2), (3, 2, 67), (5, 6, 7))
CASES = st.builds(
    lambda grid, **rest: KindCase(depth=grid[0], height=grid[1], width=grid[2], **rest),
    grid=st.sampled_from(GRIDS),
    batch=st.sampled_from((1, 3)),
    channels=st.sampled_from((4, 12, 16, 20)),
    hidden=st.sampled_from(((16,), (64,), (16, 48))),
    filters=st.sampled_from((1, 3, 5, 8)),
    **KINDS,
)


@SOME
@given(CASES)
@example(KindCase(depth=5, height=6, width=7))
@example(KindCase(depth=5, height=6, width=7, torus=True, contents="full", fire_per_channel=True, rates=(0.3,)))
@example(KindCase(depth=2, height=3, width=4, life="own-alpha", update="replacing", activation="atan", contents="full"))
@example(KindCase(depth=1, height=1, width=1, torus=True, steps=4, life="all"))
def test_every_kind_in_a_volume_is_that_of_the_dense_version(case: KindCase) -> None:
    compare(case)


@pytest.mark.long
@MANY
@given(CASES)
def test_many_of_every_kind_in_volumes_are_those_of_the_dense_version(case: KindCase) -> None:
    compare(case, 2, 3)


@pytest.mark.parametrize(
    "changes",
    [
        {"torus": True},
        {"steps": 4, "contents": "full", "power": 0.5},
        {"life": "own-alpha", "contents": "full", "steps": 4, "torus": True},
        {"life": "all", "update": "replacing", "activation": "tanh", "clamp": 0.5, "batch": 3},
        {"fire_per_channel": True, "rates": (0.3,), "hidden": (16, 48), "own_bias": True},
    ],
)
@pytest.mark.long
def test_gradients_of_every_kind_in_a_volume(changes: dict[str, Any]) -> None:
    """As above, where gradients are sure to be compared."""
    assert compare(clear_case(depth=4, height=3, width=5, filters=5, **changes))


@pytest.mark.parametrize("torus", [False, True])
@pytest.mark.parametrize("per_channel", [False, True])
def test_the_ring_decides_across_layers(torus: bool, per_channel: bool) -> None:
    """What matures around the 3x3x3 cells of a cell that fades keeps those near it, through the edges of a torus, too;
    per channel by alpha's own word."""
    place = (0, 3, 0) if torus else (2, 3, 4)
    case = KindCase(
        batch=48, depth=5, height=6, width=8, filters=1, channels=8, hidden=(16,), fire_per_channel=per_channel,
        rates=(0.15,), sizes=(1.0,), steps=1, contents="empty", torus=torus,
    )  # fmt: skip
    (first, none), (second, grow) = jax.tree.map(jnp.zeros_like, case.operands.layers)
    # Alpha grows by one where it fires, but falls where there is some.
    layers = ((first.at[3, 0].set(1), none), (second.at[0, 3].set(-9), grow.at[3].set(1).at[5].set(2)))
    seeded = np.zeros(case.operands.state.shape[:4], bool)
    seeded[:, *place] = True
    boundary = "torus" if torus else "zero"
    state = case.operands.state.at[..., 3:].add(0.5 * seeded[..., None])
    state = state.at[..., 6].set(near(seeded, boundary))
    case.__dict__["operands"] = case.operands._replace(layers=layers, state=state)
    wanted = dense_state(case)
    inside = near(seeded, boundary) & (wanted[..., 3] > 0.1)
    by_the_ring = (wanted[..., 6] != 0) & ~near(inside, boundary)
    assert by_the_ring.sum() > 5
    for level in native.available_levels():
        assert np.array_equal(native.rollout(case.attributes(level=level), case.operands), wanted)


@pytest.mark.parametrize("life", native.LIVES)
def test_non_finite_states_of_a_volume_are_those_of_the_dense_version(life: str) -> None:
    case = KindCase(
        life=life, contents="full", steps=1, batch=1, depth=4, height=5, width=24, torus=True, clamp=3.0,
        rates=(0.7,), sizes=(0.5,),
    )  # fmt: skip
    state = np.asarray(case.operands.state).copy()
    state[..., 3] *= np.random.default_rng(5).random(state.shape[:-1]) < 0.1
    for place, value in (
        ((0, 2, 4, 3), np.nan),
        ((3, 0, 8, 5), np.inf),
        ((2, 4, 18, 3), np.inf),
        ((1, 1, 20, 7), -np.inf),
    ):
        state[0, *place] = value
    taps = case.operands.taps.at[:, 0].add(0.01)  # an identity would not see its neighbours
    case.__dict__["operands"] = case.operands._replace(state=jnp.asarray(state), taps=taps)
    wanted = dense_state(case)
    assert np.isnan(wanted).any() or life == "own-alpha"
    for level in native.available_levels():
        found = np.asarray(native.rollout(case.attributes(level=level), case.operands))
        assert np.array_equal(np.isnan(found), np.isnan(wanted))
        assert np.isfinite(found[0, :, :, 12:15]).all()
        np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-5)


# Organisms.

GRID, CHANNELS, BATCH, STEPS = (5, 6, 7), 8, 2, 3
CONDITIONS = Conditions(fire_seed=np.uint32([3, 9]), step=np.uint32([0, 4]))


def organism(**settings: Any) -> CellularAutomaton:
    config = AutomatonConfig(**{"perception": "volume", "channels": CHANNELS, "hidden": (20,)} | settings)
    leaves, structure = jax.tree.flatten(CellularAutomaton.initial(config, jax.random.key(0)))
    rng = np.random.default_rng(1)
    return jax.tree.unflatten(
        structure, [jnp.asarray(0.15 * rng.normal(size=leaf.shape), jnp.float32) for leaf in leaves]
    )


def states() -> jax.Array:
    rng = np.random.default_rng(2)
    values = rng.normal(0, 0.5, (BATCH, *GRID, CHANNELS)) * (rng.random((BATCH, *GRID, 1)) < 0.3)
    return jnp.asarray(values, jnp.float32)


def pulled(kernel: str, automaton: CellularAutomaton) -> Any:
    def run(automaton: CellularAutomaton, state: jax.Array) -> jax.Array:
        return engines.rollout(automaton, state, STEPS, CONDITIONS, kernel=kernel)

    def both(automaton: CellularAutomaton, state: jax.Array) -> Any:
        final, pull = jax.vjp(run, automaton, state)
        return final, pull(jnp.cos(jnp.arange(final.size, dtype=jnp.float32)).reshape(final.shape))

    return jax.jit(both)(automaton, states())


def assert_alike(found: Any, wanted: Any) -> None:
    for one, other in zip(jax.tree.leaves(found), jax.tree.leaves(wanted), strict=True):
        assert float(jnp.abs(other).max()) > 0
        assert relative_error(one, other) < 1e-4


@pytest.mark.parametrize(
    "settings",
    [
        {"boundary": "zero"},
        {"boundary": "torus", "fire_rate": 0.7, "step_size": 0.6},
        {"life": "all", "fire_per": "channel", "activation": "tanh"},
        {"life": "own-alpha", "update": "replacing", "clamp": 0.8},
    ],
)
def test_rollouts_and_their_gradients_are_those_of_the_specification(settings: dict[str, Any]) -> None:
    automaton = organism(**settings)
    assert engines.resolve("auto", automaton).name == "native"
    assert_alike(pulled("native", automaton), pulled("jax", automaton))


def test_senses_are_the_filters_that_the_kernel_is_given() -> None:
    """All of them, in any order, not only those that differ from each other by symmetry."""
    automaton = organism()
    some = dataclasses.replace(automaton.perception, senses=tuple(reversed(SENSES)))
    assert_alike(*(pulled(kernel, dataclasses.replace(automaton, perception=some)) for kernel in ("native", "jax")))


@pytest.mark.parametrize("terms", [(), (Overflow(bound=0.2, weight=1e-3), Change(weight=0.1))], ids=["fused", "terms"])
def test_episodes_in_a_volume_are_those_of_the_specification(terms: Any) -> None:
    automaton = organism()
    pictures = jnp.asarray(np.random.default_rng(4).uniform(size=(2, *GRID, 4)), jnp.float32)
    objective = PictureObjective(
        pictures, measure=Measure(channel_weights=(1.0, 2.0, 0.5, 3.0), terms=terms, power=0.5)
    )
    wanted = Wanted(pictures, jnp.array([[0, 1], [1, 1]]), jnp.array([2, 3]), jnp.array([1.0, 0.5]))
    complete = automaton.conditions(CONDITIONS, BATCH)

    def losses(kernel: str) -> Any:
        engine = engines.resolve(kernel, automaton, objective)
        return jax.jit(
            lambda s: engine.loss_and_gradient(automaton, s, objective, wanted, jnp.int32(STEPS), complete, STEPS)
        )(states())

    assert_alike(losses("native"), losses("jax"))


def test_what_the_kernel_does_not_serve_of_volumes_is_said() -> None:
    automaton = organism()
    if native.available_levels("bf16"):
        with pytest.raises(KernelUnavailableError, match="with precision bf16 it supports pictures only, not volumes"):
            engines.resolve("native", automaton, precision="bf16")
        with pytest.raises(KernelUnavailableError, match="with precision bf16 it supports pictures only, not volumes"):
            engines.resolve("auto", automaton, precision="bf16")
    for settings, reason in (({"noise": 0.1}, "does not support noise"), ({"channels": 6}, "multiples of 4, not 6")):
        other = organism(**settings)
        with pytest.raises(KernelUnavailableError, match=reason):
            engines.resolve("native", other)
        assert engines.resolve("auto", other).name == "jax"

    def by_step_size(size: jax.Array) -> jax.Array:
        return engines.rollout(automaton, states(), 2, CONDITIONS._replace(step_size=size), kernel="native").sum()

    with pytest.raises(KernelUnavailableError, match="no gradient to step_size, only to layers and state"):
        jax.grad(by_step_size)(jnp.float32(1))


def test_wrong_taps_are_told() -> None:
    case = KindCase(depth=2, height=3, width=4)
    flat = case.operands._replace(taps=case.operands.taps[:, :, 0])
    with pytest.raises(KernelUnavailableError, match=r"taps must be \[B, F, 3, 3, 3\], not \[2, 3, 3, 3\]"):
        native.rollout(case.attributes(), flat)
