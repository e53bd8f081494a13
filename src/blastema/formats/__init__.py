"""File formats: what an organism can be read from and written to.

- `organism_file`: Blastema's own file (safetensors), everything about an organism
- `distill`: the article's web model files
- `export`: to any of the registered kinds of files
"""

from __future__ import annotations

import os
from pathlib import Path

from blastema import _kinds
from blastema._checks import as_path, instance
from blastema.errors import FileFormatError, InputError
from blastema.formats import distill, organism_file
from blastema.organism import Organism
from blastema.registry import EXPORTERS

ORGANISM_NAME = "organism.safetensors"
"""The trained organism's file in a run folder."""


def read_organism(path: str | os.PathLike[str]) -> Organism:
    """The organism of a run folder or of a file; the kind of a file is recognised by its content.

    Raises:
        InputError: if there is no organism.
        FileFormatError: if the file is of another kind, altered or truncated.
    """
    path = as_path(path, "the organism's file")
    if path.is_dir():
        return _from_run(path)
    what = "a run folder, an organism file, a web model file or an organism of the zoo (blastema zoo list)"
    return _from_bytes(_kinds.read(path, what, organism_file.LARGEST_BYTES, "organism"), path)


def export(organism: Organism, path: str | os.PathLike[str], kind: str) -> tuple[str, ...]:
    """Write an organism to a file.

    Args:
        organism: the organism
        path: of the file
        kind: a name of `blastema.registry.EXPORTERS`: safetensors, distill, html, gif, mp4, png-strip, or one that
            was added

    Returns:
        Notes for the user, such as what the file cannot represent.

    Raises:
        InputError: for an unknown kind, an organism that the format cannot represent, or a path that cannot be
            written.
    """
    instance(organism, Organism, "what is to be exported", "export(organism, path, kind)")
    return tuple(EXPORTERS[kind](organism, as_path(path, "the file")))


def _from_run(folder: Path) -> Organism:
    file = folder / ORGANISM_NAME
    if file.exists():
        return organism_file.load(file)
    if (folder / "config.json").exists():
        raise InputError(f"the run {folder} has no {ORGANISM_NAME} yet: it was stopped before its first checkpoint.")
    raise InputError(f"{folder} is not a run folder: it has no {ORGANISM_NAME}.")


def _from_bytes(data: bytes, path: Path) -> Organism:
    if organism_file.looks_like(data):
        return organism_file.loads(data, str(path))
    kind = _kinds.kind_of(data)
    if kind is not None and kind.group in ("web model", "broken"):
        return distill.loads(data, str(path), name=path.stem)
    unknown = f"{path} is not an organism: expected a safetensors file by Blastema or a web model file of the article."
    raise FileFormatError(_kinds.explained(data, str(path), "organism") or unknown)


__all__ = ["ORGANISM_NAME", "distill", "export", "organism_file", "read_organism"]
