"""Runs: trainings in folders that describe themselves, survive any kill and continue to the same bits.

- `folder`: a run's folder; `layout`: what is in one by which name, and how it is made and removed
- `parcels`: a run folder as bytes, for a machine elsewhere
- `recording`, `waiting`, `metrics`, `history`, `checkpoints`, `environment`: what is kept in it
"""
