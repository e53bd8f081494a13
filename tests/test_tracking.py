"""Trackers: what is made of a training's events, and what the real packages read back of it."""

from __future__ import annotations

import json
import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from training_helpers import blastema, tiny, tiny_flags

from blastema.errors import InputError
from blastema.tracking import NAMES, Tracking, listener
from blastema.tracking.listener import flat
from blastema.tracking.tracker import AbstractTracker
from blastema.training.events import RolledBack, Started, Trained
from blastema.training.guards import Figures

FIGURES = Figures(0.01, 0.5, 2.0, 0.25, 1, 0.125)


class Kept(AbstractTracker):
    """Keeps what it is told; fails where it is asked to."""

    where = "here"

    def __init__(self, place, fails=""):
        super().__init__(place)
        self.told, self.fails = [], fails

    def _keep(self, what, *told):
        if what == self.fails:
            raise OSError("no space")
        self.told.append((what, *told))

    def settings(self, values):
        self._keep("settings", dict(values))

    def numbers(self, iteration, values):
        self._keep("numbers", iteration, dict(values))

    def picture(self, iteration, name, data):
        self._keep("picture", iteration, name, data)

    def scores(self, iteration, values):
        self._keep("scores", iteration, dict(values))

    def close(self):
        self._keep("close")


@pytest.fixture
def made(monkeypatch):
    """The trackers that are made, by name; the one called mlflow fails at numbers."""
    trackers = {}

    def make(name, place):
        trackers[name] = Kept(place, "numbers" if name == "mlflow" else "")
        return trackers[name]

    monkeypatch.setattr(listener, "tracker", make)
    monkeypatch.setattr(listener, "require", lambda names: None)
    return trackers


def trained(iteration):
    return Trained(iteration, FIGURES, -1.5, 0.002, 0.25, 0, SimpleNamespace())


def test_events_become_settings_numbers_and_scores(made):
    with Tracking(("wandb",), "cat", identity="runs/cat") as tracking:
        tracking.take(Started(tiny(), 3, "native", "as asked for", SimpleNamespace()))
        tracking.take(trained(4))
        tracking.take(RolledBack(5, 2, "exploded", 1, SimpleNamespace()))
        tracking.take("something else")
        tracking.judge({"words": "grows", "alive": 8, "cuts": {"left": -3.5}, "later": None})
    told = made["wandb"].told
    assert [what for what, *_ in told] == ["settings", "numbers", "numbers", "scores", "close"]
    assert (told[0][1]["training.batch_size"], told[0][1]["engine"], told[0][1]["target.size"]) == (4, "native", 8)
    assert told[1][1] == 4
    assert told[1][2]["log10_loss"] == pytest.approx(math.log10(0.01))
    assert {name: told[1][2][name] for name in ("smoothed", "learning_rate", "living_share", "dead_samples")} == {
        "smoothed": -1.5,
        "learning_rate": 0.002,
        "living_share": 0.25,
        "dead_samples": 1.0,
    }
    assert told[2][1:] == (5, {"back_to": 2.0, "attempt": 1.0})
    assert told[3][1:] == (4, {"words": "grows", "alive": 8, "cuts.left": -3.5})
    assert (made["wandb"].place.name, made["wandb"].place.iteration) == ("cat", 3)


def test_a_training_has_the_same_identity_when_it_goes_on(made):
    identities = []
    for run in ("runs/cat", "runs/cat", "runs/dog"):
        with Tracking(("wandb",), "cat", identity=run) as tracking:
            tracking.take(Started(tiny(), 0, "native", "", SimpleNamespace()))
        identities.append(made["wandb"].place.identity)
    assert identities[0] == identities[1] != identities[2]


def test_a_tracker_that_fails_is_told_and_left_out(made):
    said = []
    with Tracking(("mlflow", "tensorboard"), "cat", tell=said.append) as tracking:
        tracking.take(Started(tiny(), 0, "native", "", SimpleNamespace()))
        for iteration in (1, 2):
            tracking.take(trained(iteration))
    assert said[-1] == "the tracker mlflow failed (no space); training continues without it"
    assert len(said) == 3
    assert [what for what, *_ in made["mlflow"].told] == ["settings"]
    assert [what for what, *_ in made["tensorboard"].told] == ["settings", "numbers", "numbers", "close"]


def test_trackers_that_there_are_not_are_refused(monkeypatch):
    with pytest.raises(InputError, match=r"there is no tracker 'neptune'; expected one of tensorboard, wandb, mlflow"):
        Tracking(("neptune",), "cat")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    for name in NAMES:
        with pytest.raises(InputError, match=rf'not installed: pip install "blastema\[{name}\]"'):
            Tracking((name,), "cat")


