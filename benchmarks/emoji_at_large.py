"""Train a hundred emoji of an installed font, other than the built-in ten, with the defaults.

Each is trained as by `blastema grow EMOJI` (recipe quick, regenerating, seed 0), in a sweep, and evaluated. Of
the hundred, 30 have an empty middle; the others are drawn at random. Prints a Markdown table of the results:

    python benchmarks/emoji_at_large.py --out sweeps/emoji
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import unicodedata
from pathlib import Path

from fontTools.ttLib import TTFont

from blastema import emoji
from blastema.errors import InputError
from blastema.targets import load_target

COUNT, HOLLOW = 100, 30
ALWAYS = "🌙⭕🎵🧲🐛"
"""Reported as impossible to grow before seeds were placed on the picture."""
HELD_OUT = "🌵🦊🍄🐙🚀🍓🐢"
"""Used to evaluate starts (`benchmarks/starts.py`)."""


def candidates() -> list[str]:
    """Single emoji of the font that are not built in."""
    path = emoji.fonts.find_font()
    assert path is not None, "no colour-emoji font is installed"
    with TTFont(str(path), fontNumber=0, lazy=True) as font:
        known = sorted(font.getBestCmap() or {})
    symbols = [chr(code) for code in known if code > 0x2000 and unicodedata.category(chr(code)) == "So"]
    half_flags = {chr(code) for code in range(0x1F1E6, 0x1F200)}
    return [s for s in symbols if s not in emoji.BUILT_IN and s not in half_flags and emoji.is_emoji(s)]


def chosen() -> list[str]:
    """The hundred emoji: always the same ones for the same font."""
    hollow, whole = list(ALWAYS), []
    symbols = candidates()
    random.Random(0).shuffle(symbols)
    for symbol in symbols:
        try:
            target = load_target(symbol, size=24, padding=6)
        except InputError:
            continue  # a modifier without its own picture
        (hollow if target.seeds else whole).append(symbol)
    hollow = list(dict.fromkeys(hollow))[:HOLLOW]
    return hollow + whole[: COUNT - len(hollow)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("sweeps/emoji"))
    parser.add_argument("--only-list", action="store_true")
    arguments, flags = parser.parse_known_args()
    symbols = chosen()
    if arguments.only_list:
        print(" ".join(symbols))
        return
    if not arguments.out.exists():
        command = [
            sys.executable,
            "-m",
            "blastema",
            "sweep",
            "--out",
            str(arguments.out),
            "--targets",
            *symbols,
            *flags,
        ]
    else:
        command = [sys.executable, "-m", "blastema", "sweep", str(arguments.out)]
    subprocess.run(command, check=False)
    table(arguments.out)


def table(folder: Path) -> None:
    """The sweep's summary as a Markdown table."""
    rows = json.loads((folder / "summary.json").read_text())
    print("| emoji | state | log10 loss | grow200 | persist5000 | recovered |\n|---|---|---|---|---|---|")
    for row in rows:
        values = [row.get(name) for name in ("log10_loss", "grow200", "persist5000", "recovered")]
        shown = ["" if value is None else f"{value:g}" for value in values]
        print(f"| {row['target']} | {row['state']} | {' | '.join(shown)} |")


if __name__ == "__main__":
    main()
