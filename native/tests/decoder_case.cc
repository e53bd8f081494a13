#include "decoder_case.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "decoder.h"

namespace blastema::test {
namespace {

using Floats = std::vector<float>;

int draw(std::mt19937& random, int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); }

Floats drawn(std::mt19937& random, size_t count, float size) {
  std::normal_distribution<float> normal(0.0f, size);
  Floats values(count);
  for (float& value : values) value = normal(random);
  return values;
}

// A decoder with its arrays.
struct Decoder {
  Decoding d;
  Floats state, heard, place;
  std::vector<Floats> weight, bias;

  explicit Decoder(std::mt19937& random) {
    d.batch = draw(random, 1, 4), d.height = draw(random, 1, 7), d.width = draw(random, 1, 70);
    d.channels = 4 * draw(random, 1, 3), d.pixels = draw(random, 1, 5), d.layers = draw(random, 1, 3);
    for (int i = 0; i < d.layers; ++i) d.units[i] = draw(random, 1, 70);
    d.units[d.layers] = 4;
    const size_t cells = static_cast<size_t>(d.batch) * static_cast<size_t>(d.height * d.width);
    state = drawn(random, cells * static_cast<size_t>(d.channels), 1.0f);
    heard = drawn(random, cells * static_cast<size_t>(d.units[0]), 1.0f);
    for (size_t cell = 0; cell < cells; ++cell)
      if (draw(random, 0, 2) > 0) clear(cell);
    place = drawn(random, static_cast<size_t>(d.pixels * d.pixels * d.units[0]), 1.0f);
    for (int i = 0; i < d.layers; ++i) {
      weight.push_back(drawn(random, static_cast<size_t>(d.units[i] * d.units[i + 1]), 0.2f));
      bias.push_back(drawn(random, static_cast<size_t>(d.units[i + 1]), 0.5f));
    }
  }

  void clear(size_t cell) {
    for (int c = 0; c < d.channels; ++c) state[cell * static_cast<size_t>(d.channels) + static_cast<size_t>(c)] = 0.0f;
    for (int k = 0; k < d.units[0]; ++k) heard[cell * static_cast<size_t>(d.units[0]) + static_cast<size_t>(k)] = 0.0f;
  }

  const Decoding& bound() {
    d.state = state.data(), d.heard = heard.data(), d.place = place.data();
    for (int i = 0; i < d.layers; ++i) {
      d.weight[i] = weight[static_cast<size_t>(i)].data();
      d.bias[i] = bias[static_cast<size_t>(i)].data();
    }
    return d;
  }

  size_t pixels() const { return static_cast<size_t>(d.batch * d.height * d.width * d.pixels * d.pixels); }

  void require(bool holds, const char* what) const {
    if (holds) return;
    std::fprintf(stderr, "failed: %s\n  decoder of %d layers, %d x %d x %d cells of %d channels, %d pixels\n", what,
                 d.layers, d.batch, d.height, d.width, d.channels, d.pixels);
    std::exit(1);
  }

  Floats picture(const Options& options) {
    Floats found(pixels() * 4, 7.0f);
    require(!decode(bound(), options, found.data()), "it decodes");
    return found;
  }
};

// All gradients, one after the other.
struct Slopes {
  Floats colours, heard, place;
  std::vector<Floats> weight, bias;

  Slopes(Decoder& of, const Options& options, const Floats& cotangent)
      : colours(of.state.size() / static_cast<size_t>(of.d.channels) * 4, 7.0f), heard(of.heard.size(), 7.0f),
        place(of.place.size(), 7.0f) {
    DecodingGradients to;
    to.colours = colours.data(), to.heard = heard.data(), to.place = place.data();
    for (int i = 0; i < of.d.layers; ++i) {
      weight.emplace_back(of.weight[static_cast<size_t>(i)].size(), 7.0f);
      bias.emplace_back(of.bias[static_cast<size_t>(i)].size(), 7.0f);
    }
    for (int i = 0; i < of.d.layers; ++i) {
      to.weight[i] = weight[static_cast<size_t>(i)].data();
      to.bias[i] = bias[static_cast<size_t>(i)].data();
    }
    of.require(!decode_gradient(of.bound(), options, cotangent.data(), to), "it has a gradient");
  }

  bool operator==(const Slopes& other) const {
    return colours == other.colours && heard == other.heard && place == other.place && weight == other.weight &&
           bias == other.bias;
  }
};

double along(const Floats& picture, const Floats& cotangent) {
  double sum = 0.0;
  for (size_t i = 0; i < picture.size(); ++i)
    sum += static_cast<double>(picture[i]) * static_cast<double>(cotangent[i]);
  return sum;
}

// The last bias has a linear effect, so its slope is exact but for rounding.
void check_slope(Decoder& one, const Options& options, const Floats& cotangent, const Slopes& slopes) {
  Floats& bias = one.bias.back();
  const Floats kept = bias;
  double moved = 0.0, expected = 0.0;
  for (const float sign : {1.0f, -1.0f}) {
    for (size_t i = 0; i < bias.size(); ++i) bias[i] = kept[i] + sign * static_cast<float>(i + 1);
    moved += static_cast<double>(sign) * along(one.picture(options), cotangent) / 2.0;
  }
  bias = kept;
  double size = 1.0;
  for (size_t i = 0; i < kept.size(); ++i) expected += static_cast<double>(slopes.bias.back()[i]) * static_cast<double>(i + 1);
  for (const float value : cotangent) size += std::fabs(static_cast<double>(value));
  one.require(std::fabs(moved - expected) < 1e-4 * size, "the gradient is the slope");
}

}  // namespace

void check_decoder(std::mt19937& random) {
  Decoder one(random);
  const Floats cotangent = drawn(random, one.pixels() * 4, 1.0f);
  for (const std::string& level : available_levels()) {
    const Options single{1, level};
    const Floats picture = one.picture(single);
    const Slopes slopes(one, single, cotangent);
    for (const float value : picture) one.require(std::isfinite(value), "finite stays finite");
    for (const int threads : {2, 3, 7}) {
      one.require(one.picture({threads, level}) == picture, "the picture does not depend on the threads");
      one.require(Slopes(one, {threads, level}, cotangent) == slopes, "nor do the gradients");
    }
    check_slope(one, single, cotangent, slopes);
  }
  for (size_t cell = 0; cell < one.state.size() / static_cast<size_t>(one.d.channels); ++cell) one.clear(cell);
  for (const float value : one.picture({2, ""})) one.require(value == 0.0f, "where no cell is there is nothing");
}

void check_decoder_refusals() {
  using Kind = Failure::Kind;
  std::mt19937 random(5);
  Decoder sound(random);
  sound.bound();
  const auto refused = [&](Decoding d, const Options& options) {
    sound.require(decode(d, options, nullptr).kind == Kind::kArgument, "what cannot be decoded is refused");
  };
  Decoding d = sound.d;
  refused(d, {1, "v9"});
  refused(d, {0, ""});
  for (const std::string& level : available_levels("bf16")) refused(d, {1, level});
  d.pixels = 17;
  refused(d, {1, ""});
  d = sound.d, d.layers = kMaxDecoderLayers + 1;
  refused(d, {1, ""});
  d = sound.d, d.units[d.layers] = 3;
  refused(d, {1, ""});
  d = sound.d, d.channels = 3;
  refused(d, {1, ""});
}

}  // namespace blastema::test
