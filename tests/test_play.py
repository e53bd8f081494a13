"""``blastema play`` through a real process, a real socket and real signals."""

from __future__ import annotations

import http.client
import json
import os
import signal
import sys
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
import web_digits
import web_volumes
from training_helpers import begun, blastema

from blastema import cli, save_organism, zoo
from blastema.zoo.loading import load_organism

LIZARD = Path(__file__).parent / "golden" / "lizard-small.safetensors"


@contextmanager
def playing(*words: str, cwd: Path, **changes: str):
    """The process and its first line; killed in the end if it still runs."""
    with begun("play", *words, cwd=cwd, **changes) as process:
        try:
            yield process, process.stdout.readline()
        finally:
            process.kill()


def stopped(process) -> tuple[int, str, str]:
    process.send_signal(signal.SIGINT)
    said, complaints = process.communicate(timeout=120)
    return process.returncode, said, complaints


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_it_serves_until_ctrl_c(tmp_path):
    with playing(str(LIZARD), "--no-open", cwd=tmp_path) as (process, line):
        address = line.split()[0]
        assert line == f"{address}  (Ctrl-C stops)\n"
        with urllib.request.urlopen(address, timeout=60) as answer:
            text = answer.read().decode()
        assert "<title>lizard-small · Blastema</title>" in text
        # A browser that keeps its connection open does not hold it back.
        lasting = http.client.HTTPConnection(urllib.parse.urlsplit(address).netloc, timeout=60)
        lasting.request("HEAD", "/")
        assert lasting.getresponse().status == 200
        assert stopped(process) == (0, "", "stopped\n")
        lasting.close()
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(address, timeout=60)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.long
def test_several_organisms_and_a_line_of_json(tmp_path):
    with playing(str(LIZARD), str(LIZARD), "--no-open", "--json", cwd=tmp_path) as (process, line):
        told = json.loads(line)
        assert told["event"] == "serving"
        assert told["organisms"] == ["lizard-small", "lizard-small"]
        with urllib.request.urlopen(told["address"], timeout=60) as answer:
            assert '"id":"lizard-small-regenerating-2"' in answer.read().decode()
        assert stopped(process) == (0, "", "stopped\n")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.long
def test_a_volume_has_its_own_page(tmp_path):
    save_organism(web_volumes.filling(), tmp_path / "cube.safetensors")
    with playing("cube.safetensors", "--no-open", cwd=tmp_path) as (process, line):
        with urllib.request.urlopen(line.split()[0], timeout=60) as answer:
            text = answer.read().decode()
        assert "<title>cube · Blastema</title>" in text
        assert "A volume that grows" in text
        assert stopped(process)[0] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.long
def test_without_a_source_it_is_the_zoo(tmp_path):
    (tmp_path / "newt-regenerating.safetensors").write_bytes(LIZARD.read_bytes())
    names = [load_organism(entry.path).name for entry in found(tmp_path)]
    save_organism(web_volumes.filling(), tmp_path / "cube-regenerating.safetensors")
    save_organism(web_digits.organism("article"), tmp_path / "digits-growing.safetensors")
    with playing("--no-open", "--json", cwd=tmp_path, BLASTEMA_ZOO=str(tmp_path)) as (process, line):
        assert json.loads(line)["organisms"] == names
        code, _, complaints = stopped(process)
    assert code == 0
    assert "note: cube-regenerating is skipped: it grows a volume, which has a page of its own" in complaints
    assert "note: digits-growing is skipped: it classifies digits, which has a page of its own" in complaints


def found(own: Path) -> list[zoo.Entry]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BLASTEMA_ZOO", str(own))
        entries = zoo.entries()
    assert "newt" in {entry.name for entry in entries}
    return entries


def test_an_empty_zoo_is_told(monkeypatch, capsys):
    monkeypatch.setattr(zoo, "entries", list)
    assert cli.run(["play", "--no-open"]) == 2
    assert "nothing to play with: the zoo is empty" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for a browser is a shell script")
@pytest.mark.long
def test_it_opens_the_browser(tmp_path):
    pipe = tmp_path / "opened"
    os.mkfifo(pipe)
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {pipe}\n')
    browser.chmod(0o755)
    with playing(str(LIZARD), cwd=tmp_path, BROWSER=f"{browser} %s") as (process, line):
        assert pipe.read_text() == f"{line.split()[0]}\n"
        assert stopped(process)[0] == 0


@pytest.mark.long
def test_a_port_in_use_is_told(tmp_path):
    with playing(str(LIZARD), "--no-open", cwd=tmp_path) as (_, line):
        port = urllib.parse.urlsplit(line.split()[0]).port
        second = blastema("play", LIZARD, "--no-open", "--port", str(port), cwd=tmp_path)
    assert (second.returncode, second.stdout) == (2, "")
    assert f"port {port} is not available" in second.stderr
    assert second.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["missing.safetensors"], "there is no file missing.safetensors"),
        ([str(LIZARD), str(Path(__file__))], "test_play.py is a text file; expected a safetensors file by Blastema"),
        ([str(LIZARD), "--port", "70000"], "--port is 70000; expected 0"),
        ([str(LIZARD), "--port", "many"], "many"),
    ],
)
def test_what_cannot_be_served(capsys, words, message):
    try:
        code = cli.run(["play", *words, "--no-open"])
    except SystemExit as error:  # usage errors are the parser's
        code = error.code
    said = capsys.readouterr()
    assert code == 2
    assert message in said.err + said.out
    assert "http://" not in said.out


def test_without_a_screen_no_browser_is_opened(monkeypatch):
    from blastema.cli import serving

    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert not serving.can_open()
    monkeypatch.setenv("DISPLAY", ":0")
    assert serving.can_open()
