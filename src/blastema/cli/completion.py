"""``blastema completion``."""

from __future__ import annotations

from blastema.cli.parser import completion
from blastema.cli.verbs import Completion


def run(command: Completion) -> int:
    """Print the script."""
    print(completion(command.shell), end="")
    return 0


__all__ = ["run"]
