"""Checkpoint files: snapshots of a training in a folder.

A file is a safetensors file: weights, optimiser, running average, the pool without loss (its non-zero cells), and a
header with the progress, the guards' memory, whether the guards may roll back to it, and a SHA-256 of everything. It is
written atomically.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.numpy

from blastema._checks import known_version, short
from blastema._files import open_regular, read_bytes, sweep_orphans, write_atomically
from blastema._json import parse
from blastema.errors import FileFormatError
from blastema.training.snapshots import Progress, Snapshot, Tensor

FORMAT = "blastema-checkpoint"
VERSION = 2
_LARGEST_CHECKPOINT_BYTES = 32 << 30
LARGEST_HEADER_BYTES = 1 << 24
_KEY = "blastema"
_FILE_NAME = re.compile(r"[0-9]{8,18}\.safetensors")
_MEND = "Remove the file to continue from the checkpoint before it."


def to_bytes(snapshot: Snapshot) -> bytes:
    """A checkpoint file."""
    described = {"format": FORMAT, "version": VERSION, "good": snapshot.good, "progress": snapshot.progress.to_dict()}
    checksum = _digest(snapshot.tensors, described)
    # All under one key: safetensors writes several in an order that differs from file to file.
    return safetensors.numpy.save(
        dict(snapshot.tensors), {_KEY: json.dumps(described | {"sha256": checksum}, sort_keys=True)}
    )


def from_bytes(data: bytes, source: str = "checkpoint") -> Snapshot:
    """Read a checkpoint file.

    Raises:
        FileFormatError: if it is truncated, altered or of a future version.
    """
    described = _described(data, source)
    try:
        found = described.pop("sha256")
        tensors = safetensors.numpy.load(data)
        expected = _digest(tensors, described)
        progress, good = Progress.from_dict(described["progress"]), described["good"]
    except (safetensors.SafetensorError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FileFormatError(f"{source} is incomplete: {short(error)}. {_MEND}") from error
    if found != expected:
        raise FileFormatError(f"{source} was altered: its checksum does not match. {_MEND}")
    for name, tensor in tensors.items():
        if np.issubdtype(tensor.dtype, np.floating) and not np.isfinite(tensor).all():
            raise FileFormatError(f"{source} has values in {name!r} that are not finite. {_MEND}")
    if described["version"] == 1:
        tensors = {_renamed(name): tensor for name, tensor in tensors.items()}
        if "optimiser.1.count" not in tensors:
            raise FileFormatError(f"{source} is incomplete: it lacks the optimiser's count. {_MEND}")
        tensors["optimiser.2.count"] = tensors["optimiser.1.count"]
    return Snapshot(tensors, progress, good is True)


def _renamed(name: str) -> str:
    """The current name of a tensor of version 1, since automata have parts and optimisers stages."""
    if name.startswith("optimiser."):
        name = name.replace("optimiser.", "optimiser.1.", 1)
    name = name.replace(".learned", ".perception.learned")
    layer = re.fullmatch(r"(.*)\.layers\.([0-9]+)\.([01])", name)
    return name if layer is None else f"{layer[1]}.update.layers.{layer[2]}.{('weight', 'bias')[int(layer[3])]}"


class FolderCheckpoints:
    """The newest few as files of a folder, ``00001000.safetensors`` after iteration 1000.

    keep:   how many; older ones are removed once a newer one is complete. The last two good ones always stay
    before: called before each is written, for files that must be on disk first; may raise `OSError`

    Reading changes nothing, so it is possible while another process trains. Partial files of a killed process are
    removed before the first save.
    """

    def __init__(self, folder: Path, keep: int, before: Callable[[], None] = lambda: None) -> None:
        self.folder, self.keep, self._before = folder, keep, before
        self._swept = False

    def files(self) -> list[Path]:
        """All checkpoints, oldest first."""
        if not self.folder.is_dir():
            return []
        return sorted((p for p in self.folder.iterdir() if _FILE_NAME.fullmatch(p.name)), key=_iteration_of)

    def save(self, snapshot: Snapshot) -> None:
        """See `Checkpoints`."""
        self.folder.mkdir(exist_ok=True)  # also if it was removed during training
        if not self._swept:
            sweep_orphans(self.folder)
            self._swept = True
        self._before()
        path = self.folder / f"{snapshot.progress.iteration:08d}.safetensors"
        write_atomically(path, to_bytes(snapshot))
        files = self.files()
        earlier = files[: files.index(path) + 1]
        kept = {*earlier[-self.keep :], *itertools.islice(self._good(earlier), 2)}
        # After a roll-back there can also be files of later iterations, of an abandoned attempt.
        for old in files:
            if old not in kept:
                old.unlink(missing_ok=True)

    def last_good(self, before: int | None = None) -> Snapshot | None:
        """See `Checkpoints`."""
        files = [file for file in self.files() if before is None or _iteration_of(file) < before]
        file = next(self._good(files), None)
        return None if file is None else self._read(file)

    def _good(self, files: list[Path]) -> Iterator[Path]:
        return (file for file in reversed(files) if _is_good(file))

    def latest(self) -> Snapshot | None:
        """See `Checkpoints`.

        Raises:
            FileFormatError: if the newest file is damaged.
        """
        files = self.files()
        if not files:
            return None
        return self._read(files[-1])

    def _read(self, file: Path) -> Snapshot:
        snapshot = from_bytes(read_bytes(file, "a checkpoint", _LARGEST_CHECKPOINT_BYTES), str(file))
        if snapshot.progress.iteration != _iteration_of(file):
            raise FileFormatError(
                f"{file} holds iteration {snapshot.progress.iteration}; its name says otherwise. {_MEND}"
            )
        return snapshot

    def latest_iteration(self) -> int | None:
        """See `Checkpoints`."""
        files = self.files()
        return _iteration_of(files[-1]) if files else None


def _iteration_of(file: Path) -> int:
    return int(file.stem)


def _is_good(file: Path) -> bool:
    """Whether a checkpoint is marked as good; only its header is read. An unreadable one is not good."""
    try:
        with open_regular(file) as stream:
            start = stream.read(8)
            length = int.from_bytes(start, "little")
            data = start + stream.read(min(length, LARGEST_HEADER_BYTES))
        return _described(data, str(file)).get("good") is True
    except (OSError, FileFormatError):
        return False


def _digest(tensors: Mapping[str, Tensor], described: Mapping[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(described, sort_keys=True).encode())
    for name in sorted(tensors):
        tensor = np.ascontiguousarray(tensors[name])
        digest.update(f"{name} {tensor.dtype} {tensor.shape}".encode())
        digest.update(tensor.data if tensor.size else b"")
    return digest.hexdigest()


def _described(data: bytes, source: str) -> dict[str, Any]:
    """The description in a checkpoint file's header, read before any tensor."""
    try:
        length = int.from_bytes(data[:8], "little")
        if length > min(len(data) - 8, LARGEST_HEADER_BYTES):
            raise ValueError("its header does not fit into it")
        described = parse(parse(data[8 : 8 + length], "its header")["__metadata__"][_KEY], "what its header says")
        kind, version = described["format"], described["version"]
    except (FileFormatError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        reason = f"{type(error).__name__} {short(error)}"
        raise FileFormatError(f"{source} is not a Blastema checkpoint, or cut short ({reason}). {_MEND}") from error
    if kind != FORMAT:
        raise FileFormatError(f"{source} is not a Blastema checkpoint: its format is {short(kind)}.")
    known_version(version, VERSION, "checkpoint", source)
    return described


__all__ = ["FORMAT", "LARGEST_HEADER_BYTES", "VERSION", "FolderCheckpoints", "from_bytes", "to_bytes"]
