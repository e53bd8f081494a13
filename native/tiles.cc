// Tiles with their halos, taken by threads from a queue; each is stepped whole by one thread.
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

Failure check(const Land& land, const Level* level, const Options& options) {
  if (land.species < 1 || land.species > internal::kMaxSpecies)
    return wrong("there must be 1 to " + std::to_string(internal::kMaxSpecies) + " species");
  for (int i = 0; i < land.species; ++i) {
    const Problem& p = land.rules[i];
    if (Failure found = problem::check(p, level, options)) return found;
    if (p.life != Life::kNeighbourhood || !(p.alive_threshold >= 0.0f) || p.fire_per_channel || p.torus ||
        p.bias_per_sample)
      return wrong("tiles need life by the neighbourhood, a threshold of 0 or more, and cells that fire as a whole");
    if (p.height != land.tile + 2 * land.halo || p.width != p.height) return wrong("a rule has another tile");
  }
  const int reach = land.species > 1 ? 3 : 2;
  if (land.tile < 1 || land.halo < reach * land.rules[0].steps || land.halo > land.tile)
    return wrong("the halo is " + std::to_string(land.halo) + " cells, too few for the steps or more than a tile");
  const auto tile = static_cast<uint32_t>(land.tile);
  if (land.height == 0 || land.width == 0 || land.height > 65536 || land.width > 65536 || land.height % tile != 0 ||
      land.width % tile != 0)
    return wrong("the world must have at most 65536 cells a side, in whole tiles");
  return {};
}

// One thread's memory.
struct Hands {
  Hands(const Level& level, const Shape& shape)
      : cells(static_cast<size_t>(shape.height) * static_cast<size_t>(shape.width)),
        bordered(static_cast<size_t>(shape.height + 2) * static_cast<size_t>(shape.width + 2)),
        before(cells * static_cast<size_t>(shape.channels)),
        after(before.size()),
        species_before(cells),
        species_after(cells),
        own(bordered),
        follows(bordered),
        subset(internal::kTile),
        places(internal::kTile),
        fresh(internal::kTile * static_cast<size_t>(shape.padded_channels) * sizeof(float)),
        block(level.bind_workspace(shape, workspace, 1, false, nullptr)) {
    level.bind_workspace(shape, workspace, 1, false, block.data());
  }
  size_t cells, bordered;
  std::vector<float> before, after;
  std::vector<uint8_t> species_before, species_after, own, follows;
  std::vector<int32_t> subset, places;
  Block fresh;  // aligned
  Workspace workspace;
  Block block;
  Team team;
};

class Sweep {
 public:
  Sweep(const Land& land, const Band& band, const Options& options, const Level& level)
      : land_(land), band_(band), options_(options), level_(level), shape_(problem::shape_of(land.rules[0], level)) {
    shape_.world_height = land.height;
    shape_.world_width = land.width;
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
    return failure;
  }

 private:
  const Land& land_;
  const Band& band_;
  const Options& options_;
  const Level& level_;
  Shape shape_;
  std::vector<Kin> kin_;
  std::vector<Block> blocks_;
  std::atomic<int> next_{0};

  void work(Hands& hands) {
    for (int index = next_.fetch_add(1); index < band_.count; index = next_.fetch_add(1)) {
      gather(hands, index);
      advance(hands, index);
      hands.workspace.used = true;
      give_back(hands, index);
    }
  }

  // Copies `count` cells, or clears them where there is no tile.
  template <class T>
  static void take(T* to, const T* from, size_t count) {
    if (from == nullptr)
      std::memset(to, 0, count * sizeof(T));
    else
      std::memcpy(to, from, count * sizeof(T));
  }

