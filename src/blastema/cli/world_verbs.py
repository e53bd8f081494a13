"""The verbs of ``blastema world``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from tyro.conf import OmitArgPrefixes, Positional, arg, subcommand


@dataclass(frozen=True)
class WorldNew:
    """Found a world and plant organisms in it, spread evenly."""

    out: Annotated[Positional[Path], arg(metavar="DIR")]
    """The world's folder, a Zarr store."""
    organisms: Annotated[Positional[tuple[str, ...]], arg(metavar="RUN|FILE|EMOJI")]
    """Its species: organisms of equal architecture, such as the zoo's."""
    size: Annotated[str, arg(metavar="HxW")] = "4096"
    """Cells of its sides, whole tiles, up to 65536: 65536, or 4096x8192."""
    count: int = 0
    """Organisms in all, the species in turn (default: one of each)."""
    spacing: int = 0
    """Cells from one to the next, about the middle (default: spread over the whole world)."""
    tile: int = 64
    """Cells of a tile's side: 16, 32, 64, 128 or 256."""
    fire_seed: int = 0
    """Seed of the fire mask: another one, another course."""
    fire_rate: float | None = None
    """Probability that a cell fires (default: the organisms' own)."""
    overwrite: bool = False
    """Replace the world that is in the folder."""


@dataclass(frozen=True)
class WorldRun:
    """Let a world go on by some steps; Ctrl-C saves, and the same command goes on."""

    world: Annotated[Positional[Path], arg(metavar="DIR")]
    """The world's folder."""
    steps: int = 100
    """How many."""
    every: int = 0
    """Steps from snapshot to snapshot (default: one at the end)."""
    exchange: int = 4
    """Steps between two exchanges of the tiles' rims; the result does not depend on it."""
    kernel: Literal["auto", "native", "jax", "mesh"] = "auto"
    """native computes only where there is life; jax all of each tile; mesh the same on all devices that JAX has."""
    threads: int = 0
    """Of the native kernel (0: one for each processor)."""
    json: bool = False
    """Print the progress as lines of JSON."""


@dataclass(frozen=True)
class WorldView:
    """Write a world as a folder of pictures with a page to pan and zoom in; it needs no server."""

    world: Annotated[Positional[Path], arg(metavar="DIR")]
    """The world's folder."""
    out: Annotated[Path | None, arg(metavar="DIR")] = None
    """The pictures' folder (default: the world's name and -view)."""
    open: bool = False
    """Open it in the browser."""
    overwrite: bool = False
    """Replace a folder that was written before."""


@dataclass(frozen=True)
class World:
    """Worlds of up to 65,536 cells a side in which many organisms live (extra world).

    Examples: blastema world new pond 🦎 🦋 --count 100    blastema world run pond    blastema world view pond
    """

    verb: OmitArgPrefixes[
        Annotated[WorldNew, subcommand("new", prefix_name=False)]
        | Annotated[WorldRun, subcommand("run", prefix_name=False)]
        | Annotated[WorldView, subcommand("view", prefix_name=False)]
    ]


__all__ = ["World", "WorldNew", "WorldRun", "WorldView"]
