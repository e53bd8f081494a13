// One world in one WebAssembly memory: the kernel of `native/`, its state resident between calls.
//
// The page's side is web/engine/wasm.ts: it fills in weights, taps, state and species through `address`, and calls
// `refresh` for rows whose state it has touched.
#include "../../../native/level/species.h"
// Behind the kernel's headers:
#include "runtime.h"

#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

#if !defined(BLASTEMA_TRAINS)
namespace blastema::internal {

// Only the backward pass asks for memory during a step, and a world has none.
void* take(Arena*, size_t) { return nullptr; }

}  // namespace blastema::internal
#endif

namespace blastema::BLASTEMA_LEVEL {
namespace {

struct World {
  web::Heap heap;
  Shape shape;
  Workspace work;
  Team team;
  Settlement settlement;
  Sample sample;
  float *before, *change;  // for what the last step has changed; null until `observe`
  uint64_t* lived;         // cells whose earlier state `before` keeps; any other's was zero
  float* colours;          // [height, width, 4]; null until it is asked for
};
// Without a constructor: it would run again at each call from outside.
[[clang::require_constant_initialization]] World world{};

Run run_of_world() {
  const Species& first = world.settlement.species[0];
  return {world.shape, first.rule, world.sample, world.work, world.team, 0, *first.individual};
}

template <class T>
bool take(T*& pointer, size_t count) {
  pointer = reinterpret_cast<T*>(world.heap.take(count * sizeof(T)));
  return pointer != nullptr;
}

size_t board_words() { return static_cast<size_t>(world.shape.height) * static_cast<size_t>(world.shape.words); }
size_t padded_cells() {
  return static_cast<size_t>(world.shape.height + 2) * static_cast<size_t>(world.shape.width + 2);
}
size_t floats_of_state() { return padded_cells() * static_cast<size_t>(world.shape.padded_channels); }

// Whether the sizes are far below what an address can count, since the sums of the layout are not checked.
bool is_sane() {
  const Shape& shape = world.shape;
  const uint64_t cells = static_cast<uint64_t>(shape.height + 2) * static_cast<uint64_t>(shape.width + 2);
  uint64_t floats = cells * static_cast<uint64_t>(shape.padded_channels);
  for (int i = 0; i < shape.layers; ++i) {
    const uint64_t inputs = static_cast<uint64_t>(shape.strides[i]);
    const uint64_t outputs = static_cast<uint64_t>(shape.strides[i + 1]);
    floats += kForwardTile * inputs + 2 * inputs * outputs;
  }
  return floats < uint64_t{1} << 28;
}

bool take_species(Species& one) {
  const Shape& shape = one.shape = world.shape;
  char* base;
  if (!take(base, bind_rule(shape, one.rule, nullptr))) return false;
  bind_rule(shape, one.rule, base);
  if (!take(one.taps, static_cast<size_t>(shape.filters) * 9) || !take(one.individual, 1)) return false;
  one.individual->bias = one.rule.layers[0].bias;
  return true;
}

bool take_world(int species) {
  const Shape& shape = world.shape;
  char* base;
  if (!take(base, bind_workspace(shape, world.work, 1, false, nullptr))) return false;
  bind_workspace(shape, world.work, 1, false, base);
  Settlement& all = world.settlement;
  all.count = species;
  if (!take(all.species, static_cast<size_t>(species)) || !take(all.own, padded_cells()) ||
      !take(all.follows, padded_cells()) || !take(all.subset, kForwardTile) || !take(all.places, kForwardTile) ||
      !take(all.fresh, static_cast<size_t>(kForwardTile * shape.padded_channels)))
    return false;
  for (int i = 0; i < species; ++i)
    if (!take_species(all.species[i])) return false;
  return true;
}

// The border of the padded state: zero, or on a torus the opposite edge.
void set_boundary(bool torus) {
  if (world.shape.torus == torus) return;
  world.shape.torus = torus;
  const Run run = run_of_world();
  const Shape& shape = world.shape;
  for (int y = 0; y < shape.height; ++y) {
    clear(run.state_at(y, -1), run.cell_bytes());
    clear(run.state_at(y, shape.width), run.cell_bytes());
    run.renew_border(y);
  }
  if (torus) return;
  const size_t row_bytes = run.cell_bytes() * static_cast<size_t>(shape.width + 2);
  clear(run.state_at(-1, -1), row_bytes);
  clear(run.state_at(shape.height, -1), row_bytes);
}

// Adds noise to living cells, a multiple of 2^-23 in [-1, 1) times the amplitude (web/engine/random.ts), which is the
// world's plus that of the species.
void add_noise(const Run& run, float everywhere, uint32_t step, uint32_t seed) {
  const Shape& shape = run.shape;
  const Settlement& all = world.settlement;
  const Words time = Words{} + (step * FireHash::kMultiplier + FireHash::kIncrement);
  for (int y = 0; y < shape.height; ++y) {
    uint64_t* mature = run.row(run.work.mature, y);
    each_cell(run.row(run.work.living, y), shape.words, [&](int x) {
      float* state = run.state_at(y, x);
      const float amplitude = everywhere + all.species[all.count > 1 ? all.own[run.position(y, x)] : 0].noise;
      const uint32_t place = static_cast<uint32_t>(x) + FireHash::kRowStride * static_cast<uint32_t>(y);
      for (int c = 0; c < shape.padded_channels; c += kWidth) {
        const Words channel = Words{1, 2, 3, 4} + static_cast<uint32_t>(c);
        const Words moved = (channel * FireHash::kChannelStride + seed) * FireHash::kMultiplier + FireHash::kIncrement;
        const Words word =
            FireHash::first_word(Words{} + (place * FireHash::kMultiplier + FireHash::kIncrement), time, moved);
        const Vec uniform = __builtin_convertvector(reinterpret_cast<Mask>(word >> 8), Vec) * 0x1p-23f - 1.0f;
        store(state + c, load(state + c) + amplitude * uniform);
      }
      const uint64_t bit = uint64_t{1} << (x & 63);
      mature[x >> 6] = state[3] > shape.alive_threshold ? mature[x >> 6] | bit : mature[x >> 6] & ~bit;
    });
    run.renew_border(y);
  }
}

// Keeps the states of living cells, for `compare`.
void remember(const Run& run) {
  copy(world.lived, run.work.living, board_words() * sizeof(uint64_t));
  for (int y = 0; y < run.shape.height; ++y)
    each_cell(run.row(world.lived, y), run.shape.words, [&](int x) {
      copy(world.before + run.position(y, x) * run.shape.padded_channels, run.state_at(y, x), run.cell_bytes());
    });
}

// change := the mean over channels of each cell's change.
void compare(const Run& run) {
  const Shape& shape = run.shape;
  clear(world.change, static_cast<size_t>(shape.height) * static_cast<size_t>(shape.width) * sizeof(float));
  for (int y = 0; y < shape.height; ++y)
    for (int word = 0; word < shape.words; ++word) {
      const uint64_t lived = run.row(world.lived, y)[word];
      for (uint64_t bits = lived | run.row(run.work.living, y)[word]; bits != 0; bits &= bits - 1) {
        const int bit = __builtin_ctzll(bits), x = word * 64 + bit;
        const float *now = run.state_at(y, x), *then = world.before + run.position(y, x) * shape.padded_channels;
        const bool known = (lived >> bit) & 1;
        float sum = 0.0f;
        for (int c = 0; c < shape.channels; ++c) sum += __builtin_fabsf(known ? now[c] - then[c] : now[c]);
        world.change[y * shape.width + x] = sum / static_cast<float>(shape.channels);
      }
    }
}

}  // namespace

// Creates an empty world; earlier addresses are no longer valid. `second` is the width of a second hidden layer or 0;
// kinds are numbered as in native/kinds.h. False if the browser gives no more memory.
EXPORT(found)
bool found(int height, int width, int channels, int filters, int hidden, int second, int species, int life,
           int activation, int update, bool fire_per_channel, float alive_threshold) {
  world = World{};
  world.heap.rewind();
  Shape& shape = world.shape;
  shape.height = height;
  shape.width = width;
  shape.channels = channels;
  shape.filters = filters;
  shape.layers = second > 0 ? 3 : 2;
  shape.units[1] = hidden;
  shape.units[2] = second;
  shape.bias_rows = 1;
  shape.life = static_cast<Life>(life);
  shape.activation = static_cast<Activation>(activation);
  shape.update = static_cast<Update>(update);
  shape.fire_per_channel = fire_per_channel;
  shape.alive_threshold = alive_threshold;
  shape.clamp = __builtin_inff();
  complete(shape);
  return is_sane() && take_world(species);
}

// Where an array lies; `index` is the species where each has its own.
EXPORT(address)
const void* address(int what, int index) {
  const Species& one = world.settlement.species[index];
  switch (what) {
    case 0: return world.work.state;      // [height + 2, width + 2, channels]
    case 1: return world.settlement.own;  // [height + 2, width + 2] bytes
    case 2: return world.work.firing;     // [height, 64-bit words]: bits
    case 3: return world.change;          // [height, width]
    default: return one.taps;             // [filters, 9]
  }
}

// Weights [inputs, outputs] of a layer, rows `layer_stride` apart, and its bias.
EXPORT(layer_weight) float* layer_weight(int species, int layer) {
  return world.settlement.species[species].rule.layers[layer].weight;
}
EXPORT(layer_bias) float* layer_bias(int species, int layer) {
  return world.settlement.species[species].rule.layers[layer].bias;
}
EXPORT(layer_stride) int layer_stride(int layer) { return world.shape.strides[layer + 1]; }

// `clamp` is infinite for none.
EXPORT(set_physics) void set_physics(int species, float step_size, float clamp, float noise) {
  Species& one = world.settlement.species[species];
  one.individual->step_size = step_size;
  one.shape.clamp = clamp;
  one.noise = noise;
}

// Allocates the memory for what the last step has changed. False if the browser gives no more memory.
EXPORT(observe)
bool observe() {
  const size_t cells = static_cast<size_t>(world.shape.height) * static_cast<size_t>(world.shape.width);
  return take(world.before, floats_of_state()) && take(world.lived, board_words()) && take(world.change, cells);
}

// The first four channels, [height, width, 4], as of now. Null if the browser gives no more memory.
EXPORT(colours)
const float* colours() {
  const Run run = run_of_world();
  const int height = world.shape.height, width = world.shape.width;
  if (world.colours == nullptr && !take(world.colours, static_cast<size_t>(height) * static_cast<size_t>(width) * 4))
    return nullptr;
  float* out = world.colours;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x, out += kWidth) store(out, load(run.state_at(y, x)));
  return world.colours;
}
static_assert(kWidth == 4);

