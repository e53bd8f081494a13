"""Reading pictures: files, emoji, arrays; each becomes an RGBA image with straight alpha."""

from __future__ import annotations

import importlib.util
import io
import itertools
import math
import os
import re
import shlex
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError, features

from blastema import _kinds, digits, emoji
from blastema._checks import as_path
from blastema._files import read_bytes, refuse_address
from blastema._nearest import did_you_mean, nearest
from blastema.errors import InputError

LARGEST_FILE_BYTES = 256 << 20
_LARGEST_PIXELS = 64_000_000
_LONGEST_SIDE = 65_535
_LONGEST_NAME = 60
_MOST_NEIGHBOURS = 10_000
_CLOSE = 0.7
"""The similarity from which the name of a picture is suggested: any word may be meant as one."""

_AVIF = importlib.util.find_spec("PIL.AvifImagePlugin") is not None and bool(features.check("avif"))
_ENDINGS = {
    "PNG": (".png", ".apng"),
    "JPEG": (".jpg", ".jpeg", ".mpo"),
    "WEBP": (".webp",),
    "GIF": (".gif",),
    "BMP": (".bmp", ".dib"),
    "TIFF": (".tif", ".tiff"),
    "TGA": (".tga",),
    "ICO": (".ico",),
    **({"AVIF": (".avif",)} if _AVIF else {}),
    "NPY": (".npy",),
}
FORMATS = tuple(_ENDINGS)
"""Supported kinds of files, recognised by their content."""
ENDINGS = tuple(itertools.chain.from_iterable(_ENDINGS.values()))
"""Endings of the names of such files, in lower case."""

_NPY_MAGIC = b"\x93NUMPY"
_TGA_FOOTER = b"TRUEVISION-XFILE.\0"
_PACKAGE = "(Debian/Ubuntu: apt install {})"
AS_TEXT = "a file, an emoji or a digit by name"
"""What a picture may be that is given as text."""
Picture = str | os.PathLike[str] | Image.Image | np.ndarray[Any, np.dtype[Any]]

_DIGIT = re.compile(r"([a-z]{3,8})[:=_ -]?([0-9])")
"""Other spellings of a digit's name than ``digit:7``."""


def open_picture(picture: Picture, premultiplied: bool | None = None) -> tuple[Image.Image, str, list[str]]:
    """Read a picture.

    Args:
        picture: a file, an emoji, a digit (`digits`), a Pillow image, or an array: [height, width],
            [height, width, 3] or [height, width, 4], uint8 or float in [0, 1]
        premultiplied: whether an array's colours are multiplied by its alpha; by default not for an array in memory,
            and for a .npy file as its values suggest

    Returns:
        An RGBA image, a name in plain letters, usable for a folder, and notes for the user.

    Raises:
        InputError: if it cannot be read.
    """
    if isinstance(picture, np.ndarray):
        image, _ = _from_array(picture, premultiplied or False, "the array")
        return image, "array", []
    if isinstance(picture, Image.Image):
        if 0 in picture.size:
            raise InputError(f"the picture is {picture.width} x {picture.height}; it has no pixels.")
        return _as_rgba(picture), "picture", []
    path = as_path(picture, "the picture", AS_TEXT)
    text = os.fspath(picture)
    if is_emoji(text):
        return emoji.picture(text), emoji.name_of(text), []
    if is_digit(text):
        return digits.picture(text), digits.name_of(text), []
    image, notes = decode(read_file(text), str(path), premultiplied=premultiplied)
    return image, plain_name(path.stem), notes


