"""Two lizards lose all their hidden channels: python examples/forgetting.py

Writes forgetting.png: the tough lizard above, which was trained with such damage, the zoo's usual one below; grown,
without hidden channels, and 20, 100 and 400 steps later.
"""

import numpy as np
from PIL import Image

import blastema as bl
from blastema.evaluation import pixel_error

LATER = (20, 100, 400)


def on_white(state: np.ndarray) -> np.ndarray:
    """The picture of a state, RGB in [0, 1]."""
    shown = np.clip(state[..., :4], 0, 1)
    return np.clip(1 - shown[..., 3:] + shown[..., :3], 0, 1)


rows = []
for name in ("lizard-tough", "lizard-regenerating"):
    organism = bl.load_organism(name)
    grown = np.asarray(organism.grow(200))
    forgot = grown.copy()
    forgot[..., 4:] = 0  # what its cells see of each other is only RGB and alpha
    states = [grown, forgot]
    for steps in LATER:
        states.append(np.asarray(organism.rollout(forgot, steps, bl.Conditions(step=200))))
    error = pixel_error(states[-1][None], organism.target.array)[0]
    print(f"{name}: log10 of the error {np.log10(error):.2f} at step {200 + LATER[-1]}")
    rows.append(np.concatenate([on_white(state) for state in states], axis=1))
picture = Image.fromarray((np.concatenate(rows) * 255).astype(np.uint8))
picture.resize((3 * picture.width, 3 * picture.height), Image.Resampling.NEAREST).save("forgetting.png")
