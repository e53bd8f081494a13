"""Fixtures of the zoo: the user's own folder, and the maintainers' scripts; what tests import is in zoo_fixtures.py."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

_SCRIPTS = Path(__file__).resolve().parents[1] / "zoo"


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A user's empty zoo, and no built-in organisms."""
    monkeypatch.setenv("BLASTEMA_ZOO", str(tmp_path / "own"))
    for place in ("blastema.zoo.catalogue.built_in_folder", "blastema.zoo.built_in_folder"):
        monkeypatch.setattr(place, lambda: tmp_path / "built-in")
    return tmp_path / "own"


@pytest.fixture
def built_in(own, tmp_path):
    """The built-in zoo's folder, empty too."""
    return tmp_path / "built-in"


@pytest.fixture
def fresh_scripts(monkeypatch):
    """Imports the maintainers' scripts by name, anew in each test, since some tests set what others of them read."""
    monkeypatch.syspath_prepend(str(_SCRIPTS))
    names = [path.stem for path in _SCRIPTS.glob("*.py")]
    for name in names:
        monkeypatch.delitem(sys.modules, name, raising=False)
    yield importlib.import_module
    for name in names:
        sys.modules.pop(name, None)


@pytest.fixture
def scripts(fresh_scripts):
    """The maintainers' scripts as modules."""
    names = ("goals", "portrait", "article", "tellings", "toughness", "results", "build")
    return {name: fresh_scripts(name) for name in names}
