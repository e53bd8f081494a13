"""``config.json``: a run's settings as JSON, versioned; any of them can be run again."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from blastema._checks import short
from blastema._files import read_bytes
from blastema.config import SECTIONS, Config
from blastema.errors import FileFormatError, InputError

FORMAT = "blastema-config"
VERSION = 1
LARGEST_CONFIG_BYTES = 1 << 20


def to_json(config: Config) -> str:
    """The settings as JSON text, with format and version."""
    return json.dumps(
        {"format": FORMAT, "version": VERSION} | dataclasses.asdict(config),
        indent=2,
        ensure_ascii=False,
    )


def from_json(text: str, source: str = "config") -> Config:
    """The settings in JSON text; a section or field left out has its default.

    Raises `FileFormatError` for other JSON, a future version or unknown fields, `InputError` for values out
    of range; ``source`` names the text in the message.
    """
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileFormatError(f"{source} is not JSON ({error}).") from error
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise FileFormatError(f'{source} is not a Blastema config: expected an object with "format": "{FORMAT}".')
    if raw.get("version") != VERSION:
        raise FileFormatError(
            f"{source} has config version {short(raw.get('version'))}; this Blastema reads version "
            f"{VERSION}. A newer Blastema may read it: pip install --upgrade blastema"
        )
    unknown = set(raw) - {"format", "version"} - set(SECTIONS)
    if unknown:
        raise FileFormatError(f"{source} has unknown sections: {', '.join(sorted(unknown))[:200]}.")
    try:
        return Config(**{name: _section(name, raw.get(name, {}), source) for name in SECTIONS})
    except InputError as error:
        raise type(error)(f"in {source}: {error}") from error


def _section(name: str, raw: object, source: str) -> Any:
    kind = SECTIONS[name]
    if not isinstance(raw, dict):
        raise FileFormatError(f"section {name!r} is {short(raw)}; expected an object.")
    unknown = set(raw) - {field.name for field in dataclasses.fields(kind)}
    if unknown:
        raise FileFormatError(f"section {name!r} has unknown fields: {', '.join(sorted(unknown))[:200]}.")
    return kind(**{key: tuple(v) if isinstance(v, list) else v for key, v in raw.items()})


def load(path: Path) -> Config:
    """Read ``config.json``, or the run folder that has one. Raises `InputError` if it cannot be used."""
    file = path / "config.json" if path.is_dir() else path
    data = read_bytes(file, "a config", LARGEST_CONFIG_BYTES)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileFormatError(f"{file} is not UTF-8 text ({error.reason}).") from error
    return from_json(text, str(file))
