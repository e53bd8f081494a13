"""The plan of a sweep: its trainings, each with all its settings, in one file."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from blastema._checks import as_path, is_whole, known_version, short
from blastema._files import read_bytes, write_atomically
from blastema._json import parse_any
from blastema.config import Config, TargetConfig, kind_of, section_of
from blastema.config import file as config_file
from blastema.config.presets import padded
from blastema.errors import FileFormatError, InputError
from blastema.fitting import fitted, signalled, told
from blastema.picture_files import AS_TEXT, ENDINGS, name_of, open_picture
from blastema.registry import OBJECTIVES, PERCEPTIONS
from blastema.runs import environment
from blastema.sweep.search import Range, Search, drawn, rungs_of, variation
from blastema.targets import Target, load_target

NAME = "sweep.json"
RUNS = "runs"
_FORMAT, _VERSION = "blastema-sweep", 2
_LARGEST_BYTES = 64 << 20
_MOST_RUNS = 10_000
_MOST_THREADS = 1024
_LONGEST_NAME = 200
_LONGEST_SUBJECT = 60
_LONGEST_LABEL = 100


@dataclasses.dataclass(frozen=True)
class Entry:
    """One training of a sweep.

    name:    of its run folder, and in tables
    varied:  how it differs: target, seed and the settings of ``--over``, by name
    config:  all settings
    """

    name: str
    varied: dict[str, Any]
    config: Config


@dataclasses.dataclass(frozen=True)
class Plan:
    """The trainings of a sweep in the order in which they start, and how many run at a time.

    threads: of each training, so that all jobs use the whole machine; affects a run's bits. 0: by the worker
    search:   which trainings are continued, and by which score
    notes:   of a new plan: how the pictures were read
    """

    entries: tuple[Entry, ...]
    jobs: int
    threads: int
    search: Search = dataclasses.field(default_factory=Search)
    notes: tuple[str, ...] = ()

    def save(self, folder: Path) -> None:
        """Write ``sweep.json``.

        Raises:
            OSError: if it cannot be written.
        """
        entries = [
            {"name": e.name, "varied": e.varied, "config": json.loads(config_file.to_json(e.config))}
            for e in self.entries
        ]
        content = {
            "format": _FORMAT,
            "version": _VERSION,
            "jobs": self.jobs,
            "threads": self.threads,
            "search": dataclasses.asdict(self.search),
            "runs": entries,
        }
        write_atomically(folder / NAME, json.dumps(content, indent=1, ensure_ascii=False).encode())

    @classmethod
    def load(cls, folder: Path) -> Plan:
        """Read ``sweep.json``.

        Raises:
            InputError: if there is none.
            FileFormatError: if it is invalid.
        """
        file = folder / NAME
        raw = parse_any(read_bytes(file, "a sweep", _LARGEST_BYTES), str(file))
        if not isinstance(raw, dict) or raw.get("format") != _FORMAT:
            found = raw.get("format") if isinstance(raw, dict) else raw
            raise FileFormatError(f"{file} is not a sweep's plan: its format is {short(found)}.")
        known_version(raw.get("version"), _VERSION, "sweep", str(file))
        runs = raw.get("runs")
        _expect(isinstance(runs, list) and 1 <= len(runs) <= _MOST_RUNS, file, "runs", runs, f"1 to {_MOST_RUNS} runs")
        assert isinstance(runs, list)
        for name, least, most in (("jobs", 1, len(runs)), ("threads", 0, _MOST_THREADS)):
            value = raw.get(name)
            fits = is_whole(value) and least <= value <= most
            _expect(fits, file, name, value, f"a whole number from {least} to {most}")
        entries = tuple(_entry(run, number, file) for number, run in enumerate(runs))
        _expect(len({entry.name for entry in entries}) == len(entries), file, "runs", runs, "different names")
        same = len({frozenset(entry.varied) for entry in entries}) == 1
        _expect(same, file, "runs", runs, "the same settings varied in all")
        search = Search.read(raw.get("search", {}), lambda *found: _expect(False, file, *found))
        return cls(entries, raw["jobs"], raw["threads"], search)


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
            if setting != "target" and "." in setting:
                config.at(setting)
            elif setting != "target":
                section_of(setting, config)
        except InputError as error:
            raise FileFormatError(f"{file} is not a sweep's plan: in {where}, {error}") from error
    return Entry(name, varied, config)


def _expect(ok: bool, file: Path, name: str, value: object, expected: str) -> None:
    if not ok:
        raise FileFormatError(f"{file} is not a sweep's plan: {name} is {short(value)}; expected {expected}.")


def make(
    base: Config,
    targets: Sequence[str],
    seeds: int,
    over: Sequence[str],
    jobs: int = 0,
    fixed_steps: bool = False,
    *,
    fixed_padding: bool = True,
    trials: int = 0,
    halving: int = 0,
    rungs: Sequence[int] = (),
    by: str = "",
    here: bool = True,
) -> Plan:
    """A plan of every combination, one seed after another, so that early results cover all settings.

    Args:
        base: the common settings
        targets: emoji, picture files, or folders of these; the base's own picture if there are none
        seeds: trainings of each combination, from the base's seed on
        over: ``name=value,value,...`` each, or ``path=...``; a value with several parts has them joined by ``:``
            (``steps=64:96``). With ``trials`` also ``name=low..high``
        jobs: trainings at a time; 0: one per processor, or fewer if there are fewer
        fixed_steps: keep the base's steps even if they are too few for a picture
        fixed_padding: keep the base's padding around pictures whose size is varied; else a smaller one has as large a
            share, where a recipe of that size would have it
        trials: number of combinations that are drawn at random; 0: all
        halving: one in this many is continued at each rung; 0: all are trained to the end
        rungs: iterations at which they are compared; a ninth and a third of all (of ``halving`` 3) if not given
        by: the score for comparisons; if not given, that of the regime
        here: whether workers are on this machine, whose processors are divided; else workers know their own

    Returns:
        The plan.

    Raises:
        InputError: for invalid arguments.
    """
    pictures = _pictures(targets) or ([base.target.picture] if base.target.picture else [])
    if not pictures:
        raise InputError("nothing to grow: name targets, e.g. --targets 🦎 😀, or a folder of pictures.")
    if jobs < 0:
        raise InputError(f"jobs is {jobs}; expected 0 (one for each processor) or more.")
    if seeds < 1:
        raise InputError(f"seeds is {seeds}; expected 1 or more.")
    varied = _varied(over, base)
    search = Search(by or Search.usual(base), rungs_of(base, halving, rungs, list(varied)), halving)
    combinations = drawn(list(varied.items()), trials, base.training.seed, _MOST_RUNS)
    count = len(combinations) * len(pictures) * seeds
    if count > _MOST_RUNS:
        raise InputError(f"that would be {count:,} trainings; at most {_MOST_RUNS:,}.")
    jobs, threads = share(count, jobs) if here else (min(count, jobs or count), 0)
    fixed_steps = fixed_steps or any(name == "steps" or "phases" in name for name in varied)
    fixed_padding = fixed_padding or "size" not in _fields(varied) or "padding" in _fields(varied)
    entries: dict[str, Entry] = {}
    notes: dict[str, None] = {}
    for seed, picture, values in itertools.product(range(seeds), pictures, combinations):
        settings = dict(zip(varied, values, strict=True))
        subject, number = name_of(picture)[:_LONGEST_SUBJECT], base.training.seed + seed
        changed = _changed(base, {"seed": number} | settings).replace(picture=picture, threads=threads)
        config, told_of_it = _fitted(changed if fixed_padding else padded(changed, base.target), fixed_steps)
        notes |= dict.fromkeys(told_of_it)
        name = _unused(_label(subject, settings, number), entries)
        entries[name] = Entry(name, {"target": subject} | settings | {"seed": config.training.seed}, config)
    return Plan(tuple(entries.values()), jobs, threads, search, tuple(notes))


def _varied(over: Sequence[str], base: Config) -> dict[str, list[Any] | Range]:
    """The values of each setting that is varied, by its name."""
    varied = [variation(text, base) for text in over]
    names = [name for name, _ in varied]
    if len(set(names)) < len(names):
        raise InputError(f"--over names a setting twice: {', '.join(names)}.")
    return dict(varied)


def _label(subject: str, settings: Mapping[str, Any], seed: int) -> str:
    """The name of a training's folder: its picture, what is varied and its seed."""
    label = "-".join([subject, *(f"{name}={_text(value)}" for name, value in settings.items()), f"s{seed}"])
    return re.sub(r"[^\w=.:-]+", "_", label).replace(":", "_")[:_LONGEST_LABEL]


