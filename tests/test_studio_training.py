"""Trainings of the studio: in processes of their own, stopped and resumed by pages, never lost with the server."""

from __future__ import annotations

import asyncio
import json
import signal
import sys

import filelock
import jax
import numpy as np
import pytest
from studio_talk import LIZARD, PATIENCE, serving, talking
from test_studio_runs import drawing, png
from training_helpers import begun, lizard, tiny, tiny_flags

from blastema import cli, studio
from blastema.assembly import settings_of
from blastema.cli import studio as command
from blastema.formats import organism_file
from blastema.runs.folder import Run
from blastema.runs.layout import LOCK_NAME, START_NAME
from blastema.studio import desk
from blastema.studio.messages import Message

ENDLESS = 1_000_000


def endless(folder):
    """A run folder of a tiny training that does not end by itself."""
    config = tiny(iterations=ENDLESS, checkpoint_every=ENDLESS)
    return Run.create(lizard(config), config, folder)


def last_line(run):
    return json.loads((run.path / "metrics.jsonl").read_text().splitlines()[-1])


@pytest.mark.long
def test_a_page_resumes_a_training_and_stops_it(tmp_path, monkeypatch):
    run = endless(tmp_path / "runs" / "lizard")
    with serving(tmp_path / "runs", tmp_path, monkeypatch) as server, talking(server.address) as page:
        page.ask("follow", run="lizard")
        assert page.ask("resume", run="lizard").values["run"] == "lizard"
        assert "is already being trained here" in page.refused("resume", run="lizard")
        (listed,) = page.ask("runs").values["runs"]
        assert (listed["state"], listed["here"]) == ("running", True)
        begun_with = page.hear(lambda message: message.values.get("about") == "begun")
        assert "engine:" in begun_with.values["text"]
        organism = page.hear("organism")
        assert organism_file.loads(organism.data).provenance["iterations"] == organism.values["iteration"] >= 1
        page.hear(lambda message: message.type == "progress" and message.values["iteration"] >= 5)
        assert page.ask("stop", run="lizard").type == "stopping"
        finished = page.hear("finished").values
        assert finished["reason"] == "stopped"
        page.hear("changed")
        progress = [message.values["iteration"] for message in page.heard if message.type == "progress"]
        assert progress[-1] == finished["iteration"], "what its files say is told before its end"
        (listed,) = page.ask("runs").values["runs"]
        assert (listed["state"], listed["here"]) == ("stopped", False)
    assert Run.open(run.path).iteration == finished["iteration"] == last_line(run)["iteration"]
    assert run.organism.provenance["iterations"] == finished["iteration"]


@pytest.mark.long
def test_a_server_that_stops_saves_its_trainings(tmp_path, monkeypatch):
    run = endless(tmp_path / "runs" / "lizard")
    with serving(tmp_path / "runs", tmp_path, monkeypatch) as server, talking(server.address) as page:
        page.ask("follow", run="lizard")
        page.ask("resume", run="lizard")
        page.hear("progress")
    assert Run.open(run.path).iteration == last_line(run)["iteration"] >= 1


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_server_that_is_killed_loses_nothing(tmp_path):
    """Its training sees that nobody is there any more, and saves itself."""
    run = endless(tmp_path / "runs" / "lizard")
    with begun("studio", "--no-open", "--json", cwd=tmp_path) as process:
        address = json.loads(process.stdout.readline())["address"]
        with talking(address) as page:
            page.ask("follow", run="lizard")
            page.ask("resume", run="lizard")
            page.hear("progress")
            process.kill()
    with filelock.FileLock(run.path / LOCK_NAME).acquire(timeout=PATIENCE):  # until the training lets go
        assert Run.open(run.path).iteration == last_line(run)["iteration"] >= 1


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_serves_until_a_signal(tmp_path, number):
    with begun("studio", "--no-open", cwd=tmp_path) as process:
        address = process.stdout.readline()
        assert address.endswith("/  (Ctrl-C saves and stops)\n")
        with talking(address.split()[0]) as page:
            assert page.ask("runs").values["runs"] == []
            process.send_signal(number)
            said, complaints = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said, complaints) == (0, "", "stopped\n")


@pytest.mark.long
def test_a_training_in_use_elsewhere_fails_with_the_reason(tmp_path, monkeypatch):
    run = endless(tmp_path / "runs" / "lizard")
    lock = filelock.FileLock(run.path / LOCK_NAME)
    with serving(tmp_path / "runs", tmp_path, monkeypatch) as server, talking(server.address) as page, lock:
        page.ask("follow", run="lizard")
        page.ask("resume", run="lizard")
        failed = page.hear("failed").values
        assert failed["run"] == "lizard"
        assert "another process is using" in failed["text"]


class ToyChild:
    """In the place of a training's process."""

    def __init__(self, path, tell):
        self.path, self.tell, self.end = path, tell, asyncio.Event()

    async def run(self):
        await self.tell(Message("note", {"run": self.path.name, "about": "noticed", "text": "it trains"}))
        await self.end.wait()
        await self.tell(Message("finished", {"run": self.path.name, "reason": "stopped"}))

    def stop(self):
        self.end.set()


