"""Creating a run folder for a drawing, as ``blastema grow`` does."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

from blastema.assembly import settings_of
from blastema.config import Config
from blastema.config.presets import preset
from blastema.errors import InputError
from blastema.fitting import fitted, roomed
from blastema.organism import Organism
from blastema.picture_files import decode
from blastema.runs.folder import Run
from blastema.studio.messages import Train
from blastema.targets import Target, load_target
from blastema.training.feasible import refuse_hopeless

LARGEST_SIDE = 1024
"""Largest side of a drawing, in pixels."""
_PNG = b"\x89PNG\r\n\x1a\n"


def prepared(root: Path, asked: Train, png: bytes, origin: Organism | None = None) -> Run:
    """A run folder in ``root`` for this training; its target has the notes on the picture.

    origin: the trained organism that it starts from, whose parts it has; the recipe's if not given

    Raises `InputError` for an invalid drawing, or one that cannot be grown; then nothing is left behind.
    """
    target, config = target_and_config(asked, png)
    from blastema import starts

    if origin is not None:
        config = dataclasses.replace(config, automaton=settings_of(origin.automaton))
    start = origin or starts.start_for(config)
    refuse_hopeless(target, config, trained=start is not None)
    return Run.create(target, config, start=start, root=root)


def target_and_config(asked: Train, png: bytes) -> tuple[Target, Config]:
    """The target and the config of the training: the recipe's, with the requested changes."""
    config = preset(asked.regime, asked.recipe, **_settings(asked))
    if asked.start is not None:
        config = config.replace(start=asked.start)
    _refuse_large(png)
    image, notes = decode(png, "the drawing", formats=("PNG",))
    target = load_target(image, config.target)
    config, more = fitted(config, target)
    if asked.padding is None:
        more = [*roomed(config, asked.recipe), *more]
    return dataclasses.replace(target, name=_fit_for_a_folder(asked.name), notes=(*notes, *target.notes, *more)), config


def _fit_for_a_folder(name: str) -> str:
    """A name that needs no quotes in a terminal: its letters and digits in lower case, joined by hyphens."""
    return "-".join(re.findall(r"[^\W_]+", name.lower()))


def _settings(asked: Train) -> dict[str, Any]:
    names = ("size", "padding", "iterations", "seed", "trim", "background", "pixel_art")
    return {name: getattr(asked, name) for name in names if getattr(asked, name) is not None}


def _refuse_large(png: bytes) -> None:
    """Checked before decoding, since a small file can contain a huge picture."""
    if not png.startswith(_PNG) or len(png) < 24:
        raise InputError("the drawing is not a PNG file.")
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    if max(width, height) > LARGEST_SIDE:
        raise InputError(f"the drawing is {width} x {height} pixels; at most {LARGEST_SIDE} a side are taken.")


__all__ = ["LARGEST_SIDE", "prepared", "target_and_config"]
