"""The fused CUDA kernels on an ordinary processor: the same source by a C++ compiler, a thread for each block."""

from __future__ import annotations

import dataclasses
import functools
import importlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from blastema.engines import cuda_calls
from blastema.engines.cuda_calls import Shape
from blastema.engines.gpu import CudaEngine

COMPILER = shutil.which("g++") or shutil.which("clang++")
_NO_LIMIT = 1 << 30  # of shared memory


@functools.cache
def _targets() -> None:
    cuda_calls.register("cpu", emulation=True)


@functools.cache
def _emulation(shape: Shape) -> int:
    _targets()
    assert COMPILER is not None
    folder = Path(tempfile.mkdtemp(prefix="blastema-emulation-"))
    try:
        for name, text in cuda_calls.sources().items():
            (folder / name).write_text(text)
        definitions = [f"-D{name}={value}" for name, value in shape.definitions(_NO_LIMIT).items()]
        flags = ["-std=c++17", "-O1", "-shared", "-fPIC", "-pthread", "-Wall", "-Wextra", "-Wno-unknown-pragmas"]
        command = [COMPILER, *flags, "-Werror", *definitions, "-x", "c++", "automaton.cuh", "-o", "emulation.so"]
        subprocess.run(command, cwd=folder, check=True)
        native = importlib.import_module("blastema._native")
        handle: int = native.cuda_add_emulation(str(folder / "emulation.so"))
        return handle
    finally:
        shutil.rmtree(folder)


@dataclasses.dataclass(frozen=True)
class EmulatedEngine(CudaEngine):
    """blocks: how many each sample has; 0: as a card of four multiprocessors would have them."""

    blocks: int = 0

    def _kernels(self, shape: Shape) -> tuple[int, int]:
        return _emulation(shape), self.blocks


def emulated(blocks: int = 0, precision: str = "float32") -> EmulatedEngine:
    """The engine."""
    return EmulatedEngine("", "emulated", 0, precision, blocks)
