"""Jobs of SLURM: a real one where it is installed, and stand-ins that say what a real one seldom does."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import types

import pytest
import slurm_here
from commands import Command
from training_helpers import SOURCE, TINY_SWEEP

from blastema import cli
from blastema.config import presets
from blastema.engines import native_calls
from blastema.errors import InputError
from blastema.runs import environment
from blastema.runs.folder import Run
from blastema.sweep import Sweep, cluster, make_plan, slurm

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SLURM's commands")
SETTINGS = "jobqueue: {slurm: {cores: 1, processes: 1, memory: 2GB, worker-extra-args: [--no-nanny, --no-dashboard]%s}}"


@pytest.mark.long
@pytest.mark.skipif(bool(slurm_here.missing()), reason=f"not installed: {', '.join(slurm_here.missing())}")
def test_a_cancelled_job_costs_no_more_than_an_interval_and_a_ctrl_c_leaves_no_job(tmp_path):
    """With the real SLURM: two jobs, of which the one that trains is cancelled; then Ctrl-C; then the run by itself."""
    base = presets.regenerating("quick", iterations=100_000, checkpoint_every=10, learning_rate=1e-5, **TINY_SWEEP)
    sweep = Sweep.create(tmp_path / "sweep", make_plan(base, ["🦎"], 1, [], here=False))
    (entry,) = sweep.plan.entries
    config = tmp_path / "slurm.yaml"
    config.write_text(SETTINGS % ", queue: compute")
    with slurm_here.running() as slurm_s:
        known = {"env": os.environ | slurm_s | {"PYTHONPATH": str(SOURCE)}, "cwd": tmp_path}

        def jobs() -> dict[str, str]:
            words = ["squeue", "--noheader", "--format=%i %T"]
            said = subprocess.run(words, capture_output=True, text=True, check=True, env=known["env"]).stdout
            return dict(line.split() for line in said.splitlines())

        words = ["sweep", sweep.path, "--on", "slurm", "--on-config", config, "--jobs", 2]
        command = Command(words, tmp_path / "first", **known)
        worker = command.until(r"begun   \S+ \((tcp://[\d.:]+)\)")[1]
        checkpoints = sweep.path / "runs" / entry.name / "checkpoints"
        while not [file for file in checkpoints.glob("*.safetensors") if int(file.stem)]:
            assert command.process.poll() is None, command.said()
            time.sleep(0.05)
        (number,) = [file.stem[6:] for file in tmp_path.glob("slurm-*.out") if f"Start worker at:{'':5}{worker}" in
                     re.sub(r"at: +", "at:     ", file.read_text())]  # fmt: skip
        subprocess.run(["scancel", number], check=True, env=known["env"])
        command.until(rf"lost    {entry.name}: worker {worker}: it is gone; .*begun   {entry.name} \(")
        before = int(command.until(r"begun   \S+ \(tcp://[\d.:]+, from iteration (\d+)\)")[1])
        while max(int(file.stem) for file in checkpoints.glob("*.safetensors")) <= before:
            assert command.process.poll() is None, command.said()
            time.sleep(0.05)
        os.killpg(command.process.pid, signal.SIGINT)
        assert command.process.wait(timeout=300) == 130, command.said()
        again = f"blastema sweep {sweep.path} --on slurm --on-config {config} --jobs 2"
        assert again in command.said()
        assert "Traceback" not in command.said()
        assert set(jobs().values()) <= {"COMPLETING"}
        attempts = [line for line in sweep.record.lines() if line["event"] == "taken up"]
        assert [line["attempt"] for line in attempts] == [1, 2], "the worker that was lost got it again"
        run = sweep.opened(entry)
        assert [line["iteration"] for line in run.metrics] == list(range(1, run.iteration + 1))

        words = ["resume", run.path, "--on", "slurm", "--on-config", config, "--iterations", run.iteration + 5]
        command = Command(words, tmp_path / "second", **known)
        assert command.process.wait(timeout=300) == 0, command.said()
        assert Run.open(run.path).complete


# What SLURM seldom does


@pytest.fixture
def commands(tmp_path, monkeypatch):
    """Makes stand-ins for SLURM's commands: scripts by name."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    monkeypatch.chdir(tmp_path)

    def make(**scripts: str) -> None:
        for name, text in scripts.items():
            (folder / name).write_text(f"#!/bin/sh\n{text}\n")
            (folder / name).chmod(0o755)

    return make


