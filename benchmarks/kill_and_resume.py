"""Kill trainings at random moments, resume them, and compare with one that was never killed.

    python benchmarks/kill_and_resume.py --kills 100

One small run is trained to the end. Then runs with the same settings are started, killed (SIGKILL) after a random time
and resumed by new processes, repeatedly until they are complete, and compared with the first: organism, last
checkpoint and pictures byte for byte, metrics except for seconds. With these settings organisms sometimes explode, so
that roll-backs occur as well. Prints a line per run and a verdict; exits 1 if anything differs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src"
SETTINGS = shlex.split(
    "--size 8 --padding 3 --channels 8 --hidden 16 --batch-size 4 --pool-size 16 --steps 6 9 --damage-count 1 "
    "--learning-rate 0.6 --schedule constant --max-rollbacks 100 --seed 3 --weight-average 0.9 "
    "--checkpoint-every 10 --checkpoint-minutes 0.001"
)
LONGEST_WAIT = 600


def main() -> int:
    """Kill, resume, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--iterations", type=int, default=45)
    parser.add_argument("--seed", type=int, default=0, help="of the random delays")
    parser.add_argument("--kernel", default="auto")
    options = parser.parse_args()
    settings = [*SETTINGS, "--iterations", str(options.iterations), "--kernel", options.kernel, "--json"]
    draw = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        began = time.monotonic()
        process = start(["grow", "lizard", *settings, "--out", "whole"], folder)
        first_line = time.monotonic()
        if process.wait(LONGEST_WAIT) != 0:
            print("the reference run failed")
            return 1
        spread = 1.2 * (time.monotonic() - first_line)
        expected = what_counts(folder / "whole")
        print(f"whole: {options.iterations} iterations in {time.monotonic() - began:.1f} s", flush=True)
        kills, runs, different = 0, 0, 0
        while kills < options.kills:
            runs += 1
            mine = killed_run(folder, f"run-{runs}", settings, draw, spread)
            kills += mine
            found = what_counts(folder / f"run-{runs}")
            wrong = sorted(key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key))
            different += bool(wrong)
            print(f"run {runs}: {mine} kills, {'the same bits' if not wrong else f'DIFFERENT: {wrong}'}", flush=True)
    print(f"{kills} kills in {runs} runs: {f'{different} runs differ' if different else 'all the same bits'}")
    return 1 if different else 0


def killed_run(folder: Path, name: str, settings: list[str], draw: random.Random, spread: float) -> int:
    """Complete one run, killing it repeatedly; returns how often."""
    command, kills = ["grow", "lizard", *settings, "--out", name], 0
    while True:
        process = start(command, folder)
        try:
            process.wait(draw.uniform(0, spread))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            kills += 1
            command = ["resume", name, "--json"]
            continue
        if process.returncode != 0:
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
        return kills


def start(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    """Start a command; returns at its first output, since the time before is not spent on training."""
    environment = os.environ | {"PYTHONPATH": str(SOURCE)}
    process = subprocess.Popen(
        [sys.executable, "-m", "blastema", *command], cwd=folder, env=environment, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    # The rest of the output must be read, or the pipe would fill up.
    sink = subprocess.Popen(["cat"], stdin=process.stdout, stdout=subprocess.DEVNULL)
    process.stdout.close()
    del sink
    return process


def what_counts(run: Path) -> dict[str, object]:
    """Everything that must not depend on kills, by name."""
    checkpoints = sorted((run / "checkpoints").iterdir())
    files = [run / "organism.safetensors", checkpoints[-1], *sorted((run / "progress").iterdir())]
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text(encoding="utf-8").splitlines()]
    for line in lines:
        del line["seconds"]
    return {str(file.relative_to(run)): file.read_bytes() for file in files} | {"metrics.jsonl": lines}


if __name__ == "__main__":
    sys.exit(main())