def plain_name(text: str) -> str:
    """A name in lower-case letters, digits and hyphens, usable for a folder."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:_LONGEST_NAME].strip("-") or "picture"


def is_emoji(picture: Picture) -> bool:
    """Whether a picture is given as an emoji; a file of that name takes precedence, e.g. a folder called "web"."""
    return isinstance(picture, str) and emoji.is_emoji(picture) and not Path(picture).is_file()


def is_digit(picture: Picture) -> bool:
    """Whether a picture is given as a digit of a data set; a file of that name takes precedence."""
    return isinstance(picture, str) and digits.is_digit(picture) and not Path(picture).is_file()


def name_of(text: str) -> str:
    """The name of a picture that is given by a file or a name, before it is reduced to plain letters."""
    if is_emoji(text):
        return emoji.name_of(text)
    return digits.name_of(text) if is_digit(text) else Path(text).stem


def read_file(text: str) -> bytes:
    """The bytes of a picture's file.

    Raises:
        InputError: with a suggestion, if it cannot be read.
    """
    path = Path(text)
    missing = not path.exists()
    if missing:
        refuse_address(text)
    try:
        return read_bytes(path, "a picture or an emoji", LARGEST_FILE_BYTES)
    except InputError as error:
        if missing:
            raise InputError(f"{error}{_hint(text)}") from None
        raise


def _hint(text: str) -> str:
    """A suggestion for an unknown name."""
    path = Path(text)
    if len(text.strip()) == 1:
        return " Text cannot be grown directly: make a picture of it in a paint program."
    files = {file.name.lower(): file for file in _neighbours(path.parent)}
    digit = _DIGIT.fullmatch(text.strip().lower())
    if digit and nearest(digit[1], ["digit"], _CLOSE):
        return f" {did_you_mean(f'digit:{digit[2]}')}"
    endless = [str(file) for file in files.values() if file.stem == path.name]
    near = nearest(path.name, [*emoji.BUILT_IN.values(), *files], _CLOSE)
    meant = [*endless, emoji.meant(text), near and str(files.get(near, near))]
    return next((f" {did_you_mean(name)}" for name in meant if name), "")


def _neighbours(folder: Path) -> Iterator[Path]:
    """The pictures in a folder, by their names."""
    if folder.is_dir():
        inside = itertools.islice(folder.iterdir(), _MOST_NEIGHBOURS)
        yield from sorted(file for file in inside if file.suffix.lower() in ENDINGS)


def decode(
    data: bytes, source: str, formats: Sequence[str] = FORMATS, premultiplied: bool | None = None
) -> tuple[Image.Image, list[str]]:
    """The picture in a file's bytes.

    Args:
        data: the bytes
        source: the file's name in messages
        formats: the accepted kinds, of `FORMATS`
        premultiplied: as in `open_picture`

    Returns:
        An RGBA image, and notes for the user.

    Raises:
        InputError: if it is not a picture, or damaged.
    """
    if not data:
        raise InputError(f"{source} is empty; expected a picture ({', '.join(formats)}).")
    try:
        if data.startswith(_NPY_MAGIC) and "NPY" in formats:
            return _from_array(_load_npy(data, source), premultiplied, source)
        return _decode(data, source, formats)
    except UnidentifiedImageError as error:
        known = _other_kind(data, source)
        message = f"{source} {known}" if known else _kinds.explained(data, source, "picture")
        unknown = f"{source} is not a picture that can be read; expected one of {', '.join(formats)}."
        raise InputError(message or unknown) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InputError(f"{source} is too large a picture: {error}") from error
    except InputError:
        raise
    except Exception as error:  # decoders raise many kinds for corrupt data
        raise InputError(f"{source} is corrupt or cut short: {error}") from error


def _decode(data: bytes, source: str, formats: Sequence[str]) -> tuple[Image.Image, list[str]]:
    # A TGA file need not have a signature, so that many other files could be mistaken for one.
    is_tga = source.lower().endswith(_ENDINGS["TGA"]) or data.endswith(_TGA_FOOTER)
    kinds = [name for name in formats if name != "NPY" and (name != "TGA" or is_tga)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # minor ones; decompression bombs, also in icons, are errors
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        image = Image.open(io.BytesIO(data), formats=kinds)
        _check_size(image.width, image.height, source)
        notes = []
        if getattr(image, "is_animated", False) and image.format != "MPO":  # several shots of one scene
            what = "has several pages; its first page" if image.format == "TIFF" else "is animated; its first frame"
            more = "" if image.format == "TIFF" else " (all: --motion cycle)"
            notes.append(f"{source} {what} is the target{more}.")
        image.seek(0)
        low: Any = None
        if image.mode == "RGB" and _raw_mode(image) == "RGB;16B" and "transparency" in image.info:
            # Pillow keeps the high bytes of 16-bit colours; read with the other byte order, the low ones.
            low = Image.open(io.BytesIO(data), formats=kinds)
            low.tile = [(codec, extents, offset, "RGB;16L") for codec, extents, offset, _ in low.tile]
        return _as_rgba(image, low, source), notes


def _check_size(width: int, height: int, source: str) -> None:
    if width * height > _LARGEST_PIXELS or max(width, height) > _LONGEST_SIDE:
        raise InputError(
            f"{source} is {width} x {height}; the limit is {_LARGEST_PIXELS:,} pixels, and {_LONGEST_SIDE:,} per "
            "side. Make it smaller first."
        )


def _raw_mode(image: Image.Image) -> str:
    """The pixel format of a file that is not decoded yet: "L;2" for greys of 2 bits; empty if unknown."""
    tiles = getattr(image, "tile", None)
    raw = tiles[0][3] if tiles else ""
    return raw if isinstance(raw, str) else ""


def _as_rgba(image: Image.Image, low: Image.Image | None = None, source: str = "the picture") -> Image.Image:
    """Upright RGBA of 8 bits; a colour key becomes transparent.

    low: the low bytes of a picture of 16-bit colours, whose high bytes are in ``image``
    """
    key, highest = image.info.get("transparency"), {"1": 1, "L;2": 3, "L;4": 15}.get(_raw_mode(image), 255)
    upright = ImageOps.exif_transpose(image)
    if upright.mode == "RGB" and isinstance(key, tuple):
        colours = np.asarray(upright)
        compared = colours
        if low is not None:
            compared = colours.astype(np.int32) * 256 + np.asarray(ImageOps.exif_transpose(low))
        return _with_alpha(colours, (compared != np.array(key)).any(axis=-1))
    if upright.mode == "1":
        upright = upright.convert("L")
    if upright.mode == "F" or upright.mode.startswith("I") or (upright.mode == "L" and isinstance(key, int)):
        samples = np.asarray(upright)
        grey = np.dstack([_to_8_bits(samples, source)] * 3)
        if not isinstance(key, int):
            return _with_alpha(grey, np.full(samples.shape, True))
        # The key is in the file's own levels, which Pillow has scaled to 0 to 255.
        level = min(key, highest) * 255 // highest if upright.mode == "L" else key
        return _with_alpha(grey, samples != level)
    return upright.convert("RGBA")


def _with_alpha(colours: np.ndarray[Any, Any], opaque: np.ndarray[Any, Any]) -> Image.Image:
    """Colours uint8 [height, width, 3], transparent where not opaque [height, width]."""
    return Image.fromarray(np.dstack([colours, np.where(opaque, 255, 0).astype(np.uint8)]), "RGBA")


def _to_8_bits(samples: np.ndarray[Any, Any], source: str) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Greys of 8 or 16 bits, or of floats in [0, 1], as 8 bits."""
    if samples.dtype == np.uint8:
        return samples
    high = 1 if np.issubdtype(samples.dtype, np.floating) else 65535
    if not (np.isfinite(samples).all() and samples.min() >= 0 and samples.max() <= high):
        raise InputError(
            f"{source} has greys from {samples.min():g} to {samples.max():g}; expected 0 to {high}. Save it as a PNG "
            "with 8 or 16 bits."
        )
    scaled: np.ndarray[Any, np.dtype[np.uint8]] = np.round(samples.astype(np.float64) * (255 / high)).astype(np.uint8)
    return scaled


