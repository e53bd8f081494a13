"""Damage an organism, then rotate its perceptive field, and measure the error against its picture.

python examples/damage_and_turn.py [RUN|FILE|EMOJI]
"""

import sys

import numpy as np

import blastema as bl
from blastema.evaluation import pixel_error
from blastema.training.damage import cut
from blastema.trajectory import Trajectory, change, wound

organism = bl.load_organism(sys.argv[1] if len(sys.argv) > 1 else "🦎")
samples = Trajectory.seeded(organism, range(8))  # eight samples, which differ by their fire seeds
happens = [wound(200, cut("left", *organism.grid)), change(400, angle=np.deg2rad(90))]
for now in samples.through((0, 50, 199, 200, 250, 400, 500), happens):
    error = pixel_error(now.states, organism.target.array).mean()
    print(f"step {now.step:3}: log10 of the mean error {np.log10(error):.2f}")
