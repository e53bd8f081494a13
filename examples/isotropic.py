"""A rule without directions, which grows a small lizard the way its seed points: python examples/isotropic.py

Trains it first for a minute (the first argument sets another number of iterations), or takes a run or a file instead.
"""

import sys

import numpy as np
from PIL import Image

import blastema as bl
from blastema import pictures
from blastema.config.presets import preset
from blastema.evaluation import turning
from blastema.trajectory import Trajectory
from blastema.turns import angles, apart

given = sys.argv[1] if len(sys.argv) > 1 else "4000"
if given.isdigit():
    config = preset(
        "turning", start="nothing", filters=("identity", "laplacian_unscaled"), learning_rate=0.001,
        size=16, hidden=(64,), iterations=int(given),
    )  # fmt: skip
    *_, done = bl.watch(bl.fit(bl.load_target("🦎", config.target), config))
    organism = done.organism
else:
    organism = bl.load_organism(given)

# A step of a rotated state beside the rotated step: the same for quarter turns, and nearly so between them.
for name, each in (("this rule", organism), ("the article's", bl.load_organism("🦎"))):
    rows = {row["degrees"]: row for row in turning.equivariance(each)}
    quarter, between = rows[90]["apart"], rows[45]["apart"]
    print(f"{name}: rotated by 90 degrees, a step differs by {quarter:.2g} times its size, by 45 degrees {between:.2g}")

# Eight directions of the seed, all among the 48 of the training.
asked = np.asarray(angles(8))
seeds = np.stack([turning.planted(organism, angle) for angle in asked])
grown = Trajectory.seeded(organism, range(8)).replaced(seeds).until(200)
found = turning.pointing(grown.states, organism.target.array)
off = np.abs(np.degrees(apart(found.radians, asked)))
print(f"log10 E {np.log10(found.errors.mean()):.2f} at the best angle, which is {off.max():.0f} degrees off at most")

tiles = [pictures.enlarge(pictures.to_rgb(state), 6) for state in grown.states]
rows = [np.concatenate(half, axis=1) for half in (tiles[:4], tiles[4:])]
Image.fromarray(np.concatenate(rows)).save("isotropic.png")
print("look at isotropic.png: eight lizards by one rule, whose seeds point in eight directions")
