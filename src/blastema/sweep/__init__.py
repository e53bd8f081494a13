"""Sweeps: many trainings on Dask's workers, here or elsewhere, compared by evaluation.

    from blastema import sweep

    plan = sweep.make_plan(presets.regenerating(), ["🦎", "😀"], seeds=3, over=["learning_rate=1e-3,2e-3"])
    if __name__ == "__main__":  # it starts processes
        for event in sweep.Sweep.create(Path("sweeps/rates"), plan).run():
            print(event)

A sweep is a folder: ``sweep.json`` the plan; ``runs/`` a run folder each, with ``evaluation.json`` when done;
``record.jsonl`` all events; ``failures/`` a text for each failed training; ``logs/`` tracebacks; ``summary.html``,
``.csv`` and ``.json``. The files show what is done, so a sweep can be killed at any moment and continued.

- `plan`, `search`: the trainings, and which of them continue; `folder`: both with their results
- `cluster`: Dask's workers; `slurm`: as jobs of SLURM; `dispatch`: the loop that assigns work; `task`: the work
- `record`, `outcome`, `summary`: the results
"""

from __future__ import annotations

from blastema.sweep.events import Advanced, Begun, Compared, Done, Event, Failed, Lost, Stopped, Told
from blastema.sweep.folder import Sweep
from blastema.sweep.plan import Entry, Plan, labels
from blastema.sweep.plan import make as make_plan
from blastema.sweep.summary import best, rows
from blastema.sweep.summary import write as write_summary

__all__ = [
    "Advanced",
    "Begun",
    "Compared",
    "Done",
    "Entry",
    "Event",
    "Failed",
    "Lost",
    "Plan",
    "Stopped",
    "Sweep",
    "Told",
    "best",
    "labels",
    "make_plan",
    "rows",
    "write_summary",
]
