"""Targets: a picture, scaled and centred, as the automaton is to grow it.

Geometry: the longer side is scaled to ``size`` (upwards too), premultiplied Lanczos or nearest; centred on a
transparent square, an odd remainder going right and down, unless the picture is to keep its own shape; the grid has
``padding`` more cells on each side. Before that a plain background is made transparent and empty margins are trimmed,
so that the content has the size that was asked for.
A target is kept as 8-bit RGBA, so that ``target.png`` is the target itself, to the bit.
"""

from __future__ import annotations

import dataclasses
import io
from typing import Any

import numpy as np
from PIL import Image

from blastema import seeding
from blastema.config import TargetConfig
from blastema.errors import InputError
from blastema.picture_files import Picture, decode, is_emoji, open_picture
from blastema.surroundings import without_surroundings

_PREMULTIPLIED = {"auto": None, "straight": False, "premultiplied": True}


@dataclasses.dataclass(frozen=True, eq=False)
class Target:
    """A picture and the empty cells around it.

    pixels:  uint8 [height, width, 4], RGBA with straight alpha
    padding: empty cells on each side of the training grid
    name:    in plain letters, fit for a folder
    seeds:   rows and columns, on the training grid, of the cells that it grows from; the middle one if empty
    notes:   what a user should know of how the picture was read
    """

    pixels: np.ndarray[Any, np.dtype[np.uint8]]
    padding: int
    name: str = "target"
    seeds: tuple[tuple[int, int], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Longer side of the picture, in cells."""
        return int(max(self.pixels.shape[:2]))

    @property
    def grid(self) -> tuple[int, int]:
        """Height and width of the training grid, in cells."""
        height, width = self.pixels.shape[:2]
        return height + 2 * self.padding, width + 2 * self.padding

    @property
    def array(self) -> np.ndarray[Any, np.dtype[np.float32]]:
        """The target on its training grid: float32 [height, width, 4], RGB premultiplied by alpha, in [0, 1]."""
        straight = self.pixels.astype(np.float32) / np.float32(255)
        straight[..., :3] *= straight[..., 3:]
        return np.pad(straight, ((self.padding,) * 2, (self.padding,) * 2, (0, 0)))

    def png(self) -> bytes:
        """The picture as a PNG file; `read_png` gives the same target back."""
        stream = io.BytesIO()
        Image.fromarray(self.pixels, "RGBA").save(stream, "PNG")
        return stream.getvalue()

    def _repr_png_(self) -> bytes:
        image = Image.fromarray(self.pixels, "RGBA")
        stream = io.BytesIO()
        image.resize((image.width * 4, image.height * 4), Image.Resampling.NEAREST).save(stream, "PNG")
        return stream.getvalue()


def load_target(picture: Picture, config: TargetConfig | None = None, **settings: Any) -> Target:
    """Read a picture and bring it to the target's geometry.

    picture:  a file, an emoji, a Pillow image, or an array [height, width] (grey), [height, width, 3] (RGB) or
              [height, width, 4] (RGBA), uint8 or float in [0, 1]
    config:   size, padding, square, pixel_art, trim, background, array_alpha, seed_at; the article's 40 and 16 if not
              given
    settings: the same by name: ``load_target("🦎", size=24, padding=6)``

    Raises `InputError` for anything that cannot be a target.
    """
    geometry = dataclasses.replace(config or TargetConfig(), **settings)
    image, name, notes = open_picture(picture, _PREMULTIPLIED[geometry.array_alpha])
    more: list[str] = []
    if not is_emoji(picture):  # its frame is part of the artwork
        image, more = without_surroundings(image, geometry.background, geometry.trim, name)
    pixels = _scaled(image, geometry)
    if not pixels[..., 3].any():
        raise InputError(f"{name}: nothing visible is left at size {geometry.size}; use a larger --size.")
    target = Target(pixels, geometry.padding, name, geometry.seeds)
    seeds = seeding.Seeds() if geometry.seeds else seeding.seeds_for(target.array[..., 3])
    notes += [*more, *_seed_notes(seeds)]
    return dataclasses.replace(target, seeds=geometry.seeds or seeds.places, notes=tuple(notes))


def _scaled(image: Image.Image, geometry: TargetConfig) -> np.ndarray[Any, np.dtype[np.uint8]]:
    scale = geometry.size / max(image.size)
    width, height = (max(1, round(side * scale)) for side in image.size)
    kind = Image.Resampling.NEAREST if geometry.pixel_art else Image.Resampling.LANCZOS
    # Pillow premultiplies RGBA itself around a resampling that mixes pixels.
    scaled = image if image.size == (width, height) else image.resize((width, height), kind)
    if geometry.square:
        square = Image.new("RGBA", (geometry.size, geometry.size))
        square.paste(scaled, ((geometry.size - width) // 2, (geometry.size - height) // 2))
        scaled = square
    return np.array(scaled, np.uint8)


def _seed_notes(seeds: seeding.Seeds) -> list[str]:
    if not seeds.places:
        return []
    notes = []
    if seeds.parts > 1:
        notes.append(
            f"the picture has {seeds.parts + seeds.left_over} parts that are too far apart for growth to bridge; "
            f"{f'{seeds.parts} of them have' if seeds.left_over else 'each has'} a seed of its own, and one that is "
            "wholly removed cannot grow back."
        )
    else:
        row, column = seeds.places[0]
        notes.append(
            f"the middle of the picture is empty; it grows from the cell {column},{row} (--seed-at: from another)."
        )
    if seeds.left_over:
        notes.append(
            f"only {seeding.MOST_PARTS} parts can have seeds; the {seeds.left_over} smallest will not grow. Join them, "
            "or leave them out."
        )
    return notes


def read_png(data: bytes, padding: int, name: str) -> Target:
    """A target from its own PNG, not scaled. Raises `InputError` if it is not a picture."""
    image = decode(data, "target.png", formats=("PNG",))[0]
    return Target(np.array(image, np.uint8), padding, name)


__all__ = ["Target", "load_target", "read_png"]
