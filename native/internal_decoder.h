// Shared by the decoder's driver (decoder.cc) and its code for each instruction level (level/decoder.cc).
//
// Only plain data and C functions, as in internal.h.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "decoding.h"

namespace blastema::internal {

// The network or the gradient to it, laid out for the products; all rows padded to whole vectors.
struct DecoderArrays {
  float* place;                      // [pixels * pixels, stride of units[0]]
  float* weight[kMaxDecoderLayers];  // [units[i], stride of units[i + 1]]
  float* bias[kMaxDecoderLayers];
};

struct DecoderNetwork : DecoderArrays {
  float* transposed[kMaxDecoderLayers];  // [units[i + 1], stride of units[i]]
};

// Memory of one thread. `row` arrays are of one row of pixels, interpolated downwards only.
struct DecoderWork {
  uint8_t *exists, *row_exists;                 // [height, width], [width]
  float *row_heard, *row_colours;               // [width, stride], [width, 4]
  float *row_heard_back, *row_colours_back;     // their gradients; backward only
  float* activations[kMaxDecoderLayers + 1];    // [kDecoderTile, stride of units[i]]; the last has the outputs
  float* gradients[kMaxDecoderLayers + 1];      // the same, backward only
};

// Most pixels along a side of a cell, and most that go through the network together: the activations of 64 units and
// their gradients stay in the first cache.
constexpr int kMostPixels = 16, kDecoderTile = 48;

// One sample's arrays.
struct DecodedSample {
  const float *state, *heard;
  float* picture;           // forward
  const float* cotangent;   // backward
  float *to_colours, *to_heard;  // zeroed before
};

// One instruction level's code.
struct DecoderLevel {
  const char* name;
  // Floats from one row of units[i] to the next one.
  int (*stride)(int units);
  // Bytes needed; binds the pointers where base is not null (zeroed, aligned to 64 bytes).
  size_t (*bind_network)(const Decoding& d, DecoderNetwork& network, char* base);
  size_t (*bind_sums)(const Decoding& d, DecoderArrays& sums, char* base);
  size_t (*bind_work)(const Decoding& d, DecoderWork& work, bool backward, char* base);
  void (*decode)(const Decoding& d, const DecoderNetwork& network, const DecodedSample& sample, DecoderWork& work);
  void (*decode_back)(const Decoding& d, const DecoderNetwork& network, const DecodedSample& sample, DecoderWork& work,
                      const DecoderArrays& sums);
};

// The code of that level of float32, or of the best one for an empty name; null if it is not available.
const DecoderLevel* find_decoder(const char* name);

}  // namespace blastema::internal
