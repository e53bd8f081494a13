"""The command line in processes of their own."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path


class Command:
    """``blastema`` in a process and process group of its own, and what it has printed."""

    def __init__(self, words, file: Path, **settings) -> None:
        self.file = file
        text = [sys.executable, "-c", "from blastema.cli import main; main()", *map(str, words)]
        with file.open("wb") as out:
            self.process = subprocess.Popen(text, stdout=out, stderr=out, start_new_session=True, **settings)

    def said(self) -> str:
        return self.file.read_text("utf-8")

    def until(self, pattern: str, ends: bool = False) -> re.Match[str]:
        end = time.monotonic() + 300
        while (found := re.search(pattern, self.said(), re.DOTALL)) is None:
            assert ends or self.process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.05)
        return found
