"""Run folders: what is in one, what is refused, and that two processes never share one."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys

import jax
import numpy as np
import pytest
from training_helpers import environment, exhaust, lizard, tiny

from blastema.automaton import CellularAutomaton
from blastema.errors import FileFormatError, InputError, RunInUseError, StorageError
from blastema.organism import Organism
from blastema.runs.folder import Noticed, Run
from blastema.training import Started, Trained

pytest_plugins = ("training_fixtures",)
pytestmark = pytest.mark.usefixtures("shared_episodes", "plain_pictures")


def create(path, **settings):
    config = tiny(**settings)
    return Run.create(lizard(config), config, path)


@pytest.fixture
def done(tmp_path):
    """A run that has ended."""
    run = create(tmp_path / "run")
    exhaust(run.train())
    return run


def test_a_finished_run_has_everything(done):
    assert {entry.name for entry in done.path.iterdir()} == {
        ".lock", "checkpoints", "config.json", "environment.json", "growth.gif", "loss.png", "metrics.jsonl",
        "organism.safetensors", "progress", "progress.png", "target.png",
    }  # fmt: skip
    opened = Run.open(str(done.path))
    assert (opened.config, opened.iteration, opened.complete) == (done.config, 24, True)
    assert (opened.target.pixels == done.target.pixels).all()
    assert opened.target.name == opened.organism.name == "lizard"
    assert opened.organism.provenance["iterations"] == 24


def test_a_line_of_metrics_has_all_figures(done):
    lines = done.metrics
    assert [line["iteration"] for line in lines] == list(range(1, 25))
    assert set(lines[0]) == {
        "iteration", "attempt", "loss", "gradient_norm", "largest_state", "living_share", "dead_samples",
        "broken_drawn", "smoothed", "learning_rate", "seconds",
    }  # fmt: skip


def test_the_environment_says_what_bits_depend_on(done):
    recorded = json.loads((done.path / "environment.json").read_text())
    for name in (
        "blastema",
        "python",
        "jax",
        "jaxlib",
        "kernel",
        "instruction_level",
        "threads",
        "processor",
        "target",
    ):
        assert recorded[name] not in (None, ""), name


def test_default_folders_are_numbered(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    paths = [str(create(None).path) for _ in range(3)]
    assert paths == [f"runs/lizard-regenerating{ending}" for ending in ("", "-2", "-3")]


def test_nothing_is_overwritten_unasked(done, tmp_path):
    before = {file: file.read_bytes() for file in done.path.rglob("*") if file.is_file()}
    with pytest.raises(InputError, match=r"not empty\. Choose another --out.*blastema resume.*--overwrite"):
        create(done.path)
    assert {file: file.read_bytes() for file in done.path.rglob("*") if file.is_file()} == before
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "target.png").write_bytes(b"my own picture")
    for overwrite in (False, True):
        with pytest.raises(InputError, match="is not empty"):
            Run.create(lizard(tiny()), tiny(), tmp_path / "mine", overwrite)
    assert [entry.name for entry in (tmp_path / "mine").iterdir()] == ["target.png"]


def test_overwriting_removes_the_run_and_nothing_else(done):
    (done.path / "notes.txt").write_text("mine")
    (done.path / "progress" / "mine.txt").write_text("mine")
    again = Run.create(done.target, done.config.replace(seed=5), done.path, overwrite=True)
    assert {entry.name for entry in again.path.iterdir()} == {
        ".lock", "config.json", "environment.json", "notes.txt", "progress", "target.png",
    }  # fmt: skip
    assert [entry.name for entry in (again.path / "progress").iterdir()] == ["mine.txt"]
    assert Run.open(again.path).config.training.seed == 5


def test_a_folder_is_made_with_those_above_it(tmp_path):
    assert create(tmp_path / "a" / "b" / "c").path.is_dir()


def test_a_file_in_the_way_is_told(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="is a file; --out needs a folder"):
        create(tmp_path / "file")
    with pytest.raises(InputError, match=r"Not a directory"):
        create(tmp_path / "file" / "run")


def test_a_place_without_permission_leaves_nothing(tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        create("/proc/blastema/run")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "there is no run folder"),
        (lambda path: path.mkdir(), "is not a run folder: it has no config.json"),
    ],
)
def test_what_is_no_run_is_told(tmp_path, make, message):
    make(tmp_path / "x")
    with pytest.raises(InputError, match=message):
        Run.open(tmp_path / "x")


def test_damaged_files_are_named_with_the_remedy(done):
    (done.path / "environment.json").write_text("[]")
    with pytest.raises(FileFormatError, match=r"environment\.json is not a JSON object\. Remove it"):
        Run.open(done.path)
    (done.path / "environment.json").unlink()
    newest = done._checkpoints().files()[-1]
    newest.write_bytes(newest.read_bytes()[:-50])
    with pytest.raises(FileFormatError, match=r"00000024\.safetensors is incomplete.*Remove the file to continue from"):
        exhaust(Run.open(done.path).train())
    newest.unlink()
    resumed = Run.open(done.path)
    assert resumed.iteration == 20
    assert [e.iteration for e in resumed.train() if isinstance(e, Trained)] == [21, 22, 23, 24]
    (done.path / "target.png").unlink()
    with pytest.raises(InputError, match=r"has no target\.png.*Grow it again, with --overwrite"):
        Run.open(done.path)


def test_a_config_that_does_not_fit_the_checkpoint_is_told(done):
    config = json.loads((done.path / "config.json").read_text())
    config["automaton"]["hidden"] = [32]
    (done.path / "config.json").write_text(json.dumps(config))
    with pytest.raises(FileFormatError, match=r"config\.json and checkpoint do not belong together"):
        exhaust(Run.open(done.path).train())


def test_half_a_line_of_metrics_is_cut(tmp_path):
    run = create(tmp_path / "run")
    with contextlib.closing(run.train()) as events:
        for event in events:
            if isinstance(event, Trained) and event.iteration == 15:
                break
    file = run.path / "metrics.jsonl"
    file.write_bytes(file.read_bytes() + b'{"iteration": 16, "attempt": 0, "los')
    exhaust(run.train())
    assert [line["iteration"] for line in map(json.loads, file.read_text().splitlines())] == list(range(1, 25))


def test_leaving_early_keeps_the_organism_too(tmp_path):
    run = create(tmp_path / "run")
    for event in run.train():
        if isinstance(event, Trained) and event.iteration == 13:
            break
    assert run.iteration == 13
    assert run.organism.provenance["iterations"] == 13


def test_extending(done):
    with pytest.raises(InputError, match="the run has 24 iterations already; 10 is fewer"):
        done.extend(10)
    done.extend(30)
    assert not done.complete
    events = exhaust(Run.open(done.path).train())
    started = next(event for event in events if isinstance(event, Started))
    assert (started.iteration, events[-1].iteration) == (24, 30)
    assert Run.open(done.path).complete


def test_the_organism_to_start_from_stays_with_the_run(tmp_path):
    """Also when it is stopped before its first checkpoint."""
    config = tiny(learning_rate=1e-11, iterations=1)
    automaton = jax.tree.map(lambda leaf: leaf + 0.25, CellularAutomaton.initial(config.automaton, jax.random.key(1)))
    start = Organism(automaton, "another", (14, 14))
    made = Run.create(lizard(config), config, tmp_path / "run", start=start)
    exhaust(Run.open(made.path).train())
    np.testing.assert_allclose(np.asarray(made.organism.automaton.update.layers[1].bias), 0.25, atol=1e-6)
    with pytest.raises(InputError, match="other settings than the config: channels 8, not 12"):
        Run.create(lizard(config), tiny(channels=12), tmp_path / "other", start=start)
    assert not (tmp_path / "other").exists()


@pytest.mark.long
def test_it_goes_on_with_the_engine_it_began_with(tmp_path):
    run = create(tmp_path / "run", kernel="jax", iterations=4)
    exhaust(run.train())
    run.extend(6)
    run.config = run.config.replace(kernel="auto")
    events = exhaust(run.train())
    assert next(event for event in events if isinstance(event, Started)).engine == "jax"
    assert not [event for event in events if isinstance(event, Noticed)]


def test_another_environment_is_told(done):
    file = done.path / "environment.json"
    recorded = json.loads(file.read_text())
    file.write_text(json.dumps(recorded | {"jax": "0.0.1"}))
    done.extend(25)
    notices = [event.text for event in done.train() if isinstance(event, Noticed)]
    assert notices == [f"the bits will differ from those of an uninterrupted run: jax was 0.0.1, now {jax.__version__}"]


# --- two processes ----------------------------------------------------------------------------------------------------

HOLD = """
import sys, filelock
with filelock.FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def held(done):
    """The run, while another process is at it."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(done.path / ".lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    yield done
    process.communicate()


def test_two_processes_in_one_folder_are_refused(held):
    before = {file: file.read_bytes() for file in held.path.rglob("*") if file.is_file() and file.name != ".lock"}
    for act in (
        lambda: exhaust(held.train()),
        lambda: held.extend(50),
        lambda: Run.create(held.target, held.config, held.path, overwrite=True),
    ):
        with pytest.raises(RunInUseError, match="another process is using"):
            act()
    assert {file: file.read_bytes() for file in before} == before


def test_looking_at_a_run_in_use_disturbs_nothing(held):
    being_written = held.path / "checkpoints" / ".00000030.safetensors.1-a.partial"
    being_written.write_bytes(b"half")
    run = Run.open(held.path)
    assert (run.iteration, run.organism.name, len(run.metrics)) == (24, "lizard", 24)
    assert "24 of 24" in run._repr_html_()
    assert being_written.exists()


def test_the_lock_goes_with_the_training(tmp_path):
    run = create(tmp_path / "run")
    events = run.train()
    next(events)
    with pytest.raises(RunInUseError):
        exhaust(Run.open(run.path).train())
    events.close()
    exhaust(Run.open(run.path).train())


def test_a_folder_that_is_gone_is_told(tmp_path):
    run = create(tmp_path / "run")
    (tmp_path / "run").rename(tmp_path / "away")
    (tmp_path / "run").write_text("a file")
    with pytest.raises(StorageError, match="cannot be written"):
        exhaust(run.train())


# --- what a user brings -----------------------------------------------------------------------------------------------


def red(states, target):
    """A loss of one's own."""
    return ((states[..., 0] - 0.5) ** 2).mean(axis=(1, 2))


