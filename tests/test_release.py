"""What a release is made of: one version, and workflows that call what .ci/run calls."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import blastema

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_the_version_has_one_source():
    source = PROJECT["tool"]["scikit-build"]["metadata"]["version"]["input"]
    assert "version" in PROJECT["project"]["dynamic"]
    assert f'__version__ = "{blastema.__version__}"\n' in (ROOT / source).read_text("utf-8")
    assert f"\nversion: {blastema.__version__}\n" in (ROOT / "CITATION.cff").read_text("utf-8")


def test_the_workflows_call_the_scripts_that_the_ci_calls():
    called = [
        set(re.findall(r"(?:scripts|native/tests)/[\w.]+", text))
        for text in ((ROOT / path).read_text("utf-8") for path in (".ci/run", ".github/workflows/ci.yml"))
    ]
    assert called[0] == called[1] != set()
    assert all((ROOT / path).is_file() for path in called[0])


def test_every_supported_python_is_tested_and_has_wheels():
    matrix = re.search(r"python-version: (\[.*\])", (ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
    assert matrix is not None
    versions = re.findall(r"3\.(\d+)", matrix[1])
    assert PROJECT["project"]["requires-python"] == f">=3.{versions[0]}"
    assert PROJECT["tool"]["cibuildwheel"]["build"] == " ".join(f"cp3{minor}-*" for minor in versions)
