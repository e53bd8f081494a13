"""A command line's words as flags with their values, before they are parsed: which are given, and how often.

A flag that takes any number of values may be repeated, and all its values count; so do a verb's own words, wherever
they stand. Any other flag given twice is refused, since one of the values would be ignored.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from tyro.conf import Positional, Suppress, arg

from blastema.cli import verbs
from blastema.errors import InputError
from blastema.registry import (
    CURRICULA,
    DAMAGES,
    DECODERS,
    ENGINES,
    EXPORTERS,
    LIVES,
    OBJECTIVES,
    OPTIMISERS,
    PERCEPTIONS,
    QUANTISERS,
    UPDATES,
)

_POSITIONAL, _SUPPRESS = (typing.get_args(marker[Any])[1] for marker in (Positional, Suppress))
_ARGUMENT: Any = type(arg())


class Takes(NamedTuple):
    """What a value may be, for completion; anything, if all are empty.

    words:     one of these
    files:     the path of a file of these kinds: any, folder, organism, picture, config; folders fit all of them
    organisms: whether it may be an organism of the zoo
    pictures:  whether it may be a built-in picture
    """

    words: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    organisms: bool = False
    pictures: bool = False


_KINDS = {
    "regime": CURRICULA,
    "damage": DAMAGES,
    "objective": OBJECTIVES,
    "optimiser": OPTIMISERS,
    "perception": PERCEPTIONS,
    "update": UPDATES,
    "life": LIVES,
    "decoder": DECODERS,
    "to": EXPORTERS,
    "quantise": QUANTISERS,
    "kernel": ENGINES,
}
"""Registries whose names are a flag's values, by the flag's field, unless its type lists them."""
_FURTHER = {
    "kernel": ("auto",),
    "names": (
        *("teaser", "checkpoints", "unstable", "batches", "pool", "angles", "cuts", "planarian", "update-rates"),
        *("transitions", "loss", "drawing", "perception", "updates", "cells", "channels"),
    ),
}
"""Further values, by the flag's field: the figures are named here, since `blastema.figures` would load JAX."""
_PICTURES = {"PICTURE", "TARGET"}
_FOLDERS = {"RUN", "DIR", "SWEEP"}


@dataclasses.dataclass(frozen=True)
class Flag:
    """A flag of a verb.

    word:  as it is typed: ``--seed-at``
    field: the name of its field in the verb's class, or in a section of the settings
    count: how many values it takes: 0 for a switch, which also has a ``--no-`` form; none for any number
    also:  other words for it
    takes: what a value may be, for completion
    on:    of a switch, whether it is on unless said otherwise
    only:  all values that it may have, if its type lists them
    says:  what help calls its value
    """

    word: str
    field: str
    count: int | None
    also: tuple[str, ...] = ()
    takes: Takes = Takes()  # noqa: RUF009
    on: bool = False
    only: tuple[str, ...] = ()
    says: str = "a value"


class Given(NamedTuple):
    """A flag among the words: its values, where it begins, and where the next word after it is."""

    flag: Flag
    written: str
    values: tuple[str, ...]
    begin: int
    end: int


def flags_of(verb: type[Any]) -> dict[str, Flag]:
    """The flags of a verb's class, by all the words that stand for them; ``--no-x`` is one of them for a switch."""
    known: dict[str, Flag] = {}
    for flag in _flags(verb):
        known |= dict.fromkeys((flag.word, *flag.also), flag)
        if flag.count == 0:
            known[f"--no-{flag.word[2:]}"] = flag
    return known


