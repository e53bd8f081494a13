// Tiles with their halos, taken by threads from a queue; each is stepped completely by one thread.
#include "tiles.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <thread>
#include <vector>

#include "dispatch.h"
#include "memory.h"
#include "problem.h"

namespace blastema {
namespace {

using internal::Block;
using internal::Community;
using internal::Kin;
using internal::Level;
using internal::Sample;
using internal::Shape;
using internal::Team;
using internal::Workspace;
using problem::wrong;

// Cells by which unknown values advance inwards at each step.
int reach(const Land& land) { return land.species > 1 ? 3 : 2; }

Failure check(const Land& land, const Level* level, const Options& options) {
  if (land.species < 1 || land.species > internal::kMaxSpecies)
    return wrong("there must be 1 to " + std::to_string(internal::kMaxSpecies) + " species");
  for (int i = 0; i < land.species; ++i) {
    const Problem& p = land.rules[i];
    if (Failure found = problem::check(p, level, options)) return found;
    if (p.depth != 0) return wrong("tiles are of pictures, not of volumes");
    if (p.life != Life::kNeighbourhood || !(p.alive_threshold >= 0.0f) || p.fire_per_channel || p.torus ||
        p.bias_per_sample)
      return wrong("tiles need life by the neighbourhood, a threshold of 0 or more, and cells that fire as a whole");
    if (p.height != land.tile + 2 * land.halo || p.width != p.height) return wrong("a rule has another tile");
  }
  if (land.tile < 1 || land.halo < reach(land) * land.rules[0].steps || land.halo > land.tile)
    return wrong("the halo is " + std::to_string(land.halo) + " cells, too few for the steps or more than a tile");
  const auto tile = static_cast<uint32_t>(land.tile);
  if (land.height == 0 || land.width == 0 || land.height > 65536 || land.width > 65536 || land.height % tile != 0 ||
      land.width % tile != 0)
    return wrong("the world must have at most 65536 cells a side, in whole tiles");
  return {};
}

// One thread's memory. The workspace's state is zero between two tiles.
struct Hands {
  Hands(const Level& level, const Shape& shape)
      : own(static_cast<size_t>(shape.height + 2) * static_cast<size_t>(shape.width + 2)),
        follows(own.size()),
        subset(internal::kTile),
        places(internal::kTile),
        fresh(internal::kTile * static_cast<size_t>(shape.padded_channels) * sizeof(float)),
        block(level.bind_workspace(shape, workspace, 1, false, nullptr)) {
    level.bind_workspace(shape, workspace, 1, false, block.data());
  }
  std::vector<uint8_t> own, follows;
  std::vector<int32_t> subset, places;
  Block fresh;  // aligned
  Workspace workspace;
  Block block;
  Team team;
};

size_t count_living(const uint8_t* species, size_t cells) {
  size_t found = 0;
  for (size_t i = 0; i < cells; ++i) found += species[i] != internal::kNoSpecies;
  return found;
}

// Where the cells of each stored tile begin, and the end.
Failure find_starts(const TileRow& row, size_t tile_cells, int species, std::vector<size_t>& starts) {
  starts.assign(1, 0);
  for (size_t i = 0; i < row.tiles; ++i) {
    const uint8_t* kinds = row.species + i * tile_cells;
    bool known = true;
    for (size_t j = 0; j < tile_cells; ++j) known &= (kinds[j] < species) | (kinds[j] == internal::kNoSpecies);
    if (!known) return wrong("a cell is of a species that is not there");
    starts.push_back(starts.back() + count_living(kinds, tile_cells));
  }
  return starts.back() == row.living ? Failure{} : wrong("there are other numbers of cells than living ones");
}

class Sweep {
 public:
  Sweep(const Land& land, const Band& band, const Options& options, const Level& level,
        std::vector<std::vector<float>>& cells_after)
      : land_(land),
        band_(band),
        options_(options),
        level_(level),
        cells_after_(cells_after),
        shape_(problem::shape_of(land.rules[0], level)),
        tile_cells_(static_cast<size_t>(land.tile) * static_cast<size_t>(land.tile)) {
    shape_.world_height = land.height;
    shape_.world_width = land.width;
    shape_.halo = land.halo;
    shape_.reach = reach(land);
    for (int i = 0; i < land.species; ++i) {
      const Problem& p = land.rules[i];
      const Shape own = problem::shape_of(p, level);
      Kin kin{};
      blocks_.emplace_back(level.bind_rule(own, kin.rule, nullptr));
      level.bind_rule(own, kin.rule, blocks_.back().data());
      problem::lay_out(p, own, kin.rule);
      level.prepare(own, kin.rule);
      kin.taps = p.taps;
      kin.step_size = p.step_size[0];
      kin.clamp = own.clamp;
      kin_.push_back(kin);
    }
  }

