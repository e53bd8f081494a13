"""A world as a folder of pictures of 256 x 256 pixels at each power-of-two scale, with a page for panning and zooming.

It needs no server and no network; areas without life have no picture. Beside each picture of the finest scale there is
a small script, which tells the page which species lives where.
"""

from __future__ import annotations

import html
import os
import shutil
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from blastema._checks import as_path
from blastema._files import make_folder, taken, write_atomically, write_explained
from blastema._text import to_json
from blastema.pictures import Pixels, png, to_rgb
from blastema.world.tiles import EMPTY, Kinds, World

SIDE = 256
"""Side of a picture in pixels."""
BLOCK = 8
"""Cells a side of a block for which the page knows the species that has most of its cells."""
_DIGITS = "0123456789abcdefghijklmnopqrstuv"

_Names = set[tuple[int, int]]


def write(world: World, folder: str | os.PathLike[str], overwrite: bool = False, pages: Sequence[str] = ()) -> Path:
    """Write the pictures and the page.

    Args:
        world: to be shown
        folder: a new folder
        overwrite: replace a folder written by an earlier call
        pages: a playground for each species, as HTML, which a click on an organism leads to; empty: none for this one

    Returns:
        The page, ``index.html`` in the folder.

    Raises:
        InputError: if the folder already exists.
    """
    folder = as_path(folder, "the viewer's folder")
    page = folder / "index.html"
    if folder.exists() and any(folder.iterdir()):
        if not (overwrite and page.is_file() and (folder / "0").is_dir()):
            raise taken(folder, replaced="a viewer's folder")
        shutil.rmtree(folder)
    make_folder(folder)
    levels = [_first_level(world, folder)]
    while max(-(-world.height // SIDE), -(-world.width // SIDE)) > 1 << (len(levels) - 1):
        levels.append(_next_level(world, folder, len(levels), levels[-1]))
    names = [f"species-{number}.html" if text else "" for number, text in enumerate(pages)]
    for name, text in zip(names, pages, strict=True):
        if text:
            write_explained(folder / name, text.encode())
    write_explained(page, _document(world, levels, names).encode())
    return page


def _first_level(world: World, folder: Path) -> _Names:
    """One pixel per cell."""
    for name in ("0", "species"):
        make_folder(folder / name)
    names: _Names = set()
    down = max(1, SIDE // world.tile)  # rows of tiles in a picture
    for y in sorted({row // down for row in world.rows}):
        stored = [world.rows[row] for row in range(y * down, (y + 1) * down) if row in world.rows]
        for x in np.unique(np.concatenate([row.columns // down for row in stored])):
            height, width = min(SIDE, world.height - y * SIDE), min(SIDE, world.width - int(x) * SIDE)
            state, species = world.window(y * SIDE, int(x) * SIDE, height, width)
            write_atomically(folder / "0" / f"{x}_{y}.png", png(to_rgb(state)))
            told = f'kinds("{x}_{y}", "{_blocks(species)}")\n'
            write_atomically(folder / "species" / f"{x}_{y}.js", told.encode())
            names.add((int(x), y))
    return names


def _blocks(species: Kinds) -> str:
    """The species of each block of a picture, row by row: a digit to the base of 32, or a dot where nothing lives."""
    whole = np.full((SIDE, SIDE), EMPTY, np.uint8)
    whole[: species.shape[0], : species.shape[1]] = species
    across = SIDE // BLOCK
    blocks = whole.reshape(across, BLOCK, across, BLOCK).swapaxes(1, 2).reshape(across**2, -1)
    found = np.full(across**2, EMPTY, np.uint8)
    most = np.zeros(across**2, np.int64)
    for kind in np.unique(species[species != EMPTY]):
        count = (blocks == kind).sum(axis=1)
        found[count > most] = kind
        most = np.maximum(most, count)
    return "".join("." if kind == EMPTY else _DIGITS[kind] for kind in found)


def _next_level(world: World, folder: Path, level: int, below: _Names) -> _Names:
    """Half the size of the level below: each pixel is the mean of four."""
    make_folder(folder / str(level))
    names = {(x // 2, y // 2) for x, y in below}
    cells = SIDE << level
    for x, y in names:
        height, width = (
            -(-min(cells, side - at * cells) // (1 << level)) for side, at in ((world.height, y), (world.width, x))
        )
        sheet = np.full((2 * SIDE, 2 * SIDE, 3), 255, np.uint8)
        for down in (0, 1):
            for across in (0, 1):
                place = 2 * x + across, 2 * y + down
                if place in below:
                    part = _read(folder / str(level - 1) / f"{place[0]}_{place[1]}.png")
                    sheet[down * SIDE :, across * SIDE :][: part.shape[0], : part.shape[1]] = part
        quarters = sheet.reshape(SIDE, 2, SIDE, 2, 3).astype(np.uint16).sum(axis=(1, 3))
        small = ((quarters + 2) // 4).astype(np.uint8)[:height, :width]
        write_atomically(folder / str(level) / f"{x}_{y}.png", png(np.ascontiguousarray(small)))
    return names


def _read(path: Path) -> Pixels:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def _document(world: World, levels: list[_Names], pages: Sequence[str]) -> str:
    names = [organism.name for organism in world.population.organisms]
    title = f"A world of {world.height:,} x {world.width:,} cells"
    about: dict[str, Any] = {
        "height": world.height,
        "width": world.width,
        "side": SIDE,
        "block": BLOCK,
        "told": f"{title} at step {world.step:,}",
        "species": list(zip(names, pages or [""] * len(names), strict=True)),
        "levels": [[f"{x}_{y}" for x, y in sorted(each)] for each in levels],
    }
    text = resources.files("blastema.world").joinpath("viewer.html").read_text("utf-8")
    embedded = to_json(about).replace("<", "\\u003c")
    return text.replace("{{ title }}", html.escape(title)).replace("{{ about }}", embedded)


__all__ = ["BLOCK", "SIDE", "write"]
