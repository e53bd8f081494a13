"""Exporters to other programs: each writes a folder with the weights and a program or graph."""

from __future__ import annotations

import io
from importlib import resources
from pathlib import Path

import numpy as np
from safetensors.numpy import save

from blastema._files import make_folder, write_explained
from blastema.errors import InputError
from blastema.organism import Organism
from blastema.portable import onnx_graph
from blastema.portable.plain import Plain, plain

_TRIED = "to try it: python automaton.py 200 in the folder, which writes picture.png"


def numpy(organism: Organism, path: Path) -> tuple[str, ...]:
    """A readable program that needs only NumPy, and its weights.

    Raises:
        InputError: as `plain` does.
    """
    arrays = plain(organism, "NumPy")
    make_folder(path)
    buffer = io.BytesIO()
    np.savez(buffer, **arrays.arrays())  # type: ignore[arg-type]
    write_explained(path / "weights.npz", buffer.getvalue())
    write_explained(path / "automaton.py", _program("automaton_numpy.py.txt", arrays))
    return (f"it uses the same fire hash; {_TRIED}", *organism.built_in)


def torch(organism: Organism, path: Path) -> tuple[str, ...]:
    """A readable PyTorch module, and its weights as safetensors.

    Raises:
        InputError: as `plain` does.
    """
    arrays = plain(organism, "PyTorch")
    make_folder(path)
    values = {name: np.ascontiguousarray(value) for name, value in arrays.arrays().items()}
    write_explained(path / "weights.safetensors", save(values))
    write_explained(path / "automaton.py", _program("automaton_torch.py.txt", arrays))
    return (f"it needs torch and safetensors, and uses the same fire hash; {_TRIED}", *organism.built_in)


def onnx(organism: Organism, path: Path) -> tuple[str, ...]:
    """Two graphs, one step and a loop of steps, and a readable program that runs them by onnxruntime.

    Raises:
        InputError: as `plain` does, and without the package onnx.
    """
    try:
        import onnx as package
    except ImportError as error:
        raise InputError('--to onnx needs the package onnx: pip install "blastema[onnx]"') from error
    arrays = plain(organism, "ONNX")
    make_folder(path)
    write_explained(path / "step.onnx", onnx_graph.step_model(arrays, package).SerializeToString())
    write_explained(path / "rollout.onnx", onnx_graph.rollout_model(arrays, package).SerializeToString())
    write_explained(path / "automaton.py", _program("automaton_onnx.py.txt", arrays))
    return (
        "step.onnx: (state [batch, height, width, channels] float32, fire_seed [batch] int64, step int64) -> the next",
        "rollout.onnx: the same and steps int64 -> final_state; fire_seed and step are below 2**32",
        f"automaton.py needs NumPy and onnxruntime; {_TRIED}",
        *organism.built_in,
    )


def _program(name: str, arrays: Plain) -> bytes:
    """A program; the parts that several programs have are templates of their own."""
    constants = arrays.constants()
    shared = {part: _text(f"{part}.py.txt").rstrip("\n") for part in ("states", "drawing")}
    values = "\n".join(f"{key} = {value!r}" for key, value in constants.items())
    return _text(name).format(title=arrays.name, constants=values, **constants, **shared).encode()


def _text(name: str) -> str:
    return (resources.files("blastema.portable") / name).read_text("utf-8")


__all__ = ["numpy", "onnx", "torch"]
