"""Which fields of an organism's card are valid; see `blastema.zoo.card` for what they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from blastema._checks import is_whole
from blastema.config import Regime

_LARGEST = 1e15
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def faults(raw: Mapping[str, Any]) -> list[tuple[str, object]]:
    """The first invalid fields of a card: where, and the value."""
    file = raw.get("file")
    if not isinstance(file, dict):
        return [("file", file)]
    scores, dtype = raw.get("figures"), file.get("dtype")
    if not isinstance(scores, dict):
        return [("figures", scores)]
    if not isinstance(dtype, str) or dtype not in ("float16", "float32"):
        return [("file.dtype", dtype)]
    checks: list[tuple[bool, str, object]] = [
        (isinstance(raw.get("name"), str) and _NAME.fullmatch(raw["name"]) is not None, "name", raw.get("name")),
        (raw.get("regime") is None or raw["regime"] in get_args(Regime), "regime", raw.get("regime")),
        (_is_grid(raw.get("grid")), "grid", raw.get("grid")),
        (_is_count(raw.get("parameters")), "parameters", raw.get("parameters")),
        (isinstance(raw.get("measured_with", {}), dict), "measured_with", raw.get("measured_with")),
        (isinstance(file.get("sha256"), str), "file.sha256", file.get("sha256")),
        (isinstance(scores.get(dtype), dict), f"figures.{dtype}", scores.get(dtype)),
        (_is_notes(raw.get("notes", [])), "notes", raw.get("notes")),
        (_is_births(raw.get("births")), "births", raw.get("births")),
        (_is_survival(raw.get("survival")), "survival", raw.get("survival")),
        (isinstance(raw.get("kind", ""), str), "kind", raw.get("kind")),
        *_faults_of_kinds(raw),
        (_is_training(raw.get("training")), "training", raw.get("training")),
    ]
    for of, group in scores.items():
        checks.append((group is None or isinstance(group, dict), f"figures.{of}", group))
        if isinstance(group, dict):
            checks += [(_is_score(value), f"figures.{of}.{name}", value) for name, value in group.items()]
    return [(where, value) for ok, where, value in checks if not ok]


def _faults_of_kinds(raw: Mapping[str, Any]) -> list[tuple[bool, str, object]]:
    """Checks of the fields that only some kinds of organisms have."""
    told, facts = raw.get("pictures", {}), raw.get("facts", {})
    quantities, recoveries = raw.get("quantities", {}), raw.get("recoveries", {})
    known = isinstance(told, dict) and all(
        isinstance(group, dict) and all(map(_is_score, group.values())) for group in told.values()
    )
    return [
        (known, "pictures", told),
        (isinstance(facts, dict), "facts", facts),
        (_is_group(quantities, "mean"), "quantities", quantities),
        (_is_group(recoveries, "per_cent"), "recoveries", recoveries),
        (_is_transitions(raw.get("transitions")), "transitions", raw.get("transitions")),
    ]


def _is_group(value: object, number: str) -> bool:
    return isinstance(value, dict) and all(
        isinstance(each, dict) and number in each and _is_number(each[number]) for each in value.values()
    )


def _is_transitions(value: object) -> bool:
    if value is None:
        return True
    names = value.get("pictures") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return False
    for key, fits in (("log10_mean_e", _is_number), ("recovered", _is_count)):
        rows = value.get(key)
        if not isinstance(rows, list) or len(rows) != len(names):
            return False
        if not all(isinstance(row, list) and len(row) == len(names) and all(map(fits, row)) for row in rows):
            return False
    return bool(_is_count(value.get("samples")))


def _is_score(value: object) -> bool:
    return (
        isinstance(value, dict)
        and all(key in value and _is_number(value[key]) for key in ("log10_mean_e", "spread"))
        and all(_is_count(value.get(key)) for key in ("recovered", "samples"))
        and isinstance(value.get("log10_e", []), list)
        and all(_is_number(each) for each in value.get("log10_e", []))
    )


def _is_grid(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(_is_count(side) for side in value)


def _is_notes(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(note, str) for note in value)


def _is_births(value: object) -> bool:
    if value is None:
        return True
    if not isinstance(value, dict) or not all(_is_count(value.get(key)) for key in ("fire_seeds", "steps", "alive")):
        return False
    died = value.get("died")
    if not isinstance(died, list) or not all(_is_count(seed) and seed < value["fire_seeds"] for seed in died):
        return False
    return bool(value["alive"] + len(died) == value["fire_seeds"])


def _is_survival(value: object) -> bool:
    if value is None:
        return True
    if not isinstance(value, dict) or not all(_is_count(value.get(key)) for key in ("steps", "every")):
        return False
    ends = value.get("ends")
    return isinstance(ends, list) and all(
        end is None or (isinstance(end, dict) and isinstance(end.get("how"), str) and _is_count(end.get("step")))
        for end in ends
    )


def _is_training(value: object) -> bool:
    if value is None:
        return True
    if not isinstance(value, dict) or not isinstance(value.get("config"), dict):
        return False
    curve = value.get("curve")
    if not (curve is None or _is_curve(curve)):
        return False
    start = value.get("start")
    if not (start is None or (isinstance(start, dict) and isinstance(start.get("organism", ""), str | None))):
        return False
    counts = all(value.get(key) is None or _is_count(value[key]) for key in ("iterations", "seed", "roll_backs"))
    return counts and all(_is_number(value.get(key)) for key in ("log10_loss", "minutes"))


def _is_curve(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    times, losses = value.get("iteration"), value.get("log10_loss")
    return (
        isinstance(times, list)
        and isinstance(losses, list)
        and len(times) == len(losses)
        and all(_is_count(time) for time in times)
        and all(_is_number(loss) for loss in losses)
    )


def _is_number(value: Any) -> bool:
    """A displayable number in the range of floats, or null."""
    return value is None or ((is_whole(value) or isinstance(value, float)) and -_LARGEST <= value <= _LARGEST)


def _is_count(value: Any) -> bool:
    return is_whole(value) and 0 <= value <= _LARGEST


__all__ = ["faults"]
