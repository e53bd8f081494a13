"""Runs: trainings in self-describing folders that survive any kill and continue to the same bits.

- `folder`: a run's folder; `layout`: the names of its files, and creating and removing it
- `parcels`: a run folder as bytes, for a machine elsewhere
- `recording`, `waiting`, `metrics`, `history`, `checkpoints`, `environment`: its contents
"""
