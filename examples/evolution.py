"""A small rule by the gradient and by evolution, each with the same processor time: python examples/evolution.py

Takes a minute. Needs evosax: pip install "blastema[evolve]". The first argument, SECONDS, sets the processor time of
each.
"""

import sys
import time

import numpy as np
from PIL import Image

import blastema as bl
from blastema import pictures
from blastema.config import Part

seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 20
small = {"size": 12, "padding": 3, "channels": 8, "hidden": (16,), "steps": (24, 36), "pool_size": 32, "threads": 1}
grown = []
for optimiser in (Part("adam"), Part("snes", {"population": 64})):
    config = bl.regenerating("quick", start="nothing", iterations=100_000, optimiser=optimiser, **small)
    target = bl.load_target("🦎", config.target)
    ends = []  # set after the first iteration, which compiles

    def spent(ends=ends):
        """Whether the processor time is spent; `fit` asks after each iteration."""
        ends.append(time.process_time() + seconds)
        return time.process_time() > ends[0]

    *_, done = bl.fit(target, config, should_stop=spent)
    print(f"{optimiser.kind}: {done.iteration:,} iterations in {seconds:g} s, log10 loss {done.smoothed:.2f}")
    grown.append(pictures.enlarge(pictures.to_rgb(done.organism.grow(30)), 12))
Image.fromarray(np.concatenate(grown, axis=1)).save("evolution.png")
print("look at evolution.png: after 30 steps, by the gradient and by evolution")
