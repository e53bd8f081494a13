"""What ``--keep-history`` keeps of a training, in ``history/`` of its run folder, for figures that tell how it went.

``NNNNNNNN.safetensors`` the organism after so many iterations; ``NNNNNNNN-pool.png`` 49 states of the pool;
``NNNNNNNN-batch.png`` the batch of that iteration, its states before the steps above those after them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from blastema import pictures
from blastema._files import read_bytes, write_atomically
from blastema.formats import organism_file
from blastema.picture_files import LARGEST_FILE_BYTES, decode
from blastema.pictures import Pixels
from blastema.training.events import View

NAME = "history"
ORGANISMS_AT = (100, 500, 1000, 4000)
"""Iterations whose organisms the article shows beside each other."""
_POOL_SHOWN = 49
_POOL_COLUMNS = 7


class HistoryWriter:
    """Keeps what the figures need as training goes by; what is trained does not change by it."""

    def __init__(self, run: Path) -> None:
        self._folder = run / NAME

    def look(self, view: View) -> None:
        """After each iteration, and before the first: keep what is due. Raises `OSError`."""
        iteration, coming = view.iteration, view.iteration + 1
        if iteration in ORGANISMS_AT:
            self.organism(iteration, organism_file.dumps(view.organism()))
        if iteration and is_milestone(iteration):
            pool = np.asarray(view.pool(_POOL_SHOWN))
            if len(pool):
                shown = pictures.to_rgb(pool[..., :4])
                self._write(f"{iteration:08d}-pool.png", pictures.png(pictures.tile(shown, _POOL_COLUMNS)))
        if is_milestone(coming) and coming <= view.config.training.iterations:
            before, after = view.batch()
            rows = pictures.to_rgb(np.concatenate([np.asarray(before), np.asarray(after)]))
            self._write(f"{coming:08d}-batch.png", pictures.png(pictures.tile(rows, len(before))))

    def organism(self, iteration: int, data: bytes) -> None:
        """Keep an organism file's bytes. Raises `OSError`."""
        self._write(f"{iteration:08d}.safetensors", data)

    def _write(self, name: str, data: bytes) -> None:
        self._folder.mkdir(exist_ok=True)
        write_atomically(self._folder / name, data)


def organisms(run: Path) -> dict[int, Path]:
    """The kept organisms' files by iteration, in order."""
    return {int(file.stem): file for file in sorted((run / NAME).glob("????????.safetensors"))}


def pools(run: Path) -> dict[int, Pixels]:
    """Sheets of 49 states of the pool by iteration: uint8 [7 H, 7 W, 3]."""
    return _sheets(run, "pool")


def batches(run: Path) -> dict[int, Pixels]:
    """Batches by iteration, before above after: uint8 [2 H, batch W, 3]."""
    return _sheets(run, "batch")


def _sheets(run: Path, kind: str) -> dict[int, Pixels]:
    sheets = {}
    for file in sorted((run / NAME).glob(f"????????-{kind}.png")):
        image, _ = decode(read_bytes(file, "a picture of a run's history", LARGEST_FILE_BYTES), str(file))
        sheets[int(file.stem.partition("-")[0])] = np.array(image.convert("RGB"))
    return sheets


def is_milestone(iteration: int) -> bool:
    """Whether pictures are kept of this iteration: 10, 20, 30, 50, 70, 100, 200, ... and every further 1,000."""
    if iteration < 10 or iteration % 1000 == 0:
        return iteration >= 1000
    while iteration % 10 == 0:
        iteration //= 10
    return iteration in (1, 2, 3, 5, 7)


__all__ = ["NAME", "ORGANISMS_AT", "HistoryWriter", "batches", "is_milestone", "organisms", "pools"]
