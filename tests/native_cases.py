"""Cases on which the native kernel is held against the specification, and the comparison itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from helpers import quickly_compiled

from blastema._types import ALPHA, Dense
from blastema.automaton import CellularAutomaton, advance, move
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig
from blastema.engines import AbstractEngine, native_calls
from blastema.engines.cpu import NativeEngine
from blastema.engines.reference import DenseEngine, at_step
from blastema.objective import Measure, PictureObjective, Wanted

DENSE = DenseEngine.create(0, "float32")


def native(level: str | None = None, threads: int = 0, precision: str = "float32") -> NativeEngine:
    """The native engine at an instruction level, the best if not given."""
    chosen = native_calls.instruction_level(level, precision)
    return NativeEngine("", chosen, threads or native_calls.default_threads(), precision)


@dataclasses.dataclass(frozen=True)
class Case:
    """A rollout with all its settings. ``contents``: "empty", "seed", "patch" or "full".

    ``lift`` is added to every alpha at the start, and a third of it taken away at each step.
    """

    batch: int = 2
    height: int = 11
    width: int = 13
    channels: int = 16
    hidden: int = 32
    filters: tuple[str, ...] = ("identity", "sobel_x", "sobel_y")
    boundary: str = "zero"
    living_mask: bool = True
    alive_threshold: float = 0.1
    fire_rate: float = 0.5
    step_size: float = 1.0
    steps: int = 4
    contents: str = "patch"
    scale: float = 0.3
    number: int = 0
    lift: float = 0.0
    loss_power: float = 1.0
    activation: str = "relu"

    def conditions(self) -> Conditions:
        """Complete, with numbers of each sample's own."""
        rng = np.random.default_rng(self.number + 1)
        return Conditions(
            jnp.asarray(rng.integers(0, 2**32, self.batch), jnp.uint32),
            jnp.asarray(rng.integers(0, 2**32, self.batch), jnp.uint32),
            jnp.full(self.batch, self.fire_rate, jnp.float32),
            jnp.full(self.batch, self.step_size, jnp.float32),
            jnp.asarray(rng.uniform(-4, 4, self.batch), jnp.float32),
        )

    def automaton(self) -> CellularAutomaton:
        rng = np.random.default_rng(self.number + 2)
        config = AutomatonConfig(
            channels=self.channels,
            hidden=(self.hidden,),
            filters=self.filters,
            activation=self.activation,  # type: ignore[arg-type]
            boundary=self.boundary,
            life="neighbourhood" if self.living_mask else "all",
            alive_threshold=self.alive_threshold,
        )
        features = len(self.filters) * self.channels
        shapes = [(features, self.hidden), (self.hidden,), (self.hidden, self.channels), (self.channels,)]
        scales = [self.scale, self.scale, self.scale / 3, self.scale / 10]
        arrays = [jnp.asarray(rng.normal(0, s, shape), jnp.float32) for shape, s in zip(shapes, scales, strict=True)]
        layers = (Dense(arrays[0], arrays[1]), Dense(arrays[2], arrays[3].at[ALPHA].add(-self.lift / 3)))
        empty = CellularAutomaton.initial(config, jax.random.key(0))
        return eqx.tree_at(lambda a: a.update.layers, empty, layers)

    def state(self) -> jax.Array:
        rng = np.random.default_rng(self.number + 3)
        shape = (self.batch, self.height, self.width, self.channels)
        state = rng.normal(0, 0.5, shape)
        rows, columns = np.ogrid[: self.height, : self.width]
        if self.contents == "empty":
            state[:] = 0
        if self.contents == "seed":
            state[:] = 0
            state[:, self.height // 2, self.width // 2, ALPHA:] = 1
        if self.contents == "patch":
            inside = (abs(rows - self.height // 3) <= self.height // 4) & (abs(columns) <= self.width // 3)
            state = np.where(inside[..., None], state, 0)
        state[..., ALPHA] += self.lift
        return jnp.asarray(state, jnp.float32)

    def cotangent(self) -> jax.Array:
        rng = np.random.default_rng(self.number + 4)
        shape = (self.batch, self.height, self.width, self.channels)
        return jnp.asarray(rng.normal(0, 1, shape), jnp.float32)

    def wanted(self, per_sample: bool) -> tuple[PictureObjective, Wanted]:
        """An objective, and what is wanted by it: at two times, of one picture for all or of each sample's own."""
        rng = np.random.default_rng(self.number + 5)
        count = self.batch if per_sample else 1
        pictures = jnp.asarray(rng.uniform(0, 1, (count, self.height, self.width, 4)), jnp.float32)
        measure = Measure(channel_weights=(1.0, 0.5, 2.0, 1.5), power=self.loss_power)
        which = jnp.arange(self.batch) % count
        times = jnp.asarray([(self.steps + 1) // 2, self.steps], jnp.int32)
        wanted = Wanted(pictures, jnp.stack([which, which], axis=1), times, jnp.asarray([0.25, 0.75], jnp.float32))
        return PictureObjective(pictures, measure=measure), wanted


def rollout_and_gradient(case: Case, engine: AbstractEngine) -> tuple[Any, Any]:
    """The final state, and the gradients to the automaton and to the initial state for a fixed cotangent."""
    results: tuple[Any, Any] = _compiled(case, lambda *given: _pulled(case, engine, *given))
    return results


def fused(case: Case, engine: AbstractEngine, per_sample: bool = False) -> tuple[Any, Any, Any]:
    """Losses, gradients to the automaton, and final state by ``loss_and_gradient``."""
    results: tuple[Any, Any, Any] = _compiled(case, lambda *given: _fused(case, engine, per_sample, *given))
    return results


def both(case: Case, engines: Sequence[AbstractEngine], per_sample: bool) -> list[tuple[Any, Any]]:
    """Of each engine what `rollout_and_gradient` gives and what `fused` does, compiled at once: that is quicker."""
    results: list[tuple[Any, Any]] = _compiled(
        case, lambda *given: [(_pulled(case, each, *given), _fused(case, each, per_sample, *given)) for each in engines]
    )
    return results


def _compiled(case: Case, run: Callable[[CellularAutomaton, jax.Array], Any]) -> Any:
    return quickly_compiled(run)(case.automaton(), case.state())


def _pulled(case: Case, engine: AbstractEngine, automaton: CellularAutomaton, state: jax.Array) -> tuple[Any, Any]:
    def forward(automaton: CellularAutomaton, state: jax.Array) -> jax.Array:
        return engine.rollout(automaton, state, jnp.int32(case.steps), case.conditions(), case.steps)

    final_state, back = jax.vjp(forward, automaton, state)
    return final_state, back(case.cotangent())


def _fused(
    case: Case, engine: AbstractEngine, per_sample: bool, automaton: CellularAutomaton, state: jax.Array
) -> tuple[Any, Any, Any]:
    objective, wanted = case.wanted(per_sample)
    steps = jnp.int32(case.steps)
    return engine.loss_and_gradient(automaton, state, objective, wanted, steps, case.conditions(), case.steps)


def batched(values: Sequence[Any], count: int) -> list[Sequence[Any]]:
    """The values in groups of so many."""
    return [values[start : start + count] for start in range(0, len(values), count)]


def state_error(found: Any, expected: Any) -> float:
    """max|a - b| / max|b|; zero against zero passes."""
    top = float(np.abs(expected).max(initial=0.0))
    difference = float(np.abs(np.asarray(found) - np.asarray(expected)).max(initial=0.0))
    return difference if top == 0 else difference / top


def gradient_error(found: Any, expected: Any) -> float:
    """The largest ratio of L2 norms, |a - b| / |b|, over all arrays; zero against zero passes."""

    def ratio(a: jax.Array, b: jax.Array) -> float:
        norm, difference = np.linalg.norm(np.ravel(b)), np.linalg.norm(np.ravel(a) - np.ravel(b))
        return float(difference if norm == 0 else difference / norm)

    return max(jax.tree.leaves(jax.tree.map(ratio, found, expected)))


def states_and_margins(case: Case) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """By the specification: the states [T + 1, B, H, W, C], and how far every alpha before the living mask of each
    step is from the threshold, in units of the largest state: [T, B, H, W]."""
    automaton, conditions = case.automaton(), case.conditions()

    @quickly_compiled
    def forwards(state: jax.Array, done: jax.Array) -> tuple[jax.Array, jax.Array]:
        now = at_step(conditions, done)
        moved = move(automaton, state, now)
        alpha = moved[..., ALPHA]
        margin = jnp.abs(alpha - case.alive_threshold) / jnp.maximum(jnp.abs(moved).max(), 1)
        # Empty is empty in every engine.
        return advance(automaton, state, now), jnp.where(alpha == 0, jnp.inf, margin)

    states, margins = [case.state()], []
    for done in range(case.steps):
        state, margin = forwards(states[-1], jnp.uint32(done))
        states.append(state)
        margins.append(margin)
    none = np.full((0, case.batch, case.height, case.width), np.inf)
    return np.asarray(jnp.stack(states)), np.asarray(margins) if margins else none


def near(board: np.ndarray[Any, Any], boundary: str) -> np.ndarray[Any, Any]:
    """The 3x3 dilation of booleans [B, H, W]; of volumes [B, D, H, W] that of 3x3x3."""
    found = np.pad(board, ((0, 0), *((1, 1),) * (board.ndim - 1)), mode="wrap" if boundary == "torus" else "constant")
    for axis, side in enumerate(board.shape[1:], 1):
        found = np.logical_or.reduce([found.take(range(at, at + side), axis) for at in range(3)])
    return found


def assert_each_step_agrees(case: Case, tolerance: float, engine: AbstractEngine | None = None) -> int:
    """Steps natively from each state of the specification.

    All cells must agree, but those around an alpha within rounding of the threshold, which may live in one engine and
    not in the other. Returns the number of such flips.
    """
    states, margins = states_and_margins(case)
    automaton, conditions, chosen = case.automaton(), case.conditions(), engine or native()
    step: Callable[..., jax.Array] = jax.jit(
        lambda state, done: chosen.rollout(automaton, state, jnp.int32(1), at_step(conditions, done), 1)
    )
    flips = 0
    for done in range(case.steps):
        found, expected = np.asarray(step(states[done], jnp.uint32(done))), states[done + 1]
        scale = max(float(np.abs(expected).max()), 1e-30)
        wrong = np.abs(found - expected).max(-1) > tolerance * scale
        excused = near(margins[done] < tolerance, case.boundary)
        assert not (wrong & ~excused).any(), f"step {done}: {np.argwhere(wrong & ~excused)[:5]}"
        flips += int(wrong.sum())
    return flips
