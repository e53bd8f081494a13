"""Who imports whom: the table below says it exactly, and nothing goes in a circle.

Imports inside functions count. Whoever adds an import between units, or takes the last one away, changes the table;
an import that goes upwards or sideways is seen there.
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
EXAMPLES = Path(__file__).parents[1] / "examples"

IMPORTS = {
    "_text": "",
    "errors": "_text",
    "_nearest": "",
    "_types": "",
    "pictures": "",
    "painter": "pictures",
    "_checks": "errors _nearest",
    "_base64": "errors _checks",
    "_files": "errors",
    "voxel_files": "errors _checks _files",
    "_kinds": "_text errors _files",
    "_json": "errors _checks",
    "filters": "errors _checks",
    "registry": "errors _nearest",
    "taught": "registry",
    "fire": "_types",
    "turns": "",
    "motion": "",
    "conditions": "_types _checks",
    "emoji": "errors _files",
    "digits": "errors _checks _files",
    "config": "errors _checks _nearest _kinds _json filters registry",
    "perception": "_types _checks filters conditions",
    "volumes": "errors _types conditions perception",
    "update": "_types _checks conditions",
    "decoder": "errors _types _checks config update",
    "measure": "_types decoder",
    "objective": "_types _checks decoder measure",
    "any_angle": "_types _checks turns measure objective",
    "moving": "errors _types motion config measure objective",
    "isotropic": "_types filters conditions perception",
    "classifying": "errors _types fire conditions update measure objective",
    "hierarchy": "errors _types _checks filters conditions perception update",
    "vgg": "errors _types _checks",
    "texture": "errors _types _checks fire conditions config measure objective vgg",
    "picture_files": "errors _checks _nearest _files _kinds emoji digits",
    "surroundings": "errors config",
    "pixel_art": "config",
    "animations": "errors _checks picture_files",
    "seeding": "",
    "targets": (
        "errors pictures painter _checks _nearest voxel_files motion config picture_files surroundings pixel_art "
        "animations seeding"
    ),
    "signals": "errors _nearest _checks _types emoji targets",
    "life": "_types perception",
    "assembly": "errors _types _checks filters registry config perception update decoder life",
    "fitting": "errors voxel_files registry config seeding targets assembly",
    "automaton": "_checks _types fire conditions config perception update decoder life assembly",
    "micro": "errors _types filters conditions perception update automaton",
    "engines": (
        "errors _types filters registry conditions config perception update decoder measure objective classifying "
        "life automaton micro volumes"
    ),
    "widening": "errors _types _checks registry config perception update assembly automaton",
    "organism": (
        "errors _types pictures painter _checks taught conditions decoder seeding targets signals life automaton "
        "engines"
    ),
    "portable": "errors _types _files _kinds fire config perception update targets life automaton widening organism",
    "trajectory": "_types conditions automaton organism",
    "article_kind": "_types filters perception update life automaton widening organism",
    "lifetime": "_types life organism trajectory",
    "surgeon": "_types",
    "rounding": "errors _types article_kind lifetime organism surgeon",
    "formats": (
        "errors _types _checks _base64 _files _kinds _json filters registry emoji config update targets "
        "signals assembly automaton organism trajectory article_kind rounding surgeon"
    ),
    "starts": "errors _types config update assembly automaton widening organism formats",
    "training": (
        "errors _types _checks registry turns conditions digits config decoder measure objective moving classifying "
        "seeding targets signals life assembly fitting automaton engines organism starts"
    ),
    "integer": (
        "_text errors _types _files fire conditions perception update measure objective life automaton engines "
        "organism article_kind lifetime rounding surgeon formats training"
    ),
    "drawing": (
        "_text errors _checks _nearest pictures painter _base64 _files taught conditions config signals organism "
        "trajectory training"
    ),
    "page": "_text errors _base64 _files registry taught emoji config classifying micro organism formats starts",
    "tracking": "errors _nearest pictures painter config organism training drawing",
    "runs": (
        "_text errors pictures painter _checks _base64 _files _json registry config measure objective picture_files "
        "targets assembly fitting engines organism formats starts training drawing"
    ),
    "evaluation": (
        "errors _types pictures painter _checks registry taught turns motion conditions config any_angle classifying "
        "texture seeding targets signals engines organism trajectory training runs"
    ),
    "shrinking": (
        "_text errors _checks _files _json config perception update targets assembly automaton organism lifetime "
        "surgeon formats runs"
    ),
    "sweep": (
        "_text errors _checks _nearest _files _json registry taught config picture_files targets fitting training "
        "drawing runs evaluation"
    ),
    "studio": (
        "_text errors pictures painter _checks _base64 _files _json taught config picture_files targets assembly "
        "fitting organism formats starts training page runs evaluation"
    ),
    "showing": "_text errors _checks pictures _base64 _files targets organism drawing page runs",
    "watching": "_checks organism training drawing runs showing",
    "zoo": (
        "_text errors pictures _checks _nearest _base64 _files _json taught emoji config organism formats starts "
        "drawing page runs evaluation"
    ),
    "figures": (
        "_text errors _checks _nearest _types pictures _files filters taught fire conditions config perception "
        "automaton organism trajectory formats training drawing runs evaluation zoo"
    ),
    "world": (
        "_text errors _types pictures _checks _files fire conditions perception update life automaton engines "
        "organism formats"
    ),
    "cli": (
        "_text errors _nearest pictures painter _files registry taught emoji picture_files voxel_files config "
        "targets signals assembly fitting automaton engines widening organism portable formats starts training "
        "drawing page tracking runs integer evaluation shrinking sweep studio zoo figures world"
    ),
    "__main__": "cli",
}
"""What each module or sub-package of the package imports, lowest first. Registries import kinds by name, later."""


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


def imports_by_unit() -> dict[str, set[str]]:
    units: dict[str, set[str]] = {unit(module): set() for module in MODULES}
    for module, targets in GRAPH.items():
        units[unit(module)] |= {unit(target) for target in targets} - {unit(module)}
    return units


def test_every_unit_is_in_the_table_and_nothing_else():
    assert set(imports_by_unit()) == set(IMPORTS)


@pytest.mark.parametrize("name", IMPORTS)
def test_units_import_what_the_table_says(name):
    assert imports_by_unit()[name] == set(IMPORTS[name].split())


def test_the_table_goes_downwards_alone():
    order = list(IMPORTS)
    for name, targets in IMPORTS.items():
        upwards = [target for target in targets.split() if order.index(target) >= order.index(name)]
        assert not upwards, f"{name} stands below {upwards}"


@pytest.mark.parametrize("module", MODULES)
def test_names_are_imported_from_their_modules_not_from_the_package(module):
    assert GRAPH[module] <= set(MODULES), f"{module} imports the package itself; take names from their own modules"


def test_nothing_goes_in_a_circle():
    list(graphlib.TopologicalSorter(GRAPH).static_order())  # raises CycleError and names the circle


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


PUBLIC = [module for module in MODULES if not any(part.startswith("_") for part in module.split("."))]


def own_names(module: str) -> set[str]:
    """The names without an underscore that a module defines itself: functions, classes, constants, types."""
    names: set[str] = set()
    for node in ast.parse(MODULES[module].read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update(inner.id for target in targets for inner in ast.walk(target) if isinstance(inner, ast.Name))
    return {name for name in names if not name.startswith("_")}


@pytest.mark.parametrize("module", PUBLIC)
def test_modules_say_what_is_public_and_the_rest_has_an_underscore(module):
    loaded = importlib.import_module(module)
    own = own_names(module)
    if not own and not hasattr(loaded, "__all__"):
        return
    assert hasattr(loaded, "__all__"), f"{module} has no __all__"
    assert len(set(loaded.__all__)) == len(loaded.__all__)
    assert own <= set(loaded.__all__), f"neither public nor underscored: {sorted(own - set(loaded.__all__))}"
    missing = [name for name in loaded.__all__ if not hasattr(loaded, name)]
    assert not missing, f"{module} has no {missing}"


def names_imported(path: Path) -> list[tuple[str, str]]:
    """Pairs of the package's module and the name that a file takes from it, ``import blastema as bl`` included."""
    tree = ast.parse(path.read_text("utf-8"))
    found, aliases = [], set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "blastema":
            found += [(node.module or "", alias.name) for alias in node.names]
        elif isinstance(node, ast.Import):
            own = [alias for alias in node.names if alias.name.split(".")[0] == "blastema"]
            assert all(alias.name == "blastema" for alias in own), f"{path} imports a module by its long name"
            aliases.update(alias.asname or alias.name for alias in own)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases:
            found.append(("blastema", node.attr))
    return found


def is_public(module: str, name: str) -> bool:
    """Whether ``from module import name`` gives something public: a module, or a name of the module's ``__all__``."""
    if f"{module}.{name}" in MODULES:
        return f"{module}.{name}" in PUBLIC
    public = module == "blastema" or module in PUBLIC
    return public and name in getattr(importlib.import_module(module), "__all__", ())


@pytest.mark.parametrize(
    "path", sorted([*EXAMPLES.glob("*.py"), *EXAMPLES.glob("extending/*.py")]), ids=lambda path: path.stem
)
def test_examples_take_public_names_only(path):
    taken = names_imported(path)
    assert taken or path.name == "draw.py"  # which draws with Pillow alone
    assert [pair for pair in taken if not is_public(*pair)] == []


@pytest.mark.parametrize("module", MODULES)
def test_modules_take_no_hidden_names_of_each_other(module):
    hidden = [
        (source, name)
        for source, name in names_imported(MODULES[module])
        if name.startswith("_") and f"{source}.{name}" not in MODULES and name != "__version__"
    ]
    assert hidden == []


@pytest.mark.parametrize("module", [module for module in MODULES if module != "blastema.__main__"])
def test_modules_can_be_imported_each_by_itself(module):
    importlib.import_module(module)
