"""Settings as a user types them: ``training.phases.1.learning_rate=5e-4``, ``steps=64:96``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from blastema.config.part import Part
from blastema.config.whole import Config
from blastema.errors import InputError


def with_assignments(config: Config, assignments: Iterable[str]) -> Config:
    """The config with values set by ``PATH=VALUE``.

    Raises:
        InputError: for a path that does not exist or is given twice, or a value of another type.
    """
    given: dict[str, str] = {}
    for text in assignments:
        path, equals, value = text.partition("=")
        path = path.strip().replace("-", "_")
        if not equals:
            raise InputError(f"--set {text!r}: expected PATH=VALUE, as in training.phases.1.learning_rate=5e-4")
        if path in given:
            raise InputError(f"--set names {path} twice: {given[path]} and {value.strip()}; give it once.")
        given[path] = value.strip()
        config = config.set(path, value_like(value.strip(), config.at(path), f"--set {path}"))
    return config


def value_like(text: str, usual: Any, name: str) -> Any:
    """The value of a text, of the type of ``usual``; parts of a list are joined by colons.

    Raises:
        InputError: if it is not such a value; ``name`` is the setting's name in the message.
    """
    try:
        if isinstance(usual, tuple):
            return _list_like(text, usual, name)
        if isinstance(usual, bool):
            return {"true": True, "yes": True, "false": False, "no": False}[text.lower()]
        if isinstance(usual, Part):
            return text
        if isinstance(usual, int | float | str):
            return type(usual)(text)
        if usual is None:
            return None if text.lower() == "none" else float(text)
    except (ValueError, KeyError):
        pass
    else:
        raise InputError(f"{name} is a group of settings; name one of them.")
    raise InputError(f"{name}: {text!r} is not a value like {usual!r}.")


def _list_like(text: str, usual: tuple[Any, ...], name: str) -> tuple[Any, ...]:
    kind = usual[0] if usual else ""
    try:
        return tuple(value_like(part, kind, name) for part in text.split(":")) if text else ()
    except InputError as error:
        if not isinstance(kind, int | float | str):
            raise
        example = ":".join(map(str, usual))
        raise InputError(f"{name}: {text!r} is not a list joined by colons, like {example}.") from error


__all__ = ["value_like", "with_assignments"]