def test_a_run_with_a_loss_of_ones_own_continues_with_it_alone(tmp_path):
    config = tiny(iterations=8, checkpoint_every=4)
    run = Run.create(lizard(config), config, tmp_path / "run")
    for event in run.train(loss=red):
        if isinstance(event, Trained) and event.iteration == 4:
            break
    recorded = json.loads((run.path / "environment.json").read_text())["own"]
    assert recorded == {"loss": f"{red.__module__}.red"}
    again = Run.open(tmp_path / "run")
    with pytest.raises(
        InputError, match=r"was started with the loss \S*red, and would continue with no custom loss\. "
    ):
        exhaust(again.train())
    with pytest.raises(InputError, match=r"Continue in Python with the same one: blastema\.Run\.open"):
        exhaust(again.train(loss=lambda states, target: red(states, target)))
    with pytest.raises(InputError, match=r"would continue with the damage \S+\. Leave the damage out"):
        exhaust(again.train(loss=red, damage=lambda key, states, progress: states))
    assert exhaust(again.train(loss=red))[-1].iteration == 8


def test_the_loss_at_which_to_stop_is_kept(tmp_path):
    config = tiny(iterations=50, until=-1.3)
    run = Run.create(lizard(config), config, tmp_path / "run")
    finished = exhaust(run.train())[-1]
    assert (finished.reason, finished.iteration < 50) == ("until", True)
    assert exhaust(Run.open(run.path).train())[-1].iteration == finished.iteration
    run = Run.open(run.path)
    run.aim(-9.0)
    assert Run.open(run.path).config.run.until == -9.0
    assert exhaust(run.train())[-1].iteration == 50