def _refuse_unfit(config: Config) -> None:
    """Raise `InputError` for a training on several devices, or one whose organism the article's protocol does not
    measure, by which a sweep compares."""
    if config.run.devices:
        raise InputError(
            f"devices is {config.run.devices}, but each training of a sweep has one: several trainings at a time "
            "use more. Leave --devices out, or train one alone: blastema grow."
        )
    perception, objective = kind_of(config.automaton.perception), kind_of(config.training.objective)
    if PERCEPTIONS.says(perception, "axes") == 3:
        what, document = "grow volumes", "voxels"
    elif OBJECTIVES.says(objective, "judged_by") == "classes":
        what, document = "classify digits", "classifying"
    else:
        return
    raise InputError(
        f"a sweep compares trainings by the scores of the article's protocol, but these {what}, which have others "
        f"(docs/{document}.md). Train each by blastema grow, and measure it by blastema evaluate."
    )


def _fields(names: Iterable[str]) -> set[str]:
    """The names of settings, without their paths."""
    return {name.rpartition(".")[2] for name in names}


def _changed(base: Config, settings: dict[str, Any]) -> Config:
    """The base with settings by their names or paths."""
    config = base.replace(**{name: value for name, value in settings.items() if "." not in name})
    for path, value in settings.items():
        if "." in path:
            config = config.set(path, value)
    return config


