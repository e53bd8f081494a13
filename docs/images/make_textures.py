"""Make the pictures of docs/textures.md of the textures in examples/textures: python docs/images/make_textures.py

``textures.png`` has each beside its sample: grown, wounded, and filled again. ``texture-scale.png`` has one of them at
other scales and speeds; what is measured of it is printed.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

import blastema as bl
from blastema import pictures
from blastema.drawing import plots
from blastema.evaluation.textures import distances
from blastema.micro import at_scale
from blastema.organism import Organism
from blastema.pictures import Pixels
from blastema.trajectory import Trajectory

FOLDER = Path(__file__).parent
EXAMPLES = FOLDER.parents[1] / "examples" / "textures"
SHOWN = ("labyrinth",)
SIDE, GROWN, FILLED = 192, 500, 200
SCALED, SCALES, SPEEDS, GRID = "labyrinth", (0.8, 1.0, 1.25, 1.5), (1.0, 0.5), 96
FIRE_SEED = 3


def tile(state: np.ndarray) -> Pixels:
    """A state, as large as the others."""
    return pictures.enlarge(pictures.to_rgb(state), SIDE // len(state))


def row(organism: Organism) -> list[tuple[Pixels, str]]:
    """Sample, grown, wounded, filled."""
    assert organism.target is not None
    grown = Trajectory.seeded(organism, [FIRE_SEED]).until(GROWN)
    down, across = np.indices(organism.grid)
    side = organism.grid[0]
    hole = np.hypot(down - side * 0.45, across - side * 0.5) < side * 0.22
    wounded = grown.wounded(hole | (np.abs(down - across) < side / 16))
    filled = wounded.after(FILLED)
    words = (f"sample of {organism.name}", f"step {GROWN}", "wounded", f"{FILLED} steps later")
    states = (organism.target.array, *(each.states[0] for each in (grown, wounded, filled)))
    return list(zip(map(tile, states), words, strict=True))


def textures() -> bytes:
    """A row for each."""
    rows = [row(bl.load_organism(EXAMPLES / f"{name}.safetensors")) for name in SHOWN]
    tiles, labels = zip(*(each for one in rows for each in one), strict=True)
    framed = [np.pad(each, ((2, 2), (4, 4), (0, 0)), constant_values=255) for each in tiles]
    return plots.labelled_strip(framed, labels, columns=len(rows[0]))


def wavelength(state: np.ndarray) -> float:
    """Cells from one wall to the next: the mean frequency of the brightness, weighted by its power."""
    bright = pictures.to_rgb(state).mean(axis=-1)
    power = np.abs(np.fft.fft2(bright - bright.mean())) ** 2
    radius = np.hypot(*np.meshgrid(*(np.fft.fftfreq(side) for side in bright.shape), indexing="ij"))
    return float(power.sum() / (power * radius).sum())


def scaled() -> bytes:
    """The same rule at other scales and speeds, on one grid."""
    organism = bl.load_organism(EXAMPLES / f"{SCALED}.safetensors")
    assert organism.target is not None
    tiles, labels = [], []
    for scale in SCALES:
        of = organism if scale == 1 else dataclasses.replace(organism, automaton=at_scale(organism.automaton, scale))
        state = Trajectory.seeded(of, [FIRE_SEED], grid=(GRID, GRID)).until(1000).states[0]
        print(f"scale {scale:g}: a wall every {wavelength(state):.1f} cells at step 1000")
        tiles.append(pictures.enlarge(pictures.to_rgb(state), 3))
        labels.append(f"scale {scale:g}")
    for speed in SPEEDS:
        start = Trajectory.seeded(organism, range(4)).changed(step_size=speed)
        for now in start.through((25, 50, 100, 200, 400)):
            far = distances(now.states, organism.target.array).mean()
            print(f"step size {speed:g}, step {now.step}: E {far:.3f}")
    half = Trajectory.seeded(organism, [FIRE_SEED], grid=(GRID, GRID)).changed(step_size=0.5).until(2000).states[0]
    print(f"step size 0.5: a wall every {wavelength(half):.1f} cells at step 2000")
    tiles.append(pictures.enlarge(pictures.to_rgb(half), 3))
    labels.append("step size 0.5, step 2000")
    framed = [np.pad(each, ((2, 2), (4, 4), (0, 0)), constant_values=255) for each in tiles]
    return plots.labelled_strip(framed, labels, columns=len(tiles))


if __name__ == "__main__":
    (FOLDER / "textures.png").write_bytes(textures())
    (FOLDER / "texture-scale.png").write_bytes(scaled())
