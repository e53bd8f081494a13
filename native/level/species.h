// Several species in one world: which rule a cell follows, and how listed cells advance by theirs.
#pragma once

#include "forward.h"
#include "layout.h"

namespace blastema::BLASTEMA_LEVEL {

// One organism: its rule, the taps of its filters (turned by its angle), and the same with its step size as the rule
// takes them. Shapes differ in the clamp alone.
struct Species {
  Shape shape;
  Rule rule;
  float* taps;  // [filters, 9], cross-correlation
  Individual* individual;
  float noise;  // beside the world's
};

// The species of all cells, one byte a cell, in the layout of the padded state.
struct Settlement {
  Species* species;
  int count;
  uint8_t* own;       // what each cell carries
  uint8_t* follows;   // whose rule it follows in this step
  int32_t* subset;    // [kTile]: positions of the cells of one species
  int32_t* places;    // [kTile]: their places in the list
  float* fresh;       // [kTile, P]
};

// Calls `visit(row, column)` for the 3x3 neighbourhood of a cell, row by row, as far as it lies in the world.
template <class Visit>
BLASTEMA_INLINE void each_neighbour(const Shape& shape, int y, int x, Visit visit) {
  for (int i = 0; i < 9; ++i) {
    int row = y + i / 3 - 1, column = x + i % 3 - 1;
    if (shape.torus) {
      row = (row + shape.height) % shape.height;
      column = (column + shape.width) % shape.width;
    } else if (row < 0 || row >= shape.height || column < 0 || column >= shape.width) {
      continue;
    }
    visit(row, column);
  }
}

// A cell above the threshold follows its own species, another one that of its neighbour with the highest alpha above
// the threshold, if it has one. (The rules are those of web/engine/species.ts.)
inline uint8_t species_of(const Run& run, const uint8_t* own, int y, int x) {
  uint8_t found = own[run.position(y, x)];
  float highest = run.shape.alive_threshold;
  if (run.state_at(y, x)[3] > highest) return found;
  each_neighbour(run.shape, y, x, [&](int row, int column) {
    const float alpha = run.state_at(row, column)[3];
    if (!(alpha > highest)) return;
    highest = alpha;
    found = own[run.position(row, column)];
  });
  return found;
}

// A cell beside those that may live (`pre`) follows the species of the one with the highest alpha.
inline uint8_t species_of_ring(const Run& run, uint64_t* pre, const uint8_t* follows, int y, int x) {
  uint8_t found = 0;
  float highest = 0.0f;
  bool first = true;
  each_neighbour(run.shape, y, x, [&](int row, int column) {
    if (!contains(run.row(pre, row), column)) return;
    const float alpha = run.state_at(row, column)[3];
    if (!first && !(alpha > highest)) return;
    first = false;
    highest = alpha == alpha ? alpha : -__builtin_inff();
    found = follows[run.position(row, column)];
  });
  return found;
}

// Determines whose rule is followed by each cell that this step may update.
inline void choose_species(const Run& run, const Settlement& settlement) {
  const Shape& shape = run.shape;
  const Workspace& work = run.work;
  uint64_t* pre = work.scratch;
  for (int y = 0; y < shape.height; ++y) {
    uint64_t* row = run.row(pre, y);
    if (shape.life == Life::kNeighbourhood) {
      dilate_row(shape, work.mature, y, row);
    } else {
      for (int word = 0; word < shape.words; ++word) row[word] = ~uint64_t{0};
      row[shape.words - 1] = last_word_mask(shape);
    }
    each_cell(row, shape.words,
              [&](int x) { settlement.follows[run.position(y, x)] = species_of(run, settlement.own, y, x); });
  }
  for (int y = 0; y < shape.height; ++y) {
    uint64_t* ring = work.ring;
    dilate_row(shape, pre, y, ring);
    for (int word = 0; word < shape.words; ++word) ring[word] &= ~run.row(pre, y)[word];
    each_cell(ring, shape.words, [&](int x) {
      settlement.follows[run.position(y, x)] = species_of_ring(run, pre, settlement.follows, y, x);
    });
  }
}

// Cells that have survived carry on the species whose rule they followed.
inline void inherit_species(const Run& run, const Settlement& settlement) {
  for (int y = 0; y < run.shape.height; ++y)
    each_cell(run.row(run.work.living, y), run.shape.words, [&](int x) {
      settlement.own[run.position(y, x)] = settlement.follows[run.position(y, x)];
    });
}

// How Forward advances listed cells here: each by its own species' rule.
struct BySpecies {
  const Run& run;
  const Settlement& settlement;

  void advance_one(int index, const int32_t* cells, ptrdiff_t count, const Tile& tile, float* fresh) const {
    const Species& one = settlement.species[index];
    advance_cells(one.shape, one.rule, *one.individual, run.work.state, cells, count, tile, fresh);
  }

  void operator()(const int32_t* cells, ptrdiff_t count, const Tile& tile, float* fresh) const {
    if (settlement.count == 1) return advance_one(0, cells, count, tile, fresh);
    const ptrdiff_t channels = run.shape.padded_channels;
    ptrdiff_t done = 0;
    for (int index = 0; index < settlement.count && done < count; ++index) {
      ptrdiff_t mine = 0;
      for (ptrdiff_t i = 0; i < count; ++i) {
        if (settlement.follows[cells[i]] != index) continue;
        settlement.subset[mine] = cells[i];
        settlement.places[mine++] = static_cast<int32_t>(i);
      }
      done += mine;
      if (mine == count) return advance_one(index, cells, count, tile, fresh);
      if (mine == 0) continue;
      advance_one(index, settlement.subset, mine, tile, settlement.fresh);
      for (ptrdiff_t i = 0; i < mine; ++i)
        copy(fresh + settlement.places[i] * channels, settlement.fresh + i * channels, run.cell_bytes());
    }
  }
};

}  // namespace blastema::BLASTEMA_LEVEL
