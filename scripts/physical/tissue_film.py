"""A tissue of emulated processors, filmed, with its error beside the picture that was wanted.

    python scripts/physical/tissue_film.py ORGANISM FOLDER FILM.gif

ORGANISM is what was exported to C into FOLDER, where ``make firmware.elf tissue`` has been done. Each frame is told as
it comes. The emulation takes about 50 microseconds of a core for each millisecond of each processor, so the film of
the docs (24 x 24 cells, 3.9 s) takes two to three minutes of one core. After --limit seconds on the clock it is ended,
and the film is of what there is.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

import blastema as bl
from blastema.pictures import to_rgb

PIXELS = 7


def frames(options: argparse.Namespace, channels: int, one: int) -> Iterator[Any]:
    """States [H, W, C] as the tissue tells them; ends with it, or at the limit."""
    words = [options.size, options.size, options.milliseconds, options.every]
    cut = [options.cut_at, options.cut] if options.cut_at >= 0 else []
    command = ["./tissue", "firmware.elf", *map(str, [*words, *cut])]
    size = 2 * options.size**2 * channels
    with subprocess.Popen(command, cwd=options.folder, stdout=subprocess.PIPE) as tissue:
        assert tissue.stdout is not None
        timer = threading.Timer(options.limit, tissue.kill)
        timer.start()
        try:
            while len(data := tissue.stdout.read(size)) == size:
                numbers = np.frombuffer(data, "<i2").reshape(options.size, options.size, channels)
                yield numbers.astype(np.float32) / one
        finally:
            ended = not timer.is_alive()
            timer.cancel()
            tissue.kill()
    if ended:
        print(f"ended after {options.limit:g} s: give a larger --limit, fewer --milliseconds or a smaller --size")


def constant(header: str, name: str) -> int:
    """A number of ``weights.h``."""
    found = re.search(rf"#define CELL_{name} (-?\d+)", header)
    if found is None:
        raise SystemExit(f"weights.h has no CELL_{name}; expected the folder of blastema export --to c")
    return int(found[1])


def main() -> None:
    """Run the tissue, print the error of each frame, write the film."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("organism")
    parser.add_argument("folder", type=Path)
    parser.add_argument("film", type=Path)
    parser.add_argument("--size", type=int, default=24, help="cells a side (default: 24)")
    parser.add_argument("--milliseconds", type=int, default=3900)
    parser.add_argument("--every", type=int, default=60, help="milliseconds from frame to frame (default: 60)")
    parser.add_argument("--cut-at", type=int, default=1500, help="milliseconds; -1: never (default: 1500)")
    parser.add_argument("--cut", default="left", choices=("left", "right", "top", "bottom"))
    parser.add_argument("--limit", type=float, default=540, help="seconds (default: 540)")
    options = parser.parse_args()
    target = bl.load_organism(options.organism).target
    header = (options.folder / "weights.h").read_text()
    threshold, one = constant(header, "THRESHOLD"), constant(header, "ONE")
    wanted = None if target is None or target.grid != (options.size,) * 2 else target.array
    pictures = []
    for number, state in enumerate(frames(options, constant(header, "CHANNELS"), one)):
        alive = int((state[..., 3] * one > threshold).sum())
        error = (
            "" if wanted is None else f", log10 of the error {np.log10(((state[..., :4] - wanted) ** 2).mean()):.2f}"
        )
        print(f"{number * options.every} ms: {alive} mature cells{error}", flush=True)
        pictures.append(Image.fromarray(np.asarray(to_rgb(state))))
    if not pictures:
        raise SystemExit("the tissue has written no frame; its message is above")
    large = [one.resize((one.width * PIXELS, one.height * PIXELS), Image.Resampling.NEAREST) for one in pictures]
    durations = [100] * (len(large) - 1) + [1500]
    large[0].save(options.film, save_all=True, append_images=large[1:], duration=durations, loop=0, optimize=True)


if __name__ == "__main__":
    main()
