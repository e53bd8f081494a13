"""Handwritten digits as pictures, by name: ``digit:7``, ``digit:7:12`` and ``mnist:FILE:INDEX``.

The first are from scikit-learn's 1,797 digits of 8 x 8 pixels (extra ``data``; E. Alpaydin and C. Kaynak, *Optical
Recognition of Handwritten Digits*, UCI 1998), the last from an IDX file of images as used by MNIST, compressed or not.
A digit is dark grey on a transparent background; its alpha is the grey level of the data.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from blastema._checks import as_path
from blastema._files import read_bytes
from blastema.errors import InputError

INK = (40, 40, 46)
"""The colour of all digits, RGB."""
_LARGEST_FILE_BYTES = 128 << 20
_IMAGES = bytes([0, 0, 8, 3])
"""The first bytes of an IDX file of bytes in three dimensions: images, rows, columns."""
_LABELS = bytes([0, 0, 8, 1])
"""The first bytes of an IDX file of bytes in one dimension."""
_HEADER = 16
_NAME = re.compile(r"digit:(?P<digit>[^:]*)(:(?P<number>[^:]*))?|mnist:(?P<file>.+):(?P<index>[^:]*)", re.DOTALL)

_Grey = np.ndarray[Any, np.dtype[np.uint8]]


class Digits(NamedTuple):
    """Pictures of digits, and their classes.

    images: 0 to 255, [N, height, width]
    classes: 0 to 9, [N]
    """

    images: _Grey
    classes: np.ndarray[Any, np.dtype[np.int64]]


def is_digit(text: str) -> bool:
    """Whether this has the form of a digit's name: ``digit:...`` or ``mnist:...``."""
    return text.startswith(("digit:", "mnist:"))


def name_of(text: str) -> str:
    """A name usable for a folder: "digit-7-12" for ``digit:7:12``, "mnist-12" for ``mnist:FILE:12``."""
    kind, _, rest = text.partition(":")
    told = rest if kind == "digit" else rest.rpartition(":")[2]
    return "-".join([kind, *re.findall(r"\w+", told, re.ASCII)])


def picture(text: str) -> Image.Image:
    """The digit, RGBA with straight alpha, in the pixels of its data set.

    Args:
        text: ``digit:D`` or ``digit:D:N``, the N-th (from 0) of the digit D of scikit-learn's data;
            ``mnist:FILE:INDEX``, an image (from 0) of an IDX file, compressed by gzip or not

    Returns:
        8 x 8 pixels, or as large as in the file.

    Raises:
        InputError: if there is no such digit, or its data cannot be read.
    """
    found = _parsed(text)
    if found["digit"] is None:
        file = as_path(found["file"], "the file after mnist:", "the path of an IDX file of images")
        return _inked(_of_file(file, _whole(text, found["index"])))
    digit, number = _whole(text, found["digit"]), _whole(text, found["number"] or "0")
    if digit > 9:
        raise InputError(f"{text}: {digit} is not a digit; expected 0 to 9, as in digit:7.")
    images, labels = _small_digits()
    alike = images[labels == digit]
    if number >= len(alike):
        raise InputError(f"{text}: there are {len(alike)} pictures of {digit}; expected 0 to {len(alike) - 1}.")
    return _inked(alike[number])


def all_of(name: str) -> Digits:
    """A data set of digits.

    Args:
        name: ``digits``, scikit-learn's 1,797, or ``mnist:FILE``, an IDX file of images; its labels are in the file
            next to it whose name has ``labels-idx1`` instead of ``images-idx3``

    Returns:
        Its images and classes.

    Raises:
        InputError: if there is no such data set, or it cannot be read.
    """
    if name == "digits":
        return _small_digits()
    if not name.startswith("mnist:"):
        raise InputError(f"the data is {name!r}; expected digits, or mnist:FILE with an IDX file of images.")
    path = as_path(name.removeprefix("mnist:"), "the file after mnist:", "the path of an IDX file of images")
    images = _images_of(path)
    beside = path.with_name(path.name.replace("images-idx3", "labels-idx1"))
    if beside == path:
        raise InputError(
            f"{path}: expected a name that contains images-idx3, from which the name of the file of labels is derived."
        )
    data = _unpacked(beside)
    if not data.startswith(_LABELS) or len(data) != 8 + len(images):
        raise InputError(f"{beside} is not an IDX file of {len(images):,} labels, as {path} has images.")
    labels = np.frombuffer(data, np.uint8, offset=8).astype(np.int64)
    if labels.max(initial=0) > 9:
        raise InputError(f"{beside} has the label {labels.max()}; expected digits, 0 to 9.")
    return Digits(images, labels)


def _parsed(text: str) -> dict[str, str | None]:
    match = _NAME.fullmatch(text)
    if match is None:
        raise InputError(f"{text}: expected digit:7, digit:7:12 (the thirteenth 7) or mnist:FILE:INDEX.")
    return match.groupdict()


def _whole(text: str, number: str | None) -> int:
    if number is None or not re.fullmatch("[0-9]{1,9}", number):
        raise InputError(f"{text}: {number or 'nothing'} is not a whole number; expected 0 or more, as in digit:7:12.")
    return int(number)


def _inked(grey: _Grey) -> Image.Image:
    pixels = np.empty((*grey.shape, 4), np.uint8)
    pixels[..., :3] = INK
    pixels[..., 3] = grey
    return Image.fromarray(pixels, "RGBA")


@cache
def _small_digits() -> Digits:
    try:
        from sklearn.datasets import load_digits
    except ModuleNotFoundError:
        raise InputError(
            "digits by name need scikit-learn; install it with: pip install 'blastema[data]' "
            "(a picture file of a digit, or mnist:FILE:INDEX, needs nothing)."
        ) from None
    data = load_digits()
    return Digits(np.rint(data.images * (255 / 16)).astype(np.uint8), data.target)


def _of_file(path: Path, index: int) -> _Grey:
    images = _images_of(path)
    if index >= len(images):
        raise InputError(
            f"{path} has {len(images):,} images; expected an index of 0 to {len(images) - 1:,}, found {index:,}."
        )
    found: _Grey = images[index]
    return found


def _images_of(path: Path) -> _Grey:
    data = _unpacked(path)
    if len(data) < _HEADER or not data.startswith(_IMAGES):
        raise InputError(f"{path} is not an IDX file of images (as train-images-idx3-ubyte.gz is).")
    count, height, width = (int.from_bytes(data[at : at + 4], "big") for at in (4, 8, 12))
    if not (height and width) or len(data) != _HEADER + count * height * width:
        raise InputError(
            f"{path} is cut short or damaged: it has {len(data):,} bytes, where {count:,} images of "
            f"{width} x {height} take {_HEADER + count * height * width:,}."
        )
    return np.frombuffer(data, np.uint8, offset=_HEADER).reshape(count, height, width)


def _unpacked(path: Path) -> bytes:
    data = read_bytes(path, "an IDX file of images", _LARGEST_FILE_BYTES)
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            unpacked = stream.read(_LARGEST_FILE_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path} cannot be unpacked: {error}.") from None
    if len(unpacked) > _LARGEST_FILE_BYTES:
        raise InputError(
            f"{path} unpacks to more than {_LARGEST_FILE_BYTES >> 20} MiB, which no data set of digits has."
        )
    return unpacked


__all__ = ["INK", "Digits", "all_of", "is_digit", "name_of", "picture"]
