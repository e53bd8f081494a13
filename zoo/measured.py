"""Measurements of organisms of examples/, which have no card in the zoo: kept in a JSON file, shown in the results."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import goals

from blastema import Organism, load_organism
from blastema._files import write_atomically


@dataclasses.dataclass(frozen=True)
class Examples:
    """Organisms whose figures are a section of docs/results.md.

    title:     of the section
    organisms: their files, by name
    script:    the name of the script that measures them, and of the JSON file, both in zoo/
    """

    title: str
    organisms: dict[str, Path]
    script: str

    @property
    def file(self) -> Path:
        """The measurements."""
        return goals.ROOT / "zoo" / f"{self.script}.json"

    def measure(self, measure: Callable[[Organism], dict[str, Any]]) -> None:
        """Store the measurements, but for the time that they took, and write docs/results.md again."""
        import results

        found = {}
        for name, path in self.organisms.items():
            print(f"measuring {name} ...", flush=True)
            figures = measure(load_organism(path))
            found[name] = {key: value for key, value in figures.items() if key != "seconds"} | {"sha256": _sha256(path)}
        write_atomically(self.file, (json.dumps(found, indent=1) + "\n").encode())
        print(self.file.relative_to(goals.ROOT))
        results.write()

    def begun(self) -> tuple[list[str], dict[str, dict[str, Any]]]:
        """The first lines of the section, and the measurements by organism; none if there are none."""
        lines = [f"## {self.title}", ""]
        if not self.file.exists():
            return [*lines, f"Not measured yet: `python zoo/{self.script}.py`."], {}
        found: dict[str, dict[str, Any]] = json.loads(self.file.read_text(encoding="utf-8"))
        for name, path in self.organisms.items():
            if name not in found:
                lines += [f"Not measured yet: {name}.", ""]
            elif found[name]["sha256"] != _sha256(path):
                lines += [f"Measured on an earlier version of the organism: {name}.", ""]
        return lines, found


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
