"""``blastema evaluate``."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.box import HEAVY_HEAD, SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from blastema._text import plain, to_json
from blastema.cli import evaluate_classes, evaluate_several, evaluate_volumes
from blastema.cli.organism_verbs import Evaluate
from blastema.cli.telling import told
from blastema.cli.terminal import Terminal
from blastema.errors import InputError

if TYPE_CHECKING:
    from blastema.evaluation import Evaluation, Evaluations, Score
    from blastema.evaluation.classes import Classification
    from blastema.evaluation.volumes import VolumeEvaluation
    from blastema.organism import Organism

    _Result = Evaluation | Evaluations | Classification | VolumeEvaluation

_ROOMY = 78
"""Columns from which on the table of scores has a frame."""
_NAME = 15
"""Columns of the name of a usual condition, "heal1000 bottom"."""


def run(command: Evaluate) -> int:
    """Measure each organism; print a table, or JSON; write files if a folder is given."""
    results: list[_Result] = []
    sources: list[str] = []
    taken: set[str] = set()
    console = Terminal(stderr=command.json)
    for source, organism, result in _results(command, console):
        results.append(result)
        sources.append(source)
        if not command.json:
            _show(console, result, source)
        if command.out is not None:
            stem = _stem(source, result, _protocol(result, command), taken)
            for file in _write(result, organism, command.out, stem):
                print(plain(file), file=sys.stderr if command.json else sys.stdout)
    single: list[Any] = [
        (source, result) for source, result in zip(sources, results, strict=True) if hasattr(result, "scores")
    ]
    if command.json:
        print(to_json([result.to_dict() for result in results], indent=2))
    elif len(single) > 1:
        console.print(_summary(_told_apart(single)))
    return 0


def _protocol(result: _Result, command: Evaluate) -> str:
    """The part of the files' names that says how it was measured."""
    if hasattr(result, "votes"):
        return "classes"
    return "volume" if hasattr(result, "overlaps") else command.protocol


def _results(command: Evaluate, console: Terminal) -> Iterator[tuple[str, Organism, _Result]]:
    """Each source with its organism and its evaluation: one after another, or in parallel on workers."""
    if command.on or command.on_config or command.jobs:
        from blastema.sweep.cluster import check_place
        from blastema.sweep.mapping import each

        on = command.on or "here"
        check_place(on, command.jobs, command.on_config, "evaluate")
        organisms = list(_organisms(command))
        asked = [(organism, command) for _, organism in organisms]
        found = each(
            _measured_elsewhere,
            asked,
            on=on,
            jobs=command.jobs,
            config=command.on_config,
            tell=lambda text: console.print(Text(plain(f"note: {text}")), soft_wrap=True),
        )
        with console.status(Text(f"{len(asked)} organisms")):
            for (source, organism), result in zip(organisms, found, strict=True):
                yield source, organism, result
        return
    for source, organism in _organisms(command):
        with console.status(Text(organism.name)) as status:
            yield source, organism, _measured(organism, command, lambda stage: status.update(Text(stage)))


def _measured_elsewhere(asked: tuple[Organism, Evaluate]) -> _Result:
    """What a worker does."""
    return _measured(*asked, lambda stage: None)


def _organisms(command: Evaluate) -> Iterator[tuple[str, Organism]]:
    """Each source with its organism; one organism for each picture if their signal is in the seed, or of textures."""
    import dataclasses

    from blastema.evaluation.changes import can_change

    for source in _sources(command.sources):
        organism = told(organism_of(source, command.target), command.told)
        if can_change(organism) or len(organism.pictures) < 2 or command.told or command.target:
            yield source, organism
            continue
        for picture in organism.pictures:
            yield source, dataclasses.replace(organism.told(picture.name), name=picture.name)


def _measured(organism: Organism, command: Evaluate, tell: Callable[[str], None]) -> _Result:
    from blastema import evaluation, taught
    from blastema.evaluation.changes import can_change

    if taught.judged_by(organism.provenance) == "classes":
        from blastema.evaluation.classes import classify

        _refuse_flags(command, f"{organism.name} classifies digits")
        return classify(organism, kernel=command.kernel)
    if organism.automaton.axes > 2:
        from blastema.evaluation.volumes import evaluate_volume

        _refuse_flags(command, f"{organism.name} grows a volume")
        return evaluate_volume(organism, command.kernel, tell)
    # One that cannot change its picture comes once for each of them (`_organisms`).
    several = len(organism.pictures) > 1 and can_change(organism) and not (command.told or command.target)
    measure = evaluation.evaluate_each if several else evaluation.evaluate
    found: _Result = measure(
        organism,
        command.protocol,
        long=command.long,
        merging=command.merging,
        turns=command.turns,
        kernel=command.kernel,
        tell=tell,
    )
    return found


