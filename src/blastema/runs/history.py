"""The files that ``--keep-history`` keeps in ``history/`` of a run folder, for figures of the training.

``NNNNNNNN.safetensors`` the organism after so many iterations; ``NNNNNNNN-pool.png`` 49 states of the pool;
``NNNNNNNN-batch.png`` the batch of that iteration, its states before the steps above those after them.

The files depend only on the iteration, so that a run that was killed ends with the same files as one that was not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np

from blastema import painter, pictures
from blastema._files import read_bytes
from blastema.config import Config
from blastema.formats import organism_file
from blastema.picture_files import LARGEST_FILE_BYTES, decode
from blastema.pictures import Pixels
from blastema.runs.waiting import WaitingFiles
from blastema.training.events import View

NAME = "history"
ORGANISMS_AT = (100, 500, 1000, 4000)
"""Iterations whose organisms the article shows next to each other."""
_POOL_SHOWN = 49
_POOL_COLUMNS = 7
_PAINTED = 72
"""Side of a volume's rendering in pixels."""
_FILE = re.compile(r"([0-9]{8,9})(|-pool|-batch)\.(safetensors|png)")


class HistoryWriter:
    """Keeps the material of figures during training, without changing the training."""

    def __init__(self, files: WaitingFiles) -> None:
        self._files = files

    def look(self, view: View) -> None:
        """Keep what is due; called after each iteration, and before the first."""
        iteration = view.iteration
        if _organism_is_due(iteration, view.config):
            self.organism(iteration, organism_file.dumps(view.organism()))
        if iteration and is_milestone(iteration):
            pool = np.asarray(view.pool(_POOL_SHOWN))
            if len(pool):
                shown = painter.looks(pool[..., :4], _PAINTED)
                self._put(f"{iteration:08d}-pool.png", pictures.png(pictures.tile(shown, _POOL_COLUMNS)))
        self.batch(view)

    def batch(self, view: View) -> None:
        """Keep the batch of the coming iteration, if it is due."""
        coming = view.iteration + 1
        if is_milestone(coming) and coming <= view.config.training.iterations:
            before, after = view.batch()
            rows = painter.looks(np.concatenate([np.asarray(before), np.asarray(after)]), _PAINTED)
            self._put(f"{coming:08d}-batch.png", pictures.png(pictures.tile(rows, len(before))))

    def organism(self, iteration: int, data: bytes) -> None:
        """Keep an organism file's bytes."""
        self._put(f"{iteration:08d}.safetensors", data)

    def cut(self, iteration: int, config: Config) -> None:
        """Remove files of later iterations, and those kept because training ended there.

        Raises:
            OSError: if one cannot be removed.
        """
        for name in self._files.names(NAME):
            found = _FILE.fullmatch(name.removeprefix(f"{NAME}/"))
            if found is None:
                continue
            at = int(found[1])
            if at > iteration or (not found[2] and not _organism_is_due(at, config)):
                self._files.drop(name)

    def missing(self, view: View) -> list[str]:
        """The files that are missing so far, in order."""
        there = self._files.names(NAME)
        return [name for name in _expected(view) if f"{NAME}/{name}" not in there]

    def _put(self, name: str, data: bytes) -> None:
        self._files.put(f"{NAME}/{name}", data)


def _organism_is_due(iteration: int, config: Config) -> bool:
    return iteration in ORGANISMS_AT or (iteration > 0 and iteration % config.run.checkpoint_every == 0)


def is_kept(iteration: int, config: Config) -> bool:
    """Whether `HistoryWriter.look` keeps anything after this iteration."""
    return _organism_is_due(iteration, config) or is_milestone(iteration) or is_milestone(iteration + 1)


def _expected(view: View) -> Iterator[str]:
    every, now = view.config.run.checkpoint_every, view.iteration
    for iteration in sorted({at for at in ORGANISMS_AT if at <= now} | set(range(every, now + 1, every))):
        yield f"{iteration:08d}.safetensors"
    kinds = ("batch", "pool") if len(view.pool(1)) else ("batch",)
    for iteration in milestones(now):
        yield from (f"{iteration:08d}-{kind}.png" for kind in kinds)


def organisms(run: Path) -> dict[int, Path]:
    """The kept organisms' files by iteration, in order."""
    return _kept(run, "", "safetensors")


def pools(run: Path) -> dict[int, Pixels]:
    """Sheets of 49 states of the pool by iteration: uint8 [7 H, 7 W, 3].

    Raises:
        InputError: for a damaged one.
    """
    return _sheets(run, "-pool")


def batches(run: Path) -> dict[int, Pixels]:
    """Batches by iteration, before above after: uint8 [2 H, batch W, 3].

    Raises:
        InputError: for a damaged one.
    """
    return _sheets(run, "-batch")


def _sheets(run: Path, kind: str) -> dict[int, Pixels]:
    return {iteration: read_picture(file) for iteration, file in _kept(run, kind, "png").items()}


def has(run: Path, kind: Literal["organisms", "pool", "batch"]) -> bool:
    """Whether a run has any of these files."""
    return bool(organisms(run) if kind == "organisms" else _kept(run, f"-{kind}", "png"))


def _kept(run: Path, kind: str, ending: str) -> dict[int, Path]:
    folder = run / NAME
    files = sorted(folder.iterdir(), key=lambda file: (len(file.stem), file.name)) if folder.is_dir() else []
    matches = [(file, _FILE.fullmatch(file.name)) for file in files]
    found = [(int(match[1]), file, match.group(2, 3)) for file, match in matches if match is not None]
    return {iteration: file for iteration, file, group in found if group == (kind, ending)}


def read_picture(file: Path) -> Pixels:
    """A picture in a run folder: uint8 [H, W, 3].

    Raises:
        InputError: if it is damaged.
    """
    image, _ = decode(read_bytes(file, "a picture of the run", LARGEST_FILE_BYTES), str(file))
    return np.array(image.convert("RGB"))


def is_milestone(iteration: int) -> bool:
    """Whether pictures are kept of this iteration: 10, 20, 30, 50, 70, 100, 200, ... and every further 1,000."""
    if iteration < 10 or iteration % 1000 == 0:
        return iteration >= 1000
    while iteration % 10 == 0:
        iteration //= 10
    return iteration in (1, 2, 3, 5, 7)


def milestones(until: int) -> list[int]:
    """All these iterations up to a given one."""
    early = (digit * power for power in (10, 100) for digit in (1, 2, 3, 5, 7))
    return [at for at in early if at <= until] + list(range(1000, until + 1, 1000))


__all__ = [
    "NAME",
    "ORGANISMS_AT",
    "HistoryWriter",
    "batches",
    "has",
    "is_kept",
    "is_milestone",
    "milestones",
    "organisms",
    "pools",
    "read_picture",
]
