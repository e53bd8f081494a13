"""Make the zoo's organisms from finished trainings: python zoo/build.py SWEEP|RUN ... [--note TEXT] [--again]

Each finished run of one of the article's ten targets is measured and becomes a shipped organism (float16) with its card
in src/blastema/zoo/organisms; a run whose folder is called as one of zoo/tellings.py becomes that one, textures in
examples/textures. Then zoo/STATUS.md and what zoo/results.py makes are written anew. Whatever is not taken is told with
the reason. Of several runs of one target and regime the one of the lowest seed is taken: a result is not chosen by its
scores unless --note says so. Without folders only STATUS.md and the results are made.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import sys
from collections.abc import Container, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import goals
import results
import telling_tables
import tellings

from blastema import emoji, sweep, zoo
from blastema._files import write_atomically
from blastema.config import Config
from blastema.config import file as config_file
from blastema.errors import BlastemaError, InputError
from blastema.fitting import planted
from blastema.runs.folder import Run
from blastema.zoo import keeper

STATUS = goals.HERE / "STATUS.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Build; 1 if a run that should have been used was not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", metavar="SWEEP|[NAME=]RUN", help="NAME: one of zoo/tellings.py")
    parser.add_argument(
        "--note", action="append", default=[], help="a remark on the card about how the organism was obtained"
    )
    parser.add_argument("--again", action="store_true", help="measure shipped organisms again")
    parser.add_argument(
        "--no-results", action="store_true", help="leave docs/results.md, README and picture as they are"
    )
    options = parser.parse_args(arguments)
    problems = Problems()
    for run, telling in _chosen(options.folders, problems):
        try:
            build(run, options.note, options.again, telling)
        except BlastemaError as error:
            problems.tell(f"{run.path}: {error}")
    write_atomically(STATUS, status().encode())
    print(STATUS.relative_to(goals.ROOT))
    if not options.no_results:
        results.write()
    return 1 if problems else 0


class Problems(list[str]):
    """The runs that should have been used and were not; reported at once."""

    def tell(self, text: str) -> None:
        """Print it, and remember that it was."""
        print(f"PROBLEM {text}", flush=True)
        self.append(text)


Chosen = tuple[Run, tellings.Telling | None]


def _chosen(folders: Sequence[str | Path], problems: Problems) -> list[Chosen]:
    """The finished runs, one for each target and regime, or name of zoo/tellings.py; reports omitted ones."""
    found: dict[tuple[str, str], list[Run]] = {}
    for folder in folders:
        called, _, rest = str(folder).partition("=")
        named = called if rest and called in tellings.BY_STEM else None
        for path in _run_folders(Path(rest if named else folder), problems):
            try:
                run = Run.open(path)
            except InputError as error:
                problems.tell(f"{path}: {error}")
                continue
            name = zoo.plain_name(run.target.name)
            stem = named or path.resolve().name
            telling = stem in tellings.BY_STEM
            if not telling and name not in goals.NAMES:
                print(
                    f"left out {path}: {run.target.name} is not one of the article's ten targets, and the folder is "
                    "not called as one of zoo/tellings.py"
                )
            elif not run.complete:
                print(f"left out {path}: {run.iteration:,} of {run.config.training.iterations:,} iterations are done")
            else:
                key = (stem, "") if telling else (name, run.config.training.regime)
                found.setdefault(key, []).append(run)
    chosen: list[Chosen] = []
    for (name, regime), runs in found.items():
        first, *others = sorted(runs, key=lambda run: run.config.training.seed)
        chosen.append((first, None if regime else tellings.BY_STEM[name]))
        for other in others:
            print(f"left out {other.path}: seed {other.config.training.seed}; {first.path} has a lower one")
    return sorted(chosen, key=_place)


def _place(chosen: Chosen) -> tuple[int, int]:
    run, telling = chosen
    if telling is not None:
        return len(goals.REGIMES), tellings.TELLINGS.index(telling)
    return goals.REGIMES.index(run.config.training.regime), goals.NAMES.index(zoo.plain_name(run.target.name))


def _run_folders(folder: Path, problems: Problems) -> Iterator[Path]:
    if (folder / "sweep.json").exists():
        opened = sweep.Sweep.open(folder)
        for entry in opened.plan.entries:
            reason = opened.failure(entry)
            path = folder / "runs" / entry.name
            if reason is not None:
                problems.tell(f"{path}: its training failed: {reason}")
            elif (path / "target.png").exists():
                yield path
            else:
                print(f"left out {path}: not begun")
    elif (folder / "config.json").exists():
        yield folder
    else:
        problems.tell(f"{folder} is neither a sweep nor a run folder")


def build(run: Run, notes: Sequence[str] = (), again: bool = False, telling: tellings.Telling | None = None) -> None:
    """Measure a run's organism and ship it, unless the same one is shipped already."""
    regime = run.config.training.regime
    if telling is None:
        entry = zoo.entry_for(zoo.plain_name(run.target.name), regime, zoo.built_in_folder())
    else:
        entry = tellings.place_of(telling, regime)
    name = entry.name
    before = entry.card if entry.card_path.exists() else None
    data = keeper.file_of(run.organism, name)[0]
    if before is not None and not again and before.sha256 == hashlib.sha256(data).hexdigest() and entry.path.exists():
        print(f"as it is  {entry.stem} ({run.path})", flush=True)
        return
    kept = _of_an_earlier(keeper.prepare(run.path, name, notes=[*notes, *differences(run, telling)]), entry.stem)
    file = {**kept.card["file"], "name": entry.path.name}
    kept = dataclasses.replace(kept, regime=entry.regime, card={**kept.card, "file": file})
    keeper.put(kept, entry.folder)
    judged = goals.judge(name, regime, kept.checked) if telling is None else tellings.judge(kept.checked)
    missed = [goal for goal in judged if not goal.met]
    verdict = "meets all its goals" if not missed else "; ".join(f"{goal.wanted}: {goal.found}" for goal in missed)
    print(f"shipped   {entry.stem} ({run.path}): {headline(kept.checked)}; {verdict}", flush=True)
    if before is not None:
        print(f"          in place of one with {headline(before)}", flush=True)
    for note in kept.card["notes"]:
        print(f"          note: {note}", flush=True)


