"""Signals: the input that selects one of several pictures for a rule.

Every cell of a sample receives the same numbers at every step (`blastema.conditions.Conditions.signal`). An organism
that was trained on several pictures has a one-hot signal for each of them; weighted sums are signals as well.

Or only the seed receives the signal, similar to a genome: its last hidden channels have the signal's numbers
instead of ones, and the rule determines what happens to them.
"""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import jax.numpy as jnp

from blastema import emoji
from blastema._checks import require
from blastema._nearest import suggestion
from blastema._types import Array, ArrayLike
from blastema.errors import InputError
from blastema.targets import Target

Signal = tuple[float, ...]

_LARGEST_WEIGHT = 1e6


class NamedPicture(NamedTuple):
    """A picture that an organism grows, with its signal.

    target: the picture, with its name
    signal: the signal that every cell receives
    """

    target: Target
    signal: Signal

    @property
    def name(self) -> str:
        """In plain letters, different from those of the organism's other pictures."""
        return self.target.name


class Telling(NamedTuple):
    """The signal of an organism from a given step on.

    step:    counted from the seed
    weights: of its pictures' signals, by name, as written by the user
    """

    step: int
    weights: Mapping[str, float]


def parse_telling(text: str) -> Telling:
    """A signal from its notation: ``🦎``, ``lizard@200`` or ``🦎=0.5,😀=0.5@100``; without a step it applies from the
    first on.

    Raises:
        InputError: for anything else.
    """
    what, separator, when = text.strip().rpartition("@") if "@" in text else (text.strip(), "", "")
    if separator and not re.fullmatch(r"[0-9]{1,9}", when.strip()):
        raise InputError(f"--as {text!r}: expected NAME@STEP, as in lizard@200.")
    weights: dict[str, float] = {}
    for part in what.split(","):
        name, equals, weight = (word.strip() for word in part.partition("="))
        try:
            value = float(weight) if equals else 1.0
        except ValueError:
            value = math.nan
        if not name or not abs(value) <= _LARGEST_WEIGHT:
            raise InputError(f"--as {text!r}: expected NAME, or NAME=WEIGHT,NAME=WEIGHT, as in lizard=0.5,face=0.5.")
        if name in weights:
            raise InputError(f"--as {text!r} contains {name} twice; give it once.")
        weights[name] = value
    return Telling(int(when) if separator else 0, weights)


def mixed(pictures: Sequence[NamedPicture], weights: Mapping[str, float]) -> Signal:
    """The sum of some pictures' signals by weights.

    Raises:
        InputError: for a name that none of the pictures has, or a weight that is not a finite number.
    """
    for name, weight in weights.items():
        good = isinstance(weight, numbers.Real) and abs(weight) <= _LARGEST_WEIGHT
        require(good, f"the weight of {name}", weight, "a number")
    found = [(named(pictures, name).signal, float(weight)) for name, weight in weights.items()]
    return tuple(sum(weight * signal[place] for signal, weight in found) for place in range(len(found[0][0])))


def named(pictures: Sequence[NamedPicture], name: str) -> NamedPicture:
    """The picture of a name, or of an emoji.

    Raises:
        InputError: if there is none.
    """
    plain = emoji.name_of(name) if emoji.is_emoji(name) else name.strip()
    for picture in pictures:
        if picture.name.lower() == plain.lower():
            return picture
    names = [picture.name for picture in pictures]
    hint = suggestion(plain, names, f"There are {', '.join(names)}.")
    raise InputError(f"the organism has no picture called {name!r}. {hint}")


def with_genes(seed: ArrayLike, signal: ArrayLike) -> Array:
    """A seed state [..., C] that has a signal [S] in its last channels where its seeds are."""
    told = jnp.asarray(signal, jnp.float32)
    return jnp.asarray(seed).at[..., -told.shape[-1] :].multiply(told)


def one_hot(place: int, width: int) -> Signal:
    """1 at a place and 0 at the others."""
    return tuple(float(at == place) for at in range(width))


__all__ = ["NamedPicture", "Signal", "Telling", "mixed", "named", "one_hot", "parse_telling", "with_genes"]
