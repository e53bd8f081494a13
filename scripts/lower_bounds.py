"""Prints the oldest version that pyproject.toml allows of each dependency, as constraints for pip.

python scripts/lower_bounds.py world hub >bounds.txt && pip install --constraint bounds.txt ".[world,hub]"
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


def main(extras: list[str]) -> None:
    """One line ``name==version`` for each line ``name>=version``, extras too; another kind of line is an error."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    optional = project["optional-dependencies"]
    for dependency in (*project["dependencies"], *(line for extra in extras for line in optional[extra])):
        name, bound, version = dependency.partition(">=")
        if not bound:
            raise SystemExit(f"{dependency!r} in {PROJECT} has no lower bound")
        print(f"{name}=={version}")


if __name__ == "__main__":
    main(sys.argv[1:])
