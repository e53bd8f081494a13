"""Prints the oldest version that pyproject.toml allows of each dependency, as constraints for pip.

python scripts/lower_bounds.py >bounds.txt && pip install --constraint bounds.txt .
"""

from __future__ import annotations

import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


def main() -> None:
    """One line ``name==version`` for each line ``name>=version``; another kind of line is an error."""
    for dependency in tomllib.loads(PROJECT.read_text("utf-8"))["project"]["dependencies"]:
        name, bound, version = dependency.partition(">=")
        if not bound:
            raise SystemExit(f"{dependency!r} in {PROJECT} has no lower bound")
        print(f"{name}=={version}")


if __name__ == "__main__":
    main()
