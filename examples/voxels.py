"""A volume that loses a ball and grows it again, measured and filmed: python examples/voxels.py (a minute)"""

from pathlib import Path

import numpy as np
from PIL import Image

import blastema as bl
from blastema import painter
from blastema.evaluation import pixel_error
from blastema.evaluation.volumes import missed, wounds_of
from blastema.trajectory import Trajectory

tree = bl.load_organism(Path(__file__).with_name("voxels") / "tree.safetensors")
target, threshold = tree.target.array, tree.automaton.alive_threshold
ball = wounds_of(target, tree.target.size, threshold)["ball at the end"]

grown = Trajectory.seeded(tree, range(4)).until(200)
wounded = grown.wounded(ball)
healed = wounded.after(200)
for words, now in (("grown", grown), ("a ball removed", wounded), ("200 steps later", healed)):
    error = np.log10(pixel_error(now.states, target).mean())
    print(f"{words:15} log10 E {error:.2f}, 1 - IoU {missed(now.states, target, threshold).mean():.3f}")

seen = [painter.painted(state) for state in (target, *(each.states[0] for each in (grown, wounded, healed)))]
Image.fromarray(np.concatenate(seen, axis=1)).save("voxels.png")
bl.Film(tree, steps=200, cuts=["sphere:9,7,13,5@100"]).save("voxels.gif")
print("look at voxels.png: target, grown, wounded, healed; and at voxels.gif, which turns")
