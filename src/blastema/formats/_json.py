"""Reading JSON and base64 that may be anything."""

from __future__ import annotations

import base64
import json
from typing import Any

from blastema._checks import short
from blastema.errors import FileFormatError


def parse(text: str | bytes, source: str) -> dict[str, Any]:
    """A JSON object. Raises `FileFormatError` for anything else, NaN and infinities included."""
    value = parse_any(text, source)
    if not isinstance(value, dict):
        raise FileFormatError(f"{source} is not a JSON object.")
    return value


def parse_any(text: str | bytes, source: str) -> Any:
    """A JSON value in UTF-8. Raises `FileFormatError` for anything else, NaN and infinities included."""

    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is not JSON")

    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        value = json.loads(text, parse_constant=refuse)
        if "\\ud" in text.lower():  # half a surrogate pair can be escaped, but neither printed nor written
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        return value
    except (ValueError, RecursionError) as error:
        raise FileFormatError(f"{source} is not JSON, or it is cut short or altered ({error}).") from error


def from_base64(text: object, what: str) -> bytes:
    """The bytes in base64 text. Raises `FileFormatError`, which calls the text ``what``, for anything else."""
    try:
        if not isinstance(text, str):
            raise ValueError(f"it is {short(text)}")
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise FileFormatError(f"{what} is not base64, or it is cut short ({error}).") from error
