"""What a release is made of: one version, and workflows that call what .ci/run calls."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

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


def jobs(workflow: str) -> dict[str, str]:
    """Each job's text, by its name."""
    text = (ROOT / ".github/workflows" / workflow).read_text("utf-8").partition("\njobs:\n")[2]
    parts = re.split(r"^  ([\w-]+):\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_nothing_is_published_before_every_check_has_passed():
    release = jobs("release.yml")
    assert "gh-action-pypi-publish" in release["publish"]
    needed = re.search(r"needs: \[(.*)\]", release["publish"])
    assert needed is not None
    called = [re.search(r"uses: \./(.*)\n", release[name]) for name in needed[1].split(", ")]
    assert {found[1] for found in called if found} == {".github/workflows/ci.yml", ".github/workflows/wheels.yml"}
    # A workflow that is called may ask for no more than its caller has, or nothing of it starts.
    assert not any("write" in (ROOT / found[1]).read_text("utf-8") for found in called if found)


def test_each_job_that_runs_tests_fails_for_what_it_had_to_skip():
    for name, text in jobs("ci.yml").items():
        written = re.findall(r"--junitxml=(\S+)", text)
        assert written == re.findall(r"scripts/skips\.py (\S+)", text), name
        assert bool(written) == ("pytest" in text or "scripts/web" in text), name


def test_the_extra_of_the_tests_has_what_all_others_have():
    """scripts/oldest installs this one alone. JAX for cards is the same JAX."""
    extras = PROJECT["project"]["optional-dependencies"]
    others = extras.keys() - {"cuda", "browser", "docs", "dev", "test"}
    assert {line for name in others for line in extras[name]} < set(extras["test"])


def test_the_hooks_before_a_commit_are_the_commands_of_the_check():
    """Each is a program that the extra dev installs, so that none is downloaded."""
    clientlib = pytest.importorskip("pre_commit.clientlib")  # in the extra dev, not in test
    hooks = ROOT / ".pre-commit-config.yaml"
    repositories = clientlib.load_config(str(hooks))["repos"]
    assert [repository["repo"] for repository in repositories] == ["local"]
    found = [hook for repository in repositories for hook in repository["hooks"]]
    assert {hook["language"] for hook in found} <= {"system", "unsupported"}  # newly named in 4.4
    check = (ROOT / "scripts/check").read_text("utf-8").partition("set -eux\n")[2]
    assert [hook["entry"].replace(" --force-exclude", "") for hook in found] == check.replace(" .", "").splitlines()
    names = {re.split(r"\W", line)[0] for line in PROJECT["project"]["optional-dependencies"]["dev"]}
    assert {hook["entry"].split()[0] for hook in found} | {"pre"} <= names
