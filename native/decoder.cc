// The decoder's driver: checks, memory, threads and the sums over samples. A thread takes one sample after another.
#include "decoder.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "internal_decoder.h"
#include "memory.h"

namespace blastema {
namespace {

using internal::Block;
using internal::DecodedSample;
using internal::DecoderLevel;
using internal::DecoderNetwork;
using internal::DecoderArrays;
using internal::DecoderWork;

constexpr int kColours = 4;

Failure wrong(const std::string& message) { return {Failure::Kind::kArgument, message}; }

Failure check(const Decoding& d, const DecoderLevel* level, const Options& options) {
  if (level == nullptr) return wrong("instruction level '" + options.level + "' has no decoder on this processor");
  if (d.batch < 0 || d.height < 1 || d.width < 1) return wrong("the grid must have at least one cell");
  if (d.channels < kColours) return wrong("the states must have at least 4 channels");
  if (d.pixels < 1 || d.pixels > internal::kMostPixels) return wrong("a cell must have 1 to 16 pixels along a side");
  if (d.layers < 1 || d.layers > kMaxDecoderLayers) return wrong("the decoder must have 1 to 8 hidden layers");
  for (int i = 0; i < d.layers; ++i)
    if (d.units[i] < 1) return wrong("a hidden layer of the decoder must have at least one unit");
  if (d.units[d.layers] != kColours) return wrong("the decoder must have 4 outputs");
  if (options.threads < 1 || options.threads > kMaxThreads)
    return wrong("the number of threads must be 1 to " + std::to_string(kMaxThreads));
  return {};
}

// rows of `columns` floats between a dense array and a padded one.
void pad(const float* dense, float* rows, int64_t count, int columns, int stride) {
  for (int64_t i = 0; i < count; ++i) std::copy_n(dense + i * columns, columns, rows + i * stride);
}
void add_padded(const float* rows, float* dense, int64_t count, int columns, int stride) {
  for (int64_t i = 0; i < count; ++i)
    for (int k = 0; k < columns; ++k) dense[i * columns + k] += rows[i * stride + k];
}

class Call {
 public:
  Call(const Decoding& d, const Options& options, const DecoderLevel& level, float* picture, const float* cotangent,
       const DecodingGradients* gradients)
      : d_(d),
        threads_(std::min(options.threads, d.batch)),
        level_(level),
        picture_(picture),
        cotangent_(cotangent),
        gradients_(gradients),
        network_block_(level.bind_network(d, network_, nullptr)),
        sums_bytes_(level.bind_sums(d, unbound_, nullptr)),
        sums_block_(gradients != nullptr ? sums_bytes_ * static_cast<size_t>(d.batch) : 0) {
    level.bind_network(d, network_, network_block_.data());
    pad(d.place, network_.place, pixels(), d.units[0], level.stride(d.units[0]));
    for (int i = 0; i < d.layers; ++i) {
      const int in = d.units[i], out = d.units[i + 1];
      pad(d.weight[i], network_.weight[i], in, out, level.stride(out));
      pad(d.bias[i], network_.bias[i], 1, out, level.stride(out));
      for (int from = 0; from < in; ++from)
        for (int to = 0; to < out; ++to)
          network_.transposed[i][int64_t{to} * level.stride(in) + from] = d.weight[i][int64_t{from} * out + to];
    }
  }

  Failure run() {
    std::vector<std::thread> helpers;
    Failure failure;
    try {
      for (int i = 1; i < threads_; ++i) helpers.emplace_back([this] { work(); });
    } catch (const std::exception& error) {
      failure = {Failure::Kind::kResources, std::string("could not start a thread: ") + error.what()};
      next_.store(d_.batch);
    }
    if (!failure) work();
    for (auto& helper : helpers) helper.join();
    if (exhausted_.load()) return {Failure::Kind::kResources, "not enough memory for the decoder"};
    if (!failure && gradients_ != nullptr) sum();
    return failure;
  }