def test_what_slurm_refuses_is_told_in_its_words_before_anything_is_made(commands, tmp_path, capsys):
    refused = "sbatch: error: invalid partition specified: nosuch\nsbatch: error: Batch job submission failed: Invalid"
    commands(sbatch=f"echo '{refused}' >&2; exit 1")
    (tmp_path / "slurm.yaml").write_text(SETTINGS % "")
    words = ["sweep", "--targets", "🦎", "--on", "slurm", "--jobs", "1", "--on-config", "slurm.yaml"]
    assert cli.run(words) == 2
    said = capsys.readouterr().err
    assert "settings: invalid partition specified: nosuch; Batch job submission failed: Invalid. See docs" in said
    assert not (tmp_path / "sweeps").exists()


def test_without_sbatch_it_is_said_where_to_start(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="needs SLURM's command sbatch, which is not found here; use a login node"):
        slurm.cluster(None)


def test_a_job_that_is_refused_later_is_told_once_and_submitted_again(commands, tmp_path, monkeypatch):
    """The first one, held and taken back, is accepted; then SLURM is away for a while."""
    monkeypatch.setattr(slurm, "_AGAIN_SECONDS", 0.05)
    commands(
        sbatch='echo x >>tries; case $(wc -l <tries) in 2|3) echo "sbatch: error: try later" >&2; exit 1;; esac\n'
        'echo "Submitted batch job 7"',
        scancel='echo "$@" >>cancelled',
    )
    (tmp_path / "slurm.yaml").write_text(SETTINGS % "")
    with cluster.opened("slurm", 1, 1, tmp_path / "slurm.yaml") as found:
        notes: list[str] = []
        end = time.monotonic() + 60
        while len((tmp_path / "tries").read_text().split()) < 4 and time.monotonic() < end:
            notes += found.notes()
            time.sleep(0.05)
        held = list(found._found.workers.values())  # one that is still referenced must not make the end fail
    assert held
    notes += found.notes()
    assert notes == ["SLURM refused a job, which is submitted again every minute: try later"]
    assert (tmp_path / "cancelled").read_text().split()[-1] == "7", "what was submitted at last is taken back"


def jobs_of(*numbers: int):
    """Jobs as they are known to dask-jobqueue, and what is removed from its plan."""
    removed: list[str] = []
    made = types.SimpleNamespace(
        workers={f"w{number}": types.SimpleNamespace(job_id=str(number)) for number in numbers},
        worker_spec={f"w{number}": {} for number in numbers},
        loop=types.SimpleNamespace(add_callback=lambda function, name, none: removed.append(name)),
    )
    return slurm.Jobs(made, []), removed


def test_while_no_job_is_a_worker_slurm_is_asked_why(commands, monkeypatch):
    monkeypatch.setattr(slurm, "_ASK_SECONDS", 0)
    jobs, removed = jobs_of(7, 8)
    commands(squeue='echo "7 PENDING (Priority)"; echo "8 RUNNING (None)"')
    assert jobs.waiting() == ["SLURM's job 7 is pending (priority)", "SLURM's job 8 is running"]
    assert jobs.waiting() == []
    commands(squeue='echo "7 FAILED (NonZeroExitCode)"')
    with pytest.raises(InputError, match=r"job 7 ended before it became a worker \(FAILED \(NonZeroExitCode\)\)"):
        jobs.waiting()
    assert removed == []
    commands(squeue="exit 1")  # it does not answer just now
    assert jobs.waiting() == []


def test_jobs_that_end_after_there_were_workers_are_replaced_but_not_for_ever(commands, monkeypatch):
    monkeypatch.setattr(slurm, "_ASK_SECONDS", 0)
    jobs, removed = jobs_of(7)
    jobs.came()
    commands(squeue='echo "slurm_load_jobs error: Invalid job id specified" >&2; exit 1')  # forgotten long ago
    assert jobs.waiting() == ["SLURM's job 7 has ended; a new one is submitted"]
    assert removed == ["w7"]
    jobs.waiting()
    jobs.waiting()
    with pytest.raises(InputError, match="ended before it became a worker"):
        jobs.waiting()
    assert removed == ["w7"] * 3


def test_a_task_of_slurm_keeps_to_the_processors_that_it_asked_for(monkeypatch):
    monkeypatch.delenv("SLURM_CPUS_PER_TASK", raising=False)
    mine = environment.processors()
    for asked, expected in (("1", 1), (str(mine + 7), mine), ("", mine), ("two", mine)):
        monkeypatch.setenv("SLURM_CPUS_PER_TASK", asked)
        assert environment.processors() == native_calls.default_threads() == expected