def _fitted(config: Config, fixed_steps: bool) -> tuple[Config, list[str]]:
    """The config for its picture, and notes; `InputError` for a training that no sweep can compare.

    An invalid picture fails in its own training, not here.
    """
    _refuse_unfit(config)
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


def labels(entries: Sequence[Entry]) -> dict[str, str]:
    """Short labels of trainings by their names, for tables: only what differs between them.

    Labels that would be equal, as of two pictures of one name, are the whole names.
    """
    varied = dict.fromkeys(name for entry in entries for name in entry.varied)
    differing = [name for name in varied if len({_shown(entry.varied.get(name)) for entry in entries}) > 1]
    differing = differing or ["target"]
    last = [name.rpartition(".")[2] for name in differing]
    heads = {
        name: short if last.count(short) == 1 else name.partition(".")[2] or name  # a plain name has no path
        for name, short in zip(differing, last, strict=True)
    }
    found = {
        entry.name: " ".join(_setting(heads[name], entry.varied[name]) for name in differing if name in entry.varied)
        for entry in entries
    }
    texts = list(found.values())
    return {name: text if text and texts.count(text) == 1 else name for name, text in found.items()}


def _setting(name: str, value: Any) -> str:
    return str(value) if name == "target" else f"{name}={_shown(value)}"


def _shown(value: Any) -> str:
    """As `_text`; in a plan that was read, values of several parts are lists."""
    return _text(tuple(value) if isinstance(value, list) else value)


def share(runs: int, jobs: int = 0) -> tuple[int, int]:
    """Jobs at a time and threads of each, so that all processors are used exactly once."""
    processors = environment.processors()
    jobs = max(1, min(runs, jobs or processors))
    return jobs, max(1, processors // jobs)


def _pictures(targets: Sequence[str]) -> list[str]:
    found: list[str] = []
    for target in targets:
        path = as_path(target, "a target", AS_TEXT)
        if path.is_dir():
            inside = sorted(str(file) for file in path.iterdir() if file.suffix.lower() in ENDINGS)
            if not inside:
                raise InputError(f"{target} has no pictures in it ({', '.join(ENDINGS)}).")
            found += inside
        else:
            if not path.is_file():
                open_picture(target)  # raises, with a suggestion
            found.append(target)
    return found


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


__all__ = ["NAME", "RUNS", "Entry", "Plan", "labels", "make", "share"]
