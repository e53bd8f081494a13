"""The card of an organism in a zoo: how it was trained, its scores, how to train it again.

A card is a JSON object next to the organism's file::

    format, version   "blastema-card", 1
    name, regime      of the organism; regime is null if unknown
    file              name, bytes and sha256 of the organism's file, and the type of its numbers
    grid, parameters  height and width in cells; number of trained parameters
    figures           by number format (float16, float32, int8) and condition: log10_mean_e, spread, recovered, samples
                      (``docs/evaluation.md``), and for the file's own format log10 E of each sample
    births            fire_seeds, steps, alive, and the fire seeds that died; left out if not counted
    kind              how it differs from the article's: "10 pictures", "walks", "merges"; may be empty
    quantities        of moving or merging ones by name: unit, mean and known, the number of samples with a value
    facts             single numbers: the target's period, the share of its picture that it starts as, ...
    pictures          of each of several: its scores by condition; figures are then over the samples of all of them
    transitions       of several pictures: pictures, log10_mean_e and recovered as matrices (from, to)
    recoveries        of several pictures: recovery in per_cent after deletion and change
    survival          of 8 samples over 10,000 steps: how each ended, and when; null if not measured
    training          iterations, log10_loss, minutes, roll_backs, curve, config, start, with; null if unknown
    measured_with     versions and engine
    notes             for the reader

All used fields of a card are checked before any is used.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from blastema._checks import as_path, known_version, short
from blastema._files import read_bytes
from blastema._json import parse_any
from blastema.config import Config
from blastema.config import file as config_file
from blastema.errors import FileFormatError
from blastema.zoo.card_fields import faults

FORMAT = "blastema-card"
VERSION = 1
LARGEST_BYTES = 1 << 20
LARGEST_ORGANISM_BYTES = 64 << 20
"""As in `blastema.formats.organism_file`, which would load JAX."""
FORMATS = ("float16", "float32", "int8")
"""Number formats of the weights that a card may have scores of; int8 is the article's web format."""


@dataclasses.dataclass(frozen=True)
class CardScore:
    """A score on a card.

    log10_mean: log10 of the mean E; infinite if a sample was not finite
    spread:     standard deviation of log10 E of the samples; NaN if one was not finite
    recovered:  samples with E below 1e-3, of ``samples``
    log10_each: log10 E of each sample; empty if not on the card
    """

    log10_mean: float
    spread: float
    recovered: int
    samples: int
    log10_each: tuple[float, ...] = ()


