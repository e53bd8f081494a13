"""Single trainings, and many evaluations, on workers, by command: interrupted, resumed, extended, and lost."""

from __future__ import annotations

import json
import os
import shlex
import signal
import sys
import types

import pytest
from commands import Command
from training_helpers import SOURCE, TINY_SWEEP, lizard, tiny

from blastema import cli
from blastema.config import presets
from blastema.errors import BlastemaError
from blastema.runs.folder import Run
from blastema.sweep import Sweep, make_plan, mapping, rows
from blastema.sweep.cluster import Slot
from blastema.sweep.outcome import EVALUATION_NAME
from blastema.training.events import Trained
from blastema.zoo import keeper

pytest_plugins = ("zoo_folders",)


def trained(run: Run, iterations: int) -> Run:
    """A run after some iterations."""
    at = [0]
    for event in run.train(should_stop=lambda: at[0] >= iterations):
        at[0] = event.iteration if isinstance(event, Trained) else at[0]
    return run


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="signals of a terminal")
def test_zoo_train_on_here_is_interrupted_and_goes_on_with_the_printed_command_to_the_same_bits(own, tmp_path):
    config = tiny(iterations=100_000, checkpoint_every=10, picture="🦎", learning_rate=1e-5)
    first = trained(Run.create(lizard(config), config, tmp_path / "first"), 30)
    keeper.put(keeper.prepare(first.path, name="tiny"), own)
    known = {"env": os.environ | {"PYTHONPATH": str(SOURCE)}, "cwd": tmp_path}
    command = Command(["zoo", "train", "tiny", "--on", "here", "--out", "again"], tmp_path / "said", **known)
    command.until(r"saved   iteration 10 of 100,000")
    os.killpg(command.process.pid, signal.SIGINT)  # as a terminal does: to the workers as well
    assert command.process.wait(timeout=300) == 130, command.said()
    again = command.until(r"everything is saved. Continue with:\n  blastema (resume again --on here)\n", ends=True)[1]
    done = Run.open(tmp_path / "again").iteration
    assert [line["iteration"] for line in Run.open(tmp_path / "again").metrics] == list(range(1, done + 1))
    total = max(done + 5, 30)
    command = Command([*shlex.split(again), "--iterations", str(total)], tmp_path / "said-2", **known)
    assert command.process.wait(timeout=300) in (0, 3), command.said()  # 3: what has learned nothing yet is no organism
    assert "begun   again (tcp://127.0.0.1:" in command.said()
    assert f", from iteration {done})" in command.said()
    assert f"saved   iteration {total} of {total}" in command.said()
    assert "Traceback" not in command.said()
    found = [line["loss"] for line in Run.open(tmp_path / "again").metrics]
    expected = [line["loss"] for line in first.metrics]
    assert found[: len(expected)] == expected


@pytest.mark.long
def test_a_run_of_a_sweep_that_was_extended_is_evaluated_again(tmp_path, workers, capsys):
    base = presets.regenerating("quick", iterations=4, checkpoint_every=2, learning_rate=1e-5, **TINY_SWEEP)
    sweep = Sweep.create(tmp_path / "sweep", make_plan(base, ["🦎"], 2, [], here=False))
    on = ["--on", workers]
    assert cli.run(["sweep", str(sweep.path), *on]) in (0, 3)
    one, other = sweep.plan.entries
    evaluated = {e.name: (sweep.opened(e).path / EVALUATION_NAME).read_bytes() for e in (one, other)}
    assert cli.run(["resume", str(sweep.opened(one).path), *on, "--iterations", "6"]) in (0, 3)
    assert "saved   iteration 6 of 6" in capsys.readouterr().out
    assert rows(sweep)[0]["state"] == "waiting"
    assert cli.run(["sweep", str(sweep.path), *on]) in (0, 3)
    said = capsys.readouterr().out
    assert f"begun   {one.name}" in said
    assert f"begun   {other.name}" not in said
    now = json.loads((sweep.opened(one).path / EVALUATION_NAME).read_bytes())
    assert now["training"]["iterations"] == 6
    assert (sweep.opened(other).path / EVALUATION_NAME).read_bytes() == evaluated[other.name]
    assert [row["state"] for row in rows(sweep)] == ["done", "done"]


def test_a_sweep_is_no_run_and_a_place_that_is_none_changes_no_run(tmp_path, capsys):
    base = presets.regenerating("quick", iterations=4, **TINY_SWEEP)
    sweep = Sweep.create(tmp_path / "sweep", make_plan(base, ["🦎"], 1, []))
    assert cli.run(["resume", str(sweep.path), "--on", "here"]) == 2
    assert f"is a sweep, not a run; continue it: blastema sweep {sweep.path} --on here" in capsys.readouterr().err
    run = sweep.opened(sweep.plan.entries[0])
    before = (run.path / "config.json").read_bytes()
    assert cli.run(["resume", str(run.path), "--on", "there", "--iterations", "9"]) == 2
    assert "--on is there; expected here, slurm, or a scheduler's address" in capsys.readouterr().err
    assert (run.path / "config.json").read_bytes() == before


class Lossy:
    """A cluster whose worker is lost with everything that it is sent, for some time."""

    def __init__(self, losses: int) -> None:
        self._losses, self._lost, self.client = losses, 0, self

    def slots(self):
        return (Slot(f"tcp://w:{self._lost}", 0, 1),)

    def notes(self):
        return []

    def look_again(self):
        pass

    def submit(self, function, *asked, workers, **settings):
        self._lost += 1
        done = self._lost > self._losses
        value = function(*asked) if done else None
        return types.SimpleNamespace(
            status="finished" if done else "lost", result=lambda: value, cancel=lambda: None, release=lambda: None
        )


def test_an_item_whose_worker_is_lost_is_computed_again_but_not_for_ever():
    notes: list[str] = []
    assert list(mapping._Mapping(Lossy(2), str, [3, 4], notes.append).results()) == ["3", "4"]
    assert notes[0] == "worker tcp://w:0 is gone; item 1 is computed again"
    assert len(notes) == 2
    with pytest.raises(BlastemaError, match="3 workers were lost while computing item 1 of 1"):
        list(mapping._Mapping(Lossy(99), str, [3], notes.append).results())
