"""Fixtures of the tests of training; a module that uses them names this file in ``pytest_plugins``."""

from __future__ import annotations

import dataclasses
import functools

import pytest

from blastema.config import RunConfig
from blastema.drawing import film, plots
from blastema.training import loop as training
from blastema.training.iteration import Episode

_NOT_COMPILED_IN = {"iterations": 1, "learning_rate": 1e-3, "schedule": "constant", "max_rollbacks": 0}


@functools.cache
def _episode(picture, padding, settings, engine, loss, damage):
    target, config, resolved = _arguments[picture, padding, settings, engine]
    return Episode(target, config, resolved, loss, damage)


_arguments: dict = {}


@pytest.fixture
def shared_episodes(monkeypatch):
    """Trainings of the same settings share what is compiled for them; an episode has no memory of its own."""

    def episode(target, config, engine, loss, damage):
        settings = dataclasses.replace(config.replace(**_NOT_COMPILED_IN), run=RunConfig())
        key = (target.pixels.tobytes(), target.padding, settings, engine.name)
        _arguments.setdefault(key, (target, config, engine))
        return _episode(*key, loss, damage)

    monkeypatch.setattr(training, "Episode", episode)


@pytest.fixture
def plain_pictures(monkeypatch):
    """Films and curves are written in no time: their own tests look at them."""
    monkeypatch.setattr(film, "write_film", lambda path, frames: path.write_bytes(b"a film"))
    monkeypatch.setattr(plots, "loss_curve", lambda lines, title: b"a curve")
    monkeypatch.setattr(plots, "labelled_strip", lambda tiles, labels: b"a strip")
