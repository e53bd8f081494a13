"""Exports to NumPy, PyTorch and ONNX repeat the golden trajectories."""

from __future__ import annotations

import dataclasses
import importlib.util
import subprocess
import sys
from pathlib import Path

import jax
import numpy as np
import pytest
from helpers import random_automaton, relative_error
from PIL import Image

import blastema as bl
from blastema.assembly import with_settings
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig
from blastema.errors import InputError
from blastema.organism import Organism
from blastema.portable import exporters

GOLDEN = Path(__file__).parent / "golden"
NAMES = ("growing", "healing", "turned-torus")
TOLERANCE = 1e-4


@pytest.fixture(params=NAMES)
def golden(request):
    with np.load(GOLDEN / f"trajectory-{request.param}.npz", allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


@pytest.fixture
def organism(golden):
    """The golden organism, whose own physics are those of the trajectory."""
    found = bl.load_organism(GOLDEN / "lizard-small.safetensors")
    physics = {"angle": float(np.rad2deg(golden["angle"])), "fire_rate": float(golden["fire_rate"])}
    automaton = with_settings(found.automaton, boundary=str(golden["boundary"]), **physics)
    return dataclasses.replace(found, automaton=automaton)


def program(folder: Path):
    spec = importlib.util.spec_from_file_location(f"exported_{folder.name}", folder / "automaton.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def final(golden, step) -> None:
    state, at = golden["start"], [int(number) for number in golden["at"]]
    for number in range(max(at)):
        state = step(state, int(golden["first_step"]) + number, int(golden["fire_seed"]))
        if number + 1 in at:
            assert relative_error(state, golden["states"][at.index(number + 1)]) < TOLERANCE


def test_numpy_repeats_the_golden_trajectories(golden, organism, tmp_path):
    exporters.numpy(organism, tmp_path / "numpy")
    final(golden, program(tmp_path / "numpy").step)


NEEDED = {"numpy": ["numpy"], "torch": ["torch"], "onnx": ["onnx", "onnxruntime"]}


@pytest.mark.parametrize("form", NEEDED)
def test_each_program_writes_the_same_picture(form, tmp_path):
    for package in NEEDED[form]:
        pytest.importorskip(package)
    organism = bl.load_organism(GOLDEN / "lizard-small.safetensors")
    exporters.numpy(organism, tmp_path / "numpy")
    notes = getattr(exporters, form)(organism, tmp_path / form)
    assert any("python automaton.py 200 in the folder, which writes picture.png" in note for note in notes)

    def ran(*words):
        command = [sys.executable, f"{form}/automaton.py", *words]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, text=True)

    made = ran("9", "3")
    assert (made.returncode, made.stdout, made.stderr) == (0, f"picture.png: {organism.name} after 9 steps\n", "")
    exported = program(tmp_path / "numpy")
    expected = np.round(exported.picture(exported.grow(9, 3)) * 255).repeat(6, 0).repeat(6, 1)
    assert expected.std() > 0
    with Image.open(tmp_path / "picture.png") as found:
        np.testing.assert_allclose(np.asarray(found), expected, atol=0 if form == "numpy" else 1)
    for words in (["-h"], ["9", str(2**32)], ["1", "2", "3"]):
        wrong = ran(*words)
        assert wrong.returncode == 1
        assert wrong.stderr == "usage: python automaton.py [STEPS [FIRE_SEED]], whole numbers below 2**32\n"


def test_torch_repeats_the_golden_trajectories(golden, organism, tmp_path):
    torch = pytest.importorskip("torch")
    exporters.torch(organism, tmp_path / "torch")
    automaton = program(tmp_path / "torch").Automaton.load()

    def step(state, number, seed):
        with torch.no_grad():
            after = automaton(torch.from_numpy(state).permute(2, 0, 1)[None], number, seed)
        return after[0].permute(1, 2, 0).numpy()

    final(golden, step)


def test_onnx_repeats_the_golden_trajectories(golden, organism, tmp_path):
    pytest.importorskip("onnx")
    runtime = pytest.importorskip("onnxruntime")
    exporters.onnx(organism, tmp_path / "onnx")
    told = {"fire_seed": np.array([int(golden["fire_seed"])], np.int64)}
    first = int(golden["first_step"])
    step = runtime.InferenceSession(str(tmp_path / "onnx" / "step.onnx"))
    after = step.run(None, {**told, "state": golden["start"][None], "step": np.array(first, np.int64)})[0]
    loop = runtime.InferenceSession(str(tmp_path / "onnx" / "rollout.onnx"))
    for at, expected in zip(golden["at"], golden["states"], strict=True):
        given = {"state": golden["start"][None], "step": np.array(first, np.int64), "steps": np.array(at, np.int64)}
        found = loop.run(None, {**told, **given})[0]
        assert relative_error(found[0], expected) < TOLERANCE
        if at == 1:
            np.testing.assert_array_equal(found, after)


@pytest.mark.parametrize("life", ["neighbourhood", "own-alpha", "all"])
def test_a_graph_has_no_constant_that_nothing_uses(life, tmp_path):
    """A runtime would warn of each one."""
    package = pytest.importorskip("onnx")
    automaton = random_automaton(AutomatonConfig(channels=5, hidden=(9,), life=life), 3)
    exporters.onnx(Organism(jax.tree.map(lambda leaf: leaf.astype("float32"), automaton), "other", (7, 8)), tmp_path)
    graph = package.load(tmp_path / "step.onnx").graph
    assert {each.name for each in graph.initializer} <= {name for node in graph.node for name in node.input}


@pytest.mark.long
@pytest.mark.parametrize(
    "settings",
    [
        {
            "update": "replacing",
            "activation": "atan",
            "life": "own-alpha",
            "filters": ("mean",),
            "clamp": 0.8,
        },
        {"hidden": (9, 5), "activation": "tanh", "life": "all", "learned_filters": 2, "step_size": 0.5},
    ],
    ids=["replacing", "learned"],
)
def test_other_kinds_too(settings, tmp_path):
    automaton = random_automaton(AutomatonConfig(**{"channels": 5, "hidden": (9,), **settings}), 3)
    organism = Organism(jax.tree.map(lambda leaf: leaf.astype("float32"), automaton), "other", (7, 8))
    start = np.random.default_rng(0).normal(0, 0.4, (7, 8, 5)).astype(np.float32)
    expected = np.asarray(automaton.step(start, Conditions(9, 3)))
    exporters.numpy(organism, tmp_path / "numpy")
    module = program(tmp_path / "numpy")
    present = np.asarray(organism.rollout(start, 0))
    np.testing.assert_allclose(module.step(present, 3, 9), expected, atol=1e-5)
    if "onnxruntime" in sys.modules or importlib.util.find_spec("onnxruntime"):
        import onnxruntime

        exporters.onnx(organism, tmp_path / "onnx")
        session = onnxruntime.InferenceSession(str(tmp_path / "onnx" / "step.onnx"))
        given = {"state": start[None], "fire_seed": np.array([9], np.int64), "step": np.array(3, np.int64)}
        np.testing.assert_allclose(session.run(None, given)[0][0], expected, atol=1e-5)


def test_what_cannot_be_said_is_refused_by_name(tmp_path):
    automaton = random_automaton(AutomatonConfig(channels=5, hidden=(9,), fire_per="channel"), 3)
    with pytest.raises(InputError, match="cannot be exported to NumPy: its channels fire independently"):
        exporters.numpy(Organism(automaton, "other", (7, 8)), tmp_path / "x")
    assert not (tmp_path / "x").exists()
