"""The direction of imports: a file imports from its own layer or a lower one, and nothing goes in a circle.

Imports inside functions count. Whoever adds a module puts it into the table below.
"""

from __future__ import annotations

import ast
import graphlib
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import blastema

SOURCE = Path(blastema.__file__).parent

LAYERS = (
    "errors",
    "_types _checks _files",
    "config emoji pictures",
    "perception update fire objective targets",
    "engines",
    "automaton",
    "organism",
    "training",
    "formats",
    "drawing",
    "page runs",
    "evaluation",
    "zoo",
    "figures",
    "sweep",
    "cli",
    "__main__",
)
"""Modules and sub-packages of the package, lowest layer first."""

LAYER_OF = {name: number for number, names in enumerate(LAYERS) for name in names.split()}


def module_name(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(SOURCE.rglob("*.py"))}
PACKAGE_FILE = MODULES.pop("blastema")


def imports_of(name: str, path: Path) -> set[str]:
    """The package's own modules that a file imports, those under ``if TYPE_CHECKING`` left out.

    The package itself, which has the version and loads all else lazily, may be imported from anywhere.
    """
    tree = ast.parse(path.read_text("utf-8"))
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            skipped.update(inner for statement in node.body for inner in ast.walk(statement))
    found: set[str] = set()
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name} imports relatively; write the module's full name"
            # "from a import b" may mean the module a.b or a name in a.
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    own = {target for target in found - {"blastema", "blastema.__version__"} if target.split(".")[0] == "blastema"}
    return {target if target in MODULES else target.rpartition(".")[0] for target in own} - {name}


GRAPH = {name: imports_of(name, path) for name, path in MODULES.items()}


def unit(module: str) -> str:
    return module.split(".")[1]


def test_every_module_has_a_layer():
    units = {unit(module) for module in MODULES}
    assert units <= set(LAYER_OF), f"give these a layer: {sorted(units - set(LAYER_OF))}"


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_downwards(module):
    assert GRAPH[module] <= set(MODULES), f"{module} imports the package itself; take names from their own modules"
    upwards = {target for target in GRAPH[module] if LAYER_OF[unit(target)] > LAYER_OF[unit(module)]}
    assert not upwards, f"{module} is of a lower layer than {upwards}"


def test_nothing_goes_in_a_circle():
    list(graphlib.TopologicalSorter(GRAPH).static_order())  # raises CycleError and names the circle


def test_no_sub_package_and_module_go_in_a_circle():
    units = {unit(module): set() for module in MODULES}
    for module, targets in GRAPH.items():
        units[unit(module)] |= {unit(target) for target in targets} - {unit(module)}
    list(graphlib.TopologicalSorter(units).static_order())


def test_settings_and_help_need_no_jax():
    """What the command line imports to answer --help, a wrong flag or --dry-run."""
    names = [f"blastema.{name}" for name in ("", "config", "config.file", "config.presets", "errors", "cli")]
    code = f"import sys, importlib\nfor name in {names!r}: importlib.import_module(name.rstrip('.'))\n"
    code += "print([name for name in ('jax', 'equinox', 'optax', 'matplotlib', 'av') if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize("name", blastema.__all__)
def test_public_names_resolve_and_are_documented(name):
    value = getattr(blastema, name)
    assert name in dir(blastema)
    if name == "__version__":
        assert value.count(".") == 2
        return
    assert inspect.getdoc(value), f"{name} has no docstring"
    assert value.__module__.startswith("blastema.")


def test_an_unknown_public_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'blastema' has no attribute 'grow'"):
        _ = blastema.grow


def test_public_names_are_in_the_tests():
    tests = "\n".join(
        path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py") if path.name != Path(__file__).name
    )
    unused = [name for name in blastema.__all__ if name not in tests and name != "__version__"]
    assert not unused


@pytest.mark.parametrize("module", MODULES)
def test_modules_and_their_public_parts_are_documented(module):
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    assert ast.get_docstring(tree), f"{module} has no docstring"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{module}.{node.name} has no docstring"


@pytest.mark.parametrize("module", [module for module in MODULES if module != "blastema.__main__"])
def test_modules_can_be_imported_each_by_itself(module):
    importlib.import_module(module)
