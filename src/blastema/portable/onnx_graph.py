"""The graph of an automaton in ONNX: one step, and a loop of steps.

The fire mask uses the same hash as everywhere, in 64-bit integers and products of 32 and 16 bits, since ONNX does not
define overflow.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from blastema.fire import INCREMENT, MULTIPLIER, ROW_STRIDE
from blastema.portable.plain import Plain

OPSET, IR_VERSION = 18, 9
_ACTIVATIONS = {"relu": "Relu", "atan": "Atan", "tanh": "Tanh"}
_WORD = 0xFFFFFFFF


class _Graph:
    """Nodes and constants; values are identified by name."""

    def __init__(self, onnx: Any) -> None:
        self.onnx, self.nodes, self.constants = onnx, [], []  # type: ignore[var-annotated]
        self._numbers = itertools.count()

    def node(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        output = output or f"{kind.lower()}_{next(self._numbers)}"
        self.nodes.append(self.onnx.helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def constant(self, value: Any, dtype: Any = np.float32) -> str:
        name = f"constant_{next(self._numbers)}"
        self.constants.append(self.onnx.numpy_helper.from_array(np.asarray(value, dtype), name))
        return name

    def whole(self, value: Any) -> str:
        return self.constant(value, np.int64)


def step_model(organism: Plain, onnx: Any) -> Any:
    """The model of one step: (state [B, H, W, C], fire_seed [B], step []) -> next_state.

    Args:
        organism: as arrays
        onnx: the package
    """
    graph = _Graph(onnx)
    _step(graph, organism, "state", "fire_seed", "step", "next_state")
    return _model(graph, organism, onnx, ["next_state"], extra=())


def rollout_model(organism: Plain, onnx: Any) -> Any:
    """The model of many steps: (state, fire_seed, step, steps []) -> final_state. Arguments as in `step_model`."""
    body = _Graph(onnx)
    now = body.node("Add", "step", "index")
    _step(body, organism, "before", "fire_seed", now, "after")
    body.node("Identity", "going", output="still_going")
    helper, kinds = onnx.helper, onnx.TensorProto
    shape = ["batch", "height", "width", organism.channels]
    # The rule's weights are constants of the loop; seed and first step come from outside.
    inner = helper.make_graph(
        body.nodes,
        "one_step",
        [
            helper.make_tensor_value_info("index", kinds.INT64, []),
            helper.make_tensor_value_info("going", kinds.BOOL, []),
            helper.make_tensor_value_info("before", kinds.FLOAT, shape),
        ],
        [
            helper.make_tensor_value_info("still_going", kinds.BOOL, []),
            helper.make_tensor_value_info("after", kinds.FLOAT, shape),
        ],
        body.constants,
    )
    graph = _Graph(onnx)
    graph.node("Loop", "steps", "", "state", output="final_state", body=inner)
    return _model(graph, organism, onnx, ["final_state"], extra=("steps",))


def _model(graph: _Graph, organism: Plain, onnx: Any, outputs: list[str], extra: tuple[str, ...]) -> Any:
    helper, kinds = onnx.helper, onnx.TensorProto
    shape = ["batch", "height", "width", organism.channels]
    inputs = [
        helper.make_tensor_value_info("state", kinds.FLOAT, shape),
        helper.make_tensor_value_info("fire_seed", kinds.INT64, ["batch"]),
        helper.make_tensor_value_info("step", kinds.INT64, []),
        *(helper.make_tensor_value_info(name, kinds.INT64, []) for name in extra),
    ]
    told = [helper.make_tensor_value_info(name, kinds.FLOAT, shape) for name in outputs]
    made = helper.make_graph(graph.nodes, organism.name, inputs, told, graph.constants)
    model = helper.make_model(
        made, producer_name="blastema", opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
    )
    onnx.checker.check_model(model, full_check=True)
    return model


def _step(graph: _Graph, organism: Plain, state: str, seed: str, step: str, output: str) -> None:
    own = organism.life == "own-alpha"
    planes = graph.node("Transpose", state, perm=[0, 3, 1, 2])
    if own:
        planes = graph.node("Where", _mature(graph, organism, planes), planes, graph.constant(0.0))
    proposed = _updated(graph, organism, planes)
    moved = graph.node("Where", _fires(graph, organism, planes, seed, step), proposed, planes)
    if organism.life == "neighbourhood":
        alive = graph.node("And", _living(graph, organism, planes), _living(graph, organism, moved))
        moved = graph.node("Where", alive, moved, graph.constant(0.0))
    graph.node("Transpose", moved, output=output, perm=[0, 2, 3, 1])


def _updated(graph: _Graph, organism: Plain, planes: str) -> str:
    count, channels = len(organism.kernels), organism.channels
    kernels = organism.kernels.transpose(3, 0, 1, 2).reshape(count * channels, 1, 3, 3)
    values = graph.node("Conv", _padded(graph, organism, planes), graph.constant(kernels), group=channels)
    for number, (weight, bias) in enumerate(organism.layers):
        if number == 0:  # rows in the order of the grouped convolution's outputs: channel after channel
            weight = weight.reshape(count, channels, -1).swapaxes(0, 1).reshape(weight.shape)
        else:
            values = graph.node(_ACTIVATIONS[organism.activation], values)
        values = graph.node("Conv", values, graph.constant(weight.T[..., None, None]), graph.constant(bias))
    size = graph.constant(organism.step_size)
    if organism.update == "replacing":
        kept = graph.node("Mul", planes, graph.constant(1 - organism.step_size))
        after = graph.node("Add", kept, graph.node("Mul", graph.node("Sigmoid", values), size))
    else:
        after = graph.node("Add", planes, graph.node("Mul", values, size))
    if not organism.clamp:
        return after
    return graph.node("Clip", after, graph.constant(-organism.clamp), graph.constant(organism.clamp))


def _padded(graph: _Graph, organism: Plain, planes: str) -> str:
    if not organism.torus:
        return graph.node("Pad", planes, graph.whole([0, 0, 1, 1, 0, 0, 1, 1]))
    for axis in (2, 3):
        start, end, last = graph.whole([0]), graph.whole([1]), graph.whole([-1])
        most, where = graph.whole([np.iinfo(np.int64).max]), graph.whole([axis])
        first_part = graph.node("Slice", planes, start, end, where)
        last_part = graph.node("Slice", planes, last, most, where)
        planes = graph.node("Concat", last_part, planes, first_part, axis=axis)
    return planes


def _mature(graph: _Graph, organism: Plain, planes: str) -> str:
    alpha = graph.node("Slice", planes, graph.whole([3]), graph.whole([4]), graph.whole([1]))
    return graph.node("Greater", alpha, graph.constant(organism.threshold))


def _living(graph: _Graph, organism: Plain, planes: str) -> str:
    mature = graph.node("Cast", _mature(graph, organism, planes), to=graph.onnx.TensorProto.FLOAT)
    around = graph.node("MaxPool", _padded(graph, organism, mature), kernel_shape=[3, 3])
    return graph.node("Greater", around, graph.constant(0.5))


def _fires(graph: _Graph, organism: Plain, planes: str, seed: str, step: str) -> str:
    shape = graph.node("Shape", planes)
    sides = [graph.node("Gather", shape, graph.whole(axis)) for axis in (2, 3)]
    rows, columns = (graph.node("Range", graph.whole(0), side, graph.whole(1)) for side in sides)
    rows = graph.node("Reshape", rows, graph.whole([1, 1, -1, 1]))
    columns = graph.node("Reshape", columns, graph.whole([1, 1, 1, -1]))
    cell = graph.node("Add", columns, graph.node("Mul", rows, graph.whole(ROW_STRIDE)))
    sample = graph.node("Reshape", seed, graph.whole([-1, 1, 1, 1]))
    when = graph.node("Reshape", step, graph.whole([1, 1, 1, 1]))
    factor, increment = graph.whole(MULTIPLIER), graph.whole(INCREMENT)
    x, y, z = (
        _word(graph, graph.node("Add", _product(graph, word, factor), increment)) for word in (cell, when, sample)
    )
    x = _word(graph, graph.node("Add", x, _product(graph, y, z)))
    y = _word(graph, graph.node("Add", y, _product(graph, z, x)))
    z = _word(graph, graph.node("Add", z, _product(graph, x, y)))
    x, y, z = (graph.node("BitwiseXor", word, _high(graph, word)) for word in (x, y, z))
    word = _word(graph, graph.node("Add", x, _product(graph, y, z)))
    return graph.node("Less", graph.node("Div", word, graph.whole(256)), graph.whole(organism.fire_threshold))


def _word(graph: _Graph, value: str) -> str:
    return graph.node("BitwiseAnd", value, graph.whole(_WORD))


def _high(graph: _Graph, word: str) -> str:
    return graph.node("Div", word, graph.whole(65536))


def _product(graph: _Graph, one: str, other: str) -> str:
    """The product of two 32-bit numbers modulo at least 2**32; positive, without overflow."""
    low = graph.node("BitwiseAnd", other, graph.whole(0xFFFF))
    high = graph.node("BitwiseAnd", graph.node("Mul", one, _high(graph, other)), graph.whole(0xFFFF))
    lower = _word(graph, graph.node("Mul", one, low))
    return graph.node("Add", lower, graph.node("Mul", high, graph.whole(65536)))


__all__ = ["IR_VERSION", "OPSET", "rollout_model", "step_model"]
