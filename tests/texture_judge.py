"""The judge of textures: sliced optimal transport once more, in plain NumPy, patch by patch.

Written from ``docs/textures.md`` and not from the package, of which it imports nothing; the hash is the judge's own.
"""

from __future__ import annotations

import judge
import numpy as np

LEAST_SPREAD, FLAT = 0.02, 1e-3


def shown(states: np.ndarray) -> np.ndarray:
    """States on white: [B, H, W, 3]."""
    return states[..., :3] + (1 - np.clip(states[..., 3:4], 0, 1))


def direction(number: int, dimensions: int, level: int, word: int) -> np.ndarray:
    """One of the random directions: [D]. Its numbers are pairs of words of the hash, by Box and Muller."""
    normal = np.zeros(dimensions)
    for place in range(dimensions):
        first = 2 * (number * dimensions + place)
        words = judge.pcg3d(np.array([first, first + 1]), np.uint32(level), np.uint32(word))
        radius, turn = ((words >> np.uint32(8)).astype(np.float64) + 0.5) / 2**24
        normal[place] = np.sqrt(-2 * np.log(radius)) * np.cos(2 * np.pi * turn)
    return normal / np.sqrt((normal**2).sum())


def smaller(image: np.ndarray, times: int) -> np.ndarray:
    """Means of squares of 2^times pixels; a rest that fills none is left out."""
    step = 2**times
    rows, columns = image.shape[0] // step, image.shape[1] // step
    small = np.zeros((rows, columns, 3))
    for row, column in np.ndindex(rows, columns):
        small[row, column] = image[row * step : (row + 1) * step, column * step : (column + 1) * step].mean(axis=(0, 1))
    return small


def waves(length: int) -> np.ndarray:
    """The orthonormal cosine transform (DCT-II) of a length, [order, place]."""
    found = np.zeros((length, length))
    for order, place in np.ndindex(length, length):
        scale = np.sqrt((1 if order == 0 else 2) / length)
        found[order, place] = scale * np.cos(np.pi * (2 * place + 1) * order / (2 * length))
    return found


def features(image: np.ndarray, side: int, torus: bool, most: int, word: int) -> np.ndarray:
    """The cosine transforms of an image's patches: [N, side * side * 3]."""
    height, width, _ = image.shape
    rows, columns = (height, width) if torus else (height - side + 1, width - side + 1)
    step = max(1, round((rows * columns / most) ** 0.5)) if most else 1
    first = (word % step, word // step % step)
    along, colours, found = waves(side), waves(3), []
    for row in range(rows // step):
        for column in range(columns // step):
            down = (first[0] + row * step + np.arange(side)) % height
            right = (first[1] + column * step + np.arange(side)) % width
            patch = image[np.ix_(down, right)]
            found.append(np.einsum("ar,bc,de,rce->abd", along, along, colours, patch).ravel())
    return np.array(found)


def moved(found: np.ndarray, wanted: np.ndarray) -> float:
    """The mean square of how far values are moved, the smallest to the smallest: [N] to [M]."""
    found, wanted = np.sort(found), np.sort(wanted)
    total = 0.0
    for place, value in enumerate(found):
        total += (value - wanted[int((place + 0.5) * len(wanted) / len(found))]) ** 2
    return total / len(found)


def distance(
    image: np.ndarray, sample: np.ndarray, patch: int, levels: int, projections: int, torus: bool, most: int, word: int
) -> float:
    """The sliced optimal transport between an image [H, W, 3] and a sample [h, w, 3]: single pixels, and each level."""
    pairs = [(image, sample, 1)]
    pairs += [(smaller(image, level), smaller(sample, level), patch) for level in range(levels)]
    total = 0.0
    for level, (one, other, side) in enumerate(pairs):
        ours = features(one, side, torus, most, word)
        theirs = features(other, side, False, most, word)
        spread = theirs.std(axis=0)
        spread = np.maximum(spread, max(LEAST_SPREAD * spread.max(), FLAT))
        found = 0.0
        for number in range(projections):
            slope = direction(number, 3 * side * side, level, word) / np.sqrt(spread)
            slope = slope / np.sqrt(((slope * spread) ** 2).sum())
            found += moved(ours @ slope, theirs @ slope)
        total += found / projections
    return total / len(pairs)


def loss(states: np.ndarray, sample: np.ndarray, opacity: float, **settings: object) -> np.ndarray:
    """Of each state [B, H, W, C] against an opaque sample [h, w, 4]: the distance, and what alpha lacks."""
    lack = (np.maximum(1 - states[..., 3], 0) ** 2).mean(axis=(1, 2))
    far = [distance(image, sample[..., :3], **settings) for image in shown(states)]  # type: ignore[arg-type]
    return np.array(far) + opacity * lack
