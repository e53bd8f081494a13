"""Training: what an episode starts from, what is kept of it, and the loop that learns (experiments 1 to 3).

- `curricula`, `pool`, `damage`: what an episode starts from and what is kept of it
- `schedule`, `iteration`: one iteration, compiled
- `loop`, `events`: iterate, watch, keep, go back, and tell; `guards`, `snapshots`: what that needs
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
