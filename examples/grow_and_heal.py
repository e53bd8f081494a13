"""Train a small organism, wound it, and film how it heals: python examples/grow_and_heal.py [PICTURE|EMOJI]"""

import sys

import blastema as bl
from blastema.training import Trained

config = bl.regenerating("quick", wounds=("circle", "half-plane"))
target = bl.load_target(sys.argv[1] if len(sys.argv) > 1 else "🦎", config.target)

for event in bl.fit(target, config):
    if isinstance(event, Trained) and event.iteration % 100 == 0:
        print(f"iteration {event.iteration}: log10 loss {event.smoothed:.2f}")

organism = event.organism
bl.save_organism(organism, f"{target.name}.safetensors")
bl.Film(organism, steps=400, cuts=["right@200"]).save(f"{target.name}.gif")
print(f"look at {target.name}.gif")
