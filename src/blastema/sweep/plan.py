"""The plan of a sweep: which trainings there are to be, each with all its settings, in one file."""

from __future__ import annotations

import dataclasses
import itertools
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from blastema import emoji
from blastema._checks import known_version, short
from blastema._files import read_bytes, write_atomically
from blastema.config import Config
from blastema.config import file as config_file
from blastema.config.text import value_like
from blastema.errors import FileFormatError, InputError
from blastema.picture_files import ENDINGS, open_picture
from blastema.runs import environment

NAME = "sweep.json"
RUNS = "runs"
_FORMAT, _VERSION = "blastema-sweep", 1
_LARGEST_BYTES = 64 << 20
_MOST_RUNS = 10_000


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
    """

    entries: tuple[Entry, ...]
    jobs: int
    threads: int

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
        try:
            raw = json.loads(read_bytes(file, "a sweep", _LARGEST_BYTES))
            if raw.get("format") != _FORMAT:
                raise FileFormatError(f"{file} is not a sweep's plan: its format is {short(raw.get('format'))}.")
            known_version(raw.get("version"), _VERSION, "sweep", str(file))
            entries = tuple(
                Entry(run["name"], run["varied"], config_file.from_json(json.dumps(run["config"]), str(file)))
                for run in raw["runs"]
            )
            for entry in entries:
                if Path(entry.name).name != entry.name:
                    raise FileFormatError(f"{file}: {entry.name!r} is not the name of a folder.")
            return cls(entries, int(raw["jobs"]), int(raw["threads"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise FileFormatError(f"{file} is not a sweep's plan ({error}).") from error


def make(base: Config, targets: Sequence[str], seeds: int, over: Sequence[str], jobs: int = 0) -> Plan:
    """A plan of every combination, one seed after another, so that early results tell of all settings.

    targets: emoji, picture files, or folders of these; the base's own picture if there are none
    seeds:   trainings of each combination, from the base's seed on
    over:    ``name=value,value,...`` each; a value with several parts has them joined by ``:`` (``steps=64:96``)
    jobs:    trainings at a time; 0: one a processor, or fewer if there are fewer

    Raises `InputError` for anything that cannot be.
    """
    pictures = _pictures(targets) or ([base.target.picture] if base.target.picture else [])
    if not pictures:
        raise InputError("nothing to grow: name targets, e.g. --targets 🦎 😀, or a folder of pictures.")
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
    for seed, picture, values in itertools.product(range(seeds), pictures, combinations):
        settings = dict(zip(names, values, strict=True))
        number = base.training.seed + seed
        config = base.replace(**({"seed": number} | settings), picture=picture, threads=threads)
        subject = emoji.name_of(picture) if emoji.is_emoji(picture) else Path(picture).stem[:60]
        label = "-".join([subject, *(f"{name}={_text(value)}" for name, value in settings.items()), f"s{number}"])
        name = _unused(re.sub(r"[^\w=.:-]+", "_", label).replace(":", "_"), entries)
        entries[name] = Entry(name, {"target": subject} | settings | {"seed": config.training.seed}, config)
    return Plan(tuple(entries.values()), jobs, threads)


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
            if not (emoji.is_emoji(target) or path.is_file()):
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
