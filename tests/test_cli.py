"""Every verb of the command line through a real process; one small training serves them all."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import jax
import pytest
from PIL import Image
from training_helpers import begun, blastema, environment, tiny_flags

import blastema as package
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig
from blastema.organism import Organism

SHORT = {"iterations": 12, "learning_rate": 1e-4}
"""So slow that little becomes of the seed, which is a little better than an empty picture."""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder to work in."""
    return tmp_path_factory.mktemp("cli")


@pytest.fixture(scope="module")
def grown(place):
    """What a real `grow` said; its run is in ``grown``."""
    finished = blastema("grow", "🦎", *tiny_flags(**SHORT), "--out", "grown", cwd=place)
    assert finished.returncode == 0, finished.stderr
    return finished


def test_grow_without_a_terminal_speaks_in_plain_lines(grown, place):
    assert grown.stderr == ""
    assert "\x1b" not in grown.stdout
    lines = grown.stdout.splitlines()
    assert lines[0] == "run folder: grown"
    assert lines[1].startswith("engine: ")
    assert "; starting from a rule that does nothing, since the stem cell has other parts: channels 16," in lines[1]
    assert lines[2].split()[:4] == ["iteration", "1", "of", "12"]
    for word in ("log10 loss", "smoothed"):
        assert word in lines[2]
    assert "it/s" not in lines[2]  # a speed is known from the second iteration on
    last = next(line for line in lines if line.startswith("iteration     12"))
    assert "it/s" in last
    assert "0 s left" in last
    assert "done: 12 iterations" in grown.stdout
    assert "verdict: hardly better than an empty picture (log10 error " in grown.stdout
    assert "next: blastema render grown --cut left@200 --out grown-healing.gif" in grown.stdout
    for name in ("organism.safetensors", "growth.gif", "loss.png", "progress.png"):
        assert (place / "grown" / name).stat().st_size > 100, name
        assert name in grown.stdout
    for name in ("growth.gif", "loss.png", "progress.png"):
        with Image.open(place / "grown" / name) as picture:
            picture.load()
            assert min(picture.size) > 10


@pytest.mark.long
def test_grow_with_json_from_an_organism_until_a_loss(grown, place):
    flags = tiny_flags(iterations=500, checkpoint_every=1000)
    words = ["grow", "lizard", *flags, "--from", "grown", "--fire-rate", "0.6", "--until", "-1.3", "--json"]
    finished = blastema(*words, "--out", "second", cwd=place)
    *events, finish, verdict = [json.loads(line) for line in finished.stdout.splitlines()]
    assert [event["event"] for event in events[:3]] == ["started", "saved", "trained"]
    assert (finish["event"], finish["reason"]) == ("finished", "until")
    assert finish["smoothed"] <= -1.3
    assert verdict["event"] == "verdict"
    assert finished.returncode == (0 if verdict["good"] else 3), finished.stderr
    assert {"loss", "gradient_norm", "largest_state", "seconds"} <= events[2].keys()
    config = json.loads((place / "second" / "config.json").read_text())
    assert config["automaton"]["fire_rate"] == 0.6
    assert (place / "second" / "start.safetensors").exists()


@pytest.mark.long
def test_resume_a_complete_run_and_make_it_longer(grown, place):
    complete = blastema("resume", "grown", cwd=place)
    assert (complete.returncode, complete.stderr) == (0, "")
    assert "grown is complete: 12 iterations. Give a new total with --iterations" in complete.stdout
    longer = blastema("resume", "grown", "--iterations", "14", cwd=place)
    assert longer.returncode == 0, longer.stderr
    assert "continuing at iteration 12" in longer.stdout
    assert "done: 14 iterations" in longer.stdout


@pytest.mark.long
def test_info(grown, place):
    facts = json.loads(blastema("info", "grown", "--json", cwd=place).stdout)
    assert facts["target"] == facts["organism"] == "lizard"
    assert (facts["regime"], facts["channels"], facts["hidden"]) == ("regenerating", 8, [16])
    assert (facts["grid"], facts["picture"], facts["begins"]) == ([14, 14], 8, {"seeds": 1})
    assert facts["iterations"]["done"] == facts["iterations"]["in_all"] >= 12
    plain = blastema("info", "grown/organism.safetensors", cwd=place)
    assert plain.returncode == 0
    assert "14 x 14 cells" in plain.stdout


def test_info_writes_large_numbers_as_a_training_does(place):
    told = " ".join(blastema("info", "lizard", cwd=place).stdout.split())
    assert "parameters 8,336 " in told
    facts = json.loads(blastema("info", "lizard", "--json", cwd=place).stdout)
    assert facts["parameters"] == 8336


