"""Two seeds of one organism on a wide grid, which meet as they grow: python examples/two_seeds.py RUN|FILE"""

import sys

import blastema as bl
from blastema.drawing.film import Film, write_film

organism = bl.load_organism(sys.argv[1])
height, width = organism.grid
film = Film(organism, width=2 * width, seeds=[(width // 2, height // 2), (width + width // 3, height // 2)])
write_film("two-seeds.gif", film.frames())
print("look at two-seeds.gif")
