"""Which organisms, pictures and files completion offers where, in the shells themselves."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from test_completion import offered

from blastema import zoo
from blastema.emoji import BUILT_IN
from blastema.figures import FIGURES

FILES = ("cat.png", "PHOTO.JPG", "grown.safetensors", "web.json", "notes.txt", "model.vox")
PICTURES = {"cat.png", "PHOTO.JPG", "model.vox"}
ORGANISMS = {"grown.safetensors", "web.json"}
TEN = set(BUILT_IN.values())
ZOO = {name for entry in zoo.entries_of(zoo.built_in_folder()) for name in (entry.name, entry.stem)}
REGIMES = {"growing", "persistent", "regenerating", "merging", "turning", "perturbed"}

IN_FULL = {
    "grow ": TEN | PICTURES | {"runs"},
    "evaluate --target ": TEN | PICTURES | {"runs"},
    "resume ": {"runs"},
    "studio --runs ": {"runs"},
    "sweep ": {"web.json", "runs"},
    "sweep --targets ": TEN | PICTURES | {"runs"},
    "import ": {*FILES, "runs"},
    "figures ": {*FIGURES, "all"},
    "evaluate --protocol ": {"article", "full"},
    "zoo train x --regime ": REGIMES,
    "grow --regime ": REGIMES | {"classifying"},
    "grow --kernel ": {"auto", "native", "cuda", "integer", "jax"},
    "zoo publish x --from ": {"built-in", "runs"},
}
"""What is offered at a position, and nothing else."""
ORGANISM_AT = ("info ", "evaluate ", "play ", "export ", "shrink ", "world new x ", "render --on ", "figures --from ")

shells = pytest.mark.parametrize(
    "shell",
    [
        pytest.param(name, marks=pytest.mark.skipif(shutil.which(name) is None, reason=f"{name} is not installed"))
        for name in ("bash", "zsh", "fish")
    ],
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).touch()
    (tmp_path / "runs").mkdir()
    return tmp_path


def at(shell: str, line: str, folder: Path) -> set[str]:
    found = {word.rstrip("/") for word in offered(shell, line, folder)}
    return found - {f"script.{shell}"}


@shells
def test_what_each_place_takes(shell: str, folder: Path):
    assert {line: at(shell, line, folder) for line in IN_FULL} == IN_FULL


@shells
def test_organisms_are_offered_where_one_is_named(shell: str, folder: Path):
    for line in ORGANISM_AT:
        found = at(shell, line, folder)
        assert found - {"runs"} <= ZOO | ORGANISMS, line
        assert {"lizard", "lizard-growing", "ten-pictures", "walk", "runs"} | ORGANISMS <= found, line
    assert at(shell, "zoo show ", folder) <= ZOO
    assert {"zoo", "stem", "nothing", "random", "walk", "grown.safetensors"} <= at(shell, "grow --from ", folder)


@shells
def test_the_users_own_organisms_are_offered(shell: str, folder: Path, monkeypatch: pytest.MonkeyPatch):
    mine = folder / "mine"
    mine.mkdir()
    (mine / "snail-growing.safetensors").touch()
    monkeypatch.setenv("BLASTEMA_ZOO", str(mine))
    assert at(shell, "info sna", folder) == {"snail"}
