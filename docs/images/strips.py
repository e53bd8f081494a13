"""Pictures of the documentation made of rows of labelled tiles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from blastema.drawing import plots
from blastema.pictures import Pixels


def write(rows: Sequence[Sequence[tuple[Pixels, str]]], file: Path) -> None:
    """Write rows of tiles and their labels, all of one length, as a PNG."""
    tiles, labels = zip(*(each for row in rows for each in row), strict=True)
    framed = [np.pad(each, ((2, 2), (4, 4), (0, 0)), constant_values=255) for each in tiles]
    file.write_bytes(plots.labelled_strip(framed, labels, columns=len(rows[0])))
