"""``blastema zoo``: trained organisms by name."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from blastema import taught, zoo
from blastema._files import free_place, write_explained
from blastema._text import escaped, plain, to_json, word
from blastema.cli.terminal import Terminal
from blastema.cli.transition_table import transition_table
from blastema.cli.zoo_verbs import Zoo, ZooAdd, ZooList, ZooPublish, ZooPull, ZooShow, ZooTrain
from blastema.config import TrainingConfig
from blastema.errors import InputError
from blastema.zoo.headline import headline

if TYPE_CHECKING:
    from blastema.organism import Organism

_HEALED = -3.0
_ROOMY = 88
_WITH_EMOJI = 66
"""Columns of a terminal that the list of the zoo needs at its full width."""
_FRAMED = 78
"""Columns from which on the table of an organism's scores has its frame."""
_NAME = 15
"""Columns of the name of a usual condition, "heal1000 bottom"."""
_LEGEND = (
    "log10 of the mean E over 8 samples: grown (step 200; growing: 96), at step 5000, and the worst of five cuts;",
    "wounded samples that healed; samples alive after 10,000 steps. Moving: the gait; several pictures: all of them",
)


def run(command: Zoo) -> int:
    """Do one of the zoo's verbs."""
    verb = command.verb
    if isinstance(verb, ZooList):
        return _list(verb)
    if isinstance(verb, ZooShow):
        return _show(verb)
    if isinstance(verb, ZooPublish | ZooPull):
        from blastema.cli import sharing

        return sharing.run(verb)
    return _train(verb) if isinstance(verb, ZooTrain) else _add(verb)


def _list(command: ZooList) -> int:
    found = zoo.entries()
    if command.json:
        print(to_json([_facts(entry) for entry in found], indent=2))
        return 0
    console = Terminal()
    if found:
        console.print(_table(found, console.width))
        for line in _LEGEND:
            console.print(line, style="dim", highlight=False, soft_wrap=not console.is_terminal)
    else:
        console.print("There are no trained organisms yet. Train one and add it: blastema zoo add RUN")
    console.print(f"your own zoo: {plain(_own_folder())}", style="dim", soft_wrap=True, highlight=False)
    for note in _notes(found):
        console.print(plain(f"note: {note}"), soft_wrap=True, highlight=False)
    return 0


def _own_folder() -> str:
    try:
        return str(zoo.own_folder())
    except InputError as error:
        return f"none; {error}"


def _notes(found: list[zoo.Entry]) -> Iterator[str]:
    for entry in found:
        if entry.shadows:
            yield f"your own {entry.stem} takes precedence over the built-in one"
        unusable = _unusable(entry)
        if unusable is not None:
            yield f"{entry.stem} cannot be used: {unusable}"
    for file in zoo.strangers():
        yield f"{file} is skipped: its name may have only lower-case letters, digits and hyphens; rename it"


def _unusable(entry: zoo.Entry) -> str | None:
    """Why an organism cannot be loaded, if so. One whose hash matches its card is unchanged since it was measured."""
    card, _ = _card(entry)
    if card is not None:
        return None
    from blastema.formats import organism_file

    try:
        organism_file.load(entry.path)
    except InputError as error:
        return str(error)
    return None


def _table(found: list[zoo.Entry], width: int) -> Table:
    """In a narrow terminal columns are closer, and "built-in" is omitted if all organisms are; in one that is narrower
    still, the emoji leave their room to the names."""
    narrow, symbols = width < _ROOMY, width >= _WITH_EMOJI
    headings = ["name", "regime, kind", "grown", "5000", "cut", "healed", "alive"]
    if not narrow or any(entry.source == "own" for entry in found):
        headings.append("zoo")
    padding = 0 if narrow else (0, 1)
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=padding)
    for heading in headings:
        number = heading not in ("name", "regime, kind", "zoo")
        table.add_column(heading, justify="right" if number else "left", no_wrap=number, overflow="fold")
    for entry in found:
        name = f"{entry.emoji or '  '} {entry.name}" if symbols else entry.name
        row: list[str | Text] = [name, plain(_sort(entry)), *_headline(entry), entry.source]
        table.add_row(*row[: len(headings)])
    return table


def _sort(entry: zoo.Entry) -> str:
    """Its regime and kind; for a regenerating organism of another kind only the kind."""
    card, _ = _card(entry)
    kind = "" if card is None else card.kind
    same = kind and (entry.regime == TrainingConfig().regime or taught.by_regime(entry.regime, "known_as") == kind)
    told = () if same else (entry.regime,)
    return ", ".join(part for part in (*told, kind) if part) or "not known"


