"""From words to a verb, and to the config that its flags change."""

from __future__ import annotations

import argparse
import dataclasses
import difflib
import typing
from collections.abc import Collection, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Union

import tyro

from blastema import __version__
from blastema.cli import verbs
from blastema.cli.flags import Flags, TrainingFlags, given_in
from blastema.config import AutomatonConfig, Config, Regime, RunConfig, TargetConfig
from blastema.config import file as config_file
from blastema.config.presets import Recipe, preset
from blastema.config.text import with_assignments
from blastema.errors import InputError

_DESCRIPTION = (
    "Grow, test and share neural cellular automata: pictures that grow from one cell, persist and heal. "
    "Begin with: blastema grow 🦎"
)


def parse(arguments: Sequence[str]) -> Any:
    """The verb's object. Prints help or usage errors itself, raising ``SystemExit``."""
    if list(arguments) in (["--version"], ["-V"]):
        print(f"blastema {__version__}")
        raise SystemExit(0)
    if not arguments:
        arguments = ["--help"]
    _check_verb(arguments[0], verbs.VERBS)
    if arguments[0] == "zoo" and len(arguments) > 1:
        _check_verb(arguments[1], ("list", "show", "train", "add"), "zoo ")
    _check_values(arguments)
    command = tyro.cli(_command_line(arguments), prog="blastema", description=_DESCRIPTION, args=list(arguments))
    if isinstance(command, verbs.Grow | verbs.Sweep):
        given = given_in(arguments)
        config = _base_config(command, given).replace(**command.settings.changes(given))
        return dataclasses.replace(command, config=with_assignments(config, command.set), given=given)
    return command


def _command_line(arguments: Sequence[str]) -> Any:
    """The type of all verbs; where help is asked for, with the defaults that the arguments imply."""
    helps = {"--help", "-h"} & set(arguments)
    kinds: list[Any] = []
    for name, kind in verbs.VERBS.items():
        if helps and list(arguments[:1]) == [name] and kind in (verbs.Grow, verbs.Sweep):
            default = kind(settings=Flags.of(_implied(arguments)))
            kinds.append(Annotated[kind, tyro.conf.subcommand(name, default=default)])
        else:
            kinds.append(Annotated[kind, tyro.conf.subcommand(name)])
    return Union[tuple(kinds)]  # noqa: UP007


def _check_verb(word: str, known: Collection[str], before: str = "") -> None:
    if word.startswith("-") or word in known:
        return
    close = difflib.get_close_matches(word, known, n=1)
    hint = f"Did you mean {before}{close[0]}?" if close else f"Known: {', '.join(known)}."
    raise InputError(f"there is no command {before + word!r}. {hint}")


def _check_values(arguments: Sequence[str]) -> None:
    """A value that no setting has, with the one that was meant; tyro would only list what there is."""
    allowed = {"--recipe": typing.get_args(Recipe)}
    allowed["--regime"] = typing.get_args(Regime)
    for section in (TargetConfig, AutomatonConfig, TrainingFlags, RunConfig):
        for name, hint in typing.get_type_hints(section).items():
            if typing.get_origin(hint) is typing.Literal:
                allowed[f"--{name.replace('_', '-')}"] = typing.get_args(hint)
    words = [part for word in arguments for part in (word.split("=", 1) if word.startswith("--") else [word])]
    for flag, value in pairwise(words):
        if flag in allowed and not value.startswith("-") and value not in allowed[flag]:
            close = difflib.get_close_matches(value, allowed[flag], n=1, cutoff=0.5)
            hint = f" Did you mean {close[0]}?" if close else ""
            raise InputError(f"{flag} is {value!r}; expected one of {', '.join(allowed[flag])}.{hint}")


def _base_config(command: verbs.Grow | verbs.Sweep, given: frozenset[str]) -> Config:
    """The config that the recipe, regime, length, config file or zoo implies, before the given flags change it."""
    flags = command.settings.training
    regime = typing.cast(Regime, flags.regime) if "regime" in given else None
    if isinstance(command, verbs.Grow):
        if command.config_file is not None:
            return config_file.load(command.config_file)
        if command.start_from == "zoo" and command.recipe is None:
            kept = _of_the_zoo(command.target, regime)
            if kept is not None:
                return kept
    elif command.source:
        # A sweep's folder has its own plan; anything else named first is where the defaults come from.
        if (Path(command.source) / "sweep.json").exists():
            return Config()
        return config_file.load(Path(command.source))
    length = {"iterations": flags.iterations} if "iterations" in given else {}
    return preset(regime or "regenerating", command.recipe or "quick", **length)


def _implied(arguments: Sequence[str]) -> Config:
    """What help shows as defaults: those of the recipe, regime or config file among the arguments."""
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    early.add_argument("--recipe", default=None)
    early.add_argument("--regime", default=None)
    early.add_argument("--config", default=None)
    try:
        known, _ = early.parse_known_args([*arguments[1:]])
    except argparse.ArgumentError as error:
        raise InputError(str(error)) from error
    if known.config is not None:
        return config_file.load(Path(known.config))
    return preset(typing.cast(Regime, known.regime or "regenerating"), known.recipe or "quick")


def _of_the_zoo(target: str, regime: str | None) -> Config | None:
    """The config by which the zoo's organism of a target was trained, if that is known.

    Threads and precision are not taken over: they suited the machine that it was trained on.
    """
    from blastema import zoo

    entry = zoo.find(target, regime) or zoo.find(target)
    config = None if entry is None or not entry.card_path.exists() else entry.card.config
    if config is None:
        return None
    return dataclasses.replace(config, run=RunConfig())


def completion(shell: str) -> str:
    """The completion script of a shell."""
    import contextlib
    import io

    stream = io.StringIO()
    with contextlib.redirect_stdout(stream), contextlib.suppress(SystemExit):
        tyro.cli(_command_line([]), prog="blastema", args=["--tyro-print-completion", shell])
    return stream.getvalue()


__all__ = ["completion", "parse"]
