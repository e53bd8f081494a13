"""The choice of a stepper, and stepping a world with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import jax

from blastema.engines import native_tiles
from blastema.errors import InputError
from blastema.world import sweep
from blastema.world.dense import DenseStepper
from blastema.world.mesh import MeshStepper
from blastema.world.native import NativeStepper
from blastema.world.tiles import World

KERNELS = ("auto", "native", "jax", "mesh")


class Chosen(NamedTuple):
    """A stepper, the reason for it, and its steps per call."""

    stepper: sweep.AbstractStepper
    why: str
    together: int


def choose(world: World, kernel: str = "auto", exchange: int = 4, threads: int = 0) -> Chosen:
    """Choose a stepper for a world.

    Args:
        world: determines species and tiles
        kernel: "native"; "jax"; "mesh" for all devices of JAX; "auto" for the native kernel if it is available
        exchange: steps between two exchanges of the tiles' rims; the result does not depend on it
        threads: of the native kernel; 0 means one per processor

    Returns:
        The choice.

    Raises:
        KernelUnavailableError: if a kernel requested by name is not available or not supported.
        InputError: for an unknown name, or if the tiles are too small for this number of steps.
    """
    if kernel not in KERNELS:
        raise InputError(f"the kernel is {kernel!r}; expected one of {', '.join(KERNELS)}.")
    most = world.tile // world.population.reach
    if not 1 <= exchange <= most:
        raise InputError(f"--exchange is {exchange}; expected 1 to {most} steps for tiles of {world.tile} cells.")
    missing = native_tiles.obstacle()
    if kernel == "mesh":
        devices = jax.devices()
        stepper = MeshStepper(world, devices, exchange)
        why = f"dense JAX on {len(devices)} {devices[0].platform} device{'s' if len(devices) > 1 else ''}"
        return Chosen(stepper, why, world.tile // exchange * exchange)
    if kernel == "native" or (kernel == "auto" and missing is None):
        why = "native kernel: computes only where there is life"
        return Chosen(NativeStepper(world.population, threads), why, exchange)
    why = "as requested" if kernel == "jax" else f"native is not available: {missing}"
    return Chosen(DenseStepper(world.population), f"dense JAX, all cells of each tile ({why})", exchange)


def advance(world: World, steps: int, chosen: Chosen) -> Iterator[int]:
    """Step a world.

    Args:
        world: changed in place
        steps: number of steps
        chosen: by `choose`

    Yields:
        The number of completed steps, after each exchange with the host.
    """
    done = 0
    while done < steps:
        some = min(chosen.together, steps - done)
        sweep.advance(world, some, chosen.stepper)
        done += some
        yield done


__all__ = ["KERNELS", "Chosen", "advance", "choose"]
