"""Base64: files within JSON and pages, and hashes of what a page may run."""

from __future__ import annotations

import base64
import hashlib

from blastema._checks import short
from blastema.errors import FileFormatError


def to_base64(data: bytes) -> str:
    """Bytes as base64 text."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: object, what: str) -> bytes:
    """The bytes in base64 text. Raises `FileFormatError`, which calls the text ``what``, for anything else."""
    try:
        if not isinstance(text, str):
            raise ValueError(f"it is {short(text)}")
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise FileFormatError(f"{what} is not base64, or it is cut short ({error}).") from error


def data_url(data: bytes, kind: str = "image/png") -> str:
    """A file as an address that contains it, for a page that needs nothing else; ``kind`` is its media type."""
    return f"data:{kind};base64,{to_base64(data)}"


def hash_source(text: str) -> str:
    """A script or style as a Content-Security-Policy names it: 'sha256-...', with the quotes."""
    return f"'sha256-{to_base64(hashlib.sha256(text.encode()).digest())}'"


__all__ = ["data_url", "from_base64", "hash_source", "to_base64"]
