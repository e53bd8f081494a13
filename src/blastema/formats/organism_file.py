"""The organism file: a safetensors file whose header describes the organism completely (``docs/format.md``).

Tensors ``layers.0.weight [in, out]``, ``layers.0.bias [out]``, ..., and ``perception.learned [N, 3, 3, C]`` if there
are learned filters; input rows filter-major. The header's metadata has one text, JSON, under the key ``blastema``: the
automaton as tagged parts, and everything else about the organism. Reading executes nothing, and uses nothing before all
of it has been checked.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from typing import Any

import jax
import numpy as np
import safetensors
import safetensors.numpy

from blastema import _kinds
from blastema._base64 import from_base64, to_base64
from blastema._checks import as_path, instance, is_number, is_whole, known_version, short
from blastema._files import write_explained
from blastema._json import parse
from blastema.automaton import CellularAutomaton, Place
from blastema.config import LARGEST_GRID, MOST_PIXELS
from blastema.errors import FileFormatError, InputError
from blastema.formats import moving, parts, told, upgrade
from blastema.organism import Organism
from blastema.targets import Target, read_png

FORMAT = "blastema-organism"
VERSION = 3
"""Version 3 has moving targets; all others are written as version 2, so that older versions can read them."""
_WITHOUT_MOTION = 2
_METADATA_KEY = "blastema"
LARGEST_BYTES = 64 << 20
LARGEST_HEADER_BYTES = 16 << 20
_MOST_SEEDS = 4096
_LARGEST_RADIUS = 10_000

_DTYPES = {"F32": "float32", "F16": "float16"}
_NAME = re.compile(r"[^\W_][\w .,+()-]{0,99}")


def save(organism: Organism, path: str | os.PathLike[str], dtype: str = "float32") -> None:
    """Write an organism file, atomically: at any moment either the old or the new file is complete.

    Args:
        organism: the organism
        path: of the file
        dtype: "float32", or "float16" for half the size (weights rounded to 11 bits)

    Raises:
        InputError: if the organism cannot be stored in a file, or the file cannot be written.
    """
    data = dumps(organism, dtype)
    write_explained(as_path(path, "the organism's file"), data)


def load(path: str | os.PathLike[str]) -> Organism:
    """Read an organism file.

    Raises:
        InputError: if it cannot be read.
        FileFormatError: if it is invalid.
    """
    file = as_path(path, "the organism's file")
    return loads(_kinds.read(file, "an organism file", LARGEST_BYTES, "organism"), str(file))


def dumps(organism: Organism, dtype: str = "float32") -> bytes:
    """An organism file's bytes; equal organisms give equal bytes.

    Raises:
        InputError: if it cannot be stored.
    """
    instance(organism, Organism, "what is to be saved", "save_organism(organism, path)")
    if dtype not in _DTYPES.values():
        raise InputError(f"dtype is {dtype!r}; expected float32 or float16.")
    exact = {name: np.asarray(value) for name, value in parts.tensors_of(organism.automaton).items()}
    with np.errstate(over="ignore"):
        tensors = {name: np.ascontiguousarray(value, dtype) for name, value in exact.items()}
    for name, value in tensors.items():
        if not np.isfinite(value).all():
            cause = "is not finite" if not np.isfinite(exact[name]).all() else f"is too large for {dtype}; use float32"
            raise InputError(f"organism {organism.name!r} cannot be saved: {name} {cause}.")
    text = _metadata(organism)
    data = safetensors.numpy.save(tensors, metadata={_METADATA_KEY: text})
    back = loads(data, f"organism {organism.name!r}")  # ensure that it can be read again
    kept, given = jax.tree.structure(back.automaton), jax.tree.structure(organism.automaton)
    if kept != given:  # type: ignore[operator]
        raise InputError(
            f"organism {organism.name!r} cannot be saved: when read again, it would differ. One of its parts has a "
            "setting that its method initial does not accept under that name."
        )
    return data


def dumps_small(organism: Organism) -> tuple[bytes, str]:
    """An organism file's bytes in float16, half the size, or in float32 if a value is out of float16's range.

    Returns:
        The bytes, and the type.
    """
    largest = float(np.finfo(np.float16).max)
    tensors = parts.tensors_of(organism.automaton).values()
    fits = all(np.abs(np.asarray(value)).max(initial=0.0) <= largest for value in tensors)
    dtype = "float16" if fits else "float32"
    return dumps(organism, dtype), dtype


def _described_target(target: Target) -> dict[str, Any]:
    """A target as plain JSON."""
    return {
        "name": target.name,
        "size": target.size,
        "padding": target.padding,
        "png": to_base64(target.png()),
        **({"pixels_per_cell": target.pixels_per_cell} if target.pixels_per_cell > 1 else {}),
        **moving.described(target),
    }


def _metadata(organism: Organism) -> str:
    target = organism.target
    described: dict[str, Any] = {
        "format": FORMAT,
        "version": _WITHOUT_MOTION if target is None or target.motion is None else VERSION,
        "name": organism.name,
        "automaton": parts.describe(organism.automaton),
        "grid": [int(side) for side in organism.grid],
        "target": None if target is None else _described_target(target),
        "provenance": dict(organism.provenance),
    }
    described |= told.describe(organism, _described_target)
    if organism.seeds:
        described["seeds"] = [[int(at) for at in place] for place in organism.seeds]
    if organism.start_radius is not None:
        described["start_radius"] = float(organism.start_radius)
    try:
        text = json.dumps(described, ensure_ascii=False, sort_keys=True, allow_nan=False)
        text.encode("utf-8")
        return text
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(
            f"organism {organism.name!r} cannot be saved: its provenance is not plain JSON ({error}). "
            "Use only strings, finite numbers, booleans and lists of them."
        ) from error


def loads(data: bytes, source: str = "organism file") -> Organism:
    """The organism in an organism file's bytes; ``source`` names it in messages.

    Raises:
        FileFormatError: for anything but a complete, valid organism of a known version.
    """
    header = _header(data, source)
    metadata = header.pop("__metadata__", None)
    text = metadata.get(_METADATA_KEY) if isinstance(metadata, dict) else None
    if not isinstance(text, str):
        without = f"{source} is a safetensors file without the metadata {_METADATA_KEY!r}, so it is not an organism."
        raise FileFormatError(_kinds.explained(data, source, "organism") or without)
    described = parse(text, f"the metadata of {source}")
    if described.get("format") != FORMAT:
        _kinds.refuse_others(data, source, "organism", "weights")
        raise FileFormatError(f"{source} has format {short(described.get('format'))}; expected {FORMAT!r}.")
    if known_version(described.get("version"), VERSION, "organism", source) == 1:
        described = upgrade.from_version_1(described, source)
    skeleton = parts.skeleton(described.get("automaton"), source)
    grid = _grid(described.get("grid"), skeleton, source)
    automaton = parts.filled(skeleton, _tensors(data, header, parts.tensors_of(skeleton), source))
    provenance = described.get("provenance", {})
    if not isinstance(provenance, dict):
        raise FileFormatError(f"{source}: provenance is not a JSON object.")
    width = automaton.perception.signal or _genes(described, automaton)
    pictures = told.pictures(described.get("pictures", []), width, source, lambda raw, at: _target(raw, grid, at))
    target = _target(described.get("target"), grid, source)
    return Organism(
        automaton,
        _name(described.get("name"), source),
        grid,
        target,
        provenance,
        _seeds(described["seeds"], grid, source) if "seeds" in described else (),
        pictures,
        told.signal(described["signal"], width, source) if "signal" in described else (),
        _start_radius(described["start_radius"], target, source) if "start_radius" in described else None,
    )


def _genes(described: dict[str, Any], automaton: CellularAutomaton) -> int:
    """The size of the signal in the seeds, if the cells receive none: that of the pictures' signals, if it fits."""
    signal = described.get("signal")
    return len(signal) if isinstance(signal, list) and len(signal) <= automaton.channels - 4 else 0


