"""Digits whose cells agree on what they are, and change their minds: python examples/classifying.py (seconds)

Needs scikit-learn, whose digits these are: pip install "blastema[data]"
"""

from pathlib import Path

import numpy as np
from PIL import Image

import blastema as bl
from blastema import pictures
from blastema.evaluation.classes import classify
from blastema.figures.sheet import sheet
from blastema.training.classifying import split, written
from blastema.trajectory import Trajectory

TIMES = (0, 5, 10, 20, 40)
SHOWN = 10

digits = bl.load_organism(Path(__file__).with_name("classifying") / "digits.safetensors")
result = classify(digits)  # digits that were held out of training; each is replaced by another one at step 200
for step in (5, 20, 200):
    votes, changed = result.votes[step], result.changed[step]
    first = f"{votes.cells:.1%} of the cells right, in {votes.agreement:.1%} of the digits all alike"
    print(f"{step:3} steps: {first}; after the change {changed.cells:.1%} and {changed.agreement:.1%}")

# One of each class, and its votes over time; then another digit's ink under the same cells.
ink, classes = split("digits", digits.target.size, held_out=True)
ink = ink[[np.flatnonzero(classes == digit)[0] for digit in range(SHOWN)]]
blank = np.zeros((SHOWN, *digits.grid, digits.automaton.channels), np.float32)
fresh = Trajectory(digits, np.asarray(written(ink, blank)), bl.Conditions(range(SHOWN)))
rows = []
for now in fresh.through(TIMES):
    rows.append([pictures.to_rgb(each) for each in now.shown])
changed = now.replaced(written(np.roll(ink, 1, axis=0), now.states))
for later in changed.through([now.step + step for step in TIMES]):
    rows.append([pictures.to_rgb(each) for each in later.shown])
labels = [*(f"step {step}" for step in TIMES), "changed", *(f"{step} later" for step in TIMES[1:])]
Image.fromarray(sheet(rows, factor=6, labels=labels)).save("classifying.png")
print("look at classifying.png: the colour of a cell is its vote, grey while it has none")
