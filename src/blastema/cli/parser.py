"""From words to a verb: first recipe, regime and config file, since all other flags take their defaults from them."""

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
from blastema.config import SECTIONS, Config, Regime, RunConfig
from blastema.config import file as config_file
from blastema.config.presets import Recipe, preset
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
    return tyro.cli(command_line(arguments), prog="blastema", description=_DESCRIPTION, args=list(arguments))


def command_line(arguments: Sequence[str]) -> Any:
    """The type of all verbs, with the defaults that the arguments imply."""
    kinds: list[Any] = []
    for name, kind in verbs.VERBS.items():
        if kind in (verbs.Grow, verbs.Sweep):
            settings = _settings(arguments) if list(arguments[:1]) == [name] else Config()
            kinds.append(Annotated[kind, tyro.conf.subcommand(name, default=kind(settings=settings))])
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
    for section in SECTIONS.values():
        for name, hint in typing.get_type_hints(section).items():
            if typing.get_origin(hint) is typing.Literal:
                allowed[f"--{name.replace('_', '-')}"] = typing.get_args(hint)
    words = [part for word in arguments for part in (word.split("=", 1) if word.startswith("--") else [word])]
    for flag, value in pairwise(words):
        if flag in allowed and not value.startswith("-") and value not in allowed[flag]:
            close = difflib.get_close_matches(value, allowed[flag], n=1, cutoff=0.5)
            hint = f" Did you mean {close[0]}?" if close else ""
            raise InputError(f"{flag} is {value!r}; expected one of {', '.join(allowed[flag])}.{hint}")


def _settings(arguments: Sequence[str]) -> Config:
    """The config that the recipe, regime, length or config file among the arguments implies; the rest is tyro's."""
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    early.add_argument("--recipe", default=None)
    early.add_argument("--regime", default=None)
    early.add_argument("--iterations", default=None)
    early.add_argument("--config", default=None)
    early.add_argument("--from", default=None, dest="start")
    try:
        known, _ = early.parse_known_args([*arguments[1:]])
    except argparse.ArgumentError as error:
        raise InputError(str(error)) from error
    if known.config is not None:
        return config_file.load(Path(known.config))
    if arguments[0] == "grow" and known.start == "zoo" and known.recipe is None:
        kept = _of_the_zoo(arguments, known.regime)
        if kept is not None:
            return kept
    if arguments[0] == "sweep" and len(arguments) > 1 and not arguments[1].startswith("-"):
        # A sweep's folder has its own plan; anything else named first is where the defaults come from.
        if (Path(arguments[1]) / "sweep.json").exists():
            return Config()
        return config_file.load(Path(arguments[1]))
    regime = typing.cast(Regime, known.regime or "regenerating")
    length: dict[str, Any] = {}
    if known.iterations is not None and known.iterations.isascii() and known.iterations.isdigit():
        length["iterations"] = int(known.iterations)
    return preset(regime, known.recipe or "quick", **length)


def _of_the_zoo(arguments: Sequence[str], regime: str | None) -> Config | None:
    """The config by which the zoo's organism of the target among the arguments was trained, if that is known.

    Threads and precision are not taken over: they suited the machine that it was trained on.
    """
    from blastema import zoo

    words = [word for word in arguments[1:] if not word.startswith("-") and word != "zoo"]
    entry = next((found for word in words if (found := zoo.find(word, regime) or zoo.find(word))), None)
    config = None if entry is None or not entry.card_path.exists() else entry.card.config
    if config is None:
        return None
    config = dataclasses.replace(config, run=RunConfig())
    if regime in (None, config.training.regime):
        return config
    # Another regime than the organism's own: what that regime does not use has to be off.
    return config.replace(regime=regime, **({} if regime == "regenerating" else {"damage_count": 0}))


def completion(shell: str) -> str:
    """The completion script of a shell."""
    import contextlib
    import io

    stream = io.StringIO()
    with contextlib.redirect_stdout(stream), contextlib.suppress(SystemExit):
        tyro.cli(command_line([]), prog="blastema", args=["--tyro-print-completion", shell])
    return stream.getvalue()
