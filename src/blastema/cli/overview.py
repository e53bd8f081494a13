"""Help that fits the terminal: the commands in a line or two each, and long lines of a command's help folded."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from typing import IO, Any

from rich.cells import cell_len

_WIDEST = 100
_BOXES = "│╭╰─"
_INDENT = " " * 4
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def _width() -> int:
    return min(shutil.get_terminal_size().columns, _WIDEST)


def summary(verb: type[Any]) -> str:
    """The first paragraph of a command's help."""
    return " ".join((verb.__doc__ or "").strip().split("\n\n")[0].split())


def _columns(text: str) -> int:
    """The columns that a text takes in a terminal, where codes of colours take none and an emoji two."""
    return cell_len(_COLOURS.sub("", text))


def folded(text: str, width: int) -> list[str]:
    """A line as lines of at most this many columns.

    Args:
        text: the line; it may have colours
        width: columns

    Returns:
        Lines split between words, all as far from the left as the first. Examples, which gaps of four spaces separate,
        have a line each below their heading if they do not all fit one line, so that a command can be copied.
    """
    if _columns(text) <= width:
        return [text.rstrip()]
    plain = _COLOURS.sub("", text)
    left = " " * (len(plain) - len(plain.lstrip(" ")))
    first, *others = re.split(r"(?<=\S) {4,}(?=\S)", text)
    if not others:
        return _wrapped(text, width, left)
    heading = re.match(r" *\w+: +", first)
    inside = left if heading is None else left + _INDENT
    lines = [] if heading is None else [heading[0].rstrip()]
    for example in (first.lstrip(" ") if heading is None else first[heading.end() :], *others):
        lines += _wrapped(inside + example, width, inside + _INDENT)
    return lines


def _wrapped(text: str, width: int, before: str) -> list[str]:
    """A line split between words; ``before`` stands before all but the first line."""
    lines: list[str] = []
    line, *words = text.split(" ")
    for word in words:
        longer = f"{line} {word}"
        if _columns(longer) <= width or not line.strip():
            line = longer
        elif word:  # spaces at the end of a line are dropped
            lines.append(line.rstrip())
            line = before + word
    return [*lines, line.rstrip()]


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
            if _columns(line) > width and not any(box in line for box in _BOXES):
                lines[number] = "\n".join(folded(line, width))
        self.behind.write("\n".join(lines))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.behind, name)


__all__ = ["Folding", "folded", "overview", "summary"]
