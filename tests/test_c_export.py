"""``--to c``: whole grids equal the judge to the bit under two compilers; one cell fits a small computer."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from PIL import Image

import blastema as bl
from blastema.errors import InputError
from blastema.formats import organism_file
from blastema.integer import convert, judge, rule_of
from blastema.integer.exporters import c, integer
from blastema.shrinking import smaller
from blastema.update import Dense
from blastema.zoo.loading import load_organism

GOLDEN = Path(__file__).parent / "golden"
SCRIPTS = Path(__file__).parents[1] / "scripts" / "physical"
SANITISED = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-g", "-O1"]
FLASH, RAM = 10_240, 256
"""What the article's conjecture has for rule, code and state of a cell."""


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def run(*words: str | Path, **more) -> subprocess.CompletedProcess:
    done = subprocess.run([str(word) for word in words], capture_output=True, check=False, **more)
    assert done.returncode == 0, done.stderr.decode()
    return done


@pytest.fixture(scope="session")
def organism():
    return convert(bl.load_organism(GOLDEN / "lizard-small.safetensors"))


@pytest.fixture(scope="session")
def folder(organism, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("c") / "lizard"
    c(organism, path)
    return path


@pytest.fixture(scope="session")
def built(folder, tmp_path_factory) -> Path:
    """The folder in which make has built grid and picture."""
    tool("cc")
    own = tmp_path_factory.mktemp("built") / "lizard"
    shutil.copytree(folder, own)
    run(tool("make"), cwd=own)
    return own


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize("torus", [False, True])
def test_a_whole_grid_equals_the_judge_to_the_bit(organism, folder, compiler, torus, tmp_path):
    with np.load(GOLDEN / f"trajectory-{'turned-torus' if torus else 'healing'}.npz", allow_pickle=False) as file:
        start, seed, first = file["start"], int(file["fire_seed"]), int(file["first_step"])
    rule = rule_of(organism.automaton)._replace(torus=torus)
    state = np.clip(np.round(start * 2.0**rule.state_bits), -32760, 32760).astype(np.int32)
    expected = judge.rollout(
        rule, state[None], 24, np.array([seed], np.uint32), np.array([first], np.uint32), np.array([0.5]),
        judge.plain_manner(1),
    )[0]  # fmt: skip
    assert expected.any()
    text = (folder / "weights.h").read_text("utf-8")
    own = tmp_path / "own"
    shutil.copytree(folder, own)
    (own / "weights.h").write_text(text.replace("#define CELL_TORUS 0", f"#define CELL_TORUS {int(torus)}"), "utf-8")
    flags = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Wno-unknown-pragmas", *SANITISED]
    run(tool(compiler), *flags, "-o", own / "grid", own / "main.c", own / "grid.c", own / "cell.c")
    height, width, _ = start.shape
    words = (own / "grid", str(height), str(width), "24", str(seed), str(first))
    found = np.frombuffer(run(*words, input=state.astype("<i2").tobytes()).stdout, "<i2")
    np.testing.assert_array_equal(found.reshape(expected.shape), expected)


@pytest.mark.long
def test_inputs_that_are_not_heard_are_left_out_and_missed_by_nobody(tmp_path):
    tool("cc")
    cut = smaller(bl.load_organism(GOLDEN / "lizard-small.safetensors"), 1200)
    c(cut, tmp_path / "cut")
    converted = convert(cut)
    rule = rule_of(converted.automaton)
    heard = int(rule.first.any(0).sum())
    assert heard < 36
    text = (tmp_path / "cut" / "weights.h").read_text("utf-8")
    assert f"#define CELL_INPUTS {heard} " in text
    assert f"cell_first[{heard * rule.hidden}]" in text
    run(tool("make"), "grid", cwd=tmp_path / "cut")
    grown = np.frombuffer(run("./grid", "24", "24", "9", cwd=tmp_path / "cut", input=b"").stdout, "<i2")
    expected = converted.rollout(converted.seed(), 9) * 2**rule.state_bits
    np.testing.assert_array_equal(grown.reshape(expected.shape), expected)


@pytest.fixture(scope="session")
def wide():
    """256 hidden units, one more than a byte counts: those of the small lizard, and others that are not silent."""
    base = bl.load_organism(GOLDEN / "lizard-small.safetensors")
    (weight, bias), (last_weight, last_bias) = base.automaton.update.layers
    random = np.random.default_rng(5)
    more = 256 - bias.size
    layers = (
        Dense(np.hstack([weight, random.normal(0, 0.2, (len(weight), more))]), np.append(bias, np.zeros(more))),
        Dense(np.vstack([last_weight, random.normal(0, 0.002, (more, len(last_bias)))]), last_bias),
    )
    layers = jax.tree.map(lambda values: jnp.asarray(values, jnp.float32), layers)
    update = dataclasses.replace(base.automaton.update, layers=layers, hidden=(256,))
    return convert(dataclasses.replace(base, automaton=dataclasses.replace(base.automaton, update=update)))


@pytest.mark.parametrize("which", ["organism", "wide"])
def test_the_makefile_grows_it_from_a_seed(which, request, tmp_path):
    tool("cc")
    organism, own = request.getfixturevalue(which), tmp_path / "own"
    c(organism, own)
    made = run(tool("make"), "grid", cwd=own)
    assert made.stderr == b"", "no warnings"
    height, width = organism.grid
    grown = np.frombuffer(run("./grid", str(height), str(width), "12", cwd=own, input=b"").stdout, "<i2")
    expected = organism.rollout(organism.seed(), 12) * 2 ** rule_of(organism.automaton).state_bits
    np.testing.assert_array_equal(grown.reshape(expected.shape), expected)
    run(tool("make"), "picture", cwd=own)
    drawn = run("./picture", str(height), str(width), cwd=own, input=grown.tobytes()).stdout
    with Image.open(io.BytesIO(drawn)) as found:
        pixels = np.asarray(found.convert("RGB"))
    state = grown.reshape(expected.shape) / 2.0 ** rule_of(organism.automaton).state_bits
    colours = np.clip(1 - np.clip(state[..., 3:4], 0, 1) + state[..., :3], 0, 1) * 255
    assert np.ptp(colours) > 99
    np.testing.assert_allclose(pixels, colours.repeat(6, 0).repeat(6, 1), atol=0.51)


def at_terminal(*words: str, cwd: Path, to_terminal: bool = False) -> subprocess.CompletedProcess:
    """The program with a terminal, at which nobody types, as its input and perhaps as its output."""
    terminal, end = os.openpty()
    try:
        out = end if to_terminal else subprocess.PIPE
        return subprocess.run(words, cwd=cwd, stdin=end, stdout=out, stderr=subprocess.PIPE, check=False, timeout=20)
    finally:
        os.close(terminal)
        os.close(end)


def test_the_programs_never_wait_for_someone_to_type(built):
    seeded = run("./grid", "24", "20", "9", cwd=built, input=b"").stdout
    grown = at_terminal("./grid", "24", "20", "9", cwd=built)
    assert (grown.returncode, grown.stdout, grown.stderr) == (0, seeded, b"")
    drawn = at_terminal("./picture", "24", "20", cwd=built)
    assert (drawn.returncode, drawn.stdout) == (2, b"")
    assert drawn.stderr.startswith(b"picture: there are no states to read; the input is a terminal\nusage: picture ")
    flooded = at_terminal("./grid", "24", "20", "9", cwd=built, to_terminal=True)
    assert flooded.returncode == 2
    assert flooded.stderr.startswith(b"grid: the output is not text; ")


def test_the_examples_of_the_readme_and_the_usage_work(folder, tmp_path):
    tool("cc")
    own = tmp_path / "own"
    shutil.copytree(folder, own)
    (block,) = re.findall(r"```\n(.*?)```", (own / "README.md").read_text("utf-8"), re.DOTALL)
    run("sh", "-e", "-c", block, cwd=own)
    picture = (own / "picture.bmp").read_bytes()
    assert picture.startswith(b"BM")
    for program in ("./grid", "./picture"):
        said = subprocess.run([program], cwd=own, capture_output=True, check=False, stdin=subprocess.DEVNULL)
        assert (said.returncode, said.stdout) == (2, b"")
        *_, example = said.stderr.decode().splitlines()
        (own / "picture.bmp").unlink()
        run("sh", "-e", "-c", example, cwd=own)
        assert (own / "picture.bmp").read_bytes() == picture
    later = re.findall(r"`(\./\S+ [^`]*[<>][^`]*)`", (own / "README.md").read_text("utf-8"))
    assert len(later) == 4
    run("sh", "-e", "-c", "\n".join(line for line in later if "tissue" not in line), cwd=own)
    height, width = re.findall(r"#define CELL_GRID_\w+ (\d+)", (own / "weights.h").read_text("utf-8"))
    again = run("./grid", height, width, "300", cwd=own, input=b"").stdout
    assert (own / "later").read_bytes() == again


@pytest.mark.parametrize(
    ("words", "given", "message"),
    [
        (["grid", "0", "8", "1"], b"", "usage: grid"),
        (["grid", "8", "8", "1", "x"], b"", "usage: grid"),
        (["grid", "8", "8", "1", "0", "0", "0"], b"", "usage: grid"),
        (["grid", "8", "8", "-1"], b"", "usage: grid"),
        (["grid", "8x8", "200", "1"], b"", "usage: grid"),
        (["grid", "8", "8", "1"], b"abc", "fewer than"),
        (["grid", "1", "1", "1"], bytes(999), "more than"),
        (["picture", "8", "8"], b"abc", "fewer than"),
        (["picture", "1", "1"], bytes(999), "more than"),
        (["picture", "0", "8"], b"", "usage: picture"),
        (["picture", "999", "999"], b"", "usage: picture"),
    ],
)
def test_nothing_wrong_is_taken_for_something_else(built, words, given, message):
    name, *more = words
    done = subprocess.run([f"./{name}", *more], cwd=built, capture_output=True, check=False, input=given)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()


@pytest.mark.long
def test_an_organism_file_of_it_says_what_was_rounded(tmp_path):
    organism = bl.load_organism(GOLDEN / "lizard-small.safetensors")
    (note,) = integer(organism, tmp_path / "x.safetensors")
    assert note.startswith("int8 weights, states of 16 bits")
    assert organism_file.load(tmp_path / "x.safetensors").provenance["converted"].startswith("int8")


def test_another_kind_is_refused_by_name(tmp_path):
    organism = bl.load_organism(GOLDEN / "organism-v2.safetensors")
    with pytest.raises(InputError, match="ReplacingUpdate is not a ResidualUpdate"):
        c(organism, tmp_path / "x")
    assert not (tmp_path / "x").exists()


@pytest.mark.long
@pytest.mark.parametrize("name", ["avr", "arm", "riscv"])
def test_one_cell_of_the_articles_size_fits(name, tmp_path):
    """With the largest numbers that the article's rule can have: 48 inputs, 128 hidden units, 16 channels."""
    compilers = {"avr": "avr-gcc", "arm": "arm-none-eabi-gcc", "riscv": "riscv64-unknown-elf-gcc"}
    tool(compilers[name])
    c(load_organism("lizard"), tmp_path / "lizard")
    told = json.loads(run("python", SCRIPTS / "sizes.py", tmp_path / "lizard", "--only", name).stdout)
    assert 8192 < told[name]["flash"] <= FLASH
    assert 160 < told[name]["static"] + told[name]["stack"] <= RAM


@pytest.mark.long
def test_a_tissue_of_processors_grows(folder, tmp_path):
    """Six by six emulated processors, from one seed; then their left half is off, and comes back."""
    for needed in ("avr-gcc", "simavr", "make", "cc"):
        tool(needed)
    own = tmp_path / "own"
    shutil.copytree(folder, own)
    run("make", "firmware.elf", "tissue", cwd=own)
    done = run("./tissue", "firmware.elf", "6", "6", "900", "100", "460", "left", cwd=own)
    assert at_terminal("./tissue", "firmware.elf", "6", "6", "9", "9", cwd=own, to_terminal=True).returncode == 2
    wrong = subprocess.run(
        ["./tissue", "firmware.elf", "6", "6", "9", "9", "5", "middle"], cwd=own, capture_output=True, check=False
    )
    assert (wrong.returncode, wrong.stdout, wrong.stderr[:13]) == (2, b"", b"usage: tissue")
    channels = rule_of(convert(bl.load_organism(GOLDEN / "lizard-small.safetensors")).automaton).channels
    frames = np.frombuffer(done.stdout, "<i2").reshape(-1, 6, 6, channels)
    alive = frames.any(-1)
    assert not alive[0].any()
    assert alive[4].sum() > 9
    assert not alive[5, :, :3].any()
    assert alive[5, :, 3:].any()
    assert alive[-1, :, :3].any()
