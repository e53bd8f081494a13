"""Make docs/images/large.png from the organisms in examples/large: python docs/images/make_large.py

A row for each: the target, grown, with its left half removed, 200 steps later; and the cells' own colours, without the
decoder.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import strips
from PIL import Image

import blastema as bl
from blastema import pictures
from blastema.organism import Organism
from blastema.pictures import Pixels
from blastema.training import damage
from blastema.trajectory import Trajectory

FOLDER = Path(__file__).parent
EXAMPLES = FOLDER.parents[1] / "examples" / "large"
SHOWN = ("gecko-96", "gecko-256")
SIDE, GROWN, HEALED = 320, 200, 200
FIRE_SEED = 3


def row(organism: Organism) -> list[tuple[Pixels, str]]:
    """Target, grown, wounded, healed, and what the cells themselves look like."""
    assert organism.target is not None
    grown = Trajectory.seeded(organism, [FIRE_SEED]).until(GROWN)
    wounded = grown.wounded(damage.cut("left", *organism.grid))
    shown = [np.asarray(organism.target.array), *(each.shown[0] for each in (grown, wounded, wounded.after(HEALED)))]
    words = (f"{max(organism.target.pixels.shape[:2])} pixels", f"step {GROWN}", "without its left half")
    words += (f"{HEALED} steps later", f"its {organism.grid[0]} x {organism.grid[1]} cells")
    tiles = [*map(pictures.to_rgb, shown), pictures.to_rgb(grown.states[0])]
    return [(_scaled(tile), text) for tile, text in zip(tiles, words, strict=True)]


def _scaled(tile: Pixels) -> Pixels:
    """A tile of the common size: smoothly reduced, or enlarged with its pixels visible."""
    way = Image.Resampling.LANCZOS if len(tile) > SIDE else Image.Resampling.NEAREST
    return np.asarray(Image.fromarray(tile).resize((SIDE, SIDE), way))


def main() -> None:
    """Write the picture."""
    strips.write([row(bl.load_organism(EXAMPLES / f"{name}.safetensors")) for name in SHOWN], FOLDER / "large.png")


if __name__ == "__main__":
    main()
