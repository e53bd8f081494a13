"""Training: what an episode starts from, what is kept of it, and the loop that learns (experiments 1 to 3).

- `curricula`, `pool`, `damage`: what an episode starts from and what is kept of it
- `iteration`: one iteration, compiled; `loop`: iterate, watch, keep, go back; `guards`, `snapshots`: what that needs
"""
