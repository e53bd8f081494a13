// A caller's problem in the kernel's form: checked, as a shape, and with its weights laid out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "automaton.h"
#include "internal.h"

namespace blastema::problem {

using internal::Layer;
using internal::Level;
using internal::Rule;
using internal::Shape;

Failure wrong(std::string message);
Failure out_of_memory(const Problem& p);
Failure check(const Problem& p, const Level* level, const Options& options);

// Sizes of a layer, counted from 0.
int inputs_of(const Problem& p, int layer);
int outputs_of(const Problem& p, int layer);
size_t weights_of(const Problem& p, int layer);
int bias_rows(const Problem& p, int layer);
size_t biases_of(const Problem& p, int layer);

// Of one state: the rows of all layers, the cells, and the numbers.
int64_t rows_of(const Problem& p);
size_t cells_of(const Problem& p);
size_t floats_of(const Problem& p);
// Numbers in a filter.
int taps_of(const Problem& p);

Shape shape_of(const Problem& p, const Level& level);
uint32_t fire_limit(float rate);
// The place of one of a layer's inputs among the padded ones.
ptrdiff_t place_of(const Problem& p, const Shape& shape, int layer, int input);
void lay_out(const Problem& p, const Shape& shape, Rule& rule);

}  // namespace blastema::problem
