"""Make docs/images/volumes.png from the organisms in examples/voxels: python docs/images/make_volumes.py

A row for each: the target, grown, after its upper half has been removed, and healed.
"""

from __future__ import annotations

from pathlib import Path

import strips

import blastema as bl
from blastema import painter
from blastema.organism import Organism
from blastema.pictures import Pixels
from blastema.training import damage
from blastema.trajectory import Trajectory

FOLDER = Path(__file__).parent
EXAMPLES = FOLDER.parents[1] / "examples" / "voxels"
SHOWN = ("mushroom", "tree", "house", "worm")
SIDE, GROWN, HEALED = 240, 200, 200
FIRE_SEED = 3


def row(organism: Organism) -> list[tuple[Pixels, str]]:
    """Target, grown, wounded, healed."""
    assert organism.target is not None
    grown = Trajectory.seeded(organism, [FIRE_SEED]).until(GROWN)
    wounded = grown.wounded(damage.cut("top", *organism.grid))
    healed = wounded.after(HEALED)
    words = (f"target of {organism.name}", f"step {GROWN}", "without its upper half", f"{HEALED} steps later")
    states = (organism.target.array, *(each.states[0] for each in (grown, wounded, healed)))
    return [(painter.painted(state, side=SIDE), text) for state, text in zip(states, words, strict=True)]


def main() -> None:
    """Write the picture."""
    strips.write([row(bl.load_organism(EXAMPLES / f"{name}.safetensors")) for name in SHOWN], FOLDER / "volumes.png")


if __name__ == "__main__":
    main()
