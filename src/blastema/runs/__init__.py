"""Runs: trainings in folders that describe themselves, survive any kill and continue to the same bits.

- `folder`: a run's folder; `recording`, `metrics`, `history`, `checkpoints`, `environment`: what is kept in it
"""