def is_name(text: str) -> bool:
    """Whether an organism can have this name."""
    return _NAME.fullmatch(text) is not None


def looks_like(data: bytes) -> bool:
    """Whether the bytes begin as a safetensors file does: the header's length, then a JSON object."""
    return len(data) > 9 and data[8:9] == b"{" and int.from_bytes(data[:8], "little") <= LARGEST_BYTES


def _header(data: bytes, source: str) -> dict[str, Any]:
    length = int.from_bytes(data[:8], "little")
    if len(data) < 10 or data[8:9] != b"{":
        unknown = f"{source} is not a safetensors file, as an organism file is (or it is cut short)."
        raise FileFormatError(_kinds.explained(data, source, "organism") or unknown)
    if length > LARGEST_HEADER_BYTES:
        raise FileFormatError(
            f"{source}: the header claims {length:,} bytes; at most {LARGEST_HEADER_BYTES:,} are read."
        )
    if 8 + length > len(data):
        raise FileFormatError(
            f"{source} is cut short: {len(data):,} bytes, but its header alone ends at {8 + length:,}."
        )
    return parse(data[8 : 8 + length], f"the header of {source}")


def _tensors(
    data: bytes, header: Mapping[str, Any], skeleton: Mapping[str, Any], source: str
) -> dict[str, np.ndarray[Any, np.dtype[np.float32]]]:
    expected = {name: tuple(leaf.shape) for name, leaf in skeleton.items()}
    for name, shape in expected.items():
        entry = header.get(name)
        if not isinstance(entry, dict):
            raise FileFormatError(f"{source} lacks the tensor {name} {list(shape)}.")
        if entry.get("shape") != list(shape):
            raise FileFormatError(
                f"{source}: {name} has shape {short(entry.get('shape'))}; the architecture asks for {list(shape)}."
            )
        if not isinstance(entry.get("dtype"), str) or entry["dtype"] not in _DTYPES:
            raise FileFormatError(f"{source}: {name} has type {short(entry.get('dtype'))}; expected F32 or F16.")
    extra = sorted(set(header) - set(expected))
    if extra:
        raise FileFormatError(f"{source} has tensors that its architecture does not: {', '.join(extra)[:200]}.")
    try:
        stored = safetensors.numpy.load(data)
    except (safetensors.SafetensorError, ValueError, KeyError, TypeError) as error:
        raise FileFormatError(f"{source} is cut short or altered: {str(error)[:200]}.") from error
    tensors = {}
    for name, shape in expected.items():
        value = stored.get(name)
        if value is None or value.shape != shape:  # readers differ on duplicate keys in the header
            raise FileFormatError(f"{source} is altered: its header names {name} twice.")
        if not np.isfinite(value).all():
            raise FileFormatError(
                f"{source}: {name} has values that are not finite. Use an earlier organism of the run."
            )
        tensors[name] = value.astype(np.float32)
    return tensors


