"""Parsing a command line into a verb and the config that its flags change."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import os
import sys
import typing
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Annotated, Any

import tyro
from rich.text import Text

from blastema import __version__
from blastema._nearest import did_you_mean, nearest, suggestion
from blastema._text import plain, plain_lines
from blastema.cli import verbs, words
from blastema.cli.flags import Flags
from blastema.cli.overview import Folding, overview
from blastema.cli.training_verbs import Grow, Sweep
from blastema.config import (
    CURRICULUM_CONFIGS,
    SECTIONS,
    Config,
    Part,
    Regime,
    RunConfig,
    kind_of,
)
from blastema.config import file as config_file
from blastema.config.presets import Recipe, preset
from blastema.config.text import with_assignments
from blastema.errors import InputError
from blastema.registry import CURRICULA

_DESCRIPTION = (
    "Grow, test and share neural cellular automata: pictures that grow from one cell, persist and heal. "
    "Start with: blastema grow 🦎. A flag that takes several values may be repeated; all values count. "
    "Any other flag may be given only once."
)

_KINDS = tyro.constructors.ConstructorRegistry()
"""Parts are flags by the names of their kinds; their settings are set by --set."""


@_KINDS.primitive_rule
def _part(info: tyro.constructors.PrimitiveTypeInfo) -> tyro.constructors.PrimitiveConstructorSpec[Any] | None:
    if info.type != str | Part:
        return None
    return tyro.constructors.PrimitiveConstructorSpec(
        nargs=1,
        metavar="KIND",
        instance_from_str=lambda words: words[0],
        is_instance=lambda value: isinstance(value, str | Part),
        str_from_instance=lambda value: [str(value)],
    )


_asked: list[tyro.constructors.StructTypeInfo] = []


@_KINDS.struct_rule
def _flags(info: tyro.constructors.StructTypeInfo) -> tyro.constructors.StructConstructorSpec | None:
    """tyro's own flags, with help that fills the terminal's lines, and no default that is none or told already."""
    if _asked or not dataclasses.is_dataclass(info.type):
        return None
    _asked.append(info)
    try:
        found = tyro.constructors.ConstructorRegistry.get_struct_spec(info)
    finally:
        _asked.pop()
    if not isinstance(found, tyro.constructors.StructConstructorSpec):
        return None
    return dataclasses.replace(found, fields=tuple(_readable(each) for each in found.fields))


def _readable(flag: tyro.constructors.StructFieldSpec) -> tyro.constructors.StructFieldSpec:
    def text() -> str | None:
        return _filled(flag.helptext)

    def default(shown: str) -> str:
        if flag.default is None or flag.default in ((), "") or "default:" in (text() or ""):
            return ""
        return f"(default: {shown})" if shown else "(required)"  # tyro calls a list without a default empty

    helped = dataclasses.replace(flag, helptext=text if callable(flag.helptext) else text())
    if dataclasses.is_dataclass(flag.default):
        return helped
    hinted: Any = Annotated[flag.type, tyro.conf.arg(help_behavior_hint=default)]
    return dataclasses.replace(helped, type=hinted)


def _filled(said: str | Callable[[], str | None] | None) -> str | None:
    """Paragraphs without the line ends of the source, which tyro keeps where the next line is indented."""
    text = said() if callable(said) else said
    return None if text is None else "\n\n".join(" ".join(each.split()) for each in text.split("\n\n"))


def parse(arguments: Sequence[str]) -> Any:
    """The verb's object. Prints help or usage errors itself, raising ``SystemExit``."""
    if list(arguments) in (["--version"], ["-V"]):
        print(f"blastema {__version__}")
        raise SystemExit(0)
    if not arguments or arguments[0] in ("--help", "-h"):
        print(overview(verbs.VERBS, _DESCRIPTION))
        raise SystemExit(0)
    _check_verb(arguments[0], verbs.VERBS)
    if len(arguments) == 1 and arguments[0] in verbs.GROUPS:
        arguments = [*arguments, "--help"]
    if arguments[0] in verbs.GROUPS and len(arguments) > 1:
        _check_verb(arguments[1], verbs.GROUPS[arguments[0]], f"{arguments[0]} ")
    found = words.given(arguments)
    _refuse_empty(arguments, found)
    helps = bool({"--help", "-h"} & set(arguments))
    line = list(arguments) if helps else words.merged(arguments)
    _check_values(found)
    command = _parsed(line, _implied(found) if helps else None)
    if isinstance(command, Grow | Sweep):
        given = frozenset(each.flag.field for each in found)
        _refuse_both(given, command.set)
        changes = command.settings.changes(given)
        if changes.get("motion") == "walk" and "boundary" not in given:  # it would leave any other
            changes["boundary"], given = "torus", given | {"boundary"}
        config = _base_config(command, given).replace(**changes)
        return dataclasses.replace(command, config=with_assignments(config, command.set), given=given)
    return command


