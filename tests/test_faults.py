"""A disk that fails, and a process that dies, at every single write, rename, sync and removal."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from training_helpers import exhaust, lizard, tiny, what_counts

from blastema import _files
from blastema.errors import InputError, StorageError
from blastema.runs import checkpoints as checkpoint_files
from blastema.runs import history, metrics, recording, waiting
from blastema.runs.checkpoints import FolderCheckpoints
from blastema.runs.folder import Noticed, Run
from blastema.training import Finished, SaveFailed

pytest_plugins = ("training_fixtures",)
pytestmark = pytest.mark.usefixtures("shared_episodes", "plain_pictures")


class Killed(BaseException):
    """The process is gone at this point: nothing that it would have done after it is done."""


class Disk:
    """Counts what is done to files below a folder and lets it fail from the n-th time on.

    full:   as a full disk does, for ``lasting`` times; removing still works. Otherwise as a process that was killed
    """

    def __init__(self, monkeypatch, folder: Path) -> None:
        self.folder, self.count, self.fails_at, self.full, self.lasting = folder, 0, None, True, 1
        for owner, name in ((Path, "open"), (Path, "replace"), (Path, "unlink"), (Path, "mkdir"), (Path, "rmdir")):
            self._watch(monkeypatch, owner, name)
        self._watch(monkeypatch, metrics, "open_regular")
        # Only counted: no power is cut here, and to sync thousands of times takes a minute.
        monkeypatch.setattr(os, "fsync", lambda descriptor: self._happens("fsync"))

    def fail(self, at: int, full: bool, lasting: int = 1) -> None:
        self.count, self.fails_at, self.full, self.lasting = 0, at, full, lasting

    def heal(self) -> None:
        self.count, self.fails_at = 0, None

    def _watch(self, monkeypatch, owner, name) -> None:
        original = getattr(owner, name)

        def watched(path, *args, **kwargs):
            if self.folder not in (path, *path.parents) or path.name == ".lock":
                return original(path, *args, **kwargs)
            if name.startswith("open") and (args or [kwargs.get("mode", "r")])[0] in ("r", "rb"):
                return original(path, *args, **kwargs)
            self._happens(name)
            result = original(path, *args, **kwargs)
            return Watched(result, self) if name.startswith("open") else result

        monkeypatch.setattr(owner, name, watched)

    def _happens(self, what: str) -> None:
        self.count += 1
        if self.fails_at is None or self.count < self.fails_at:
            return
        if not self.full:
            raise Killed
        if what not in ("unlink", "rmdir") and self.count < self.fails_at + self.lasting:
            raise OSError(28, "No space left on device")


class Watched:
    """A file whose writes are counted, and cut short where they fail."""

    def __init__(self, file, disk: Disk) -> None:
        self._file, self._disk = file, disk

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._file.close()

    def __getattr__(self, name):
        return getattr(self._file, name)

    def write(self, data):
        try:
            self._disk._happens("write")
        except BaseException:
            self._file.write(data[: len(data) // 2])
            raise
        return self._file.write(data)


@pytest.fixture
def disk(monkeypatch, tmp_path):
    return Disk(monkeypatch, tmp_path)


# --- one file ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("full", [True, False], ids=["full", "killed"])
def test_at_any_moment_the_old_file_or_the_new_one_is_whole(tmp_path, disk, full):
    file = tmp_path / "file"
    _files.write_atomically(file, [b"new " * 100, b"file"])
    operations, outcomes = disk.count, []
    assert operations >= 6, "open, two writes, sync, rename, sync of the folder"
    for at in range(1, operations + 1):
        disk.heal()
        _files.write_atomically(file, b"old")
        disk.fail(at, full)
        with pytest.raises((OSError, Killed)):
            _files.write_atomically(file, [b"new " * 100, b"file"])
        disk.heal()
        outcomes.append(file.read_bytes())
        assert outcomes[-1] in (b"old", b"new " * 100 + b"file")
        if full:
            assert [entry.name for entry in tmp_path.iterdir()] == ["file"], "nothing is left half-written"
        _files.sweep_orphans(tmp_path)
        assert [entry.name for entry in tmp_path.iterdir()] == ["file"]
    assert b"old" in outcomes


def test_a_file_system_that_does_not_sync_folders_is_taken_as_it_is(tmp_path, monkeypatch):
    sync = os.fsync

    def refuse_folders(descriptor):
        if os.fstat(descriptor).st_mode & 0o040000:
            raise OSError(22, "Invalid argument")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", refuse_folders)
    _files.write_atomically(tmp_path / "file", b"whole")
    assert (tmp_path / "file").read_bytes() == b"whole"


# --- a whole training -------------------------------------------------------------------------------------------------

SETTINGS = {"iterations": 5, "checkpoint_every": 2, "keep_checkpoints": 1, "keep_history": True}
EVERY = 7
"""Of the failures and kills that can be, every seventh is tried, and every kill in the long lane. A file takes five
operations or six, so that each of them has its turn."""


@pytest.fixture(autouse=True)
def _many_pictures(monkeypatch):
    for module in (history, recording):
        monkeypatch.setattr(module, "is_milestone", lambda iteration: iteration == 3)
        monkeypatch.setattr(module, "milestones", lambda until: [3] if until >= 3 else [])


@pytest.fixture
def unhurt(tmp_path_factory):
    """What a training leaves that nothing happened to."""
    config = tiny(**SETTINGS)
    run = Run.create(lizard(config), config, tmp_path_factory.mktemp("unhurt") / "run")
    exhaust(run.train())
    return everything(run.path)


def everything(folder: Path) -> dict:
    """What counts of a run, its history included."""
    kept = {f"history/{file.name}": file.read_bytes() for file in sorted((folder / "history").iterdir())}
    assert len(kept) == 3 + 1 + 1, "organisms, pools, batches"
    return what_counts(folder) | kept


def begin(folder: Path) -> Run:
    config = tiny(**SETTINGS)
    return Run.create(lizard(config), config, folder)


def sound(folder: Path) -> None:
    """Every checkpoint there is can be read, and none is half-written under its own name."""
    for file in FolderCheckpoints(folder / "checkpoints", 1).files():
        checkpoint_files.from_bytes(file.read_bytes())
    if (folder / "organism.safetensors").exists():
        assert Run.open(folder).organism.automaton.parameters


def operations_of_a_training(disk: Disk, tmp_path: Path) -> int:
    run = begin(tmp_path / "counted")
    disk.heal()
    exhaust(run.train())
    return disk.count


@pytest.mark.long
@pytest.mark.parametrize("every", [EVERY, 1])
def test_killed_at_any_operation_it_goes_on_to_the_same_bits(tmp_path, disk, unhurt, every):
    operations = operations_of_a_training(disk, tmp_path)
    assert operations > 80
    made = begin(tmp_path / "made").path
    for at in range(1, operations + 1, every):
        folder = tmp_path / "run"
        shutil.copytree(made, folder)
        disk.fail(at, full=False)
        with pytest.raises(Killed):
            exhaust(Run.open(folder).train())
        disk.heal()
        sound(folder)
        exhaust(Run.open(folder).train())
        assert everything(folder) == unhurt, f"killed at operation {at} of {operations}"
        assert not list(folder.rglob("*.partial"))
        assert (folder / "growth.gif").read_bytes() == b"a film"
        shutil.rmtree(folder)


@pytest.mark.long
def test_one_failure_anywhere_does_not_end_the_training(tmp_path, disk, unhurt):
    """But for the very beginning, before there is anything to lose, it is told and goes on; no file is half-written."""
    operations = operations_of_a_training(disk, tmp_path)
    made = begin(tmp_path / "made").path
    told = 0
    for at in range(1, operations + 1, EVERY):
        folder = tmp_path / "run"
        shutil.copytree(made, folder)
        disk.fail(at, full=True)
        events, error = [], None
        try:
            for event in Run.open(folder).train():
                events.append(event)
        except StorageError as failure:
            error = failure
        disk.heal()
        sound(folder)
        assert not list(folder.rglob("*.partial"))
        if events:
            assert isinstance(events[-1], Finished)
            told += error is not None or any(isinstance(event, SaveFailed | Noticed) for event in events)
            assert [line["iteration"] for line in Run.open(folder).metrics] == list(range(1, 6))
        else:
            assert "cannot be written: No space left" in str(error)
        exhaust(Run.open(folder).train())
        assert everything(folder) == unhurt, f"operation {at} of {operations}"
        shutil.rmtree(folder)
    assert told > operations / EVERY / 3


@pytest.mark.long
def test_a_full_disk_stops_the_checkpoints_but_not_the_training(tmp_path, disk, unhurt):
    run, events = begin(tmp_path / "run"), []
    with pytest.raises(StorageError, match=r"No space left.*Earlier files are intact.*blastema resume"):  # noqa: PT012
        for event in run.train():
            events.append(event)
            if getattr(event, "iteration", 0) == 3:
                disk.fail(1, full=True, lasting=10**9)
    disk.heal()
    assert [type(event).__name__ for event in events].count("Trained") == 5
    assert [event.iteration for event in events if isinstance(event, SaveFailed)] == [4, 5]
    assert len([event for event in events if isinstance(event, Noticed)]) == 1, "told once"
    assert not events[-1].saved
    assert Run.open(run.path).iteration == 2
    sound(run.path)
    exhaust(Run.open(run.path).train())
    assert everything(run.path) == unhurt, "with space again it goes on to the same bits"


def test_history_waits_for_space_and_is_all_there_in_the_end(tmp_path, disk, unhurt):
    run = begin(tmp_path / "run")
    for event in run.train():
        if getattr(event, "iteration", 0) == 2:
            disk.fail(1, full=True, lasting=6)
    disk.heal()
    assert not [event for event in run.train() if isinstance(event, Noticed)]
    assert everything(run.path) == unhurt


def test_what_cannot_be_made_again_is_told(tmp_path, disk):
    """Pictures of iterations before the checkpoint: their states are gone."""
    run = begin(tmp_path / "run")
    exhaust(run.train())
    for name in ("history/00000003-pool.png", "history/00000002.safetensors", "progress/00000003.png"):
        (run.path / name).unlink()
    run.extend(6)
    told = [event.text for event in Run.open(run.path).train() if isinstance(event, Noticed)]
    assert told == [
        f"{run.path} lacks progress/00000003.png, history/00000002.safetensors, history/00000003-pool.png: they could "
        "not be written, or were removed, and belong to iterations before the checkpoint, so they cannot be made again"
    ]


def test_little_waits_when_there_is_no_space(tmp_path, disk, monkeypatch):
    monkeypatch.setattr(waiting, "MOST_BYTES", 10)
    files = waiting.WaitingFiles(tmp_path)
    disk.fail(1, full=True, lasting=10**9)
    for number in range(5):
        files.put(f"folder/{number}", b"abcd")
        with pytest.raises(OSError, match="No space left"):
            files.flush()
    disk.heal()
    files.flush()
    assert files.names("folder") == {"folder/0", "folder/1"}
    assert (tmp_path / "folder" / "1").read_bytes() == b"abcd"


def test_metrics_wait_for_space_and_are_all_there_in_the_end(tmp_path, disk):
    run = begin(tmp_path / "run")
    for event in run.train():
        if getattr(event, "iteration", 0) == 1:
            disk.fail(1, full=True, lasting=3)
    assert [line["iteration"] for line in run.metrics] == list(range(1, 6))


def test_no_space_to_begin_leaves_no_folder(tmp_path, disk):
    target, config = lizard(tiny()), tiny()
    Run.create(target, config, tmp_path / "counted" / "run")
    operations = disk.count
    for at in range(1, operations + 1):
        disk.fail(at, full=True, lasting=10**9)
        with pytest.raises(InputError, match=r"cannot be written: No space left"):
            Run.create(target, config, tmp_path / "new" / "run")
        disk.heal()
        assert not (tmp_path / "new").exists(), f"operation {at}"


def test_a_run_killed_while_it_was_made_can_be_replaced(tmp_path, disk):
    target, config = lizard(tiny()), tiny()
    Run.create(target, config, tmp_path / "counted")
    operations = disk.count
    for at in range(1, operations + 1):
        folder = tmp_path / f"run{at}"
        disk.fail(at, full=False)
        with pytest.raises(Killed):
            Run.create(target, config, folder)
        disk.heal()
        assert Run.create(target, config, folder, overwrite=True).iteration == 0


def test_a_run_killed_while_it_was_replaced_is_still_known_for_a_run(tmp_path, disk):
    target, config = lizard(tiny()), tiny()
    made = begin(tmp_path / "made")
    exhaust(made.train())
    disk.heal()
    shutil.copytree(made.path, tmp_path / "counted")
    Run.create(target, config, tmp_path / "counted", overwrite=True)
    operations = disk.count
    for at in range(1, operations + 1):
        folder = tmp_path / f"run{at}"
        shutil.copytree(made.path, folder)
        disk.fail(at, full=False)
        with pytest.raises(Killed):
            Run.create(target, config, folder, overwrite=True)
        disk.heal()
        Run.create(target, config, folder, overwrite=True)
        assert {entry.name for entry in folder.iterdir()} == {".lock", "config.json", "environment.json", "target.png"}