def _of_an_earlier(kept: keeper.Kept, stem: str) -> keeper.Kept:
    """One that started from the organism that it replaces cannot be trained again from the zoo: its card says so."""
    training = kept.card["training"]
    if (training.get("start") or {}).get("organism") != stem:
        return kept
    notes = [note.replace(f"started from {stem}", f"started from the earlier {stem}") for note in kept.card["notes"]]
    training = {**training, "start": {"organism": None}}
    return dataclasses.replace(kept, card={**kept.card, "training": training, "notes": notes})


def headline(card: zoo.Card) -> str:
    """Growth, persistence and cuts in a line."""
    cuts = card.cuts().values()
    worst = max(cuts, key=lambda cut: cut.log10_mean)
    scores = ", ".join(f"{name} {goals.shown(card.shape(name))}" for name in ("grow96", "grow200", "persist5000"))
    recovered = f"{sum(cut.recovered for cut in cuts)} of {sum(cut.samples for cut in cuts)}"
    return f"{scores}, worst cut {goals.shown(worst)}, {recovered}"


def differences(run: Run, telling: tellings.Telling | None = None) -> list[str]:
    """The differences between a run's settings and its committed config; picture, seed and threads may differ.

    The committed config of a regime is the one that trains it or, for a run with a birth penalty, the one that refines.
    """
    regime = f"{run.config.training.regime}.json"
    file = goals.CONFIGS / ("refined" if run.config.training.birth_penalty else "") / regime
    if telling is not None:
        file = goals.HERE.parent / telling.config
    if not file.exists():
        return [f"there is no committed config: {telling.config if telling else regime}"]
    found = _differences(run, file)
    if telling is None and not emoji.is_emoji(run.config.target.picture):
        found.append("its target was read from a file")
    told = file.relative_to(goals.HERE.parent).as_posix()
    return [f"trained with settings that differ from {told}: {', '.join(found)}"] if found else []


def _differences(run: Run, file: Path) -> list[str]:
    committed = config_file.load(file)
    same = planted(committed.replace(picture=run.config.target.picture, seed=run.config.training.seed), run.target)
    here, there = _settings(run.config), _settings(same)
    return [
        f"{name} {_text(here.get(name, 'none'))} ({_text(there.get(name, 'none'))} there)"
        for name in dict.fromkeys([*here, *there])
        if here.get(name) != there.get(name)
    ]


def _settings(config: Config) -> dict[str, object]:
    """The settings that affect an organism, by name; within phases and curriculum by path."""
    plain = config_file.to_dict(config)
    sections = (plain["target"], plain["automaton"], plain["training"])
    return dict(pair for section in sections for pair in _flat(section)) | {"precision": config.run.precision}


def _flat(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, tuple | list) and any(isinstance(inner, dict) for inner in value):
        for number, inner in enumerate(value):
            yield from _flat(inner, f"{path}.{number}")
    else:
        yield path, value


def _text(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def status() -> str:
    """STATUS.md: the existing organisms of the thirty, and whether they meet their goals."""
    there = goals.shipped()
    rows, met_all = [], 0
    for regime in goals.REGIMES:
        for name in goals.NAMES:
            if (name, regime) not in there:
                rows.append(f"| {goals.SYMBOLS[name]} {name} | {regime} | not trained | | | |")
                continue
            card = there[name, regime][1]
            missed = [goal for goal in goals.judge(name, regime, card) if not goal.met]
            met_all += not missed
            training = card.training or {}
            seed = training.get("seed", "")
            verdict = "met" if not missed else "**missed**: " + "; ".join(f"{g.wanted}: {g.found}" for g in missed)
            minutes = training.get("minutes") or ""
            rows.append(
                f"| {goals.SYMBOLS[name]} {name} | {regime} | {headline(card)} | {verdict} | {seed} | {minutes} |"
            )
    total = len(goals.NAMES) * len(goals.REGIMES)
    return "\n".join(
        [
            "# Status of the zoo",
            "",
            "Made by `python zoo/build.py`; do not edit. The goals are in [goals.py](goals.py); how to continue is "
            "in [README.md](README.md).",
            "",
            f"{len(there)} of {total} trained; {met_all} meet all their goals. Scores are log10 of the mean E over "
            "8 samples, of the float16 file.",
            "",
            "| organism | regime | scores | goals | seed | minutes of training |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
            *_left(there),
            *telling_tables.status(tellings.shipped()),
        ]
    )


def _left(there: Container[tuple[str, str]]) -> list[str]:
    """Commands for the missing trainings."""
    lines = []
    for regime in goals.REGIMES:
        symbols = [goals.SYMBOLS[name] for name in goals.NAMES if (name, regime) not in there]
        if symbols:
            lines.append(
                f"blastema sweep zoo/configs/{regime}.json --targets {' '.join(symbols)} --out sweeps/{regime}"
            )
    return ["## Still to be trained", "", "```sh", *lines, "```", ""] if lines else []


if __name__ == "__main__":
    sys.exit(main())
