"""Exporters of organisms in integers: as an organism file, and as a folder of C99."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from blastema._files import make_folder, write_explained
from blastema._text import word
from blastema.errors import InputError
from blastema.formats import organism_file
from blastema.integer.conversion import convert, plain
from blastema.integer.rule import IntegerRule, rule_of
from blastema.organism import Organism

_PROGRAMS = ("cell.h", "cell.c", "grid.h", "grid.c", "host.h", "main.c", "picture.c", "firmware.c", "tissue.c")
SOURCES = (*_PROGRAMS, "Makefile", "README.md")
_WIDTH = 120
_MOST_CHANNELS = 85
"""Largest number of channels, so that an index of 3 C features fits 8 bits."""


def integer(organism: Organism, path: Path) -> tuple[str, ...]:
    """An organism file of the same organism in integers.

    Raises:
        InputError: if it cannot be converted or written.
    """
    converted = convert(organism)
    organism_file.save(converted, path)
    measured = f"blastema evaluate {word(path)}"
    return (_rounding(converted, rule_of(converted.automaton), organism, measured), *organism.built_in)


def c(organism: Organism, path: Path) -> tuple[str, ...]:
    """A folder with the rule, its weights, a whole grid and one cell in C.

    Args:
        organism: of the article's kind, or an integer organism
        path: the folder; files in it of the same names are replaced

    Returns:
        Notes on the rounding, and how to grow it.

    Raises:
        InputError: for an organism that cannot be converted, or a path that cannot be written.
    """
    check_c(organism)
    converted = convert(organism)
    rule = rule_of(converted.automaton)
    make_folder(path)
    for name in SOURCES:
        write_explained(path / name, _source(name, converted, rule).encode())
    write_explained(path / "weights.h", weights(rule, converted.name, converted.grid).encode())
    size = "{} {}".format(*converted.grid)
    notes = [
        _rounding(converted, rule, organism, "evaluate the file written by --to integer"),
        f"to try it, in the folder: make && ./grid {size} 200 < /dev/null | ./picture {size} > picture.bmp",
        *organism.built_in,
    ]
    if converted.places(*converted.grid) != [(converted.grid[0] // 2, converted.grid[1] // 2)]:
        notes.append(
            "its seeds are not in the middle; main.c and tissue.c plant one there: plant yours with cell_plant"
        )
    return tuple(notes)


def check_c(organism: Organism) -> None:
    """Raise `InputError`, with the reasons, for an organism that `c` cannot write."""
    plain(organism)
    channels = organism.automaton.channels
    if channels > _MOST_CHANNELS:
        raise InputError(f"{organism.name} has {channels} channels; a cell in C has at most {_MOST_CHANNELS}.")


def _rounding(converted: Organism, rule: IntegerRule, organism: Organism, measured: str) -> str:
    bits = f"int8 weights, states of 16 bits, {rule.state_bits} of them for the fraction"
    if converted is organism:
        return f"{bits}; as they were"
    return f"{bits}: rounded from floats. To measure the effect: {measured}"


def _source(name: str, organism: Organism, rule: IntegerRule) -> str:
    text = (resources.files("blastema.integer") / "c" / name).read_text("utf-8")
    if name == "README.md":
        height, width = organism.grid
        text = text.format(name=organism.name, channels=rule.channels, hidden=rule.hidden, height=height, width=width)
    return text


def weights(rule: IntegerRule, name: str, grid: Sequence[int]) -> str:
    """The header with a rule's parameters, and the grid that it was trained on for the examples of use."""
    threshold = int(np.round(np.float32(rule.fire_rate) * np.float32(1 << 24)))
    heard = np.flatnonzero(rule.first.any(0))
    inputs = 3 * rule.channels
    first: Any = rule.first
    table: tuple[tuple[str, str, str, Any], ...] = ()
    if 0 < len(heard) < inputs:
        first = rule.first[:, heard]
        table = (("uint8_t", "input", "what the hidden units hear, of own state, gradients in x, in y", heard),)
        inputs = len(heard)
    constants = {
        "CHANNELS": f"{rule.channels}",
        "INPUTS": f"{inputs} /* of 3 CELL_CHANNELS numbers those that a hidden unit hears */",
        "HIDDEN": f"{rule.hidden}",
        "ONE": f"{1 << rule.state_bits} /* the number 1 as a state */",
        "THRESHOLD": f"{rule.threshold} /* a cell is mature if its alpha is greater */",
        "TORUS": f"{int(rule.torus)} /* whether the edges of a grid meet */",
        "FIRE_THRESHOLD": f"{threshold}u /* of 2^24: how often a cell updates */",
        "GRID_HEIGHT": f"{grid[0]} /* of the grid that it was trained on; any other will do */",
        "GRID_WIDTH": f"{grid[1]}",
    }
    arrays: tuple[tuple[str, str, str, Any], ...] = (
        *table,
        ("int8_t", "first", "of each hidden unit: own state, gradients in x, gradients in y", first),
        ("int8_t", "first_shift", "its sum is divided by 2 to the power of this", rule.first_shift),
        ("int16_t", "first_bias", "and then added", rule.first_bias),
        ("int8_t", "last", "from each hidden unit to all channels", rule.last),
        ("int8_t", "last_shift", "as above, of each channel", rule.last_shift),
        ("int32_t", "last_bias", "before the shift", rule.last_bias),
    )
    lines = [
        f"/* The rule of {name}: {first.size + rule.last.size:,} weights of 8 bits. Written by Blastema. */",
        "#ifndef WEIGHTS_H",
        "#define WEIGHTS_H",
        "",
        "#include <stdint.h>",
        "",
        *(f"#define CELL_{key} {value}" for key, value in constants.items()),
        "",
        "#ifdef CELL_WEIGHTS",
        "#ifdef __AVR__",
        "#include <avr/pgmspace.h>",
        "#define CELL_ROM PROGMEM",
        "#else",
        "#define CELL_ROM",
        "#endif",
    ]
    for kind, array, comment, values in arrays:
        lines += ["", f"/* {comment} */", f"static const {kind} cell_{array}[{values.size}] CELL_ROM = {{"]
        lines += [*_wrapped(values.reshape(-1)), "};"]
    return "\n".join([*lines, "#endif", "", "#endif", ""])


def _wrapped(values: Any) -> list[str]:
    lines, line = [], " "
    for value in values.tolist():
        item = f" {value},"
        if len(line) + len(item) > _WIDTH:
            lines.append(line)
            line = " "
        line += item
    return [*lines, line]


__all__ = ["SOURCES", "c", "check_c", "integer", "weights"]
