"""A picture with more pixels than cells, cut in half, healed, drawn larger: python examples/large.py (seconds)"""

import dataclasses
from pathlib import Path

import numpy as np
from PIL import Image

import blastema as bl
from blastema import evaluation, pictures
from blastema.training.damage import cut
from blastema.trajectory import Trajectory

gecko = bl.load_organism(Path(__file__).with_name("large") / "gecko-96.safetensors")
print(gecko)
print(evaluation.judge(gecko).words)

# The cells grow and heal as without a decoder, which only draws them: `shown` instead of `states`.
grown = Trajectory.seeded(gecko).until(200)
wounded = grown.wounded(cut("left", *gecko.grid))
healed = wounded.after(200)
height, width = grown.shown.shape[1:3]
print(f"{gecko.grid[0]} x {gecko.grid[1]} cells draw {height} x {width} pixels")

# A decoder is a function of the place in a cell: the same states at twice the pixels.
automaton = gecko.automaton
finer = dataclasses.replace(automaton.decoder, pixels=2 * automaton.decoder.pixels)
larger = dataclasses.replace(gecko, automaton=dataclasses.replace(automaton, decoder=finer), target=None)
drawn = pictures.to_rgb(larger.shown(healed.states[0]))

seen = [pictures.enlarge(pictures.to_rgb(each.shown[0]), 2) for each in (grown, wounded, healed)]
Image.fromarray(np.concatenate([*seen, drawn], axis=1)).save("large.png")
print("look at large.png: grown, without the left half, 200 steps later; drawn with twice the pixels")
