"""Snapshots: everything that training needs to continue to the same bits, on the host, and their storage."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import PyTree

from blastema._checks import is_whole, short
from blastema.errors import FileFormatError
from blastema.training import packing
from blastema.training.guards import Guards

_POOL = "memory.pool"
_LABELS = "memory.labels"
_PACKED = "pool"

_State = TypeVar("_State")
Tensor = packing.Tensor


@dataclasses.dataclass(frozen=True)
class Progress:
    """The progress of a training; the small part of a checkpoint.

    iteration:           iterations done
    attempt:             roll-backs so far
    learning_rate_scale: factor after roll-backs
    returned_to:         the iteration of the checkpoint to which the last of them rolled back
    """

    guards: Guards
    iteration: int = 0
    attempt: int = 0
    learning_rate_scale: float = 1.0
    returned_to: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """For the header."""
        return {name: value for name, value in vars(self).items() if name != "guards"} | {
            "guards": self.guards.to_dict()
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Progress:
        """The inverse of `to_dict`.

        Raises:
            ValueError: for values that cannot be.
            KeyError: if one is missing.
            TypeError: if one is of another type.
        """
        progress = cls(**(values | {"guards": Guards.from_dict(values["guards"])}))
        scale = progress.learning_rate_scale
        counts = is_whole(progress.iteration) and is_whole(progress.attempt)
        counts = counts and (progress.returned_to is None or is_whole(progress.returned_to))
        if not (counts and min(progress.iteration, progress.attempt) >= 0 and isinstance(scale, float) and scale > 0):
            raise ValueError(f"its progress is {short(values)}")
        return progress


@dataclasses.dataclass(frozen=True)
class Snapshot:
    """A training state on the host, packed, with its progress.

    good: whether the guards may roll back to it. Snapshots taken because of elapsed time or a stop are not

    good:
          a run that was never stopped would not have them, and must have the same bits
    """

    tensors: Mapping[str, Tensor]
    progress: Progress
    good: bool = False

    @classmethod
    def take(cls, state: PyTree, progress: Progress, good: bool = False) -> Snapshot:
        """Copy a `TrainingState` to the host; the copy is unchanged when the state is donated."""
        tensors: dict[str, Tensor] = {}
        leaves = _named_leaves(state)
        for name, leaf in leaves:
            if name != _POOL and isinstance(leaf, jax.Array):
                leaf.copy_to_host_async()  # each wait for a card costs time, so they are copied together
        for name, leaf in leaves:
            if name == _POOL:
                cells, occupied = packing.packed(leaf)
                tensors |= {f"{_PACKED}.cells": cells, f"{_PACKED}.occupied": occupied}
            else:
                tensors[name] = np.array(leaf)
        return cls(tensors, progress, good)

    def restore(self, like: _State) -> _State:
        """The training state, of the structure and shapes of ``like``.

        Raises:
            FileFormatError: if they differ.
        """
        leaves = []
        for name, leaf in _named_leaves(like):
            tensor = _unpacked(self.tensors, leaf) if name == _POOL else self.tensors.get(name)
            if tensor is None and name == _LABELS:  # an older checkpoint: there was one picture for all
                tensor = np.zeros(leaf.shape, leaf.dtype)
            if tensor is None or tensor.shape != leaf.shape or tensor.dtype != leaf.dtype:
                found = "nothing" if tensor is None else f"{tensor.dtype} {list(tensor.shape)}"
                raise FileFormatError(
                    f"the checkpoint has {found} as {name!r}; the config asks for {leaf.dtype} {list(leaf.shape)}. "
                    "config.json and checkpoint do not belong together."
                )
            leaves.append(tensor if isinstance(tensor, jax.Array) else jnp.array(tensor))
        restored: _State = jax.tree.unflatten(jax.tree.structure(like), leaves)
        return restored


class Checkpoints(Protocol):
    """The storage of checkpoints."""

    def save(self, snapshot: Snapshot) -> None:
        """Store another one.

        Raises:
            OSError: if it cannot be written; previous ones stay.
        """

    def latest(self) -> Snapshot | None:
        """The newest, or none."""

    def latest_iteration(self) -> int | None:
        """The newest one's iteration, or none."""

    def last_good(self, before: int | None = None) -> Snapshot | None:
        """The newest good one, optionally before a given iteration, or none.

        The guards roll back to it. The newest two are kept when other old ones are removed.
        """


class MemoryCheckpoints:
    """Keeps only the newest and the last two good ones in memory: for training without a run folder."""

    def __init__(self) -> None:
        self._latest: Snapshot | None = None
        self._good: list[Snapshot] = []

    def save(self, snapshot: Snapshot) -> None:
        """See `Checkpoints`."""
        self._latest = snapshot
        if snapshot.good:
            earlier = [one for one in self._good if one.progress.iteration < snapshot.progress.iteration]
            self._good = [*earlier[-1:], snapshot]

    def last_good(self, before: int | None = None) -> Snapshot | None:
        """See `Checkpoints`."""
        known = (one for one in reversed(self._good) if before is None or one.progress.iteration < before)
        return next(known, None)

    def latest(self) -> Snapshot | None:
        """See `Checkpoints`."""
        return self._latest

    def latest_iteration(self) -> int | None:
        """See `Checkpoints`."""
        return None if self._latest is None else self._latest.progress.iteration


def _named_leaves(state: Any) -> list[tuple[str, Any]]:
    leaves, _ = jax.tree_util.tree_flatten_with_path(state)
    return [(jax.tree_util.keystr(path, simple=True, separator="."), leaf) for path, leaf in leaves]


def _unpacked(tensors: Mapping[str, Tensor], like: Any) -> Any:
    cells, bits = tensors.get(f"{_PACKED}.cells"), tensors.get(f"{_PACKED}.occupied")
    return None if cells is None or bits is None else packing.unpacked(cells, bits, like)


__all__ = ["Checkpoints", "MemoryCheckpoints", "Progress", "Snapshot", "Tensor"]
