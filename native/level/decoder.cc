// The decoder for one instruction level. Compiled several times, each with its own BLASTEMA_LEVEL and flags.
//
// A row of pixels after another: the two rows of cells around it are interpolated once; then, tile by tile, the pixels
// that have a cell are interpolated from the two columns around them and go through the network.
#include "../internal_decoder.h"
#include "cutter.h"
#include "products.h"

#define BLASTEMA_TEXT_(name) #name
#define BLASTEMA_TEXT(name) BLASTEMA_TEXT_(name)

namespace blastema::BLASTEMA_LEVEL {
namespace {

using internal::DecodedSample;
using internal::DecoderNetwork;
using internal::DecoderArrays;
using internal::DecoderWork;

constexpr int kColours = 4;
static_assert(internal::kDecoderTile % kRows == 0 && internal::kDecoderTile % kTallRows == 0);

int padded(int units) { return (units + kWidth - 1) / kWidth * kWidth; }
int stride(int units) { return odd_lines(units); }

void cut(const Decoding& d, Cutter& cutter, DecoderArrays& arrays) {
  cutter.cut(arrays.place, int64_t{d.pixels} * d.pixels * stride(d.units[0]));
  for (int i = 0; i < d.layers; ++i) {
    cutter.cut(arrays.weight[i], int64_t{d.units[i]} * stride(d.units[i + 1]));
    cutter.cut(arrays.bias[i], stride(d.units[i + 1]));
  }
}

size_t bind_network(const Decoding& d, DecoderNetwork& network, char* base) {
  Cutter cutter(base);
  cut(d, cutter, network);
  for (int i = 0; i < d.layers; ++i)
    cutter.cut(network.transposed[i], int64_t{d.units[i + 1]} * stride(d.units[i]));
  return cutter.used();
}

size_t bind_sums(const Decoding& d, DecoderArrays& sums, char* base) {
  Cutter cutter(base);
  cut(d, cutter, sums);
  return cutter.used();
}

size_t bind_work(const Decoding& d, DecoderWork& work, bool backward, char* base) {
  Cutter cutter(base);
  cutter.cut(work.exists, int64_t{d.height} * d.width);
  cutter.cut(work.row_exists, d.width);
  cutter.cut(work.row_heard, int64_t{d.width} * stride(d.units[0]));
  cutter.cut(work.row_colours, int64_t{d.width} * kColours);
  if (backward) {
    cutter.cut(work.row_heard_back, int64_t{d.width} * stride(d.units[0]));
    cutter.cut(work.row_colours_back, int64_t{d.width} * kColours);
  }
  for (int i = 0; i <= d.layers; ++i) {
    cutter.cut(work.activations[i], int64_t{internal::kDecoderTile} * stride(d.units[i]));
    if (backward) cutter.cut(work.gradients[i], int64_t{internal::kDecoderTile} * stride(d.units[i]));
  }
  return cutter.used();
}

// How much of a pixel is its own cell's and how much the cell's beside it, along one axis.
struct Between {
  int beside = 1;  // -1 or 1
  float own = 0.0f, other = 0.0f;

  Between() = default;
  Between(int pixel, int pixels) {
    const double from_middle = (pixel + 0.5) / pixels - 0.5;
    beside = from_middle < 0.0 ? -1 : 1;
    other = static_cast<float>(from_middle < 0.0 ? -from_middle : from_middle);
    own = static_cast<float>(1.0 - (from_middle < 0.0 ? -from_middle : from_middle));
  }
  // The cell beside cell `at` of `count`; beyond the edge it is the cell itself.
  int neighbour(int at, int count) const {
    const int found = at + beside;
    return found < 0 ? 0 : (found < count ? found : count - 1);
  }
};

// A pixel of the tile.
struct Pixel {
  int cell, beside, column;  // in the row of cells; and among the pixels of a cell's row
};

class Canvas {
 public:
  Canvas(const Decoding& d, const DecoderNetwork& network, const DecodedSample& sample, DecoderWork& work)
      : d_(d), network_(network), sample_(sample), work_(work) {
    for (int pixel = 0; pixel < d.pixels; ++pixel) between_[pixel] = Between(pixel, d.pixels);
    const ptrdiff_t cells = ptrdiff_t{d.height} * d.width;
    for (ptrdiff_t cell = 0; cell < cells; ++cell) {
      bool any = false;
      for (int c = 0; c < d.channels; ++c) any |= sample.state[cell * d.channels + c] != 0.0f;
      work.exists[cell] = any ? 1 : 0;
    }
  }

  void draw() {
    for (int y = 0; y < d_.height; ++y)
      for (int row = 0; row < d_.pixels; ++row) {
        const Between& down = between_[row];
        mix_rows(y, down);
        const ptrdiff_t floats = ptrdiff_t{d_.width} * d_.pixels * kColours;
        float* line = sample_.picture + (ptrdiff_t{y} * d_.pixels + row) * floats;
        __builtin_memset(line, 0, sizeof(float) * static_cast<size_t>(floats));
        each_tile([&](const Pixel* tile, int count) {
          think(tile, count, row);
          for (int t = 0; t < count; ++t) show(tile[t], t, line);
        });
      }
  }

