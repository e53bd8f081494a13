"""Fail if a wheel is too large. Usage: python scripts/wheel_size.py WHEEL ..."""

import sys
from pathlib import Path

LARGEST_BYTES = 3_000_000


def main() -> int:
    """Print each wheel's size; 1 if one is too large."""
    sizes = {path: Path(path).stat().st_size for path in sys.argv[1:]}
    for path, size in sizes.items():
        print(f"{path}: {size / 1e6:.2f} MB (at most {LARGEST_BYTES / 1e6:g})")
    return int(not sizes or max(sizes.values()) > LARGEST_BYTES)


if __name__ == "__main__":
    sys.exit(main())
