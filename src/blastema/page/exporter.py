"""The exporter of the playground with one organism in it; `blastema.registry.EXPORTERS` has all exporters."""

from __future__ import annotations

from pathlib import Path

from blastema._files import write_explained
from blastema.organism import Organism
from blastema.page.document import LARGEST_EXPORT_BYTES, LARGEST_STUDIO_BYTES, build


def html(organism: Organism, path: Path, *, studio: bool = False) -> tuple[str, ...]:
    """One HTML file, which needs no network; with ``studio``, drawings can be brought to life in it.

    Raises:
        InputError: if the page has not been built, or the place cannot be written to.
    """
    document = build([organism], minified=True, studio=studio).encode()
    largest = LARGEST_STUDIO_BYTES if studio else LARGEST_EXPORT_BYTES
    write_explained(path, document)
    notes = ["open it in any browser, also without a network"]
    if len(document) > largest:
        notes.append(
            f"that is more than the {largest:,} bytes meant for a page: "
            f"this organism has {organism.automaton.parameters:,} parameters"
        )
    return tuple(notes)


__all__ = ["html"]
