"""Training with a custom loss and a custom damage: python examples/own_loss_and_damage.py

The loss weights alpha twice, so that the outline is learned first; the damage erases a random tenth of all cells.
"""

import jax
import jax.numpy as jnp

import blastema as bl
from blastema.training import Trained

WEIGHTS = jnp.array([1.0, 1.0, 1.0, 2.0])


def loss(states, target):
    """[B, H, W, C] and [H, W, 4] to one loss per sample, [B]."""
    return jnp.mean(WEIGHTS * (states[..., :4] - target) ** 2, axis=(1, 2, 3))


def damage(key, states):
    """States [N, H, W, C], a random tenth of their cells erased."""
    erased = jax.random.bernoulli(key, 0.1, states.shape[:3])
    return jnp.where(erased[..., None], 0, states)


config = bl.regenerating("quick", iterations=800)
target = bl.load_target("🐞", config.target)
for event in bl.fit(target, config, loss=loss, damage=damage):
    if isinstance(event, Trained) and event.iteration % 100 == 0:
        print(f"iteration {event.iteration}: log10 loss {event.smoothed:.2f}")
print(event.organism)
