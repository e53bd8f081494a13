"""Targets: a picture, scaled and centred, as the automaton is to grow it.

Geometry: the longer side is scaled to ``size`` (upwards too), premultiplied Lanczos or nearest; centred on a
transparent square, an odd remainder going right and down, unless the picture is to keep its own shape; the grid has
``padding`` more cells on each side. Nothing is cropped.
A target is kept as 8-bit RGBA, so that ``target.png`` is the target itself, to the bit.
"""

from __future__ import annotations

import dataclasses
import io
import os
import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from blastema import emoji
from blastema._files import read_bytes
from blastema.config import TargetConfig
from blastema.errors import InputError

LARGEST_FILE_BYTES = 256 << 20
_LARGEST_PIXELS = 64_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_BACKGROUND_TOLERANCE = 24

Picture = str | os.PathLike[str] | Image.Image | np.ndarray[Any, np.dtype[Any]]


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
    image, name, notes = _open(picture)
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
    image = _decode(data, "target.png")[0]
    return Target(np.array(image, np.uint8), padding, name)


def _open(picture: Picture) -> tuple[Image.Image, str, list[str]]:
    if isinstance(picture, np.ndarray):
        return _from_array(picture), "array", []
    if isinstance(picture, Image.Image):
        if 0 in picture.size:
            raise InputError(f"the picture is {picture.width} x {picture.height}; it has no pixels.")
        return _as_rgba(picture), "picture", []
    text = os.fspath(picture)
    path = Path(text)
    # A folder may be called "web"; a file goes before an emoji of its name.
    if emoji.is_emoji(text) and not path.is_file():
        return emoji.picture(text), emoji.name_of(text), []
    image, notes = _decode(read_bytes(path, "a picture or an emoji", LARGEST_FILE_BYTES), str(path))
    return image, re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "picture", notes


def _from_array(array: np.ndarray[Any, np.dtype[Any]]) -> Image.Image:
    if array.ndim != 3 or array.shape[2] != 4 or 0 in array.shape:
        raise InputError(f"the array has shape {array.shape}; expected [height, width, 4] (RGBA).")
    if array.dtype == np.uint8:
        return Image.fromarray(np.ascontiguousarray(array), "RGBA")
    if not np.issubdtype(array.dtype, np.floating):
        raise InputError(f"the array has type {array.dtype}; expected uint8 or a float in [0, 1].")
    if not (np.isfinite(array).all() and array.min() >= 0 and array.max() <= 1):
        raise InputError("the array has values outside [0, 1]; expected RGBA with straight alpha.")
    return Image.fromarray(np.round(array * 255).astype(np.uint8), "RGBA")


def _decode(data: bytes, source: str) -> tuple[Image.Image, list[str]]:
    if not data:
        raise InputError(f"{source} is empty; expected a picture ({', '.join(FORMATS)}).")
    notes = []
    try:
        with warnings.catch_warnings():
            # The size is checked here, before anything is decoded, by a bound of our own.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            if image.width * image.height > _LARGEST_PIXELS:
                raise InputError(
                    f"{source} is {image.width} x {image.height}; at most {_LARGEST_PIXELS:,} pixels are read. "
                    "Make it smaller first."
                )
            if getattr(image, "n_frames", 1) > 1:
                notes.append(f"{source} is animated; its first frame is the target.")
            image.seek(0)
            return _as_rgba(image), notes
    except UnidentifiedImageError as error:
        raise InputError(
            f"{source} is not a picture that can be read; expected one of {', '.join(FORMATS)}."
        ) from error
    except Image.DecompressionBombError as error:
        raise InputError(f"{source} is too large a picture: {error}") from error
    except InputError:
        raise
    except Exception as error:  # decoders raise many kinds for corrupt data
        raise InputError(f"{source} is corrupt or cut short: {error}") from error


def _as_rgba(image: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):  # 16 bits a pixel; Pillow would clip them to 8
        deep = np.asarray(upright, np.float64)
        upright = Image.fromarray(np.round(deep / 257.0).clip(0, 255).astype(np.uint8), "L")
    return upright.convert("RGBA")


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


__all__ = ["FORMATS", "LARGEST_FILE_BYTES", "Picture", "Target", "load_target", "read_png"]
