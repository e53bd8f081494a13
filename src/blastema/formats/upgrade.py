"""Upgrades of older organism files to the current version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blastema._checks import NEWER, short
from blastema.errors import FileFormatError, InputError
from blastema.filters import filter_named
from blastema.formats.parts import plain

_PHYSICS = ("boundary", "fire_rate", "step_size", "angle")
_FIELDS = ("channels", "hidden", "filters", "learned_filters", "living_mask", "alive_threshold", *_PHYSICS)


def from_version_1(described: Mapping[str, Any], source: str) -> dict[str, Any]:
    """A description of version 1 as one of version 2: its architecture becomes tagged parts, with the filters' taps.

    Raises:
        FileFormatError: for an architecture unknown to version 1.
    """
    raw = described.get("architecture")
    if not isinstance(raw, dict):
        raise FileFormatError(f"{source}: architecture is not a JSON object.")
    unknown = sorted(set(raw) - set(_FIELDS))
    if unknown:
        # Unknown fields may be essential, so they are not ignored.
        raise FileFormatError(f"{source}: the architecture has unknown fields ({', '.join(unknown)[:200]}). {NEWER}")
    living_mask = raw.get("living_mask", True)
    if not isinstance(living_mask, bool):
        raise FileFormatError(f"{source}: living_mask is {short(living_mask)}; expected true or false.")
    perception: dict[str, Any] = {"kind": "filters", "filters": _filters(raw, source)}
    update: dict[str, Any] = {"kind": "residual"}
    life: dict[str, Any] = {"kind": "neighbourhood" if living_mask else "all"}
    for part, name in ((perception, "learned_filters"), (update, "hidden"), (life, "alive_threshold")):
        if name in raw:
            part[name] = raw[name]
    automaton = {"perception": perception, "update": update, "life": life}
    if "channels" in raw:
        automaton["channels"] = raw["channels"]
    physics = {name: raw[name] for name in _PHYSICS if name in raw}
    rest = {name: value for name, value in described.items() if name != "architecture"}
    return rest | {"version": 2, "automaton": automaton | {"physics": physics}}


def _filters(raw: Mapping[str, Any], source: str) -> list[dict[str, Any]]:
    names = raw.get("filters", ["identity", "sobel_x", "sobel_y"])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise FileFormatError(f"{source}: filters is not a list of names.")
    try:
        return [plain(filter_named(name)) for name in names]
    except InputError as error:
        raise FileFormatError(f"{source}: in the architecture, {error}") from error


__all__ = ["from_version_1"]
