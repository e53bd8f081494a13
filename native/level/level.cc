// The kernel for one instruction level. Compiled several times, each with its own BLASTEMA_LEVEL and flags.
#include "backward.h"
#include "forward.h"
#include "layout.h"
#if !defined(__wasm__)
#include "species.h"
#endif

#define BLASTEMA_TEXT_(name) #name
#define BLASTEMA_TEXT(name) BLASTEMA_TEXT_(name)

namespace blastema::BLASTEMA_LEVEL {
namespace {

// Mean squared error against a picture; rows are summed apart, so that the sum is the same for any team.
double error_against(const float* picture, Run& r) {
  const Shape& shape = r.shape;
  const internal::SampleLoss& loss = r.sample.loss;
  const ptrdiff_t channels = shape.padded_channels;
  for (int y = r.first_row(); y < r.last_row(); ++y) {
    const float *state = r.state_at(y, 0), *target = picture + static_cast<ptrdiff_t>(y) * shape.width * 4;
    double sums[4] = {};
    for (int x = 0; x < shape.width; ++x)
      for (int c = 0; c < 4; ++c) {
        const double difference = static_cast<double>(state[x * channels + c] - target[x * 4 + c]);
        sums[c] += difference * difference;
      }
    r.work.row_loss[y] = 0.0;
    for (int c = 0; c < 4; ++c) r.work.row_loss[y] += static_cast<double>(loss.channel_weight[c]) * sums[c];
  }
  r.meet();
  double total = 0.0;
  for (int y = 0; y < shape.height; ++y) total += r.work.row_loss[y];
  r.meet();
  return total / (4.0 * shape.height * shape.width);
}

// The derivative of (loss + floor)^power. The floor keeps it finite where nothing is left to learn.
float slope_of(double loss, float power) {
  if (power == 1.0f) return 1.0f;
  const double exponent = static_cast<double>(power);
  return static_cast<float>(exponent * __builtin_pow(loss + internal::kLossFloor, exponent - 1.0));
}

void run(const Shape& shape, const Rule& rule, const Sample& sample, Workspace& work, Team& team, int part) {
#if defined(BLASTEMA_BF16)
  const Session session;
#endif
  const Individual individual{Filters(sample.taps, shape.filters, taps_of(shape)), sample.bias, sample.step_size};
  Run r{shape, rule, sample, work, team, part, individual};
  Forward forward(r, OneRule{r});
  forward.start();
  double loss = 0.0;
  for (int done = 0; done < shape.steps; ++done) {
    forward.step(done, sample.backward ? &work.records[done] : nullptr);
    if (work.failed) return;
    for (int i = 0; i < sample.loss.times; ++i)
      if (sample.loss.time[i] == done + 1)
        loss += static_cast<double>(sample.loss.weight[i]) * error_against(r.picture(i), r);
  }
  forward.finish();
  if (r.leads() && sample.loss_value != nullptr) *sample.loss_value = static_cast<float>(loss);
  if (!sample.backward) return;
  r.slope = slope_of(loss, sample.loss.power);
  Backward backward(r);
  backward.start();
  for (int done = shape.steps - 1; done >= 0; --done) backward.step(done);
  backward.finish();
}

#if !defined(__wasm__)
// The only species among the mature cells, or -1 if there are several.
int only_species(const Run& r, const internal::Community& all) {
  int found = -1;
  bool several = false;
  for (int y = 0; y < r.shape.height; ++y)
    each_cell(r.row(r.work.mature, y), r.shape.words, [&](int x) {
      const int own = all.own[r.position(y, x)];
      several = several || (found >= 0 && own != found);
      found = own;
    });
  return several ? -1 : (found < 0 ? 0 : found);
}

void settle(const Shape& shape, const internal::Community& all, const Sample& sample, Workspace& work, Team& team) {
#if defined(BLASTEMA_BF16)
  const Session session;
#endif
  Individual individuals[internal::kMaxSpecies];
  Species species[internal::kMaxSpecies];
  for (int i = 0; i < all.count; ++i) {
    const internal::Kin& kin = all.kin[i];
    individuals[i] = {Filters(kin.taps, shape.filters), kin.rule.layers[0].bias, kin.step_size};
    species[i] = {shape, kin.rule, nullptr, &individuals[i], 0.0f};
    species[i].shape.clamp = kin.clamp;
  }
  const auto run_of = [&](int i) {
    return Run{species[i].shape, species[i].rule, sample, work, team, 0, individuals[i]};
  };
  Run first = run_of(0);
  const Settlement settlement{species, all.count, all.own, all.follows, all.subset, all.places, all.fresh};
  const int only = all.count == 1 ? 0 : only_species(first, all);
  if (only >= 0) {  // all cells follow it from the beginning to the end
    Run run = run_of(only);
    Forward alone(run, OneRule{run});
    for (int done = 0; done < shape.steps; ++done) alone.step(done, nullptr);
    for (int y = 0; y < shape.height; ++y)
      each_cell(run.row(work.living, y), shape.words,
                [&](int x) { all.own[run.position(y, x)] = static_cast<uint8_t>(only); });
    return;
  }
  Forward mixed(first, BySpecies{first, settlement});
  for (int done = 0; done < shape.steps; ++done) {
    choose_species(first, settlement);
    mixed.step(done, nullptr);
    inherit_species(first, settlement);
  }
}
#else
constexpr auto settle = nullptr;  // a page has its own way to do it (web/engine/wasm/world.cc)
#endif

}  // namespace

extern const internal::Level level;
const internal::Level level = {BLASTEMA_TEXT(BLASTEMA_LEVEL), kWidth, obstacle, complete, bind_rule, bind_gradient,
                               bind_workspace, prepare, run, settle};

}  // namespace blastema::BLASTEMA_LEVEL
