"""``config.json``: a run's settings as JSON, versioned; any of them can be run again."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from blastema._checks import known_version, short
from blastema._files import read_bytes
from blastema.config import upgrade
from blastema.config.training import CURRICULUM_CONFIGS, OtherCurriculumConfig, Phase
from blastema.config.whole import SECTIONS, Config
from blastema.errors import FileFormatError, InputError

FORMAT = "blastema-config"
VERSION = 2
_LARGEST_CONFIG_BYTES = 1 << 20


def to_json(config: Config) -> str:
    """The settings as JSON text, with format and version."""
    return json.dumps({"format": FORMAT, "version": VERSION} | to_dict(config), indent=2, ensure_ascii=False)


def to_dict(config: Config) -> dict[str, Any]:
    """The settings as plain values; the curriculum says its kind."""
    values = dataclasses.asdict(config)
    curriculum = values["training"]["curriculum"]
    if isinstance(config.training.curriculum, OtherCurriculumConfig):
        curriculum |= curriculum.pop("settings")
    values["training"]["curriculum"] = {"kind": curriculum.pop("kind")} | curriculum
    return values


def from_json(text: str, source: str = "config") -> Config:
    """The settings in JSON text; a section or field left out has its default.

    Args:
        text: as `to_json` gives it, or as an older Blastema gave it
        source: names the text in messages

    Raises:
        FileFormatError: for other JSON, a future version or unknown fields.
        InputError: for values out of range.
    """
    try:
        raw = json.loads(text)
        if "\\ud" in text.lower():  # half a surrogate pair can be escaped, but neither printed nor written
            json.dumps(raw, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise FileFormatError(f"{source} is not JSON ({error}).") from error
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise FileFormatError(f'{source} is not a Blastema config: expected an object with "format": "{FORMAT}".')
    version = known_version(raw.get("version"), VERSION, "config", source)
    unknown = set(raw) - {"format", "version"} - set(SECTIONS)
    if unknown:
        raise FileFormatError(f"{source} has unknown sections: {', '.join(sorted(unknown))[:200]}.")
    try:
        sections = upgrade.from_version_1(raw) if version == 1 else raw
        return Config(**{name: _section(name, sections.get(name, {})) for name in SECTIONS})
    except InputError as error:
        raise type(error)(f"in {source}: {error}") from error


def _section(name: str, raw: object) -> Any:
    values = _fields(raw, SECTIONS[name], f"section {name!r}")
    if name == "training":
        if "curriculum" in values:
            values["curriculum"] = _curriculum(values["curriculum"])
        if "phases" in values:
            values["phases"] = _phases(values["phases"])
    return SECTIONS[name](**values)


def _fields(raw: object, kind: Any, what: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise FileFormatError(f"{what} is {short(raw)}; expected an object.")
    unknown = set(raw) - {field.name for field in dataclasses.fields(kind)}
    if unknown:
        raise FileFormatError(f"{what} has unknown fields: {', '.join(sorted(unknown))[:200]}.")
    return {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}


def _curriculum(raw: object) -> Any:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("kind"), str):
        raise FileFormatError(f"the curriculum is {short(raw)}; expected an object that says its kind.")
    kind = raw["kind"]
    if kind not in CURRICULUM_CONFIGS:
        return OtherCurriculumConfig(kind, {name: value for name, value in raw.items() if name != "kind"})
    return CURRICULUM_CONFIGS[kind](**_fields(raw, CURRICULUM_CONFIGS[kind], f"the {kind} curriculum"))


def _phases(raw: object) -> tuple[Phase, ...]:
    if not isinstance(raw, tuple):
        raise FileFormatError(f"phases is {short(raw)}; expected a list.")
    try:
        return tuple(Phase(**_fields(phase, Phase, f"phase {number}")) for number, phase in enumerate(raw))
    except TypeError as error:
        raise FileFormatError(f"a phase lacks its iterations ({error}).") from error


def load(path: Path) -> Config:
    """Read ``config.json``, or the run folder that has one. Raises `InputError` if it cannot be used."""
    file = path / "config.json" if path.is_dir() else path
    data = read_bytes(file, "a config", _LARGEST_CONFIG_BYTES)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileFormatError(f"{file} is not UTF-8 text ({error.reason}).") from error
    return from_json(text, str(file))


__all__ = ["FORMAT", "VERSION", "from_json", "load", "to_dict", "to_json"]