# --- arrays -----------------------------------------------------------------------------------------------------------


def _load_npy(data: bytes, source: str) -> np.ndarray[Any, Any]:
    """The array in a .npy file, whose header is checked before anything is allocated."""
    stream = io.BytesIO(data)
    version = np.lib.format.read_magic(stream)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, dtype = read(stream)
    _check_array(shape, dtype, source)
    if math.prod(shape) * dtype.itemsize > len(data) - stream.tell():
        raise InputError(f"{source} is cut short: its header says {shape} of {dtype}.")
    stream.seek(0)
    array: np.ndarray[Any, Any] = np.load(stream, allow_pickle=False)
    return array


def _check_array(shape: tuple[int, ...], dtype: np.dtype[Any], source: str) -> None:
    if not (len(shape) == 2 or (len(shape) == 3 and shape[2] in (3, 4))) or 0 in shape:
        raise InputError(
            f"{source} has shape {shape}; expected [height, width, 4] (RGBA), [height, width, 3] (RGB) or "
            "[height, width] (grey)."
        )
    if dtype != np.uint8 and not np.issubdtype(dtype, np.floating):
        raise InputError(f"{source} has type {dtype}; expected uint8 or a float in [0, 1].")
    _check_size(shape[1], shape[0], source)


def _from_array(array: np.ndarray[Any, Any], premultiplied: bool | None, source: str) -> tuple[Image.Image, list[str]]:
    _check_array(array.shape, array.dtype, source)
    if array.dtype == np.uint8:
        levels = np.ascontiguousarray(array)
    else:
        if not (np.isfinite(array).all() and array.min() >= 0 and array.max() <= 1):
            raise InputError(f"{source} has values outside [0, 1]; expected colours and alpha in [0, 1].")
        levels = np.round(array * 255).astype(np.uint8)
    if levels.shape[2:] != (4,):
        return Image.fromarray(levels, "RGB" if levels.ndim == 3 else "L").convert("RGBA"), []
    straight = Image.fromarray(levels, "RGBA")
    if premultiplied is False:
        return straight, []
    whole = 255 if array.dtype == np.uint8 else 1
    colours, alpha = array[..., :3], array[..., 3:]
    if premultiplied is None and (colours > alpha).any():
        return straight, []
    divided = (colours / np.where(alpha > 0, alpha, 1)).clip(0, 1)
    divided = np.round(np.concatenate([divided, alpha / whole], axis=-1) * 255).astype(np.uint8)
    if premultiplied is None and (divided == levels)[levels[..., 3] > 0].all():
        return straight, []
    note = (
        f"{source}: no colour is above its alpha, so the colours are taken as premultiplied, as in Blastema's own "
        "arrays. If they are not: --array-alpha straight."
    )
    return Image.fromarray(divided, "RGBA"), [] if premultiplied else [note]


