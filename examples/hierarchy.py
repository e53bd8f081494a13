"""A body whose cells have parent cells: grown, a part removed and rebuilt, parents of two parts exchanged.

Writes hierarchy.png, and hierarchy.gif: a film of both levels, in which the left half is lost at step 200.

python examples/hierarchy.py RUN|FILE   an organism trained with --perception two-level --update two-level
"""

import sys

import numpy as np
from PIL import Image

import blastema as bl
from blastema.figures.sheet import sheet
from blastema.hierarchy import block_means, spread

EVERY = 8
"""Steps between two pictures of the film."""

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


def both_levels(state):
    """The cells, what their parents sense, and the two channels with the largest values that these signal."""
    means = np.array(spread(block_means(state[None], FACTOR), FACTOR)[0])
    panels = [bl.pictures.to_rgb(each) for each in (state, means)]
    for channel in strongest:
        value = means[..., channel, None].clip(-1, 1)
        red, blue = np.array([0.55, 0.05, 0.16]), np.array([0.06, 0.2, 0.47])
        panels.append((255 * (1 - np.abs(value) * (1 - np.where(value > 0, red, blue)))).astype(np.uint8))
    return Image.fromarray(sheet([panels], factor=6, columns=["cells", "sensed", *map(str, strongest)]))


FACTOR = organism.automaton.perception.factor
strongest = (grown.shape[-1] - parents + np.argsort(np.abs(grown[..., -parents:]).sum((0, 1)))[-2:]).tolist()
frames, state = [], np.array(organism.grow(0))
for step in range(0, 400, EVERY):
    if step == 200:
        state[:, :middle] = 0
    frames.append(both_levels(state).quantize(48))
    state = later(state, EVERY, step)
frames[0].save("hierarchy.gif", save_all=True, append_images=frames[1:], duration=120, loop=0, optimize=True)
print("look at hierarchy.png and hierarchy.gif")
