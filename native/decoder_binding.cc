#include "decoder_binding.h"

#include <cstdint>
#include <string>
#include <string_view>

#include "arrays.h"
#include "decoder.h"
#include "targets.h"

namespace nb = nanobind;
namespace ffi = xla::ffi;

namespace {

// `NativeDecoder.attributes` in engines/native_decoder.py.
struct Attributes {
  int32_t pixels, threads;
  std::string_view level;
};

}  // namespace

XLA_FFI_REGISTER_STRUCT_ATTR_DECODING(Attributes, StructMember<int32_t>("pixels"), StructMember<int32_t>("threads"),
                                      StructMember<std::string_view>("level"));

namespace blastema::binding {
namespace {

// The operands that both targets begin with.
Decoding decoding_of(Arrays& arrays, const Attributes& attributes) {
  Decoding d;
  const Sizes state = arrays.sizes(), heard = arrays.sizes(1);
  if (state.size() != 4 || heard.size() != 4) {
    arrays.fail("the state must be [batch, height, width, channels], what the cells hear [batch, height, width, units]");
    return d;
  }
  d.batch = static_cast<int>(state[0]);
  d.height = static_cast<int>(state[1]);
  d.width = static_cast<int>(state[2]);
  d.channels = static_cast<int>(state[3]);
  d.pixels = attributes.pixels;
  d.units[0] = static_cast<int>(heard[3]);
  d.state = arrays.floats("state", state);
  d.heard = arrays.floats("what the cells hear", {state[0], state[1], state[2], heard[3]});
  d.place = arrays.floats("the positions", {int64_t{d.pixels} * d.pixels, heard[3]});
  return d;
}

// The layers, which are the remaining operands: weight and bias of each.
void read_layers(Arrays& arrays, Decoding& d) {
  const size_t count = arrays.operands_left() / 2;
  if (count < 1 || count > kMaxDecoderLayers)
    return arrays.fail("the decoder must have 1 to 8 hidden layers, not " + std::to_string(count));
  d.layers = static_cast<int>(count);
  for (int i = 0; i < d.layers; ++i) {
    const Sizes weight = arrays.sizes();
    const int64_t outputs = weight.size() == 2 ? weight[1] : 0;
    d.weight[i] = arrays.floats("a layer's weight", {d.units[i], outputs});
    d.bias[i] = arrays.floats("a layer's bias", {outputs});
    d.units[i + 1] = static_cast<int>(outputs);
  }
}

Sizes picture_sizes(const Decoding& d) {
  return {d.batch, int64_t{d.height} * d.pixels, int64_t{d.width} * d.pixels, 4};
}

Options options_of(const Attributes& attributes) { return {attributes.threads, std::string(attributes.level)}; }

ffi::Error decode_target(ffi::RemainingArgs operands, ffi::RemainingRets results, Attributes attributes) {
  Arrays arrays(operands, results);
  Decoding decoding = decoding_of(arrays, attributes);
  if (arrays.wrong().empty()) read_layers(arrays, decoding);
  float* picture = arrays.result("the picture", picture_sizes(decoding));
  if (!arrays.wrong().empty()) return error_of(arrays.wrong());
  return error_of(decode(decoding, options_of(attributes), picture));
}

ffi::Error gradient_target(ffi::RemainingArgs operands, ffi::RemainingRets results, Attributes attributes) {
  Arrays arrays(operands, results);
  Decoding d = decoding_of(arrays, attributes);
  const float* cotangent = arrays.floats("the cotangent", picture_sizes(d));
  if (arrays.wrong().empty()) read_layers(arrays, d);
  DecodingGradients to;
  to.colours = arrays.result("the colours' gradient", {d.batch, d.height, d.width, 4});
  to.heard = arrays.result("the gradient to what the cells hear", {d.batch, d.height, d.width, d.units[0]});
  to.place = arrays.result("the positions' gradient", {int64_t{d.pixels} * d.pixels, d.units[0]});
  for (int i = 0; i < d.layers; ++i) {
    to.weight[i] = arrays.result("a weight's gradient", {d.units[i], d.units[i + 1]});
    to.bias[i] = arrays.result("a bias's gradient", {d.units[i + 1]});
  }
  if (!arrays.wrong().empty()) return error_of(arrays.wrong());
  return error_of(decode_gradient(d, options_of(attributes), cotangent, to));
}

#define BLASTEMA_BINDING ffi::Ffi::Bind().RemainingArgs().RemainingRets().Attrs<Attributes>()

using Guarded = ffi::Error(ffi::RemainingArgs, ffi::RemainingRets, Attributes);
constexpr Guarded* kGuardedDecode = guarded<Attributes, decode_target>;
constexpr Guarded* kGuardedGradient = guarded<Attributes, gradient_target>;

XLA_FFI_DEFINE_HANDLER(kDecode, kGuardedDecode, BLASTEMA_BINDING);
XLA_FFI_DEFINE_HANDLER(kDecodeGradient, kGuardedGradient, BLASTEMA_BINDING);

}  // namespace

void add_decoder(nb::dict& targets) {
  targets["blastema_decode"] = nb::capsule(reinterpret_cast<void*>(kDecode));
  targets["blastema_decode_gradient"] = nb::capsule(reinterpret_cast<void*>(kDecodeGradient));
}

}  // namespace blastema::binding
