"""Parts by name: a registered kind, and settings that are its own.

The settings of built-in kinds are fields of the sections. Those of an added kind are what its maker names (its class
method ``initial``, or the kind itself), apart from what it is given where it is used.
"""

from __future__ import annotations

import inspect
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from blastema._checks import is_whole, require, short
from blastema._nearest import suggestion
from blastema.errors import InputError
from blastema.registry import Registry


@dataclass(frozen=True)
class Part:
    """A registered kind with its own settings; in ``config.json`` ``{"kind": "dish", "radius": 0.25}``.

    kind:     its name
    settings: by name; numbers, strings, booleans, and tuples of these
    """

    kind: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        example = "as in Part('dish', {'radius': 0.25})"
        require(isinstance(self.kind, str), "kind", self.kind, f"the name of a kind, {example}")
        require(isinstance(self.settings, Mapping), "settings", self.settings, f"values by name, {example}")

    def __hash__(self) -> int:
        return hash((self.kind, tuple(sorted(self.settings))))

    def __str__(self) -> str:
        told = ", ".join(f"{name.replace('_', '-')} {value}" for name, value in self.settings.items())
        return f"{self.kind} ({told})" if told else self.kind


def kind_of(part: str | Part) -> str:
    """The name of a part's kind."""
    return part if isinstance(part, str) else part.kind


def settings_of(part: str | Part) -> Mapping[str, Any]:
    """The settings of a part."""
    return {} if isinstance(part, str) else part.settings


def complete(part: object, registry: Registry, of_config: Collection[str] = ()) -> Part:
    """The part with all its settings, those that are not said at their defaults.

    Args:
        part: its name, or a `Part`; unchecked
        registry: of its kinds
        of_config: settings that the config has beside the part, which are no settings of its own

    Raises:
        InputError: for a kind that is not registered, an unknown setting, or an invalid value.
    """
    if not isinstance(part, str | Part):
        raise InputError(f"{registry.what} is {short(part)}; expected one of {', '.join(registry.names)}.")
    kind, said = kind_of(part), settings_of(part)
    if kind not in registry:
        raise InputError(
            f"{registry.unknown(kind)} A kind of your own has to be registered, or its package installed, first "
            "(docs/extending.md)."
        )
    if not said and registry.is_built_in(kind):
        return Part(kind)  # known without importing it, and with it JAX
    own = registry.settings(kind, of_config)
    unknown = sorted(set(said) - set(own))
    if unknown:
        known = f"It has {', '.join(own)}." if own else "It has none of its own."
        hint = suggestion(str(unknown[0]), own, known)
        raise InputError(f"the {registry.what} {kind!r} has no setting {unknown[0]!r}. {hint}")
    settings = {}
    for name, usual in own.items():
        if name not in said and usual is inspect.Parameter.empty:
            raise InputError(f"the {registry.what} {kind!r} needs its setting {name!r}.")
        settings[name] = _like(said.get(name, usual), usual, f"{name} of the {registry.what} {kind!r}")
    if registry.is_built_in(kind) and settings == own:
        return Part(kind)
    return Part(kind, settings)


def completed(section: Any, name: str, registry: Registry, of_config: Collection[str] = ()) -> None:
    """Have a section's part `complete`; one without settings of its own is its name alone."""
    part = complete(getattr(section, name), registry, of_config)
    object.__setattr__(section, name, part if part.settings else part.kind)


def _like(value: object, usual: object, name: str) -> Any:
    """The value, if it is plain and of the type of the default; lists from JSON become tuples."""
    value = frozen(value)
    if isinstance(usual, float) and is_whole(value):
        value = float(value)
    like = usual is None or usual is inspect.Parameter.empty or type(value) is type(usual)
    if not (like and is_plain(value)):
        raise InputError(f"{name} is {short(value)}; expected {_expected(usual)}.")
    return value


def _expected(usual: object) -> str:
    return f"a value like {usual!r}" if is_plain(usual) and usual is not None else "a number, a text or a list"


def is_plain(value: object) -> bool:
    """Whether a config can contain the value."""
    if isinstance(value, tuple):
        return all(map(is_plain, value))
    return value is None or isinstance(value, bool | int | float | str)


def frozen(value: Any) -> Any:
    """The value with its lists, as JSON has them, as tuples."""
    return tuple(map(frozen, value)) if isinstance(value, list | tuple) else value


__all__ = ["Part", "complete", "completed", "frozen", "is_plain", "kind_of", "settings_of"]
