"""Bad input on the command line: one clear message, exit code 2 (3 if training fails), nothing half-written."""

from __future__ import annotations

import json
import subprocess
import sys

import jax
import numpy as np
import pytest
from PIL import Image
from training_helpers import blastema, environment, exhaust, lizard, tiny, tiny_flags

from blastema import cli
from blastema.automaton import CellularAutomaton
from blastema.cli import verbs
from blastema.cli.words import flags_of
from blastema.formats import organism_file
from blastema.organism import Organism
from blastema.runs.folder import Run

pytest_plugins = ("training_fixtures",)


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder to work in, with an organism and pictures of all kinds."""
    monkeypatch.chdir(tmp_path)
    config = tiny().automaton
    automaton = CellularAutomaton.initial(config, jax.random.key(0))
    organism_file.save(Organism(automaton, "one", (14, 14)), tmp_path / "one.safetensors")
    Image.fromarray(np.zeros((9, 9, 4), np.uint8)).save("empty.png")
    Image.fromarray(np.full((9, 9, 4), 200, np.uint8)).save("square.png")
    Image.fromarray(np.full((9, 9, 4), 20, np.uint8)).save("faint.png")
    (tmp_path / "square.png.cut").write_bytes((tmp_path / "square.png").read_bytes()[:40])
    (tmp_path / "text.png").write_text("no picture")
    (tmp_path / "nothing.png").write_bytes(b"")
    return tmp_path


@pytest.fixture
def refused(place, capsys):
    """Runs a command that has to be refused; returns its message."""

    def run(*words: str, code: int = 2) -> str:
        before = sorted(path for path in place.rglob("*"))
        capsys.readouterr()
        try:
            found = cli.run(words)
        except SystemExit as error:  # usage errors are the parser's
            found = error.code
        said = capsys.readouterr()
        assert found == code, said
        assert sorted(path for path in place.rglob("*")) == before, "something was left behind"
        text = said.err or said.out
        assert text.strip()
        assert "Traceback" not in text
        return text

    return run


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "nothing to grow: give a picture file or an emoji"),
        (["missing.png"], "missing.png"),
        (["empty.png"], "transparent"),
        (["square.png.cut"], "square.png.cut"),
        (["text.png"], "text.png"),
        (["nothing.png"], "nothing.png"),
        (["."], "folder"),
        (["lizard", "--size", "0"], "size is 0; expected a whole number from 1 to 1024"),
        (["lizard", "--size", "400", "--padding", "300", "--pool-size", "100000"], "pool of at most 16 GiB"),
        (["lizard", "--size", "1000", "--padding", "1000"], "size + 2 * padding is 3000; expected a smaller grid"),
        (["lizard", "--batch-size", "300"], "pool-size is 256; expected a whole number from 300"),
        (
            ["lizard", "--batch-size", "1"],
            "batch-size is 1, but the regenerating regime wounds samples other than the one",
        ),
        (["lizard", "--recipe", "article", "--batch-size", "2"], "is not wounded (batch-size is 2)"),
        (["lizard", "--fire-rate", "0"], "nothing can be learned: fire-rate is 0, so that no cell ever fires"),
        (["lizard", "--step-size", "0"], "nothing can be learned: step-size is 0"),
        (
            ["lizard", "--filters", "identity"],
            "nothing can be learned: the filters (identity) see only the cell itself",
        ),
        (["lizard", "--alive-threshold", "1"], "nothing can be learned: alive-threshold is 1"),
        (["faint.png"], "nothing can be learned: faint is faint: its alpha is at most 0.078"),
        (
            ["lizard", "--from", "one.safetensors", "--size", "8", "--padding", "3", "--fire-rate", "0"],
            "fire-rate is 0",
        ),
        (["lizard", "--steps", "9", "9"], "LOW HIGH with 1 <= LOW < HIGH"),
        (["lizard", "--fire-rate", "1.5"], "a probability from 0 to 1"),
        (["lizard", "--learning-rate", "nan"], "learning-rate is nan"),
        (["lizard", "--channels", "3"], "channels is 3"),
        (["lizard", "--regime", "regenrating"], "Did you mean regenerating?"),
        (["lizard", "--recipe", "quik"], "Did you mean quick?"),
        (["lizard", "--kernel", "native", "--hidden", "16", "16", "16"], "kernel native is not available"),
        (["lizard", "--bath-size", "4"], "--batch-size"),
        (["lizard", "--iterations", "many"], "many"),
        (["lizard", "--config", "missing.json"], "there is no file missing.json"),
        (["lizard", "--from", "missing.safetensors"], "there is no file missing.safetensors"),
        (["lizard", "--from", "text.png"], "text.png is a text file; expected a safetensors file by Blastema"),
        (["lizard", "--from", "one.safetensors", "--channels", "4"], "the organism of one.safetensors has 8"),
        (["lizard", "--from", "one.safetensors", "--hidden", "4"], "--hidden is (4,), but the organism of"),
        (["lizard", "--out", "square.png"], "square.png is a file; --out needs a folder"),
        (["lizard", "--out", "square.png/run"], "Not a directory"),
        (["lizard", "--out", "/proc/blastema"], "cannot be written"),
        (["lizard", "--out", "."], "is not empty"),
    ],
)
def test_grow(refused, words, message):
    assert message in refused("grow", *words)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["grwo", "lizard"], "there is no command 'grwo'. Did you mean grow?"),
        (["resume", "missing"], "there is no run folder missing"),
        (["resume", "one.safetensors"], "a file, not a run folder. To train an organism's rule on: "),
        (["resume", "🦎"], "🦎 is an organism of the zoo, not a run folder. To train it on: "),
        (["resume", "lizard"], "To train it on: blastema grow lizard --from zoo"),
        (["resume", "ten-pictures"], "To train one like it: blastema zoo train ten-pictures"),
        (["evaluate", "one.safetensors", "--jobs", "-1"], "--jobs is -1; expected 0 (one per processor) or more"),
        (["resume", "."], "is not a run folder"),
        (["info", "missing"], "there is no file missing"),
        (["info", "square.png"], "square.png is a picture (PNG); expected"),
        (["render", "one.safetensors", "--out", "one.safetensors"], "already exists; choose another --out"),
        (["render", "one.safetensors", "--out", "film.avi"], "a film is one of"),
        (["render", "one.safetensors", "--out", "no/film.gif"], "there is no folder no"),
        (["render", "one.safetensors", "--cut", "lefft@20", "--out", "f.gif"], "Did you mean left?"),
        (["render", "one.safetensors", "--cut", "left", "--out", "f.gif"], "left@200"),
        (["render", "one.safetensors", "--size", "big", "--out", "f.gif"], "96x128"),
        (["render", "one.safetensors", "--seed-at", "99,1", "--out", "f.gif"], "99"),
        (["render", "one.safetensors", "--host-steps", "5", "--out", "f.gif"], "there is no host; name one (--on)"),
        (
            ["render", "one.safetensors", "--fps", "5", "--out", "f.png"],
            "leave --fps out, or write a film",
        ),
        (
            ["render", "one.safetensors", "--every", "5", "--out", "f.png"],
            "--every is 5, but f.png is a strip",
        ),
        (["import", "text.png"], "text.png"),
        (["import", "missing.json"], "missing.json"),
        (["export", "one.safetensors", "--out", "square.png"], "already exists; choose another --out"),
        (["export", "one.safetensors", "--to", "distil"], "distill"),
    ],
)
def test_other_verbs(refused, words, message):
    assert message in refused(*words)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["render", ""], "blastema render is given an empty name; expected RUN|FILE|EMOJI."),
        (["play", "lizard", " "], "blastema play is given an empty name; expected RUN|FILE|EMOJI."),
        (["evaluate", ""], "blastema evaluate is given an empty name; expected RUN|FILE|DIR|EMOJI."),
        (["export", "", "--to", "gif"], "blastema export is given an empty name; expected RUN|FILE|EMOJI."),
        (["grow", ""], "blastema grow is given an empty name; expected TARGET."),
        (["resume", ""], "blastema resume is given an empty name; expected RUN."),
        (["info", "--", ""], "blastema info is given an empty name; expected "),
        (["zoo", "show", ""], "blastema zoo show is given an empty name; expected NAME|EMOJI."),
        (["grow", "lizard", "--out", ""], "--out is given an empty value; expected DIR."),
        (["render", "lizard", "--out="], "--out is given an empty value; expected "),
        (["evaluate", "lizard", "--target", "  "], "--target is given an empty value; expected PICTURE|EMOJI."),
    ],
)
def test_an_empty_word_is_no_name_of_the_working_folder(refused, words, message):
    said = refused(*words)
    assert message in said
    assert "If it is a variable of the shell, the variable may not be set." in said


def test_no_flag_takes_an_empty_value(refused):
    for verb, kind in [*verbs.VERBS.items(), *((f"zoo {name}", each) for name, each in verbs.GROUPS["zoo"].items())]:
        for word, flag in flags_of(kind).items() if verb not in verbs.GROUPS else ():
            if flag.count != 0:
                assert f"{word} is given an empty value; expected" in refused(*verb.split(), word, ""), (verb, word)


@pytest.mark.parametrize("kind", [RuntimeError, ValueError])  # JAX has both for it
def test_a_pool_or_batch_beyond_the_memory_is_told(refused, monkeypatch, kind):
    from blastema.runs import folder as runs

    def fail(*arguments, **settings):
        raise kind("RESOURCE_EXHAUSTED: Out of memory allocating 1099511627776 bytes.")

    monkeypatch.setattr(runs.Run, "create", fail)
    assert "not enough memory. Try a smaller --batch-size, --pool-size or --size." in refused("grow", "lizard")


@pytest.fixture
def run(place, shared_episodes, plain_pictures, capsys):
    """A run that has ended, in ``run``."""
    config = tiny(iterations=12)
    made = Run.create(lizard(config), config, place / "run")
    exhaust(made.train())
    made.extend(14)
    return made


def altered(file, at=-5):
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(bytes(data))


def test_resume_with_an_altered_checkpoint(run, refused):
    altered(run.path / "checkpoints" / "00000012.safetensors")
    message = refused("resume", "run")
    assert "00000012.safetensors was altered: its checksum does not match. Remove the file to continue from" in message


def test_resume_with_a_truncated_checkpoint(run, refused):
    file = run.path / "checkpoints" / "00000012.safetensors"
    file.write_bytes(file.read_bytes()[:1000])
    assert "00000012.safetensors is not" in refused("resume", "run")


def test_resume_with_fewer_iterations(run, refused):
    assert "12 iterations already; 5 is fewer" in refused("resume", "run", "--iterations", "5")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c | {"version": 99}, "config version 99"),
        (lambda c: c | {"format": "other"}, "is not a Blastema config"),
        (lambda c: c | {"training": c["training"] | {"batch_size": 0}}, "batch-size is 0"),
        (lambda c: c | {"training": c["training"] | {"colour": 1}}, "colour"),
        (lambda c: c | {"target": c["target"] | {"size": 9}}, "has 8 x 8 pixels, config.json says 9"),
        (lambda c: c | {"automaton": c["automaton"] | {"hidden": [32]}}, "do not belong together"),
    ],
)
def test_resume_with_a_config_that_cannot_be(run, refused, change, message):
    file = run.path / "config.json"
    file.write_text(json.dumps(change(json.loads(file.read_text()))))
    assert message in refused("resume", "run")


def test_resume_with_half_a_config(run, refused):
    file = run.path / "config.json"
    file.write_bytes(file.read_bytes()[:100])
    assert "config.json is not JSON" in refused("resume", "run")


def test_resume_with_a_future_checkpoint(run, refused):
    file = run.path / "checkpoints" / "00000012.safetensors"
    file.write_bytes(file.read_bytes().replace(b'\\"version\\": 2', b'\\"version\\": 7'))
    assert "checkpoint version 7; this Blastema reads versions 1 to 2" in refused("resume", "run")


@pytest.mark.parametrize(("cut", "message"), [(-9, "cut short"), (20, "organism.safetensors")])
def test_an_organism_that_is_cut_short(run, refused, cut, message):
    file = run.path / "organism.safetensors"
    file.write_bytes(file.read_bytes()[:cut])
    assert message in refused("render", "run", "--out", "film.gif")


def test_a_training_that_cannot_succeed_ends_with_3(place, capsys, shared_episodes):
    words = tiny_flags(learning_rate=10.0, max_rollbacks=1)
    assert cli.run(["grow", "lizard", *words, "--out", "wild"]) == 3
    said = capsys.readouterr()
    assert "blastema: training stopped at iteration" in said.err
    assert "Try a lower --learning-rate" in said.err
    assert said.out.count("back to 0, attempt 2") == 1, "each roll-back in one line"


# --- real processes ---------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_no_space_for_checkpoints(tmp_path):
    """No file may grow beyond 12 kB: a process limit, which acts as a full disk does."""
    words = ["grow", "lizard", *tiny_flags(pool_size=200, iterations=25, learning_rate=1e-5), "--out", "run"]
    finished = subprocess.run(
        ["bash", "-c", 'ulimit -f 12; exec "$@"', "bash", sys.executable, "-m", "blastema", *words],
        cwd=tmp_path,
        env=environment(JAX_COMPILATION_CACHE_DIR=str(tmp_path / "compiled")),  # cut short, and not for other tests
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 2, finished.stderr
    assert "iteration 20: no checkpoint (File too large); training continues" in finished.stdout
    assert "training has ended, but run could not be written completely (File too large)" in finished.stderr
    assert "Free some space, then resume it: blastema resume run" in finished.stderr
    assert "Traceback" not in finished.stderr
    assert not list(tmp_path.rglob("*.partial"))
    for file in (tmp_path / "run" / "checkpoints").iterdir():
        assert file.stat().st_size < 12_000
    resumed = blastema("resume", "run", cwd=tmp_path)
    assert resumed.returncode == 0, resumed.stderr
    assert "done: 25 iterations" in resumed.stdout


def test_a_refusal_is_one_message_and_nothing_else(tmp_path):
    finished = blastema("grow", "missing.png", cwd=tmp_path)
    assert (finished.returncode, finished.stdout) == (2, "")
    assert finished.stderr.startswith("blastema: ")
    assert finished.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
