"""A run folder of version 1, as it was made before automata had parts: it is read, and continues as it would have.

``golden/run-v1`` was stopped after 12 of 24 iterations; ``losses.json`` has the losses of all 24, by what made it.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from blastema.config import Phase, RegeneratingConfig
from blastema.runs.folder import Run
from blastema.training import Finished, Started, Trained

OLD = Path(__file__).parent / "golden" / "run-v1"


@pytest.fixture
def run(tmp_path):
    return Run.open(shutil.copytree(OLD, tmp_path / "run"))


def test_its_config_is_told_in_phases(run):
    training = run.config.training
    assert training.phases[:2] == (Phase(4, (6, 9)), Phase(16, (6, 9), 2e-3, 0.1, "cosine"))
    assert training.curriculum == RegeneratingConfig(16, 2, 1, ("circle",))
    assert (run.config.automaton.life, run.iteration) == ("neighbourhood", 12)


@pytest.mark.long
def test_it_continues_as_it_would_have(run):
    """Weights, Adam's moments, the average and the pool: the losses would tell if one were not what it was."""
    losses = json.loads((OLD / "losses.json").read_text())
    events = list(run.train())
    assert isinstance(events[0], Started) or isinstance(events[1], Started)
    found = [event.figures.loss for event in events if isinstance(event, Trained)]
    assert found == pytest.approx(losses[12:], rel=2e-3)
    assert isinstance(events[-1], Finished)
    assert [line["iteration"] for line in run.metrics] == list(range(1, 25))
