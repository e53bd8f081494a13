"""A body whose cells have parent cells: grown, a part removed and rebuilt, parents of two parts exchanged.

python examples/hierarchy.py RUN|FILE   an organism trained with --perception two-level --update two-level
"""

import sys

import numpy as np
from PIL import Image

import blastema as bl
from blastema.figures.sheet import sheet

organism = bl.load_organism(sys.argv[1])
parents, width = organism.automaton.perception.parents, organism.grid[1]
middle = width // 2


def later(state, steps, at):
    """The state some steps later."""
    return np.array(organism.rollout(state, steps, bl.Conditions(step=at)))


def error(state):
    """Log10 E against its picture."""
    return np.log10(((state[..., :4] - organism.target.array) ** 2).mean())


grown = np.array(organism.grow(200))
lost = grown.copy()
lost[:, :middle] = 0  # a part and its parents
forgotten = grown.copy()
forgotten[:, :middle, -parents:] = 0  # only the parents
exchanged = grown.copy()
exchanged[..., -parents:] = grown[:, ::-1, -parents:]  # left parents for right ones

rows, labels = [], []
for words, state in (("a part lost", lost), ("parents lost", forgotten), ("parents exchanged", exchanged)):
    states = [grown, state, later(state, 20, 200), later(state, 200, 200), later(state, 1000, 200)]
    print(f"{words}: log10 E {error(state):.2f}, 200 steps later {error(states[3]):.2f}, 1000 {error(states[4]):.2f}")
    rows.append([bl.pictures.to_rgb(each) for each in states])
    labels.append(words)
columns = ["grown", "then", "20 steps later", "200", "1000"]
Image.fromarray(sheet(rows, factor=6, labels=labels, columns=columns)).save("hierarchy.png")
print("look at hierarchy.png")
