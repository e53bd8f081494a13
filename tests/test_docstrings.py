"""The public surface is documented as its readers and the site expect: every argument, result and error."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import itertools
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))
import public_surface

import blastema

ROOT = Path(__file__).resolve().parents[1]


def _found(path: str) -> Any:
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


def _callables() -> Iterator[tuple[str, Any]]:
    """Functions and classes of the surface, and the classes' own public methods."""
    for path in (public_surface.names() | public_surface.extension_points()).values():
        kind = _found(path)
        if not callable(kind) or not hasattr(kind, "__module__") or not kind.__module__.startswith("blastema"):
            continue
        yield path, kind
        if not inspect.isclass(kind):
            continue
        for name, member in vars(kind).items():
            function = inspect.unwrap(getattr(member, "__func__", member))
            if not name.startswith("_") and inspect.isfunction(function):
                yield f"{path}.{name}", function


CALLABLES = dict(_callables())


def _section(doc: str, name: str) -> str:
    found = re.search(rf"^{name}:\n((?:[ ]+.*\n|\n)+)", doc + "\n", re.MULTILINE)
    return "" if found is None else inspect.cleandoc("\n" + found[1])


def _named(section: str) -> list[str]:
    return re.findall(r"^\*{0,2}([A-Za-z_]\w*)\*{0,2}:", section, re.MULTILINE)


def _described_fields(kind: Any) -> list[str]:
    """A class's fields that have a docstring of their own below them."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0].body  # type: ignore[attr-defined]
    return [
        field.target.id
        for field, after in itertools.pairwise(body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
    ]


def _arguments(kind: Any) -> list[str]:
    if inspect.isclass(kind):
        if dataclasses.is_dataclass(kind):
            return [field.name for field in dataclasses.fields(kind) if field.init]
        if issubclass(kind, tuple):
            return list(kind._fields)
        if "__init__" not in vars(kind):
            return []
        kind = vars(kind)["__init__"]
    return [name for name in inspect.signature(kind).parameters if name not in ("self", "cls")]


@pytest.mark.parametrize("path", CALLABLES)
def test_every_argument_and_result_is_described(path: str):
    kind = CALLABLES[path]
    doc = inspect.cleandoc(vars(kind).get("__doc__") or "" if inspect.isclass(kind) else kind.__doc__ or "")
    assert doc, f"{path} has no docstring"
    described = _named(_section(doc, "Args"))
    if inspect.isclass(kind) and not described:
        described = _named(_section(doc, "Attributes")) or _described_fields(kind)
    assert described == _arguments(kind)
    result = inspect.signature(kind).return_annotation if not inspect.isclass(kind) else None
    if result not in (None, "None", inspect.Signature.empty):
        assert _section(doc, "(?:Returns|Yields)"), f"{path} does not say what it returns"


def _documented_modules() -> set[str]:
    """The modules that README, documents, examples and notebooks name, and the homes of the public names."""
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "examples").rglob("*.py")]
    pages += (ROOT / "examples").rglob("*.ipynb")
    named = {name for page in pages for name in re.findall(r"\bblastema(?:\.[a-z_]+)+", page.read_text("utf-8"))}
    named |= {path.rpartition(".")[0] for path in public_surface.names().values()}
    named |= {name.rpartition(".")[0] for name in named}
    files = {name: ROOT / "src" / name.replace(".", "/") for name in named if name.startswith("blastema")}
    return {n for n, path in files.items() if path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()}


MODULES = sorted(_documented_modules())


def test_the_documents_name_modules():
    assert {"blastema.evaluation", "blastema.zoo", "blastema.drawing.film", "blastema.objective"} <= set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_errors_are_in_a_section_of_their_own(module: str):
    home = importlib.import_module(module)
    inline = []
    for name in getattr(home, "__all__", ()):
        thing = getattr(home, name)
        members = vars(thing).items() if inspect.isclass(thing) else ()
        for label, each in [(name, thing), *((f"{name}.{own}", member) for own, member in members)]:
            doc = each.__doc__ if callable(each) or isinstance(each, property) else None
            if re.search(r"\bRaises\s+`", doc or "") and not label.rpartition(".")[2].startswith("_"):
                inline.append(label)
    assert not inline, "write a section `Raises:`"


def _of_films() -> Iterator[tuple[str, Any]]:
    """The functions of films that say what they raise, and those that only name what they take."""
    for module in ("blastema.drawing.film", "blastema.drawing.film_files"):
        home = importlib.import_module(module)
        things = {name: getattr(home, name) for name in home.__all__}
        members = {
            f"{name}.{own}": each
            for name, kind in things.items()
            if inspect.isclass(kind)
            for own, each in vars(kind).items()
        }
        for label, each in (things | members).items():
            function = each.fget if isinstance(each, property) else each
            if inspect.isfunction(function) and not label.rpartition(".")[2].startswith("_"):
                yield label, function


@pytest.mark.parametrize(("label", "function"), list(_of_films()))
def test_functions_of_films_with_sections_have_all(label: str, function: Any):
    doc = inspect.cleandoc(function.__doc__ or "")
    listed = [name for name in _named(doc) if name in _arguments(function)]
    if "Raises:" in doc or listed:
        assert _named(_section(doc, "Args")) == _arguments(function)
        if inspect.signature(function).return_annotation != "None":
            assert _section(doc, "(?:Returns|Yields)"), f"{label} does not say what it returns"


def test_every_name_of_the_package_is_in_the_reference():
    assert set(public_surface.names()) == set(blastema.__all__) - {"__version__"}


def test_the_extension_points_are_those_of_the_guide():
    guide = (ROOT / "docs" / "extending.md").read_text("utf-8")
    subclassed = set(re.findall(r"class \w+\((Abstract\w+)\)", guide))
    assert subclassed == {name for name in public_surface.extension_points() if name.startswith("Abstract")}
