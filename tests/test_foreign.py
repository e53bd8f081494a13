"""Weights of other programs: what is recognised, against the original architectures, and what is refused.

``foreign-linear.pth``, ``foreign-conv.pth`` and ``foreign.npz`` are of PyTorch 1.13: modules with the layers of common
implementations (two linear layers fc0 and fc1 after transposed planes; a grouped convolution and two 1 x 1
convolutions), saved as state dicts, and what they propose to change of a state.
"""

from __future__ import annotations

import io
import pickle
import shlex
import zipfile
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest
from safetensors.numpy import save as save_safetensors

from blastema import cli
from blastema.conditions import Conditions
from blastema.errors import FileFormatError
from blastema.formats import organism_file
from blastema.portable import exporters, foreign

GOLDEN = Path(__file__).parent / "golden"
C, HIDDEN = 4, 7


def change(automaton, state: np.ndarray) -> np.ndarray:
    """What the rule adds to a state."""
    told = automaton.conditions(Conditions(), 1)
    return np.asarray(automaton.update(jnp.asarray(state[None]), automaton.perceive(state)[None], told))[0] - state


def golden() -> dict[str, np.ndarray]:
    with np.load(GOLDEN / "foreign.npz", allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("linear", "rows filter-major (by the names fc0 and fc1"),
        ("conv", "rows interleaved (the order of a grouped convolution"),
    ],
)
def test_state_dicts_of_pytorch_do_what_their_programs_do(name, note):
    found = foreign.read((GOLDEN / f"foreign-{name}.pth").read_bytes(), "x.pth")
    np.testing.assert_allclose(change(found.automaton, golden()["state"]), golden()[name], atol=1e-6)
    assert note in found.notes[0]


def layers(seed: int = 0) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    shapes = ((3 * C, HIDDEN), (HIDDEN,), (HIDDEN, C), (C,))
    return tuple(rng.normal(0, 0.3, shape).astype(np.float32) for shape in shapes)


def notebook(state: np.ndarray, weights: tuple[np.ndarray, ...]) -> np.ndarray:
    """The notebook's rule, in NumPy: depthwise, so channel by channel, then two 1 x 1 convolutions."""
    padded = np.pad(state, ((1, 1), (1, 1), (0, 0)))
    height, width = state.shape[:2]
    identity = np.pad([[1.0]], 1)
    dx = np.outer([1, 2, 1], [-1, 0, 1]) / 8
    heard = [
        sum(taps[r, q] * padded[r : r + height, q : q + width] for r in range(3) for q in range(3))
        for taps in (identity, dx, dx.T)
    ]
    features = np.stack(heard, -1).reshape(height, width, -1)
    w0, b0, w1, b1 = weights
    return np.maximum(features @ w0 + b0, 0) @ w1 + b1


@pytest.mark.parametrize(
    ("kernel", "reason"),
    [
        ((C, C, 3, 3), "further weights .*p0.weight.*learned perception"),
        ((C, 1, 3, 3), "uses perception kernels other than"),
    ],
)
def test_a_learned_perception_is_not_passed_over(kernel, reason):
    w0, b0, w1, _ = layers()
    buffer = io.BytesIO()
    named = {"fc0.weight": w0.T, "fc0.bias": b0, "fc1.weight": w1.T, "p0.weight": np.ones(kernel, np.float32)}
    np.savez(buffer, **named)
    with pytest.raises(FileFormatError, match=reason):
        foreign.read(buffer.getvalue(), "x.npz")


def keras(weights: tuple[np.ndarray, ...]) -> bytes:
    h5py = pytest.importorskip("h5py")
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        for number, (weight, bias) in enumerate((weights[:2], weights[2:])):
            name = f"dmodel/conv2d{'_1' if number else ''}"
            file[f"{name}/kernel:0"], file[f"{name}/bias:0"] = weight[None, None], bias
    return buffer.getvalue()


def npz(**arrays: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def test_the_notebooks_weights_from_keras():
    state, weights = golden()["state"], layers()
    found = foreign.read(keras(weights), "x.h5")
    np.testing.assert_allclose(change(found.automaton, state), notebook(state, weights), atol=1e-5)
    assert "rows interleaved (as in the article's notebook)" in found.notes[0]


@pytest.mark.parametrize("outputs_first", [False, True])
def test_arrays_are_told_by_their_shapes_and_rows_can_be_given(outputs_first):
    state, weights = golden()["state"], layers()
    w0, b0, w1, b1 = weights
    data = npz(c=b1, a=w1.T if outputs_first else w1, d=b0, z=w0.T if outputs_first else w0)
    found = foreign.read(data, "x.npz", "interleaved")
    np.testing.assert_allclose(change(found.automaton, state), notebook(state, weights), atol=1e-5)
    assumed = foreign.read(data, "x.npz")
    assert "rows filter-major (assumed: if it does not grow, try --rows interleaved)" in assumed.notes[0]
    assert np.abs(change(assumed.automaton, state) - notebook(state, weights)).max() > 0.01


class Trap:
    def __reduce__(self):
        return (print, ("run",))


def torch_file(value: object) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(value, 2))
    return buffer.getvalue()


