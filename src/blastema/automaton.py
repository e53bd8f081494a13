"""The cellular automaton: perceive, update, fire, live, in the order of the article's section "Model".

Every array leaf of an automaton is trainable and everything else is static, so that plain ``jax.jit``, ``jax.grad``
and ``jax.vmap`` work on it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from blastema._checks import instance, is_count, short
from blastema._types import ALPHA, Array, ArrayLike, CellMask, State
from blastema.assembly import configured_parts
from blastema.conditions import Conditions, conditions_given, finite, per_sample
from blastema.config import AutomatonConfig, Physics, too_large
from blastema.decoder import AbstractDecoder, NoDecoder
from blastema.fire import LONGEST_SIDE, fire_mask, noise
from blastema.life import AbstractLife, keep
from blastema.perception import AbstractPerception
from blastema.update import AbstractUpdate

Place = tuple[int, ...]
"""Row and column of a cell; of a volume layer, row and column."""


class CellularAutomaton(eqx.Module):
    """A neural cellular automaton.

    States are ``[H, W, C]`` or ``[B, H, W, C]``, those of volumes ``[D, H, W, C]`` or ``[B, D, H, W, C]``. The fire
    mask is a pure function of the conditions, so the same call gives the same result.

    Attributes:
        perception: state, conditions -> features
        update: state, features, conditions -> proposed state
        life: which cells live
        channels: per cell: RGB premultiplied by alpha, alpha, hidden ones
        physics: how steps are computed unless the conditions override it
        decoder: what the cells look like, if a cell has several pixels; steps do not depend on it
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
            InputError: if a setting is given that none of the parts takes, or the config is another one.
        """
        instance(config, AutomatonConfig, "the config of an automaton", "config.automaton")
        parts = configured_parts(config, key)
        return cls(**parts._asdict(), channels=config.channels, physics=config.physics)

    @property
    def alive_threshold(self) -> float:
        """A cell is mature if its alpha is greater than this."""
        return self.life.alive_threshold

    @property
    def decodes(self) -> bool:
        """Whether a decoder draws the picture, instead of the cells' own colours."""
        return not isinstance(self.decoder, NoDecoder)

    @property
    def parameters(self) -> int:
        """Number of trained parameters; 8,336 for the article's rule."""
        return sum(leaf.size for leaf in jax.tree.leaves(self))

    @property
    def axes(self) -> int:
        """The number of axes of its grids: 2, or 3 for volumes."""
        return self.perception.axes

    def seed(
        self, height: int, width: int | None = None, batch: int | None = None, places: Sequence[Place] | None = None
    ) -> Array:
        """A state of zeros, except for the seeds, whose alpha and hidden channels are 1.

        Args:
            height: of the grid, in cells
            width: of the grid, in cells; as the height if not given
            batch: samples, all alike
            places: rows and columns of the seeds; one at ``[height // 2, width // 2]`` if not given

        Returns:
            [H, W, C], or [B, H, W, C] if ``batch`` is given

        Raises:
            ValueError: if a side or the batch is not a whole number of 1 or more, or a place is not on the grid.
        """
        return self.seed_on((height, height if width is None else width), batch, places)

    def seed_on(self, grid: Sequence[int], batch: int | None = None, places: Sequence[Place] | None = None) -> Array:
        """As `seed`, on a grid with any number of axes.

        Args:
            grid: its sides in cells
            batch: samples, all alike
            places: of the seeds, each with a number for each axis; the middle one if not given

        Returns:
            [*grid, C], or [B, *grid, C] if ``batch`` is given

        Raises:
            ValueError: as of `seed`, or if the grid has not as many sides as the automaton's.
        """
        _check_seeds(self.axes, grid, batch, places)
        state = jnp.zeros((*grid, self.channels), jnp.float32)
        for place in places or (tuple(side // 2 for side in grid),):
            state = state.at[(*place, slice(ALPHA, None))].set(1.0)
        return state if batch is None else jnp.broadcast_to(state, (batch, *state.shape))

    def too_large(self, *grid: int) -> str | None:
        """Why a grid of that size is too large; see `blastema.config.too_large`.

        Args:
            *grid: its sides in cells

        Returns:
            The reason, or none if it is not too large.
        """
        rule, shown = (
            max((leaf.shape[-1] for leaf in jax.tree.leaves(part) if leaf.shape), default=1)
            for part in ((self.perception, self.update, self.life), self.decoder)
        )
        if len(grid) > 2 and max(grid) > LONGEST_SIDE:
            return f"a side of {max(grid)} cells, where a volume has at most {LONGEST_SIDE}"
        return too_large(math.prod(grid), self.channels, max(rule, shown * self.decoder.pixels**2))

    def conditions(self, given: Conditions, batch: int) -> Conditions:
        """The complete conditions: one value per sample, from the physics where none is given.

        Args:
            given: numbers, or arrays with one value per sample
            batch: samples

        Returns:
            Arrays [B] of each condition; the signal is [B, S], or [B, H, W, S].

        Raises:
            ValueError: if one has neither one value nor one per sample, or a signal does not fit the perception.
        """
        p, given = self.physics, conditions_given(given)
        if self.axes > 2 and np.any(_known(p.angle if given.angle is None else given.angle)):
            raise ValueError("an angle is given, but the perception of a volume is not rotated; leave it out")
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
        """What the cells perceive.

        Args:
            x: state, [..., H, W, C]
            conditions: only angle and signal are used

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
            conditions: at least those that the physics does not determine, such as fire seed and step

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
            ValueError: if its shape or its type does not fit, or it is empty.
        """
        try:
            state = jnp.asarray(x)
        except (TypeError, ValueError) as error:
            raise ValueError(
                f"the state is {short(x)}; expected an array of numbers, [height, width, channels]"
            ) from error
        if state.ndim not in (self.axes + 1, self.axes + 2) or state.shape[-1] != self.channels:
            expected = f"{'depth, ' if self.axes > 2 else ''}height, width, {self.channels}]"
            raise ValueError(f"the state has shape {state.shape}; expected [{expected} or [batch, {expected}")
        if 0 in state.shape:
            raise ValueError(f"the state has shape {state.shape}; expected at least one sample with at least one cell")
        floats = jnp.result_type(jnp.float32, *jax.tree.leaves(self))
        if state.dtype != floats:
            raise ValueError(
                f"the state is of type {state.dtype}; expected {floats}, the type of this automaton's weights"
            )
        return (state[None], True) if state.ndim == self.axes + 1 else (state, False)


def advance(
    automaton: CellularAutomaton, state: State, conditions: Conditions, survivors: CellMask | None = None
) -> State:
    """One step of all cells (the article's sections "Stochastic cell update" and "Living cell masking").

    Args:
        automaton: the rule
        state: [B, H, W, C]
        conditions: complete, one value per sample
        survivors: the cells that live afterwards, if known already; computed here otherwise

    Returns:
        The next state.
    """
    moved = move(automaton, state, conditions)
    if survivors is None:
        survivors = automaton.life.survivors(state, moved, automaton.physics.boundary)
    return settle(automaton, moved, conditions, survivors)


def move(automaton: CellularAutomaton, state: State, conditions: Conditions) -> State:
    """The first half of a step: cells perceive, propose an update and apply it if they fire; none is cleared yet."""
    physics = automaton.physics
    state = keep(state, automaton.life.present(state))
    proposed = propose(automaton, state, conditions)
    _, *grid, channels = state.shape
    fires = fire_mask(
        *grid,
        fire_seed=jnp.asarray(conditions.fire_seed),
        step=jnp.asarray(conditions.step),
        fire_rate=jnp.asarray(conditions.fire_rate),
        channels=channels if physics.fire_per == "channel" else None,
    )
    return jnp.where(fires, proposed, state)


def propose(automaton: CellularAutomaton, state: State, conditions: Conditions, boundary: str = "") -> State:
    """The state of every cell if it fires; ``boundary``: replaces that of the physics."""
    physics = automaton.physics
    features = automaton.perception(state, conditions, boundary or physics.boundary)
    proposed = automaton.update(state, features, conditions)
    if physics.clamp:
        # By selection: the gradient passes where nothing is clipped, and NaN stays.
        high = jnp.where(proposed > physics.clamp, physics.clamp, proposed)
        proposed = jnp.where(high < -physics.clamp, -physics.clamp, high)
    return proposed


def settle(automaton: CellularAutomaton, moved: State, conditions: Conditions, survivors: CellMask | None) -> State:
    """The second half of a step: cells that do not survive are cleared, the others get the noise."""
    if automaton.physics.noise:
        _, *grid, channels = moved.shape
        seed, step = jnp.asarray(conditions.fire_seed), jnp.asarray(conditions.step)
        drawn = noise(*grid, fire_seed=seed, step=step, channels=channels)
        moved = moved + jnp.asarray(automaton.physics.noise * drawn, moved.dtype)
    return keep(moved, survivors)


def _check_seeds(axes: int, grid: Any, batch: Any, places: Any) -> None:
    """Raise `ValueError` for what JAX would refuse in its own words, or accept as another shape."""
    sides = _counts(grid)
    if len(sides) != axes or min(sides) < 1:
        expected = "depth, height and width" if axes > 2 else "height and width"
        raise ValueError(f"the grid is {short(grid)}; expected {expected} in cells, whole numbers of 1 or more")
    if batch is not None and not (is_count(batch) and batch >= 1):
        raise ValueError(f"batch is {short(batch)}; expected a whole number of samples, 1 or more")
    for place in places if isinstance(places, Iterable) else () if places is None else (places,):
        at = _counts(place)
        if len(at) != axes:
            raise ValueError(f"a seed is at {short(place)}; expected {axes} whole numbers, one per axis")
        if not all(0 <= each < side for each, side in zip(at, sides, strict=True)):
            whole = " x ".join(map(str, sides))
            raise ValueError(f"a seed is at {list(at)}; the grid is {whole}. Use a larger grid.")


def _counts(values: Any) -> tuple[int, ...]:
    """Whole numbers as they are; none of anything else."""
    found = tuple(values) if isinstance(values, Iterable) else ()
    return found if all(map(is_count, found)) else ()


def _known(value: ArrayLike) -> np.ndarray:
    """A condition's value; zero if it is traced, and so unknown."""
    return np.zeros(()) if isinstance(value, jax.core.Tracer) else np.asarray(value)


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
    "settle",
]