def _parsed(line: list[str], implied: Config | None) -> Any:
    """The words as parsed by tyro. Its errors quote words as they are; control characters in them are replaced.

    It gets only the verb that is named, so that what it suggests for a mistyped flag, and the help that it refers to,
    are that verb's.

    Args:
        line: the words
        implied: where help is asked for, the config that its given flags imply, whose values it shows as defaults
    """
    verb, named = words.verb_of(line)
    if verb is None:  # a group's help, or a group with a flag in place of its verb
        verb, named = verbs.VERBS[line[0]], 1
    defaults = {}
    if implied is not None and verb in (Grow, Sweep):
        defaults["default"] = verb(settings=Flags.of(implied))
    shown = io.StringIO()
    odd = any(word != plain(word) for word in line)
    folding: Any = Folding(sys.stdout)
    try:
        with (
            contextlib.redirect_stdout(folding),
            contextlib.redirect_stderr(shown) if odd else contextlib.nullcontext(),
        ):
            command: Any = tyro.cli(
                verb,
                prog=" ".join(("blastema", *line[:named])),
                args=line[named:],
                **defaults,
                registry=_KINDS,
                config=(tyro.conf.DisallowNone,),
            )
            return verbs.VERBS[line[0]](command) if named == 2 else command
    finally:
        print(plain_lines(shown.getvalue()), end="", file=sys.stderr)


def _check_verb(word: str, known: Collection[str], before: str = "") -> None:
    if word.startswith("-") or word in known:
        return
    close = nearest(word, known)
    hint = did_you_mean(before + close) if close else f"Known: {', '.join(known)}."
    raise InputError(f"there is no command {before + word!r}. {hint}")


def _refuse_empty(arguments: Sequence[str], found: Sequence[words.Given]) -> None:
    """Refuse an empty word, as of an unset variable: as a path it would be the working folder, which nobody named."""
    hint = "If it is a variable of the shell, the variable may not be set."
    for each in found:
        if any(not value.strip() for value in each.values):
            raise InputError(f"{each.written} is given an empty value; expected {each.flag.says}. {hint}")
    of_flags = {place for each in found for place in range(each.begin, each.end)}
    verb, named = words.verb_of(arguments)
    for place, word in enumerate(arguments):
        if place >= named and place not in of_flags and verb is not None and not word.strip():
            said = " ".join(("blastema", *arguments[:named]))
            raise InputError(f"{said} is given an empty name{words.own_words_said(verb)}. {hint}")


def _check_values(found: Sequence[words.Given]) -> None:
    """Report a value that a setting does not have, with the closest one; tyro would only list all values."""
    for flag, _, values, *_ in found:
        choices = tuple(CURRICULUM_CONFIGS) if flag.field == "regime" else flag.only
        for value in values if choices else ():
            if value not in choices and not (flag.field == "regime" and value in CURRICULA):
                hint = suggestion(value, choices, cutoff=0.5)
                raise InputError(f"{flag.word} is {value!r}; expected one of {', '.join(choices)}. {hint}".rstrip())


