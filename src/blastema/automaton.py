"""The cellular automaton: perceive, update, fire, live, in the order of the article's section "Model".

Every array leaf of an automaton is trainable and everything else is static, so that plain ``jax.jit``, ``jax.grad``
and ``jax.vmap`` work on it.
"""

from __future__ import annotations

from collections.abc import Sequence

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from blastema._types import ALPHA, Array, ArrayLike, CellMask, State
from blastema.assembly import configured_parts
from blastema.conditions import Conditions, finite, per_sample
from blastema.config import AutomatonConfig, Physics, too_large
from blastema.decoder import AbstractDecoder, NoDecoder
from blastema.fire import fire_mask, noise
from blastema.life import AbstractLife, keep
from blastema.perception import AbstractPerception
from blastema.update import AbstractUpdate

Place = tuple[int, int]
"""Row and column of a cell."""


class CellularAutomaton(eqx.Module):
    """A neural cellular automaton: what a cell is.

    States are ``[H, W, C]`` or ``[B, H, W, C]``. The fire mask is a pure function of the conditions, so the same call
    gives the same result.

    Attributes:
        perception: state, conditions -> features
        update: state, features, conditions -> proposed state
        life: which cells there are
        channels: numbers per cell: RGB premultiplied by alpha, alpha, hidden ones
        physics: how steps are taken unless the conditions say otherwise
        decoder: what the cells look like, if a cell is more than a pixel; steps know nothing of it
    """

    perception: AbstractPerception
    update: AbstractUpdate
    life: AbstractLife
    channels: int = eqx.field(static=True, default=16)
    physics: Physics = eqx.field(static=True, default=Physics())
    decoder: AbstractDecoder = NoDecoder()

    @classmethod
    def initial(cls, config: AutomatonConfig, key: Array) -> CellularAutomaton:
        """An untrained automaton of registered kinds; its network's last layer is zero.

        Args:
            config: the kinds of the parts and their settings
            key: of random numbers, for the weights

        Returns:
            The automaton.

        Raises:
            InputError: if a setting is given that none of the parts takes.
        """
        parts = configured_parts(config, key)
        return cls(**parts._asdict(), channels=config.channels, physics=config.physics)

    @property
    def alive_threshold(self) -> float:
        """A cell is mature if its alpha is greater than this."""
        return self.life.alive_threshold

    @property
    def decodes(self) -> bool:
        """Whether what is seen are not the cells' own colours, but what a decoder makes of their states."""
        return not isinstance(self.decoder, NoDecoder)

    @property
    def parameters(self) -> int:
        """Number of trained numbers; 8,336 for the article's rule."""
        return sum(leaf.size for leaf in jax.tree.leaves(self))

    def seed(
        self, height: int, width: int | None = None, batch: int | None = None, places: Sequence[Place] | None = None
    ) -> Array:
        """All zero but for the seeds, whose alpha and hidden channels are 1.

        Args:
            height: of the grid, in cells
            width: of the grid, in cells; as the height if not given
            batch: samples, all alike
            places: rows and columns of the seeds; one at ``[height // 2, width // 2]`` if not given

        Returns:
            [H, W, C], or [B, H, W, C] if ``batch`` is given

        Raises:
            ValueError: if a place is not on the grid.
        """
        return seed_state(self.channels, height, width or height, batch, places)

    def too_large(self, height: int, width: int) -> str | None:
        """Why a grid of that size is too large to be worked with, as `blastema.config.too_large`.

        Args:
            height: in cells
            width: in cells

        Returns:
            The reason, or none if it is not too large.
        """
        rule, shown = (
            max((leaf.shape[-1] for leaf in jax.tree.leaves(part) if leaf.shape), default=1)
            for part in ((self.perception, self.update, self.life), self.decoder)
        )
        return too_large(height * width, self.channels, max(rule, shown * self.decoder.pixels**2))

    def conditions(self, given: Conditions, batch: int) -> Conditions:
        """The conditions in full: one value per sample, and the physics' where nothing is given.

        Args:
            given: numbers, or arrays with one value per sample
            batch: samples

        Returns:
            Arrays [B] of each condition; the signal is [B, S], or [B, H, W, S].

        Raises:
            ValueError: if one has neither one value nor one per sample, or a signal does not fit the perception.
        """
        p = self.physics
        angle = np.float32(np.deg2rad(p.angle)) if given.angle is None else given.angle
        return Conditions(
            per_sample("fire_seed", given.fire_seed, batch, jnp.uint32),
            per_sample("step", given.step, batch, jnp.uint32),
            per_sample("fire_rate", p.fire_rate if given.fire_rate is None else given.fire_rate, batch, jnp.float32),
            per_sample("step_size", p.step_size if given.step_size is None else given.step_size, batch, jnp.float32),
            per_sample("angle", angle, batch, jnp.float32),
            _signal(given.signal, self.perception.signal, batch),
        )

    def perceive(self, x: ArrayLike, conditions: Conditions = Conditions()) -> Array:  # noqa: B008
        """What the rule is told.

        Args:
            x: state, [..., H, W, C]
            conditions: of which angle and signal count

        Returns:
            Features, [..., H, W, K].

        Raises:
            ValueError: if the state or the conditions do not fit.
        """
        state, single = self.batched(x)
        features = self.perception(state, self.conditions(conditions, len(state)), self.physics.boundary)
        return features[0] if single else features

    def step(self, x: ArrayLike, conditions: Conditions = Conditions()) -> Array:  # noqa: B008
        """One step of all cells, by the specification.

        Args:
            x: state, [..., H, W, C]
            conditions: what the physics does not say, such as fire seed and step

        Returns:
            The next state, [..., H, W, C].

        Raises:
            ValueError: if the state or the conditions do not fit.
        """
        state, single = self.batched(x)
        after = advance(self, state, self.conditions(conditions, len(state)))
        return after[0] if single else after

    def batched(self, x: ArrayLike) -> tuple[State, bool]:
        """The state with a batch axis, and whether it had none.

        Args:
            x: state, [H, W, C] or [B, H, W, C]

        Returns:
            The state [B, H, W, C], and true if ``x`` is a single one.

        Raises:
            ValueError: if its shape or its type does not fit, or nothing is in it.
        """
        state = jnp.asarray(x)
        if state.ndim not in (3, 4) or state.shape[-1] != self.channels:
            raise ValueError(
                f"the state has shape {state.shape}; expected [height, width, {self.channels}] or "
                f"[batch, height, width, {self.channels}]"
            )
        if 0 in state.shape:
            raise ValueError(f"the state has shape {state.shape}; expected one sample or more, of one cell or more")
        floats = jnp.result_type(jnp.float32, *jax.tree.leaves(self))
        if state.dtype != floats:
            raise ValueError(f"the state is of type {state.dtype}; expected {floats}, as this automaton computes")
        return (state[None], True) if state.ndim == 3 else (state, False)


