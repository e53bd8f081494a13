"""Every reader says what a file is that it does not read, by its content, and what helps."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import re
import tarfile
import zipfile
from pathlib import Path

import jax
import numpy as np
import pytest
import safetensors.numpy
from PIL import Image

from blastema import cli
from blastema._kinds import kind_of
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig, Config
from blastema.config import file as config_file
from blastema.formats import distill, organism_file
from blastema.organism import Organism
from blastema.zoo.loading import load_organism

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "format.md"


def one(name="one"):
    automaton = CellularAutomaton.initial(AutomatonConfig(channels=8, hidden=(12,)), jax.random.key(0))
    return Organism(automaton, name, (14, 14))


def zipped(*names):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, b"content")
    return stream.getvalue()


def saved(write, *values, **options):
    stream = io.BytesIO()
    write(stream, *values, **options)
    return stream.getvalue()


def picture(kind):
    return saved(lambda stream: Image.new("RGB", (8, 8), "red").save(stream, kind))


def tar():
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a"))
    return stream.getvalue()


ONNX = b"\x08\x07\x12\x07pytorch\x1a\x052.1.0:\x05\x0a\x03\x0a\x01xB\x02\x10\x11"
OLD_TORCH = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03."
FILES = {
    "weights.pth": (zipped("weights/data.pkl", "weights/version", "weights/data/0"), "a PyTorch file"),
    "script.pt": (zipped("m/data.pkl", "m/code/__torch__.py"), "a TorchScript file"),
    "cut.pth": (zipped("weights/data.pkl", "weights/data/0")[:60], "a PyTorch file, cut short or altered"),
    "old.pth": (OLD_TORCH, "a PyTorch file of before version 1.6, a Python pickle"),
    "model.keras": (zipped("metadata.json", "config.json", "model.weights.h5"), "a Keras file"),
    "model.h5": (b"\x89HDF\r\n\x1a\n" + bytes(100), "an HDF5 file"),
    "weights.npz": (saved(np.savez, a=np.zeros(3)), "a file of NumPy arrays (.npz)"),
    "weights.npy": (saved(np.save, np.zeros(3)), "a NumPy array (.npy)"),
    "model.onnx": (ONNX, "an ONNX file"),
    "model.tflite": (b"\x1c\0\0\0TFL3" + bytes(50), "a TensorFlow Lite file"),
    "other.safetensors": (
        safetensors.numpy.save({"w": np.zeros(2)}),
        "a safetensors file of another program (tensors w)",
    ),
    "model.json": (b'{"modelTopology": {}, "weightsManifest": []}', "a TensorFlow.js model"),
    "state.pkl": (pickle.dumps([1]), "a Python pickle"),
    "text.docx": (zipped("[Content_Types].xml", "word/document.xml"), "an office document"),
    "some.zip": (zipped("a", "b", "c", "d"), "a zip archive (a, b, c, ...)"),
    "model.json.gz": (gzip.compress(b"[]"), "a compressed file (gzip)"),
    "all.tar": (tar(), "a tar archive"),
    "page.json": (b"\n<!DOCTYPE html><html>", "an HTML page"),
    "pointer.json": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "a Git LFS pointer"),
    "paper.pdf": (b"%PDF-1.7", "a PDF document"),
    "film.mp4": (b"\0\0\0 ftypisom" + bytes(50), "a film (MP4)"),
    "card.json": (b'{"format": "blastema-card"}', "an organism's card"),
    "config.json": (config_file.to_json(Config()).encode(), "a config of Blastema"),
}
"""Kinds that neither hold an organism nor are pictures."""
PICTURES = {
    "a.png": "PNG", "a.jpg": "JPEG", "a.gif": "GIF", "a.bmp": "BMP", "a.tif": "TIFF", "a.webp": "WebP", "a.ico": "ICO",
}  # fmt: skip
READERS = {
    "info": ["info", "{}"],
    "render": ["render", "{}", "--out", "film.gif"],
    "evaluate": ["evaluate", "{}"],
    "import": ["import", "{}"],
    "export": ["export", "{}", "--to", "distill"],
    "play": ["play", "{}"],
    "figures": ["figures", "cuts", "--from", "{}"],
    "zoo add": ["zoo", "add", "{}"],
    "shrink": ["shrink", "{}", "--to", "300"],
    "world": ["world", "new", "pond", "{}"],
    "grow --from": ["grow", "lizard", "--size", "8", "--padding", "3", "--from", "{}"],
    "grow": ["grow", "{}"],
    "grow --config": ["grow", "--config", "{}"],
}


@pytest.fixture
def told(tmp_path, monkeypatch, capsys):
    """Runs a command on a file of this content, which has to be refused; returns the message."""
    monkeypatch.chdir(tmp_path)

    def run(reader, name, content):
        (tmp_path / name).write_bytes(content)
        assert cli.run([word.format(name) for word in READERS[reader]]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith(f"blastema: {name} ")
        assert said.err.count("\n") == 1
        assert sorted(path.name for path in tmp_path.iterdir()) == [name]
        return said.err

    return run


@pytest.mark.parametrize("name", FILES)
def test_what_a_file_is_is_told_by_its_content(name):
    content, words = FILES[name]
    assert kind_of(content).words.startswith(words)


@pytest.mark.parametrize(
    "name", ["weights.pth", "old.pth", "weights.npy", "other.safetensors", "page.json", "some.zip"]
)
@pytest.mark.parametrize("reader", [reader for reader in READERS if reader not in ("grow", "grow --config")])
def test_every_reader_of_organisms_tells_it(told, reader, name):
    content, words = FILES[name]
    message = told(reader, name, content)
    assert f"{name} is {words}" in message
    # What import reads, it says more of than what kind of file it is.
    expected = "; expected weights: " if reader == "import" else "; expected a "
    assert expected in message or (reader == "import" and ", which " in message)
    assert "cut short" not in message
    assert "JSON, or" not in message


@pytest.mark.parametrize("name", [name for name in FILES if name not in ("config.json", "weights.npy")])
def test_pictures_and_configs_that_are_something_else(told, name):
    content, words = FILES[name]
    assert f"{name} is {words}" in told("grow", name, content)


@pytest.mark.parametrize("name", ["weights.pth", "page.json", "card.json", "a.png"])
def test_a_config_that_is_something_else(told, name):
    content, words = FILES.get(name) or (picture("PNG"), "a picture (PNG)")
    assert f"{name} is {words}" in told("grow --config", name, content)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_no_model(told, name):
    message = told("import", name, picture(PICTURES[name]))
    assert f"{name} is a picture ({PICTURES[name]}); expected weights: a web model file" in message
    assert f"To train an organism on it: blastema grow {name}" in message


def test_an_organism_is_no_picture_and_needs_no_import(told):
    content = organism_file.dumps(one())
    assert "Did you mean blastema grow PICTURE --from one.safetensors?" in told("grow", "one.safetensors", content)
    message = told("import", "one.safetensors", content)
    assert "is an organism of Blastema; expected weights: a web model file" in message
    assert message.endswith("blastema export one.safetensors --to html\n")


def test_a_web_model_is_no_picture(told):
    message = told("grow", "model.json", distill.dumps(one())[0])
    assert "Did you mean blastema grow PICTURE --from model.json?" in message


def test_a_run_and_an_organism_of_the_zoo_need_no_import(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run").mkdir()
    organism_file.save(one(), tmp_path / "run" / "organism.safetensors")
    for source, what in (("run", "a run"), ("🦎", "an organism of the zoo"), ("lizard", "an organism of the zoo")):
        assert cli.run(["import", source]) == 2
        said = capsys.readouterr().err
        assert f"{source} is {what}, which every command can read directly" in said
        assert f"blastema export {source} --to html" in said


def test_a_file_that_is_too_large_is_told_by_what_it_is(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with zipfile.ZipFile("large.pth", "w") as archive:
        archive.writestr("large/data.pkl", b"")
        archive.writestr("large/data/0", bytes(65 << 20))
    for verb in ("info", "import"):
        assert cli.run([verb, "large.pth"]) == 2
        assert "large.pth is a PyTorch file; expected" in capsys.readouterr().err


def test_bytes_of_no_kind_are_refused_as_such(told):
    for reader in ("info", "import", "grow"):
        assert "JSON, or" not in told(reader, "noise.bin", bytes(range(256))[::-1] * 4)


@pytest.mark.parametrize(
    ("flags", "size", "grid"),
    [
        (["--size", "20", "--padding", "4"], 20, (28, 28)),
        (["--size", "20"], 20, (52, 52)),
        (["--padding", "4", "--target", "lizard"], 40, (48, 48)),
        (["--size", "9", "--padding", "3", "--target", "cat.png"], 9, (15, 15)),
    ],
)
def test_import_takes_the_geometry(tmp_path, monkeypatch, flags, size, grid):
    monkeypatch.chdir(tmp_path)
    Image.new("RGBA", (30, 30), "red").save("cat.png")
    distill.save(one(), "lizard.json")
    assert cli.run(["import", "lizard.json", *flags, "--out", "o.safetensors"]) == 0
    organism = load_organism("o.safetensors")
    assert organism.grid == grid
    assert (organism.target.size, organism.target.grid) == (size, grid)


@pytest.mark.parametrize("name", ["x.gif", "x.json", "x", "lizard.json"])
def test_import_writes_no_organism_under_another_kinds_name(tmp_path, monkeypatch, capsys, name):
    monkeypatch.chdir(tmp_path)
    distill.save(one(), "lizard.json")
    before = Path("lizard.json").read_bytes()
    assert cli.run(["import", "lizard.json", "--out", name, "--overwrite"]) == 2
    expected = f"--out is {name}, but blastema import writes a .safetensors file; let its name end in .safetensors."
    assert expected in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["lizard.json"]
    assert Path("lizard.json").read_bytes() == before


@pytest.mark.parametrize("name", ["unknown", "planarian"])
def test_import_takes_the_grid_of_an_unknown_picture(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    distill.save(one(), f"{name}.json")
    assert cli.run(["import", f"{name}.json", "--size", "20", "--padding", "4"]) == 0
    assert load_organism(f"{name}.safetensors").grid == (28, 28)


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--size", "0"], "size is 0; expected a whole number from 1 to 1024"),
        (["--padding", "-1"], "padding is -1; expected a whole number from 0"),
        (["--size", "1", "--padding", "0"], "expected a grid of 3 to 4096 cells a side"),
    ],
)
def test_import_refuses_a_geometry_that_no_grid_has(tmp_path, monkeypatch, capsys, flags, message):
    monkeypatch.chdir(tmp_path)
    distill.save(one(), "model.json")
    assert cli.run(["import", "model.json", *flags]) == 2
    assert message in capsys.readouterr().err


def test_the_way_for_weights_of_other_programs_works(tmp_path, monkeypatch):
    """The document's program, on the arrays of a 1 x 1 convolution as PyTorch has them."""
    monkeypatch.chdir(tmp_path)
    text = DOCUMENT.read_text("utf-8").partition("## Weights from other programs")[2]
    program = re.search(r"```python\n(.*?)```", text, re.DOTALL)[1]
    draw = np.random.default_rng(0)
    w0, b0, w1 = draw.normal(size=(12, 24, 1, 1)), draw.normal(size=12), draw.normal(size=(8, 12, 1, 1))
    np.savez("weights.npz", w0=w0, b0=b0, w1=w1)
    exec(program, {})
    organism = load_organism("mine.safetensors")
    (first, bias), (last, none) = organism.automaton.update.layers
    np.testing.assert_allclose(first, w0[:, :, 0, 0].T, rtol=1e-6)
    np.testing.assert_allclose(last, w1[:, :, 0, 0].T, rtol=1e-6)
    np.testing.assert_allclose(bias, b0, rtol=1e-6)
    assert not np.any(none)
    assert organism.grid == (72, 72)


def test_the_readers_named_here_are_those_there_are():
    from blastema.cli.verbs import VERBS

    named = {words[0] for words in READERS.values()}
    assert set(VERBS) - named == {"resume", "studio", "sweep", "doctor", "completion"}, "these take no organism"
    assert json.loads(FILES["config.json"][0])["format"] == "blastema-config"
