"""Help that fits the terminal: the commands in a line or two each, and long lines of a command's help folded."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from typing import IO, Any

from rich.cells import cell_len

_WIDEST = 100
_BOXES = "│╭╰─"


def _width() -> int:
    return min(shutil.get_terminal_size().columns, _WIDEST)


def summary(verb: type[Any]) -> str:
    """The first paragraph of a command's help."""
    return " ".join((verb.__doc__ or "").strip().split("\n\n")[0].split())


def folded(text: str, width: int) -> list[str]:
    """A line as lines of at most this many columns, split between words; an emoji has two columns."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and cell_len(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return [line.rstrip() for line in lines]


def overview(verbs: Mapping[str, type[Any]], description: str) -> str:
    """The help of ``blastema`` itself.

    Args:
        verbs: the commands by name
        description: what stands above them

    Returns:
        Lines of text, as wide as the terminal but at most 100 columns.
    """
    width, left = _width(), max(map(len, verbs)) + 4
    lines = ["usage: blastema COMMAND ...", "", *folded(description, width), "", "commands:"]
    for name, verb in verbs.items():
        first, *more = folded(summary(verb), max(width - left, 20))
        lines += [f"  {name}".ljust(left) + first, *(" " * left + line for line in more)]
    last = "blastema COMMAND --help describes a command with examples; blastema --version prints the version."
    return "\n".join([*lines, "", *folded(last, width)])


class Folding:
    """A text stream in which lines that are wider than the terminal are folded between words; boxes stay as they are.

    Args:
        behind: the stream that is written to
    """

    def __init__(self, behind: IO[str]) -> None:
        self.behind = behind

    def write(self, text: str) -> int:
        """Write text, whose lines are whole."""
        width = shutil.get_terminal_size().columns
        lines = text.split("\n")
        for number, line in enumerate(lines):
            if cell_len(line) > width and not any(box in line for box in _BOXES):
                lines[number] = "\n".join(folded(line, width))
        self.behind.write("\n".join(lines))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.behind, name)


__all__ = ["Folding", "folded", "overview", "summary"]
