"""The weights in a model that the article's notebook exports: a frozen TensorFlow.js graph with its constants inside.

``export_model`` of the notebook writes it next to each checkpoint, as ``8000.json``. A graph can compute anything, so
only this one is accepted: perception by identity and the rotated Sobel pair, two dense layers with ReLU, random
updates, living cells by a max pool over 3 x 3 cells.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from blastema._base64 import from_base64
from blastema._checks import short
from blastema.errors import FileFormatError
from blastema.filters import FILTERS as KNOWN

_Floats = np.ndarray[Any, np.dtype[np.float32]]

_FILTERS = 3
_THRESHOLD = 0.1
_OPERATIONS = {
    *("Placeholder", "Const", "Identity", "StridedSlice", "Minimum", "Maximum", "MaxPool", "Greater", "Cos", "Sin"),
    *("Mul", "Sub", "AddV2", "Add", "Pack", "ExpandDims", "Cast", "Tile", "ConcatV2", "Reshape", "Shape", "BiasAdd"),
    *("DepthwiseConv2dNative", "Conv2D", "Relu", "RandomUniform", "LessEqual", "LogicalAnd"),
}
_COUNTS = {"DepthwiseConv2dNative": 1, "Conv2D": 2, "BiasAdd": 2, "Relu": 1, "MaxPool": 2, "RandomUniform": 1}
"""How often these occur in the notebook's graph."""
_TYPES = {"DT_FLOAT": np.dtype("<f4")}


def is_graph_model(raw: object) -> bool:
    """Whether a JSON document is a TensorFlow.js graph model."""
    return isinstance(raw, dict) and raw.get("format") == "graph-model" and isinstance(raw.get("modelTopology"), dict)


def layers(raw: dict[str, Any], source: str) -> tuple[tuple[_Floats, _Floats], ...]:
    """Both layers of the update rule.

    Args:
        raw: the document
        source: its name in messages

    Returns:
        Weights [inputs, outputs] and bias [outputs] of each; the rows of the first are filter-major.

    Raises:
        FileFormatError: if it is not the notebook's graph, or is incomplete.
    """
    nodes = raw["modelTopology"].get("node")
    if not isinstance(nodes, list) or not all(isinstance(node, dict) for node in nodes):
        raise FileFormatError(f"{source} has no list of nodes in its modelTopology.")
    if raw.get("weightsManifest"):
        raise FileFormatError(
            f"{source} keeps its weights in other files; expected a frozen graph, as the article's notebook exports it."
        )
    _check_operations(nodes, source)
    constants = [array for node in nodes if (array := _constant(node, source)) is not None]
    _check_constants(constants, source)
    dense = [array for array in constants if array.ndim == 4 and array.shape[:2] == (1, 1)]
    biases = [array for array in constants if array.ndim == 1]
    fits = len(dense) == len(biases) == 2 and all(
        weight.shape[3] == len(bias) for weight, bias in zip(dense, biases, strict=True)
    )
    if not fits or dense[0].shape[2] % _FILTERS:
        found = ", ".join(str(list(array.shape)) for array in (*dense, *biases)) or "none"
        raise FileFormatError(f"{source}: expected two dense layers, each with weights and a bias; found {found}.")
    # A depthwise convolution returns all filters of one channel, then of the next.
    first = dense[0][0, 0].reshape(-1, _FILTERS, dense[0].shape[3]).swapaxes(0, 1)
    weights = first.reshape(-1, first.shape[-1]), dense[1][0, 0]
    return tuple(zip(weights, biases, strict=True))


def _check_operations(nodes: list[dict[str, Any]], source: str) -> None:
    kinds = [node.get("op") for node in nodes]
    other = [kind for kind in kinds if not (isinstance(kind, str) and kind in _OPERATIONS)]
    if other:
        raise FileFormatError(
            f"{source} differs from the graph that the article's notebook exports: it has {short(other[0])}."
        )
    for kind, count in _COUNTS.items():
        if kinds.count(kind) != count:
            raise FileFormatError(
                f"{source} differs from the graph that the article's notebook exports: it has {kind} "
                f"{kinds.count(kind)} "
                f"times, not {count}."
            )


def _constant(node: dict[str, Any], source: str) -> _Floats | None:
    """A node's constant, if it consists of floats."""
    held = node.get("attr")
    for key in ("value", "tensor"):
        held = held.get(key) if isinstance(held, dict) else None
    if node.get("op") != "Const" or not isinstance(held, dict) or held.get("dtype") not in _TYPES:
        return None
    shape = _shape(held, source)
    if "tensorContent" not in held:
        values = held.get("floatVal")
        if shape or not (isinstance(values, list) and len(values) == 1 and isinstance(values[0], int | float)):
            raise FileFormatError(f"{source}: the constant {short(node.get('name'))} has no values.")
        return np.array(values[0], np.float32)
    data = from_base64(held["tensorContent"], f"{source}: the constant {short(node.get('name'))}")
    if len(data) != 4 * math.prod(shape):
        raise FileFormatError(
            f"{source}: the constant {short(node.get('name'))} has {len(data)} bytes; its shape {list(shape)} takes "
            f"{4 * math.prod(shape)}."
        )
    array = np.frombuffer(data, "<f4").reshape(shape).astype(np.float32)
    if not np.isfinite(array).all():
        raise FileFormatError(f"{source}: the constant {short(node.get('name'))} has values that are not finite.")
    return array


def _shape(held: dict[str, Any], source: str) -> tuple[int, ...]:
    shape = held.get("tensorShape")
    sides = shape.get("dim", []) if isinstance(shape, dict) else None
    if isinstance(sides, list) and len(sides) <= 4 and all(isinstance(side, dict) for side in sides):
        texts = [str(side.get("size", ""))[:6] for side in sides]
        if all(text.isascii() and text.isdigit() and 0 < int(text) <= 65536 for text in texts):
            return tuple(map(int, texts))
    raise FileFormatError(f"{source} has a constant whose shape is {short(shape)}.")


def _check_constants(constants: list[_Floats], source: str) -> None:
    taps = [np.asarray(each) for each in (KNOWN["identity"].still, KNOWN["sobel_x"].cosine, KNOWN["sobel_y"].cosine)]
    kernels = [array for array in constants if array.shape == (3, 3)]
    unknown = [each for each in kernels if not any(np.allclose(each, known, atol=1e-6) for known in taps)]
    if unknown or len(kernels) < _FILTERS:
        raise FileFormatError(f"{source} uses perception filters other than identity and the article's Sobel pair.")
    numbers = {round(float(array), 4) for array in constants if array.ndim == 0}
    if _THRESHOLD not in numbers:
        raise FileFormatError(f"{source}: expected cells that live by an alpha above {_THRESHOLD:g}.")


__all__ = ["is_graph_model", "layers"]