  Failure run() {
    for (int i = 0; i < 3; ++i)
      if (Failure found = find_starts(band_.rows[i], tile_cells_, land_.species, starts_[i])) return found;
    cells_after_.assign(static_cast<size_t>(band_.count), {});
    const int count = std::min(options_.threads, std::max(band_.count, 1));
    std::vector<std::unique_ptr<Hands>> hands;
    for (int i = 0; i < count; ++i) hands.push_back(std::make_unique<Hands>(level_, shape_));
    std::vector<std::thread> helpers;
    Failure failure;
    try {
      for (int i = 1; i < count; ++i) helpers.emplace_back([this, &hands, i] { work(*hands[static_cast<size_t>(i)]); });
    } catch (const std::exception& error) {
      failure = {Failure::Kind::kResources, std::string("could not start a thread: ") + error.what()};
      next_.store(band_.count);
    }
    if (!failure) work(*hands[0]);
    for (auto& helper : helpers) helper.join();
    if (exhausted_.load()) failure = {Failure::Kind::kResources, "not enough memory to step tiles"};
    return failure;
  }

 private:
  const Land& land_;
  const Band& band_;
  const Options& options_;
  const Level& level_;
  std::vector<std::vector<float>>& cells_after_;
  Shape shape_;
  const size_t tile_cells_;
  std::vector<size_t> starts_[3];
  std::vector<Kin> kin_;
  std::vector<Block> blocks_;
  std::atomic<int> next_{0};
  std::atomic<bool> exhausted_{false};

  void work(Hands& hands) {
    try {
      for (int index = next_.fetch_add(1); index < band_.count; index = next_.fetch_add(1)) {
        gather(hands, index);
        advance(hands, index);
        give_back(hands, index);
      }
    } catch (const std::bad_alloc&) {
      exhausted_.store(true);
      next_.store(band_.count);
    }
  }

  // Cells `from` to `to` of a tile's side, of which the first lies at `at` in the piece that is stepped.
  struct Stretch {
    int from, to, at;
  };
  Stretch stretch(int which) const {
    const int tile = land_.tile, halo = land_.halo;
    if (which == 0) return {tile - halo, tile, 0};
    if (which == 1) return {0, tile, halo};
    return {0, halo, halo + tile};
  }

  uint64_t* row(uint64_t* board, int y) const { return board + static_cast<ptrdiff_t>(y) * shape_.words; }
  size_t position(int y, int x) const {
    return static_cast<size_t>(y + 1) * static_cast<size_t>(shape_.width + 2) + static_cast<size_t>(x + 1);
  }
  float* state_at(const Hands& hands, int y, int x) const {
    return hands.workspace.state + position(y, x) * static_cast<size_t>(shape_.padded_channels);
  }

  // The tile in the middle of its halo.
  void gather(Hands& hands, int index) const {
    const size_t board = static_cast<size_t>(shape_.height) * static_cast<size_t>(shape_.words) * sizeof(uint64_t);
    std::memset(hands.workspace.mature, 0, board);
    std::memset(hands.workspace.living, 0, board);
    for (int place = 0; place < 9; ++place) {
      const int32_t found = band_.neighbours[index * 9 + place];
      if (found >= 0) put(hands, place / 3, static_cast<size_t>(found), stretch(place / 3), stretch(place % 3));
    }
  }

  // A stored tile's cells in a rectangle.
  void put(Hands& hands, int which, size_t index, Stretch down, Stretch across) const {
    const auto channels = static_cast<size_t>(shape_.channels), side = static_cast<size_t>(land_.tile);
    const TileRow& stored = band_.rows[which];
    const uint8_t* kinds = stored.species + index * tile_cells_;
    const float* cell = stored.cells + starts_[which][index] * channels;
    cell += channels * count_living(kinds, side * static_cast<size_t>(down.from));
    for (int y = down.from; y < down.to; ++y) {
      const uint8_t* line = kinds + static_cast<size_t>(y) * side;
      const int to = y - down.from + down.at;
      cell += channels * count_living(line, static_cast<size_t>(across.from));
      for (int x = across.from; x < across.to; ++x) {
        if (line[x] == internal::kNoSpecies) continue;
        put_cell(hands, to, x - across.from + across.at, line[x], cell);
        cell += channels;
      }
      cell += channels * count_living(line + across.to, side - static_cast<size_t>(across.to));
    }
  }