def _flags(kind: Any) -> Iterator[Flag]:
    hints = typing.get_type_hints(kind, include_extras=True)
    for field in dataclasses.fields(kind):
        inner, extras = _unwrapped(hints[field.name])
        if _POSITIONAL in extras or _SUPPRESS in extras:
            continue
        if dataclasses.is_dataclass(inner):
            yield from _flags(inner)
        else:
            marks = [each for each in extras if isinstance(each, _ARGUMENT)]
            named = next(filter(None, (each.name for each in marks)), field.name)
            also = tuple(word for each in marks for word in each.aliases or ())
            word, takes = f"--{named.replace('_', '-')}", _takes(field.name, inner, marks)
            on, says = field.default is True, _shown(marks) or "a value"
            yield Flag(word, field.name, _count(inner), also, takes, on, _only(inner), says)


def own_words_of(verb: type[Any]) -> Takes:
    """What the words of a verb that belong to no flag may be."""
    hints = typing.get_type_hints(verb, include_extras=True)
    found: list[Takes] = []
    for field in dataclasses.fields(verb):
        inner, extras = _unwrapped(hints[field.name])
        if _POSITIONAL in extras:
            found.append(_takes(field.name, inner, [each for each in extras if isinstance(each, _ARGUMENT)]))
    named = tuple(dict.fromkeys(word for each in found for word in each.words))
    files = tuple(dict.fromkeys(kind for each in found for kind in each.files))
    return Takes(named, files, any(each.organisms for each in found), any(each.pictures for each in found))


def own_words_said(verb: type[Any]) -> str:
    """What help calls the words of a verb that belong to no flag, ``; expected RUN|FILE|EMOJI``; empty if none do."""
    hints = typing.get_type_hints(verb, include_extras=True)
    parts = [_unwrapped(hints[field.name])[1] for field in dataclasses.fields(verb)]
    own = [
        _shown([each for each in extras if isinstance(each, _ARGUMENT)]) for extras in parts if _POSITIONAL in extras
    ]
    said = " ".join(filter(None, own))
    return f"; expected {said}" if said else ""


def _shown(marks: list[Any]) -> str:
    return next(filter(None, (each.metavar for each in marks)), "")


def _takes(field: str, kind: Any, marks: list[Any]) -> Takes:
    shown = _shown(marks).split("|")
    words = tuple(_choices(kind))
    if not words and field in _KINDS:
        words = (*_FURTHER.get(field, ()), *_KINDS[field].names)
    elif "NAME" in shown and "all" in shown:
        words = _FURTHER[field]
    words += tuple(word for word in shown if word.islower() and word.replace("-", "").isalpha())
    pictures = not _PICTURES.isdisjoint(shown)
    organisms = "EMOJI" in shown and not pictures
    is_path = Path in (kind, *typing.get_args(kind))
    return Takes(words, _files(set(shown), is_path, organisms), organisms, pictures)


def _files(shown: set[str], is_path: bool, organisms: bool) -> tuple[str, ...]:
    """The kinds of files that a value may be the path of, by what help calls it."""
    if shown & _PICTURES:
        return ("picture",)
    if organisms:
        return ("organism",) if "FILE" in shown else ()
    if shown & _FOLDERS:
        return ("config",) if "FILE" in shown else ("folder",)
    return ("any",) if is_path or "FILE" in shown else ()


def _choices(kind: Any) -> Iterator[str]:
    """The texts of all literals in a type."""
    if typing.get_origin(kind) is typing.Literal:
        yield from (value for value in typing.get_args(kind) if isinstance(value, str))
    else:
        for part in typing.get_args(kind):
            yield from _choices(part)


def _only(kind: Any) -> tuple[str, ...]:
    """The values of a type of literals, which may be optional or in a tuple; none for a type that has others."""
    parts = [part for part in typing.get_args(kind) if part not in (type(None), Ellipsis)]
    if typing.get_origin(kind) is typing.Literal:
        return tuple(map(str, parts))
    listed = [_only(part) for part in parts]
    return tuple(value for each in listed for value in each) if all(listed) else ()


