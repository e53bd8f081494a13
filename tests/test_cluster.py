"""Sweeps on clusters: what is refused, searches, and a real scheduler with real workers to which everything happens."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import types
from pathlib import Path

import planted
import pytest
from training_helpers import SOURCE, TINY_SWEEP

import blastema
from blastema import cli
from blastema.config import presets
from blastema.errors import FileFormatError, InputError
from blastema.formats import organism_file
from blastema.runs import parcels
from blastema.runs.folder import Run
from blastema.sweep import Advanced, Done, Sweep, cluster, make_plan, mapping, rows, single, task
from blastema.targets import load_target

TESTS = Path(__file__).parent


@pytest.fixture
def base():
    return presets.regenerating("quick", iterations=60, checkpoint_every=20, learning_rate=1e-5, **TINY_SWEEP)


def namespaces() -> list[str]:
    """The command that gives a process networks of its own."""
    root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return ["unshare", *root, "--net", "--mount", "sh", "-c", 'mount -t tmpfs none /run && exec "$@"', "sh"]


@pytest.mark.long
@pytest.mark.skipif(shutil.which("unshare") is None or shutil.which("ip") is None, reason="no network namespaces here")
def test_a_killed_worker_one_cut_off_and_a_new_scheduler_lose_nothing(base, tmp_path):
    if subprocess.run([*namespaces(), "ip", "netns", "add", "tried"], capture_output=True).returncode:
        pytest.skip("this user may not make network namespaces here")
    plan = make_plan(base, ["🦎"], 3, [], here=False)
    sweep = Sweep.create(tmp_path / "sweep", plan)
    command = [*namespaces(), sys.executable, str(TESTS / "cut_off.py"), str(tmp_path)]
    found = subprocess.run(
        command, capture_output=True, text=True, timeout=1500, env=os.environ | {"PYTHONPATH": str(SOURCE)}
    )
    assert found.returncode == 0, found.stdout[-3000:] + found.stderr[-3000:]
    for happened in (
        "killed w",
        "cut off w",
        "back w",
        "scheduler killed",
        "end: 3 done",
    ):
        assert happened in found.stdout
    record = list(sweep.record.lines())
    for entry in plan.entries:
        run = sweep.opened(entry)
        assert [line["iteration"] for line in run.metrics] == list(range(1, 61)), (
            "an iteration is missing, or twice there"
        )
        assert sum(line["event"] == "done" and line["run"] == entry.name for line in record) == 1
        attempts = [line["attempt"] for line in record if line["event"] == "taken up" and line["run"] == entry.name]
        assert attempts == list(range(1, len(attempts) + 1))
        # No more is lost than an interval between checkpoints, here 20 iterations.
        lost = [line for line in record if line["event"] == "lost" and line["run"] == entry.name]
        assert len(attempts) == 1 + len(lost)
    disturbed = [line["run"] for line in record if line["event"] == "lost"]
    assert len(set(disturbed)) >= 2
    # To the bits of a training that nothing befell.
    entry = next(entry for entry in plan.entries if entry.name == disturbed[0])
    threads = json.loads((sweep.opened(entry).path / "environment.json").read_text())["threads"]
    plain = Run.create(load_target("🦎", base.target), entry.config.replace(threads=threads), tmp_path / "plain")
    for _ in plain.train():
        pass
    assert [line["loss"] for line in sweep.opened(entry).metrics] == [line["loss"] for line in plain.metrics]
    assert (sweep.opened(entry).path / "organism.safetensors").read_bytes() == (
        plain.path / "organism.safetensors"
    ).read_bytes()


# What is refused


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--on", "there"], "--on is there; expected here, slurm, or a scheduler's address"),
        (["--on", "slurm"], "--on slurm needs --jobs"),
        (["--on-config", "x.yaml"], "--on-config needs --on slurm, not --on here"),
        (
            ["--on", "slurm", "--jobs", "2", "--on-config", "x.yaml"],
            "there is no file x.yaml; expected dask-jobqueue's",
        ),
        (["--search", "random"], "--search random needs --trials"),
        (["--trials", "3"], "--trials needs --search random or --search halving"),
        (["--over", "learning_rate=1e-4..1e-2"], "learning_rate is a range, from which values are drawn"),
        (
            ["--over", "square=yes..no", "--search", "random", "--trials", "2"],
            "a range needs numbers, and square is not a number",
        ),
        (["--over", "batch_size=8..4", "--search", "random", "--trials", "2"], "from a lower to a higher value"),
        (["--over", "batch_size=2,4", "--search", "random", "--trials", "3"], "there are 2 combinations"),
        (["--over", "training.phase.1.steps=2:4"], "phase"),
        (["--devices", "2"], "devices is 2, but each training of a sweep has one"),
        (["--over", "devices=0,2"], "Leave --devices out, or train one alone: blastema grow"),
        (["--retry"], "--retry is for an existing sweep: blastema sweep sweeps/1 --retry"),
        (["--rungs", "200"], "--rungs needs --search halving, not grid"),
        (["--search", "halving", "--factor", "1"], "--factor is 1; expected a whole number from 2 to 100"),
        (["--search", "halving", "--rungs", "2400"], "rungs at 2400 of 2250 iterations are not possible"),
        (
            ["--search", "halving", "--over", "iterations=500,1000"],
            "halving compares trainings of equal length",
        ),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_made(tmp_path, monkeypatch, capsys, words, message):
    monkeypatch.chdir(tmp_path)
    assert cli.run(["sweep", "--targets", "🦎", *words]) == 2
    assert message in capsys.readouterr().err
    assert not any(tmp_path.iterdir())


def test_without_the_extra_it_is_said_what_to_install(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "distributed" else real(name))
    assert cli.run(["sweep", "--targets", "🦎"]) == 2
    assert (
        'a sweep --on here needs distributed, which is not installed: pip install "blastema[cluster]"'
        in capsys.readouterr().err
    )
    assert not any(tmp_path.iterdir())
    assert cli.run(["sweep", "--targets", "🦎", "--dry-run"]) == 0


def test_where_no_scheduler_answers_it_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(cluster, "_ANSWER_SECONDS", 0.2)
    monkeypatch.chdir(tmp_path)
    with socket.socket() as nobody:  # taken, and nobody listens
        nobody.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{nobody.getsockname()[1]}"
        assert cli.run(["sweep", "--targets", "🦎", "--on", address]) == 2
        assert f"no scheduler answers at {address}" in capsys.readouterr().err
        assert cli.run(["zoo", "train", "🦎", "--on", address]) == 2
    assert f"no scheduler answers at {address}" in capsys.readouterr().err
    (tmp_path / "empty.yaml").write_text("{}")
    assert cli.run(["sweep", "--targets", "🦎", "--on", "slurm", "--jobs", "1", "--on-config", "empty.yaml"]) == 2
    assert "empty.yaml has no jobqueue: slurm: section" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["empty.yaml"], "no folder is left behind"


def test_workers_with_another_version_or_none_are_refused_with_the_reason(monkeypatch):
    answers = {
        "tcp://a:1": {"blastema": "0.0.1", "processors": 4, "place": "a"},
        "tcp://b:1": ModuleNotFoundError("no module"),
        "tcp://c:1": {"blastema": blastema.__version__, "processors": 8, "place": "c"},
        "tcp://c:2": {"blastema": blastema.__version__, "processors": 8, "place": "c"},
        "tcp://c:3": {"blastema": blastema.__version__, "processors": 4, "place": "c, another job"},
    }

    class Client:
        status, scheduler = "running", types.SimpleNamespace(ncores=None)

        def sync(self, function, callback_timeout):
            return {"tcp://a:1": 1, "tcp://b:1": 1, "tcp://c:1": 1, "tcp://c:2": 2, "tcp://c:3": 1}

        def run(self, function, workers, on_error):
            return {address: answers[address] for address in workers}

    met = cluster.Cluster("tcp://scheduler:1", {}, 1)
    monkeypatch.setattr(met, "_client", Client())
    places = [(slot.worker, slot.number, slot.threads) for slot in met.slots()]
    shared = [("tcp://c:1", 0, 2), ("tcp://c:2", 0, 2), ("tcp://c:2", 1, 2)]
    assert places == [*shared, ("tcp://c:3", 0, 4)], "8 processors for 3 places, and another job's 4"
    assert met.notes() == [
        f"worker tcp://a:1 is not used: it has Blastema 0.0.1, this sweep {blastema.__version__}",
        "worker tcp://b:1 is not used: Blastema does not answer there (ModuleNotFoundError: no module)",
    ]
    assert met.notes() == []


def test_jobs_of_slurm_that_all_have_another_version_end_the_command(monkeypatch):
    """Others would be of the same environment; waiting for them would only use up the cluster's time."""
    client = types.SimpleNamespace(
        status="running",
        scheduler=types.SimpleNamespace(ncores=None),
        sync=lambda function, callback_timeout: {"tcp://a:1": 1},
        run=lambda function, workers, on_error: {"tcp://a:1": {"blastema": "0.0.1", "processors": 4, "place": "a"}},
        close=lambda timeout: None,
    )
    jobs = types.SimpleNamespace(came=lambda: None, notes=list, waiting=list)
    met = cluster.Cluster(types.SimpleNamespace(blastema=jobs), {}, 1)
    monkeypatch.setattr(met, "_client", client)
    with pytest.raises(InputError, match=r"no job of SLURM can be used: it has Blastema 0\.0\.1, this sweep"):
        met.slots()


