"""Organisms for other programs: as NumPy, PyTorch and ONNX, and what other programs have trained.

- `plain`: an organism as arrays and a few words
- `exporters`: folders of NumPy, PyTorch and ONNX
- `onnx_graph`: the graph of an automaton
- `foreign`: weights of PyTorch, Keras and NumPy, read without running anything of theirs
"""

from __future__ import annotations

__all__: list[str] = []
