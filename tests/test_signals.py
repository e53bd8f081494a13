"""SIGHUP, Ctrl-C and SIGTERM save and exit 129, 130, 143; a second Ctrl-C quits at once. Real processes and signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest
from training_helpers import begun, blastema, environment, tiny_flags, what_counts

from blastema.cli.hangup import stopping_signals

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def wait_for(stream, text: str) -> None:
    for line in stream:
        if text in line:
            return
    raise AssertionError(f"the process ended without saying {text!r}")


@pytest.mark.long
@pytest.mark.parametrize(
    "number",
    [
        signal.SIGINT,
        signal.SIGTERM,
        signal.SIGHUP,
    ],
)
def test_a_signal_saves_and_it_can_go_on(tmp_path, number):
    flags = tiny_flags(iterations=1_000_000, checkpoint_every=1_000_000)
    with begun("grow", "lizard", *flags, "--out", "run", "--json", cwd=tmp_path) as process:
        wait_for(process.stdout, '"iteration": 5,')
        process.send_signal(number)
        said, complaints = process.communicate(timeout=120)
    assert process.returncode == 128 + number
    assert "everything is saved. Continue with:\n  blastema resume run" in complaints
    assert "Traceback" not in complaints
    assert '"reason": "stopped"' in said
    newest = list(what_counts(tmp_path / "run"))[1]
    stopped = int(newest.split("/")[1].split(".")[0])
    assert stopped >= 5
    told = blastema("info", "run", "--json", cwd=tmp_path)
    run = json.loads(told.stdout)
    assert run["iterations"]["done"] == stopped
    assert run["made_by_iterations"] == stopped, "the organism is of that moment"


IN_A_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "blastema", *sys.argv[1:]])
"""


@pytest.mark.long
def test_a_terminal_that_is_closed_saves(tmp_path):
    """What is drawn into it then fails, which changes nothing."""
    flags = tiny_flags(iterations=1_000_000, checkpoint_every=1_000_000)
    master, slave = os.openpty()
    words = [sys.executable, "-c", IN_A_TERMINAL, "grow", "lizard", *flags, "--out", str(tmp_path / "run")]
    with subprocess.Popen(
        words, stdin=slave, stdout=slave, stderr=slave, env=environment(), start_new_session=True
    ) as process:
        os.close(slave)
        seen = b""
        while b"smoothed" not in seen:
            seen += os.read(master, 4096)
        os.close(master)
        assert process.wait(timeout=120) == 129
    newest = list(what_counts(tmp_path / "run"))[1]
    assert newest != "checkpoints/00000000.safetensors"


def test_under_nohup_a_hangup_is_ignored(monkeypatch):
    assert signal.SIGHUP in stopping_signals()
    monkeypatch.setattr(signal, "getsignal", lambda number: signal.SIG_IGN)
    assert stopping_signals() == (signal.SIGINT, signal.SIGTERM)


@pytest.mark.long
def test_a_second_ctrl_c_quits_at_once(tmp_path):
    """Also in the middle of an iteration that takes minutes."""
    flags = tiny_flags(size=40, padding=20, batch_size=64, pool_size=64, steps=(9998, 10000), kernel="jax")
    with begun("grow", "lizard", *flags, "--out", "run", cwd=tmp_path) as process:
        wait_for(process.stdout, "engine:")
        process.send_signal(signal.SIGINT)
        wait_for(process.stderr, "saving (Ctrl-C again quits without saving)")
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "everything is saved" not in complaints
    assert "Traceback" not in complaints