def advance(
    automaton: CellularAutomaton, state: State, conditions: Conditions, survivors: CellMask | None = None
) -> State:
    """One step of all cells (the article's sections "Stochastic cell update" and "Living cell masking").

    Args:
        automaton: the rule
        state: [B, H, W, C]
        conditions: complete, one value per sample
        survivors: the cells that are there afterwards, where that is known already; found out here otherwise

    Returns:
        The next state.
    """
    moved = move(automaton, state, conditions)
    if survivors is None:
        survivors = automaton.life.survivors(state, moved, automaton.physics.boundary)
    return settle(automaton, moved, conditions, survivors)


def move(automaton: CellularAutomaton, state: State, conditions: Conditions) -> State:
    """The first half of a step: cells perceive, propose and, if they fire, take it; nobody dies of it yet."""
    physics = automaton.physics
    state = keep(state, automaton.life.present(state))
    proposed = propose(automaton, state, conditions)
    _, height, width, channels = state.shape
    fires = fire_mask(
        height,
        width,
        fire_seed=jnp.asarray(conditions.fire_seed),
        step=jnp.asarray(conditions.step),
        fire_rate=jnp.asarray(conditions.fire_rate),
        channels=channels if physics.fire_per == "channel" else None,
    )
    return jnp.where(fires, proposed, state)


def propose(automaton: CellularAutomaton, state: State, conditions: Conditions, boundary: str = "") -> State:
    """What every cell becomes if it fires; ``boundary``: another than the physics'."""
    physics = automaton.physics
    features = automaton.perception(state, conditions, boundary or physics.boundary)
    proposed = automaton.update(state, features, conditions)
    if physics.clamp:
        # By selection: the gradient passes where nothing is cut off, and NaN stays.
        high = jnp.where(proposed > physics.clamp, physics.clamp, proposed)
        proposed = jnp.where(high < -physics.clamp, -physics.clamp, high)
    return proposed


def settle(automaton: CellularAutomaton, moved: State, conditions: Conditions, survivors: CellMask | None) -> State:
    """The second half of a step: cells that do not survive are cleared, the others get the noise."""
    if automaton.physics.noise:
        _, height, width, channels = moved.shape
        seed, step = jnp.asarray(conditions.fire_seed), jnp.asarray(conditions.step)
        drawn = noise(height, width, fire_seed=seed, step=step, channels=channels)
        moved = moved + jnp.asarray(automaton.physics.noise * drawn, moved.dtype)
    return keep(moved, survivors)


def seed_state(
    channels: int, height: int, width: int, batch: int | None = None, places: Sequence[Place] | None = None
) -> Array:
    """The state that everything grows from; see `CellularAutomaton.seed`.

    Raises:
        ValueError: if a place is not on the grid.
    """
    state = jnp.zeros((height, width, channels), jnp.float32)
    for row, column in places or ((height // 2, width // 2),):
        if not (0 <= row < height and 0 <= column < width):
            raise ValueError(f"a seed is at [{row}, {column}]; the grid is {height} x {width}. Use a larger grid.")
        state = state.at[row, column, ALPHA:].set(1.0)
    return state if batch is None else jnp.broadcast_to(state, (batch, *state.shape))


def _signal(given: ArrayLike | None, width: int, batch: int) -> Array | None:
    if not width:
        if given is not None:
            raise ValueError("a signal is given, but this automaton's perception takes none (its signal is 0)")
        return None
    if given is not None:
        finite("signal", given)
    signal = jnp.zeros((batch, width), jnp.float32) if given is None else jnp.asarray(given, jnp.float32)
    if signal.shape == (width,):
        signal = jnp.broadcast_to(signal, (batch, width))
    if signal.ndim not in (2, 4) or signal.shape[0] != batch or signal.shape[-1] != width:
        raise ValueError(
            f"the signal has shape {signal.shape}; expected [{width}], [{batch}, {width}], or per cell "
            f"[{batch}, height, width, {width}]"
        )
    return signal


__all__ = [
    "CellularAutomaton",
    "Place",
    "advance",
    "move",
    "propose",
    "seed_state",
    "settle",
]