def _refuse_flags(command: Evaluate, what: str) -> None:
    """Raise `InputError` for flags that apply only to growing pictures, given an organism of another kind."""
    asked = {"--long": command.long, "--merging": command.merging, "--turns": command.turns}
    asked |= {"--as": bool(command.told), "--target": command.target is not None}
    asked["--protocol full"] = command.protocol == "full"
    if unserved := [flag for flag, is_asked in asked.items() if is_asked]:
        raise InputError(f"{what}; {unserved[0]} does not apply to such organisms. Leave it out.")


def _show(console: Terminal, result: Any, source: str) -> None:
    if hasattr(result, "votes"):
        evaluate_classes.show(console, result, source)
        return
    if hasattr(result, "overlaps"):
        evaluate_volumes.show(console, result, source)
        return
    if hasattr(result, "each"):
        evaluate_several.show(console, result, source, _summary([(one.organism, one) for one in result.each.values()]))
        return
    title = plain(f"{result.organism} ({source}), {result.grid[0]} x {result.grid[1]} cells")
    console.print(title, soft_wrap=True)
    console.print(_table(result, narrow=console.width < _ROOMY))
    if result.quantities:
        console.print(_quantities(result))
    console.print(_remarks(result), soft_wrap=True)


def _sources(names: tuple[str, ...]) -> list[str]:
    """Runs and files as named; a folder that is not a run stands for the organisms and runs in it."""
    from blastema.formats import ORGANISM_NAME

    if not names:
        raise InputError(
            "nothing to evaluate: name a run folder, an organism file, a folder of them, or one of the zoo (🦎)."
        )
    found: list[str] = []
    for name in names:
        folder = Path(name)
        if not folder.is_dir() or (folder / ORGANISM_NAME).exists() or (folder / "config.json").exists():
            found.append(name)
            continue
        inside = [
            path
            for path in sorted(folder.iterdir())
            if path.suffix == ".safetensors" or (path / ORGANISM_NAME).exists() or _is_web_model(path)
        ]
        if not inside:
            raise InputError(f"{name} has no runs and no organism files in it.")
        found += [str(path) for path in inside]
    return found


def _is_web_model(path: Path) -> bool:
    """Whether it may be one: a JSON file that is not the card of an organism beside it."""
    return path.suffix == ".json" and not path.with_suffix(".safetensors").exists()


def organism_of(source: str, picture: str | None) -> Organism:
    """The organism of a source; with another picture, if one is named. Raises `InputError`."""
    import dataclasses

    from blastema.targets import load_target
    from blastema.zoo.loading import load_organism

    organism = load_organism(source)
    if picture is None:
        return organism
    (height, width), pixels = organism.grid, organism.automaton.decoder.pixels
    longer = max(height, width)
    size = min(longer, 40) if organism.target is None else organism.target.size
    target = load_target(
        picture, size=size, padding=(longer - size) // 2, square=height == width, pixels_per_cell=pixels
    )
    return dataclasses.replace(organism, target=target)


def _table(result: Evaluation, narrow: bool = False) -> Table:
    """The scores; a narrow table has no lines, so that the names of the conditions stay whole."""
    table = Table(box=None if narrow else HEAVY_HEAD, pad_edge=not narrow)
    for heading in ("condition", "log10 E", "spread", "recovered", "at best shift\nand rotation"):
        number = heading != "condition"
        least = None if number or not narrow else _NAME
        table.add_column(heading, justify="right" if number else "left", no_wrap=number, min_width=least)
    for score in result.scores:
        table.add_row(
            score.name,
            _coloured(score),
            f"{score.spread:.2f}",
            "" if result.is_texture else f"{score.recovered} of {len(score.errors)}",
            _form(score),
        )
    births = result.births
    table.add_section()
    counted = f"{births.alive} of {births.fire_seeds}"
    if narrow:
        table.add_row(f"births alive, {births.steps} steps", "", "", counted)
    else:
        table.add_row(f"births, {births.steps} steps", "", "", f"{counted} alive")
    return table


def _form(score: Score) -> str:
    """At the best shift and rotation, if that differs from in place."""
    if score.form is None or score.form.errors == score.errors:
        return ""
    return f"{score.form.log10_mean:.2f} ({score.form.recovered})"


def _quantities(result: Evaluation) -> Table:
    table = Table()
    for heading in ("quantity", "mean", "spread", "unit"):
        table.add_column(heading, justify="right" if heading in ("mean", "spread") else "left")
    for quantity in result.quantities:
        table.add_row(quantity.name, f"{quantity.mean:.3g}", f"{quantity.spread:.2g}", quantity.unit)
    return table


