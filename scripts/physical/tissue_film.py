"""A film of what ``tissue`` has written, and its error beside the picture that was wanted.

    python scripts/physical/tissue_film.py ORGANISM FRAMES HEIGHT WIDTH MILLISECONDS_PER_FRAME FILM.gif

ORGANISM is the file that was exported to C, FRAMES what the program printed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image

import blastema as bl
from blastema.integer import convert, rule_of
from blastema.pictures import to_rgb

PIXELS = 7


def main() -> None:
    """Write the film and print the error of each frame."""
    source, frames, height, width, every, film = sys.argv[1:]
    organism = convert(bl.load_organism(source))
    rule = rule_of(organism.automaton)
    size = int(height) * int(width) * rule.channels
    numbers = np.frombuffer(Path(frames).read_bytes(), "<i2")
    whole = numbers[: len(numbers) // size * size]
    states = whole.reshape(-1, int(height), int(width), rule.channels).astype(np.float32) / 2**rule.state_bits
    assert organism.target is not None
    for number, state in enumerate(states):
        error = np.log10(((state[..., :4] - organism.target.array) ** 2).mean())
        alive = int((state[..., 3] > organism.automaton.alive_threshold).sum())
        print(f"{number * int(every)} ms: {alive} mature cells, log10 of the error {error:.2f}")
    pictures = [Image.fromarray(np.asarray(to_rgb(state))) for state in states]
    large = [one.resize((one.width * PIXELS, one.height * PIXELS), Image.Resampling.NEAREST) for one in pictures]
    durations = [100] * (len(large) - 1) + [1500]
    large[0].save(film, save_all=True, append_images=large[1:], duration=durations, loop=0, optimize=True)


if __name__ == "__main__":
    main()
