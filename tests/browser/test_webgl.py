"""The WebGL2 engines in a real browser: the contract of all engines, then what is particular to a graphics card.

The browser renders in software (SwiftShader); no real graphics card is asked.
"""

from __future__ import annotations

import base64
from typing import Any

import pytest
from make_golden import GOLDEN

KINDS = ("block", "texture", "half")
"""Rules in a uniform block and in a texture, both with 32-bit states; and 16-bit states."""
TOLERANCE = 1e-5
"""Of one step against the plain engine, relative to the largest value."""

STEPS = 12


@pytest.fixture
def webgl(page, bundle):
    """Asks the engines in the page: ``webgl("parity", kind, ...)``; see web/tests/webgl_harness.ts."""
    page.goto("about:blank")
    page.add_script_tag(path=str(bundle("tests/webgl_harness.ts")))

    def ask(verb: str, *arguments: Any) -> Any:
        return page.evaluate("([verb, list]) => webgl[verb](...list)", [verb, list(arguments)])

    return ask


@pytest.mark.parametrize("kind", ["webgl2", "half"])
def test_it_keeps_the_contract(webgl, page, kind):
    files = {
        file.name: base64.b64encode(file.read_bytes()).decode("ascii")
        for file in GOLDEN.iterdir()
        if file.suffix in (".npz", ".safetensors")
    }
    page.evaluate("(files) => { webgl.golden = files; }", files)
    broken = {name: what for name in webgl("contract", kind) if (what := webgl("keeps", kind, name))}
    assert not broken


SITUATIONS: dict[str, dict[str, Any]] = {
    "torus": {"boundary": "torus"},
    "zero": {},
    "every cell fires": {"fireRate": 1, "boundary": "torus"},
    "no cell fires": {"fireRate": 0},
    "noise": {"noise": 0.05},
    "several species": {"species": 3, "boundary": "torus"},
    "several species, an edge": {"species": 2, "noise": 0.02},
    "lone cells": {"sparse": True, "species": 3, "height": 60, "width": 70},
    "no living mask": {"livingMask": False, "species": 2, "noise": 0.01},
    "other filters": {"filters": ["laplacian", "sobel_y", "mean"], "channels": 8},
    "learned filters": {"filters": ["identity"], "learned": 2, "boundary": "torus"},
    "only learned filters": {"filters": [], "learned": 3, "channels": 16, "hidden": [64]},
    "odd numbers": {"channels": 10, "hidden": [18], "noise": 0.03, "species": 2},
    "few channels": {"channels": 4, "hidden": [3]},
    "many channels": {"channels": 24, "hidden": [16]},
    "small": {"height": 3, "width": 3, "boundary": "torus"},
    "one seed on": {"seed": 0xFFFFFFFF, "angle": -2.5},
}


@pytest.mark.parametrize("kind", KINDS[:2])
@pytest.mark.parametrize("situation", SITUATIONS)
def test_it_does_what_the_plain_engine_does(webgl, kind, situation):
    found = webgl("parity", kind, SITUATIONS[situation], STEPS)
    assert found["state"] < TOLERANCE
    assert found["empty"] == found["species"] == 0
    assert found["living"] > (3 if situation == "small" else 20), "there is life to compare"
    assert found["step"] == (0xFFFFFFF0 + STEPS) % 2**32, "the state was taken over, its step as well"


def test_life_at_its_edge_is_the_same(webgl):
    """Worlds of a few lone cells: what is computed ends two cells beside them, and must not end sooner."""
    small = {"sparse": True, "species": 3, "height": 18, "width": 18, "channels": 8, "hidden": [16]}
    found = webgl("parity", "webgl2", small, 400)
    assert found["state"] < TOLERANCE
    assert found["empty"] == found["species"] == 0


def test_steps_wrap_at_32_bits(webgl):
    assert webgl("parity", "webgl2", {}, 20)["step"] == 4


@pytest.mark.parametrize("kind", KINDS)
def test_views_have_the_colours_of_the_plain_engine(webgl, kind):
    # A step of half precision is another step, at most by its rounding.
    for view, (difference, colours) in webgl("views", kind, {"species": 2, "noise": 0.01}).items():
        assert difference <= (1 if kind != "half" else 4), view
        assert colours > 1, f"{view} shows something"


@pytest.mark.parametrize(
    ("kind", "decoder"), [("block", [3, 10]), ("block", [4, 8, 6]), ("half", [2, 16])]
)  # one of two hidden layers is drawn on the CPU
def test_a_decoder_draws_the_picture_of_the_plain_engine(webgl, kind, decoder):
    for view, (difference, colours) in webgl("views", kind, {"decoder": decoder, "channels": 10}).items():
        assert difference <= (2 if kind != "half" else 8), view
        assert colours > 1, f"{view} shows something"


@pytest.mark.parametrize(("boundary", "column"), [("zero", 70), ("torus", 1)])
def test_life_is_found_wherever_it_goes(webgl, boundary, column):
    """For longer than the box around life goes without being measured; on the torus across the edge."""
    change = {"height": 132, "width": 140, "boundary": boundary, "channels": 8, "hidden": [16]}
    found = webgl("longRun", "webgl2", change, column, 80)
    assert found["measured"] > 0
    assert found["empty"] == 0
    assert found["state"] < 1e-3
    assert found["living"] > 500


@pytest.mark.parametrize("kind", ["webgl2", "half"])
def test_a_lost_context_is_told_and_survived(webgl, kind, errors):
    found = webgl("lost", kind)
    assert set(found["names"]) == {"EngineLost"}
    assert all(found["isLost"])
    assert found["living"] > 20, "another engine goes on with the snapshot"
    errors.clear()  # the browser tells of the lost context, too


def test_contexts_are_given_back(webgl):
    """Browsers take the oldest of some 16 contexts away when there are more; none may be left behind."""
    assert webgl("many", "webgl2", 17) == (0xFFFFFFF0 + 1) % 2**32


def test_what_it_does_not_serve_is_said(webgl):
    assert webgl("obstacle", "webgl2", {}) is None
    assert webgl("obstacle", "half", {}) is None
    assert "2 hidden layers; WebGL2 supports 1." in webgl("obstacle", "webgl2", {"hidden": [16, 8]})
    assert "has 80 channels; this browser's WebGL2 supports at most" in webgl("obstacle", "webgl2", {"channels": 80})
    assert "cells" in webgl("obstacle", "webgl2", {"height": 9000})