# --- other files ------------------------------------------------------------------------------------------------------


def _other_kind(data: bytes, source: str) -> str:
    """The kind of a file that users may give as a picture, and how to convert it; empty for other files."""
    name, stem = shlex.quote(source), shlex.quote(str(Path(source).with_suffix("")))
    png = shlex.quote(str(Path(source).with_suffix(".png")))
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start or source.lower().endswith(".svgz"):
        command = f"rsvg-convert --width 512 --keep-aspect-ratio {name} --output {png}"
        return f"is an SVG drawing, which has no pixels. Make a PNG of it: {command} {_PACKAGE.format('librsvg2-bin')}."
    if start.startswith(b"%pdf"):
        command = f"pdftoppm -png -singlefile {name} {stem}"
        return f"is a PDF document, not a picture. Make a PNG of it: {command} {_PACKAGE.format('poppler-utils')}."
    if start[4:8] == b"ftyp" and start[8:12] in (b"heic", b"heix", b"heim", b"hevc", b"mif1", b"msf1"):
        command = f"heif-convert {name} {png}"
        return f"is a HEIC photograph. Make a PNG of it: {command} {_PACKAGE.format('libheif-examples')}."
    if start.startswith((b"8bps", b"gimp xcf")):
        return "is a paint program's native file. Export it from there as PNG."
    return ""


__all__ = [
    "AS_TEXT",
    "ENDINGS",
    "FORMATS",
    "LARGEST_FILE_BYTES",
    "Picture",
    "decode",
    "is_digit",
    "is_emoji",
    "name_of",
    "open_picture",
    "plain_name",
    "read_file",
]