def _name(raw: object, source: str) -> str:
    if not isinstance(raw, str) or not _NAME.fullmatch(raw):
        raise FileFormatError(
            f"{source}: the name is {short(raw)}; expected up to 100 letters, digits, blanks and - _ . , + ( ), "
            "a letter or digit first."
        )
    return raw


def _grid(raw: object, automaton: CellularAutomaton, source: str) -> tuple[int, ...]:
    sides = raw if isinstance(raw, list) else []
    if len(sides) != automaton.axes or not all(is_whole(side) and 3 <= side <= LARGEST_GRID for side in sides):
        expected = "[height, width]" if automaton.axes == 2 else "[depth, height, width]"
        raise FileFormatError(f"{source}: the grid is {short(raw)}; expected {expected}, each 3 to {LARGEST_GRID}.")
    obstacle = automaton.too_large(*sides)
    if obstacle is not None:
        raise FileFormatError(f"{source}: the grid is {short(raw)}, too large for this automaton ({obstacle}).")
    return tuple(sides)


def _seeds(raw: object, grid: tuple[int, ...], source: str) -> tuple[Place, ...]:
    def is_place(place: object) -> bool:
        return (
            isinstance(place, list)
            and len(place) == len(grid)
            and all(is_whole(at) and 0 <= at < side for at, side in zip(place, grid, strict=True))
        )

    if not isinstance(raw, list) or not 1 <= len(raw) <= _MOST_SEEDS or not all(map(is_place, raw)):
        raise FileFormatError(
            f"{source}: the seeds are {short(raw)}; expected 1 to {_MOST_SEEDS} places "
            f"{'[row, column]' if len(grid) == 2 else '[layer, row, column]'} on the grid {' x '.join(map(str, grid))}."
        )
    return tuple(map(tuple, raw))


def _start_radius(raw: object, target: Target | None, source: str) -> float:
    if not is_number(raw, 0, _LARGEST_RADIUS) or target is None:
        without = "" if target is not None else ", and the file has no picture to start from"
        raise FileFormatError(
            f"{source}: start_radius is {short(raw)}; expected cells, from 0 to {_LARGEST_RADIUS}{without}."
        )
    return float(raw)


def _target(raw: object, grid: tuple[int, ...], source: str) -> Target | None:
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise FileFormatError(f"{source}: target is neither null nor a JSON object.")
    size: Any = raw.get("size")
    padding: Any = raw.get("padding")
    if not (is_whole(size) and is_whole(padding) and size >= 1 and padding >= 0):
        raise FileFormatError(f"{source}: the target's size and padding are {short(size)} and {short(padding)}.")
    sides = [side - 2 * padding for side in grid]
    if max(sides) != size or min(sides) < 1:
        raise FileFormatError(f"{source}: a target of size {size} and padding {padding} does not fit the grid {grid}.")
    if raw.get("png") is None:
        return None
    picture = from_base64(raw["png"], f"{source}: the target's picture")
    pixels = raw.get("pixels_per_cell", 1)
    if not (is_whole(pixels) and 1 <= pixels <= MOST_PIXELS):
        raise FileFormatError(f"{source}: pixels_per_cell is {short(pixels)}; expected 1 to {MOST_PIXELS}.")
    try:
        target = read_png(picture, padding, _name(raw.get("name"), source), len(grid), pixels)
    except FileFormatError:
        raise
    except InputError as error:
        raise FileFormatError(f"{source}: {error}") from error
    if target.grid != grid:
        found, asked = (" x ".join(map(str, each)) for each in (target.pixels.shape[:-1], sides))
        raise FileFormatError(
            f"{source}: the target's picture has {found} pixels; this grid with padding {padding} asks for {asked}."
        )
    return moving.read(raw["motion"], target, source) if "motion" in raw else target


__all__ = [
    "FORMAT",
    "LARGEST_BYTES",
    "LARGEST_HEADER_BYTES",
    "VERSION",
    "dumps",
    "dumps_small",
    "is_name",
    "load",
    "loads",
    "looks_like",
    "save",
]
