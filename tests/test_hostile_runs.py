"""Run folders with what nobody puts there on purpose: wrong values, links, pipes, names; each is told, or served."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from PIL import Image
from training_helpers import exhaust, lizard, tiny

from blastema import cli, fit
from blastema.config import file as config_file
from blastema.errors import FileFormatError, InputError, StorageError
from blastema.runs import history, metrics
from blastema.runs.folder import Noticed, Run
from blastema.training import Finished, Saved, Trained

pytest_plugins = ("training_fixtures",)
pytestmark = pytest.mark.usefixtures("shared_episodes", "plain_pictures")
posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A run that has ended, to copy."""
    config = tiny()
    run = Run.create(lizard(config), config, tmp_path_factory.mktemp("hostile") / "run")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("blastema.drawing.film.write_film", lambda path, frames: path.write_bytes(b"a film"))
        exhaust(run.train())
    return run.path


@pytest.fixture
def done(finished, tmp_path, monkeypatch):
    """A copy of it; commands run beside it."""
    monkeypatch.chdir(tmp_path)
    return shutil.copytree(finished, tmp_path / "run")


def refused(capsys, *words: object) -> str:
    """What a command says that has to refuse, in one message."""
    code = cli.run([str(word) for word in words])
    said = capsys.readouterr().err
    assert code == 2, said
    assert said.startswith("blastema: ")
    assert len(said) < 1000
    return said


def notices(events) -> list[str]:
    return [event.text for event in events if isinstance(event, Noticed)]


# --- config.json ------------------------------------------------------------------------------------------------------

BEGINNING = '{"format": "blastema-config", "version": 2, '
VERSION_1 = '{"format": "blastema-config", "version": 1, '


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BEGINNING + '"target": {"picture": 5}}', "picture is 5; expected an emoji or the path of a file"),
        (BEGINNING + '"target": {"picture": "liz\\ud800ard"}}', "half of a surrogate pair"),
        (BEGINNING + '"target": {"picture": "a\\u0000b"}}', "has a NUL character in it"),
        (BEGINNING + '"target": {"picture": "x", "picture": "y"}}', "the key 'picture' occurs twice"),
        (BEGINNING + '"automaton": {"filters": null, "learned_filters": 1}}', "filters is None; expected one or more"),
        (BEGINNING + '"automaton": {"perception": {}}}', "perception is {}; expected one of filters"),
        (BEGINNING + '"run": {"until": NaN}}', "NaN is not JSON"),
        (BEGINNING + '"run": {"until": 1e999}}', "1e999 is beyond all floating-point numbers"),
        (BEGINNING + '"run": {"threads": true}}', "threads is True; expected a whole number"),
        (BEGINNING + '"training": {"iterations": 1' + "0" * 400 + "}}", "iterations is 1000"),
        (BEGINNING + '"target": ' + "[" * 40 + "]" * 40 + "}", "more than 32 deep"),
        (VERSION_1 + '"training": {"learning_rate": [0], "final_rate": 1000000000}}', "expected a number"),
        (VERSION_1 + '"training": {"learning_rate": 1' + "0" * 400 + "}}", "expected a number"),
    ],
)  # fmt: skip
def test_a_config_that_cannot_be_is_told(tmp_path, capsys, text, message):
    file = tmp_path / "config.json"
    file.write_text(text)
    said = refused(capsys, "grow", "--config", file, "--dry-run")
    assert str(file) in said
    assert message in said


