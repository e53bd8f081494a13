"""Files of volumes: reading and writing MagicaVoxel's .vox format.

A model is [D, H, W, 4], uint8 RGBA with straight alpha: layers from front to back, rows from top to bottom, columns
from left to right. In the file x goes to the right, y to the back and z up. Existing voxels are opaque; materials (such
as glass), names and the scene are ignored.
"""

from __future__ import annotations

import itertools
import os
import struct
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from blastema._checks import as_path
from blastema._files import read_bytes
from blastema.errors import FileFormatError, InputError

ENDING = ".vox"
LARGEST_BYTES = 64 << 20
LONGEST_SIDE = 256
"""Largest side of a model, in voxels."""
MOST_COLOURS = 255
_MAGIC = b"VOX "
_VERSIONS = (150, 200)
_SAVE = "Save it again in MagicaVoxel."

Voxels = np.ndarray[Any, np.dtype[np.uint8]]


class _Chunk(NamedTuple):
    name: bytes
    content: bytes


def is_volume(picture: object) -> bool:
    """Whether a picture is a volume: the name of a .vox file, or an array [D, H, W, 4]."""
    if isinstance(picture, np.ndarray):
        return picture.ndim == 4
    return isinstance(picture, str | os.PathLike) and Path(picture).suffix.lower() == ENDING


def read_vox(path: str | os.PathLike[str]) -> Voxels:
    """The model of a .vox file.

    Args:
        path: of the file

    Returns:
        uint8 [D, H, W, 4]

    Raises:
        InputError: if it cannot be read, is not a .vox file, or does not contain exactly one model.
    """
    file = as_path(path, "the volume's file")
    return parse_vox(read_bytes(file, "a .vox file", LARGEST_BYTES), str(file))


def parse_vox(data: bytes, source: str) -> Voxels:
    """The model in a .vox file's bytes; ``source`` names it in messages.

    Args:
        data: the bytes
        source: what messages call the file

    Returns:
        uint8 [D, H, W, 4]

    Raises:
        FileFormatError: unless it is a valid file with one model.
    """
    if data[:4] != _MAGIC or len(data) < 8:
        raise FileFormatError(f"{source} is not a .vox file: it does not begin with VOX. Export it from MagicaVoxel.")
    version = int.from_bytes(data[4:8], "little")
    if version not in _VERSIONS:
        raise FileFormatError(
            f"{source} is a .vox file of version {version}; versions 150 and 200 are supported. {_SAVE}"
        )
    sizes, models, palette = [], [], None
    for chunk in _chunks(data, source):
        if chunk.name == b"SIZE":
            sizes.append(_size(chunk.content, source))
        elif chunk.name == b"XYZI":
            models.append(_entries(chunk.content, source))
        elif chunk.name == b"RGBA":
            palette = _palette(chunk.content, source)
    if len(models) != 1 or len(sizes) != 1:
        found = f"{len(models)} models" if len(models) == len(sizes) else f"{len(sizes)} sizes, {len(models)} models"
        raise FileFormatError(f"{source} has {found}; expected a file with one model. Save a single model.")
    return _model(sizes[0], models[0], _default_palette() if palette is None else palette, source)


def _chunks(data: bytes, source: str) -> list[_Chunk]:
    """All chunks inside MAIN, in order."""
    head = _header(data, 8, len(data), source)
    if head[0] != b"MAIN":
        raise FileFormatError(f"{source}: the first chunk is {head[0]!r}; expected MAIN. {_SAVE}")
    at, end = 20 + head[1], 20 + head[1] + head[2]
    if end > len(data):
        raise FileFormatError(f"{source} is cut short: {len(data):,} bytes, but its content ends at {end:,}.")
    found = []
    while at < end:
        name, content, children = _header(data, at, end, source)
        if at + 12 + content + children > end:
            raise FileFormatError(f"{source} is cut short or altered: the chunk {name!r} extends beyond its end.")
        found.append(_Chunk(name, data[at + 12 : at + 12 + content]))
        at += 12 + content + children
    return found


def _header(data: bytes, at: int, end: int, source: str) -> tuple[bytes, int, int]:
    """Name, bytes of content and bytes of children of the chunk at an offset."""
    if at + 12 > end:
        raise FileFormatError(f"{source} is cut short: the header of the chunk at byte {at:,} is incomplete.")
    name, content, children = struct.unpack_from("<4sII", data, at)
    return name, content, children