def test_settings_have_their_paths():
    values = {"a": {"b": 1, "c": [{"d": 2}, {"d": 3}]}, "e": [64, 96], "f": []}
    assert flat(values) == {"a.b": 1, "a.c.0.d": 2, "a.c.1.d": 3, "e": "64 96", "f": ""}


@pytest.fixture(scope="module")
def tracked(tmp_path_factory):
    """The folder in which a training was broken off after some iterations and gone on with, both told to all three."""
    folder = tmp_path_factory.mktemp("tracked")
    words = ["--track", *NAMES]
    for command in (
        ["grow", "lizard", *tiny_flags(iterations=12), "--until", "5", "--out", "run"],
        ["resume", "run", "--until=-9"],
    ):
        done = blastema(*command, *words, cwd=folder)
        assert done.returncode in (0, 3), done.stderr
        assert "the tracker" not in done.stderr, done.stderr
    losses = [json.loads(line)["loss"] for line in (folder / "run" / "metrics.jsonl").read_text().splitlines()]
    return folder, losses


FOREIGN = pytest.mark.filterwarnings("ignore")
"""Of other people's packages."""


@FOREIGN
@pytest.mark.long
def test_tensorboard_reads_what_was_written(tracked):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    folder, losses = tracked
    (logs,) = (folder / "tracking" / "tensorboard").iterdir()
    read = EventAccumulator(str(logs)).Reload()
    told = read.Scalars("training/loss")
    assert [one.step for one in told] == list(range(1, 13))
    np.testing.assert_allclose([one.value for one in told], losses, rtol=1e-6)
    assert read.Images("organism")[-1].encoded_image_string.startswith(b"\x89PNG")
    (film, *_) = read.Images("growth")
    assert film.encoded_image_string.startswith(b"GIF89a")
    assert film.width > 8
    assert any(tag.startswith("scores/") for tag in read.Tags()["scalars"])
    assert "settings/text_summary" in read.Tags()["tensors"]


def logged(data):
    """The records of a file of wandb's: seven bytes, then LevelDB's log format, whose reader the package has not in
    Python any more: blocks of 32 KiB, of each piece a checksum, its length and whether it is the last of its record."""
    assert data.startswith(b":W&B")
    at, record = 7, b""
    while at + 7 <= len(data):
        if (1 << 15) - at % (1 << 15) < 7:
            at += (1 << 15) - at % (1 << 15)
            continue
        length, kind = int.from_bytes(data[at + 4 : at + 6], "little"), data[at + 6]
        record += data[at + 7 : at + 7 + length]
        at += 7 + length
        if kind in (1, 4):
            yield record
            record = b""


@FOREIGN
@pytest.mark.long
def test_wandb_reads_what_was_written(tracked):
    from wandb.proto.wandb_internal_pb2 import Record

    folder, losses = tracked
    told, kinds, files, scores = {}, set(), set(), set()
    for file in (folder / "tracking" / "wandb").glob("offline-run-*/*.wandb"):
        for data in logged(file.read_bytes()):
            record = Record.FromString(data)
            kinds.add(record.WhichOneof("record_type"))
            for item in record.history.item:
                name = item.key or ".".join(item.nested_key)
                if name == "loss":
                    told[record.history.step.num] = json.loads(item.value_json)
            scores |= {item.key or item.nested_key[0] for item in record.summary.update}
        files |= {each.suffix for each in file.parent.rglob("media/**/*") if each.is_file()}
    np.testing.assert_allclose([told[step] for step in range(1, 13)], losses, rtol=1e-6)
    assert {"run", "config", "history", "summary"} <= kinds
    assert {".gif", ".png"} <= files
    assert any(name.startswith("scores/") for name in scores)


@FOREIGN
@pytest.mark.long
def test_mlflow_reads_what_was_written(tracked, monkeypatch):
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    from mlflow.tracking import MlflowClient

    folder, losses = tracked
    client = MlflowClient((folder / "tracking" / "mlruns").as_uri())
    experiment = client.get_experiment_by_name("blastema")
    (run,) = client.search_runs([experiment.experiment_id])
    told = client.get_metric_history(run.info.run_id, "loss")
    assert [one.step for one in told] == list(range(1, 13))
    np.testing.assert_allclose([one.value for one in told], losses, rtol=1e-6)
    assert run.data.params["training.batch_size"] == "4"
    assert run.data.params["engine"] in ("native", "jax")
    assert any(name.startswith("scores.") for name in run.data.metrics)
    assert run.info.status == "FINISHED"
    films = client.list_artifacts(run.info.run_id, "growth")
    assert Path(films[-1].path).suffix == ".gif"
