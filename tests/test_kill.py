"""A run that is killed, at any moment, and resumed gives the bits of one that never was."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import shutil
import signal

import numpy as np
import pytest
from training_helpers import begun, blastema, exhaust, lizard, tiny, tiny_flags, what_counts

from blastema import pictures
from blastema.runs import history, recording
from blastema.runs.folder import Noticed, Run
from blastema.training import RolledBack, Saved, Started, Trained

pytest_plugins = ("training_fixtures",)
pytestmark = pytest.mark.usefixtures("shared_episodes", "plain_pictures")

WILD = {"learning_rate": 0.6, "iterations": 45, "seed": 3, "max_rollbacks": 20}
"""The organism explodes: the guards go back, several times."""

LONG = pytest.mark.long
CASES = {
    "native, wounds, average, roll-backs": {**WILD, "kernel": "auto", "weight_average": 0.9},
    "jax, growing, roll-backs": {**WILD, "kernel": "jax", "regime": "growing"},
    "native, pool, no roll-backs": {"kernel": "auto", "regime": "persistent", "iterations": 27, "keep_checkpoints": 1},
    "jax, learned filters": {"kernel": "jax", "learned_filters": 1, "iterations": 13},
}


@pytest.mark.long
@pytest.mark.parametrize(
    "settings", [pytest.param(case, id=name, marks=LONG if "jax" in name else ()) for name, case in CASES.items()]
)
def test_what_a_kill_leaves_at_any_event_goes_on_to_the_same_bits(tmp_path, settings):
    """A kill leaves the folder as it is at that moment, so a copy of it is what would be resumed."""
    config = tiny(**settings)
    run, copies, rolled = Run.create(lizard(config), config, tmp_path / "run"), [], 0
    for number, event in enumerate(run.train()):
        rolled += isinstance(event, RolledBack)
        if isinstance(event, Started | Saved | RolledBack) or number % 11 == 5:
            copies.append(tmp_path / f"killed-{number}-{type(event).__name__}")
            shutil.copytree(run.path, copies[-1])
    assert rolled >= 2 or settings["iterations"] < 40
    assert len(copies) >= 5
    expected = what_counts(run.path)
    for copy in copies:
        exhaust(Run.open(copy).train())
        assert what_counts(copy) == expected, copy.name


@pytest.mark.parametrize("minutes", [0.0, pytest.param(1e-9, marks=pytest.mark.long)])
def test_stopped_again_and_again_it_is_the_same(tmp_path, minutes):
    """By leaving the loop after 1, 2, 3, ... events, roll-backs included; also with checkpoints as time passes."""
    config = tiny(**WILD, weight_average=0.9)
    whole = Run.create(lizard(config), config, tmp_path / "whole")
    exhaust(whole.train())
    config = config.replace(checkpoint_minutes=minutes)
    pieces = Run.create(lizard(config), config, tmp_path / "pieces")
    sessions, rolled = 0, 0
    while not pieces.complete:
        sessions += 1
        with contextlib.closing(pieces.train()) as events:
            iterations = (event for event in events if isinstance(event, Trained | RolledBack))
            for event in itertools.islice(iterations, sessions):
                rolled += isinstance(event, RolledBack)
    assert sessions > 8
    assert rolled >= 2
    assert what_counts(pieces.path) == what_counts(whole.path)


@pytest.mark.parametrize("minutes", [0.0, pytest.param(1e-9, marks=pytest.mark.long)])
@pytest.mark.long
def test_what_is_kept_is_the_same_after_stops_at_any_iteration(tmp_path, monkeypatch, minutes):
    """Organisms, pools, batches and pictures of progress; stopped by asking, left at roll-backs, saved by the clock."""
    for module in (history, recording):
        monkeypatch.setattr(module, "is_milestone", lambda iteration: iteration > 0 and iteration % 3 == 0)
        monkeypatch.setattr(module, "milestones", lambda until: range(3, until + 1, 3))
    config = tiny(**WILD, keep_history=True)
    whole = Run.create(lizard(config), config, tmp_path / "whole")
    anew = {}
    for event in whole.train():
        if isinstance(event, RolledBack):
            rows = np.concatenate([np.asarray(states) for states in event.view.batch()])
            anew[event.back_to + 1] = pictures.tile(pictures.to_rgb(rows), len(rows) // 2)
    kept = history.batches(whole.path)
    assert set(anew) & set(kept)
    for iteration in set(anew) & set(kept):
        assert (kept[iteration] == anew[iteration]).all(), "the batch of the last attempt"
    config = config.replace(checkpoint_minutes=minutes)
    pieces = Run.create(lizard(config), config, tmp_path / "pieces")
    sessions, rolled = 0, 0
    while not pieces.complete:
        sessions += 1
        left = iter(range(sessions))
        events = pieces.train(should_stop=lambda left=left: next(left, None) is None)
        for event in events:
            assert not isinstance(event, Noticed), event
            rolled += isinstance(event, RolledBack)
            if isinstance(event, RolledBack) and sessions % 2:
                events.close()
    assert sessions > 5
    assert rolled >= 2
    for name in ("history", "progress"):
        mine, other = (
            {file.name: file.read_bytes() for file in (run.path / name).iterdir()} for run in (pieces, whole)
        )
        assert sorted(mine) == sorted(other)
        assert mine == other
    assert len(list((whole.path / "history").iterdir())) > 30


def test_stopped_at_an_unhealthy_moment_the_good_checkpoint_stays(tmp_path):
    """One that is kept while trouble is near is not one to go back to, and does not push the good one out."""
    config = tiny(iterations=60, keep_checkpoints=1, learning_rate=1e-6)
    run = Run.create(lizard(config), config, tmp_path / "run")
    with contextlib.closing(run.train()) as events:
        for event in events:
            if isinstance(event, Saved) and event.iteration == 20:
                break
    checkpoints = run._checkpoints()
    assert [int(file.stem) for file in checkpoints.files()] == [10, 20]
    latest = checkpoints.latest()
    guards = dataclasses.replace(latest.progress.guards, dead_for=3)
    ill = dataclasses.replace(latest.progress, iteration=30, guards=guards)
    checkpoints.save(dataclasses.replace(latest, progress=ill, good=False))
    assert [int(file.stem) for file in checkpoints.files()] == [10, 20, 30]
    assert checkpoints.last_good().progress.iteration == 20


def test_a_run_that_was_made_longer_is_the_longer_run(tmp_path):
    long = tiny(iterations=27)
    whole = Run.create(lizard(long), long, tmp_path / "whole")
    exhaust(whole.train())
    short = tiny(iterations=20)
    extended = Run.create(lizard(short), short, tmp_path / "extended")
    exhaust(extended.train())
    assert extended.complete
    extended.extend(27)
    assert not extended.complete
    exhaust(Run.open(extended.path).train())
    assert what_counts(extended.path) == what_counts(whole.path)


@pytest.mark.long
def test_three_real_kills(tmp_path):
    """SIGKILL after the first line, in the middle, and soon after going on; each resumed by a new process."""
    flags = [*tiny_flags(**WILD, weight_average=0.9), "--recipe", "article", "--json"]
    whole = blastema("grow", "lizard", *flags, "--out", "whole", cwd=tmp_path)
    assert whole.returncode == 3, whole.stderr  # so wild a training grows nothing
    command = ["grow", "lizard", *flags, "--out", "killed"]
    for lines in (2, 20, 9):
        process = begun(*command, cwd=tmp_path)
        for _ in range(lines):
            assert process.stdout.readline(), process.stderr.read()
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        process.stdout.close()
        process.stderr.close()
        command = ["resume", "killed", "--json"]
    finished = blastema(*command, cwd=tmp_path)
    assert (finished.returncode, finished.stderr[-300:]) == (3, whole.stderr.replace("whole", "killed")[-300:])
    assert what_counts(tmp_path / "killed") == what_counts(tmp_path / "whole")
    assert '"attempt": 2' in (tmp_path / "killed" / "metrics.jsonl").read_text()
