#!/bin/sh
# Builds the browser's kernel from native/level/ and this folder:
#   web/engine/wasm/build-wasm.sh            writes kernel.wasm
#   web/engine/wasm/build-wasm.sh --check    builds it anew and compares with kernel.wasm
# Needs clang and wasm-ld of LLVM 14 (Debian 12: packages clang and lld); other versions give other bytes. CLANG
# chooses another clang++.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
clang=${CLANG:-clang++-14}
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT

"$clang" --target=wasm32-unknown-unknown -msimd128 -std=c++17 -Os -flto -ffreestanding -nostdlib -fno-exceptions \
  -fno-rtti -fvisibility=hidden -ffp-contract=off -Wall -Wextra -DBLASTEMA_LEVEL=wasm -Wl,--no-entry -Wl,--strip-all \
  -Wl,-z,stack-size=32768 -Wl,--stack-first "$here/world.cc" -o "$built/kernel.wasm"

if [ "${1:-}" = --check ]; then
  cmp "$built/kernel.wasm" "$here/kernel.wasm" && echo "kernel.wasm is what the sources give"
else
  mv "$built/kernel.wasm" "$here/kernel.wasm"
  wc -c <"$here/kernel.wasm" | sed 's/$/ bytes/'
fi
