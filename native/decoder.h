// From states of cells to pictures of several pixels a cell, and back: the decoder "coordinates" of decoder.py.
//
// As in automaton.h: nothing here knows Python or XLA, and the result does not depend on the number of threads.
#pragma once

#include "automaton.h"
#include "decoding.h"

namespace blastema {

// Gradients, summed over the batch where the array is not the sample's own; all written in full.
struct DecodingGradients {
  float* colours = nullptr;  // [batch, height, width, 4]: to the states' own colours
  float* heard = nullptr;
  float* place = nullptr;
  float* weight[kMaxDecoderLayers] = {};
  float* bias[kMaxDecoderLayers] = {};
};

// picture: [batch, height * pixels, width * pixels, 4]. The level in `options` must be one of float32.
Failure decode(const Decoding& decoding, const Options& options, float* picture);

// The reverse of `decode`: cotangent is the gradient to its result.
Failure decode_gradient(const Decoding& decoding, const Options& options, const float* cotangent,
                        const DecodingGradients& gradients);

}  // namespace blastema
