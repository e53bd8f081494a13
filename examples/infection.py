"""One organism's rule takes over a grown organism of another: python examples/infection.py

Writes infection.gif: a grown face, continued by the lizard's rule.
"""

from pathlib import Path

import blastema as bl
from blastema.drawing.film import Film, write_film
from blastema.zoo.loading import load_organism

lizard, face = load_organism("🦎"), load_organism("😀")
film = Film(lizard, steps=200, host=face)
write_film(Path("infection.gif"), film.frames())

# The same by hand: a rule can continue from any state with the same number of channels.
state = lizard.rollout(face.grow(200), 200, bl.Conditions())
alive = int((state[..., 3] > lizard.automaton.alive_threshold).sum())
print(f"infection.gif: {len(film.times)} pictures; {alive} cells live at the end")
