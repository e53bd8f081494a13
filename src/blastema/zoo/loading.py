"""From a name to an organism: a run folder, a file, or an emoji or name of the zoo."""

from __future__ import annotations

import contextlib
import itertools
import os
from pathlib import Path

from blastema import emoji
from blastema._checks import as_path
from blastema._nearest import did_you_mean
from blastema._nearest import nearest as closest
from blastema.errors import InputError
from blastema.formats import ORGANISM_NAME, organism_file, read_organism
from blastema.organism import Organism
from blastema.zoo.catalogue import find, may_be_name, nearest, unknown

_MOST_LOOKED_AT = 10_000


def load_organism(source: str | os.PathLike[str]) -> Organism:
    """Load an organism from a run, a file or the zoo.

    Args:
        source: a run folder, an organism file or a web model file of the article (recognised by its content);
            or, if there is no such file, an organism of the zoo: "🦎", "lizard", "lizard-persistent"

    Returns:
        The organism.

    Raises:
        InputError: if there is no organism.
        FileFormatError: if the file is of another kind, altered or truncated.
    """
    path = as_path(source, "the organism", "a name of the zoo, a run folder or a file")
    text = os.fspath(source)
    if may_be_name(text) and not _is_file_or_run(path):
        kept = find(text)
        if kept is not None:
            return organism_file.load(kept.path)
        if emoji.is_emoji(text) and not path.exists():
            raise InputError(f"{unknown(text)} Or give a run folder or a file.")
    if not os.path.lexists(path) and (meant := _meant(text)):
        raise InputError(f"there is no file {text}, and no such organism in the zoo. {did_you_mean(meant)}")
    return read_organism(path)


def _meant(text: str) -> str | None:
    """A suggestion for an unknown name: the closest organism of the zoo, file or folder."""
    known = nearest(text) if may_be_name(text) else None
    if known is not None:
        return known
    path = Path(text)
    with contextlib.suppress(OSError, ValueError):
        there = [each.name for each in itertools.islice(path.parent.iterdir(), _MOST_LOOKED_AT)]
        close = closest(path.name, there, 0.8)
        return str(path.parent / close) if close else None
    return None


def _is_file_or_run(path: Path) -> bool:
    """Whether a folder is a run: other folders may have an organism's name by chance."""
    return path.is_file() or (path / ORGANISM_NAME).exists() or (path / "config.json").exists()


__all__ = ["load_organism"]
