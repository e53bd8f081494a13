"""Sweeps: many trainings in a queue of local processes, compared by evaluation.

    from blastema import sweep

    plan = sweep.make_plan(presets.regenerating(), ["🦎", "😀"], seeds=3, over=["learning_rate=1e-3,2e-3"])
    for event in sweep.Sweep.create(Path("sweeps/rates"), plan).run():
        print(event)

A sweep is a folder: ``sweep.json`` the plan; ``runs/`` a run folder each, with ``evaluation.json`` when done;
``failures/`` a text each for those that failed; ``logs/``; ``summary.html``, ``.csv`` and ``.json``. What is done is
seen by the files, so a sweep can be killed at any moment and continued.
"""

from __future__ import annotations

from blastema.sweep.plan import Entry, Plan
from blastema.sweep.plan import make as make_plan
from blastema.sweep.queue import Begun, Done, Event, Failed, Stopped, Sweep
from blastema.sweep.summary import rows
from blastema.sweep.summary import write as write_summary

__all__ = [
    "Begun",
    "Done",
    "Entry",
    "Event",
    "Failed",
    "Plan",
    "Stopped",
    "Sweep",
    "make_plan",
    "rows",
    "write_summary",
]
