"""What ``blastema grow --from`` starts from: the stem cell, an organism of the zoo, or any other."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blastema.config import Config
from blastema.errors import InputError

if TYPE_CHECKING:
    from blastema.organism import Organism


def refuse_other_parts(config: Config) -> None:
    """If the stem cell was requested and does not fit, this is an error; a recipe that uses it continues without it."""
    from blastema import starts

    different = starts.other_parts(config)
    if config.training.start == "stem" and different:
        raise InputError(
            f"--from stem: the stem cell has {different}, which cannot be changed. Leave the flags out, or start "
            "without it: --from nothing."
        )


def of_the_zoo(picture: str, config: Config) -> str:
    """The file of the zoo's organism of this target: of the config's regime, or else of another."""
    from blastema import emoji, zoo

    name = picture if emoji.is_emoji(picture) else Path(picture).stem
    entry = zoo.find(name, config.training.regime) or zoo.find(name)
    if entry is None:
        raise InputError(f"--from zoo: {zoo.unknown(name)} Or start from another organism: --from RUN|FILE|EMOJI.")
    return str(entry.path)


def with_settings(start: Organism, given: dict[str, Any], source: str) -> Organism:
    """The organism to start from, with the settings whose flags were given; its rule cannot be changed."""
    from blastema import assembly
    from blastema.widening import obstacle, widened

    automaton, has = start.automaton, assembly.settings_of(start.automaton)
    wider = {name: given[name] for name in ("signal", "embedding", "channels", "hidden", "decoder") if name in given}
    if not obstacle(has, wanted := dataclasses.replace(has, **wider)):
        automaton = widened(automaton, wanted)
        has = assembly.settings_of(automaton)
    changes = {name: value for name, value in given.items() if value != getattr(has, name)}
    try:
        automaton = assembly.with_settings(automaton, **changes)
    except InputError as error:
        name = next(name for name in changes if name.replace("_", "-") in str(error))
        raise InputError(
            f"--{name.replace('_', '-')} is {changes[name]}, but the organism of {source} has {getattr(has, name)}, "
            "which cannot be changed. Leave the flag out, or start without --from."
        ) from error
    return dataclasses.replace(start, automaton=automaton)


__all__ = ["of_the_zoo", "refuse_other_parts", "with_settings"]
