"""Animated pictures: animated files and folders of frames; each becomes RGBA images of one size."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, UnidentifiedImageError

from blastema._checks import as_path
from blastema.errors import InputError
from blastema.picture_files import AS_TEXT, ENDINGS, Picture, decode, is_emoji, open_picture, plain_name, read_file


def open_frames(picture: Picture | Sequence[Picture], most: int) -> tuple[list[Image.Image], str, list[str]]:
    """Read an animated picture.

    Args:
        picture: an animated GIF, WebP or PNG, a folder of pictures (in the order of their names, numbers counted as
            numbers), or several pictures
        most: largest number of frames

    Returns:
        RGBA images of one size, a name in plain letters, and notes for the user.

    Raises:
        InputError: if they cannot be read, are fewer than two, too many, or of several sizes.
    """
    if isinstance(picture, Sequence) and not isinstance(picture, str):
        given, name, source = [open_picture(one)[0] for one in picture], "frames", "the frames"
        return _frames(given, source, most), name, []
    if isinstance(picture, Image.Image | np.ndarray):
        return _frames([open_picture(picture)[0]], "the picture", most), "", []
    path = as_path(picture, "the picture", AS_TEXT)
    if path.is_dir():
        files = sorted((file for file in path.iterdir() if file.suffix.lower() in ENDINGS), key=_by_number)
        if len(files) > most:
            raise InputError(f"{path} has {len(files)} pictures; expected 2 to {most} frames, a picture each.")
        return _frames([open_picture(file)[0] for file in files], str(path), most), plain_name(path.name), []
    if is_emoji(picture):
        return _frames([open_picture(picture)[0]], str(picture), most), "", []
    images, notes = _animation(read_file(str(path)), str(path), most)
    return _frames(images, str(path), most), plain_name(path.stem), notes


def _animation(data: bytes, source: str, most: int) -> tuple[list[Image.Image], list[str]]:
    """All frames of an animated file, and a note if they do not all last equally long."""
    still, _ = decode(data, source)  # with its messages for files that are not pictures
    try:
        image = Image.open(io.BytesIO(data))
    except UnidentifiedImageError:  # an array
        return [still], []
    count = getattr(image, "n_frames", 1)
    if count > most:
        raise InputError(f"{source} has {count:,} frames; at most {most} are supported. Leave some out.")
    images, lasts = [], set()
    try:
        for number in range(count):
            image.seek(number)
            images.append(image.convert("RGBA"))
            lasts.add(image.info.get("duration"))
    except Exception as error:  # decoders raise many kinds for corrupt data
        raise InputError(f"{source} is corrupt or cut short: {error}") from error
    note = f"{source}: its frames last {_few_numbers(lasts)} ms; here all frames have the same duration."
    return images, [note] if len(lasts) > 1 else []


def _few_numbers(values: set[Any]) -> str:
    known = sorted(value for value in values if value is not None)
    return f"{known[0]:g} to {known[-1]:g}" if known else "different numbers of"


def _frames(images: list[Image.Image], source: str, most: int) -> list[Image.Image]:
    if not 2 <= len(images) <= most:
        found = "one picture, which does not move" if len(images) == 1 else f"{len(images)} frames"
        raise InputError(
            f"{source} has {found}; expected 2 to {most} frames: an animated GIF, WebP or PNG, or a folder with a "
            "picture for each."
        )
    sizes = sorted({image.size for image in images})
    if len(sizes) > 1:
        (width, height), (other, another) = sizes[0], sizes[-1]
        raise InputError(
            f"{source}: the frames differ in size, {width} x {height} and {other} x {another}; expected one size."
        )
    return images


def _by_number(file: Path) -> list[tuple[int, str]]:
    """Names in the order in which people count: walk2.png before walk10.png."""
    parts = re.findall(r"[0-9]+|[^0-9]+", file.name.lower())
    return [(int(part), "") if part.isascii() and part.isdigit() else (-1, part) for part in parts]


__all__ = ["open_frames"]