@pytest.mark.parametrize("value", [{"fc0.weight": Trap()}, Trap()])
def test_nothing_of_a_pickle_is_run(value, capsys):
    with pytest.raises(FileFormatError, match=r"contains more than named tensors .*Save the state dict alone"):
        foreign.read(torch_file(value), "x.pth")
    assert "run" not in capsys.readouterr().out.split()


W0, B0, W1, B1 = layers()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (npz(w0=W0, w1=W1, w2=W1), "has 3 layers of weights"),
        (npz(w0=W0[:-1], w1=W1), "do not fit together"),
        (npz(w0=np.zeros((12, 12)), w1=np.zeros((12, 4)) * np.nan), "not finite"),
        (npz(w0=W0, w1=W1, b0=B0, other=B0), "more vectors than biases"),
        (npz(w0=W0, w1=W1, k=np.ones((12, 1, 3, 3))), "kernels other than identity and the Sobel gradients"),
        (npz(w0=np.array([{}]), w1=W1), "it has Python objects, which can contain code; save arrays of numbers alone"),
        (torch_file([1, 2]), "holds list; expected a state dict"),
        (torch_file({"a": {"b": 1}}), "has no state dict that can be recognised"),
        ((GOLDEN / "foreign-conv.pth").read_bytes()[:900], "cannot be read as arrays|not a complete PyTorch file"),
    ],
)
def test_what_cannot_be_served_is_refused_with_the_reason(data, reason):
    with pytest.raises(FileFormatError, match=reason):
        foreign.read(data, "x")


