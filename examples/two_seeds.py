"""Two seeds of one organism on a wide grid, which meet as they grow: python examples/two_seeds.py RUN|FILE"""

import sys

import blastema as bl

organism = bl.load_organism(sys.argv[1])
height, width = organism.grid
film = bl.Film(organism, width=2 * width, seeds=[(width // 2, height // 2), (width + width // 3, height // 2)])
film.save("two-seeds.gif")
print("look at two-seeds.gif")
