"""Weights trained by other programs, as organisms: PyTorch state dicts, Keras .h5, NumPy .npz, safetensors.

The architecture follows from the shapes. The order of the filters in the first layer's inputs does not; for common
implementations it is known from names or perception kernels, and otherwise it is assumed and reported.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any, Literal, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from safetensors.numpy import load as load_safetensors

from blastema import _kinds
from blastema._types import Dense
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig, TargetConfig
from blastema.errors import FileFormatError, InputError
from blastema.organism import Organism
from blastema.portable.pickled import state_dict
from blastema.targets import Target

Rows = Literal["auto", "interleaved", "filter-major"]
FILTERS = ("identity", "sobel_x", "sobel_y")
_TURNED = ("identity", "sobel_y", "sobel_x")
_EXPORTED = {"kernels", "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"}
_TRAINED = {"kernels", "weights.0", "biases.0", "weights.1", "biases.1"}
"""Names in what `blastema.portable.exporters` writes for NumPy and PyTorch, and in a state dict of the latter."""
_SOBEL = np.outer([1, 2, 1], [-1, 0, 1]) / 8


_READ = ("a PyTorch file", "an HDF5 file", "a file of NumPy arrays", "a safetensors file of another program")
_LARGEST = 64 << 20


class Read(NamedTuple):
    """An automaton of another program, and what was recognised and assumed."""

    automaton: CellularAutomaton
    notes: tuple[str, ...]


def is_foreign(path: Path) -> bool:
    """Whether a file is, by its content, one that `load` reads; if not, it may be a web model.

    Raises:
        InputError: if there is none.
        FileFormatError: if it is recognised as neither.
    """
    data = _kinds.read(path, "a file of weights", _LARGEST, "weights to import")
    kind = _kinds.kind_of(data)
    if kind is not None and kind.words.startswith(_READ) and "before version" not in kind.words:
        return True
    _kinds.refuse_others(data, str(path), "weights to import", "web model", "json", "broken")
    return False


def load(
    path: Path, target: Target | None, geometry: TargetConfig, rows: Rows = "auto"
) -> tuple[Organism, tuple[str, ...]]:
    """The organism in a file of another program, and what was recognised and assumed.

    Args:
        path: the file
        target: the picture it grows, if known
        geometry: of that picture, which determines the grid
        rows: as in `read`

    Raises:
        InputError: if it cannot be read.
        FileFormatError: as in `read`.
    """
    data = _kinds.read(path, "a file of weights", _LARGEST, "weights to import")
    try:
        automaton, notes = read(data, str(path), rows)
    except FileFormatError as error:
        kind = _kinds.kind_of(data)
        if kind is not None and "cut short" in kind.words:
            raise FileFormatError(f"{path} is {kind.words}; copy or download it again.") from error
        what = str(error).removeprefix(f"{path} ")
        raise FileFormatError(f"{path} is {kind.words if kind else 'a file'}, which {what}") from error
    grid = (geometry.grid,) * 2 if target is None else target.grid
    name = re.sub(r"[^A-Za-z0-9]+", "-", path.stem).strip("-")[:60] or "imported"
    provenance = {"source": notes[0], "file": path.name.encode(errors="backslashreplace").decode()[:100]}
    return Organism(automaton, name, grid, target, provenance), notes


def read(data: bytes, source: str, rows: Rows = "auto") -> Read:
    """The automaton in a file's bytes.

    Args:
        data: a PyTorch file, a Keras .h5, an .npz or a safetensors file
        source: its name in messages
        rows: order of the first layer's inputs: filter by filter, or channel by channel
            with its filters side by side

    Raises:
        FileFormatError: if it is none of these, or its weights are of another kind of automaton, with the reason.
        InputError: without the package that reads it.
    """
    arrays, form = _arrays(data, source)
    return _recognised(arrays, form, source, rows)


def _arrays(data: bytes, source: str) -> tuple[dict[str, Any], str]:
    if data.startswith(b"\x89HDF\r\n\x1a\n"):
        return _keras(data, source), "Keras"
    if data.startswith(b"PK"):
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as file:
                if all(name.endswith(".npy") for name in file.zip.namelist()):
                    return {name: file[name] for name in file.files}, "NumPy"
        except (ValueError, OSError, EOFError, KeyError, zipfile.BadZipFile) as error:
            why = str(error)[:200]
            if "allow_pickle" in why:
                why = "it has Python objects, which can contain code; save arrays of numbers alone"
            raise FileFormatError(f"{source} cannot be read as arrays: {why}.") from error
        return state_dict(data, source), "PyTorch"
    try:
        return dict(load_safetensors(data)), "safetensors"
    except Exception as error:
        raise FileFormatError(
            f"{source} is not a PyTorch file (1.6 or later), Keras .h5, .npz or safetensors file."
        ) from error


def _keras(data: bytes, source: str) -> dict[str, Any]:
    try:
        import h5py
    except ImportError as error:
        raise InputError(f'{source} is a Keras file; reading it needs h5py: pip install "blastema[keras]"') from error
    found: dict[str, Any] = {}
    try:
        with h5py.File(io.BytesIO(data), "r") as file:
            names: list[str] = []
            file.visit(names.append)
            found |= {name: file[name][()] for name in names if isinstance(file[name], h5py.Dataset)}
    except (OSError, RuntimeError, ValueError) as error:
        raise FileFormatError(f"{source} is not a complete Keras .h5 file: {str(error)[:200]}.") from error
    return found


def _recognised(arrays: dict[str, Any], form: str, source: str, rows: Rows) -> Read:
    own = set(arrays) in (_EXPORTED, _TRAINED)
    if own:
        arrays = {**arrays, "kernels": _grouped(np.asarray(arrays["kernels"]))}
    shapes = ", ".join(f"{name} {list(np.shape(array))}" for name, array in arrays.items())[:400] or "none"
    expected = "a first layer of 3 C -> h and a last one of h -> C, as matrices or 1 x 1 convolutions"
    numbers = {name: np.asarray(array, np.float64) for name, array in arrays.items() if np.ndim(array) and _real(array)}
    if not all(np.isfinite(array).all() for array in numbers.values()):
        raise FileFormatError(f"{source} has weights that are not finite.")
    kernels = [array for array in numbers.values() if _is_perception(array)]
    matrices = [(name, _matrix(array)) for name, array in numbers.items() if _matrix(array) is not None]
    if len(matrices) != 2:
        count = f"{len(matrices)} {'layer' if len(matrices) == 1 else 'layers'} of weights"
        raise FileFormatError(f"{source} has {count} ({shapes}); expected {expected}.")
    others = [name for name, array in numbers.items() if array.ndim > 2 and _matrix(array) is None]
    others = [name for name in others if not _is_perception(numbers[name])]
    if others:
        raise FileFormatError(
            f"{source} has further weights ({', '.join(others)[:100]}), such as of a learned perception; expected "
            f"{expected}, and at most the kernels of identity and Sobel gradients."
        )
    found = [_oriented(one[1], other[1]) for one, other in (matrices, matrices[::-1])]
    chains = [chain for both in found for chain in both]
    if form == "Keras" or own:
        chains = [chain for chain in chains if not chain[2]]
    elif form == "PyTorch":
        chains = [chain for chain in chains if chain[2]]
    if len(chains) != 1:
        what = "fit in two ways" if chains else "do not fit together"
        raise FileFormatError(f"{source} has layers that {what} ({shapes}); expected {expected}.")
    first, last, turned = chains[0]
    channels, hidden = last.shape[1], last.shape[0]
    biases = _biases(numbers, hidden, channels, source, shapes)
    order, filters, why = _order(list(arrays), kernels, "Blastema" if own else form, rows, source)
    if order == "interleaved":
        first = first.reshape(channels, 3, hidden).swapaxes(0, 1).reshape(first.shape)
    layout = "outputs first" if turned else "inputs first"
    notes = (
        f"{form}: {channels} channels, {hidden} hidden units; weights {layout}; rows {order} ({why})",
        f"filters {', '.join(filters)}; {'both layers have a bias' if biases[2] else 'layers without a bias have 0'}",
        "assumed: ReLU, fire rate 0.5, step size 1, life by neighbourhood above 0.1, zero boundary"
        + ("; the automaton.py of the export has what it was exported with" if own else ""),
    )
    config = AutomatonConfig(channels=channels, hidden=(hidden,), filters=filters)
    empty = CellularAutomaton.initial(config, jax.random.key(0))
    pairs = ((first, biases[0]), (last, biases[1]))
    layers = tuple(Dense(jnp.asarray(w, jnp.float32), jnp.asarray(b, jnp.float32)) for w, b in pairs)
    return Read(eqx.tree_at(lambda a: a.update.layers, empty, layers), notes)


def _real(array: Any) -> bool:
    return np.asarray(array).dtype.kind in "fiu"


def _matrix(array: Any) -> Any:
    """A matrix, or that of a 1 x 1 convolution of either layout; none for anything else."""
    if array.ndim == 2 and min(array.shape) > 1:
        return array
    if array.ndim == 4 and array.shape[2:] == (1, 1):
        return array[:, :, 0, 0]
    if array.ndim == 4 and array.shape[:2] == (1, 1):
        return array[0, 0]
    return None


def _is_perception(array: Any) -> bool:
    return bool(array.ndim == 4 and (array.shape[1:] == (1, 3, 3) or array.shape[:2] == (3, 3)))


def _grouped(kernels: Any) -> Any:
    """Kernels as of a grouped convolution, [3 C, 1, 3, 3]; those of an export are [3, 3, 3, C]."""
    return kernels.transpose(3, 0, 1, 2).reshape(-1, 1, 3, 3) if kernels.shape[1:3] == (3, 3) else kernels


def _oriented(first: Any, last: Any) -> list[tuple[Any, Any, bool]]:
    """The ways in which two matrices are [3 C, h] and [h, C], and whether they had to be transposed."""
    ways = []
    for turned in (False, True):
        one, other = (first.T, last.T) if turned else (first, last)
        if one.shape[1] == other.shape[0] and one.shape[0] == 3 * other.shape[1] and other.shape[1] >= 4:
            ways.append((one, other, turned))
    return ways


def _biases(numbers: dict[str, Any], hidden: int, channels: int, source: str, shapes: str) -> tuple[Any, Any, bool]:
    vectors = [array for array in numbers.values() if array.ndim == 1 and array.size in (hidden, channels)]
    first = [array for array in vectors if array.size == hidden]
    last = [array for array in vectors if array.size == channels]
    if len(first) > 1 or len(last) > 1:
        raise FileFormatError(
            f"{source} has more vectors than biases ({shapes}); it is ambiguous which ones are the biases."
        )
    both = bool(first) and bool(last)
    return first[0] if first else np.zeros(hidden), last[0] if last else np.zeros(channels), both


def _order(
    names: list[str], kernels: list[Any], form: str, rows: Rows, source: str
) -> tuple[str, tuple[str, ...], str]:
    """Order of the rows, the filters, and how they were recognised."""
    if any(name.endswith("fc0.weight") for name in names) and rows == "auto" and not kernels:
        # As in chenmingxiang110/Growing-Neural-Cellular-Automata (lib/CAModel.py) and its derivatives: planes
        # are transposed before perception, responses are concatenated filter by filter; fc1 has no bias.
        return (
            "filter-major",
            _TURNED,
            "by the names fc0 and fc1: rows and columns are swapped there",
        )
    filters: tuple[str, ...] = FILTERS
    if kernels:
        filters = _filters_of(kernels, source)
    if rows != "auto":
        return rows, filters, "as requested"
    if form == "Blastema":
        return "filter-major", filters, "as Blastema exports them"
    if kernels:
        return "interleaved", filters, "the order of a grouped convolution"
    if form == "Keras":
        return "interleaved", filters, "as in the article's notebook"
    return "filter-major", filters, "assumed: if it does not grow, try --rows interleaved"


def _filters_of(kernels: list[Any], source: str) -> tuple[str, ...]:
    (kernel,) = kernels if len(kernels) == 1 else (None,)
    if kernel is not None and kernel.shape[:2] == (3, 3):
        kernel = kernel.transpose(2, 3, 0, 1).reshape(-1, 1, 3, 3)
    known = {"identity": np.pad([[1.0]], 1), "sobel_x": _SOBEL, "sobel_y": _SOBEL.T}
    if kernel is not None and len(kernel) % 3 == 0:
        found = [[name for name, taps in known.items() if np.allclose(one[0], taps, atol=1e-6)] for one in kernel]
        names = [each[0] if each else "" for each in found]
        if sorted(names[:3]) == sorted(FILTERS) and names == names[:3] * (len(names) // 3):
            return tuple(names[:3])
    raise FileFormatError(
        f"{source} uses perception kernels other than identity and the Sobel gradients over 8, or in another order "
        "than "
        "channel by channel; such automata cannot be imported."
    )


__all__ = ["FILTERS", "Read", "Rows", "is_foreign", "load", "read"]