@pytest.mark.long
def test_render_a_film_with_everything(grown, place):
    words = ["--steps", "30", "--every", "5", "--size", "20x24", "--angle", "90", "--cut", "left@10",
             "--cut", "circle:12,10,3@20", "--seed-at", "8,10", "--seed-at", "16,10", "--scale", "3"]  # fmt: skip
    finished = blastema("render", "grown", *words, "--out", "film.gif", cwd=place)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.startswith("film.gif: ")
    with Image.open(place / "film.gif") as film:
        assert film.size == (24 * 3, 20 * 3)
        assert film.n_frames >= 3


def test_render_a_strip(grown, place):
    finished = blastema("render", "grown/organism.safetensors", "--steps", "20", "--out", "strip.png", cwd=place)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.startswith("strip.png: 7 pictures, 20 steps")  # 0, 0, 2, 4, 7, 10, 15, 20
    with Image.open(place / "strip.png") as strip:
        assert strip.size[0] > strip.size[1]


@pytest.mark.long
def test_export_and_import_of_a_web_model(place):
    automaton = CellularAutomaton.initial(AutomatonConfig(boundary="torus"), jax.random.key(0))
    package.save_organism(Organism(automaton, "article", (72, 72)), place / "article.safetensors")
    exported = blastema("export", "article.safetensors", "--to", "distill", "--out", "model.json", cwd=place)
    assert exported.returncode == 0, exported.stderr
    assert exported.stdout.startswith("model.json: ")
    imported = blastema("import", "model.json", "--target", "lizard", "--out", "imported.safetensors", cwd=place)
    assert imported.returncode == 0, imported.stderr
    assert imported.stdout.startswith("imported.safetensors: 8,336 parameters, picture: lizard")
    half = blastema("export", "imported.safetensors", "--dtype", "float16", "--out", "half.safetensors", cwd=place)
    assert half.returncode == 0, half.stderr
    assert (place / "half.safetensors").stat().st_size < (place / "imported.safetensors").stat().st_size


def test_doctor(place):
    findings = json.loads(blastema("doctor", "--json", cwd=place).stdout)
    names = {finding["name"] for finding in findings}
    assert {"blastema", "machine", "packages", "kernel jax", "kernel native", "film formats", "disk"} <= names
    assert all(finding["ok"] or finding["remedy"] for finding in findings)


@pytest.mark.long
def test_a_device_that_is_not_there_is_one_message(place):
    """JAX says it by an error of its own at the first array, or by an assertion."""
    for platform in ("nowhere", "cuda"):
        found = blastema("info", "lizard", cwd=place, JAX_PLATFORMS=platform)
        assert (found.returncode, found.stdout) == (2, ""), found.stderr
        assert found.stderr.startswith("blastema: JAX cannot compute: ")
        assert found.stderr.endswith("Unset JAX_PLATFORMS, or set it to cpu.\n")
        assert found.stderr.count("\n") == 1
    found = blastema("doctor", "--json", cwd=place, JAX_PLATFORMS="nowhere")
    assert (found.returncode, found.stderr) == (2, "")
    dense = next(finding for finding in json.loads(found.stdout) if finding["name"] == "kernel jax")
    assert not dense["ok"]
    assert "nowhere" in dense["found"]


@pytest.mark.long
def test_it_computes_in_float32_whatever_jax_is_told(place):
    asked = ("render", "lizard", "--steps", "3", "--scale", "1")
    for name, value in {"one": "1", "none": "0"}.items():
        found = blastema(*asked, "--out", f"{name}.png", cwd=place, JAX_ENABLE_X64=value)
        assert (found.returncode, found.stderr) == (0, ""), found.stderr
    assert (place / "one.png").read_bytes() == (place / "none.png").read_bytes()


