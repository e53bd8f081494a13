"""An automaton as tagged parts: plain JSON that describes it, and tensors by name."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp

from blastema._checks import NEWER, short
from blastema.assembly import REGISTRIES, Parts, assembled_parts, static_fields
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig, Part, Physics
from blastema.errors import FileFormatError, InputError
from blastema.filters import NO_TAPS, Filter, Taps, taps_of
from blastema.registry import Registry

_PHYSICS = frozenset(field.name for field in dataclasses.fields(Physics))
_CONFIGURED = frozenset(field.name for field in dataclasses.fields(AutomatonConfig))
_LATER = {"embedding"}
"""Later settings, written only if they are not the default, so that files without them keep their bytes."""
_LEFT_OUT = {"decoder": {"kind": "none"}}
"""Parts that a file may omit, with their defaults, so that files without them keep their bytes."""
_LARGEST_TAP = 1000.0
_TAPS = ("still", "cosine", "sine")
_FLOATS = frozenset(("fire_rate", "step_size", "angle", "clamp", "noise", "alive_threshold"))


def describe(automaton: CellularAutomaton) -> dict[str, Any]:
    """The description of an automaton, apart from its trained parameters, as plain JSON.

    Raises:
        InputError: if a part is of a kind that is not registered.
    """
    parts = {name: _described(getattr(automaton, name), registry) for name, registry in REGISTRIES.items()}
    if parts["decoder"] == _LEFT_OUT["decoder"]:
        del parts["decoder"]
    return {"channels": automaton.channels, **parts, "physics": dataclasses.asdict(automaton.physics)}


def _described(part: eqx.Module, registry: Registry) -> dict[str, Any]:
    # What its `initial` does not take is no setting, such as the signal of a perception that has none.
    kind = registry.name_of(type(part))
    taken = registry.settings(kind)
    fields = {name: plain(value) for name, value in static_fields(part).items() if name in taken}
    for name in _LATER & set(fields):
        if fields[name] == getattr(AutomatonConfig(), name):
            del fields[name]
    return {"kind": kind} | fields


def tensors_of(automaton: CellularAutomaton) -> dict[str, Any]:
    """The trained arrays by name: ``layers.0.weight``, ``perception.learned``, ..."""
    leaves, _ = jax.tree_util.tree_flatten_with_path(automaton)
    return {_name(path): leaf for path, leaf in leaves}


def skeleton(raw: object, source: str) -> CellularAutomaton:
    """The automaton of a description, with shapes instead of arrays; a missing field has its default.

    Args:
        raw: as returned by `describe`, unchecked
        source: the file's name in messages

    Raises:
        FileFormatError: for an unknown kind or field, which may be essential, or a value out of range.
    """
    described = _object(raw, "automaton", source)
    _refuse_unknown(described, {"channels", "physics", *REGISTRIES}, "automaton", source)
    if "channels" not in described:
        raise FileFormatError(f"{source}: the automaton lacks channels.")
    kinds: dict[str, Any] = {}
    settings: dict[str, dict[str, Any]] = {}
    for name, registry in REGISTRIES.items():
        part = dict(_object(described.get(name, _LEFT_OUT.get(name)), name, source))
        kind = part.pop("kind", None)
        if not isinstance(kind, str) or kind not in registry:
            raise FileFormatError(
                f"{source}: the {name} is of kind {short(kind)}; known are {', '.join(registry.names)}. {NEWER}"
            )
        _refuse_unknown(part, registry.settings(kind), name, source)
        kinds[name] = kind
        settings[name] = {key: tuple(value) if isinstance(value, list) else value for key, value in part.items()}
    settings["life"] = _with_floats(settings["life"])
    physics = _with_floats(_object(described.get("physics", {}), "physics", source))
    _refuse_unknown(physics, _PHYSICS, "physics", source)
    if "filters" in settings["perception"]:
        settings["perception"]["filters"] = _filters(settings["perception"]["filters"], source)
    return _checked(described["channels"], kinds, settings, physics, source)


def _with_floats(given: dict[str, Any]) -> dict[str, Any]:
    """Integers as floats where the setting is a float: other writers of JSON omit the decimal point."""
    return {
        name: float(value) if name in _FLOATS and type(value) is int and abs(value) < 2**53 else value
        for name, value in given.items()
    }


def filled(skeleton: CellularAutomaton, tensors: Mapping[str, Any]) -> CellularAutomaton:
    """The automaton with its arrays: ``tensors`` has one for each name of `tensors_of`."""
    leaves, structure = jax.tree_util.tree_flatten_with_path(skeleton)
    automaton: CellularAutomaton = jax.tree.unflatten(
        structure, [jnp.asarray(tensors[_name(path)]) for path, _ in leaves]
    )
    return automaton


def _checked(
    channels: Any,
    kinds: dict[str, Any],
    settings: dict[str, dict[str, Any]],
    physics: Mapping[str, Any],
    source: str,
) -> CellularAutomaton:
    # The config knows the ranges of all settings except the filters, which are data here, and those of added kinds.
    built_in = [given for name, given in settings.items() if REGISTRIES[name].is_built_in(kinds[name])]
    known = {key: value for given in built_in for key, value in given.items() if key in _CONFIGURED}
    if known.pop("filters", None) == ():
        known["filters"] = ()
    if isinstance(known.get("signal"), str):
        raise FileFormatError(
            f"{source}: in the automaton, signal is {short(known['signal'])}; expected a whole number."
        )
    try:
        decoder = Part(kinds["decoder"], settings["decoder"])  # has the number of pixels, without a default
        config = AutomatonConfig(channels=channels, **kinds | {"decoder": decoder}, **known, **physics)
        parts: Parts = eqx.filter_eval_shape(
            lambda key: assembled_parts(config.channels, kinds, settings, key), jax.random.key(0)
        )
    except (InputError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise FileFormatError(f"{source}: in the automaton, {str(error)[:300]}") from error
    return CellularAutomaton(**parts._asdict(), channels=config.channels, physics=config.physics)


def plain(value: Any) -> Any:
    """A static value of a part as plain JSON."""
    if isinstance(value, Filter):
        taps = {name: [list(row) for row in getattr(value, name)] for name in _TAPS if getattr(value, name) != NO_TAPS}
        return {"name": value.name} | taps
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def _name(path: tuple[Any, ...]) -> str:
    # The update's layers, which nearly all files have, need no prefix.
    return jax.tree_util.keystr(path, simple=True, separator=".").removeprefix("update.")


def _object(raw: object, name: str, source: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise FileFormatError(f"{source}: {name} is {short(raw)}; expected a JSON object.")
    return raw


def _refuse_unknown(found: Mapping[str, Any], known: Collection[str], name: str, source: str) -> None:
    unknown = sorted(set(found).difference(known))
    if unknown:
        raise FileFormatError(f"{source}: {name} has unknown fields ({', '.join(unknown)[:200]}). {NEWER}")


def _filters(raw: object, source: str) -> tuple[Filter, ...]:
    if not isinstance(raw, tuple) or len(raw) > 64:
        raise FileFormatError(f"{source}: filters is {short(raw)}; expected a list of at most 64 filters.")
    return tuple(_filter(each, f"{source}, filter {number}") for number, each in enumerate(raw))


def _filter(raw: object, source: str) -> Filter:
    described = _object(raw, "the filter", source)
    _refuse_unknown(described, {"name", *_TAPS}, "the filter", source)
    name = described.get("name", "filter")
    if not isinstance(name, str) or len(name) > 100:
        raise FileFormatError(f"{source}: its name is {short(name)}; expected a text of at most 100 letters.")
    return Filter(name, **{part: _taps(described[part], part, source) for part in _TAPS if part in described})


def _taps(raw: object, part: str, source: str) -> Taps:
    rows = raw if isinstance(raw, list) and len(raw) == 3 else []
    numbers = [value for row in rows if isinstance(row, list) and len(row) == 3 for value in row]
    # Compared before conversion: NaN lies in no interval, and huge integers do not overflow.
    fits = [
        isinstance(value, (int, float)) and not isinstance(value, bool) and -_LARGEST_TAP <= value <= _LARGEST_TAP
        for value in numbers
    ]
    if len(numbers) != 9 or not all(fits):
        raise FileFormatError(f"{source}: {part} is {short(raw)}; expected 3 x 3 numbers from -1000 to 1000.")
    return taps_of(rows)


__all__ = ["describe", "filled", "plain", "skeleton", "tensors_of"]
