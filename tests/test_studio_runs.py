"""The studio's runs: a drawing becomes a folder, folders are listed, a run is followed by its files alone."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import shutil

import numpy as np
import pytest
from PIL import Image
from studio_talk import LIZARD, serving, talking
from training_helpers import lizard, tiny
from websockets.exceptions import ConnectionClosedError

from blastema._files import write_atomically
from blastema.errors import InputError
from blastema.formats import organism_file
from blastema.runs import metrics
from blastema.runs.checkpoints import FolderCheckpoints
from blastema.runs.folder import Run
from blastema.studio import catalogue, conversation, following
from blastema.studio import progress as numbers
from blastema.studio.catalogue import Own
from blastema.studio.messages import Train
from blastema.studio.preparing import prepared, target_and_config
from blastema.training.guards import Guards
from blastema.training.snapshots import Progress, Snapshot
from blastema.zoo.loading import load_organism

LONG_AGO = 1_000_000_000


def png(pixels, mode="RGBA"):
    stream = io.BytesIO()
    Image.fromarray(np.asarray(pixels, np.uint8), mode).save(stream, "PNG")
    return stream.getvalue()


def drawing(size=16):
    """A disc with a hole beside its middle, cell by cell."""
    rows, columns = np.mgrid[:size, :size] - (size - 1) / 2
    pixels = np.zeros((size, size, 4), np.uint8)
    pixels[rows**2 + columns**2 < (size / 2) ** 2] = (200, 40, 90, 255)
    pixels[3:5, 6:9] = 0
    return pixels


@pytest.fixture
def root(tmp_path):
    """A folder with a run that came to its end long ago: its files as a training leaves them."""
    config = tiny(iterations=12)
    run = Run.create(lizard(config), config, tmp_path / "runs" / "lizard")
    provenance = {"regime": "regenerating", "iterations": 12}
    organism = dataclasses.replace(load_organism(LIZARD), name="lizard", provenance=provenance)
    organism_file.save(organism, run.path / "organism.safetensors")
    write_lines(run.path, *((at, -at / 10) for at in range(1, 13)))
    FolderCheckpoints(run.path / "checkpoints", 2).save(Snapshot({}, Progress(Guards(0.1, 4), iteration=12)))
    (run.path / "growth.gif").write_bytes(b"a film")
    for file in run.path.rglob("*"):
        os.utime(file, (LONG_AGO, LONG_AGO))
    return tmp_path / "runs"


def lines(*values, seconds=0.5):
    return [
        {"iteration": at, "attempt": 0, "smoothed": loss, "loss": 1.0, "learning_rate": 1e-3, "seconds": seconds}
        for at, loss in values
    ]


def write_lines(folder, *values, how="w"):
    with (folder / "metrics.jsonl").open(how) as file:
        file.writelines(json.dumps(line) + "\n" for line in lines(*values))


def test_a_drawing_becomes_the_run_that_grow_would_make(tmp_path):
    run = prepared(
        tmp_path / "runs", Train(1, "My Käfer (2)", size=16, iterations=30, regime="persistent"), png(drawing())
    )
    assert run.path == tmp_path / "runs" / "my-käfer-2-persistent"
    again = Run.open(run.path)
    assert again.target.name == "my-käfer-2"
    assert np.array_equal(again.target.pixels, drawing()), "cell by cell"
    training = again.config.training
    assert (training.regime, training.iterations, training.start, training.batch_size) == ("persistent", 30, "stem", 4)
    assert (again.config.target.size, again.config.target.padding) == (16, 4)
    assert any("padding is 4 instead of 6" in note for note in run.target.notes)
    assert (run.path / "start.safetensors").exists()
    second = prepared(tmp_path / "runs", Train(2, "My Käfer (2)", size=16, regime="persistent"), png(drawing()))
    assert second.path.name == "my-käfer-2-persistent-2"


def test_settings_are_the_recipes_but_for_those_asked_for():
    asked = Train(1, "bug", size=32, padding=9, recipe="article", start="nothing", seed=7, trim=False, pixel_art=True)
    target, config = target_and_config(asked, png(drawing()))
    assert target.grid == (50, 50)
    assert (config.training.iterations, config.training.seed, config.training.start) == (8001, 7, "nothing")
    assert config.target.pixel_art
    assert not config.target.trim


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is not a PNG file"),
        (b"GIF89a" + b"\0" * 40, "is not a PNG file"),
        (png(drawing())[:60], "corrupt or cut short"),
        (png(np.zeros((2, 1025, 4))), "1025 x 2 pixels; at most 1024"),
        (png(np.zeros((8, 8, 4))), "visible|transparent|empty"),
    ],
)
def test_what_is_no_drawing_is_refused_and_leaves_nothing(tmp_path, data, told):
    with pytest.raises(InputError, match=told):
        prepared(tmp_path / "runs", Train(1), data)
    assert not (tmp_path / "runs").exists()


def test_runs_are_listed_newest_first_and_nothing_else(root, monkeypatch):
    shutil.copytree(root / "lizard", root / "another")
    (root / "another" / "organism.safetensors").unlink()
    (root / ".hidden").mkdir()
    (root / ".hidden" / "config.json").write_text("{}")
    (root / "empty").mkdir()
    (root / "broken").mkdir()
    (root / "broken" / "config.json").write_text("{}")
    os.utime(root / "broken" / "config.json", (1, 1))
    before = {file: file.stat().st_mtime_ns for file in root.rglob("*")}
    listed = catalogue.listed(root)
    assert [run["run"] for run in listed["runs"]] == ["another", "lizard", "broken"]
    first, second, third = listed["runs"]
    assert first["name"] == second["name"] == "lizard"
    assert second["state"] == "finished"
    assert (second["iteration"], second["iterations"], second["regime"]) == (12, 12, "regenerating")
    assert second["picture"].startswith("data:image/png;base64,")
    assert not second["here"]
    assert "is not a Blastema config" in third["fault"]
    monkeypatch.setattr(catalogue, "MOST_RUNS", 1)
    assert catalogue.listed(root)["left_out"] == 2
    assert {file: file.stat().st_mtime_ns for file in root.rglob("*")} == before, "nothing is written"
    assert catalogue.listed(root / "nowhere") == {"folder": str(root / "nowhere"), "runs": [], "left_out": 0}


@pytest.mark.parametrize("name", ["..", ".", "", "../runs/lizard", "lizard/checkpoints", "/etc", ".hidden", "none"])
def test_a_run_is_called_by_its_name_alone(root, name):
    with pytest.raises(InputError, match="there is no run"):
        catalogue.path_of(root, name)
    assert catalogue.path_of(root, "lizard") == root / "lizard"


def test_whether_a_run_is_running_is_told_by_its_age(root):
    folder = root / "lizard"
    assert catalogue.state_of(folder, 0.1) == "finished"
    (folder / "growth.gif").unlink()
    assert catalogue.state_of(folder, 0.1) == "stopped"
    assert catalogue.state_of(folder, 1e12) == "running", "five of its iterations are not over yet"
    (folder / "metrics.jsonl").touch()
    assert catalogue.state_of(folder, 0.1) == "running"
    assert catalogue.state_of(folder, 0.1, Own(ended={"lizard": catalogue.changed(folder)})) == "stopped"
    assert catalogue.state_of(folder, 0.1, Own(ended={"lizard": 5.0})) == "running", "another goes on with it"
    os.utime(folder / "metrics.jsonl", (LONG_AGO, LONG_AGO))
    assert catalogue.state_of(folder, 0.1, Own(running=frozenset({"lizard"}))) == "running"


def test_numbers_and_words():
    progress = numbers.Progress(tiny(iterations=100))
    assert progress.numbers()["word"] == "taking shape"
    assert progress.numbers()["rate"] is progress.numbers()["seconds_left"] is None
    progress.take(lines((1, None), (2, -1.9)))
    assert progress.numbers() | {"seconds_left": 49.0, "rate": 2.0, "word": "taking shape"} == progress.numbers()
    progress.take(lines((3, -2.0)))
    assert progress.word == "recognisable"
    progress.take(lines((4, -2.3), seconds=60.0))
    assert progress.word == "healing"
    assert progress.numbers()["rate"] == 2.0, "one slow iteration says little"
    growing = numbers.Progress(tiny(regime="growing"))
    growing.take(lines((1, -4.0)))
    assert growing.word == "recognisable", "it is not wounded in its training"


def test_a_curve_is_thinned_and_begins_anew_after_a_roll_back():
    progress = numbers.Progress(tiny(iterations=5000))
    assert not progress.take(lines(*((at, -at / 1000) for at in range(1, 2001))))
    curve = progress.curve()
    assert len(curve) == 400
    assert curve[-1] == (2000, -2.0)
    assert progress.take(lines((1001, -1.0)))
    assert progress.curve()[-1] == (1001, -1.0)
    assert max(at for at, _ in progress.curve()) == 1001


def kinds(messages):
    return [message.type for message in messages]


def test_a_run_of_another_process_is_followed_by_its_files(root, monkeypatch):
    run = root / "lizard"
    (run / "growth.gif").unlink()
    kept = (run / "organism.safetensors").read_bytes()
    follower = following.Follower(run)
    assert kinds(follower.news()) == ["progress", "organism"]
    assert follower.so_far() | {"iteration": 12, "iterations": 12} == follower.so_far()
    assert kinds(follower.news()) == []
    Run.open(run).extend(20)  # as by resume --iterations
    assert kinds(follower.news()) == ["curve", "progress"]
    write_lines(run, (13, -1.3), (14, -1.4), how="a")
    (told,) = follower.news()
    assert told.values | {"iteration": 14, "iterations": 20, "log10_loss": -1.4} == told.values
    write_atomically(run / "organism.safetensors", kept)
    (told,) = follower.news()
    assert told.values | {"run": "lizard", "name": "lizard", "iteration": 12, "dtype": "float16"} == told.values
    assert organism_file.loads(told.data).name == "lizard"
    assert kinds(follower.news(Own(running=frozenset({"lizard"})))) == []
    write_lines(run, (15, -1.5), how="a")
    assert kinds(follower.news()) == ["progress"], "it is running"
    (run / "growth.gif").write_bytes(b"a film")
    (end,) = follower.news()
    assert end.values == {"run": "lizard", "reason": "complete", "iteration": 15, "log10_loss": -1.5}
    assert kinds(follower.news()) == [], "once"


def test_a_run_that_falls_silent_has_been_stopped(root, monkeypatch):
    (root / "lizard" / "growth.gif").unlink()
    follower = following.Follower(root / "lizard")
    write_lines(root / "lizard", (13, -1.3), how="a")
    assert "finished" not in kinds(follower.news())
    monkeypatch.setattr(catalogue, "_QUIET_SECONDS", -1.0)
    monkeypatch.setattr(catalogue, "_QUIET_ITERATIONS", 0)
    (end,) = follower.news()
    assert end.values == {"run": "lizard", "reason": "stopped", "iteration": 13, "log10_loss": -1.3}
    assert kinds(follower.news()) == [], "once"


def test_what_cannot_be_read_is_noted_once(root):
    follower = following.Follower(root / "lizard")
    follower.news()
    with (root / "lizard" / "metrics.jsonl").open("a") as file:
        file.write('{"iteration": "many"}\n')
    (note,) = follower.news()
    assert "iteration is 'many'" in note.values["text"]
    assert follower.news() == []
    shutil.rmtree(root / "lizard")
    (note,) = follower.news()
    assert note.values["text"].startswith("there is no file")


def test_half_a_line_waits_for_its_other_half(root):
    file = root / "lizard" / "metrics.jsonl"
    follower = following.Follower(root / "lizard")
    follower.news()
    line = json.dumps(lines((13, -1.0))[0]) + "\n"
    with file.open("a") as stream:
        stream.write(line[:20])
        stream.flush()
        assert follower.news() == []
        stream.write(line[20:])
    (told,) = (message for message in follower.news() if message.type == "progress")
    assert told.values["iteration"] == 13


def test_lines_of_are_those_of_read(root):
    file = root / "lizard" / "metrics.jsonl"
    assert metrics.lines_of(file.read_bytes(), str(file)) == metrics.read(file)
    assert catalogue.last_lines(file)[-1] == metrics.read(file)[-1]
    assert catalogue.last_lines(root / "none") == []


def test_a_page_sees_the_runs_and_opens_them(root, tmp_path, monkeypatch):
    with serving(root, tmp_path, monkeypatch) as server, talking(server.address) as page:
        welcome = page.heard[0].values
        assert welcome | {"folder": str(root), "trainings": 2, "sizes": [8, 96]} == welcome
        (run,) = page.ask("runs").values["runs"]
        assert run["run"] == "lizard"
        opened = page.ask("open", run="lizard")
        assert opened.values["dtype"] == "float16"
        organism = organism_file.loads(opened.data)
        assert (organism.name, organism.provenance["iterations"]) == ("lizard", 12)
        followed = page.ask("follow", run="lizard")
        assert followed.values | {"iteration": 12, "state": "finished"} == followed.values
        assert [at for at, _ in followed.values["curve"]] == list(range(1, 13))
        assert page.hear("organism").data == opened.data
        for kind in ("open", "follow", "resume"):
            assert "there is no run '../lizard'" in page.refused(kind, run="../lizard")
        assert "is complete: 12 iterations" in page.refused("resume", run="lizard")
        assert "12 iterations already; 5 is fewer" in page.refused("resume", run="lizard", iterations=5)
        assert "is not trained by this studio" in page.refused("stop", run="lizard")
        assert page.ask("leave", run="lizard").type == "left"
        (root / "lizard" / "organism.safetensors").write_bytes(b"damaged")
        assert "is a text file; expected a safetensors file" in page.refused("open", run="lizard")
        assert page.ask("runs").type == "runs", "the socket lives on"


def test_a_page_follows_what_another_process_writes(root, tmp_path, monkeypatch):
    file = root / "lizard" / "metrics.jsonl"
    with serving(root, tmp_path, monkeypatch) as server, talking(server.address) as page:
        page.ask("follow", run="lizard")
        (root / "lizard" / "growth.gif").unlink()
        write_lines(file.parent, (13, -2.1), how="a")
        told = page.hear("progress")
        assert (
            told.values | {"run": "lizard", "iteration": 13, "log10_loss": -2.1, "word": "recognisable"} == told.values
        )
        write_lines(file.parent, (1, -1.0), (2, -1.1))
        curve = page.hear("curve")
        assert curve.values["points"] == [[1, -1.0], [2, -1.1]]


def test_more_runs_than_a_page_may_follow(root, tmp_path, monkeypatch):
    monkeypatch.setattr(conversation, "MOST_FOLLOWED", 1)
    shutil.copytree(root / "lizard", root / "another")
    with serving(root, tmp_path, monkeypatch) as server, talking(server.address) as page:
        assert page.ask("follow", run="lizard").type == "followed"
        assert page.ask("follow", run="lizard").type == "followed", "twice is once"
        assert "1 runs can be followed at a time" in page.refused("follow", run="another")
        page.ask("leave", run="lizard")
        assert page.ask("follow", run="another").type == "followed"


def test_a_page_that_is_too_far_behind_begins_anew(root, tmp_path, monkeypatch):
    monkeypatch.setattr(conversation, "MOST_WAITING", 1)
    with serving(root, tmp_path, monkeypatch) as server, talking(server.address) as page:
        page.ask("follow", run="lizard")  # is answered by two messages at once
        with pytest.raises(ConnectionClosedError) as closed:
            page.hear("never")
    assert closed.value.rcvd.code == 1013