def of_another_version(folder: Path) -> Path:
    """A folder with Blastema as it is, but for its version, to be imported from."""
    package = folder / "blastema"
    package.mkdir(parents=True)
    for file in (SOURCE / "blastema").iterdir():
        if file.name == "__init__.py":
            text = file.read_text("utf-8")
            assert f'"{blastema.__version__}"' in text
            (package / file.name).write_text(text.replace(f'"{blastema.__version__}"', '"0.0.7"'), "utf-8")
        else:
            (package / file.name).symlink_to(file)
    return folder


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_a_real_worker_of_another_version_gets_no_work_and_the_reason_is_told(base, tmp_path, workers, capsys):
    from distributed import Client

    run = Run.create(load_target("🦎", base.target), base.replace(iterations=2), tmp_path / "run")
    flags = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0", "--local-directory"]
    process = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_worker", workers, *flags, str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(of_another_version(tmp_path / "other"))},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with Client(workers, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=300)
            (other,) = [
                address for address, it in client.run(task.describe).items() if it["blastema"] != blastema.__version__
            ]
        assert cli.run(["resume", str(run.path), "--on", workers]) == 0
    finally:
        process.kill()
        process.wait()
    said = capsys.readouterr().out
    assert f"note: worker {other} is not used: it has Blastema 0.0.7, this sweep {blastema.__version__}" in said
    assert f"begun   run ({other}" not in said
    assert run.complete