def test_a_picture_whose_name_is_not_utf8_is_told_before_anything_is_made(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    said = refused(capsys, "grow", os.fsdecode(b"caf\xe9.png"))
    assert "picture is 'caf\\udce9.png'; expected an emoji or the path of a file, in UTF-8 (rename" in said
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("until", [float("nan"), 1e9, "low"])
def test_a_loss_at_which_to_stop_has_to_be_one(done, until):
    config = tiny()
    with pytest.raises(InputError, match=r"until is .*expected a log10 loss from -30 to 30"):
        exhaust(fit(lizard(config), config, until=until))
    run = Run.open(done)
    run.extend(30)
    with pytest.raises(InputError, match=r"until is .*expected a log10 loss"):
        exhaust(run.train(until=until))


# --- metrics.jsonl and environment.json -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"iteration": "x", "attempt": 0}', "iteration is 'x'; expected a whole number"),
        ('{"iteration": true, "attempt": 0}', "iteration is True; expected a whole number"),
        ('{"iteration": 3}', "attempt is None; expected a whole number"),
        ('{"iteration": -1, "attempt": 0}', "iteration is -1; expected a whole number, 0 or more"),
        ('{"iteration": 3, "attempt": 0, "loss": "low"}', "loss is 'low'; expected a number or null"),
        ('{"iteration": 3, "attempt": 0, "seconds": []}', r"seconds is []; expected a number or null"),
        ('{"iteration": 3, "attempt": 0, "smoothed": 1' + "0" * 400 + "}", "smoothed is 1000"),
        ("[]", "is []; expected an object"),
    ],
)
def test_every_reader_of_odd_metrics_says_which_line(done, capsys, line, message):
    file = done / "metrics.jsonl"
    whole = file.read_text()
    file.write_text(line + "\n" + whole)
    for words in (("info", done), ("resume", done, "--iterations", 30), ("figures", "loss", "--from", done)):
        said = refused(capsys, *words)
        assert "metrics.jsonl, line 1" in said
        assert message in said
        assert "Remove that line" in said
    assert "24 of 30" in Run.open(done)._repr_html_(), "a notebook shows the run without its metrics"
    file.write_text(whole)
    assert cli.run(["info", str(done)]) == 0, "the line removed, it is read"


def test_metrics_that_are_older_have_what_they_lack_as_null(tmp_path):
    (tmp_path / "m").write_text('\n{"iteration": 1, "attempt": 0}\n\n{"half": ')
    assert [(line["iteration"], line["loss"], line["seconds"]) for line in metrics.read(tmp_path / "m")] == [
        (1, None, None)
    ]


def test_lines_that_are_gone_are_told(done):
    lines = (done / "metrics.jsonl").read_text().splitlines(keepends=True)
    (done / "metrics.jsonl").write_text("".join([*lines[:4], "\x00\x00 a power cut\n", *lines[7:]]))
    run = Run.open(done)
    run.extend(25)
    assert "metrics.jsonl lacks 3 of 24 iterations, as it was damaged or removed; the loss curve has a gap" in notices(
        run.train()
    )
    assert len(run.metrics) == 22


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"target": 5}', "target is 5; expected a name"),
        ('{"threads": 1e9}', r"threads is 1000000000.0; expected 0 to 1024"),
        ('{"kernel": []}', r"kernel is \[\]; expected an engine's name"),
        ('{"own": "loss"}', "own is 'loss'; expected an object"),
        ('{"target": "a\\u0000b"}', "NUL character"),
        ("NaN", "NaN is not JSON"),
    ],
)
def test_an_environment_that_cannot_be_is_told(done, text, message):
    (done / "environment.json").write_text(text)
    with pytest.raises(FileFormatError, match=rf"environment\.json.*{message}.*Remove it to continue without it"):
        Run.open(done)
    (done / "environment.json").unlink()
    run = Run.open(done)
    run.extend(25)
    assert isinstance(exhaust(run.train())[-1], Finished)


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a!b", "_run", "-", os.fsdecode(b"caf\xe9"), "x" * 120])
def test_a_folder_may_have_any_name(done, name):
    """Its organism is called as it was, also where only the picture tells."""
    folder = done.rename(done.parent / name)
    (folder / "environment.json").unlink()
    config = json.loads((folder / "config.json").read_text())
    config["target"]["picture"] = "🦎"
    (folder / "config.json").write_text(json.dumps(config))
    run = Run.open(folder)
    run.extend(25)
    exhaust(run.train())
    assert run.organism.name == "lizard"