def _remarks(result: Evaluation) -> str:
    from blastema.evaluation.gait import BLUR, MOVES
    from blastema.evaluation.textures import COLOUR, HALVES
    from blastema.evaluation.turning import EQUIVARIANCE, HISTOGRAM

    cuts = f"{result.healed} of 5 cuts healed, {result.recovered.recovered} of 40 samples recovered, 1,000 steps later"
    if result.is_texture:
        cuts = f"{result.healed} of 5 cuts healed, 1,000 steps later"
    deceptive = sum(result.deceptive().values())
    aside = sum(score.form.aside for score in result.scores if score.form is not None)
    lines = [f"note: {note}" for note in result.notes] + [f"{cuts} (measured in {result.seconds:.0f} s)"]
    soon = sum(score.healed for score in result.cuts(200))
    if soon != result.healed and not result.is_texture and MOVES not in result.facts:
        lines.append(f"{soon} of 5 cuts healed 200 steps later, which is what the verdict after a training counts")
    if MOVES in result.facts:
        seen = result.quantity("period")
        period = f"{seen.mean:.1f} steps in {len(seen.known)} of {len(seen.values)} samples" if seen.known else "none"
        lines.append(f"period measured: {period}; target: {result.facts[MOVES]} steps")
        if result.facts[BLUR] is not None:  # equal frames have none
            lines.append(
                f"for comparison, the gait of a still picture, the mean of all frames: {result.facts[BLUR]:.2f}"
            )
    if result.is_texture:
        lines += [f"log10 {name}: {math.log10(result.facts[name]):.2f}" for name in (COLOUR, HALVES)]
    if "rhythm" in result.facts:
        rhythm = result.facts["rhythm"]
        kind = "neither a fixed point nor a rhythm" if rhythm["kind"] == "none" else rhythm["kind"]
        lines.append(f"long-term behaviour: {kind}" + (f" of {rhythm['period']:g} steps" if rhythm["period"] else ""))
    if EQUIVARIANCE in result.facts:
        largest = max(row["largest"] for row in result.facts[EQUIVARIANCE] if row["degrees"] % 90 == 0)
        counts = " ".join(map(str, result.facts[HISTOGRAM]["samples"]))
        lines.append(f"histogram of directions, bins of 22.5 degrees: {counts}")
        lines.append(f"a step of a state rotated by a quarter turn differs by {largest:.1g} at most")
    if aside:
        whole = "1 sample in all is whole" if aside == 1 else f"{aside} samples in all are whole"
        lines.append(f"{whole}, but shifted or rotated: healed in form, not in place")
    if deceptive:
        looks = "1 sample looks" if deceptive == 1 else f"{deceptive} samples look"
        lines.append(f"{looks} recovered, but not in the hidden channels")
    return "\n".join([*lines, ""])


def _coloured(score: Score) -> Text:
    return Text(f"{score.log10_mean:.2f}", "green" if score.healed else "red")


def _told_apart(results: list[tuple[str, Evaluation]]) -> list[tuple[str, Evaluation]]:
    """With a name for each row of the summary: the organism's; where several have the same, what was asked for."""
    names = [result.organism for _, result in results]
    return [(result.organism if names.count(result.organism) == 1 else source, result) for source, result in results]


def _summary(rows: list[tuple[str, Evaluation]]) -> Table:
    """A row for each organism; in 80 columns 21 remain for its name, and a longer one is folded."""
    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=0)
    table.title, table.title_justify = "log10 of the mean E", "left"
    table.add_column("organism", overflow="fold")
    for heading in ("grow96", "grow200", "persist\n1000", "persist\n5000", "cuts", "recovered", "births"):
        table.add_column(heading, justify="right", no_wrap=True)
    for name, result in rows:
        growth = [_coloured(result[name]) for name in ("grow96", "grow200", "persist1000", "persist5000")]
        healing = f"{result.healed} of 5", f"{result.recovered.recovered} of 40"
        births = f"{result.births.alive} of {result.births.fire_seeds}"
        table.add_row(plain(name), *growth, *healing, births)
    return table


def _write(result: Any, organism: Organism, folder: Path, stem: str) -> list[Path]:
    from blastema._files import write_atomically

    contents = _pages(result, organism) | {
        ".json": json.dumps(result.to_dict(), indent=2, ensure_ascii=False, allow_nan=False).encode()
    }
    files = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for ending, data in sorted(contents.items()):
            files.append(folder / f"{stem}{ending}")
            write_atomically(files[-1], data)
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {error.strerror or error}.") from error
    return files


def _pages(result: Any, organism: Organism) -> dict[str, bytes]:
    """The reports written besides the JSON, by the files' endings."""
    from blastema.figures import report

    if hasattr(result, "votes"):
        return {}
    if hasattr(result, "overlaps"):
        return {".png": result.sheet()}
    if hasattr(result, "each"):
        return evaluate_several.pages(result, organism)
    return {".html": report.html(result, organism).encode()}


def _stem(source: str, result: Any, protocol: str, taken: set[str]) -> str:
    """A different file name for each source: the source's own name where it says more than the organism's."""
    name = Path(source).stem if Path(source).exists() else result.organism
    plain = re.sub(r"[^\w.-]+", "-", name).strip("-") or "organism"
    stem, number = f"{plain}-{protocol}", 2
    while stem in taken:
        stem, number = f"{plain}-{number}-{protocol}", number + 1
    taken.add(stem)
    return stem


__all__ = ["organism_of", "run"]
