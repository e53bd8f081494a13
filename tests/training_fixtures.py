"""Fixtures of the tests of training; a module that uses them names this file in ``pytest_plugins``."""

from __future__ import annotations

import dataclasses

import jax
import numpy as np
import pytest

from blastema.drawing import film, plots
from blastema.runs import recording
from blastema.training import loop
from blastema.training.iteration import Episode

_known: dict = {}


@pytest.fixture
def shared_episodes(monkeypatch):
    """Trainings of the same settings share what is compiled for them; an episode has no memory of its own."""

    def episode(training, engine, objective, curriculum, seed, optimiser, genes=0, sharing=None):
        if sharing is not None:
            return Episode(training, engine, objective, curriculum, seed, optimiser, genes, sharing)
        settings = dataclasses.replace(training, max_rollbacks=0, start="nothing")
        pictures, place = np.asarray(objective.pictures).tobytes(), np.asarray(seed).tobytes()
        key = (
            settings,
            engine.name,
            objective.measure,
            pictures,
            place,
            jax.tree.structure(curriculum),
            optimiser,
            genes,
        )
        if key not in _known:
            _known[key] = Episode(training, engine, objective, curriculum, seed, optimiser, genes)
        return _known[key]

    monkeypatch.setattr(loop, "Episode", episode)


@pytest.fixture
def plain_pictures(monkeypatch):
    """Films and curves are written in no time: their own tests look at them."""
    monkeypatch.setattr(recording, "DRAWN_EVERY", 0.0)
    monkeypatch.setattr(film, "write_film", lambda path, frames: path.write_bytes(b"a film"))
    monkeypatch.setattr(plots, "loss_curve", lambda lines, title: b"a curve")
    monkeypatch.setattr(plots, "labelled_strip", lambda tiles, labels: b"a strip")
