"""Sweeps on clusters: what is refused, searches, and a real scheduler with real workers to which everything happens."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from training_helpers import SOURCE, TINY_SWEEP

from blastema.config import presets
from blastema.runs.folder import Run
from blastema.sweep import Sweep, make_plan
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
        "the scheduler answers again",
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