// The state of these rows has been written from outside.
EXPORT(refresh)
void refresh(int first_row, int last_row) {
  const Run run = run_of_world();
  const Shape& shape = world.shape;
  for (int y = first_row; y < last_row; ++y) {
    uint64_t *mature = run.row(world.work.mature, y), *living = run.row(world.work.living, y);
    for (int word = 0; word < shape.words; ++word) {
      mature[word] = 0;
      living[word] = word + 1 < shape.words ? ~uint64_t{0} : last_word_mask(shape);
    }
    const float* alpha = run.state_at(y, 0) + 3;
    for (int x = 0; x < shape.width; ++x, alpha += shape.padded_channels)
      mature[x >> 6] |= uint64_t{*alpha > shape.alive_threshold} << (x & 63);
    run.renew_border(y);
  }
}

EXPORT(step)
void step(int count, uint32_t first, uint32_t seed, uint32_t fire_limit, bool torus, float noise, bool observed) {
  set_boundary(torus);
  Settlement& settlement = world.settlement;
  world.sample.seed = seed;
  world.sample.fire_limit = fire_limit;
  world.sample.first_step = first;
  for (int i = 0; i < settlement.count; ++i)
    settlement.species[i].individual->filters = Filters(settlement.species[i].taps, world.shape.filters);
  bool noisy = noise > 0.0f;
  for (int i = 0; i < settlement.count; ++i) noisy = noisy || settlement.species[i].noise > 0.0f;
  Run run = run_of_world();
  Forward forward(run, BySpecies{run, settlement});
  for (int done = 0; done < count; ++done) {
    const bool keep = observed && done == count - 1;
    if (keep) remember(run);
    if (settlement.count > 1) choose_species(run, settlement);
    forward.step(done, nullptr);
    if (settlement.count > 1) inherit_species(run, settlement);
    if (noisy) add_noise(run, noise, first + static_cast<uint32_t>(done), seed);
    if (keep) compare(run);
  }
}

}  // namespace blastema::BLASTEMA_LEVEL
