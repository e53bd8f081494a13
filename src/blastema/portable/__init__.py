"""Organisms for other programs, as NumPy, PyTorch and ONNX, and weights trained by other programs.

- `plain`: an organism as arrays and plain values
- `exporters`: folders of NumPy, PyTorch and ONNX
- `onnx_graph`: the graph of an automaton
- `foreign`: weights of PyTorch, Keras and NumPy, read without executing anything
"""

from __future__ import annotations

__all__: list[str] = []