def test_a_drawing_is_trained_and_so_many_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr(desk, "Child", ToyChild)
    root = tmp_path / "runs"
    with serving(root, tmp_path, monkeypatch) as server, talking(server.address) as page:
        bug = page.ask("train", png(drawing()), name="bug", size=16, iterations=9)
        (note,) = bug.values.pop("notes")
        assert "padding is 4 instead of 6" in note
        assert bug.values == {"request": 1, "run": "bug-regenerating"}
        assert page.ask("follow", run="bug-regenerating").values["name"] == "bug"
        assert page.ask("train", png(drawing()), name="bug", size=16).values["run"] == "bug-regenerating-2"
        assert "2 trainings at a time" in page.refused("train", png(drawing()), name="third")
        assert sorted(folder.name for folder in root.iterdir()) == ["bug-regenerating", "bug-regenerating-2"]
        page.send("stop", run="bug-regenerating")
        assert page.hear("finished").values["run"] == "bug-regenerating"
        page.hear("changed")
        assert page.ask("train", png(drawing()), name="third").type == "begun"
    assert Run.open(root / "third-regenerating").config.training.iterations == 2250


def test_another_drawing_is_taught_to_what_has_been_trained(tmp_path, monkeypatch):
    monkeypatch.setattr(desk, "Child", ToyChild)
    root = tmp_path / "runs"
    trained = endless(root / "lizard")
    before = organism_file.load(LIZARD)
    organism_file.save(before, trained.path / "organism.safetensors")
    with serving(root, tmp_path, monkeypatch) as server, talking(server.address) as page:
        page.ask("follow", run="lizard")
        page.ask("resume", run="lizard")
        taught = page.ask("train", png(drawing()), name="bug", size=16, after="lizard")
        assert taught.values["run"] == "bug-regenerating"
        finished = next(message for message in page.heard if message.type == "finished")
        assert finished.values["run"] == "lizard"
        assert "no run" in page.refused("train", png(drawing()), name="third", after="nowhere")
        assert "after" in page.refused("train", png(drawing()), after=3)
    run = Run.open(root / "bug-regenerating")
    assert run.config.automaton == settings_of(before.automaton)
    assert run.target.size == 16
    begins = organism_file.load(run.path / START_NAME).automaton
    assert jax.tree.all(jax.tree.map(np.array_equal, begins, before.automaton))


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_resume_watch_serves_a_page_that_follows_it(tmp_path):
    endless(tmp_path / "run")
    with begun("resume", "run", "--watch", "--json", cwd=tmp_path) as process:
        address = json.loads(process.stdout.readline())["address"]
        with talking(address) as page:
            assert page.ask("follow", run="run").values["state"] == "running"
            page.hear("progress")
            process.send_signal(signal.SIGINT)
            assert page.hear("finished").values["reason"] == "stopped"
            process.communicate(timeout=PATIENCE)
    assert process.returncode == 130


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_grow_watch_serves_a_page_that_follows_it(tmp_path):
    flags = tiny_flags(iterations=ENDLESS, checkpoint_every=ENDLESS)
    with begun("grow", "lizard", *flags, "--out", "run", "--watch", "--json", cwd=tmp_path) as process:
        address = json.loads(process.stdout.readline())["address"]
        with talking(address) as page:
            assert page.ask("follow", run="run").values["state"] == "running"
            assert page.hear("organism").values["run"] == "run"
            page.hear("progress")
            assert "only follows a training" in page.refused("train", png(drawing()))
            assert "is not trained by this studio" in page.refused("stop", run="run")
            process.send_signal(signal.SIGINT)
            assert page.hear("finished").values["reason"] == "stopped"
            _, complaints = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "everything is saved" in complaints
    assert Run.open(tmp_path / "run").iteration >= 1


@pytest.mark.parametrize("words", [("studio",), ("grow", "lizard", "--watch"), ("resume", "run", "--watch")])
def test_without_the_extra_it_says_what_to_install(words, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(studio, "PACKAGES", ("starlette", "not_there"))
    assert cli.run(words) == 2
    told = capsys.readouterr().err
    assert 'needs not_there, which is not installed: pip install "blastema[studio]"' in told
    assert list(tmp_path.iterdir()) == []
    assert cli.run(["doctor", "--json"]) == 0
    (finding,) = (one for one in json.loads(capsys.readouterr().out) if one["name"] == "studio")
    assert not finding["ok"]
    assert finding["remedy"].endswith('pip install "blastema[studio]"')


def test_the_doctor_finds_the_extra(capsys):
    assert cli.run(["doctor", "--json"]) == 0
    (finding,) = (one for one in json.loads(capsys.readouterr().out) if one["name"] == "studio")
    assert finding["ok"]
    assert finding["found"].startswith("starlette ")


def test_a_port_that_is_none_or_taken(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(command, "of_the_zoo", lambda: [organism_file.load(LIZARD)])
    assert cli.run(["studio", "--port", "65536", "--no-open"]) == 2
    assert "--port is 65536; expected 0" in capsys.readouterr().err
    with serving(tmp_path, tmp_path, monkeypatch) as server:
        assert cli.run(["studio", "--port", str(server.access.port), "--no-open"]) == 2
    assert "is not available" in capsys.readouterr().err
