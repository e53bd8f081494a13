"""Trackers: a training's events for TensorBoard, Weights & Biases and MLflow.

    with Tracking(("tensorboard",), "lizard") as tracking:
        for event in blastema.fit(target, config):
            tracking.take(event)

Each tracker is an extra of its own name; only the modules of those that are used are loaded.

- `tracker`: what a tracker is, and the names there are; `listener`: what is made of the events
- `in_tensorboard`, `in_wandb`, `in_mlflow`: one tracker each
"""

from blastema.tracking.listener import Tracking
from blastema.tracking.tracker import NAMES, AbstractTracker, Place, require

__all__ = ["NAMES", "AbstractTracker", "Place", "Tracking", "require"]
