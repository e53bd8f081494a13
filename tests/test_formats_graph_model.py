"""Models as the article's notebook exports them: frozen TensorFlow.js graphs, read for their weights alone."""

from __future__ import annotations

import base64
import copy
import json

import numpy as np
import pytest

from blastema import cli
from blastema.conditions import Conditions
from blastema.errors import FileFormatError
from blastema.formats import distill, organism_file, read_organism

C, HIDDEN = 4, 8
DX = np.outer([1, 2, 1], [-1, 0, 1]) / 8


def constant(name: str, values: object) -> dict:
    array = np.asarray(values, np.float32)
    tensor = {"dtype": "DT_FLOAT", "tensorShape": {"dim": [{"size": str(side)} for side in array.shape]}}
    if array.ndim:
        tensor["tensorContent"] = base64.b64encode(array.tobytes()).decode()
    else:
        tensor["floatVal"] = [float(array)]
    return {"name": name, "op": "Const", "attr": {"value": {"tensor": tensor}, "dtype": {"type": "DT_FLOAT"}}}


def graph(weights: list[np.ndarray]) -> dict:
    """The notebook's graph, as far as it matters, with these weights."""
    (first, bias), (last, end) = weights[:2], weights[2:]
    operations = ["Placeholder"] * 4 + ["MaxPool"] * 2 + ["Conv2D"] * 2 + ["BiasAdd"] * 2
    operations += ["DepthwiseConv2dNative", "Relu", "RandomUniform", "Cos", "Sin", "Mul", "Greater", "LogicalAnd"]
    nodes = [{"name": f"{op}_{number}", "op": op} for number, op in enumerate(operations)]
    shape = constant("shape", [0])
    shape["attr"]["value"]["tensor"] = {"dtype": "DT_INT32", "tensorShape": {}, "intVal": [3]}
    nodes += [shape, constant("threshold", 0.1), constant("one", 1.0)]
    nodes += [constant("identity", [[0, 0, 0], [0, 1, 0], [0, 0, 0]]), constant("dx", DX), constant("dy", DX.T)]
    nodes += [constant("w1", first[None, None]), constant("b1", bias)]
    nodes += [constant("w2", last[None, None]), constant("b2", end)]
    return {"format": "graph-model", "modelTopology": {"node": nodes}, "weightsManifest": []}


@pytest.fixture
def weights():
    random = np.random.default_rng(3)
    return [random.normal(0, 0.3, shape).astype(np.float32) for shape in ((3 * C, HIDDEN), HIDDEN, (HIDDEN, C), C)]


def test_a_step_is_that_of_the_graph(weights, tmp_path):
    """Its perception is channel-major: identity and both gradients of channel 0, then of channel 1, ..."""
    organism = distill.loads(json.dumps(graph(weights)).encode(), name="cat")
    state = np.random.default_rng(4).uniform(0.2, 1, (7, 9, C)).astype(np.float32)
    padded = np.pad(state, ((1, 1), (1, 1), (0, 0)))
    perceived = np.zeros((7, 9, C, 3))
    for index, taps in enumerate((np.eye(3) * [[0], [1], [0]], DX, DX.T)):
        for i, j in np.ndindex(3, 3):
            perceived[..., index] += taps[i, j] * padded[i : i + 7, j : j + 9]
    w1, b1, w2, b2 = weights
    expected = state + np.maximum(perceived.reshape(7, 9, -1) @ w1 + b1, 0) @ w2 + b2
    pooled = np.pad(expected[..., 3], 1, constant_values=-np.inf)
    alive = np.max([pooled[i : i + 7, j : j + 9] for i, j in np.ndindex(3, 3)], axis=0) > 0.1
    after = organism.automaton.step(state, Conditions(fire_rate=1.0))
    np.testing.assert_allclose(after, expected * alive[..., None], atol=1e-5)
    assert organism.name == "cat"
    assert organism.provenance["source"] == "model of the article's notebook"


def test_it_is_imported_and_read_by_every_verb(weights, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "planarian.json"
    file.write_text(json.dumps(graph(weights)))
    assert cli.run(["import", str(file)]) == 0
    assert "64 x 96 cells" in capsys.readouterr().out
    for path in (file, tmp_path / "planarian.safetensors"):
        assert (np.asarray(read_organism(path).automaton.update.layers[1].bias) == weights[3]).all()
    assert organism_file.load(tmp_path / "planarian.safetensors").grid == (64, 96)


def spoilt(weights, change) -> bytes:
    document = copy.deepcopy(graph(weights))
    change(document["modelTopology"]["node"], document)
    return json.dumps(document).encode()


def node(nodes: list[dict], name: str) -> dict:
    return next(each for each in nodes if each["name"] == name)


def tensor(nodes: list[dict], name: str) -> dict:
    return node(nodes, name)["attr"]["value"]["tensor"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda nodes, _: nodes.append({"name": "x", "op": "Tanh"}), "it has 'Tanh'"),
        (lambda nodes, _: nodes.append({"name": "x", "op": ["Relu"]}), "it has"),
        (lambda nodes, _: nodes.append({"name": "x", "op": "Conv2D"}), "it has Conv2D 3 times, not 2"),
        (lambda nodes, _: nodes.remove(node(nodes, "threshold")), "expected cells that live by an alpha above 0.1"),
        (lambda nodes, _: nodes.remove(node(nodes, "dx")), "uses perception filters other than"),
        (lambda nodes, _: nodes.append(constant("lap", np.ones((3, 3)))), "uses perception filters other than"),
        (lambda nodes, _: nodes.remove(node(nodes, "w2")), "expected two dense layers"),
        (lambda nodes, _: nodes.append(constant("b3", np.ones(3))), "expected two dense layers"),
        (lambda nodes, _: tensor(nodes, "w1").update(tensorContent="AAAA"), "has 3 bytes; its shape"),
        (lambda nodes, _: tensor(nodes, "w1").update(tensorContent="%%"), "'w1'"),
        (lambda nodes, _: tensor(nodes, "w1").update(tensorShape={"dim": [{"size": "-1"}]}), "whose shape is"),
        (lambda nodes, _: tensor(nodes, "b1").pop("tensorContent"), "'b1' has no values"),
        (lambda nodes, _: nodes.append(constant("nan", [np.nan] * 7)), "not finite"),
        (lambda nodes, whole: whole["modelTopology"].update(node=3), "no list of nodes"),
        (lambda nodes, whole: whole.update(weightsManifest=[{"paths": ["a"]}]), "TensorFlow.js model"),
    ],
)
def test_another_graph_is_refused(weights, change, said):
    with pytest.raises(FileFormatError, match=said):
        distill.loads(spoilt(weights, change))