def _headline(entry: zoo.Entry) -> list[Text]:
    """Growth, persistence, worst cut, samples recovered, survival; unknown values stay empty."""
    card, fault = _card(entry)
    if card is None:
        return [Text(fault, "yellow"), *[Text("")] * 4]
    found = headline(card, entry.regime)
    scores = [_number(score) for score in (found.grown, found.persisted, found.worst_cut)]
    return [*scores, Text(found.recovered), Text(found.alive)]


def _number(score: zoo.CardScore | None) -> Text:
    if score is None:
        return Text("")
    shown = f"{score.log10_mean:.2f}" if math.isfinite(score.log10_mean) else "diverged"
    return Text(shown, "green" if score.log10_mean < _HEALED else "red")


def _card(entry: zoo.Entry) -> tuple[zoo.Card | None, str]:
    """The card, or the reason why there is none."""
    if not entry.card_path.exists():
        return None, "no card"
    try:
        card = entry.card
    except InputError:
        return None, "damaged card"
    try:
        return (card, "") if card.is_of(entry.path) else (None, "card of another")
    except InputError:
        return None, "no organism"


def _facts(entry: zoo.Entry) -> dict[str, Any]:
    card, fault = _card(entry)
    unusable = _unusable(entry)
    return {
        "name": entry.name,
        "emoji": entry.emoji,
        "regime": entry.regime,
        "zoo": entry.source,
        "shadows_built_in": entry.shadows,
        "file": str(entry.path),
        "card": None if card is None else dict(card.raw),
        **({"fault": fault} if fault else {}),
        **({"unusable": unusable} if unusable else {}),
    }


def found(name: str, regime: str | None = None) -> zoo.Entry:
    """The organism of this name. Raises `InputError` if there is none."""
    entry = zoo.find(name, regime)
    if entry is None:
        raise InputError(zoo.unknown(name, regime))
    return entry


def _show(command: ZooShow) -> int:
    entry = found(command.name)
    unusable = _unusable(entry)
    if unusable is not None:
        raise InputError(unusable)
    if command.out is not None:
        return _write(entry, command.out, command.overwrite)
    if command.json:
        print(to_json(_facts(entry), indent=2))
        return 0
    console = Terminal()
    card, fault = _card(entry)
    if console.is_terminal:
        from blastema.cli.screen import print_picture
        from blastema.formats import organism_file

        organism = organism_file.load(entry.path)
        print_picture(console, organism.shown(organism.grow(taught.grown_at(entry.regime))))
    console.print(_words(entry, card, fault))
    if card is not None:
        narrow = console.width < _FRAMED
        if narrow:
            console.print()
        console.print(_scores(card, narrow))
        if card.transitions is not None:
            console.print(_transitions(card.transitions))
    return 0


def _words(entry: zoo.Entry, card: zoo.Card | None, fault: str) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", justify="right")
    table.add_column(overflow="fold")
    table.add_row("organism", f"{entry.emoji or ''} {entry.name}, {entry.regime or 'regime not known'}".strip())
    own = "your own" + (", takes precedence over the built-in one" if entry.shadows else "")
    table.add_row("zoo", own if entry.source == "own" else "built-in")
    table.add_row("file", plain(entry.path))
    if card is None:
        table.add_row("card", Text(plain(f"{fault}; measure it: {entry.measured_by}"), "yellow"))
        return table
    from blastema.figures.card import facts

    for label, text in facts(entry.name, entry.regime, card).items():
        for number, line in enumerate(text.split("\n")):
            table.add_row("" if number else label, plain(line))
        if label == "training" and (card.training or {}).get("curve"):
            from blastema.cli.screen import sparkline

            losses = [value for value in (card.training or {})["curve"]["log10_loss"] if value is not None]
            table.add_row("log10 loss", Text(sparkline(losses, 60), "green"))
    return table


