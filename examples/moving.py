"""A heart that beats, from an animated GIF: python examples/moving.py (some minutes)"""

from pathlib import Path

import blastema as bl
from blastema import evaluation
from blastema.drawing.film import Film, write_film

picture = Path(__file__).with_name("heart.gif")
config = bl.regenerating("quick", motion="cycle", steps_per_frame=6, steps=(72, 112), size=16, padding=4)
target = bl.load_target(picture, config.target)
for event in bl.fit(target, config):
    pass

print(evaluation.judge(event.organism).words)
write_film("heart.gif", Film(event.organism, steps=600).frames())
print("look at heart.gif")
