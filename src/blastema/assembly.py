"""From settings to the parts of an automaton, and back: each part takes those settings that its kind names."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol, TypeVar

import equinox as eqx
import jax

from blastema._checks import random_key
from blastema._types import Array
from blastema.config import AutomatonConfig, Part, Physics, kind_of
from blastema.config.part import is_plain
from blastema.config.part import settings_of as own_settings
from blastema.decoder import AbstractDecoder
from blastema.errors import InputError
from blastema.filters import Filter, filter_named
from blastema.life import AbstractLife
from blastema.perception import AbstractPerception
from blastema.registry import DECODERS, LIVES, PERCEPTIONS, UPDATES, Registry
from blastema.update import AbstractUpdate

_A = TypeVar("_A", bound="Automaton")


class Automaton(Protocol):
    """Anything with the parts of an automaton."""

    @property
    def perception(self) -> AbstractPerception:
        """See `blastema.automaton.CellularAutomaton`, here and below."""

    @property
    def update(self) -> AbstractUpdate:
        """The update rule."""

    @property
    def life(self) -> AbstractLife:
        """Which cells live."""

    @property
    def decoder(self) -> AbstractDecoder:
        """What the cells look like."""

    @property
    def channels(self) -> int:
        """Number of channels."""

    @property
    def physics(self) -> Physics:
        """How steps are computed."""


class Parts(NamedTuple):
    """The parts of an automaton; see `blastema.automaton.CellularAutomaton`."""

    perception: AbstractPerception
    update: AbstractUpdate
    life: AbstractLife
    decoder: AbstractDecoder


REGISTRIES: Mapping[str, Registry] = {registry.what: registry for registry in (PERCEPTIONS, UPDATES, LIVES, DECODERS)}
"""Of the kinds of each part, by the parts' names."""
_PHYSICS = frozenset(field.name for field in dataclasses.fields(Physics))


def configured_parts(config: AutomatonConfig, key: Array) -> Parts:
    """Untrained parts by a config.

    Raises:
        InputError: if a setting is given that none of the parts takes.
    """
    kinds = {name: kind_of(getattr(config, name)) for name in REGISTRIES}
    taken = {setting for name, registry in REGISTRIES.items() for setting in registry.settings(kinds[name])}
    for field in dataclasses.fields(config):
        if field.name in taken | set(kinds) | {"channels"} | _PHYSICS:
            continue
        if getattr(config, field.name) != field.default:
            raise InputError(
                f"{field.name.replace('_', '-')} is {getattr(config, field.name)}, but neither the perception "
                f"{kinds['perception']!r}, the update {kinds['update']!r} nor the life {kinds['life']!r} uses it; "
                "leave it out."
            )
    if config.angle and not PERCEPTIONS.says(kinds["perception"], "turns"):
        raise InputError(
            f"angle is {config.angle:g}, but the perception {kinds['perception']!r} has no directions that it could "
            "rotate; leave it out."
        )
    values = {field.name: getattr(config, field.name) for field in dataclasses.fields(config)}
    settings = {name: {**values, **own_settings(getattr(config, name))} for name in kinds}
    return assembled_parts(config.channels, kinds, settings, key)


def assembled_parts(
    channels: int, kinds: Mapping[str, str], settings: Mapping[str, Mapping[str, Any]], key: Array
) -> Parts:
    """Untrained parts of registered kinds.

    Args:
        channels: number of channels
        kinds: the registered names of "perception", "update", "life" and "decoder"
        settings: of each part, by name; a part takes those that its maker names
        key: of the random numbers
    """
    update_key, perception_key = jax.random.split(random_key(key))

    def part(name: str, registry: Registry, **given: Any) -> Any:
        return registry.make(kinds[name], {**settings[name], **given})

    perception = part("perception", PERCEPTIONS, key=perception_key, channels=channels)
    features = perception.features(channels)
    update = part("update", UPDATES, key=update_key, features=features, channels=channels)
    # A separate stream, so that the other parts are the same with and without a decoder.
    decoder = part("decoder", DECODERS, key=jax.random.fold_in(key, 1), channels=channels)
    return Parts(perception, update, part("life", LIVES), decoder)


def perception_of(axes: int) -> str:
    """The first built-in kind of perception for grids with this number of axes."""
    return next(name for name in PERCEPTIONS.names if PERCEPTIONS.says(name, "axes") == axes)


def settings_of(automaton: Automaton) -> AutomatonConfig:
    """The settings by which an automaton like this one is made: the inverse of `configured_parts`.

    Raises:
        InputError: if a config cannot express them, such as filters without a name.
    """
    known = {field.name for field in dataclasses.fields(AutomatonConfig)}
    parts: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for name, registry in REGISTRIES.items():
        part = getattr(automaton, name)
        kind, fields = registry.name_of(type(part)), static_fields(part)
        values |= {setting: value for setting, value in fields.items() if setting in known}
        own = {setting: fields[setting] for setting in registry.takes(kind) if setting in fields.keys() - known}
        for setting, value in own.items():
            if not is_plain(value):
                raise InputError(f"{setting} of the {name} {kind!r} is {value!r}, which a config cannot express.")
        parts[name] = Part(kind, own)
    if "filters" in values:
        values["filters"] = tuple(_name_told(each) for each in values["filters"])
    return AutomatonConfig(channels=automaton.channels, **parts, **values, **dataclasses.asdict(automaton.physics))


def _name_told(given: Filter) -> str:
    if filter_named(given.name) != given:
        raise InputError(
            f"the filter {given.name!r} differs from the known filter of that name, which a config cannot express."
        )
    return given.name


def with_settings(automaton: _A, **changes: Any) -> _A:
    """The same trained parameters under other physics, or with another life.

    Args:
        automaton: stays as it is
        changes: fields of `Physics`, ``life`` (a registered kind) or ``alive_threshold``

    Raises:
        InputError: for a setting that would change the rule itself.
    """
    for name in set(changes) - _PHYSICS - {"life", "alive_threshold"}:
        raise InputError(f"{name.replace('_', '-')} cannot be changed: the result would be a different rule.")
    life = automaton.life
    if {"life", "alive_threshold"} & set(changes):
        life = LIVES.make(changes.get("life", LIVES.name_of(type(life))), static_fields(life) | changes)
    physics = dataclasses.replace(
        automaton.physics, **{name: value for name, value in changes.items() if name in _PHYSICS}
    )
    changed: _A = dataclasses.replace(automaton, life=life, physics=physics)  # type: ignore[type-var]
    return changed


def differences(found: AutomatonConfig, expected: AutomatonConfig) -> str:
    """The settings that are not as expected, in words: ``hidden (128,), not (64,); ...``; empty if all are."""
    return "; ".join(
        f"{field.name.replace('_', '-')} {getattr(found, field.name)}, not {getattr(expected, field.name)}"
        for field in dataclasses.fields(AutomatonConfig)
        if getattr(found, field.name) != getattr(expected, field.name)
    )


def static_fields(part: eqx.Module) -> dict[str, Any]:
    """The static fields of a part: what it is, apart from its trained parameters."""
    return {f.name: getattr(part, f.name) for f in dataclasses.fields(part) if f.metadata.get("static", False)}


__all__ = [
    "REGISTRIES",
    "Automaton",
    "Parts",
    "assembled_parts",
    "configured_parts",
    "differences",
    "perception_of",
    "settings_of",
    "static_fields",
    "with_settings",
]
