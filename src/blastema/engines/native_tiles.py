"""The native kernel's steps of tiles of a torus, with what is stored around them (native/tiles.h).

Arrays are NumPy's: a world is kept by the host, rows of tiles change in size all the time, and nothing is
differentiated, so there is nothing for XLA to compile.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from blastema.engines import native_calls
from blastema.errors import KernelUnavailableError

_Array = np.ndarray[Any, np.dtype[Any]]


class Rule(NamedTuple):
    """A species: weight [in, out] and bias [out] of each layer, one after the other; taps [F, 3, 3]; clamp or 0."""

    layers: list[_Array]
    taps: _Array
    step_size: float
    clamp: float


class Torus(NamedTuple):
    """The size of the torus in cells, and the halo of a tile."""

    height: int
    width: int
    halo: int


class Time(NamedTuple):
    """The inputs of the fire mask, and the number of steps."""

    fire_seed: int
    first_step: int
    fire_rate: float
    steps: int


def obstacle() -> str | None:
    """Why the kernel cannot step tiles on this machine; none if it can."""
    available, reason = native_calls.is_available()
    if not available:
        return reason
    if not hasattr(importlib.import_module("blastema._native"), "advance_tiles"):
        return "the extension blastema._native is older than worlds; reinstall Blastema with a C++ compiler available"
    return None


class Kernel:
    """The kernel with the rules of a world's species.

    Args:
        rules: one per species
        activation: "relu", "atan" or "tanh"
        update: "residual" or "replacing"
        alive_threshold: a cell is mature if its alpha is greater than this
        threads: 0 is one for each processor that may be used; the result does not depend on it

    Raises:
        KernelUnavailableError: if the kernel is missing.
    """

    def __init__(
        self, rules: Sequence[Rule], activation: str, update: str, alive_threshold: float, threads: int
    ) -> None:
        if (found := obstacle()) is not None:
            raise KernelUnavailableError(f"kernel native is not available: {found}.")
        self._native = importlib.import_module("blastema._native")
        self._rules = [self._native.Rule(*rule) for rule in rules]
        self._kept = rules  # the extension refers to these arrays
        self._fixed = {
            "activation": activation,
            "update": update,
            "alive_threshold": alive_threshold,
            "threads": threads or native_calls.default_threads(),
            "level": native_calls.instruction_level(),
        }

    def step(
        self,
        torus: Torus,
        time: Time,
        which: tuple[_Array, _Array],
        rows: Sequence[tuple[_Array, _Array]],
        species_after: _Array,
    ) -> _Array:
        """Steps tiles.

        Args:
            torus: its size and halo
            time: of the steps
            which: places int32 [N, 2], row and column among all tiles; neighbours int32 [N, 9], see `world.sweep.Band`
            rows: species uint8 [M, T, T], 255 where nothing lives, and living cells float32 [L, C], tile by tile and
                row by row, of the row of tiles above, of their own, and of the one below
            species_after: [N, T, T], written in full

        Returns:
            The living cells of the tiles afterwards, float32 [L, C].

        Raises:
            KernelUnavailableError: if the kernel does not support these rules.
        """
        try:
            cells: _Array = self._native.advance_tiles(
                self._rules,
                **self._fixed,
                **torus._asdict(),
                **time._asdict(),
                places=which[0],
                neighbours=which[1],
                species=[species for species, _ in rows],
                cells=[cells for _, cells in rows],
                species_after=species_after,
            )
        except ValueError as error:
            raise KernelUnavailableError(f"kernel native is not available: {error}; use --kernel jax.") from error
        return cells


__all__ = ["Kernel", "Rule", "Time", "Torus", "obstacle"]
