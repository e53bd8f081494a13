// One sample of a training in one WebAssembly memory: the kernel of `native/`, forward and backward.
//
// The page's side is web/training/kernel.ts: it fills in parameters, target, taps and state through `sample_address`. A
// sample is computed in parts, with as many steps per call as the caller has time for:
//   begin, forward(0, ..) .. forward(.., steps), turn, backward(steps, ..) .. backward(.., 0), finish
// `pow`, for losses that are raised to a power, is imported from the page.
//
// The binary also contains all of world.cc, so that a page with the studio contains the code of a step only once. An
// instance serves as a world or computes samples, never both.
#define BLASTEMA_TRAINS
#include "../../../native/level/level.cc"
#include "../../engine/wasm/world.cc"

namespace blastema::internal {

// The records of one sample; those of the next one overwrite them.
struct Arena {
  web::Heap* heap;
};

void* take(Arena* arena, size_t bytes) { return arena->heap->take_any(bytes); }

}  // namespace blastema::internal

namespace blastema::BLASTEMA_LEVEL {
namespace training {
namespace {

struct Trainer {
  web::Heap heap;
  size_t mark;  // where the records begin
  internal::Arena arena;
  Shape shape;
  Species species;  // the only one of its settlement
  Settlement settlement;
  Workspace work;
  Team team;
  Sample sample;
  int32_t picture, time;
  float due, channel_weight[4];
  float loss, slope;
  float *parameters, *gradient;  // of each layer: weight [inputs, outputs], bias [outputs]
  float *target, *state, *grown;
};
// Without a constructor: it would run again at each call from outside.
[[clang::require_constant_initialization]] Trainer trainer{};

Run run_of_sample() {
  const Species& one = trainer.species;
  return {trainer.shape, one.rule, trainer.sample, trainer.work, trainer.team, 0, *one.individual, trainer.slope};
}

template <class T>
bool take(T*& pointer, size_t count) {
  pointer = reinterpret_cast<T*>(trainer.heap.take(count * sizeof(T)));
  return pointer != nullptr;
}

size_t parameter_count() {
  size_t count = 0;
  for (int i = 0; i < trainer.shape.layers; ++i)
    count += static_cast<size_t>(trainer.shape.units[i] + 1) * static_cast<size_t>(trainer.shape.units[i + 1]);
  return count;
}

// Whether the sizes are far below what an address can count, since the sums of the layout are not checked.
bool is_sane() {
  const Shape& shape = trainer.shape;
  const uint64_t cells = static_cast<uint64_t>(shape.height + 2) * static_cast<uint64_t>(shape.width + 2);
  uint64_t floats = 8 * cells * static_cast<uint64_t>(shape.strides[0]);
  for (int i = 0; i < shape.layers; ++i) {
    const uint64_t inputs = static_cast<uint64_t>(shape.strides[i]);
    const uint64_t outputs = static_cast<uint64_t>(shape.strides[i + 1]);
    floats += 2 * kBackwardTile * inputs + 8 * inputs * outputs;
  }
  return shape.channels == shape.padded_channels && floats < uint64_t{1} << 28;
}

bool take_all() {
  const Shape& shape = trainer.shape;
  const size_t cells = static_cast<size_t>(shape.height) * static_cast<size_t>(shape.width);
  const size_t channels = static_cast<size_t>(shape.channels);
  char* base;
  Species& one = trainer.species;
  if (!take(base, bind_rule(shape, one.rule, nullptr)) || !take(one.individual, 1)) return false;
  bind_rule(shape, one.rule, base);
  one.individual->bias = one.rule.layers[0].bias;
  if (!take(base, bind_workspace(shape, trainer.work, 1, true, nullptr))) return false;
  bind_workspace(shape, trainer.work, 1, true, base);
  for (RuleGradient& lane : trainer.work.lanes) {
    if (!take(base, bind_gradient(shape, lane, nullptr))) return false;
    bind_gradient(shape, lane, base);
  }
  return take(trainer.parameters, parameter_count()) && take(trainer.gradient, parameter_count()) &&
         take(one.taps, static_cast<size_t>(shape.filters) * 9) && take(trainer.target, cells * 4) &&
         take(trainer.state, cells * channels) && take(trainer.grown, cells * channels);
}

// gradient := the sums of the lanes, added in their order.
void add_up() {
  const Shape& shape = trainer.shape;
  float* to = trainer.gradient;
  for (int i = 0; i < shape.layers; ++i) {
    const bool transposed = i == shape.layers - 1;
    const ptrdiff_t by_input = transposed ? 1 : shape.strides[i + 1], by_output = transposed ? shape.strides[i] : 1;
    const int inputs = shape.units[i], outputs = shape.units[i + 1];
    for (int input = 0; input <= inputs; ++input)
      for (int output = 0; output < outputs; ++output) {
        float sum = 0.0f;
        for (const RuleGradient& lane : trainer.work.lanes) {
          const internal::LayerGradient& layer = lane.layers[i];
          sum += input == inputs ? layer.bias[output] : layer.weight[input * by_input + output * by_output];
        }
        *to++ = sum;
      }
  }
}

}  // namespace

// Allocates the memory for samples of at most `most_steps` steps; earlier addresses are no longer valid. `second` is
// the width of a second hidden layer or 0, `clamp` infinite for none; kinds are numbered as in native/kinds.h. False if
// the browser gives no more memory.
EXPORT(found_samples)
bool found_samples(int height, int width, int channels, int filters, int hidden, int second, int life, int activation,
                   int update, bool fire_per_channel, bool torus, float alive_threshold, float clamp,
                   int most_steps) {
  trainer = Trainer{};
  trainer.heap.rewind();
  Shape& shape = trainer.shape;
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
  shape.torus = torus;
  shape.alive_threshold = alive_threshold;
  shape.clamp = clamp;
  shape.steps = most_steps;
  complete(shape);
  if (!is_sane() || !take_all()) return false;
  trainer.settlement.species = &trainer.species;
  trainer.settlement.count = 1;
  trainer.team.size = 1;
  trainer.arena.heap = &trainer.heap;
  trainer.work.arena = &trainer.arena;
  trainer.mark = trainer.heap.mark();
  return true;
}

EXPORT(sample_address)
float* sample_address(int what) {
  switch (what) {
    case 0: return trainer.parameters;
    case 1: return trainer.gradient;  // with respect to them, of the last sample
    case 2: return trainer.species.taps;      // [filters, 9]
    case 3: return trainer.target;    // [height, width, 4]
    case 4: return trainer.state;     // [height, width, channels]: what a sample starts from
    default: return trainer.grown;    // the same at its end
  }
}

// To be called when the parameters have been written: lays them out for the matrix products.
EXPORT(learn)
void learn() {
  const Shape& shape = trainer.shape;
  const float* from = trainer.parameters;
  for (int i = 0; i < shape.layers; ++i) {
    const Layer& layer = trainer.species.rule.layers[i];
    for (int input = 0; input < shape.units[i]; ++input)
      for (int output = 0; output < shape.units[i + 1]; ++output) {
        layer.weight[input * shape.strides[i + 1] + output] = *from;
        layer.transposed[output * shape.strides[i] + input] = *from++;
      }
    copy(layer.bias, from, static_cast<size_t>(shape.units[i + 1]) * sizeof(float));
    from += shape.units[i + 1];
  }
}

// Begins a sample from `state`; the gradient will be that of its (loss + 1e-8)^power times `scale`.
EXPORT(begin)
void begin(uint32_t seed, uint32_t fire_limit, float step_size, int steps, float scale, float power) {
  trainer.heap.back_to(trainer.mark);
  trainer.work.failed = false;
  trainer.shape.steps = trainer.time = steps;
  trainer.picture = 0;
  trainer.due = trainer.slope = 1.0f;
  for (float& weight : trainer.channel_weight) weight = 1.0f;
  Sample& sample = trainer.sample = Sample{};
  trainer.species.shape = trainer.shape;
  Individual& individual = *trainer.species.individual;
  individual.filters = Filters(trainer.species.taps, trainer.shape.filters);
  individual.step_size = step_size;
  sample.seed = seed;
  sample.fire_limit = fire_limit;
  sample.step_size = step_size;
  sample.state = trainer.state;
  sample.final_state = trainer.grown;
  sample.backward = true;
  sample.loss.pictures = trainer.target;
  sample.loss.which = &trainer.picture;
  sample.loss.times = 1;
  sample.loss.time = &trainer.time;
  sample.loss.weight = &trainer.due;
  sample.loss.channel_weight = trainer.channel_weight;
  sample.loss.gradient_scale = scale;
  sample.loss.power = power;
  Run run = run_of_sample();
  Forward(run, BySpecies{run, trainer.settlement}).start();
  trainer.work.used = true;
}

// Computes steps first + 1 to last. False if the browser gives no more memory.
EXPORT(forward)
bool forward(int first, int last) {
  Run run = run_of_sample();
  Forward steps(run, BySpecies{run, trainer.settlement});
  for (int done = first; done < last; ++done) {
    steps.step(done, &trainer.work.records[done]);
    if (trainer.work.failed) return false;
  }
  return true;
}

// After the last step: writes `grown` and begins the backward pass. Returns the loss.
EXPORT(turn)
float turn() {
  Run run = run_of_sample();
  Forward(run, BySpecies{run, trainer.settlement}).finish();
  const double loss = error_against(trainer.target, run);
  run.slope = trainer.slope = slope_of(loss, trainer.sample.loss.power);
  Backward(run).start();
  return static_cast<float>(loss);
}

// The backward pass from the state after step `last` to that after step `first`.
EXPORT(backward)
void backward(int last, int first) {
  Run run = run_of_sample();
  Backward steps(run);
  for (int done = last - 1; done >= first; --done) steps.step(done);
}

// Writes the gradient.
EXPORT(finish)
void finish() { add_up(); }

}  // namespace training
}  // namespace blastema::BLASTEMA_LEVEL
