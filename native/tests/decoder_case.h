// Random decoders, and what is required of them.
#pragma once

#include <random>

namespace blastema::test {

// Draws a decoder and states, and ends the program if results depend on the threads, if the gradient is not the slope,
// or if a pixel without cells is not empty. At every level of float32.
void check_decoder(std::mt19937& random);

// Ends the program if what cannot be decoded is not refused.
void check_decoder_refusals();

}  // namespace blastema::test
