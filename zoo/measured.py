"""Measurements of organisms of examples/, which have no card in the zoo: kept in a JSON file, shown in the results."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

import goals

from blastema._files import write_atomically


@dataclasses.dataclass(frozen=True)
class Example:
    """An organism whose figures are a section of docs/results.md.

    title:    of the section
    organism: its file
    name:     of the script that measures it, and of the JSON file, both in zoo/
    """

    title: str
    organism: Path
    name: str

    @property
    def file(self) -> Path:
        """The measurements."""
        return goals.ROOT / "zoo" / f"{self.name}.json"

    def keep(self, found: dict[str, Any]) -> None:
        """Store measurements, but for the time that they took, and write docs/results.md again."""
        import results

        kept = {name: value for name, value in found.items() if name != "seconds"} | {"sha256": self._sha256()}
        write_atomically(self.file, (json.dumps(kept, indent=1) + "\n").encode())
        print(self.file.relative_to(goals.ROOT))
        results.write()

    def begun(self) -> tuple[list[str], dict[str, Any]]:
        """The first lines of the section, and the measurements; none if there are none."""
        lines = [f"## {self.title}", ""]
        if not self.file.exists():
            return [*lines, f"Not measured yet: `python zoo/{self.name}.py`."], {}
        found: dict[str, Any] = json.loads(self.file.read_text(encoding="utf-8"))
        if found["sha256"] != self._sha256():
            lines += ["Measured on an earlier version of the organism.", ""]
        return lines, found

    def _sha256(self) -> str:
        return hashlib.sha256(self.organism.read_bytes()).hexdigest()