def test_completion_is_a_script(place):
    script = blastema("completion", "bash", cwd=place)
    assert script.returncode == 0
    checked = subprocess.run(["bash", "-n"], input=script.stdout, text=True, capture_output=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "--checkpoint-every" in script.stdout


@pytest.mark.long
def test_dry_run_prints_a_config_that_can_be_run_again(place):
    first = blastema("grow", "lizard", "--regime", "persistent", "--size", "9", "--dry-run", cwd=place)
    said = "note: padding is 4 instead of 6, since the picture has 9 cells instead of 24 (--padding sets another).\n"
    assert (first.returncode, first.stderr) == (0, said)
    otherwise = blastema("grow", "lizard", "--regime", "persistent", "--set", "target.size=9", "--dry-run", cwd=place)
    assert (otherwise.stderr, otherwise.stdout) == (said, first.stdout)
    (place / "config.json").write_text(first.stdout)
    again = blastema("grow", "--config", "config.json", "--batch-size", "3", "--dry-run", cwd=place)
    before, after = json.loads(first.stdout), json.loads(again.stdout)
    assert (before["target"]["size"], before["training"]["curriculum"]["kind"]) == (9, "persistent")
    assert after["training"].pop("batch_size") == 3
    assert before["training"].pop("batch_size") != 3
    assert before == after
    assert not (place / "runs").exists()


def test_version_and_help(place):
    assert blastema("--version", cwd=place).stdout == f"blastema {package.__version__}\n"
    shown = blastema("--help", cwd=place)
    assert shown.returncode == 0
    for verb in ("grow", "resume", "info", "render", "import", "export", "doctor", "completion"):
        assert verb in shown.stdout


WITHOUT_JAX = """
import contextlib, io, sys
from blastema.cli import run
with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.suppress(SystemExit):
    run(sys.argv[1:])
assert out.getvalue()
print(sorted({"jax", "jaxlib", "equinox", "optax", "matplotlib"} & set(sys.modules)))
"""


@pytest.mark.parametrize("words", [["--help"], ["grow", "--help"], ["render", "--help"], ["--version"]])
def test_help_never_imports_jax(words, place):
    shown = subprocess.run(
        [sys.executable, "-c", WITHOUT_JAX, *words], cwd=place, env=environment(), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert shown.stdout == "[]\n", shown.stderr


def test_the_help_has_every_setting_with_its_default(place):
    text = blastema("grow", "--help", cwd=place, COLUMNS="200").stdout
    for flag in tiny_flags():
        if flag.startswith("--"):
            assert flag in text
    for flag in ("--regime", "--iterations", "--seed", "--fire-rate", "--kernel", "--keep-history", "--out", "--from"):
        assert flag in text


def test_a_reader_that_goes_away_is_no_error(place):
    with begun("grow", "--help", cwd=place) as process:
        process.stdout.close()
        assert process.stderr.read() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.long
def test_in_a_terminal_the_organism_itself_is_drawn(place):
    main, side = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "blastema", "grow", "lizard", *tiny_flags(**SHORT), "--out", "shown"],
        cwd=place, env=environment(TERM="xterm-256color") | {"NO_COLOR": ""}, stdin=side, stdout=side, stderr=side,
    )  # fmt: skip
    os.close(side)
    shown = b""
    while True:
        try:
            data = os.read(main, 65536)
        except OSError:  # Linux says so when the other side is closed
            break
        if not data:
            break
        shown += data
    os.close(main)
    assert process.wait() == 0
    text = shown.decode()
    assert "▀" in text or "▄" in text
    assert "learning rate" in text
    assert "lizard, regenerating" in text
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l"), "the cursor is back"
    assert Path(place / "shown" / "organism.safetensors").exists()


@pytest.mark.long
def test_from_zoo_takes_the_config_of_what_is_grown_and_not_of_another_word(place):
    """A folder is called web here, as one of the zoo's organisms is."""
    shown = blastema("grow", "--out", "web", "🦎", "--from", "zoo", "--dry-run", cwd=place)
    alone = blastema("grow", "🦎", "--from", "zoo", "--dry-run", cwd=place)
    assert shown.stdout == alone.stdout
    assert json.loads(alone.stdout)["training"]["iterations"] == 25_000
    shown = blastema("grow", "🦎", "--from", "zoo", "--recipe", "quick", "--dry-run", cwd=place)
    assert json.loads(shown.stdout)["training"]["iterations"] == 2250


@pytest.mark.long
def test_with_from_a_flag_at_its_default_value_counts_too(place):
    """The organism to start from fires at another rate; asking for the usual one is asking for something."""
    tiny = tiny_flags(iterations=1, learning_rate=1e-5)
    assert blastema("grow", "lizard", *tiny, "--fire-rate", "0.7", "--out", "first", cwd=place).returncode == 0
    start = str(place / "first" / "organism.safetensors")
    for flags, expected in (((), 0.7), (("--fire-rate", "0.5"), 0.5), (("--fire-rate=0.9",), 0.9)):
        again = blastema("grow", "lizard", *tiny, *flags, "--from", start, "--out", "next", "--overwrite", cwd=place)
        assert again.returncode == 0, again.stderr
        config = json.loads((place / "next" / "config.json").read_text())
        assert config["automaton"]["fire_rate"] == expected
    refused = blastema("grow", "lizard", "--from", start, "--size", "8", "--padding", "3", "--channels", "4", cwd=place)
    assert refused.returncode == 2
    assert "--channels is 4, but the organism" in refused.stderr
    assert "has 8, which cannot be changed" in refused.stderr


@pytest.mark.long
def test_set_reaches_every_field_and_may_be_repeated(place):
    words = ("--set", "training.phases.1.learning_rate=5e-4", "--set", "training.phases.0.steps=7:9")
    shown = blastema("grow", "lizard", *words, "--dry-run", cwd=place)
    phases = json.loads(shown.stdout)["training"]["phases"]
    assert (phases[1]["learning_rate"], phases[0]["steps"], phases[1]["steps"]) == (5e-4, [7, 9], [36, 52])
    wrong = blastema("grow", "lizard", "--set", "training.phase=1", "--dry-run", cwd=place)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "there is no 'phase'. Did you mean phases?" in wrong.stderr
