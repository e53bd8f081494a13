"""The cellular automaton: a perception, an update rule, a fire rate and a living mask, as one Equinox module.

Every array leaf is trainable and everything else is static, so that plain ``jax.jit``, ``jax.grad`` and ``jax.vmap``
work on it.
"""

from __future__ import annotations

from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from blastema import engines
from blastema._types import ALPHA, Layers, LearnedFilters, Physics, State
from blastema.config import AutomatonConfig
from blastema.engines import reference
from blastema.perception import perceive
from blastema.update import initial_layers


class CellularAutomaton(eqx.Module):
    """A neural cellular automaton.

    layers:  the update rule, pairs (weight [in, out], bias [out]); input rows filter-major
    learned: learned perception filters [N, 3, 3, C], or none
    config:  everything that is not trained

    States are ``[H, W, C]`` or ``[B, H, W, C]``; ``s`` (the fire seed) and ``t`` (steps since the start) are numbers,
    or one a sample. The fire mask is a pure function of them, so the same call gives the same result.
    """

    layers: Layers
    learned: LearnedFilters | None
    config: AutomatonConfig = eqx.field(static=True)

    @classmethod
    def initial(cls, config: AutomatonConfig, key: Array) -> CellularAutomaton:
        """An untrained automaton, which does nothing yet: its last layer is zero."""
        layer_key, filter_key = jax.random.split(key)
        features = config.channels * (len(config.filters) + config.learned_filters)
        learned = None
        if config.learned_filters:
            shape = (config.learned_filters, 3, 3, config.channels)
            learned = jax.random.normal(filter_key, shape) / 3
        layers = initial_layers(layer_key, features, config.hidden, config.channels)
        return cls(layers, learned, config)

    @property
    def physics(self) -> Physics:
        """The part that engines compile in."""
        c = self.config
        return Physics(tuple(c.filters), c.boundary, c.living_mask, c.alive_threshold)

    @property
    def parameters(self) -> int:
        """Number of trained numbers; 8,336 for the article's rule."""
        return sum(leaf.size for leaf in jax.tree.leaves(self))

    def seed(self, height: int, width: int | None = None, batch: int | None = None) -> Array:
        """All zero but one cell at ``[height // 2, width // 2]``, whose alpha and hidden channels are 1.

        Returns [H, W, C], or [B, H, W, C] if ``batch`` is given.
        """
        return seed_state(self.config.channels, height, width or height, batch)

    def perceive(self, x: ArrayLike, angle: Any = None) -> Array:
        """What the rule is told: [..., H, W, C] -> [..., H, W, F * C], filter-major. ``angle`` in radians."""
        batched, single, per_sample = self._batch(x)
        angles = per_sample(self._radians(angle), jnp.float32)
        p = self.physics
        features = perceive(batched, p.filters, angle=angles, boundary=p.boundary, learned=self.learned)
        return features[0] if single else features

    def step(
        self,
        x: ArrayLike,
        t: Any = 0,
        s: Any = 0,
        *,
        angle: Any = None,
        fire_rate: Any = None,
        step_size: Any = None,
    ) -> Array:
        """One step, by the specification.

        t: steps since the start; s: fire seed (uint32); angle: radians; what is not given is as in ``config``.
        """
        batched, single, per_sample = self._batch(x)
        state = reference.step(
            self.layers,
            batched,
            seeds=per_sample(s, jnp.uint32),
            time=per_sample(t, jnp.uint32),
            learned=self.learned,
            **self._settings(per_sample, angle, fire_rate, step_size),
        )
        return state[0] if single else state

    def rollout(
        self,
        x: ArrayLike,
        steps: Any,
        t: Any = 0,
        s: Any = 0,
        *,
        angle: Any = None,
        fire_rate: Any = None,
        step_size: Any = None,
        max_steps: int | None = None,
        kernel: str = "auto",
        precision: str = "float32",
    ) -> Array:
        """The state after ``steps`` steps, by the fastest engine that serves; differentiable.

        max_steps: bound of ``steps`` where that is a traced value (not needed for a plain number)
        kernel:    "auto", "native" or "jax"
        precision: "float32", or "bf16" for faster products where the native kernel has them

        Raises `KernelUnavailableError` if an engine asked for by name cannot serve, or not in that precision.
        """
        batched, single, per_sample = self._batch(x)
        learned = self.learned is not None
        engine = engines.resolve(kernel, self.physics, self.layers, learned=learned, precision=precision)
        if max_steps is None:
            max_steps = int(steps)
        extra = {} if self.learned is None else {"learned": self.learned}
        state = engine.rollout(
            self.layers,
            batched,
            jnp.asarray(steps, jnp.int32),
            seeds=per_sample(s, jnp.uint32),
            first_step=per_sample(t, jnp.uint32),
            max_steps=max_steps,
            **self._settings(per_sample, angle, fire_rate, step_size),
            **extra,
        )
        return state[0] if single else state

    def _radians(self, angle: Any) -> Any:
        return np.float32(np.deg2rad(self.config.angle)) if angle is None else angle

    def _settings(self, per_sample: Any, angle: Any, fire_rate: Any, step_size: Any) -> dict[str, Any]:
        rate = self.config.fire_rate if fire_rate is None else fire_rate
        size = self.config.step_size if step_size is None else step_size
        return {
            "angle": per_sample(self._radians(angle), jnp.float32),
            "fire_rate": jnp.asarray(rate, jnp.float32),
            "step_size": jnp.asarray(size, jnp.float32),
            "physics": self.physics,
        }

    def _batch(self, x: ArrayLike) -> tuple[State, bool, Any]:
        x = jnp.asarray(x)
        if x.ndim not in (3, 4) or x.shape[-1] != self.config.channels:
            raise ValueError(
                f"the state has shape {x.shape}; expected [height, width, {self.config.channels}] or "
                f"[batch, height, width, {self.config.channels}]"
            )
        single = x.ndim == 3
        state = x[None] if single else x

        def per_sample(value: Any, dtype: Any) -> Array:
            return jnp.broadcast_to(jnp.asarray(value, dtype), state.shape[:1])

        return state, single, per_sample


def seed_state(channels: int, height: int, width: int, batch: int | None = None) -> Array:
    """The state that everything grows from; see `CellularAutomaton.seed`."""
    state = jnp.zeros((height, width, channels)).at[height // 2, width // 2, ALPHA:].set(1.0)
    return state if batch is None else jnp.broadcast_to(state, (batch, *state.shape))
