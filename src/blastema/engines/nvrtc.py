"""Compiles CUDA C++ by NVRTC, the compiler library that comes with JAX's wheels for NVIDIA cards."""

from __future__ import annotations

import ctypes
import functools
import hashlib
import importlib.util
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from blastema.errors import KernelUnavailableError

_MAJORS = (13, 12)
"""Versions of CUDA, the newest first."""
CACHE_VARIABLE = "BLASTEMA_KERNEL_CACHE"
"""Environment variable with the folder of compiled kernels; ``~/.cache/blastema`` if not set."""


@functools.cache
def library() -> ctypes.CDLL | str:
    """NVRTC, or the reason why there is none."""
    for name in _candidates():
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue  # the next one may be installed
    return (
        'NVRTC, which compiles its code, is not installed; install JAX for NVIDIA cards: pip install "blastema[cuda]"'
    )


def _candidates() -> list[str]:
    found = []
    spec = importlib.util.find_spec("nvidia")
    folders = [Path(folder) for folder in (spec.submodule_search_locations or [])] if spec else []
    for major in _MAJORS:
        name = f"libnvrtc.so.{major}"
        found += [str(folder / home / "lib" / name) for folder in folders for home in (f"cu{major}", "cuda_nvrtc")]
    return [*(path for path in found if Path(path).exists()), *(f"libnvrtc.so.{major}" for major in _MAJORS)]


def compiled(source: str, headers: Mapping[str, str], options: Sequence[str]) -> bytes:
    """Machine code for a card, compiled or from the cache.

    Args:
        source: CUDA C++
        headers: files that it may include, by name
        options: of NVRTC, with ``--gpu-architecture=sm_...``

    Raises:
        KernelUnavailableError: if it cannot be compiled.
    """
    nvrtc = library()
    if isinstance(nvrtc, str):
        raise KernelUnavailableError(f"kernel cuda is not available: {nvrtc}.")
    everything = "\0".join((_version(nvrtc), source, *options, *(f"{k}\0{v}" for k, v in sorted(headers.items()))))
    file = _folder() / f"{hashlib.sha256(everything.encode()).hexdigest()[:32]}.cubin"
    if file.is_file():
        return file.read_bytes()
    code = _compile(nvrtc, source, headers, options)
    _keep(file, code)
    return code


def _folder() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get(CACHE_VARIABLE) or Path(home) / "blastema")


def _keep(file: Path, code: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as part:
            part.write(code)
        Path(part.name).replace(file)
    except OSError:
        return  # without a cache it is compiled in each process, which takes a few seconds


def _version(nvrtc: ctypes.CDLL) -> str:
    major, minor = ctypes.c_int(), ctypes.c_int()
    nvrtc.nvrtcVersion(ctypes.byref(major), ctypes.byref(minor))
    return f"{major.value}.{minor.value}"


def _compile(nvrtc: ctypes.CDLL, source: str, headers: Mapping[str, str], options: Sequence[str]) -> bytes:
    def texts(values: Sequence[str]) -> ctypes.Array[ctypes.c_char_p]:
        return (ctypes.c_char_p * len(values))(*(value.encode() for value in values))

    program = ctypes.c_void_p()
    _check(
        nvrtc,
        nvrtc.nvrtcCreateProgram(
            ctypes.byref(program),
            source.encode(),
            b"automaton.cu",
            len(headers),
            texts(list(headers.values())),
            texts(list(headers)),
        ),
    )
    try:
        result = nvrtc.nvrtcCompileProgram(program, len(options), texts(options))
        if result:
            log = _output(nvrtc, program, "ProgramLog").rstrip(b"\0").decode(errors="replace")
            raise KernelUnavailableError(f"kernel cuda is not available: its code cannot be compiled.\n{log[:2000]}")
        return _output(nvrtc, program, "CUBIN")
    finally:
        nvrtc.nvrtcDestroyProgram(ctypes.byref(program))


def _output(nvrtc: ctypes.CDLL, program: ctypes.c_void_p, what: str) -> bytes:
    size = ctypes.c_size_t()
    _check(nvrtc, getattr(nvrtc, f"nvrtcGet{what}Size")(program, ctypes.byref(size)))
    buffer = ctypes.create_string_buffer(size.value)
    _check(nvrtc, getattr(nvrtc, f"nvrtcGet{what}")(program, buffer))
    return buffer.raw


def _check(nvrtc: ctypes.CDLL, result: int) -> None:
    if result:
        nvrtc.nvrtcGetErrorString.restype = ctypes.c_char_p
        text = nvrtc.nvrtcGetErrorString(result).decode()
        raise KernelUnavailableError(f"kernel cuda is not available: NVRTC says {text}.")


__all__ = ["CACHE_VARIABLE", "compiled", "library"]