  void draw_back(const DecoderArrays& sums) {
    const size_t width = static_cast<size_t>(d_.width);
    __builtin_memset(work_.row_heard_back, 0, sizeof(float) * width * static_cast<size_t>(stride(d_.units[0])));
    __builtin_memset(work_.row_colours_back, 0, sizeof(float) * width * kColours);
    for (int y = 0; y < d_.height; ++y)
      for (int row = 0; row < d_.pixels; ++row) {
        const Between& down = between_[row];
        mix_rows(y, down);
        const float* line = sample_.cotangent + (ptrdiff_t{y} * d_.pixels + row) * d_.width * d_.pixels * kColours;
        each_tile([&](const Pixel* tile, int count) {
          think(tile, count, row);
          for (int t = 0; t < count; ++t) show_back(tile[t], t, line);
          learn(count, sums);
          for (int t = 0; t < count; ++t) hear_back(tile[t], t, row, sums);
        });
        mix_rows_back(y, down);
      }
  }

 private:
  const Decoding& d_;
  const DecoderNetwork& network_;
  const DecodedSample& sample_;
  DecoderWork& work_;
  Between between_[internal::kMostPixels];  // along either axis

  // The rows of cells around a row of pixels, interpolated.
  void mix_rows(int y, const Between& down) {
    const ptrdiff_t units = d_.units[0], to_stride = stride(d_.units[0]), width = d_.width;
    const ptrdiff_t here = y * width, there = down.neighbour(y, d_.height) * width;
    for (ptrdiff_t x = 0; x < width; ++x) {
      work_.row_exists[x] = work_.exists[here + x] | (down.other > 0.0f ? work_.exists[there + x] : 0);
      const float *near = sample_.heard + (here + x) * units, *far = sample_.heard + (there + x) * units;
      float* to = work_.row_heard + x * to_stride;
      for (ptrdiff_t k = 0; k < units; ++k) to[k] = down.own * near[k] + down.other * far[k];
      const float *own = sample_.state + (here + x) * d_.channels, *other = sample_.state + (there + x) * d_.channels;
      for (int c = 0; c < kColours; ++c)
        work_.row_colours[x * kColours + c] = down.own * own[c] + down.other * other[c];
    }
  }

  // The gradient to those rows, which is cleared for the next ones.
  void mix_rows_back(int y, const Between& down) {
    const ptrdiff_t units = d_.units[0], from_stride = stride(d_.units[0]), width = d_.width;
    const ptrdiff_t here = y * width, there = down.neighbour(y, d_.height) * width;
    for (ptrdiff_t x = 0; x < width; ++x) {
      float *near = sample_.to_heard + (here + x) * units, *far = sample_.to_heard + (there + x) * units;
      float* from = work_.row_heard_back + x * from_stride;
      for (ptrdiff_t k = 0; k < units; ++k) near[k] += down.own * from[k];
      for (ptrdiff_t k = 0; k < units; ++k) far[k] += down.other * from[k];  // at the edge the same cell
      __builtin_memset(from, 0, sizeof(float) * static_cast<size_t>(units));
      float *own = sample_.to_colours + (here + x) * kColours, *other = sample_.to_colours + (there + x) * kColours;
      float* colours = work_.row_colours_back + x * kColours;
      for (int c = 0; c < kColours; ++c) own[c] += down.own * colours[c];
      for (int c = 0; c < kColours; ++c) other[c] += down.other * colours[c];
      __builtin_memset(colours, 0, sizeof(float) * kColours);
    }
  }

  // Calls `visit(pixels, count)` for the row's pixels that have a cell.
  template <class Visit>
  void each_tile(Visit visit) {
    Pixel tile[internal::kDecoderTile];
    int count = 0;
    for (int column = 0; column < d_.pixels; ++column) {
      const Between& across = between_[column];
      for (int x = 0; x < d_.width; ++x) {
        const int beside = across.neighbour(x, d_.width);
        if (!work_.row_exists[x] && !(across.other > 0.0f && work_.row_exists[beside])) continue;
        tile[count++] = {x, beside, column};
        if (count < internal::kDecoderTile) continue;
        visit(tile, count);
        count = 0;
      }
    }
    if (count > 0) visit(tile, count);
  }

