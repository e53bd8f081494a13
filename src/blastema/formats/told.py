"""Named pictures with their signals, in an organism file."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from blastema._checks import is_whole, short
from blastema.config import MOST_PICTURES
from blastema.errors import FileFormatError
from blastema.organism import Organism
from blastema.signals import NamedPicture, Signal
from blastema.targets import Target

_LARGEST = 1e6


def describe(organism: Organism, target: Callable[[Target], Mapping[str, Any]]) -> dict[str, Any]:
    """The fields ``pictures`` and ``signal`` as plain JSON; none for an organism without a signal.

    Args:
        organism: the organism
        target: converts a target to plain JSON
    """
    fields: dict[str, Any] = {}
    if organism.pictures:
        fields["pictures"] = [
            {"target": target(picture.target), "signal": list(picture.signal)} for picture in organism.pictures
        ]
    if organism.signal:
        fields["signal"] = list(organism.signal)
    return fields


def pictures(
    raw: object, width: int, source: str, target: Callable[[object, str], Target | None]
) -> tuple[NamedPicture, ...]:
    """The named pictures in a description.

    Args:
        raw: unchecked
        width: size of the automaton's signal
        source: the file's name in messages
        target: reads a target, given its JSON and its name in messages

    Raises:
        FileFormatError: for anything but pictures with different names and signals of this size.
    """
    if not isinstance(raw, list) or len(raw) > MOST_PICTURES:
        raise FileFormatError(f"{source}: pictures is {short(raw)}; expected a list of at most {MOST_PICTURES}.")
    found: list[NamedPicture] = []
    for number, each in enumerate(raw):
        at = f"{source}, picture {number}"
        fields = each if isinstance(each, dict) else {}
        picture = target(fields.get("target"), at)
        if picture is None:
            raise FileFormatError(f"{at} is {short(each)}; expected an object with a target and a signal.")
        found.append(NamedPicture(picture, signal(fields.get("signal"), width, at)))
    names = [picture.name.lower() for picture in found]
    if len(set(names)) < len(names):
        raise FileFormatError(f"{source}: the pictures are called {short(names)}; expected different names.")
    return tuple(found)


def signal(raw: object, width: int, source: str) -> Signal:
    """A signal in a description: ``width`` numbers, at least one.

    Raises:
        FileFormatError: for anything else.
    """
    numbers = raw if isinstance(raw, list) else []
    sound = all((is_whole(one) or isinstance(one, float)) and abs(one) <= _LARGEST for one in numbers)
    if not width or len(numbers) != width or not sound or not all(map(math.isfinite, numbers)):
        expected = f"{width} numbers, as many as the automaton's signal" if width else "none: there is no signal"
        raise FileFormatError(f"{source}: the signal is {short(raw)}; expected {expected}.")
    return tuple(float(one) for one in numbers)


__all__ = ["describe", "pictures", "signal"]
