"""An organism trained further, to merge several seeds: python examples/several_seeds.py (some minutes)"""

import blastema as bl
from blastema.config.presets import preset
from blastema.drawing.film import Film, write_film

config = preset("merging", "quick", seed_distance=12)
target = bl.load_target("🦎", config.target)
*_, done = bl.fit(target, config)

organism = done.organism
row, column = (side // 2 for side in organism.grid)
film = Film(organism, steps=300, seeds=[(column - 5, row), (column + 5, row)])
write_film("merging.gif", film.frames())
print("look at merging.gif")
