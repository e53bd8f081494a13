"""One organism's rule takes over a grown organism of another: python examples/infection.py

Writes infection.gif: a grown face, continued by the lizard's rule.
"""

import blastema as bl

lizard, face = bl.load_organism("🦎"), bl.load_organism("😀")
film = bl.Film(lizard, steps=200, host=face)
film.save("infection.gif")

# The same by hand: a rule can continue from any state with the same number of channels.
state = lizard.rollout(face.grow(200), 200, bl.Conditions())
alive = int((state[..., 3] > lizard.automaton.alive_threshold).sum())
print(f"infection.gif: {len(film.times)} pictures; {alive} cells live at the end")