  void put_cell(Hands& hands, int y, int x, uint8_t species, const float* cell) const {
    const uint64_t bit = uint64_t{1} << (x & 63);
    std::memcpy(state_at(hands, y, x), cell, static_cast<size_t>(shape_.channels) * sizeof(float));
    hands.own[position(y, x)] = species;
    row(hands.workspace.living, y)[x >> 6] |= bit;
    if (cell[3] > shape_.alive_threshold) row(hands.workspace.mature, y)[x >> 6] |= bit;
  }

  void advance(Hands& hands, int index) const {
    const Problem& first = land_.rules[0];
    Sample sample{};
    sample.seed = first.fire_seed[0];
    sample.first_step = first.first_step[0];
    sample.fire_limit = problem::fire_limit(first.fire_rate[0]);
    sample.row = beginning(band_.places[index * 2], land_.height);
    sample.column = beginning(band_.places[index * 2 + 1], land_.width);
    const Community community{kin_.data(),         land_.species,       hands.own.data(),
                              hands.follows.data(), hands.subset.data(), hands.places.data(),
                              reinterpret_cast<float*>(hands.fresh.data())};
    level_.settle(shape_, community, sample, hands.workspace, hands.team);
  }

  // Where the halo of a tile begins, on the torus.
  uint32_t beginning(int32_t place, uint32_t around) const {
    return (static_cast<uint32_t>(place) * static_cast<uint32_t>(land_.tile) + around -
            static_cast<uint32_t>(land_.halo) % around) % around;
  }

  // The tile's own cells; those of its halo are discarded.
  void give_back(const Hands& hands, int index) const {
    const auto side = static_cast<size_t>(land_.tile), channels = static_cast<size_t>(shape_.channels);
    uint8_t* species = band_.species_after + static_cast<size_t>(index) * tile_cells_;
    for (size_t y = 0; y < side; ++y) {
      const int from = static_cast<int>(y) + land_.halo;
      const uint64_t* living = row(hands.workspace.living, from);
      const uint8_t* own = hands.own.data() + position(from, land_.halo);
      for (size_t x = 0; x < side; ++x) {
        const size_t at = x + static_cast<size_t>(land_.halo);
        species[y * side + x] = (living[at >> 6] >> (at & 63)) & 1 ? own[x] : internal::kNoSpecies;
      }
    }
    std::vector<float>& cells = cells_after_[static_cast<size_t>(index)];
    cells.resize(count_living(species, tile_cells_) * channels);
    float* to = cells.data();
    const auto inside = [this](int at) { return at >= land_.halo && at < land_.halo + land_.tile; };
    for (int y = 0; y < shape_.height; ++y)
      for (int word = 0; word < shape_.words; ++word)
        for (uint64_t bits = row(hands.workspace.living, y)[word]; bits != 0; bits &= bits - 1) {
          const int x = word * 64 + __builtin_ctzll(bits);
          float* state = state_at(hands, y, x);
          if (inside(y) && inside(x)) {
            std::memcpy(to, state, channels * sizeof(float));
            to += channels;
          }
          std::memset(state, 0, static_cast<size_t>(shape_.padded_channels) * sizeof(float));
        }
  }
};

}  // namespace

Failure advance_tiles(const Land& land, const Band& band, const Options& options,
                      std::vector<std::vector<float>>& cells_after) {
  const Level* level = internal::find_level(options.level);
  if (Failure found = check(land, level, options)) return found;
  if (const char* obstacle = level->obstacle(problem::shape_of(land.rules[0], *level))) return wrong(obstacle);
  try {
    return Sweep(land, band, options, *level, cells_after).run();
  } catch (const std::bad_alloc&) {
    return {Failure::Kind::kResources, "not enough memory to step tiles"};
  } catch (const std::exception& error) {
    return {Failure::Kind::kInternal, std::string("the native kernel failed: ") + error.what()};
  }
}

}  // namespace blastema
