"""The commands of ``blastema world``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from tyro.conf import OmitArgPrefixes, Positional, arg, subcommand


@dataclass(frozen=True)
class WorldNew:
    """Create a world and plant organisms in it, evenly spaced."""

    out: Annotated[Positional[Path], arg(metavar="DIR")]
    """The world's folder, a Zarr store."""
    organisms: Annotated[Positional[tuple[str, ...]], arg(metavar="RUN|FILE|EMOJI")]
    """Its species: organisms of the same architecture, such as those of the zoo."""
    size: Annotated[str, arg(metavar="HxW")] = "4096"
    """Height and width in cells, multiples of the tile, up to 65536: 65536, or 4096x8192."""
    count: int = 0
    """Total number of organisms, species in turn (default: one of each)."""
    spacing: int = 0
    """Distance between neighbours in cells, around the middle (default: spread over the whole world)."""
    tile: int = 64
    """Side of a tile in cells: 16, 32, 64, 128 or 256."""
    fire_seed: int = 0
    """Seed of the fire masks."""
    fire_rate: float | None = None
    """Probability that a cell fires (default: that of the organisms)."""
    overwrite: bool = False
    """Replace the world in that folder."""


@dataclass(frozen=True)
class WorldRun:
    """Run a world for some steps; Ctrl-C saves, and the same command continues it."""

    world: Annotated[Positional[Path], arg(metavar="DIR")]
    """The world's folder."""
    steps: int = 100
    """Number of steps."""
    every: int = 0
    """Steps between snapshots (default: one at the end)."""
    exchange: int = 4
    """Steps between exchanges of the tiles' rims; the result does not depend on it."""
    kernel: Literal["auto", "native", "jax", "mesh"] = "auto"
    """native computes only where there is life; jax computes whole tiles; mesh does so on all devices of JAX."""
    threads: int = 0
    """Threads of the native kernel (0: one per processor)."""
    json: bool = False
    """Print the progress as lines of JSON."""


@dataclass(frozen=True)
class WorldView:
    """Write a world as a folder of pictures with a page for panning and zooming; it needs no server."""

    world: Annotated[Positional[Path], arg(metavar="DIR")]
    """The world's folder."""
    out: Annotated[Path | None, arg(metavar="DIR")] = None
    """The output folder (default: the world's name plus -view)."""
    open: bool = False
    """Open the page in the browser."""
    overwrite: bool = False
    """Replace a folder written by an earlier view."""


@dataclass(frozen=True)
class World:
    """Worlds of up to 65,536 x 65,536 cells with many organisms. Needs pip install "blastema[world]".

    Examples: blastema world new pond 🦎 🦋 --count 100    blastema world run pond    blastema world view pond
    """

    verb: OmitArgPrefixes[
        Annotated[WorldNew, subcommand("new", prefix_name=False)]
        | Annotated[WorldRun, subcommand("run", prefix_name=False)]
        | Annotated[WorldView, subcommand("view", prefix_name=False)]
    ]


__all__ = ["World", "WorldNew", "WorldRun", "WorldView"]
