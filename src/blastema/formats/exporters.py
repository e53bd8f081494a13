"""Exporters to formats that this package also reads; `blastema.registry.EXPORTERS` has all exporters."""

from __future__ import annotations

from pathlib import Path

from blastema._files import write_explained
from blastema.formats import demo, organism_file
from blastema.formats import distill as web_model
from blastema.organism import Organism


def safetensors(organism: Organism, path: Path) -> tuple[str, ...]:
    """Blastema's own file.

    Raises:
        InputError: as `organism_file.save` does.
    """
    organism_file.save(organism, path)
    return ()


def distill(organism: Organism, path: Path) -> tuple[str, ...]:
    """A web model file of the article, with notes on what is lost and on its behaviour in the article's demo.

    Raises:
        InputError: for an organism that the format cannot represent, or a path that cannot be written.
    """
    data, notes = web_model.dumps(organism)
    write_explained(path, data)
    return (*notes, *demo.demo_run(data).notes())


__all__ = ["distill", "safetensors"]
