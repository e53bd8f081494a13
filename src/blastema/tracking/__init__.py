"""Trackers: a training's events for TensorBoard, Weights & Biases and MLflow.

    with Tracking(("tensorboard",), "lizard") as tracking:
        for event in blastema.fit(target, config):
            tracking.take(event)

Each tracker is an extra with its name; only the modules of used trackers are loaded.

- `tracker`: the interface, and the trackers by name; `listener`: from events to trackers
- `in_tensorboard`, `in_wandb`, `in_mlflow`: one tracker each
"""

from blastema.tracking.listener import Tracking
from blastema.tracking.tracker import NAMES, AbstractTracker, Place, require

__all__ = ["NAMES", "AbstractTracker", "Place", "Tracking", "require"]
