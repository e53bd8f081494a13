#!/bin/sh
# Builds the kernel's own tests under each sanitizer and runs them:
#   native/tests/run_sanitizers.sh [address] [undefined] [thread]        (all three without arguments)
# ROUNDS and SEED choose how many random cases are tried, and which. Needs cmake and a C++ compiler.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
[ $# -gt 0 ] || set -- address undefined thread

for sanitizer in "$@"; do
  flags="-O1 -g -fno-omit-frame-pointer -fsanitize=$sanitizer"
  [ "$sanitizer" != undefined ] || flags="$flags -fno-sanitize-recover=all"
  cmake -S "$root/native" -B "$build/$sanitizer" -DBLASTEMA_PYTHON=OFF -DBLASTEMA_TESTS=ON \
    -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS="$flags" >"$build/log" || { cat "$build/log"; exit 1; }
  cmake --build "$build/$sanitizer" --parallel 2 >"$build/log" 2>&1 || { cat "$build/log"; exit 1; }
  printf '%s: ' "$sanitizer"
  "$build/$sanitizer/driver" "${ROUNDS:-25}" "${SEED:-1}"
done
