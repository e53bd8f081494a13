"""A beating heart, from an animated GIF: python examples/moving.py (some minutes)"""

from pathlib import Path

import blastema as bl
from blastema import evaluation

picture = Path(__file__).with_name("heart.gif")
config = bl.regenerating("quick", motion="cycle", steps_per_frame=6, steps=(72, 112), size=16, padding=4)
target = bl.load_target(picture, config.target)
*_, done = bl.fit(target, config)

print(evaluation.judge(done.organism).words)
bl.Film(done.organism, steps=600).save("heart.gif")
print("look at heart.gif")
