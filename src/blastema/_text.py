"""Text from outside, sanitised for display: cards, an organism's metadata, names of files and of what is in them.

Control characters could command a terminal, and bidirectional controls could disguise text. They are replaced
where text is shown, never where it is stored.
"""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

_SUBSTITUTE = "\ufffd"
_CONTROL = "\\x00-\\x08\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f"
_TURNED = "\\u202a-\\u202e\\u2066-\\u2069"
_SURROGATES = "\\ud800-\\udfff"
_BREAKS = "\\x0b\\x0c\\r\\x85\\u2028\\u2029"
_HARMFUL = re.compile(f"[{_CONTROL}{_TURNED}{_SURROGATES}]")
_LINE_BREAK = re.compile(f"[\\t\\n{_BREAKS}]")
_NO_LINE_BREAK = re.compile(f"[{_BREAKS}]")
_IN_QUOTES = re.compile(r"\s|(?![\w@%+=:,./-])[\x00-\x7f]")
_IN_JSON = re.compile(f"[\\x7f-\\x9f{_TURNED}{_SURROGATES}\\u2028\\u2029]")


def plain(value: object) -> str:
    """A text on one line, without control characters, bidirectional controls and lone surrogates."""
    return _HARMFUL.sub(_SUBSTITUTE, _LINE_BREAK.sub(" ", str(value)))


def word(value: object) -> str:
    """A path or name as one word of a command that a message prints, so that it can be pasted into a shell.

    Quoted only where a shell needs it: an emoji stays as it is. A path that would be taken for a flag gets ``./``.
    """
    text = plain(value)
    text = f"./{text}" if text.startswith("-") else text
    return shlex.quote(text) if not text or _IN_QUOTES.search(text) else text


def plain_lines(text: str) -> str:
    """The same for a text of several lines: line feeds and tabs stay."""
    return _HARMFUL.sub(_SUBSTITUTE, _NO_LINE_BREAK.sub(" ", text))


def to_json(value: Any, indent: int | None = None) -> str:
    """Indented JSON for a terminal: harmful characters are escaped, so that the value is unchanged."""
    return escaped(json.dumps(value, indent=indent, ensure_ascii=False))


def escaped(text: str) -> str:
    """A JSON text with all harmful characters in its strings escaped; outside strings JSON has none."""
    return _IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


__all__ = ["escaped", "plain", "plain_lines", "to_json", "word"]
