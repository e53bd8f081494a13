// What a decoder is asked to do: plain data, for the driver and for the code of each instruction level.
#pragma once

namespace blastema {

constexpr int kMaxDecoderLayers = 8;  // behind the first one

// The first layer of the decoder's network is linear in the cells, so the caller applies it to them; what remains is to
// interpolate its results, and the layers behind it with a rectifier before each. Arrays are dense and row-major.
struct Decoding {
  int batch = 0, height = 0, width = 0, channels = 0;
  int pixels = 0;                                    // along a side of a cell
  int layers = 0;                                    // behind the first one, 1..kMaxDecoderLayers
  int units[kMaxDecoderLayers + 1] = {};             // the outputs of all layers; the last has 4
  const float* state = nullptr;                      // [batch, height, width, channels]
  const float* heard = nullptr;                      // [batch, height, width, units[0]]: the first layer of the states
  const float* place = nullptr;                      // [pixels * pixels, units[0]]: of the positions, with its bias
  const float* weight[kMaxDecoderLayers] = {};       // [units[i], units[i + 1]]
  const float* bias[kMaxDecoderLayers] = {};         // [units[i + 1]]
};

}  // namespace blastema