@pytest.mark.parametrize(
    "name", ["../mine.txt", "/etc/passwd", "notes.txt", "checkpoints/../x.png", "others/1.png", ".lock"]
)
def test_a_worker_writes_no_file_that_no_run_has(tmp_path, name):
    with pytest.raises(FileFormatError, match="is not the name of a file of a run"):
        parcels.unpack(parcels.Parcel({"config.json": b"{}", name: b"x"}), tmp_path / "run")
    with pytest.raises(FileFormatError, match="is not the name of a file of a run"):
        parcels.unpack(parcels.Parcel({}, (name,)), tmp_path / "run")
    assert not any(tmp_path.iterdir())


def test_a_parcel_has_what_has_changed_and_nothing_else(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    (here / "checkpoints").mkdir(parents=True)
    for name in ("config.json", "metrics.jsonl", "checkpoints/00000010.safetensors"):
        (here / name).write_text(name)
    (here / "diary.txt").write_text("mine")
    first, known = parcels.pack(here)
    assert list(first.files) == ["config.json", "metrics.jsonl", "checkpoints/00000010.safetensors"]
    assert parcels.unpack(first, there).keys() == known.keys()
    (here / "metrics.jsonl").write_text("more of it")
    (here / "checkpoints/00000020.safetensors").write_text("20")
    (here / "checkpoints/00000010.safetensors").unlink()
    second, _ = parcels.pack(here, known)
    assert list(second.files) == ["metrics.jsonl", "checkpoints/00000020.safetensors"]
    assert second.removed == ("checkpoints/00000010.safetensors",)
    parcels.unpack(second, there)
    assert sorted(file.name for file in (there / "checkpoints").iterdir()) == ["00000020.safetensors"]
    assert (there / "metrics.jsonl").read_text() == "more of it"


def test_a_worker_that_has_not_kept_a_training_asks_for_it():
    part = task.Part("a sweep", "a run", attempt=2, number=1, key="", threads=1)
    assert task.train(part, None) is None
    assert task.evaluate(part, None) is None


# Many things side by side


def weight_of(organism):
    """What a worker is asked for in the test below."""
    if organism.name == "flips":
        raise FileFormatError("flips is refused.")
    return organism.name, float(organism.automaton.update.layers[0].weight.sum())


def test_what_workers_are_asked_comes_back_in_order(workers):
    made = [planted.drifts(), planted.still(), planted.contracts()]
    assert list(mapping.each(weight_of, made, on=workers)) == [weight_of(each) for each in made]
    with pytest.raises(FileFormatError, match="flips is refused"):
        list(mapping.each(weight_of, [planted.still(), planted.flips()], on=workers))


def said_of(capsys, *words):
    """What ``blastema evaluate --json`` prints; it draws no page."""
    assert cli.run(["evaluate", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.long
def test_many_organisms_are_evaluated_on_workers_to_the_same_scores(tmp_path, workers, capsys):
    files = [str(tmp_path / f"{made.name}.safetensors") for made in (planted.still(), planted.drifts())]
    for file, made in zip(files, (planted.still(), planted.drifts()), strict=True):
        Path(file).write_bytes(organism_file.dumps(made))
    alone, on_workers = (said_of(capsys, *files, *on) for on in ((), ("--on", workers)))
    assert [found["organism"] for found in on_workers] == ["still", "drifts"]
    for found, expected in zip(on_workers, alone, strict=True):
        assert found["figures"] == expected["figures"]


@pytest.mark.long
def test_one_run_is_trained_on_a_worker_into_its_folder_here(base, tmp_path, workers, capsys):
    config = base.replace(iterations=4, checkpoint_every=2)
    run = Run.create(load_target("🦎", base.target), config, tmp_path / "run")
    taken = list(single.train(run, on=workers))
    saved = [event.iteration for event in taken if isinstance(event, Advanced) and event.saved]
    assert saved == [2, 4]
    assert taken[-1] == Done("run")
    assert run.complete
    assert [line["iteration"] for line in run.metrics] == [1, 2, 3, 4]
    words = ["resume", str(run.path), "--on", workers]
    assert cli.run([*words, "--iterations", "6"]) == 0
    said = capsys.readouterr().out
    assert f"begun   run ({workers.partition(':')[0]}:" in said
    assert "from iteration 4)" in said
    assert "saved   iteration 6 of 6, log10 loss " in said
    assert [line["iteration"] for line in run.metrics] == [1, 2, 3, 4, 5, 6]
    assert cli.run([*words, "--watch"]) == 2
    assert "--watch cannot be combined with --on" in capsys.readouterr().err


# The command


def command(*words):
    return [sys.executable, "-c", "from blastema.cli import main; main()", *map(str, words)]


def started(words, folder, **settings):
    """The command in a process and process group of its own, once a checkpoint of its first run is there."""
    process = subprocess.Popen(
        command(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, **settings
    )
    until = time.monotonic() + 600
    while time.monotonic() < until and not list(folder.glob("runs/*/checkpoints/*[1-9]*.safetensors")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    return process


@pytest.mark.long
def test_a_ctrl_c_in_the_terminal_saves_all_and_tells_how_to_go_on(base, tmp_path):
    sweep = Sweep.create(tmp_path / "sweep", make_plan(base.replace(iterations=100_000), ["🦎"], 1, []))
    process = started(["sweep", sweep.path], sweep.path)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers as well
    out, err = process.communicate(timeout=300)
    assert process.returncode == 130, out + err
    assert f"everything is saved. Continue with:\n  blastema sweep {sweep.path}\n" in err
    assert "stopped; 1 training waits" in out
    assert "lost" not in out
    last = [line["iteration"] for line in sweep.opened(sweep.plan.entries[0]).metrics][-1]
    assert sweep.opened(sweep.plan.entries[0]).iteration == last > 0, "not only up to the checkpoint before"


@pytest.mark.long
def test_halving_evaluates_at_rungs_and_trains_the_best_to_the_bits_of_a_grid(base, tmp_path, workers, capsys):
    config = base.replace(iterations=6, checkpoint_every=2)
    plan = make_plan(config, ["🦎"], 1, ["learning_rate=1e-5,1e-1"], halving=2, rungs=[2], by="grow200", here=False)
    sweep = Sweep.create(tmp_path / "sweep", plan)
    assert cli.run(["sweep", str(sweep.path), "--on", workers]) == 0
    said = capsys.readouterr().out
    found = {row["name"]: row for row in rows(sweep)}
    states = sorted(row["state"] for row in found.values())
    assert states == ["done", "stopped at rung 2"]
    (best,) = [name for name, row in found.items() if row["state"] == "done"]
    scores = {line["run"]: line["score"] for line in sweep.record.lines() if line["event"] == "compared"}
    assert len(scores) == 2
    assert min(scores, key=scores.get) == best
    assert all(row["grow200"] is not None for row in found.values())
    assert f"best by grow200: {best}" in said
    kept = sweep.opened(sweep.entry(best))
    plain = Run.create(load_target("🦎", base.target), sweep.entry(best).config, tmp_path / "plain")
    for _ in plain.train():
        pass
    assert [line["loss"] for line in kept.metrics] == [line["loss"] for line in plain.metrics]
    # Nothing is left to do.
    assert cli.run(["sweep", str(sweep.path), "--on", workers]) == 0
    assert "begun" not in capsys.readouterr().out
