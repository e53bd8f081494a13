"""State dicts in PyTorch's files, read without PyTorch and without executing anything in the file.

A PyTorch file is a zip archive with a pickle that names tensors, and with their data. A pickle can call any
function of any module; here only a few names exist, all of them defined here, and any other is
refused.
"""

from __future__ import annotations

import io
import pickle
import zipfile
from collections import OrderedDict
from typing import Any

import numpy as np

from blastema.errors import FileFormatError

_DTYPES = {
    "FloatStorage": "<f4",
    "DoubleStorage": "<f8",
    "HalfStorage": "<f2",
    "BFloat16Storage": "bfloat16",
    "LongStorage": "<i8",
    "IntStorage": "<i4",
    "ShortStorage": "<i2",
    "CharStorage": "i1",
    "ByteStorage": "u1",
    "BoolStorage": "?",
}
_WHOLE = ("state_dict", "model_state_dict", "model", "network", "net", "weights")
"""Entries in which training programs save the state dict, beside those of an optimiser and the like."""
_LARGEST = 64 << 20
_MOST_ENTRIES = 1000


class _Storage:
    """A number type, by PyTorch's name."""

    def __init__(self, dtype: str) -> None:
        self._half = dtype == "bfloat16"
        self._dtype = np.dtype("<u2" if self._half else dtype)

    def numbers(self, data: bytes) -> Any:
        """The numbers of a storage; of bfloat16, which NumPy lacks, as the float32 whose upper half it is."""
        found = np.frombuffer(data, self._dtype)
        return (found.astype("<u4") << 16).view("<f4") if self._half else found


def state_dict(data: bytes, source: str) -> dict[str, Any]:
    """The arrays of a state dict by name; also of one inside a dict (``state_dict``, ``model``, ...).

    Args:
        data: of a file by ``torch.save``, of PyTorch 1.6 or later
        source: its name in messages

    Raises:
        FileFormatError: for another kind of file, a whole module or anything that is not tensors by name.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > _LARGEST:
                raise FileFormatError(f"{source} is larger than {_LARGEST >> 20} MiB unpacked.")
            root = next((e.filename[: -len("data.pkl")] for e in entries if e.filename.endswith("data.pkl")), None)
            if root is None:
                raise FileFormatError(f"{source} is not a PyTorch file: it has no data.pkl.")
            found = _Reader(archive, root, source).load()
    except (zipfile.BadZipFile, NotImplementedError, KeyError, ValueError, EOFError, IndexError) as error:
        raise FileFormatError(f"{source} is not a complete PyTorch file: {str(error)[:200]}.") from error
    except (pickle.UnpicklingError, TypeError, AttributeError) as error:
        raise FileFormatError(
            f"{source} contains more than named tensors ({str(error)[:200]}), and is not read, since it could run "
            "code. "
            "Save the state dict alone: torch.save(model.state_dict(), 'weights.pth')"
        ) from error
    while isinstance(found, dict) and not _arrays(found):
        inner = {str(name): value for name, value in found.items() if isinstance(value, dict)}
        chosen = [inner[name] for name in _WHOLE if name in inner][:1] or list(inner.values())
        if len(chosen) != 1:
            among = f" It has {', '.join(inner)[:200]}." if inner else ""
            raise FileFormatError(
                f"{source} has no state dict that can be recognised: expected named tensors, or an entry of the name "
                f"{' or '.join(_WHOLE[:3])} with them.{among} Save the state dict alone: "
                "torch.save(model.state_dict(), 'weights.pth')"
            )
        found = chosen[0]
    if not isinstance(found, dict):
        raise FileFormatError(f"{source} holds {type(found).__name__}; expected a state dict of named tensors.")
    return _arrays(found)


def _arrays(found: dict[Any, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in found.items() if isinstance(value, np.ndarray)}


class _Reader(pickle.Unpickler):
    def __init__(self, archive: zipfile.ZipFile, root: str, source: str) -> None:
        super().__init__(io.BytesIO(archive.read(root + "data.pkl")))
        self._archive, self._root, self._source = archive, root, source

    def find_class(self, module: str, name: str) -> Any:
        if module == "torch" and name in _DTYPES:
            return _Storage(_DTYPES[name])
        known = {
            ("collections", "OrderedDict"): OrderedDict,
            ("torch._utils", "_rebuild_tensor_v2"): _tensor,
            ("torch._utils", "_rebuild_parameter"): _parameter,
        }
        if (module, name) not in known:
            raise pickle.UnpicklingError(f"it requires {module}.{name}")
        return known[module, name]

    def persistent_load(self, pid: Any) -> Any:
        kind, storage, key, _, count = pid
        if kind != "storage" or not isinstance(storage, _Storage):
            raise pickle.UnpicklingError("it requires something other than numbers")
        numbers = storage.numbers(self._archive.read(f"{self._root}data/{key}"))
        if len(numbers) != count:
            raise ValueError(f"a tensor has {len(numbers)} numbers, not {count}")
        return numbers


def _tensor(numbers: Any, offset: int, size: tuple[int, ...], stride: tuple[int, ...], *_: Any) -> Any:
    if not isinstance(numbers, np.ndarray):
        raise pickle.UnpicklingError("a tensor without numbers")
    if min((offset, *size, *stride), default=0) < 0:
        raise ValueError("a tensor has negative sizes")
    last = offset + sum((n - 1) * step for n, step in zip(size, stride, strict=True))
    if 0 in size:
        return np.zeros(size, numbers.dtype)
    if last >= len(numbers):
        raise ValueError("a tensor lies beyond its numbers")
    steps = [step * numbers.itemsize for step in stride]
    return np.lib.stride_tricks.as_strided(numbers[offset:], size, steps).copy()


def _parameter(tensor: Any, *_: Any) -> Any:
    return tensor


__all__ = ["state_dict"]