@dataclasses.dataclass(frozen=True)
class Card:
    """The card of an organism: the checked content of its file."""

    raw: Mapping[str, Any]

    @property
    def sha256(self) -> str:
        """SHA-256 of the organism's file."""
        return str(self.raw["file"]["sha256"])

    @property
    def stored(self) -> str:
        """The type of the numbers in the organism's file: float16 or float32."""
        return str(self.raw["file"]["dtype"])

    @property
    def formats(self) -> tuple[str, ...]:
        """The number formats with scores."""
        return tuple(name for name in FORMATS if self.raw["figures"].get(name))

    @property
    def conditions(self) -> tuple[str, ...]:
        """The names of the scores, in the protocol's order."""
        return tuple(self.raw["figures"].get(self.stored) or ())

    def score(self, name: str, of: str | None = None) -> CardScore | None:
        """A score, of the organism as stored or with weights in another format; none if there is none."""
        value = (self.raw["figures"].get(of or self.stored) or {}).get(name)
        if value is None:
            return None
        return CardScore(
            _number(value["log10_mean_e"], math.inf),
            _number(value["spread"], math.nan),
            value["recovered"],
            value["samples"],
            tuple(_number(each, math.inf) for each in value.get("log10_e", ())),
        )

    def shape(self, name: str, of: str | None = None) -> CardScore | None:
        """As `score`, but for moving organisms that of the gait, since their phase is not kept."""
        return self.score(f"gait {name}", of) or self.score(name, of)

    @property
    def kind(self) -> str:
        """How it differs from the article's organisms, as text; may be empty."""
        return str(self.raw.get("kind", ""))

    @property
    def pictures(self) -> Mapping[str, Card]:
        """For an organism of several pictures, a card for each as if it were alone; else none."""
        found = self.raw.get("pictures") or {}
        return {name: Card({**self.raw, "figures": {self.stored: group}}) for name, group in found.items()}

    def quantity(self, name: str) -> float:
        """The mean of a quantity; NaN if it was not measured, or no sample has a value."""
        return _number((self.raw.get("quantities") or {}).get(name, {}).get("mean"), math.nan)

    def fact(self, name: str) -> Any:
        """A fact by its name; none if it is not on the card."""
        return (self.raw.get("facts") or {}).get(name)

    @property
    def transitions(self) -> Mapping[str, Any] | None:
        """``pictures``, and ``log10_mean_e`` and ``recovered`` as matrices (from, to)."""
        found: Mapping[str, Any] | None = self.raw.get("transitions")
        return found

    @property
    def recoveries(self) -> Mapping[str, float]:
        """Recovery in per cent after ``deletion`` and ``change``; only for several pictures."""
        found = self.raw.get("recoveries") or {}
        return {name: _number(recovery.get("per_cent"), math.nan) for name, recovery in found.items()}

    def cuts(self, of: str | None = None) -> dict[str, CardScore]:
        """The cuts after 1000 steps by the removed part, in the protocol's order; the gait's if it moves."""
        prefix = "heal1000 " if self.score("gait grow200") is None else "gait heal1000 "
        names = [name for name in self.conditions if name.startswith(prefix)]
        found = {name.removeprefix(prefix): self.score(name, of) for name in names}
        return {name: score for name, score in found.items() if score is not None}

    @property
    def births(self) -> Mapping[str, Any] | None:
        """``fire_seeds``, ``steps``, ``alive`` and ``died``; none on older cards."""
        found: Mapping[str, Any] | None = self.raw.get("births")
        return found

    @property
    def survival(self) -> Mapping[str, Any] | None:
        """``steps``, ``every``, and for each sample ``ends``: null, or ``{"how", "step"}``."""
        found: Mapping[str, Any] | None = self.raw.get("survival")
        return found

    @property
    def survival_in_words(self) -> str:
        """``8 of 8 alive after 10,000 steps``, or ``1 of 8 ...; 7 overgrew by step 320 to 480``; empty if not known."""
        survival = self.survival
        if survival is None:
            return ""
        ends = survival["ends"]
        over: list[tuple[str, int]] = [(end["how"], end["step"]) for end in ends if end is not None]
        parts = []
        for how in dict.fromkeys(how for how, _ in over):
            times = sorted(step for found, step in over if found == how)
            span = f"{times[0]:,}" + (f" to {times[-1]:,}" if times[-1] > times[0] else "")
            parts.append(f"{len(times)} {how} by step {span}")
        alive = f"{len(ends) - len(over)} of {len(ends)} alive after {survival['steps']:,} steps"
        return "; ".join([alive, ", ".join(parts)] if parts else [alive])

    @property
    def training(self) -> Mapping[str, Any] | None:
        """How it was trained, if that is known."""
        found: Mapping[str, Any] | None = self.raw.get("training")
        return found

    @property
    def config(self) -> Config | None:
        """The settings of its training, if known.

        Raises:
            InputError: if they are damaged.
        """
        if self.training is None:
            return None
        return config_file.from_dict(self.training["config"], f"the card of {self.raw['name']}")

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know."""
        return tuple(self.raw.get("notes", ()))

    def is_of(self, organism_file: Path) -> bool:
        """Whether the organism's file is the one that was measured.

        Raises:
            InputError: if it cannot be read.
        """
        data = read_bytes(organism_file, "an organism file", LARGEST_ORGANISM_BYTES)
        return hashlib.sha256(data).hexdigest() == self.sha256


def load(path: str | os.PathLike[str]) -> Card:
    """Read a card.

    Raises:
        InputError: if it cannot be read.
        FileFormatError: if it is damaged or of the future.
    """
    file = as_path(path, "the card's file")
    return loads(read_bytes(file, "an organism's card", LARGEST_BYTES), str(file))


def loads(data: bytes, source: str = "card") -> Card:
    """The card in a file's bytes; ``source`` names it in messages.

    Raises:
        FileFormatError: for anything but a card of a known version.
    """
    raw = parse_any(data, source)
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise FileFormatError(f'{source} is not an organism\'s card: expected an object with "format": "{FORMAT}".')
    known_version(raw.get("version"), VERSION, "card", source)
    for where, fault in faults(raw):
        raise FileFormatError(f"{source}: {where} is {short(fault)}, which is not valid in a card.")
    return Card(raw)


def dumps(card: Mapping[str, Any]) -> bytes:
    """A card's bytes: JSON, a line for each score and each other part, checked to be readable by `loads`."""
    lines = []
    for key, value in card.items():
        if key == "figures":
            parts = [
                f'  "{of}": ' + ("null" if group is None else "{\n" + ",\n".join(_lines(group, "   ")) + "\n  }")
                for of, group in value.items()
            ]
            lines.append(' "figures": {\n' + ",\n".join(parts) + "\n }")
        else:
            lines.append(f" {_text(key)}: {_text(value)}")
    data = ("{\n" + ",\n".join(lines) + "\n}\n").encode()
    loads(data, "the card")
    return data


def _lines(group: Mapping[str, Any], indent: str) -> list[str]:
    return [f"{indent}{_text(name)}: {_text(value)}" for name, value in group.items()]


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))


def _number(value: float | None, instead: float) -> float:
    return instead if value is None else float(value)


__all__ = [
    "FORMAT",
    "FORMATS",
    "LARGEST_BYTES",
    "LARGEST_ORGANISM_BYTES",
    "VERSION",
    "Card",
    "CardScore",
    "dumps",
    "load",
    "loads",
]
