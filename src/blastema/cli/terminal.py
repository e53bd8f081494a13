"""Streams and consoles that treat all text as plain text.

Most of what is shown contains text from outside, such as a path, a name or a note. None of it may control the
terminal or be interpreted as markup.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from typing import IO, Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from blastema._text import plain_lines


class _PlainStream:
    """A text stream that replaces all control characters except line feeds and tabs."""

    def __init__(self, behind: IO[str]) -> None:
        self.behind = behind

    def write(self, text: str) -> int:
        self.behind.write(plain_lines(text))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.behind, name)


@contextlib.contextmanager
def plain_streams() -> Iterator[None]:
    """Make everything that is printed in this context plain text, on stdout and stderr."""
    out: Any = _PlainStream(sys.stdout)
    err: Any = _PlainStream(sys.stderr)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        yield


@contextlib.contextmanager
def own_output() -> Iterator[None]:
    """Redirect what C libraries print in this context to stderr; Python's output stays on stdout."""
    behind = sys.stdout
    behind.flush()
    with os.fdopen(os.dup(1), "w", encoding=behind.encoding, errors=behind.errors) as stream:
        os.dup2(2, 1)
        try:
            with contextlib.redirect_stdout(_PlainStream(stream)):
                yield
        finally:
            stream.flush()
            os.dup2(stream.fileno(), 1)


class Terminal(Console):
    """A rich console in which only rich itself sets colours and moves the cursor; strings are not markup."""

    def __init__(self, *, stderr: bool = False) -> None:
        stream = sys.stderr if stderr else sys.stdout
        super().__init__(file=getattr(stream, "behind", stream), markup=False, emoji=False)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The output in pieces: control characters remain only in rich's own commands."""
        for segment in super().render(renderable, options):
            harmless = segment.control or segment.text.isprintable()
            yield segment if harmless else segment._replace(text=plain_lines(segment.text))


__all__ = ["Terminal", "own_output", "plain_streams"]