def _unwrapped(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    if typing.get_origin(hint) is Annotated:
        inner, *extras = typing.get_args(hint)
        return inner, tuple(extras)
    return hint, ()


def _count(kind: Any) -> int | None:
    if kind is bool:
        return 0
    if typing.get_origin(kind) is not tuple:
        return 1
    parts = typing.get_args(kind)
    return None if parts[-1] is Ellipsis else len(parts)


def verb_of(arguments: Sequence[str]) -> tuple[type[Any] | None, int]:
    """The class of the verb that is named first, and how many words name it; none for other words and for groups."""
    group = verbs.GROUPS.get(arguments[0]) if arguments else None
    if group is None:
        return verbs.VERBS.get(arguments[0]) if arguments else None, 1
    return group.get(arguments[1]) if len(arguments) > 1 else None, 2


def given(arguments: Sequence[str]) -> list[Given]:
    """The verb's flags among the words, in their order; words after ``--`` are none."""
    verb, named = verb_of(arguments)
    known = {} if verb is None else flags_of(verb)
    found: list[Given] = []
    at = named
    while at < len(arguments) and arguments[at] != "--":
        written, equals, attached = arguments[at].partition("=")
        flag = known.get(_hyphened(written))
        begin, at = at, at + 1
        if flag is None:
            continue
        values = [attached] if equals else []
        # A flag of one value stops after it; one of many takes all up to the next flag.
        while (flag.count is None or len(values) < flag.count) and at < len(arguments) and not _stops(arguments[at]):
            values.append(arguments[at])
            at += 1
        found.append(Given(flag, written, tuple(values), begin, at))
    return found


def _hyphened(word: str) -> str:
    return word.replace("_", "-") if word.startswith("--") else word


def _stops(word: str) -> bool:
    """Whether a word ends a flag's values: another flag, or ``--``; a negative number does not."""
    return word == "--" or (word.startswith("-") and word.lstrip("-")[:1].isalpha())


def merged(arguments: Sequence[str]) -> list[str]:
    """The same words with the verb's own ones first, and each flag once, with all the values of a repeated one.

    Raises:
        InputError: for a flag that is given twice and takes one value, or a fixed number of them.
    """
    found = given(arguments)
    times = {each.flag: [one for one in found if one.flag == each.flag] for each in found}
    for flag, all_of_it in times.items():
        if len(all_of_it) > 1 and flag.count is not None:
            raise InputError(_refusal(all_of_it))
    flagged: list[str] = []
    own: list[str] = []
    at = verb_of(arguments)[1]
    for each in found:
        own += arguments[at : each.begin]
        at = each.end
        all_of_it = times[each.flag]
        if len(all_of_it) == 1:
            flagged += arguments[each.begin : each.end]
        elif each is all_of_it[-1]:
            flagged += _together(all_of_it)
    rest = list(arguments[at:])
    end = rest.index("--") if "--" in rest else len(rest)
    return [*arguments[: verb_of(arguments)[1]], *own, *rest[:end], *flagged, *rest[end:]]


def _together(times: list[Given]) -> list[str]:
    values = [value for each in times for value in each.values]
    # Only a value joined to the flag by "=" may begin like a flag.
    for value in values[1:]:
        if _stops(value):
            raise InputError(f"{times[0].written} is {value!r}, which looks like a flag. If it is a file: ./{value}")
    if values and _stops(values[0]):
        return [f"{times[0].written}={values[0]}", *values[1:]]
    return [times[0].written, *values]


def _refusal(times: list[Given]) -> str:
    written = list(dict.fromkeys(each.written for each in times))
    if len(written) > 1 and times[0].flag.count == 0:
        return f"{' and '.join(written)} are both given; give one of them."
    often = "twice" if len(times) == 2 else f"{len(times)} times"
    said = [" ".join(each.values) or "nothing" for each in times]
    values = "" if times[0].flag.count == 0 else f": {', '.join(said[:-1])} and {said[-1]}"
    return f"{times[0].flag.word} is given {often}{values}; give it once."


__all__ = ["Flag", "Given", "Takes", "flags_of", "given", "merged", "own_words_of", "own_words_said", "verb_of"]