def _size(content: bytes, source: str) -> tuple[int, int, int]:
    sides = struct.unpack_from("<3I", content) if len(content) >= 12 else ()
    if not sides or not all(1 <= side <= LONGEST_SIDE for side in sides):
        shown = " x ".join(map(str, sides)) or "missing"
        raise FileFormatError(f"{source}: the model's size is {shown}; expected sides of 1 to {LONGEST_SIDE} voxels.")
    return sides


def _entries(content: bytes, source: str) -> Voxels:
    """x, y, z and colour index of each voxel: [N, 4]."""
    count = int.from_bytes(content[:4], "little")
    if len(content) < 4 or 4 + 4 * count > len(content):
        raise FileFormatError(f"{source} is cut short or altered: it declares {count:,} voxels but contains fewer.")
    return np.frombuffer(content, np.uint8, 4 * count, 4).reshape(-1, 4)


def _palette(content: bytes, source: str) -> Voxels:
    """The colours by index, 1 to 255, [256, 4]; 0 is unused."""
    if len(content) < 1024:
        raise FileFormatError(f"{source}: the palette has {len(content)} bytes; expected 1,024. {_SAVE}")
    return np.roll(np.frombuffer(content, np.uint8, 1024).reshape(256, 4), 1, axis=0)


def _default_palette() -> Voxels:
    """For files without a palette: all colours of six levels except black, then ramps of red, green, blue and grey."""
    levels, ramp = (255, 204, 153, 102, 51, 0), (238, 221, 187, 170, 136, 119, 85, 68, 34, 17)
    colours = [each for each in itertools.product(levels, repeat=3) if any(each)]
    for channels in ((0,), (1,), (2,), (0, 1, 2)):
        colours += [tuple(level if each in channels else 0 for each in range(3)) for level in ramp]
    return np.array([(0, 0, 0, 0), *((*colour, 255) for colour in colours)], np.uint8)


def _model(size: tuple[int, int, int], entries: Voxels, palette: Voxels, source: str) -> Voxels:
    width, depth, height = size
    x, y, z, colour = entries.T.astype(int)
    outside = (x >= width) | (y >= depth) | (z >= height) | (colour == 0)
    if outside.any():
        first = entries[outside][0].tolist()
        raise FileFormatError(
            f"{source} is altered: it has a voxel at {first[:3]} with colour {first[3]}; the model has {width} x "
            f"{depth} x {height} voxels, and colours start at 1."
        )
    model = np.zeros((depth, height, width, 4), np.uint8)
    model[y, height - 1 - z, x, :3] = palette[colour, :3]
    model[y, height - 1 - z, x, 3] = 255
    return model


def vox_bytes(model: Voxels) -> bytes:
    """Encode a model as a .vox file.

    Args:
        model: uint8 [D, H, W, 4]; voxels with an alpha above 0 exist

    Returns:
        The bytes of a file of version 150.

    Raises:
        InputError: for a model that is too large, or has more than 255 colours.
    """
    if model.ndim != 4 or model.shape[-1] != 4 or not all(1 <= side <= LONGEST_SIDE for side in model.shape[:3]):
        raise InputError(f"the model is {list(model.shape)}; expected [D, H, W, 4] of 1 to {LONGEST_SIDE} a side.")
    depth, height, width, _ = model.shape
    places = np.argwhere(model[..., 3] > 0)
    colours, which = np.unique(model[tuple(places.T)][:, :3], axis=0, return_inverse=True)
    if len(colours) > MOST_COLOURS:
        raise InputError(f"the model has {len(colours)} colours; a .vox file has at most {MOST_COLOURS}.")
    layer, row, column = places.T
    entries = np.stack([column, layer, height - 1 - row, which.reshape(-1) + 1], axis=1).astype(np.uint8)
    palette = np.full((256, 4), 255, np.uint8)
    palette[: len(colours), :3] = colours
    chunks = (
        _written(b"SIZE", struct.pack("<3I", width, depth, height))
        + _written(b"XYZI", struct.pack("<I", len(entries)) + entries.tobytes())
        + _written(b"RGBA", palette.tobytes())
    )
    return _MAGIC + struct.pack("<I", _VERSIONS[0]) + struct.pack("<4sII", b"MAIN", 0, len(chunks)) + chunks


def _written(name: bytes, content: bytes) -> bytes:
    return struct.pack("<4sII", name, len(content), 0) + content


__all__ = [
    "ENDING",
    "LARGEST_BYTES",
    "LONGEST_SIDE",
    "MOST_COLOURS",
    "Voxels",
    "is_volume",
    "parse_vox",
    "read_vox",
    "vox_bytes",
]
