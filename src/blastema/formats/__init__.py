"""File formats: what an organism can be read from and written to.

- `organism_file`: Blastema's own file (safetensors), everything about an organism
- `distill`: the article's web model files
"""

from __future__ import annotations

import os
from pathlib import Path

from blastema import emoji, zoo
from blastema._files import read_bytes
from blastema.errors import FileFormatError, InputError
from blastema.formats import distill, organism_file
from blastema.organism import Organism

ORGANISM_NAME = "organism.safetensors"
"""The trained organism's file in a run folder."""

_OTHER_KINDS = (
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF"), "a picture; `blastema grow` trains an organism on one"),
    ((b"PK\x03\x04",), "a zip archive (a PyTorch or NumPy file?); its weights have to be converted first"),
    ((b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05"), "a Python pickle, which is never read, as it can run code"),
    ((b"\x89HDF",), "an HDF5 file (Keras?); its weights have to be converted first"),
)


def load_organism(source: str | os.PathLike[str]) -> Organism:
    """An organism from wherever one can be.

    source: a run folder, an organism file or a web model file of the article (what it is, is seen by its content);
            or, where there is no such file, an organism of the zoo: "🦎", "lizard", "lizard-persistent"

    Raises `InputError` if there is no organism, `FileFormatError` if the file is another one, altered or cut short.
    """
    text = os.fspath(source)
    path = Path(text)
    if not text.strip():
        raise InputError("no organism was named; expected a run folder or an organism file.")
    if zoo.may_be_name(text) and not _is_file_or_run(path):
        kept = zoo.find(text)
        if kept is not None:
            return organism_file.load(kept.path)
        if emoji.is_emoji(text) and not path.exists():
            raise InputError(f"{zoo.unknown(text)}, or give a run folder or a file.")
    if path.is_dir():
        return _from_run(path)
    what = "a run folder, an organism file, a web model file or an organism of the zoo (blastema zoo list)"
    data = read_bytes(path, what, organism_file.LARGEST_BYTES)
    return _from_bytes(data, path)


def _is_file_or_run(path: Path) -> bool:
    """Any other folder may have an organism's name by chance."""
    return path.is_file() or (path / ORGANISM_NAME).exists() or (path / "config.json").exists()


def _from_run(folder: Path) -> Organism:
    file = folder / ORGANISM_NAME
    if file.is_file():
        return organism_file.load(file)
    if (folder / "config.json").is_file():
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


__all__ = ["ORGANISM_NAME", "distill", "load_organism", "organism_file"]
