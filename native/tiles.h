// Tiles of a torus of which only tiles with life are stored; several species.
#pragma once

#include <cstdint>
#include <vector>

#include "automaton.h"

namespace blastema {

// What all tiles of a world have in common. Of `rules` (one a species) each has a batch of 1 and a grid of one tile with
// its halo; where the tiles have come to (first_step), seed and fire rate are those of the first.
struct Land {
  uint32_t height = 0, width = 0;  // of the torus, in cells; both are multiples of `tile`
  int tile = 0, halo = 0;          // cells: a tile's side, and how far it sees beyond
  const Problem* rules = nullptr;
  int species = 0;
};

// A row of tiles as it is stored: only living cells, tile by tile and row by row.
struct TileRow {
  const uint8_t* species = nullptr;  // [tiles, tile, tile]; 255 where nothing lives
  const float* cells = nullptr;      // [living, channels]
  size_t tiles = 0, living = 0;
};

// Tiles that are stepped together, of one row of tiles, and what is stored in it and in the rows above and below.
struct Band {
  int count = 0;
  const int32_t* places = nullptr;      // [count, 2]: row and column among all tiles
  const int32_t* neighbours = nullptr;  // [count, 9]: which of the stored tiles of the row above, three times, of its own
                                        // row, and of the row below; -1 for an empty one
  TileRow rows[3];                      // above, here, below
  uint8_t* species_after = nullptr;     // [count, tile, tile]
};

// All tiles of a band after the rules' number of steps, as if the whole torus had been stepped: the halo must be at least
// 2 cells for each step, 3 with several species. `cells_after`: of each tile those that live.
Failure advance_tiles(const Land& land, const Band& band, const Options& options,
                      std::vector<std::vector<float>>& cells_after);

}  // namespace blastema
