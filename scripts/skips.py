"""Fail if a test was skipped that should have run: the reason of every skip must be in the list below."""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ALLOWED = ("shared/distill", "could not import 'torch'", "no CUDA compiler")
"""The article's own files are not part of the project; tests use them if present. PyTorch and CUDA's
tools are large."""
PROCESSOR = Path("/proc/cpuinfo")


def allowed() -> tuple[str, ...]:
    """Parts of the reasons that may be given here: bf16 needs a processor that has it."""
    without = PROCESSOR.is_file() and "avx512_bf16" not in PROCESSOR.read_text()
    return (*ALLOWED, "no bf16") if without else ALLOWED


def main() -> int:
    """Print the skips of a JUnit file; 1 if one is not allowed."""
    reasons = allowed()
    cases = ElementTree.parse(Path(sys.argv[1])).iter("testcase")
    skips = [(case.get("name"), skip.get("message") or "") for case in cases for skip in case.iter("skipped")]
    wrong = [(name, message) for name, message in skips if not any(reason in message for reason in reasons)]
    for name, message in skips:
        print(f"skipped: {name}: {message}")
    if wrong:
        print(f"{len(wrong)} tests were skipped that should have run", file=sys.stderr)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
