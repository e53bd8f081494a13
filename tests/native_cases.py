"""Cases on which the native kernel is held against the specification, and the comparison itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from blastema._types import ALPHA, Layers, Physics
from blastema.engines import cpu, reference
from blastema.fire import fire_mask
from blastema.perception import perceive
from blastema.update import update


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

    @property
    def physics(self) -> Physics:
        return Physics(self.filters, self.boundary, self.living_mask, self.alive_threshold)

    @property
    def settings(self) -> dict[str, Any]:
        """The keyword arguments of both engines' ``rollout``."""
        rng = np.random.default_rng(self.number + 1)
        return {
            "seeds": jnp.asarray(rng.integers(0, 2**32, self.batch), jnp.uint32),
            "first_step": jnp.asarray(rng.integers(0, 2**32, self.batch), jnp.uint32),
            "angle": jnp.asarray(rng.uniform(-4, 4, self.batch), jnp.float32),
            "fire_rate": jnp.float32(self.fire_rate),
            "step_size": jnp.float32(self.step_size),
            "physics": self.physics,
            "max_steps": self.steps,
        }

    def layers(self) -> Layers:
        rng = np.random.default_rng(self.number + 2)
        features = len(self.filters) * self.channels
        shapes = [(features, self.hidden), (self.hidden,), (self.hidden, self.channels), (self.channels,)]
        scales = [self.scale, self.scale, self.scale / 3, self.scale / 10]
        arrays = [jnp.asarray(rng.normal(0, s, shape), jnp.float32) for shape, s in zip(shapes, scales, strict=True)]
        return (arrays[0], arrays[1]), (arrays[2], arrays[3].at[ALPHA].add(-self.lift / 3))

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

    def loss(self, per_sample: bool) -> dict[str, Any]:
        """The keyword arguments of ``loss_and_gradient`` that describe the loss."""
        rng = np.random.default_rng(self.number + 5)
        shape = (self.height, self.width, 4)
        return {
            "target": jnp.asarray(rng.uniform(0, 1, (self.batch, *shape) if per_sample else shape), jnp.float32),
            "steps": jnp.int32(self.steps),
            "loss_times": jnp.asarray([(self.steps + 1) // 2, self.steps], jnp.int32),
            "loss_weights": jnp.asarray([0.25, 0.75], jnp.float32),
            "channel_weights": jnp.asarray([1.0, 0.5, 2.0, 1.5], jnp.float32),
            "loss_power": self.loss_power,
        }


def rollout_and_gradient(case: Case, engine: Any, **extra: Any) -> tuple[Any, Any]:
    """The final state, and the gradients to the layers and to the initial state for a fixed cotangent."""

    def run(layers: Layers, state: jax.Array, cotangent: jax.Array) -> tuple[Any, Any]:
        def forward(layers: Layers, state: jax.Array) -> jax.Array:
            return engine.rollout(layers, state, jnp.int32(case.steps), **case.settings, **extra)

        final_state, back = jax.vjp(forward, layers, state)
        return final_state, back(cotangent)

    results: tuple[Any, Any] = jax.jit(run)(case.layers(), case.state(), case.cotangent())
    return results


def fused(case: Case, engine: Any, per_sample: bool = False, **extra: Any) -> tuple[Any, Any, Any]:
    """Losses, gradients to the layers, and final state by ``loss_and_gradient``."""

    def run(layers: Layers, state: jax.Array) -> tuple[Any, Any, Any]:
        return engine.loss_and_gradient(layers, state, **case.loss(per_sample), **case.settings, **extra)

    results: tuple[Any, Any, Any] = jax.jit(run)(case.layers(), case.state())
    return results


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
    settings = case.settings

    @jax.jit
    def advance(state: jax.Array, done: jax.Array) -> tuple[jax.Array, jax.Array]:
        time = settings["first_step"] + done
        perception = perceive(state, case.filters, angle=settings["angle"], boundary=case.boundary)
        fires = fire_mask(case.height, case.width, seeds=settings["seeds"], step=time, fire_rate=case.fire_rate)
        moved = state + jnp.where(fires[..., None], update(case.layers(), perception) * case.step_size, 0)
        keys = ("seeds", "angle", "fire_rate", "step_size", "physics")
        after = reference.step(case.layers(), state, time=time, **{key: settings[key] for key in keys})
        alpha = moved[..., ALPHA]
        margin = jnp.abs(alpha - case.alive_threshold) / jnp.maximum(jnp.abs(moved).max(), 1)
        return after, jnp.where(alpha == 0, jnp.inf, margin)  # empty is empty in every engine

    states, margins = [case.state()], []
    for done in range(case.steps):
        state, margin = advance(states[-1], jnp.uint32(done))
        states.append(state)
        margins.append(margin)
    return np.asarray(jnp.stack(states)), np.asarray(jnp.stack(margins))


def near(board: np.ndarray[Any, Any], boundary: str) -> np.ndarray[Any, Any]:
    """The 3x3 dilation of booleans [B, H, W]."""
    padded = np.pad(board, ((0, 0), (1, 1), (1, 1)), mode="wrap" if boundary == "torus" else "constant")
    height, width = board.shape[1:]
    parts = [padded[:, i : i + height, j : j + width] for i in range(3) for j in range(3)]
    return np.logical_or.reduce(parts)


def assert_each_step_agrees(case: Case, tolerance: float, **extra: Any) -> int:
    """Steps natively from each state of the specification.

    All cells must agree, but those around an alpha within rounding of the threshold, which may live in one engine and
    not in the other. Returns the number of such flips.
    """
    states, margins = states_and_margins(case)
    settings = case.settings
    step: Callable[..., jax.Array] = jax.jit(
        lambda state, done: cpu.rollout(
            case.layers(), state, jnp.int32(1), **settings | {"first_step": settings["first_step"] + done}, **extra
        )
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
