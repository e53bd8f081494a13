"""The target in a run folder: its pictures, frames and names, written and read."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

from blastema._checks import short
from blastema._files import read_bytes, write_atomically
from blastema.config import Config
from blastema.errors import FileFormatError, InputError
from blastema.formats import organism_file
from blastema.picture_files import LARGEST_FILE_BYTES, name_of
from blastema.runs import environment
from blastema.runs.layout import CONFIG_NAME, FRAMES_NAME, OTHERS_NAME, TARGET_NAME
from blastema.targets import Target, read_frames, read_png


def refuse_unfit_names(target: Target) -> None:
    """Raise `InputError` for a picture with a name that organisms cannot have."""
    unfit = [name for name in (*(each.name for each in target.every), target.title) if not organism_file.is_name(name)]
    if unfit:
        raise InputError(
            f"the target's name is {short(unfit[0])}; an organism's is up to 100 letters, digits, blanks and "
            "- _ . , + ( ), a letter or digit first. Rename the picture, or the target: "
            "dataclasses.replace(target, name=...)."
        )


def names_of(target: Target) -> dict[str, Any]:
    """The pictures' names, as a run records them."""
    others = [other.name for other in target.others]
    return {"target": target.name} | ({"others": others} if others else {})


def write(path: Path, target: Target) -> None:
    """Write a target to a run folder; its first picture last, so that a folder with the first one has all of them."""
    for number, other in enumerate(target.others, start=1):
        (path / OTHERS_NAME).mkdir(exist_ok=True)
        write_atomically(path / _other_name(number), other.png())
    if target.motion is not None:
        write_atomically(path / FRAMES_NAME, target.frames_png())
    write_atomically(path / TARGET_NAME, target.png())


def read(path: Path, config: Config) -> Target:
    """The target of a run folder.

    Raises:
        InputError: if pictures are missing or do not fit the config.
    """
    if not (path / TARGET_NAME).exists():
        raise InputError(
            f"{path} has no {TARGET_NAME}: it was stopped while it was being created, or the file was removed. "
            "Grow it again, with --overwrite."
        )
    files = [path / TARGET_NAME]
    while (other := path / _other_name(len(files))).exists():
        files.append(other)
    named = _names(path, config, len(files))
    if len(files) < len(named):
        raise InputError(
            f"{path} has {len(files)} of its {len(named)} pictures: {path / _other_name(len(files))} is missing. "
            "Put it back, or grow it again, with --overwrite."
        )
    first, *others = [_target(file, config, name) for file, name in zip(files, named, strict=True)]
    target = dataclasses.replace(first, others=tuple(others))
    if config.target.motion != "still":
        return _with_frames(path, config, target)
    return target


def _other_name(number: int) -> str:
    return f"{OTHERS_NAME}/{number:08d}.png"


def _target(file: Path, config: Config, name: str) -> Target:
    data, pixels = read_bytes(file, "the run's target", LARGEST_FILE_BYTES), config.target.pixels_per_cell
    target = read_png(data, config.target.padding, name, config.automaton.axes, pixels)
    sides, side = target.pixels.shape[:-1], config.target.size * pixels
    if max(sides) != side or (config.target.square and min(sides) != side):
        found = " x ".join(map(str, sides))
        raise FileFormatError(f"{file} has {found} pixels, {CONFIG_NAME} says {side}.")
    return target


def _with_frames(path: Path, config: Config, target: Target) -> Target:
    """The target with its frames and the config's pace."""
    file, (right, down) = path / FRAMES_NAME, config.target.stride
    try:
        png = read_bytes(file, "the run's frames", LARGEST_FILE_BYTES)
        return read_frames(png, target, config.target.steps_per_frame, (down, right))
    except FileFormatError:
        raise
    except InputError as error:
        raise FileFormatError(f"{file}: {error}") from error


def _names(path: Path, config: Config, count: int) -> list[str]:
    """The targets' names as recorded; by default, or if organisms cannot have them, those of their pictures."""
    kept = environment.read(path)
    others = kept.get("others")
    recorded = [kept.get("target"), *(others if isinstance(others, list) else [])]
    count = max(count, len(recorded), len(config.target.pictures))
    sources = [*config.target.pictures, *[""] * count][:count]
    names: list[str] = []
    for number, source in enumerate(sources):
        known = recorded[number] if number < len(recorded) else None
        usable = isinstance(known, str) and organism_file.is_name(known)
        name = str(known) if usable else _name(path, source)
        names.append(f"{name}-{number + 1}" if name in names else name)
    return names


def _name(path: Path, picture: str) -> str:
    """A target's name from its picture."""
    plain = (
        re.sub(r"[^a-z0-9]+", "-", text.lower())[:60].strip("-") for text in (name_of(picture), path.name, "picture")
    )
    return next(text for text in plain if text)


__all__ = ["names_of", "read", "refuse_unfit_names", "write"]
