"""``config.json``: a run's settings as versioned JSON, which can be run again."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterable, Mapping
from typing import Any

from blastema import _kinds
from blastema._checks import as_path, known_version, short
from blastema._json import parse_any
from blastema._nearest import suggestion
from blastema.config import upgrade
from blastema.config.curricula import CURRICULUM_CONFIGS
from blastema.config.part import Part, frozen
from blastema.config.phases import Phase
from blastema.config.whole import SECTIONS, Config
from blastema.errors import FileFormatError, InputError

FORMAT = "blastema-config"
VERSION = 3
_LARGEST_CONFIG_BYTES = 1 << 20


def to_json(config: Config) -> str:
    """The settings as JSON text, with format and version."""
    return json.dumps({"format": FORMAT, "version": VERSION} | to_dict(config), indent=2, ensure_ascii=False)


def to_dict(config: Config) -> dict[str, Any]:
    """The settings as plain values; parts with settings of their own give their kind first."""
    values: dict[str, Any] = _plain(config)
    return values


def _plain(value: Any) -> Any:
    if isinstance(value, Part):
        return {"kind": value.kind} | dict(value.settings)
    if dataclasses.is_dataclass(value):
        fields = {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {"kind": fields.pop("kind")} | fields if "kind" in fields else fields
    return tuple(map(_plain, value)) if isinstance(value, tuple) else value


def from_json(text: str | bytes, source: str = "config") -> Config:
    """The settings in JSON text; a section or field left out has its default.

    Args:
        text: as written by `to_json`, also of an older version
        source: name of the text in messages

    Raises:
        FileFormatError: for other JSON, a future version or unknown fields.
        InputError: for values out of range.
    """
    return from_dict(parse_any(text, source), source)


def from_dict(raw: object, source: str = "config") -> Config:
    """The settings in parsed JSON (`blastema._json.parse_any`); see `from_json`."""
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise FileFormatError(f'{source} is not a Blastema config: expected an object with "format": "{FORMAT}".')
    version = known_version(raw.get("version"), VERSION, "config", source)
    unknown = set(raw) - {"format", "version"} - set(SECTIONS)
    if unknown:
        raise FileFormatError(f"{source} has unknown sections: {_listed(unknown, SECTIONS)}")
    try:
        sections = upgrade.from_version_1(raw) if version == 1 else raw
        sections = upgrade.from_version_2(sections) if version < 3 else sections
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
    known = [field.name for field in dataclasses.fields(kind)]
    unknown = set(raw).difference(known)
    if unknown:
        raise FileFormatError(f"{what} has unknown fields: {_listed(unknown, known)}")
    return {key: _part(value) if isinstance(value, dict) else frozen(value) for key, value in raw.items()}


def _listed(unknown: Iterable[str], known: Iterable[str]) -> str:
    names = sorted(unknown)
    return f"{', '.join(names)[:200]}. {suggestion(names[0], known)}".rstrip()


def _part(raw: Mapping[str, Any]) -> object:
    """The part that an object with a kind describes; any other object unchanged."""
    kind = raw.get("kind")
    return Part(kind, {name: raw[name] for name in raw if name != "kind"}) if isinstance(kind, str) else raw


def _curriculum(raw: object) -> Any:
    if not isinstance(raw, Part):
        raise FileFormatError(f"the curriculum is {short(raw)}; expected an object that says its kind.")
    if raw.kind not in CURRICULUM_CONFIGS:
        return raw
    kind = CURRICULUM_CONFIGS[raw.kind]
    return kind(**_fields(dict(raw.settings), kind, f"the {raw.kind} curriculum"))


def _phases(raw: object) -> tuple[Phase, ...]:
    if not isinstance(raw, tuple):
        raise FileFormatError(f"phases is {short(raw)}; expected a list.")
    try:
        return tuple(Phase(**_fields(phase, Phase, f"phase {number}")) for number, phase in enumerate(raw))
    except TypeError as error:
        raise FileFormatError(f"a phase lacks its iterations ({error}).") from error


def load(path: str | os.PathLike[str]) -> Config:
    """Read ``config.json``, or the run folder that has one.

    Raises:
        InputError: if it cannot be used.
    """
    path = as_path(path, "the config's file")
    file = path / "config.json" if path.is_dir() else path
    data = _kinds.read(file, "a config", _LARGEST_CONFIG_BYTES, "config")
    _kinds.refuse_others(data, str(file), "config", "json", "broken")
    return from_json(data, str(file))


__all__ = ["FORMAT", "VERSION", "from_dict", "from_json", "load", "to_dict", "to_json"]
