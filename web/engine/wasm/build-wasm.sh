#!/bin/sh
# Builds the browser's kernels from native/level/: kernel.wasm, which lets organisms live, from this folder, and
# trainer.wasm, which trains them, from web/training/wasm/.
#   web/engine/wasm/build-wasm.sh            writes them
#   web/engine/wasm/build-wasm.sh --check    builds them anew and compares
# Needs clang and wasm-ld of LLVM 14 (Debian 12: packages clang and lld); other versions give other bytes. CLANG
# chooses another clang++.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
clang=${CLANG:-clang++-14}
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
check=${1:-}

# build SOURCE RESULT OPTION...
build() {
  source=$1 result=$2 name=$(basename "$2")
  shift 2
  "$clang" --target=wasm32-unknown-unknown -msimd128 -std=c++17 -flto -ffreestanding -nostdlib -fno-exceptions \
    -fno-rtti -fvisibility=hidden -ffp-contract=off -Wall -Wextra -DBLASTEMA_LEVEL=wasm -Wl,--no-entry \
    -Wl,--strip-all -Wl,-z,stack-size=32768 -Wl,--stack-first "$@" "$source" -o "$built/$name"
  if [ "$check" = --check ]; then
    cmp "$built/$name" "$result" && echo "$name is what the sources give"
  else
    mv "$built/$name" "$result"
    echo "$name: $(wc -c <"$result") bytes"
  fi
}

build "$here/world.cc" "$here/kernel.wasm" -Os
training=$here/../../training/wasm
echo pow >"$built/imports" # the page's Math.pow
build "$training/trainer.cc" "$training/trainer.wasm" -Os "-Wl,--allow-undefined-file=$built/imports"
