"""A volume on the command line: a tiny cube is trained, resumed to the bit, evaluated, filmed and refused elsewhere."""

from __future__ import annotations

import contextlib
import json

import numpy as np
import pytest
from PIL import Image
from training_helpers import exhaust, what_counts

from blastema import cli, painter
from blastema.runs.folder import Run
from blastema.voxel_files import vox_bytes

FLAGS = [
    *("--channels", "6", "--hidden", "8", "--iterations", "10", "--batch-size", "2", "--pool-size", "4"),
    *("--steps", "3", "5", "--damage-count", "1", "--wounds", "circle", "half-plane", "--padding", "1"),
    "--keep-history",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A run of a cube with one red corner, and its file."""
    path = tmp_path_factory.mktemp("volumes")
    model = np.zeros((4, 4, 4, 4), np.uint8)
    model[1:, :3, :3] = (40, 160, 80, 255)
    model[1, 0, 0] = (200, 20, 20, 255)
    (path / "cube.vox").write_bytes(vox_bytes(model))
    # So short a training is no good, which the exit code says.
    assert cli.run(["grow", str(path / "cube.vox"), "--out", str(path / "run"), *FLAGS]) in (0, 3)
    return path


@pytest.mark.long
def test_a_volume_is_trained_at_its_own_size(folder):
    run = Run.open(folder / "run")
    assert run.complete
    assert run.config.automaton.perception == "volume"
    assert run.config.target.size == 3
    assert run.target.grid == run.organism.grid == (5, 5, 5)
    assert run.target.pixels[0, 0, 0].tolist() == [200, 20, 20, 255]
    assert np.isfinite([line["loss"] for line in run.metrics]).all()
    with Image.open(folder / "run" / "growth.gif") as film:
        assert film.size == (painter.SIDE, painter.SIDE)
    with Image.open(folder / "run" / "progress.png") as strip:
        assert strip.height > 144
    assert any(path.name.endswith("-batch.png") for path in (folder / "run" / "history").iterdir())


@pytest.mark.long
def test_it_is_resumed_to_the_bit(folder, tmp_path):
    whole = Run.open(folder / "run")
    broken = Run.create(whole.target, whole.config, tmp_path / "run")
    with contextlib.closing(broken.train()) as events:
        for event in events:
            if getattr(event, "iteration", 0) == 3:
                break
    again = Run.open(tmp_path / "run")
    assert again.iteration == 3
    exhaust(again.train())
    assert what_counts(tmp_path / "run") == what_counts(folder / "run")


@pytest.mark.long
def test_it_is_evaluated_by_e_and_iou(folder, capsys, tmp_path, monkeypatch):
    from blastema.evaluation import volumes

    monkeypatch.setattr(volumes, "TIMES", (2, 4))
    monkeypatch.setattr(volumes, "WOUNDED_AT", 4)
    monkeypatch.setattr(volumes, "HEALING", (2,))
    assert cli.run(["evaluate", str(folder / "run"), "--json", "--out", str(tmp_path)]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["voxels"] == 27
    assert {"grow2", "grow4", "wound left", "heal2 ball in the middle"} <= set(found["scores"])
    assert 0 <= found["scores"]["grow4"]["one_minus_iou"] <= 1
    assert 0 < found["wounds"]["left"] < 1
    assert {path.suffix for path in tmp_path.iterdir()} == {".json", ".png"}
    assert cli.run(["evaluate", str(folder / "run")]) == 0
    assert "published 1 - IoU (Sudhakaran et al. 2021): oak tree 0.29" in capsys.readouterr().out
    assert cli.run(["evaluate", str(folder / "run"), "--turns"]) == 2
    assert "grows a volume; --turns does not apply to such organisms" in capsys.readouterr().err


@pytest.mark.long
def test_it_is_filmed_turning_and_a_ball_is_cut_out(folder, capsys, tmp_path):
    out = tmp_path / "film.gif"
    words = ["render", str(folder / "run"), "--steps", "4", "--out", str(out)]
    assert cli.run([*words, "--cut", "sphere:2,2,2,1.5@2", "left@3"]) == 0
    assert "5 pictures, 4 steps" in capsys.readouterr().out
    with Image.open(out) as film:
        assert film.n_frames >= 3  # it turns; frames in which nothing lives are alike
    for flags, told in (
        (["--cut", "circle:2,2,1@1"], "a circle cannot be cut out of a volume; use sphere:x,y,z,r@1"),
        (["--size", "9x9"], "is a volume, whose films have no size; leave --size out"),
        (["--angle", "30"], "have no angle"),
        (["--seed-at", "2,2"], "have no seed-at"),
    ):
        assert cli.run([*words[:-1], str(tmp_path / "other.gif"), *flags]) == 2
        assert told in capsys.readouterr().err


@pytest.mark.long
@pytest.mark.parametrize("kind", ["distill", "integer", "c", "numpy", "torch", "onnx"])
def test_what_cannot_hold_a_volume_says_so(folder, capsys, tmp_path, kind):
    name = {"distill": "out.json", "integer": "out.safetensors"}.get(kind, "out")
    assert cli.run(["export", str(folder / "run"), "--to", kind, "--out", str(tmp_path / name)]) == 2
    assert "volume" in capsys.readouterr().err.lower()
    assert not list(tmp_path.iterdir())


@pytest.mark.long
def test_other_commands_refuse_it(folder, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    run = str(folder / "run")
    for words in (
        ["world", "new", "pond", run],
        ["figures", "cuts", "--from", run],
        ["export", run, "--to", "html", "--studio"],
        ["shrink", run, "--to", "100"],
        ["grow", str(folder / "cube.vox"), "--signal", "2", *FLAGS],
        ["grow", str(folder / "cube.vox"), "--perception", "filters", *FLAGS],
    ):
        assert cli.run(words) == 2, words
        said = capsys.readouterr().err
        assert said.count("\n") == 1, said
        assert "volume" in said.lower() or "signal" in said, said


@pytest.mark.long
def test_info_and_preview_show_it(folder, capsys):
    assert cli.run(["info", str(folder / "run"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["grid"] == [5, 5, 5]
    assert cli.run(["grow", str(folder / "cube.vox"), "--preview", *FLAGS]) == 0
    assert "cube: 3 x 3 x 3 cells, 27 of them visible, on a grid of 5 x 5 x 5; grows from 2,2,2" in (
        capsys.readouterr().out
    )


def test_a_painting_shows_the_front_the_top_and_no_hidden_cube():
    model = np.zeros((3, 3, 3, 4), np.float32)
    model[..., 3] = 1
    model[0, ..., 0] = model[2, ..., 1] = model[1, 0, :, 2] = 1  # a red front, a green back, a blue top between them
    model[1, 1, 1, :3] = 1
    front = painter.painted(model, turn=0, side=90)
    colours = front.reshape(-1, 3).astype(int)
    reds = ((colours[:, 0] > 100) & (colours[:, 1:].max(axis=1) < 30)).sum()
    greens = ((colours[:, 1] > 100) & (colours[:, ::2].max(axis=1) < 30)).sum()
    assert reds > 3 * greens > 0  # of the back the upper side alone is seen
    back = painter.painted(model, turn=180, side=90).reshape(-1, 3).astype(int)
    assert ((back[:, 1] > 100) & (back[:, ::2].max(axis=1) < 30)).sum() > 3 * greens / 2
    assert not ((colours.min(axis=1) > 100) & (colours.max(axis=1) < 250)).any()  # the white cube inside
    left = painter.painted(np.concatenate([model[..., :1, :], 0 * model[..., 1:, :]], axis=2), turn=0, side=90)
    assert (left[:, :45] < 255).any()
    assert (left[:, 60:] == 255).all()
