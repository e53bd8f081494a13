"""The plan of a sweep: which trainings there are to be, each with all its settings, in one file."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from blastema._checks import is_whole, known_version, short
from blastema._files import read_bytes, write_atomically
from blastema._json import parse_any
from blastema.config import Config, TargetConfig, section_of
from blastema.config import file as config_file
from blastema.config.text import value_like
from blastema.errors import FileFormatError, InputError
from blastema.fitting import fitted, signalled, told
from blastema.picture_files import ENDINGS, name_of, open_picture
from blastema.runs import environment
from blastema.targets import Target, load_target

NAME = "sweep.json"
RUNS = "runs"
_FORMAT, _VERSION = "blastema-sweep", 1
_LARGEST_BYTES = 64 << 20
_MOST_RUNS = 10_000
_MOST_THREADS = 1024
_LONGEST_NAME = 200
_LONGEST_SUBJECT = 60


@dataclasses.dataclass(frozen=True)
class Entry:
    """One training of a sweep.

    name:    of its run folder, and what it is called in tables
    varied:  what makes it different: target, seed and the settings of ``--over``, by name
    config:  all settings
    """

    name: str
    varied: dict[str, Any]
    config: Config


@dataclasses.dataclass(frozen=True)
class Plan:
    """The trainings of a sweep in the order they are taken up, and how many run at a time.

    threads: of each training, so that all jobs together keep the machine busy and not more; part of a run's bits
    notes:   of a new plan: what a user should know of how the pictures were read
    """

    entries: tuple[Entry, ...]
    jobs: int
    threads: int
    notes: tuple[str, ...] = ()

    def save(self, folder: Path) -> None:
        """Write ``sweep.json``. Raises `OSError`."""
        entries = [
            {"name": e.name, "varied": e.varied, "config": json.loads(config_file.to_json(e.config))}
            for e in self.entries
        ]
        content = {"format": _FORMAT, "version": _VERSION, "jobs": self.jobs, "threads": self.threads, "runs": entries}
        write_atomically(folder / NAME, json.dumps(content, indent=1, ensure_ascii=False).encode())

    @classmethod
    def load(cls, folder: Path) -> Plan:
        """Read ``sweep.json``. Raises `InputError` if there is none, `FileFormatError` if it is not one."""
        file = folder / NAME
        raw = parse_any(read_bytes(file, "a sweep", _LARGEST_BYTES), str(file))
        if not isinstance(raw, dict) or raw.get("format") != _FORMAT:
            found = raw.get("format") if isinstance(raw, dict) else raw
            raise FileFormatError(f"{file} is not a sweep's plan: its format is {short(found)}.")
        known_version(raw.get("version"), _VERSION, "sweep", str(file))
        runs = raw.get("runs")
        _expect(isinstance(runs, list) and 1 <= len(runs) <= _MOST_RUNS, file, "runs", runs, f"1 to {_MOST_RUNS} runs")
        assert isinstance(runs, list)
        for name, most in (("jobs", len(runs)), ("threads", _MOST_THREADS)):
            value = raw.get(name)
            _expect(is_whole(value) and 1 <= value <= most, file, name, value, f"a whole number from 1 to {most}")
        entries = tuple(_entry(run, number, file) for number, run in enumerate(runs))
        _expect(len({entry.name for entry in entries}) == len(entries), file, "runs", runs, "different names")
        same = len({frozenset(entry.varied) for entry in entries}) == 1
        _expect(same, file, "runs", runs, "the same settings varied in all")
        return cls(entries, raw["jobs"], raw["threads"])


def _entry(raw: object, number: int, file: Path) -> Entry:
    where = f"runs[{number}]"
    _expect(isinstance(raw, dict), file, where, raw, "an object")
    assert isinstance(raw, dict)
    name, varied = raw.get("name"), raw.get("varied")
    if not isinstance(name, str) or Path(name).name != name or name in ("", ".."):
        raise FileFormatError(f"{file}: {short(name)} is not the name of a folder ({where}).")
    _expect(len(name.encode()) <= _LONGEST_NAME, file, f"{where}.name", name, f"at most {_LONGEST_NAME} bytes")
    _expect(isinstance(varied, dict), file, f"{where}.varied", varied, "an object")
    assert isinstance(varied, dict)
    config = config_file.from_dict(raw.get("config"), f"{file}, {where}")
    for setting, value in varied.items():
        parts = value if isinstance(value, list) else [value]
        plain = all(part is None or isinstance(part, bool | int | float | str) for part in parts)
        _expect(plain, file, f"{where}.varied.{setting}"[:100], value, "a setting's value")
        try:
            if setting != "target":
                section_of(setting, config)
        except InputError as error:
            raise FileFormatError(f"{file} is not a sweep's plan: in {where}, {error}") from error
    return Entry(name, varied, config)


def _expect(ok: bool, file: Path, name: str, value: object, expected: str) -> None:
    if not ok:
        raise FileFormatError(f"{file} is not a sweep's plan: {name} is {short(value)}; expected {expected}.")


def make(
    base: Config, targets: Sequence[str], seeds: int, over: Sequence[str], jobs: int = 0, fixed_steps: bool = False
) -> Plan:
    """A plan of every combination, one seed after another, so that early results tell of all settings.

    targets: emoji, picture files, or folders of these; the base's own picture if there are none
    seeds:   trainings of each combination, from the base's seed on
    over:    ``name=value,value,...`` each; a value with several parts has them joined by ``:`` (``steps=64:96``)
    jobs:    trainings at a time; 0: one a processor, or fewer if there are fewer
    fixed_steps: keep the base's steps also where they are too few for a picture

    Raises `InputError` for anything that cannot be.
    """
    pictures = _pictures(targets) or ([base.target.picture] if base.target.picture else [])
    if not pictures:
        raise InputError("nothing to grow: name targets, e.g. --targets 🦎 😀, or a folder of pictures.")
    if jobs < 0:
        raise InputError(f"jobs is {jobs}; expected 0 (one for each processor) or more.")
    if seeds < 1:
        raise InputError(f"seeds is {seeds}; expected 1 or more.")
    varied = [_variation(text, base) for text in over]
    names = [name for name, _ in varied]
    if len(set(names)) < len(names):
        raise InputError(f"--over names a setting twice: {', '.join(names)}.")
    combinations = list(itertools.product(*(values for _, values in varied)))
    if len(combinations) * len(pictures) * seeds > _MOST_RUNS:
        raise InputError(
            f"that would be {len(combinations) * len(pictures) * seeds:,} trainings; at most {_MOST_RUNS:,}."
        )
    jobs, threads = share(len(combinations) * len(pictures) * seeds, jobs)
    entries: dict[str, Entry] = {}
    notes: dict[str, None] = {}
    for seed, picture, values in itertools.product(range(seeds), pictures, combinations):
        settings = dict(zip(names, values, strict=True))
        number = base.training.seed + seed
        config = base.replace(**({"seed": number} | settings), picture=picture, threads=threads)
        config, told_of_it = _fitted(config, fixed_steps or "steps" in names)
        notes |= dict.fromkeys(told_of_it)
        subject = name_of(picture)[:_LONGEST_SUBJECT]
        label = "-".join([subject, *(f"{name}={_text(value)}" for name, value in settings.items()), f"s{number}"])
        name = _unused(re.sub(r"[^\w=.:-]+", "_", label).replace(":", "_"), entries)
        entries[name] = Entry(name, {"target": subject} | settings | {"seed": config.training.seed}, config)
    return Plan(tuple(entries.values()), jobs, threads, tuple(notes))


def _fitted(config: Config, fixed_steps: bool) -> tuple[Config, list[str]]:
    """The config for its picture, and notes. A picture that cannot be used fails in its own training, not here."""
    picture = config.target.picture
    try:
        target = _loaded(picture, config.target)
    except InputError as error:
        return config, [f"{picture}: {error}"]
    config = signalled(config, target)
    config, notes = (config, told(config, target)) if fixed_steps else fitted(config, target)
    return config, [f"{target.name}: {note}" for note in (*target.notes, *notes)]


@functools.lru_cache(maxsize=64)
def _loaded(picture: str, config: TargetConfig) -> Target:
    return load_target(picture, config)


def share(runs: int, jobs: int = 0) -> tuple[int, int]:
    """Jobs at a time and threads of each, so that all processors are used and none twice."""
    processors = environment.processors()
    jobs = max(1, min(runs, jobs or processors))
    return jobs, max(1, processors // jobs)


def _pictures(targets: Sequence[str]) -> list[str]:
    found: list[str] = []
    for target in targets:
        path = Path(target)
        if path.is_dir():
            inside = sorted(str(file) for file in path.iterdir() if file.suffix.lower() in ENDINGS)
            if not inside:
                raise InputError(f"{target} has no pictures in it ({', '.join(ENDINGS)}).")
            found += inside
        else:
            if not path.is_file():
                open_picture(target)  # raises, and says what may have been meant
            found.append(target)
    return found


def _variation(text: str, base: Config) -> tuple[str, list[Any]]:
    name, equals, values = text.partition("=")
    name = name.strip().lstrip("-").replace("-", "_")
    usual = base.get(name)
    if not equals or not values.strip():
        raise InputError(f"--over {text!r}: expected {name}=value,value,...")
    if name in ("picture", "threads"):
        raise InputError(f"--over {name} cannot be: pictures are named by --targets, threads are shared out.")
    return name, [value_like(part.strip(), usual, f"--over {name}") for part in values.split(",")]


def _text(value: Any) -> str:
    return (
        ":".join(map(str, value))
        if isinstance(value, tuple)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def _unused(name: str, taken: dict[str, Entry]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free


__all__ = ["NAME", "RUNS", "Entry", "Plan", "make", "share"]