def _refuse_both(given: frozenset[str], assignments: Sequence[str]) -> None:
    """Refuse the same setting given by its flag and by --set, one of which would be ignored."""
    for text in assignments:
        path = text.partition("=")[0].strip().replace("-", "_")
        section, _, name = path.rpartition(".")
        if name in given and section in (*SECTIONS, "training.curriculum"):
            raise InputError(
                f"--{name.replace('_', '-')} and --set {path} are the same setting; give only one of them."
            )


def _base_config(command: Grow | Sweep, given: frozenset[str]) -> Config:
    """The config that the recipe, regime, length, config file or zoo implies, before the given flags change it."""
    flags = command.settings.training
    regime = typing.cast(Regime, flags.regime) if "regime" in given else None
    if isinstance(command, Grow):
        if command.config_file is not None:
            return config_file.load(command.config_file)
        if command.start_from == "zoo" and command.recipe is None:
            kept = _of_the_zoo(command.targets[0], regime) if len(command.targets) == 1 else None
            if kept is not None:
                return kept
    elif command.source:
        # A sweep's folder has its own plan; any other first word is where the defaults come from.
        if (Path(command.source) / "sweep.json").exists():
            return Config()
        return config_file.load(Path(command.source))
    length: dict[str, Any] = {"iterations": flags.iterations} if "iterations" in given else {}
    size = command.settings.target.size if "size" in given else _assigned_size(command.set)
    length |= {} if size is None else {"size": size}
    motion = command.settings.target.motion if "motion" in given else _assigned(command.set, "target.motion")
    length |= {"motion": motion} if motion in ("cycle", "walk") else {}
    objective = kind_of(flags.objective) if "objective" in given else "pictures"
    if "update" in given:
        length["update"] = command.settings.automaton.update
    return preset(regime or "regenerating", command.recipe or "quick", objective=objective, **length)


def _assigned_size(assignments: Sequence[str]) -> int | None:
    """The size that --set gives, on which the padding depends as on --size; a bad one is refused where it is set."""
    value = _assigned(assignments, "target.size") or ""
    return int(value) if value.isascii() and value.isdecimal() else None


def _assigned(assignments: Sequence[str], field: str) -> str | None:
    """The value that --set gives a field; none if it gives none."""
    for text in assignments:
        path, _, value = text.partition("=")
        if path.strip() == field:
            return value.strip()
    return None


def _implied(found: Sequence[words.Given]) -> Config:
    """What help shows as defaults: those of the recipe, regime or config file among the given flags."""
    value = {each.flag.field: each.values[0] for each in found if each.values}
    if "config_file" in value:
        return config_file.load(Path(value["config_file"]))
    regime, recipe = value.get("regime", "regenerating"), value.get("recipe", "quick")
    objective = value.get("objective", "pictures")
    moves = {"motion": value["motion"]} if value.get("motion") in ("cycle", "walk") else {}
    return preset(typing.cast(Regime, regime), typing.cast(Recipe, recipe), objective=objective, **moves)


def _of_the_zoo(target: str, regime: str | None) -> Config | None:
    """The config by which the zoo's organism of a target was trained, if that is known.

    Threads and precision are not copied: they depend on the machine.
    """
    from blastema import zoo

    entry = zoo.find(target, regime) or zoo.find(target)
    config = None if entry is None or not entry.card_path.exists() else entry.card.config
    if config is None:
        return None
    return dataclasses.replace(config, run=RunConfig())


def help_of(arguments: Sequence[str], width: int) -> str:
    """The help of a verb, or of all of them, as a terminal of this width would show it, without colours.

    Args:
        arguments: the verb's words; none for the command itself
        width: columns

    Returns:
        Lines of text.
    """
    stream = io.StringIO()
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = str(width)
    try:
        with contextlib.redirect_stdout(stream), contextlib.suppress(SystemExit):
            parse([*arguments, "--help"])
    finally:
        os.environ.pop("COLUMNS") if before is None else os.environ.update(COLUMNS=before)
    return "\n".join(line.rstrip() for line in Text.from_ansi(stream.getvalue()).plain.splitlines()).strip()


__all__ = ["help_of", "parse"]
