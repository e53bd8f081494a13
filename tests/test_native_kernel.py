"""The native kernel's face to Python: what it says, what it refuses, and how it is built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import tomllib
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from native_cases import Case, native, rollout_and_gradient

from blastema import engines
from blastema.automaton import CellularAutomaton
from blastema.cli import doctor
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig
from blastema.engines import native_calls
from blastema.engines.cpu import NativeEngine
from blastema.engines.reference import at_step
from blastema.errors import KernelUnavailableError

ROOT = Path(__file__).resolve().parents[1]
needs_kernel = pytest.mark.skipif(not native_calls.is_available()[0], reason=native_calls.is_available()[1])


def rollout(case: Case, state: Any = None, steps: Any = None, done: int = 0) -> jax.Array:
    start, count = case.state() if state is None else state, case.steps if steps is None else steps
    now = at_step(case.conditions(), jnp.uint32(done))
    return native().rollout(case.automaton(), start, jnp.int32(count), now, case.steps)


@needs_kernel
def test_levels_can_be_forced(monkeypatch: pytest.MonkeyPatch) -> None:
    for level in native_calls.available_levels():
        monkeypatch.setenv(native_calls.LEVEL_VARIABLE, level)
        assert native_calls.instruction_level() == level
    monkeypatch.setenv(native_calls.LEVEL_VARIABLE, "v9")
    with pytest.raises(KernelUnavailableError, match="'v9' is not available here; choose one of"):
        rollout(Case())
    assert native_calls.instruction_level(native_calls.available_levels()[-1]) == native_calls.available_levels()[-1]


@needs_kernel
def test_the_number_of_steps_does_not_recompile() -> None:
    case = Case()
    traced = []

    @jax.jit
    def compiled(steps: jax.Array) -> jax.Array:
        traced.append(steps)
        return rollout(case, steps=steps)

    for steps in (0, 3, 7):
        one_by_one = case.state()
        for done in range(steps):
            one_by_one = rollout(case, one_by_one, 1, done)
        assert np.array_equal(compiled(jnp.int32(steps)), one_by_one)
    assert len(traced) == 1


@needs_kernel
def test_it_can_be_mapped() -> None:
    """One batch after another, also backward."""
    case = Case()
    states = jnp.stack([case.state(), 2 * case.state()])

    def total(state: jax.Array) -> jax.Array:
        return jnp.sum(rollout(case, state, 3) ** 2)

    found = jax.jit(jax.vmap(jax.value_and_grad(total)))(states)
    for index in range(2):
        expected = jax.jit(jax.value_and_grad(total))(states[index])
        np.testing.assert_allclose(found[0][index], expected[0], rtol=1e-6)
        np.testing.assert_allclose(found[1][index], expected[1], rtol=1e-5, atol=1e-6)


@needs_kernel
def test_two_calls_at_once_do_not_meet() -> None:
    case = Case(batch=3, height=24, width=24, steps=20, contents="full")
    expected = np.asarray(rollout_and_gradient(case, native(threads=2))[0])
    results: list[Any] = [None] * 4

    def work(index: int) -> None:
        for _ in range(5):
            results[index] = np.asarray(rollout_and_gradient(case, native(threads=2))[0])

    threads = [threading.Thread(target=work, args=(index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(result, expected) for result in results)


@needs_kernel
@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"channels": 6}, "channels in multiples of 4, not 6"),
        ({"hidden": (16, 16, 16)}, "one or two hidden layers, not 3"),
        ({"filters": tuple(f"identity{'+mean' * n}" for n in range(9))}, "1 to 8 perception filters, not 9"),
        ({"learned_filters": 1}, "fixed perception filters only"),
        ({"noise": 0.1}, "it does not support noise"),
    ],
)
def test_what_it_does_not_serve_is_said(settings: dict[str, Any], reason: str) -> None:
    """By kind and by size, before anything is computed; never computed as something else."""
    automaton = CellularAutomaton.initial(AutomatonConfig(**({"hidden": (16,)} | settings)), jax.random.key(0))
    assert reason in (NativeEngine.obstacle(automaton) or "")
    with pytest.raises(KernelUnavailableError, match=reason):
        native().rollout(automaton, automaton.seed(5, batch=1), 1, automaton.conditions(Conditions(), 1), 1)


@needs_kernel
def test_other_numbers_than_float32_are_refused() -> None:
    automaton = CellularAutomaton.initial(AutomatonConfig(hidden=(16,)), jax.random.key(0))
    assert NativeEngine.obstacle(automaton) is None
    half = jax.tree.map(lambda leaf: leaf.astype(jnp.float16), automaton)
    assert "float32, not float16" in (NativeEngine.obstacle(half) or "")


def test_it_can_be_imported_without_the_extension(tmp_path: Path) -> None:
    """In a copy of the package that has no extension, as where there was no compiler."""
    shutil.copytree(
        ROOT / "src" / "blastema", tmp_path / "blastema", ignore=shutil.ignore_patterns("*.so", "*.pyd", "__pycache__")
    )
    program = "from blastema.engines import native_calls as n; print(n.is_available()); n.instruction_level()"
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert result.stdout.startswith("(False, ")
    assert "the extension blastema._native cannot be loaded" in result.stdout
    assert "KernelUnavailableError: kernel native is not available" in result.stderr


@needs_kernel
def test_an_extension_for_a_newer_jaxlib_is_told_and_the_dense_engine_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    """XLA refuses targets that were compiled with newer headers than its own."""
    words = "INVALID_ARGUMENT: the handler's API version (0.3) is incompatible with the framework's API version (0.2)"

    def refuse(*_: object, **__: object) -> None:
        raise jax.errors.JaxRuntimeError(words)

    monkeypatch.setattr(jax.ffi, "register_ffi_target", refuse)
    native_calls._extension.cache_clear()
    try:
        automaton = CellularAutomaton.initial(AutomatonConfig(), jax.random.key(0))
        chosen = engines.resolve("auto", automaton)
        found = doctor._examine()
        with pytest.raises(KernelUnavailableError, match=r"kernel native is not available.*does not fit .* jaxlib"):
            engines.resolve("native", automaton)
    finally:
        native_calls._extension.cache_clear()
    assert chosen.name == "jax"
    assert "does not fit the installed jaxlib" in chosen.why
    assert words in chosen.why
    native = next(finding for finding in found if finding["name"] == "kernel native")
    assert not native["ok"]
    assert words in native["found"]


def test_the_extension_is_compiled_with_the_headers_of_the_oldest_jaxlib_that_is_allowed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    oldest = next(name for name in project["project"]["dependencies"] if name.startswith("jax>="))
    assert f"jaxlib=={oldest.removeprefix('jax>=')}; python_version < '3.14'" in project["build-system"]["requires"]


def test_it_installs_without_a_compiler(tmp_path: Path) -> None:
    """The wheel is then pure Python."""
    for module in ("scikit_build_core", "nanobind", "cmake", "ninja", "pip"):
        pytest.importorskip(module)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "README.md").touch()
    ignore = shutil.ignore_patterns("*.so", "*.pyd", "__pycache__")
    shutil.copytree(ROOT / "native", tmp_path / "native")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=ignore)
    empty = tmp_path / "empty"
    empty.mkdir()
    hidden = {"CC", "CXX", "CMAKE_GENERATOR", "CMAKE_ARGS", "SKBUILD_CMAKE_ARGS"}
    environment = {key: value for key, value in os.environ.items() if key not in hidden} | {"PATH": str(empty)}
    command = [sys.executable, "-m", "pip", "wheel", str(tmp_path), "--no-deps", "--no-build-isolation", "-q"]
    subprocess.run([*command, "-w", str(tmp_path / "wheels")], env=environment, check=True, capture_output=True)
    names = [path.name for path in (tmp_path / "wheels").iterdir()]
    assert len(names) == 1
    assert names[0].endswith("-py3-none-any.whl")
