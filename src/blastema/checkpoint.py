"""Checkpoints: everything that training needs to go on to the same bits.

A file is a safetensors file: weights, optimiser, running average, the pool without loss (its non-zero cells), and a
header with the progress, the guards' memory, whether the guards may go back to it, and a SHA-256 of all of it. It is
written whole or not at all.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import jax
import jax.numpy as jnp
import numpy as np
import safetensors
import safetensors.numpy

from blastema._checks import is_whole, short
from blastema._files import read_bytes, sweep_orphans, write_atomically
from blastema.errors import FileFormatError
from blastema.guards import Guards

FORMAT = "blastema-checkpoint"
VERSION = 1
LARGEST_CHECKPOINT_BYTES = 32 << 30
LARGEST_HEADER_BYTES = 1 << 24
_POOL = "pool"
_KEY = "blastema"
_FILE_NAME = re.compile(r"[0-9]{8,18}\.safetensors")

Tensor = np.ndarray[Any, np.dtype[Any]]


@dataclasses.dataclass(frozen=True)
class Progress:
    """How far training is; the small part of a checkpoint.

    iteration: iterations done; attempt: roll-backs so far; learning_rate_scale: factor that they left
    """

    guards: Guards
    iteration: int = 0
    attempt: int = 0
    learning_rate_scale: float = 1.0

    def to_dict(self) -> dict[str, Any]:
        """For the header."""
        return {
            "iteration": self.iteration,
            "attempt": self.attempt,
            "learning_rate_scale": self.learning_rate_scale,
            "guards": self.guards.to_dict(),
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Progress:
        """The inverse of `to_dict`. Raises `ValueError`, `KeyError` or `TypeError` for anything else."""
        progress = cls(**(values | {"guards": Guards.from_dict(values["guards"])}))
        scale = progress.learning_rate_scale
        counts = is_whole(progress.iteration) and is_whole(progress.attempt)
        if not (counts and min(progress.iteration, progress.attempt) >= 0 and isinstance(scale, float) and scale > 0):
            raise ValueError(f"its progress is {short(values)}")
        return progress


@dataclasses.dataclass(frozen=True)
class Snapshot:
    """A training state on the host, packed, and the progress that belongs to it.

    good: whether the guards may go back to it. Those taken because time had passed or training was stopped are not:
          a run that was never stopped would not have them, and must get the same bits
    """

    tensors: Mapping[str, Tensor]
    progress: Progress
    good: bool = False

    @classmethod
    def take(cls, state: Any, progress: Progress, good: bool = False) -> Snapshot:
        """Copy a `TrainingState` to the host; the copy stays as it is when the state is used up."""
        tensors: dict[str, Tensor] = {}
        for name, leaf in _named_leaves(state):
            if name == _POOL:
                tensors |= _packed(np.asarray(leaf))
            else:
                tensors[name] = np.array(leaf)
        return cls(tensors, progress, good)

    def restore(self, like: Any) -> Any:
        """The training state, of the structure and shapes of ``like``. Raises `FileFormatError` if they differ."""
        leaves = []
        for name, leaf in _named_leaves(like):
            tensor = _unpacked(self.tensors, leaf.shape) if name == _POOL else self.tensors.get(name)
            if tensor is None or tensor.shape != leaf.shape or tensor.dtype != leaf.dtype:
                found = "nothing" if tensor is None else f"{tensor.dtype} {list(tensor.shape)}"
                raise FileFormatError(
                    f"the checkpoint has {found} as {name!r}; the config asks for {leaf.dtype} {list(leaf.shape)}. "
                    "config.json and checkpoint do not belong together."
                )
            leaves.append(jnp.array(tensor))
        return jax.tree.unflatten(jax.tree.structure(like), leaves)

    def to_bytes(self) -> bytes:
        """A checkpoint file."""
        described = {"format": FORMAT, "version": VERSION, "good": self.good, "progress": self.progress.to_dict()}
        checksum = _digest(self.tensors, described)
        # All under one key: safetensors writes several in an order that differs from file to file.
        return safetensors.numpy.save(
            dict(self.tensors), {_KEY: json.dumps(described | {"sha256": checksum}, sort_keys=True)}
        )

    @classmethod
    def from_bytes(cls, data: bytes, source: str = "checkpoint") -> Snapshot:
        """Read a checkpoint file. Raises `FileFormatError` if it is truncated, altered or of a future version."""
        described = _described(data, source)
        try:
            found = described.pop("sha256")
            tensors = safetensors.numpy.load(data)
            expected = _digest(tensors, described)
            progress, good = Progress.from_dict(described["progress"]), described["good"]
        except (safetensors.SafetensorError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise FileFormatError(f"{source} is not whole: {short(error)}. {_MEND}") from error
        if found != expected:
            raise FileFormatError(f"{source} was altered: its checksum does not fit. {_MEND}")
        for name, tensor in tensors.items():
            if np.issubdtype(tensor.dtype, np.floating) and not np.isfinite(tensor).all():
                raise FileFormatError(f"{source} has values in {name!r} that are not finite. {_MEND}")
        return cls(tensors, progress, good is True)


_MEND = "Remove the file to go on from the checkpoint before it."


class Checkpoints(Protocol):
    """Where checkpoints are kept."""

    def save(self, snapshot: Snapshot) -> None:
        """Keep one more. Raises `OSError` if it cannot be written; those before stay."""

    def latest(self) -> Snapshot | None:
        """The newest, or none."""

    def latest_iteration(self) -> int | None:
        """The newest one's iteration, or none."""

    def last_good(self) -> Snapshot | None:
        """The newest good one, where the guards go back to, or none. It is kept when other old ones are removed."""


