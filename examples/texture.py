"""A texture from a sample, then larger, finer and slower: python examples/texture.py (some minutes)"""

import dataclasses
from pathlib import Path

import numpy as np
from PIL import Image

import blastema as bl
from blastema import evaluation, pictures
from blastema.micro import at_scale
from blastema.trajectory import Trajectory

config = bl.regenerating("quick", objective="texture")
sample = bl.load_target(Path(__file__).with_name("textures") / "labyrinth.png", config.target)
*_, done = bl.fit(sample, config)
print(evaluation.judge_texture(done.organism).words)


def grown(organism: bl.Organism, steps: int, **conditions: float) -> np.ndarray:
    """A state on a grid of twice the size, in colours."""
    start = Trajectory.seeded(organism, grid=(96, 96)).changed(**conditions)
    return pictures.to_rgb(start.until(steps).states[0])


large = dataclasses.replace(done.organism, automaton=at_scale(done.organism.automaton, 1.5))
seen = [grown(done.organism, 600), grown(large, 600), grown(done.organism, 600, step_size=0.5)]
Image.fromarray(pictures.enlarge(np.concatenate(seen, axis=1), 4)).save("texture.png")
print("look at texture.png: as trained, at 1.5 times the scale, at half of the speed")
