"""The exporter of the playground with organisms in it; `blastema.registry.EXPORTERS` has all exporters."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from blastema._files import write_explained
from blastema.organism import Organism
from blastema.page.document import build, largest_bytes


def html(organism: Organism, path: Path, *, studio: bool = False, others: Sequence[Organism] = ()) -> tuple[str, ...]:
    """One HTML file, which needs no network; with ``studio``, it can train drawings.

    Args:
        organism: in the page
        path: the file to write
        studio: whether it includes the drawing board and the trainer
        others: further organisms of the page's picker

    Raises:
        InputError: if the page has not been built, or the path cannot be written.
    """
    document = build([organism, *others], packed=True, studio=studio).encode()
    largest = largest_bytes(organism, studio=studio)
    write_explained(path, document)
    notes = ["open it in any browser; it needs no network"]
    if len(document) > largest and not others:
        notes.append(
            f"that is more than the recommended {largest:,} bytes for a page: "
            f"this organism has {organism.automaton.parameters:,} parameters"
        )
    return tuple(notes)


__all__ = ["html"]
