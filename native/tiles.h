// Tiles of a torus that is larger than what is stored of it: several species, only tiles with life.
#pragma once

#include <cstdint>

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

// Tiles that are stepped together, of one row of tiles, and what is stored in it and in the rows above and below.
struct Band {
  int count = 0;
  const int32_t* places = nullptr;      // [count, 2]: row and column among all tiles
  const int32_t* neighbours = nullptr;  // [count, 9]: which of the stored tiles of the row above, three times, of its own
                                        // row, and of the row below; -1 for an empty one
  const float* states[3] = {};          // [any number, tile, tile, channels]: above, here, below
  const uint8_t* species[3] = {};       // [the same number, tile, tile]
  float* after = nullptr;               // [count, tile, tile, channels]
  uint8_t* species_after = nullptr;     // [count, tile, tile]; 255 where nothing lives
};

// All tiles of a band after the rules' number of steps, as if the whole torus had been stepped: the halo must be at least
// 2 cells for each step, 3 with several species.
Failure advance_tiles(const Land& land, const Band& band, const Options& options);

}  // namespace blastema