 private:
  const Decoding& d_;
  const int threads_;
  const DecoderLevel& level_;
  float* picture_;
  const float* cotangent_;
  const DecodingGradients* gradients_;
  DecoderNetwork network_{};
  DecoderArrays unbound_{};
  Block network_block_;
  const size_t sums_bytes_;
  Block sums_block_;
  std::atomic<int> next_{0};
  std::atomic<bool> exhausted_{false};

  int64_t pixels() const { return int64_t{d_.pixels} * d_.pixels; }
  int64_t cells() const { return int64_t{d_.height} * d_.width; }

  DecoderArrays sums_of(int sample) const {
    DecoderArrays sums{};
    level_.bind_sums(d_, sums, sums_block_.data() + static_cast<size_t>(sample) * sums_bytes_);
    return sums;
  }

  void work() {
    try {
      DecoderWork memory{};
      const bool backward = gradients_ != nullptr;
      const Block block(level_.bind_work(d_, memory, backward, nullptr));
      level_.bind_work(d_, memory, backward, block.data());
      for (int index = next_.fetch_add(1); index < d_.batch; index = next_.fetch_add(1)) {
        const DecodedSample sample = sample_of(index);
        if (backward)
          level_.decode_back(d_, network_, sample, memory, sums_of(index));
        else
          level_.decode(d_, network_, sample, memory);
      }
    } catch (const std::bad_alloc&) {
      exhausted_.store(true);
    }
  }

  DecodedSample sample_of(int index) const {
    const int64_t picture = index * cells() * pixels() * kColours;
    DecodedSample sample{};
    sample.state = d_.state + index * cells() * d_.channels;
    sample.heard = d_.heard + index * cells() * d_.units[0];
    if (picture_ != nullptr) sample.picture = picture_ + picture;
    if (gradients_ == nullptr) return sample;
    sample.cotangent = cotangent_ + picture;
    sample.to_colours = gradients_->colours + index * cells() * kColours;
    sample.to_heard = gradients_->heard + index * cells() * d_.units[0];
    std::fill_n(sample.to_colours, cells() * kColours, 0.0f);
    std::fill_n(sample.to_heard, cells() * d_.units[0], 0.0f);
    return sample;
  }

  // The samples' sums, added in their order.
  void sum() const {
    std::fill_n(gradients_->place, pixels() * d_.units[0], 0.0f);
    for (int i = 0; i < d_.layers; ++i) {
      std::fill_n(gradients_->weight[i], int64_t{d_.units[i]} * d_.units[i + 1], 0.0f);
      std::fill_n(gradients_->bias[i], d_.units[i + 1], 0.0f);
    }
    for (int index = 0; index < d_.batch; ++index) {
      const DecoderArrays sums = sums_of(index);
      add_padded(sums.place, gradients_->place, pixels(), d_.units[0], level_.stride(d_.units[0]));
      for (int i = 0; i < d_.layers; ++i) {
        const int in = d_.units[i], out = d_.units[i + 1];
        add_padded(sums.weight[i], gradients_->weight[i], in, out, level_.stride(out));
        add_padded(sums.bias[i], gradients_->bias[i], 1, out, level_.stride(out));
      }
    }
  }
};

Failure perform(const Decoding& d, const Options& options, float* picture, const float* cotangent,
                const DecodingGradients* gradients) {
  const DecoderLevel* level = internal::find_decoder(options.level.c_str());
  if (Failure found = check(d, level, options)) return found;
  try {
    return Call(d, options, *level, picture, cotangent, gradients).run();
  } catch (const std::bad_alloc&) {
    return {Failure::Kind::kResources, "not enough memory for the decoder"};
  } catch (const std::exception& error) {
    return {Failure::Kind::kInternal, std::string("the native decoder failed: ") + error.what()};
  }
}

}  // namespace

Failure decode(const Decoding& decoding, const Options& options, float* picture) {
  return perform(decoding, options, picture, nullptr, nullptr);
}

Failure decode_gradient(const Decoding& decoding, const Options& options, const float* cotangent,
                        const DecodingGradients& gradients) {
  return perform(decoding, options, nullptr, cotangent, &gradients);
}

}  // namespace blastema