  // The tile in the middle of its halo.
  void gather(Hands& hands, int index) const {
    const int side = shape_.height, tile = land_.tile, halo = land_.halo;
    const auto channels = static_cast<size_t>(shape_.channels);
    const size_t tile_cells = static_cast<size_t>(tile) * static_cast<size_t>(tile);
    for (int y = 0; y < side; ++y) {
      const int down = y < halo ? 0 : y < halo + tile ? 1 : 2;
      const int row = y - halo - (down - 1) * tile;
      size_t to = static_cast<size_t>(y) * static_cast<size_t>(side);
      for (int across = 0; across < 3; ++across) {
        const int32_t found = band_.neighbours[index * 9 + down * 3 + across];
        const int column = across == 0 ? tile - halo : 0, count = across == 1 ? tile : halo;
        const size_t from = static_cast<size_t>(std::max(found, 0)) * tile_cells +
                            static_cast<size_t>(row) * static_cast<size_t>(tile) + static_cast<size_t>(column);
        const float* state = found < 0 ? nullptr : band_.states[down] + from * channels;
        const uint8_t* species = found < 0 ? nullptr : band_.species[down] + from;
        take(hands.before.data() + to * channels, state, static_cast<size_t>(count) * channels);
        if (species != nullptr) std::memcpy(hands.species_before.data() + to, species, static_cast<size_t>(count));
        to += static_cast<size_t>(count);
      }
    }
  }

  void advance(Hands& hands, int index) const {
    const Problem& first = land_.rules[0];
    Sample sample{};
    sample.seed = first.fire_seed[0];
    sample.first_step = first.first_step[0];
    sample.fire_limit = problem::fire_limit(first.fire_rate[0]);
    sample.row = beginning(band_.places[index * 2], land_.height);
    sample.column = beginning(band_.places[index * 2 + 1], land_.width);
    sample.state = hands.before.data();
    sample.final_state = hands.after.data();
    const Community community{kin_.data(),          land_.species,         hands.species_before.data(),
                              hands.species_after.data(), hands.own.data(), hands.follows.data(),
                              hands.subset.data(),  hands.places.data(),   reinterpret_cast<float*>(hands.fresh.data())};
    level_.settle(shape_, community, sample, hands.workspace, hands.team);
  }

  // Where the halo of a tile begins, on the torus.
  uint32_t beginning(int32_t place, uint32_t around) const {
    return (static_cast<uint32_t>(place) * static_cast<uint32_t>(land_.tile) + around -
            static_cast<uint32_t>(land_.halo) % around) % around;
  }

  void give_back(const Hands& hands, int index) const {
    const int side = shape_.height, tile = land_.tile, halo = land_.halo;
    const auto channels = static_cast<size_t>(shape_.channels);
    const size_t tile_cells = static_cast<size_t>(tile) * static_cast<size_t>(tile);
    float* after = band_.after + static_cast<size_t>(index) * tile_cells * channels;
    uint8_t* species = band_.species_after + static_cast<size_t>(index) * tile_cells;
    for (int y = 0; y < tile; ++y) {
      const size_t from = static_cast<size_t>(y + halo) * static_cast<size_t>(side) + static_cast<size_t>(halo);
      const size_t to = static_cast<size_t>(y) * static_cast<size_t>(tile);
      std::memcpy(after + to * channels, hands.after.data() + from * channels,
                  static_cast<size_t>(tile) * channels * sizeof(float));
      std::memcpy(species + to, hands.species_after.data() + from, static_cast<size_t>(tile));
    }
  }
};

}  // namespace

Failure advance_tiles(const Land& land, const Band& band, const Options& options) {
  const Level* level = internal::find_level(options.level);
  if (Failure found = check(land, level, options)) return found;
  if (const char* obstacle = level->obstacle(problem::shape_of(land.rules[0], *level))) return wrong(obstacle);
  try {
    return Sweep(land, band, options, *level).run();
  } catch (const std::bad_alloc&) {
    return {Failure::Kind::kResources, "not enough memory to step tiles"};
  } catch (const std::exception& error) {
    return {Failure::Kind::kInternal, std::string("the native kernel failed: ") + error.what()};
  }
}

}  // namespace blastema
