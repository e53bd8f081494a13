"""The engines that the benchmarks compare, each behind the same small interface (`ports.setting.Port`).

Every port is written for this comparison in the usual style of its framework. None of them imports another; if a
package is missing, its engine is skipped with a message.
"""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Mapping
from types import MappingProxyType

from ports.setting import Port, Setting


@dataclasses.dataclass(frozen=True)
class Engine:
    """The module of a port, and its requirements.

    module, options: ``importlib.import_module(module).build(setting, **options)`` makes the port
    packages:        distributions whose versions are reported
    tolerance:       largest relative difference from the dense engine that the check allows
    general:         whether it supports systems other than the article's (`ports.systems`)
    """

    module: str
    options: Mapping[str, str | bool]
    packages: tuple[str, ...]
    tolerance: float = 1e-4
    general: bool = False

    def build(self, setting: Setting) -> Port:
        """The port, ready to run. Raises ImportError, or RuntimeError with the cause, if it is not available here."""
        if not (self.general or setting.plain):
            raise RuntimeError("it has the article's automaton only")
        port: Port = importlib.import_module(self.module).build(setting, **self.options)
        return port


ENGINES: Mapping[str, Engine] = MappingProxyType(
    {
        "native": Engine("ports.blastema_port", {"kernel": "native"}, ("blastema", "jax"), general=True),
        "native-bf16": Engine(
            "ports.blastema_port",
            {"kernel": "native", "precision": "bf16"},
            ("blastema", "jax"),
            tolerance=2e-2,
            general=True,
        ),
        "cuda": Engine("ports.blastema_port", {"kernel": "cuda"}, ("blastema", "jax")),
        "cuda-bf16": Engine(
            "ports.blastema_port", {"kernel": "cuda", "precision": "bf16"}, ("blastema", "jax"), tolerance=2e-2
        ),
        "jax": Engine("ports.blastema_port", {"kernel": "jax"}, ("blastema", "jax"), general=True),
        "jax-scan": Engine("ports.jax_port", {}, ("jax",)),
        "tensorflow": Engine("ports.tensorflow_port", {}, ("tensorflow", "tensorflow-cpu")),
        "pytorch": Engine("ports.pytorch_port", {"compiled": False}, ("torch",)),
        "pytorch-compiled": Engine("ports.pytorch_port", {"compiled": True}, ("torch",)),
        "cax": Engine("ports.cax_port", {}, ("cax", "flax", "jax"), general=True),
    }
)
"""Engines by the name used on the command line."""
