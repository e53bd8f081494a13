"""Training: the start of episodes, what is kept of them, and the training loop (experiments 1 to 3).

- `curricula`, `pool`, `damage`: the start of an episode, and what is kept of it
- `schedule`, `iteration`: one iteration, compiled
- `loop`, `events`: the loop with its checkpoints, roll-backs and events; `guards`, `snapshots`: its parts
"""

from __future__ import annotations

from blastema.training.events import Event, Finished, RolledBack, Saved, SaveFailed, Started, Trained, View
from blastema.training.loop import Trainer, fit
from blastema.training.parts import Own

__all__ = [
    "Event",
    "Finished",
    "Own",
    "RolledBack",
    "SaveFailed",
    "Saved",
    "Started",
    "Trained",
    "Trainer",
    "View",
    "fit",
]
