"""Strictness for all tests: shapes are checked, ranks never stretch by themselves, hypothesis repeats itself."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from importlib.metadata import version

# What one test has compiled the others need not, nor the programs that they start; kept until this run of the tests
# ends. Workers of pytest-xdist have the folder's name from the process that starts them.
if "JAX_COMPILATION_CACHE_DIR" not in os.environ:
    _COMPILED = tempfile.mkdtemp(prefix="blastema-tests-")
    atexit.register(shutil.rmtree, _COMPILED, ignore_errors=True)
    os.environ["JAX_COMPILATION_CACHE_DIR"] = _COMPILED
os.environ["JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"] = "0.1"
os.environ["JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES"] = "-1"

# Compiling was 60 % of the tests' time; code that is not optimised is compiled in 40 % of that, and slower by little
# where pictures are small. With XLA_FLAGS set these are left as they are (scripts/optimised).
if "XLA_FLAGS" not in os.environ:
    known = version("jaxlib").startswith("0.10.")  # a flag that XLA does not know ends the process
    fewer = " --xla_cpu_use_fusion_emitters=false" if known else ""
    os.environ["XLA_FLAGS"] = f"--xla_backend_optimization_level=0{fewer}"

# Before anything imports the package: in the modules that take arrays, annotated shapes are checked at each call.
from jaxtyping import install_import_hook

CHECKED = (
    "conditions",
    "perception",
    "fire",
    "update",
    "life",
    "engines",
    "automaton",
    "training.damage",
    "measure",
    "objective",
    "training.pool",
    "training.iteration",
)
install_import_hook([f"blastema.{name}" for name in CHECKED], "beartype.beartype")

import hypothesis  # noqa: E402
import jax  # noqa: E402
import pytest  # noqa: E402

hypothesis.settings.register_profile("suite", derandomize=True, deadline=None, max_examples=25, database=None)
hypothesis.settings.register_profile("search", deadline=None, max_examples=500)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


@pytest.fixture(autouse=True, scope="session")
def _no_zoo_of_their_own(tmp_path_factory):
    """Whoever runs the tests may have organisms of their own; the tests do not meet them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BLASTEMA_ZOO", str(tmp_path_factory.mktemp("empty-zoo")))
        yield


@pytest.fixture(autouse=True)
def _strict_numerics():
    """A sum of arrays of different rank has to say so; tracers do not leak out of what they belong to."""
    with jax.numpy_rank_promotion("raise"):
        yield


@pytest.fixture(scope="session")
def workers():
    """Dask's scheduler and one worker, in this process, as for a sweep on a cluster."""
    from distributed import LocalCluster

    settings = {"processes": False, "protocol": "tcp", "dashboard_address": "127.0.0.1:0", "silence_logs": 50}
    with LocalCluster(n_workers=1, threads_per_worker=1, memory_limit=0, **settings) as cluster:
        yield cluster.scheduler_address
