"""Reading untrusted JSON.

Stricter than `json.loads`, since what is read here is used, printed and written again: NaN and infinities, duplicate
keys, lone surrogates, NUL characters and deep nesting are refused.
"""

from __future__ import annotations

import json
import math
from typing import Any

from blastema._checks import short
from blastema.errors import FileFormatError

_DEEPEST = 32
"""Largest nesting depth; our own files have fewer than ten levels."""


def parse(text: str | bytes, source: str) -> dict[str, Any]:
    """A JSON object. Raises `FileFormatError` for anything else."""
    value = parse_any(text, source)
    if not isinstance(value, dict):
        raise FileFormatError(f"{source} is not a JSON object.")
    return value


def parse_any(text: str | bytes, source: str) -> Any:
    """A JSON value in UTF-8. Raises `FileFormatError`, which calls the text ``source``, for anything else."""
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        value = _DECODER.decode(text)
        if "\\u" in text:  # JSON can contain these only as escapes; a lone surrogate can be neither printed nor written
            json.dumps(value, ensure_ascii=False).encode("utf-8")
            _refuse_nul(value)
        _measure(value)
        return value
    except (ValueError, RecursionError) as error:
        raise FileFormatError(f"{source} is not JSON, or it is cut short or altered ({_reason(error)}).") from error


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {short(twice)} occurs twice")
    return made


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text[:40]} is beyond all floating-point numbers")
    return value


_DECODER = json.JSONDecoder(parse_float=_finite, parse_constant=_refuse, object_pairs_hook=_object)


def _refuse_nul(value: Any) -> None:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str) and "\0" in one:
            raise ValueError(f"the text {short(one)} has a NUL character in it")
        if isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one


def _measure(value: Any) -> None:
    level = [value]
    for _ in range(_DEEPEST + 1):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise ValueError(f"lists and objects are nested more than {_DEEPEST} deep")


def _reason(error: Exception) -> str:
    """What is wrong, in a few words: the errors of encoders contain the whole text."""
    if isinstance(error, UnicodeEncodeError):
        return "a text has half of a surrogate pair in it"
    if isinstance(error, RecursionError):
        return "lists and objects are nested too deeply"
    return str(error)[:200]


__all__ = ["parse", "parse_any"]
