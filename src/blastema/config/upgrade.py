"""Upgrades of older ``config.json`` files to the current version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blastema._checks import is_whole, short
from blastema.errors import FileFormatError

_TRAINING = {
    "regime": "regenerating",
    "iterations": 8001,
    "steps": [64, 96],
    "pool_size": 1024,
    "reseed_every": 1,
    "damage_count": 3,
    "wounds": ["circle"],
    "learning_rate": 2e-3,
    "schedule": "step",
    "decay_start": 2000,
    "decay_end": 2000,
    "final_rate": 0.1,
    "refine_from": 0,
    "refine_until": 0,
    "refine_rate": 1e-3,
    "refine_steps": [88, 120],
}
"""The settings of version 1 that are written differently now, with their defaults."""
_LARGEST = 1e6
_KEPT = ("seed", "batch_size", "loss_power", "gradient_normalisation", "weight_average", "max_rollbacks")


def from_version_1(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The sections of version 1 as those of version 2.

    Nine settings of the schedule become phases, the regime with its settings becomes a curriculum, and the living mask
    a kind of life.

    Raises:
        FileFormatError: for settings unknown to version 1, or that phases cannot express.
    """
    sections = {name: dict(_object(raw.get(name, {}), name)) for name in ("target", "automaton", "training", "run")}
    automaton, training = sections["automaton"], sections["training"]
    if "living_mask" in automaton:
        living_mask = automaton.pop("living_mask")
        if not isinstance(living_mask, bool):
            raise FileFormatError(f"living-mask is {short(living_mask)}; expected true or false.")
        automaton["life"] = "neighbourhood" if living_mask else "all"
    unknown = set(training) - set(_TRAINING) - set(_KEPT)
    if unknown:
        raise FileFormatError(f"section 'training' has unknown fields: {', '.join(sorted(unknown))[:200]}.")
    values = _TRAINING | training
    new = {name: training[name] for name in _KEPT if name in training} | {"iterations": values["iterations"]}
    try:
        new["phases"] = _phases(values)
    except (TypeError, ValueError) as error:
        raise FileFormatError(f"the schedule cannot be read: {error}.") from error
    new["curriculum"] = _curriculum(values)
    return sections | {"training": new}


def from_version_2(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The sections of version 2 as those of version 3: pictures were taken with their margins and their background.

    Raises:
        FileFormatError: for settings unknown to version 2.
    """
    target = dict(_object(raw.get("target", {}), "target"))
    cleared = target.pop("transparent_background", False)
    if not isinstance(cleared, bool):
        raise FileFormatError(f"transparent-background is {short(cleared)}; expected true or false.")
    newer = sorted({"trim", "background"} & set(target))
    if newer:
        raise FileFormatError(f"section 'target' has unknown fields: {', '.join(newer)}.")
    return dict(raw) | {"target": target | {"trim": False, "background": "transparent" if cleared else "keep"}}


def _object(raw: object, name: str) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise FileFormatError(f"section {name!r} is {short(raw)}; expected an object.")
    return raw


def _curriculum(values: Mapping[str, Any]) -> dict[str, Any]:
    """The regime's own settings; those of other regimes had no effect."""
    kind = values["regime"]
    names = {
        "persistent": ("pool_size", "reseed_every"),
        "regenerating": ("pool_size", "reseed_every", "damage_count", "wounds"),
    }
    return {"kind": kind} | {name: values[name] for name in (names.get(kind, ()) if isinstance(kind, str) else ())}


def _phases(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    rate, fraction, steps = _number(values, "learning_rate"), _number(values, "final_rate"), values["steps"]
    start, end, refine = (_count(values, name) for name in ("decay_start", "decay_end", "refine_from"))
    constant = {"steps": steps, "learning_rate": rate}
    lower = {"steps": steps, "learning_rate": rate * fraction}
    for_ever = {"iterations": max(_count(values, "iterations"), refine, 1)}
    if values["schedule"] == "constant":
        phases = [for_ever | constant]
    elif values["schedule"] == "step":
        # The notebook's boundary is inclusive: its first 2,001 iterations have the full rate.
        phases = [{"iterations": start + 1} | constant, for_ever | lower]
    elif values["schedule"] == "cosine":
        fall = {"iterations": end - start} | constant | {"final_fraction": fraction, "shape": "cosine"}
        phases = [{"iterations": start} | constant, fall, for_ever | lower] if start else [fall, for_ever | lower]
    else:
        raise ValueError(f"schedule is {short(values['schedule'])}")
    phases = _first(phases, refine or max(_count(values, "iterations"), end))
    if refine:
        length = {"iterations": _count(values, "refine_until") - refine, "steps": values["refine_steps"]}
        fall = {"learning_rate": values["refine_rate"], "final_fraction": fraction, "shape": "cosine"}
        phases.append(length | fall)
    return phases


def _first(phases: list[dict[str, Any]], iterations: int) -> list[dict[str, Any]]:
    """The phases, cut to a number of iterations."""
    kept, left = [], iterations
    for phase in phases:
        if left <= 0:
            break
        if phase["iterations"] > left and "shape" in phase:
            raise ValueError("the learning rate still decays when refining starts, which phases cannot express")
        kept.append(phase | {"iterations": min(left, phase["iterations"])})
        left -= phase["iterations"]
    return kept


def _number(values: Mapping[str, Any], name: str) -> float:
    value = values[name]
    if not (is_whole(value) or isinstance(value, float)) or not abs(value) <= _LARGEST:
        raise ValueError(f"{name} is {short(value)}; expected a number")
    return float(value)


def _count(values: Mapping[str, Any], name: str) -> int:
    if not is_whole(values[name]):
        raise ValueError(f"{name} is {short(values[name])}; expected a whole number")
    return int(values[name])


__all__ = ["from_version_1", "from_version_2"]
