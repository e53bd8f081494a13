"""Pictures as people have them: files, emoji, arrays; each becomes an RGBA image with straight alpha."""

from __future__ import annotations

import io
import os
import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from blastema import emoji
from blastema._files import read_bytes
from blastema.errors import InputError

LARGEST_FILE_BYTES = 256 << 20
_LARGEST_PIXELS = 64_000_000
_LONGEST_SIDE = 65_535
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")

Picture = str | os.PathLike[str] | Image.Image | np.ndarray[Any, np.dtype[Any]]


def open_picture(picture: Picture) -> tuple[Image.Image, str, list[str]]:
    """An RGBA image, a name in plain letters, and notes for the user. Raises `InputError` if it cannot be read."""
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
    image, notes = decode(read_bytes(path, "a picture or an emoji", LARGEST_FILE_BYTES), str(path))
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


def decode(data: bytes, source: str) -> tuple[Image.Image, list[str]]:
    """The RGBA image in a file's bytes, and notes for the user. Raises `InputError` if it is not a picture."""
    if not data:
        raise InputError(f"{source} is empty; expected a picture ({', '.join(FORMATS)}).")
    notes = []
    try:
        with warnings.catch_warnings():
            # The size is checked here, before anything is decoded, by a bound of our own.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            if image.width * image.height > _LARGEST_PIXELS or max(image.size) > _LONGEST_SIDE:
                raise InputError(
                    f"{source} is {image.width} x {image.height}; at most {_LARGEST_PIXELS:,} pixels are read, and "
                    f"{_LONGEST_SIDE:,} to a side. Make it smaller first."
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


__all__ = ["FORMATS", "LARGEST_FILE_BYTES", "Picture", "decode", "open_picture"]
