"""An organism trained further, to merge several seeds: python examples/several_seeds.py (some minutes)"""

import blastema as bl
from blastema.config.presets import preset

config = preset("merging", "quick", seed_distance=12)
target = bl.load_target("🦎", config.target)
*_, done = bl.fit(target, config)

organism = done.organism
row, column = (side // 2 for side in organism.grid)
film = bl.Film(organism, steps=300, seeds=[(column - 5, row), (column + 5, row)])
film.save("merging.gif")
print("look at merging.gif")
