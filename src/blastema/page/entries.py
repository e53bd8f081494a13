"""Organisms as the page reads them: a list of objects in a script element of type ``application/json``.

Each has ``id`` (unique in the page), ``name``, ``file`` (base64 of an organism file, ``docs/format.md``) and,
if known, ``emoji``, ``regime`` and ``picture`` (a data URL of a small PNG; without it the page uses the
target in the file).
"""

from __future__ import annotations

import dataclasses
import io
import json
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image

from blastema import emoji, taught
from blastema._base64 import data_url, to_base64
from blastema._text import plain
from blastema.classifying import InkedUpdate
from blastema.errors import InputError
from blastema.formats import organism_file
from blastema.micro import expanded
from blastema.organism import Organism
from blastema.registry import DECODERS, LIVES, PERCEPTIONS, UPDATES

_PICTURE_STEPS = 200
_KNOWN = {
    "perception": (PERCEPTIONS, ("filters", "two-level", "volume")),
    "update": (UPDATES, ("residual", "replacing", "two-level", "inked")),
    "life": (LIVES, ("neighbourhood", "own-alpha", "all")),
    "decoder": (DECODERS, ("none", "coordinates")),
}
"""The kinds that the readers of the pages know (web/engine, web/volume, web/digits); any other is refused, also a
later one."""
LARGEST_PICTURE = 64

PICTURES, VOLUMES, DIGITS = "page", "volume", "digits"
"""The kinds of pages, by the names of their assets."""


def page_of(organism: Organism) -> str:
    """Which kind of page an organism lives in."""
    if organism.automaton.axes > 2:
        return VOLUMES
    return DIGITS if isinstance(organism.automaton.update, InkedUpdate) else PICTURES


def to_json(organisms: Sequence[Organism]) -> str:
    """The list as JSON for a script element, without anything that looks like a tag."""
    taken: set[str] = set()
    entries = [_entry(organism, taken) for organism in organisms]
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _entry(organism: Organism, taken: set[str]) -> dict[str, Any]:
    refuse(organism)
    large = organism if organism.automaton.decodes else None
    organism = _playable(organism)
    symbols = {name: symbol for symbol, name in emoji.BUILT_IN.items()}
    regime = organism.provenance.get("regime")
    subject = organism.name if organism.target is None else organism.target.name
    known = {
        "emoji": symbols.get(subject),
        "regime": plain(regime)[:100] if isinstance(regime, str) else None,
        "picture": _picture(large or organism),
    }
    return {
        "id": _identity(organism.name, known["regime"], taken),
        "name": plain(organism.name),
        **{key: value for key, value in known.items() if value is not None},
        "file": to_base64(organism_file.dumps_small(organism)[0]),
    }


def _playable(organism: Organism) -> Organism:
    """The same organism in a form for the page: a very small rule as an ordinary one, without the sample of a texture
    or the picture of a decoder.

    The page compares cells with a picture in place, which neither a texture nor a decoder's picture allows.
    """
    compared = taught.judged_by(organism.provenance) != "patches" and not organism.automaton.decodes
    target = organism.target if compared else None
    return dataclasses.replace(organism, automaton=expanded(organism.automaton), target=target)


def _identity(name: str, regime: str | None, taken: set[str]) -> str:
    words = name if regime is None else f"{name}-{regime}"
    plain = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "organism"
    identity, number = plain, 2
    while identity in taken:
        identity, number = f"{plain}-{number}", number + 1
    taken.add(identity)
    return identity


def refuse(organism: Organism) -> None:
    """Raise `InputError` for an organism that the page does not support, because of its parts or seeds."""
    if organism.signal_in == "seed":
        raise InputError(
            f"{organism.name} cannot live in the page: its signal is in the seed, which the page does not support."
        )
    if page_of(organism) == DIGITS and organism.provenance.get("objective") != "classes":
        raise InputError(
            f"{organism.name} cannot live in the page: its update 'inked' is served for organisms that classify digits "
            "(--objective classes)."
        )
    automaton = expanded(organism.automaton)  # a very small rule lives in the page as an ordinary one
    kinds = [registry.name_of(type(getattr(automaton, name))) for name, (registry, _) in _KNOWN.items()]
    for kind, (name, (_, known)) in zip(kinds, _KNOWN.items(), strict=True):
        if kind not in known:
            raise InputError(
                f"{organism.name} cannot live in the page: its {name} {kind!r} is not one that the page supports "
                f"({', '.join(known)})."
            )
    if "two-level" in kinds and kinds[0] != kinds[1]:
        raise InputError(
            f"{organism.name} cannot live in the page: only one of its perception and its update is 'two-level', and "
            "the page supports both or neither."
        )


def _picture(organism: Organism) -> str | None:
    """None if a small target is in the file itself; else a data URL of a large target, or of the grown organism.

    Only the page of pictures shows any.
    """
    if page_of(organism) != PICTURES:
        return None
    if organism.target is not None:
        if organism.target.size <= LARGEST_PICTURE and not organism.automaton.decodes:
            return None
        image = Image.fromarray(organism.target.pixels, "RGBA")
    else:
        pixels = _straight(np.asarray(organism.shown(organism.grow(_PICTURE_STEPS)))[..., :4])
        image = Image.fromarray(pixels, "RGBA")
        box = image.getchannel("A").getbbox()
        if box is None:
            return None
        image = image.crop(box)
    if max(image.size) > LARGEST_PICTURE:
        image.thumbnail((LARGEST_PICTURE, LARGEST_PICTURE), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    image.save(stream, "PNG", optimize=True)
    return data_url(stream.getvalue())


def _straight(premultiplied: np.ndarray[Any, np.dtype[np.float32]]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """RGBA [H, W, 4], colours premultiplied by alpha, to 8-bit with straight alpha; NaN and infinities become 0."""
    shown = np.where(np.isfinite(premultiplied).all(axis=-1, keepdims=True), premultiplied, 0).astype(np.float64)
    alpha = shown[..., 3:].clip(0, 1)
    colour = (shown[..., :3] / np.maximum(alpha, 1e-6)).clip(0, 1)
    straight: np.ndarray[Any, np.dtype[np.uint8]] = np.round(np.concatenate([colour, alpha], -1) * 255).astype(np.uint8)
    return straight


__all__ = ["DIGITS", "LARGEST_PICTURE", "PICTURES", "VOLUMES", "page_of", "refuse", "to_json"]
