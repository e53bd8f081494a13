"""File formats: what an organism can be read from and written to.

- `organism_file`: Blastema's own file (safetensors), everything about an organism
- `distill`: the article's web model files
- `export`: to any of the registered kinds of files
"""

from __future__ import annotations

import os
from pathlib import Path

from blastema._files import read_bytes
from blastema.errors import FileFormatError, InputError
from blastema.formats import distill, organism_file
from blastema.organism import Organism
from blastema.registry import EXPORTERS

ORGANISM_NAME = "organism.safetensors"
"""The trained organism's file in a run folder."""

_OTHER_KINDS = (
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF"), "a picture; `blastema grow` trains an organism on one"),
    ((b"PK\x03\x04",), "a zip archive (a PyTorch or NumPy file?); its weights have to be converted first"),
    ((b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05"), "a Python pickle, which is never read, as it can run code"),
    ((b"\x89HDF",), "an HDF5 file (Keras?); its weights have to be converted first"),
)


def read_organism(path: Path) -> Organism:
    """The organism of a run folder or of a file; what a file is, is seen by its content.

    Raises `InputError` if there is no organism, `FileFormatError` if the file is another one, altered or cut short.
    """
    if path.is_dir():
        return _from_run(path)
    what = "a run folder, an organism file, a web model file or an organism of the zoo (blastema zoo list)"
    return _from_bytes(read_bytes(path, what, organism_file.LARGEST_BYTES), path)


def export(organism: Organism, path: str | os.PathLike[str], kind: str) -> tuple[str, ...]:
    """Write an organism to a file.

    Args:
        organism: what is written
        path: where to
        kind: a name of `blastema.registry.EXPORTERS`: safetensors, distill, html, gif, mp4, png-strip, or one that
            was added

    Returns:
        Notes for the user, such as what the file could not hold.

    Raises:
        InputError: for an unknown kind, an organism that it cannot hold, or a place that cannot be written to.
    """
    return tuple(EXPORTERS[kind](organism, Path(path)))


def _from_run(folder: Path) -> Organism:
    file = folder / ORGANISM_NAME
    if file.exists():
        return organism_file.load(file)
    if (folder / "config.json").exists():
        raise InputError(f"the run {folder} has no {ORGANISM_NAME} yet: it was stopped before its first checkpoint.")
    raise InputError(f"{folder} is not a run folder: it has no {ORGANISM_NAME}.")


def _from_bytes(data: bytes, path: Path) -> Organism:
    if not data:
        raise FileFormatError(f"{path} is empty; expected an organism file.")
    for starts, what in _OTHER_KINDS:
        if data.startswith(starts):
            raise FileFormatError(f"{path} is {what}.")
    if organism_file.looks_like(data):
        return organism_file.loads(data, str(path))
    first = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if first == b"[":
        return distill.loads(data, str(path), name=path.stem)
    if first == b"{":
        raise FileFormatError(f"{path} is JSON, but no organism. To use a run, name its folder.")
    raise FileFormatError(
        f"{path} is not an organism: expected a safetensors file by Blastema or a web model file of the article."
    )


__all__ = ["ORGANISM_NAME", "distill", "export", "organism_file", "read_organism"]
