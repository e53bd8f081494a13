// The arrays of a call from XLA: handed out one after the other, their types and sizes checked.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "xla/ffi/api/ffi.h"

namespace blastema::binding {

namespace ffi = xla::ffi;

using Sizes = std::vector<int64_t>;

inline std::string text_of(const Sizes& sizes) {
  std::string text = "[";
  for (const int64_t size : sizes) text += (text.size() > 1 ? ", " : "") + std::to_string(size);
  return text + "]";
}

// Hands out the arrays of a call one after the other, and records the first error.
class Arrays {
 public:
  Arrays(ffi::RemainingArgs operands, ffi::RemainingRets results) : operands_(operands), results_(results) {}

  // The next operand; `sizes` must be its sizes.
  template <ffi::DataType type>
  const ffi::NativeType<type>* operand(const char* name, const Sizes& sizes) {
    const auto array = operands_.get<ffi::Buffer<type>>(next_operand_++);
    if (!array.has_value()) {
      fail(std::string(name) + ": " + array.error().message());
      return nullptr;
    }
    fit(name, dimensions_of(*array), sizes);
    return array->typed_data();
  }
  const float* floats(const char* name, const Sizes& sizes) { return operand<ffi::F32>(name, sizes); }

  float* result(const char* name, const Sizes& sizes) {
    auto array = results_.get<ffi::Buffer<ffi::F32>>(next_result_++);
    if (!array.has_value()) {
      fail(std::string(name) + ": " + array.error().message());
      return nullptr;
    }
    fit(name, dimensions_of(**array), sizes);
    return (*array)->typed_data();
  }

  // Sizes of an operand, counted from the next one; empty if there is none.
  Sizes sizes(size_t ahead = 0) const {
    const auto array = operands_.get<ffi::AnyBuffer>(next_operand_ + ahead);
    return array.has_value() ? dimensions_of(*array) : Sizes{};
  }
  size_t operands_left() const { return operands_.size() - std::min(next_operand_, operands_.size()); }

  void fail(const std::string& message) {
    if (wrong_.empty()) wrong_ = message;
  }
  const std::string& wrong() const { return wrong_; }

 private:
  ffi::RemainingArgs operands_;
  ffi::RemainingRets results_;
  size_t next_operand_ = 0, next_result_ = 0;
  std::string wrong_;

  static Sizes dimensions_of(const ffi::AnyBuffer& array) {
    const auto dimensions = array.dimensions();
    return {dimensions.begin(), dimensions.end()};
  }
  template <ffi::DataType type>
  static Sizes dimensions_of(const ffi::Buffer<type>& array) {
    const auto dimensions = array.dimensions();
    return {dimensions.begin(), dimensions.end()};
  }
  void fit(const char* name, const Sizes& found, const Sizes& expected) {
    if (found != expected) fail(std::string(name) + " is " + text_of(found) + "; expected " + text_of(expected));
  }
};

}  // namespace blastema::binding
