// What all targets for XLA share: the kernel's failures as XLA's errors.
#pragma once

#include <exception>
#include <new>
#include <string>

#include "automaton.h"
#include "xla/ffi/api/ffi.h"

namespace blastema::binding {

namespace ffi = xla::ffi;

inline ffi::Error error_of(const Failure& failure) {
  using Kind = Failure::Kind;
  const std::string message = "blastema: " + failure.message;
  switch (failure.kind) {
    case Kind::kNone: return ffi::Error::Success();
    case Kind::kArgument: return ffi::Error::InvalidArgument(message);
    case Kind::kResources: return ffi::Error(ffi::ErrorCode::kResourceExhausted, message);
    case Kind::kInternal: break;
  }
  return ffi::Error::Internal(message);
}

inline ffi::Error error_of(const std::string& wrong) { return error_of(Failure{Failure::Kind::kArgument, wrong}); }

// No exception may leave a target: XLA would end the process.
template <class Attributes, ffi::Error (*target)(ffi::RemainingArgs, ffi::RemainingRets, Attributes)>
ffi::Error guarded(ffi::RemainingArgs operands, ffi::RemainingRets results, Attributes attributes) {
  try {
    return target(operands, results, attributes);
  } catch (const std::bad_alloc&) {
    return ffi::Error(ffi::ErrorCode::kResourceExhausted, "blastema: not enough memory to begin a call");
  } catch (const std::exception& error) {
    return ffi::Error::Internal(std::string("blastema: ") + error.what());
  }
}

}  // namespace blastema::binding
