"""A trained texture, filled again after a wound, and at another scale: python examples/texture.py (seconds)"""

import dataclasses
from pathlib import Path

import numpy as np
from PIL import Image

import blastema as bl
from blastema import evaluation, pictures
from blastema.micro import at_scale
from blastema.trajectory import Trajectory

FOLDER = Path(__file__).with_name("textures")
SIDE = 96

labyrinth = bl.load_organism(FOLDER / "labyrinth.safetensors")
print(evaluation.judge_texture(labyrinth).words)

# It grows everywhere at once, on a grid of any size, and fills holes.
grown = Trajectory.seeded(labyrinth, grid=(SIDE, SIDE)).until(500)
rows, columns = np.indices((SIDE, SIDE))
wounded = grown.wounded(np.hypot(rows - SIDE / 2, columns - SIDE / 2) < SIDE / 5)
filled = wounded.after(200)

# The derivatives that a cell perceives are multiplied by the scale: what it makes is larger.
larger = dataclasses.replace(labyrinth, automaton=at_scale(labyrinth.automaton, 1.25))
scaled = Trajectory.seeded(larger, grid=(SIDE, SIDE)).until(500)

seen = [pictures.to_rgb(each.states[0]) for each in (grown, wounded, filled, scaled)]
Image.fromarray(pictures.enlarge(np.concatenate(seen, axis=1), 3)).save("texture.png")
print("look at texture.png: grown, wounded, 200 steps later; at 1.25 times the scale")