  // The network at the pixels of a tile; `row` is theirs within their cells.
  void think(const Pixel* tile, int count, int row) {
    const ptrdiff_t columns = padded(d_.units[0]), step = stride(d_.units[0]);
    for (int t = 0; t < count; ++t) {
      const Between& across = between_[tile[t].column];
      const float *near = work_.row_heard + tile[t].cell * step, *far = work_.row_heard + tile[t].beside * step;
      const float* place = network_.place + (ptrdiff_t{row} * d_.pixels + tile[t].column) * step;
      float* to = work_.activations[0] + t * step;
      for (ptrdiff_t k = 0; k < columns; k += kWidth)
        store(to + k, relu(across.own * load(near + k) + across.other * load(far + k) + load(place + k)));
    }
    for (int i = 0; i < d_.layers; ++i) {
      const Product product{count, padded(d_.units[i + 1]), d_.units[i], work_.activations[i], stride(d_.units[i]),
                            network_.weight[i], stride(d_.units[i + 1]), work_.activations[i + 1],
                            stride(d_.units[i + 1]), network_.bias[i], nullptr};
      if (i + 1 < d_.layers)
        multiply<Start::kBias, Finish::kRelu, Left::kRowMajor>(product);
      else
        multiply<Start::kBias, Finish::kStore, Left::kRowMajor>(product);
    }
  }

  void show(const Pixel& pixel, int t, float* line) const {
    const Between& across = between_[pixel.column];
    const float* found = work_.activations[d_.layers] + t * ptrdiff_t{stride(kColours)};
    const float *near = work_.row_colours + pixel.cell * kColours, *far = work_.row_colours + pixel.beside * kColours;
    float* to = line + (ptrdiff_t{pixel.cell} * d_.pixels + pixel.column) * kColours;
    for (int c = 0; c < kColours; ++c) to[c] = across.own * near[c] + across.other * far[c] + found[c];
  }

  void show_back(const Pixel& pixel, int t, const float* line) {
    const Between& across = between_[pixel.column];
    const float* from = line + (ptrdiff_t{pixel.cell} * d_.pixels + pixel.column) * kColours;
    float* to = work_.gradients[d_.layers] + t * ptrdiff_t{stride(kColours)};
    float* near = work_.row_colours_back + pixel.cell * kColours;
    float* far = work_.row_colours_back + pixel.beside * kColours;
    for (int c = 0; c < kColours; ++c) to[c] = from[c];
    for (int c = 0; c < kColours; ++c) near[c] += across.own * from[c];
    for (int c = 0; c < kColours; ++c) far[c] += across.other * from[c];
  }

  // The gradient to the network behind its first layer: adds to the sums, and leaves that to the first in gradients[0].
  void learn(int count, const DecoderArrays& sums) {
    for (int i = d_.layers - 1; i >= 0; --i) {
      const ptrdiff_t in = d_.units[i], out = d_.units[i + 1], in_step = stride(d_.units[i]);
      const ptrdiff_t out_step = stride(d_.units[i + 1]), out_columns = padded(d_.units[i + 1]);
      multiply<Start::kResult, Finish::kStore, Left::kColumnMajor>(
          {in, out_columns, count, work_.activations[i], in_step, work_.gradients[i + 1], out_step, sums.weight[i],
           out_step});
      add_rows(work_.gradients[i + 1], out_step, count, out_columns, sums.bias[i]);
      multiply<Start::kZero, Finish::kGate, Left::kRowMajor>(
          {count, padded(d_.units[i]), out, work_.gradients[i + 1], out_step, network_.transposed[i], in_step,
           work_.gradients[i], in_step, nullptr, work_.activations[i]});
    }
  }

  void hear_back(const Pixel& pixel, int t, int row, const DecoderArrays& sums) {
    const Between& across = between_[pixel.column];
    const ptrdiff_t columns = padded(d_.units[0]), step = stride(d_.units[0]);
    const float* from = work_.gradients[0] + t * step;
    float *near = work_.row_heard_back + pixel.cell * step, *far = work_.row_heard_back + pixel.beside * step;
    float* place = sums.place + (ptrdiff_t{row} * d_.pixels + pixel.column) * step;
    for (ptrdiff_t k = 0; k < columns; k += kWidth) {
      const Vec gradient = load(from + k);
      store(near + k, load(near + k) + across.own * gradient);
      store(far + k, load(far + k) + across.other * gradient);  // at the edge the same cell
      store(place + k, load(place + k) + gradient);
    }
  }
};

void decode(const Decoding& d, const DecoderNetwork& network, const DecodedSample& sample, DecoderWork& work) {
  Canvas(d, network, sample, work).draw();
}

void decode_back(const Decoding& d, const DecoderNetwork& network, const DecodedSample& sample, DecoderWork& work,
                 const DecoderArrays& sums) {
  Canvas(d, network, sample, work).draw_back(sums);
}

}  // namespace

extern const internal::DecoderLevel decoder_level;
const internal::DecoderLevel decoder_level = {BLASTEMA_TEXT(BLASTEMA_LEVEL), stride, bind_network, bind_sums,
                                              bind_work, decode, decode_back};

}  // namespace blastema::BLASTEMA_LEVEL