@pytest.mark.parametrize("name", ["a!b", "x" * 150])
def test_a_recorded_name_that_no_organism_can_have_is_replaced(done, name):
    (done / "environment.json").write_text(json.dumps({"target": name}))
    run = Run.open(done)
    run.extend(25)
    exhaust(run.train())
    assert run.organism.name == "run", "the folder's: nothing else is known"


@pytest.mark.parametrize("name", ["x" * 101, "a!b", "", "_x"])
def test_a_target_that_no_organism_can_be_called_after_is_refused_before_the_folder(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    config = tiny()
    with pytest.raises(InputError, match=r"the target's name is .*Rename the picture, or the target"):
        Run.create(dataclasses.replace(lizard(config), name=name), config)
    assert not list(tmp_path.iterdir())


@posix
def test_a_place_whose_files_would_have_too_long_a_path_is_refused_before_anything_is_made(tmp_path):
    config = tiny()
    deep = Path(*["d" * 200] * 19)
    room = 4096 - len(os.fsencode(tmp_path / deep)) - 2
    for place in (tmp_path / "new" / ("x" * 256), tmp_path / deep / ("x" * min(room - 40, 255))):
        with pytest.raises(InputError, match=r"cannot be written: File name too long\. Nothing was written"):
            Run.create(lizard(config), config, place)
        assert not list(tmp_path.iterdir())


# --- links, pipes, folders --------------------------------------------------------------------------------------------


def outside(tmp_path: Path) -> dict[Path, bytes]:
    """A folder with files that look like a run's."""
    folder = tmp_path / "outside"
    folder.mkdir()
    for name in ("00000010.safetensors", "00000010.png", "00000010-pool.png", ".00000010.png.1-a.partial", "mine.txt"):
        (folder / name).write_bytes(b"precious")
    return contents(folder)


def contents(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.iterdir()}


@posix
@pytest.mark.parametrize("name", ["checkpoints", "progress", "history"])
def test_folders_that_are_links_are_not_followed(done, tmp_path, capsys, name):
    before = outside(tmp_path)
    shutil.rmtree(done / name, ignore_errors=True)
    (done / name).symlink_to(tmp_path / "outside")
    for words in (("resume", done, "--iterations", 30), ("resume", done, "--until", -9)):
        assert f"{name} is a link; a run writes only into its own folders" in refused(capsys, *words)
    assert contents(tmp_path / "outside") == before
    assert (done / "config.json").read_text().count('"iterations": 24') == 1, "nothing was changed"
    config = tiny()
    run = Run.create(lizard(config), config, done, overwrite=True)
    assert not (done / name).exists()
    exhaust(run.train())
    assert contents(tmp_path / "outside") == before
    assert not (done / name).is_symlink()


@posix
def test_files_that_are_links_are_replaced_by_files_of_the_run(done, tmp_path):
    names = ["metrics.jsonl", "organism.safetensors", "config.json", "environment.json", "loss.png", "progress.png"]
    (tmp_path / "outside").mkdir()
    for name in names:
        (done / name).rename(tmp_path / "outside" / name)
        (done / name).symlink_to(tmp_path / "outside" / name)
    (done / "checkpoints" / "00000030.safetensors").symlink_to(tmp_path / "outside" / "config.json")
    (done / "checkpoints" / "00000030.safetensors").unlink()
    before = contents(tmp_path / "outside")
    run = Run.open(done)
    run.extend(30)
    exhaust(run.train())
    assert contents(tmp_path / "outside") == before
    assert not [name for name in names if (done / name).is_symlink() and name != "environment.json"]
    assert Run.open(done).iteration == 30


@posix
@pytest.mark.parametrize("name", ["metrics.jsonl", "organism.safetensors", ".lock", "growth.gif", "loss.png"])
def test_a_pipe_in_the_place_of_a_file_is_told(done, capsys, name):
    (done / name).unlink(missing_ok=True)
    os.mkfifo(done / name)
    config = tiny()
    for act in (
        lambda: exhaust(Run.open(done).train()),
        lambda: Run.create(lizard(config), config, done, overwrite=True),
    ):
        with pytest.raises(InputError, match=rf"{name} is not a regular file, as expected in a run; move it away"):
            act()
    assert (done / name).is_fifo()


@posix
def test_a_lock_that_is_a_link_is_not_emptied(done, tmp_path):
    (tmp_path / "mine").write_text("precious")
    (done / ".lock").unlink()
    (done / ".lock").symlink_to(tmp_path / "mine")
    with pytest.raises(InputError, match=r"\.lock is not a regular file"):
        Run.open(done).extend(30)
    assert (tmp_path / "mine").read_text() == "precious"


def test_a_folder_that_is_a_file_is_told(done):
    shutil.rmtree(done / "progress")
    (done / "progress").write_text("a file")
    with pytest.raises(InputError, match="progress is not a folder; move it away"):
        exhaust(Run.open(done).train())


def test_files_of_others_in_a_runs_folders_do_no_harm(done):
    Image.new("RGB", (3, 3)).save(done / "progress" / "mine.png")
    (done / "progress" / "00000010.png").write_bytes(b"garbage")
    (done / "history").mkdir()
    (done / "history" / "abcdefgh.safetensors").write_bytes(b"x")
    assert history.organisms(done) == {}
    run = Run.open(done)
    run.extend(30)
    told = notices(run.train())
    assert [text for text in told if "00000010.png" in text and "It is left out of progress.png" in text]
    assert run.complete
    assert (done / "progress" / "mine.png").exists()


def test_what_is_newer_than_the_checkpoint_is_cut_when_it_is_resumed_and_at_the_end(tmp_path):
    """A kill leaves files of later iterations, and so does an attempt that was given up."""
    config = tiny(keep_history=True)
    run = Run.create(lizard(config), config, tmp_path / "run")
    newer = [run.path / name for name in ("progress/00000100.png", "history/00000100-pool.png")]

    def leave() -> None:
        for file in newer:
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(b"x")

    leave()
    for number, event in enumerate(run.train()):
        if number == 0:
            assert not [file for file in newer if file.exists()]
        if isinstance(event, Trained) and event.iteration == 15:
            leave()
    assert not [file for file in newer if file.exists()]
    assert {file.name for file in (run.path / "progress").iterdir()} == {
        f"000000{number}.png" for number in (10, 20, 24)
    }


# --- removed while it trains ------------------------------------------------------------------------------------------


def test_checkpoints_that_are_removed_during_training_are_made_again(tmp_path):
    config = tiny()
    run = Run.create(lizard(config), config, tmp_path / "run")
    saved = []
    for event in run.train():
        if isinstance(event, Saved):
            saved.append(event.iteration)
        if isinstance(event, Trained) and event.iteration == 5:
            shutil.rmtree(run.path / "checkpoints")
    assert saved == [0, 10, 20, 24]
    assert Run.open(run.path).iteration == 24


def test_a_run_that_is_removed_during_training_is_told(tmp_path):
    config = tiny()
    run, told = Run.create(lizard(config), config, tmp_path / "run"), []
    with pytest.raises(StorageError, match="could not be written completely"):  # noqa: PT012
        for event in run.train():
            told.append(event)
            if isinstance(event, Trained) and event.iteration == 5:
                shutil.rmtree(run.path)
    assert [text for text in notices(told) if "cannot be written" in text]
    assert not run.path.exists(), "nothing is left of it that is no run"


def test_a_config_that_is_read_again_is_the_same(done):
    config = config_file.load(done)
    assert config_file.from_dict(json.loads(config_file.to_json(config))) == config