def _scores(card: zoo.Card, narrow: bool = False) -> Table:
    """The scores; a narrow table has no frame and closer columns, so that the names of the conditions stay whole."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0)) if narrow else Table(box=SIMPLE_HEAD)
    table.add_column("condition", overflow="fold", min_width=_NAME if narrow else None)
    for name in card.formats:
        table.add_column(name, justify="right", no_wrap=True)
    for heading in ("spread", "recovered"):
        table.add_column(heading, justify="right", no_wrap=True)
    for name in card.conditions:
        score = card.score(name)
        assert score is not None
        spread = f"{score.spread:.2f}" if math.isfinite(score.spread) else ""
        numbers = [_number(card.score(name, of)) for of in card.formats]
        table.add_row(plain(name), *numbers, spread, f"{score.recovered} of {score.samples}")
    return table


def _transitions(found: Mapping[str, Any]) -> Table:
    rows = [[Text("diverged" if value is None else f"{value:.2f}") for value in row] for row in found["log10_mean_e"]]
    return transition_table(found["pictures"], rows)


def _write(entry: zoo.Entry, out: Path, overwrite: bool) -> int:
    ending = out.suffix.lower()
    if ending not in (".html", ".png"):
        raise InputError(f"{out} ends in {ending or 'nothing'!r}; a card is .html or .png.")
    free_place(out, overwrite)
    card, fault = _card(entry)
    if card is None:
        raise InputError(f"{entry.stem}: {fault}. Measure it: {entry.measured_by}")
    from blastema.figures import card as cards
    from blastema.formats import organism_file

    organism = organism_file.load(entry.path)
    page = cards.html(organism, card) if ending == ".html" else cards.png(organism, card)
    write_explained(out, page.encode() if isinstance(page, str) else page)
    print(f"{plain(out)}: {out.stat().st_size:,} bytes")
    return 0


def _train(command: ZooTrain) -> int:
    from blastema.config import file as config_file

    if command.on or command.on_config:
        from blastema.sweep.cluster import check_place

        check_place(command.on or "here", 1, command.on_config, "a training")
    entry = found(command.name, command.regime)
    config = entry.card.config
    if config is None:
        raise InputError(
            f"how {entry.stem} was trained is not known: it was added from a file. Continue from it: "
            f"blastema grow TARGET --from {word(entry.stem)}"
        )
    # All of this machine's processors: the native kernel gives the same bits with any number of threads.
    config = config.replace(threads=0)
    if command.precision is not None:
        config = config.replace(precision=command.precision)
    if command.dry_run:
        print(escaped(config_file.to_json(config)))
        return 0
    from blastema.assembly import settings_of
    from blastema.cli import grow
    from blastema.formats import organism_file
    from blastema.targets import load_target

    # The organism's own picture is exactly the target; the original file may no longer exist.
    organism = organism_file.load(entry.path)
    target = organism.target
    if len(organism.pictures) > 1:
        target, *others = (picture.target for picture in organism.pictures)
        target = dataclasses.replace(target, others=tuple(others))
    elif target is None:
        target = load_target(config.target.picture, config.target)
    if not target.others:
        target = dataclasses.replace(target, name=entry.name)
    start = _start(entry)
    if start is not None:
        config = dataclasses.replace(config, automaton=settings_of(start.automaton))
    if command.on:
        from blastema.sweep.cluster import try_place

        try_place(command.on, command.on_config)
    manner = grow.Manner(command.json, on=command.on, on_config=command.on_config)
    return grow.begin(target, config, command.out, command.overwrite, start, manner)


def _start(entry: zoo.Entry) -> Organism | None:
    """What its training began with, if that differs from its config. Raises `InputError` if it is not known."""
    import jax

    from blastema.assembly import settings_of, with_settings
    from blastema.widening import obstacle, widened
    from blastema.zoo.loading import load_organism

    training, config = entry.card.training, entry.card.config
    begun = None if training is None else training.get("start")
    if begun is None or config is None:
        return None
    if not begun.get("organism"):
        raise InputError(
            f"{entry.stem} cannot be trained again: its training started from an organism that is not in the zoo. "
            f"Continue from it: blastema grow TARGET --from {word(entry.stem)}"
        )
    start = load_organism(begun["organism"])
    automaton = with_settings(start.automaton, **dataclasses.asdict(config.automaton.physics))
    if not obstacle(settings_of(automaton), config.automaton):
        automaton = widened(automaton, config.automaton, jax.random.key(config.training.seed))
    return dataclasses.replace(start, automaton=automaton)


def _add(command: ZooAdd) -> int:
    from blastema.cli.evaluate import organism_of
    from blastema.zoo import keeper

    organism = organism_of(command.source, command.target)
    same = None if command.name else zoo.entry_of(command.source)
    name, regime = keeper.named(organism, command.name, same)
    planned = zoo.entry_for(name, regime, zoo.own_folder())
    free_place(planned.path, command.overwrite, "--name")
    console = Terminal(stderr=True)
    with console.status("measuring") as status:
        kept = keeper.prepare(
            command.source, command.name, organism=organism, same=same, tell=lambda stage: status.update(Text(stage))
        )
    entry = keeper.put(kept, zoo.own_folder())
    headline = [text.plain for text in _headline(entry)]
    print(f"{plain(entry.path)}\n{plain(entry.card_path)}")
    print(f"grown {headline[0]}, step 5000 {headline[1]}, worst cut {headline[2]}, recovered {headline[3]}")
    if any(built_in.stem == entry.stem and built_in.shadows for built_in in zoo.entries()):
        print(f"note: it takes precedence over the built-in {entry.stem} from now on")
    for note in kept.card["notes"]:
        print(f"note: {plain(note)}")
    print(f"next: blastema zoo show {word(entry.stem)}")
    return 0


__all__ = ["found", "run"]
