"""Pipes, devices and folders in the place of files: never waited for, never read without end, never replaced."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from training_helpers import environment, lizard, tiny, tiny_flags
from zoo_fixtures import GOLDEN, card_of

from blastema import cli
from blastema._files import free_place, open_regular, read_bytes, write_atomically, write_explained
from blastema.errors import InputError
from blastema.runs.checkpoints import FolderCheckpoints
from blastema.runs.folder import Run
from blastema.zoo import card as cards

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no FIFOs")
PIPE = "a pipe (FIFO), not a regular file"


@pytest.fixture(autouse=True)
def _whoever_waits_fails():
    """Opening a FIFO waits for its other end, for ever; a signal ends that."""

    def fail(*_):
        raise AssertionError("it waited")

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(100)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder to work in, with a FIFO, an organism, and a link to a device."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.png")
    Path("device").symlink_to("/dev/null")
    Path("one.safetensors").write_bytes(GOLDEN.read_bytes())
    return tmp_path


def _identity(name: str) -> tuple[int, int, int]:
    """What a replacement or a write would change. The time of access is not among it: following a link may set that."""
    found = os.lstat(name)
    return found.st_ino, found.st_mode, found.st_mtime_ns


def refused(capsys, *words: object) -> str:
    """The message of a command that has to be refused."""
    capsys.readouterr()
    code = cli.run([str(word) for word in words])
    said = capsys.readouterr().err
    assert code == 2, said
    assert said.count("\n") == 1, said
    return said


# --- reading and writing by themselves


def test_other_things_than_files_are_not_read(place):
    listening = socket.socket(socket.AF_UNIX)
    listening.bind("socket")
    for name, kind in (("pipe.png", PIPE), ("device", "a device"), ("/dev/zero", "a device"), ("socket", "a socket")):
        with pytest.raises(InputError, match=rf"{name} cannot be read: it is .*; expected a card") as caught:
            read_bytes(Path(name), "a card", 100)
        assert kind in str(caught.value)
        with pytest.raises(OSError, match="not a regular file"):
            open_regular(Path(name), "ab")
    with pytest.raises(InputError, match="is a folder; expected a card"):
        read_bytes(place, "a card", 100)
    listening.close()


def test_links_to_files_are_followed(place):
    Path("link").symlink_to("one.safetensors")
    assert read_bytes(Path("link"), "an organism", 1 << 20) == GOLDEN.read_bytes()
    assert write_atomically(Path("link"), b"new") is None
    assert Path("link").read_bytes() == b"new"


def test_what_is_exchanged_before_it_is_opened_is_not_waited_for(place, monkeypatch):
    looked = Path("one.safetensors").stat()
    monkeypatch.setattr(Path, "stat", lambda self, **_: looked)
    with pytest.raises(OSError, match=r"a pipe \(FIFO\), not a regular file"):
        open_regular(Path("pipe.png"))


def test_a_file_that_grows_is_read_as_long_as_it_was(place, monkeypatch):
    """It may have been within its bound, and be without end now."""
    file = Path("grows")
    file.write_bytes(b"12345")
    fstat, calls = os.fstat, []

    def grown(descriptor):
        found = fstat(descriptor)
        calls.append(found)
        if len(calls) == 2:  # its kind and its size have been looked at
            file.write_bytes(b"1234567890")
        return found

    monkeypatch.setattr(os, "fstat", grown)
    assert read_bytes(file, "a card", 5) == b"12345"


@pytest.mark.parametrize("name", ["a\0b", "\ud800.png"])
def test_what_can_name_no_file_is_refused(place, name):
    with pytest.raises(InputError, match="cannot be the name of a file"):
        read_bytes(Path(name), "a card", 100)


@pytest.mark.parametrize(("name", "kind"), [("pipe.png", PIPE), ("device", "a device"), ("folder", "a folder")])
def test_nothing_but_a_file_is_replaced(place, name, kind):
    Path("folder").mkdir()
    before = os.lstat(name)
    with pytest.raises(OSError, match="not a regular file"):
        write_atomically(Path(name), b"new")
    with pytest.raises(InputError) as caught:
        write_explained(Path(name), b"new")
    assert f"{name} cannot be written: it is {kind}" in str(caught.value)
    for overwrite in (False, True):
        with pytest.raises(InputError, match="which cannot be replaced by a file; choose another --out"):
            free_place(Path(name), overwrite)
    assert os.lstat(name) == before
    assert sorted(file.name for file in place.iterdir()) == ["device", "folder", "one.safetensors", "pipe.png"]


# --- every verb that takes a file


@pytest.mark.parametrize(
    "words",
    [
        ["grow", "pipe.png"],
        ["grow", "🦎", "--config", "pipe.png"],
        ["grow", "🦎", "--from", "pipe.png"],
        ["import", "pipe.png"],
        ["info", "pipe.png"],
        ["evaluate", "pipe.png"],
        ["evaluate", "one.safetensors", "--target", "pipe.png"],
        ["render", "pipe.png"],
        ["export", "pipe.png", "--to", "html"],
        ["figures", "--from", "pipe.png", "--out", "figures"],
        ["play", "pipe.png", "--no-open"],
        ["zoo", "add", "pipe.png"],
        ["sweep", "--targets", "pipe.png"],
    ],
    ids=" ".join,
)
def test_a_pipe_is_not_waited_for(place, capsys, words):
    said = refused(capsys, *words)
    assert f"pipe.png cannot be read: it is {PIPE}" in said


@pytest.mark.parametrize("out", ["pipe.png", "device"])
@pytest.mark.parametrize(
    "words",
    [["render", "one.safetensors", "--steps", "1"], ["export", "one.safetensors", "--to", "safetensors"]],
    ids=lambda words: words[0],
)
def test_overwrite_replaces_no_pipe_and_no_device(place, capsys, words, out):
    before = _identity(out)
    assert "which cannot be replaced by a file; choose another --out" in refused(
        capsys, *words, "--out", out, "--overwrite"
    )
    assert _identity(out) == before


@pytest.mark.parametrize("verb", ["resume", "info"])
@pytest.mark.parametrize(
    "name",
    [
        "config.json",
        "environment.json",
        "target.png",
        "metrics.jsonl",
        "start.safetensors",
        "checkpoints/00000010.safetensors",
        "organism.safetensors",
    ],
)
def test_a_pipe_in_a_run_folder(tmp_path, capsys, name, verb):
    folder = Run.create(lizard(tiny()), tiny(iterations=1), tmp_path / "run").path
    (folder / "checkpoints").mkdir()
    file = folder / name
    file.unlink(missing_ok=True)
    os.mkfifo(file)
    if verb == "info" and name.startswith(("start", "checkpoints")):  # it reads neither
        assert cli.run(["info", str(folder)]) == 0
        return
    assert "not a regular file" in refused(capsys, verb, folder).replace("\n", "")
    assert file.is_fifo()


def test_a_pipe_among_checkpoints_is_no_good_one(tmp_path):
    os.mkfifo(tmp_path / "00000010.safetensors")
    assert FolderCheckpoints(tmp_path, 1).last_good() is None


def test_overwrite_leaves_a_run_with_a_pipe_in_it(tmp_path):
    folder = Run.create(lizard(tiny()), tiny(), tmp_path / "run").path
    os.mkfifo(folder / "metrics.jsonl")
    before = sorted(folder.iterdir())
    with pytest.raises(InputError, match=r"metrics\.jsonl is not a regular file"):
        Run.create(lizard(tiny()), tiny(), folder, overwrite=True)
    assert sorted(folder.iterdir()) == before


def test_a_pipe_as_a_card_of_the_zoo(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("BLASTEMA_ZOO", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    Path("newt-persistent.safetensors").write_bytes(GOLDEN.read_bytes())
    os.mkfifo("newt-persistent.json")
    assert PIPE in refused(capsys, "zoo", "train", "newt")
    for words in (["zoo", "list", "--json"], ["zoo", "show", "newt"]):
        cli.run(words)
        assert "damaged card" in capsys.readouterr().out
    Path("newt-persistent.json").unlink()
    Path("newt-persistent.json").write_bytes(cards.dumps(card_of("newt", "persistent", GOLDEN.read_bytes())))
    Path("newt-persistent.safetensors").unlink()
    os.mkfifo("newt-persistent.safetensors")
    with pytest.raises(InputError, match=r"newt-persistent\.safetensors cannot be read"):
        cards.load(Path("newt-persistent.json")).is_of(Path("newt-persistent.safetensors"))
    assert PIPE in refused(capsys, "info", "newt")


@pytest.mark.long
def test_devices_without_end_are_not_read(tmp_path):
    """In a process that may not have much memory, since a fault here takes all there is."""
    words = [[verb, "/dev/zero"] for verb in ("grow", "import", "info", "evaluate")]
    words += [["grow", "🦎", "--config", "/dev/zero"], ["grow", "🦎", "--from", "/dev/zero", *tiny_flags()]]
    code = (
        "import json, resource, sys; resource.setrlimit(resource.RLIMIT_DATA, (4 << 30, 4 << 30));"
        "from blastema import cli; print(*[cli.run(words) for words in json.loads(sys.argv[1])])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, json.dumps(words)],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert found.stdout.split() == ["2"] * len(words), found.stderr
    assert found.stderr.count("/dev/zero cannot be read: it is a device, not a regular file; expected") == len(words)
    assert found.stderr.count("\n") == len(words)