class MemoryCheckpoints:
    """Only the newest and the last good one, in memory: for training without a run folder."""

    def __init__(self) -> None:
        self._latest: Snapshot | None = None
        self._good: Snapshot | None = None

    def save(self, snapshot: Snapshot) -> None:
        """See `Checkpoints`."""
        self._latest = snapshot
        if snapshot.good:
            self._good = snapshot

    def last_good(self) -> Snapshot | None:
        """See `Checkpoints`."""
        return self._good

    def latest(self) -> Snapshot | None:
        """See `Checkpoints`."""
        return self._latest

    def latest_iteration(self) -> int | None:
        """See `Checkpoints`."""
        return None if self._latest is None else self._latest.progress.iteration


class FolderCheckpoints:
    """The newest few as files of a folder, ``00001000.safetensors`` after iteration 1000.

    keep:   how many; older ones are removed once a newer one is whole. The last good one stays in any case
    before: called before each is written, for what must be on disk no later than it; may raise `OSError`

    Looking changes nothing, so that it can be done while another process trains. What a killed process left
    half-written is removed before the first is saved.
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
        if not self._swept:
            self.folder.mkdir(parents=True, exist_ok=True)
            sweep_orphans(self.folder)
            self._swept = True
        self._before()
        path = self.folder / f"{snapshot.progress.iteration:08d}.safetensors"
        write_atomically(path, snapshot.to_bytes())
        files = self.files()
        earlier = files[: files.index(path) + 1]
        kept = {*earlier[-self.keep :], path if snapshot.good else self._newest_good(earlier)}
        # After a roll-back there can be files of later iterations, too, of an attempt that was given up.
        for old in files:
            if old not in kept:
                old.unlink(missing_ok=True)

    def last_good(self) -> Snapshot | None:
        """See `Checkpoints`."""
        file = self._newest_good(self.files())
        return None if file is None else self._read(file)

    def _newest_good(self, files: list[Path]) -> Path | None:
        return next((file for file in reversed(files) if _is_good(file)), None)

    def latest(self) -> Snapshot | None:
        """See `Checkpoints`. Raises `FileFormatError` if the newest file is not whole."""
        files = self.files()
        if not files:
            return None
        return self._read(files[-1])

    def _read(self, file: Path) -> Snapshot:
        snapshot = Snapshot.from_bytes(read_bytes(file, "a checkpoint", LARGEST_CHECKPOINT_BYTES), str(file))
        if snapshot.progress.iteration != _iteration_of(file):
            raise FileFormatError(
                f"{file} holds iteration {snapshot.progress.iteration}; its name says another. {_MEND}"
            )
        return snapshot

    def latest_iteration(self) -> int | None:
        """See `Checkpoints`."""
        files = self.files()
        return _iteration_of(files[-1]) if files else None


def _iteration_of(file: Path) -> int:
    return int(file.stem)


def _is_good(file: Path) -> bool:
    """Whether a checkpoint says that it is good; only its header is read. One that cannot be read is not."""
    try:
        with file.open("rb") as stream:
            start = stream.read(8)
            length = int.from_bytes(start, "little")
            data = start + stream.read(min(length, LARGEST_HEADER_BYTES))
        return _described(data, str(file)).get("good") is True
    except (OSError, FileFormatError):
        return False


def _named_leaves(state: Any) -> list[tuple[str, Any]]:
    leaves, _ = jax.tree_util.tree_flatten_with_path(state)
    return [(jax.tree_util.keystr(path, simple=True, separator="."), leaf) for path, leaf in leaves]


def _packed(pool: Tensor) -> dict[str, Tensor]:
    """Cells that have any bit set, one after the other, and one bit a cell that says where they are."""
    cells = pool.reshape(-1, pool.shape[-1])
    occupied = cells.view(np.uint32).any(axis=-1) if cells.size else np.zeros(0, bool)
    return {f"{_POOL}.cells": cells[occupied], f"{_POOL}.occupied": np.packbits(occupied)}


def _unpacked(tensors: Mapping[str, Tensor], shape: tuple[int, ...]) -> Tensor | None:
    cells, bits = tensors.get(f"{_POOL}.cells"), tensors.get(f"{_POOL}.occupied")
    count = int(np.prod(shape[:-1]))
    if cells is None or bits is None or cells.shape[1:] != shape[-1:] or bits.size != -(-count // 8):
        return None
    occupied = np.unpackbits(bits, count=count).astype(bool)
    if np.count_nonzero(occupied) != cells.shape[0]:
        return None
    pool = np.zeros((count, shape[-1]), np.float32)
    pool[occupied] = cells
    return pool.reshape(shape)


def _digest(tensors: Mapping[str, Tensor], described: Mapping[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(described, sort_keys=True).encode())
    for name in sorted(tensors):
        tensor = np.ascontiguousarray(tensors[name])
        digest.update(f"{name} {tensor.dtype} {tensor.shape}".encode())
        digest.update(tensor.data if tensor.size else b"")
    return digest.hexdigest()


def _described(data: bytes, source: str) -> dict[str, Any]:
    """What the header of a checkpoint file says of it, read before any tensor is."""
    try:
        length = int.from_bytes(data[:8], "little")
        if length > min(len(data) - 8, LARGEST_HEADER_BYTES):
            raise ValueError("its header does not fit into it")
        described = json.loads(json.loads(data[8 : 8 + length])["__metadata__"][_KEY])
        kind, version = described["format"], described["version"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        reason = f"{type(error).__name__} {short(error)}"
        raise FileFormatError(f"{source} is not a Blastema checkpoint, or cut short ({reason}). {_MEND}") from error
    if kind != FORMAT:
        raise FileFormatError(f"{source} is not a Blastema checkpoint: its format is {short(kind)}.")
    if version != VERSION:
        raise FileFormatError(
            f"{source} has checkpoint version {short(version)}; this Blastema reads version {VERSION}. "
            "A newer Blastema may read it: pip install --upgrade blastema"
        )
    found: dict[str, Any] = described
    return found
