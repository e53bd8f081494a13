"""Checkpoint files: the same bits come back, nothing unsound gets in, the right ones are kept."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blastema.errors import FileFormatError
from blastema.runs import checkpoints as checkpoint_files
from blastema.runs.checkpoints import FolderCheckpoints
from blastema.training.curricula import Memory
from blastema.training.guards import Guards
from blastema.training.snapshots import MemoryCheckpoints, Progress, Snapshot


class State(NamedTuple):
    """As a training state: some tensors and a pool."""

    weights: Any
    memory: Memory


def state(number: int = 0, size: int = 5) -> State:
    rng = np.random.default_rng(number)
    pool = rng.normal(size=(size, 6, 6, 4)).astype(np.float32)
    pool[rng.random((size, 6, 6)) < 0.7] = 0
    memory = Memory(jnp.asarray(pool), jnp.arange(size, dtype=jnp.int32))
    return State(jnp.asarray(rng.normal(size=(3, 2)), jnp.float32), memory)


def snapshot(iteration: int, good: bool = False, number: int = 0) -> Snapshot:
    return Snapshot.take(state(number), Progress(Guards(0.1, 4, smoothed=-1.5), iteration), good)


def bits(tree: State) -> list[bytes]:
    return [np.asarray(leaf).tobytes() for leaf in jax.tree.leaves(tree)]


@given(st.integers(0, 10_000), st.integers(0, 4))
def test_the_same_bits_come_back(number, size):
    before = state(number, size)
    progress = Progress(Guards(0.1, 4, 7, -1.25, -1.5, -1.4, 0.125, 3, 2), 40, 2, 0.25)
    read = checkpoint_files.from_bytes(checkpoint_files.to_bytes(Snapshot.take(before, progress, True)))
    assert bits(read.restore(before)) == bits(before)
    assert (read.progress, read.good) == (progress, True)


def test_a_pool_keeps_zeros_of_both_signs_and_tiny_numbers():
    pool = np.zeros((1, 3, 3, 4), np.float32)
    pool[0, 0, 0, 1], pool[0, 1, 1, 2] = -0.0, 1e-45
    before = State(jnp.zeros(1), Memory(jnp.asarray(pool), jnp.zeros(1, jnp.int32)))
    after = Snapshot.take(before, Progress(Guards(0.1, 4))).restore(before)
    assert np.asarray(after.memory.pool).tobytes() == pool.tobytes()


def test_an_empty_pool_takes_no_space():
    empty, full = (
        len(checkpoint_files.to_bytes(Snapshot.take(state(0, size), Progress(Guards(0.1, 4))))) for size in (0, 50)
    )
    assert empty < 2000 < full


def test_a_memory_without_iterations_is_kept():
    progress = Progress(Guards(0.1, 4))
    assert Progress.from_dict(json.loads(json.dumps(progress.to_dict()))) == progress


@pytest.mark.parametrize("length", [0, 7, 8, 100, 500, -1])
def test_a_file_cut_short_is_refused(length):
    data = checkpoint_files.to_bytes(snapshot(10))
    with pytest.raises(FileFormatError, match=r"00000010.*(not a Blastema checkpoint|incomplete).*Remove the file"):
        checkpoint_files.from_bytes(data[:length], "00000010.safetensors")


def test_any_altered_bit_of_the_tensors_is_seen():
    data = checkpoint_files.to_bytes(snapshot(10))
    header = 8 + int.from_bytes(data[:8], "little")
    for at in range(header, len(data), 97):
        altered = bytearray(data)
        altered[at] ^= 4
        with pytest.raises(FileFormatError, match=r"altered: its checksum does not match\. Remove"):
            checkpoint_files.from_bytes(bytes(altered), "c")


@pytest.mark.parametrize(("name", "before", "after"), [("iteration", 10, 11), ("good", "false", "true ")])
def test_an_altered_header_is_seen(name, before, after):
    data = checkpoint_files.to_bytes(snapshot(10))
    before, after = (f'\\"{name}\\": {value}' for value in (before, after))
    assert data.count(before.encode()) == 1
    with pytest.raises(FileFormatError, match="its checksum does not match"):
        checkpoint_files.from_bytes(data.replace(before.encode(), after.encode()), "c")


def test_a_future_version_is_refused():
    data = checkpoint_files.to_bytes(snapshot(10)).replace(b'\\"version\\": 2', b'\\"version\\": 9')
    with pytest.raises(FileFormatError, match=r"version 9; this Blastema reads versions 1 to 2.*upgrade blastema"):
        checkpoint_files.from_bytes(data, "c")


def test_an_organism_file_is_not_a_checkpoint():
    data = checkpoint_files.to_bytes(snapshot(10)).replace(b"blastema-checkpoint", b"blastema-organismus")
    with pytest.raises(FileFormatError, match="its format is 'blastema-organismus'"):
        checkpoint_files.from_bytes(data, "c")


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("field", ["weights", "pool"])
def test_values_that_are_not_finite_are_refused(field, value):
    whole = state()
    pool = whole.memory._replace(pool=jnp.full((5, 6, 6, 4), value))
    broken = whole._replace(memory=pool) if field == "pool" else whole._replace(weights=jnp.full((3, 2), value))
    data = checkpoint_files.to_bytes(Snapshot.take(broken, Progress(Guards(0.1, 4))))
    with pytest.raises(FileFormatError, match="not finite"):
        checkpoint_files.from_bytes(data, "c")


@pytest.mark.parametrize(
    ("name", "value"),
    [("iteration", -1), ("iteration", "3"), ("attempt", True), ("learning_rate_scale", 0.0), ("extra", 1)],
)
def test_a_header_with_impossible_progress_is_refused(name, value):
    values = Progress(Guards(0.1, 4)).to_dict() | {name: value}
    with pytest.raises((ValueError, TypeError, KeyError)):
        Progress.from_dict(values)


@pytest.mark.parametrize(("name", "value"), [("batch_size", 1.5), ("smoothed", "low"), ("best", [])])
def test_guards_with_impossible_memory_are_refused(name, value):
    with pytest.raises((ValueError, TypeError)):
        Guards.from_dict(Guards(0.1, 4).to_dict() | {name: value})


def test_a_checkpoint_of_another_config_is_refused():
    taken = snapshot(10)
    with pytest.raises(FileFormatError, match=r"float32 \[3, 2\] as 'weights'.*do not belong together"):
        taken.restore(state()._replace(weights=jnp.zeros((4, 2))))
    with pytest.raises(FileFormatError, match=r"nothing as 'memory\.pool'"):
        taken.restore(state(0, 6))


# --- folders ----------------------------------------------------------------------------------------------------------


def names(folder: FolderCheckpoints) -> list[int]:
    return [int(file.stem) for file in folder.files()]


def test_a_checkpoint_of_version_1_without_its_optimiser_is_refused(monkeypatch):
    monkeypatch.setattr(checkpoint_files, "VERSION", 1)
    data = checkpoint_files.to_bytes(Snapshot({"x": np.zeros(1, np.float32)}, Progress(Guards(0.1, 4))))
    with pytest.raises(FileFormatError, match="it lacks the optimiser's count"):
        checkpoint_files.from_bytes(data)


def test_the_newest_ones_and_the_last_two_good_ones_stay(tmp_path):
    folder = FolderCheckpoints(tmp_path / "checkpoints", keep=2)
    for iteration, good in ((0, True), (10, True), (20, False), (23, False), (25, False)):
        folder.save(snapshot(iteration, good))
    assert names(folder) == [0, 10, 23, 25]
    assert folder.latest_iteration() == 25
    assert folder.last_good().progress.iteration == 10
    assert folder.last_good(before=10).progress.iteration == 0
    folder.save(snapshot(30, True))
    assert names(folder) == [10, 25, 30]


def test_an_attempt_that_was_given_up_leaves_nothing_behind(tmp_path):
    folder = FolderCheckpoints(tmp_path, keep=3)
    for iteration in (10, 20, 30):
        folder.save(snapshot(iteration, True))
    folder.save(snapshot(15))
    assert names(folder) == [10, 15]


def test_one_kept_is_still_two_until_the_next_is_whole(tmp_path):
    folder = FolderCheckpoints(tmp_path, keep=1)
    folder.save(snapshot(10, True))

    def fail() -> None:
        raise OSError(28, "No space left on device")

    folder._before = fail
    with pytest.raises(OSError, match="No space"):
        folder.save(snapshot(20, True))
    assert names(folder) == [10]
    assert folder.latest().progress.iteration == 10


def test_a_name_must_tell_the_iteration(tmp_path):
    folder = FolderCheckpoints(tmp_path, keep=2)
    folder.save(snapshot(10))
    (tmp_path / "00000010.safetensors").rename(tmp_path / "00000090.safetensors")
    with pytest.raises(FileFormatError, match="holds iteration 10; its name says otherwise"):
        folder.latest()


def test_looking_makes_no_folder_and_removes_nothing(tmp_path):
    folder = FolderCheckpoints(tmp_path / "none", keep=2)
    assert (folder.latest(), folder.last_good(), folder.latest_iteration()) == (None, None, None)
    assert not (tmp_path / "none").exists()
    (tmp_path / ".00000010.safetensors.1-a.partial").write_bytes(b"being written by another process")
    (tmp_path / "notes.txt").write_text("mine")
    folder = FolderCheckpoints(tmp_path, keep=2)
    assert folder.latest() is None
    assert len(list(tmp_path.iterdir())) == 2
    folder.save(snapshot(0))
    assert {file.name for file in tmp_path.iterdir()} == {"00000000.safetensors", "notes.txt"}


def test_in_memory_the_good_one_stays_as_well():
    memory = MemoryCheckpoints()
    assert (memory.latest(), memory.last_good(), memory.latest_iteration()) == (None, None, None)
    for iteration, good in ((10, True), (11, False), (12, False)):
        memory.save(snapshot(iteration, good))
    assert (memory.latest_iteration(), memory.last_good().progress.iteration) == (12, 10)
