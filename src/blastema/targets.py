"""Targets: a picture, scaled and centred, as the automaton is to grow it.

Geometry: the longer side is scaled to ``size`` (upwards too), premultiplied Lanczos or nearest; centred on a
transparent square, an odd remainder going right and down, unless the picture is to keep its own shape; the grid has
``padding`` more cells on each side. Nothing is cropped.
A target is kept as 8-bit RGBA, so that ``target.png`` is the target itself, to the bit.
"""

from __future__ import annotations

import dataclasses
import io
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from blastema.config import TargetConfig
from blastema.errors import InputError
from blastema.picture_files import Picture, decode, open_picture

_BACKGROUND_TOLERANCE = 24


@dataclasses.dataclass(frozen=True, eq=False)
class Target:
    """A picture and the empty cells around it.

    pixels:  uint8 [height, width, 4], RGBA with straight alpha
    padding: empty cells on each side of the training grid
    name:    in plain letters, fit for a folder
    notes:   what a user should know of how the picture was read
    """

    pixels: np.ndarray[Any, np.dtype[np.uint8]]
    padding: int
    name: str = "target"
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

    picture:  a file (PNG, JPEG, WebP, first frame of a GIF), an emoji, a Pillow image, or an array [height, width, 4]
              of straight RGBA, uint8 or float in [0, 1]
    config:   size, padding, pixel_art, transparent_background, square; the article's 40 and 16 if not given
    settings: the same by name: ``load_target("🦎", size=24, padding=6)``

    Raises `InputError` for anything that cannot be a target.
    """
    geometry = dataclasses.replace(config or TargetConfig(), **settings)
    image, name, notes = open_picture(picture)
    if geometry.transparent_background:
        image = _without_background(image)
    if image.getchannel("A").getextrema()[1] == 0:
        raise InputError(f"{name}: the picture is fully transparent; there is nothing to grow.")
    scale = geometry.size / max(image.size)
    width, height = (max(1, round(side * scale)) for side in image.size)
    kind = Image.Resampling.NEAREST if geometry.pixel_art else Image.Resampling.LANCZOS
    # Pillow premultiplies RGBA itself around a resampling that mixes pixels.
    scaled = image if image.size == (width, height) else image.resize((width, height), kind)
    if geometry.square:
        square = Image.new("RGBA", (geometry.size, geometry.size))
        square.paste(scaled, ((geometry.size - width) // 2, (geometry.size - height) // 2))
        scaled = square
    pixels = np.array(scaled, np.uint8)
    if not pixels[..., 3].any():
        raise InputError(f"{name}: nothing visible is left at size {geometry.size}; take a larger size.")
    return Target(pixels, geometry.padding, name, tuple(notes))


def read_png(data: bytes, padding: int, name: str) -> Target:
    """A target from its own PNG, not scaled. Raises `InputError` if it is not a picture."""
    image = decode(data, "target.png")[0]
    return Target(np.array(image, np.uint8), padding, name)


def _without_background(image: Image.Image) -> Image.Image:
    corners = [(x, y) for x in (0, image.width - 1) for y in (0, image.height - 1)]
    colours = np.array([image.getpixel(corner) for corner in corners], np.int64)
    if np.ptp(colours, axis=0).max() > _BACKGROUND_TOLERANCE:
        raise InputError(
            "the picture's corners differ in colour, so there is no plain background to make transparent. "
            "Remove the background in a paint program, or leave it as it is."
        )
    clear = image.copy()
    for corner in corners:
        if clear.getpixel(corner) != (0, 0, 0, 0):
            ImageDraw.floodfill(clear, corner, (0, 0, 0, 0), thresh=_BACKGROUND_TOLERANCE)
    return clear


__all__ = ["Target", "load_target", "read_png"]