def test_the_command_says_what_was_recognised_and_assumed(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my weights.pth").write_bytes((GOLDEN / "foreign-conv.pth").read_bytes())
    assert cli.run(["import", "my weights.pth", "--size", "6", "--padding", "2"]) == 0
    said = capsys.readouterr().out
    assert "note: PyTorch: 4 channels, 7 hidden units; weights outputs first; rows interleaved" in said
    assert "note: assumed: ReLU, fire rate 0.5" in said
    organism = organism_file.load(tmp_path / "my weights.safetensors")
    np.testing.assert_allclose(change(organism.automaton, golden()["state"]), golden()["conv"], atol=1e-6)
    assert organism.grid == (10, 10)


def test_other_files_are_refused_with_what_can_be_imported(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    np.save("one.npy", np.zeros((3, 3)))
    for name, data, what in (
        ("empty.pth", b"", "is empty"),
        ("notes.pth", b"hello", "is a text file"),
        ("one.npy", Path("one.npy").read_bytes(), "is a NumPy array"),
    ):
        Path(name).write_bytes(data)
        assert cli.run(["import", name]) == 2
        said = capsys.readouterr().err
        assert f"{name} {what}" in said
        assert "expected weights: a web model file" in said
        assert "PyTorch (1.6 or later), Keras (.h5), NumPy (.npz) or safetensors" in said


def test_the_command_that_follows_can_be_pasted_into_a_shell(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("my weights.pth").write_bytes((GOLDEN / "foreign-conv.pth").read_bytes())
    for words, expected in (
        (["my weights.pth"], "my weights.safetensors"),
        (["my weights.pth", "--out=-x.safetensors"], "./-x.safetensors"),
    ):
        assert cli.run(["import", *words]) == 0
        (line,) = (line for line in capsys.readouterr().out.splitlines() if line.startswith("next: "))
        assert shlex.split(line)[1:4] == ["blastema", "render", expected]


def test_what_is_exported_to_other_programs_comes_back(tmp_path, capsys, monkeypatch):
    """To the bit, as it was written and as a state dict of the PyTorch module, which is not in the form of others."""
    monkeypatch.chdir(tmp_path)
    lizard = organism_file.load(GOLDEN / "lizard-small.safetensors")
    exporters.numpy(lizard, tmp_path / "numpy")
    exporters.torch(lizard, tmp_path / "torch")
    with np.load("numpy/weights.npz") as file:
        arrays = dict(file)
    named = {
        "kernels": arrays["kernels"].transpose(3, 0, 1, 2).reshape(-1, 1, 3, 3),
        **{f"weights.{n}": arrays[f"layers.{n}.weight"] for n in range(2)},
        **{f"biases.{n}": arrays[f"layers.{n}.bias"] for n in range(2)},
    }
    state = {name: _Tensor("FloatStorage", each.tobytes(), each.shape) for name, each in named.items()}
    Path("trained.pth").write_bytes(tensors_file(state))
    Path("trained.safetensors").write_bytes(save_safetensors(named))
    for source in ("numpy/weights.npz", "torch/weights.safetensors", "trained.pth", "trained.safetensors"):
        assert cli.run(["import", source, "--out", "back.safetensors", "--overwrite"]) == 0, source
        assert "rows filter-major (as Blastema exports them)" in capsys.readouterr().out
        back = organism_file.load(Path("back.safetensors")).automaton
        for found, expected in zip(back.update.layers, lizard.automaton.update.layers, strict=True):
            np.testing.assert_array_equal(found.weight, expected.weight)
            np.testing.assert_array_equal(found.bias, expected.bias)
    given = Path("trained.safetensors").read_bytes()
    assert cli.run(["import", "trained.safetensors", "--overwrite"]) == 0
    assert Path("trained.safetensors").read_bytes() == given
    assert Path("trained-organism.safetensors").exists()


def test_a_file_that_is_cut_short_is_said_to_be(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lizard = organism_file.load(GOLDEN / "lizard-small.safetensors")
    exporters.torch(lizard, tmp_path / "torch")
    whole = Path("torch/weights.safetensors").read_bytes()
    for data, what in (
        (whole[:-1], "a safetensors file of another program (tensors kernels, layers.0.bias, layers.0.weight, ...)"),
        (whole[:200], "a safetensors file"),
        ((GOLDEN / "lizard-small.safetensors").read_bytes()[:-1], "an organism of Blastema"),
        ((GOLDEN / "foreign-conv.pth").read_bytes()[:900], "a PyTorch file"),
    ):
        Path("cut.bin").write_bytes(data)
        assert cli.run(["import", "cut.bin"]) == 2
        assert f"cut.bin is {what}, cut short or altered; " in capsys.readouterr().err


class _Tensor:
    """A tensor of bytes in a given storage."""

    def __init__(self, storage: str, data: bytes, shape: tuple[int, ...]) -> None:
        self.storage, self.data, self.shape = storage, data, shape


def tensors_file(value: object) -> bytes:
    """What ``torch.save`` writes of nested dicts with tensors, written without PyTorch."""
    stored: list[bytes] = []

    class Pickler(pickle._Pickler):  # type: ignore[name-defined,misc]
        def save(self, found, save_persistent_id=True):
            if not isinstance(found, _Tensor):
                return super().save(found, save_persistent_id)
            stored.append(found.data)
            self.write(b"ctorch._utils\n_rebuild_tensor_v2\n(")
            count = int(np.prod(found.shape))
            self.write(b"(X\x07\0\0\0storage" + b"ctorch\n" + found.storage.encode() + b"\n")
            for each in (str(len(stored) - 1), "cpu", count):
                super().save(each)
            self.write(b"tQ")
            strides = tuple(int(np.prod(found.shape[n + 1 :])) for n in range(len(found.shape)))
            for each in (0, found.shape, strides):
                super().save(each)
            return self.write(b"tR")

    buffer = io.BytesIO()
    Pickler(buffer, 2).dump(value)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/data.pkl", buffer.getvalue())
        for number, data in enumerate(stored):
            archive.writestr(f"archive/data/{number}", data)
    return file.getvalue()


def state(form: str = "f4") -> dict[str, _Tensor]:
    w0, b0, w1, b1 = layers()
    named = {"module.a.weight": w0.T, "module.a.bias": b0, "module.b.weight": w1.T, "module.b.bias": b1}
    if form == "f4":
        return {name: _Tensor("FloatStorage", each.tobytes(), each.shape) for name, each in named.items()}
    upper = {name: np.ascontiguousarray(each).view("<u4") >> 16 for name, each in named.items()}
    return {name: _Tensor("BFloat16Storage", each.astype("<u2").tobytes(), each.shape) for name, each in upper.items()}


@pytest.mark.parametrize("name", ["state_dict", "model_state_dict", "model"])
def test_the_state_dict_of_a_checkpoint_is_found_beside_the_optimiser(name):
    optimiser = {"state": {0: {"exp_avg": state()["module.a.weight"]}}, "param_groups": [{"lr": 0.1}]}
    found = foreign.read(tensors_file({"epoch": 3, "optimizer_state_dict": optimiser, name: state()}), "x.pth")
    np.testing.assert_array_equal(found.automaton.update.layers[0].weight, layers()[0])


def test_a_checkpoint_of_unknown_entries_is_refused_with_their_names():
    with pytest.raises(FileFormatError, match=r"named tensors, or an entry .*It has teacher, pupil\. Save the"):
        foreign.read(tensors_file({"teacher": state(), "pupil": state()}), "x.pth")


def test_bfloat16_is_read():
    found = foreign.read(tensors_file(state("bfloat16")), "x.pth")
    np.testing.assert_allclose(found.automaton.update.layers[0].weight, layers()[0], rtol=2**-7)
