"""One batch shared by several devices and hosts: the same bits however many they are, and clear refusals."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from training_helpers import begun, blastema, environment, lizard, tiny, tiny_flags, what_counts

from blastema import cli
from blastema.engines.cpu import NativeEngine
from blastema.errors import InputError
from blastema.registry import ENGINES
from blastema.runs.folder import Run
from blastema.training import fit, hosts
from blastema.training.quantised import AbstractQuantiser, Quantised
from blastema.training.sharing import Sharing

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def told():
    """What shared_training.py tells, on four devices that are all this processor."""
    cases = ["native 0", "native 1", "native 2", "native 4", "jax 1", "jax 4"]
    done = subprocess.run(
        [sys.executable, str(HERE / "shared_training.py"), *cases],
        env=environment(XLA_FLAGS=f"{os.environ['XLA_FLAGS']} --xla_force_host_platform_device_count=4"),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["native", "jax"])
@pytest.mark.parametrize("what", ["bits", "organism", "batch", "losses"])
def test_any_number_of_devices_gives_the_same_bits(told, kind, what):
    """Four samples on four devices are one for each, on one device they are four; in the middle they are broken off."""
    one, *more = (told[case][what] for case in told if case.startswith(kind) and not case.endswith("0"))
    assert len(more) in (1, 2)
    assert all(each == one for each in more)


@pytest.mark.long
def test_it_is_what_the_engine_makes_of_the_whole_batch_but_for_rounding(told):
    np.testing.assert_allclose(told["native 4"]["losses"], told["native 0"]["losses"], rtol=1e-3)
    assert told["native 4"]["losses"][-1] < told["native 4"]["losses"][0]


@pytest.mark.long
def test_the_engine_tells_of_the_devices(told):
    assert told["native 4"]["why"].endswith("life; batches shared by 4 devices")
    assert told["jax 1"]["why"].endswith("; batches shared by 1 device")


def test_threads_are_shared_out_among_the_devices():
    engine = NativeEngine("", "v2", 6, "float32")
    for count, threads in ((1, 6), (2, 3), (4, 1), (6, 1)):
        assert Sharing(np.zeros((1, count))).engine_of_each(engine).threads == threads
    inside = Sharing(np.zeros((1, 2))).engine_of_each(Quantised("", "v2", 6, "float32", engine, AbstractQuantiser()))
    assert (inside.threads, inside.inner.threads) == (3, 3)


@pytest.mark.parametrize(("begun_with", "asked", "told"), [(0, "1", True), (1, "0", True), (1, "1", False)])
def test_who_resumes_otherwise_is_told_of_other_bits(tmp_path, monkeypatch, capsys, begun_with, asked, told):
    monkeypatch.setattr("blastema.cli.grow._watched_or_not", lambda *_: 0)
    config = tiny(devices=begun_with)
    run = Run.create(lizard(config), config, tmp_path / "run")
    assert cli.run(["resume", str(run.path), "--devices", asked]) == 0
    assert ("the bits differ from here on" in capsys.readouterr().err) == told


def test_devices_that_are_not_there_are_refused():
    with pytest.raises(InputError, match=r"devices is 2, but JAX has 1 device \(cpu\); .*_device_count=2"):
        Sharing.of(tiny(devices=2))
    with pytest.raises(InputError, match="devices is 2, but JAX has 1"):
        fit(lizard(tiny()), tiny(devices=2))
    with pytest.raises(InputError, match=r"devices is -1; expected"):
        tiny(devices=-1)


def test_what_cannot_be_shared_evenly_is_refused(monkeypatch):
    three = [SimpleNamespace(process_index=0) for _ in range(3)]
    monkeypatch.setattr("blastema.training.sharing.jax.devices", lambda: three)
    with pytest.raises(InputError, match=r"batch-size is 4, which 3 devices cannot share .* e\.g\. --batch-size 6"):
        Sharing.of(tiny(devices=3))


def test_engines_that_were_not_tried_and_too_few_threads_are_refused():
    sharing = Sharing(np.zeros((1, 4)))
    with pytest.raises(InputError, match="with the kernels native and jax only, not with integer"):
        sharing.engine_of_each(ENGINES["integer"].create(0, "float32"))
    with pytest.raises(InputError, match=r"4 devices share 2 threads .* Give --devices 2, or --threads 4"):
        sharing.engine_of_each(NativeEngine("", "v2", 2, "float32"))


@pytest.mark.long
def test_a_run_tells_of_it_in_time(tmp_path):
    done = blastema("grow", "lizard", *tiny_flags(), "--devices", "3", "--out", "run", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "devices is 3, but JAX has 1 device (cpu)" in done.stderr
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("text", ["", "2", "2/2@here:1", "0/2@here", "a/2@here:80", "0/2@:80"])
def test_hosts_that_are_not_named_so_are_refused(text):
    with pytest.raises(InputError, match=r"hosts is .*; expected INDEX/COUNT@HOST:PORT, e\.g\. 0/2@node1:8476"):
        hosts.join(text)


def _port() -> int:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        return free.getsockname()[1]


@contextlib.contextmanager
def _two(*words: str, cwd: Path, others: tuple[str, ...] = ()):
    """The same command on two hosts; the second one works in a folder of its own."""
    (cwd / "second").mkdir(exist_ok=True)
    port = _port()
    started = [
        begun(*words, *(others if index else ()), "--hosts", f"{index}/2@localhost:{port}", "--json", cwd=folder)
        for index, folder in enumerate((cwd, cwd / "second"))
    ]
    try:
        yield started
    finally:
        for process in started:
            process.kill()
            process.communicate()


def _until(process: subprocess.Popen[str], iteration: int) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == "trained" and event["iteration"] == iteration:
            return
    pytest.fail(f"iteration {iteration} was never done")


FLAGS = ("--threads", "1", "--devices", "1")
BAD = 3
"""The exit code of a training whose organism came to nothing, as is to be expected of so few iterations."""


@pytest.mark.long
@pytest.mark.parametrize(("kernel", "kills"), [("native", (1, 0)), ("jax", (1,))])
def test_two_hosts_killed_and_resumed_give_the_bits_of_one(tmp_path, kernel, kills):
    flags = tiny_flags(iterations=46, kernel=kernel)
    alone = blastema("grow", "lizard", *flags, *FLAGS, "--out", "alone", cwd=tmp_path)
    assert alone.returncode in (0, BAD), alone.stderr
    for killed in kills:
        survivor = 1 - killed
        words = ("grow", "lizard", *flags) if killed else ("resume", "run")
        more = (*FLAGS, "--out", "run") if killed else ()
        with _two(*words, *more, cwd=tmp_path) as started:
            _until(started[0], 15 if killed else 27)
            started[killed].kill()
            told = started[survivor].communicate(timeout=300)[1]
        assert started[survivor].returncode == 3
        assert "lost the connection to another host" in told
        assert "blastema resume RUN --hosts" in told
    with _two("resume", "run", cwd=tmp_path) as started:
        for process in started:
            told = process.communicate(timeout=300)[1]
            assert process.returncode in (0, BAD), told
    assert what_counts(tmp_path / "run") == what_counts(tmp_path / "alone")
    assert not any((tmp_path / "second").iterdir())


@pytest.mark.long
def test_two_hosts_stop_together_where_one_is_asked_to(tmp_path):
    flags = tiny_flags(iterations=4000)
    with _two("grow", "lizard", *flags, *FLAGS, "--out", "run", cwd=tmp_path) as started:
        _until(started[0], 12)
        started[1].send_signal(signal.SIGTERM)
        told = [process.communicate(timeout=300)[1] for process in started]
        assert [process.returncode for process in started] == [128 + signal.SIGTERM] * 2, told
    assert "everything is saved. Continue with:\n  blastema resume run" in told[0]


@pytest.mark.long
def test_hosts_that_were_not_asked_for_the_same_are_told(tmp_path):
    with _two("grow", "lizard", *tiny_flags(), *FLAGS, cwd=tmp_path, others=("--seed", "3")) as started:
        for process in started:
            told = process.communicate(timeout=300)[1]
            assert process.returncode == 2, told
            assert "the hosts differ in what was asked for" in told
    with _two("grow", "no-such.png", *FLAGS, cwd=tmp_path) as started:
        for process in started:
            told = process.communicate(timeout=300)[1]
            assert process.returncode == 2, told
            assert "no-such.png" in told
    assert not (tmp_path / "runs").exists()
