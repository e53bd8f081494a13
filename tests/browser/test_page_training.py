"""Training iterations of the page in a real browser, in workers and without, against Python's from the same start."""

from __future__ import annotations

import base64

import numpy as np
import pytest
import web_training as training
from helpers import relative_error

TOLERANCE = 1e-4


def text(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode("ascii")


def asked(case: training.Case, workers: int) -> dict:
    height, width = case.target.shape[:2]
    return {
        "organism": base64.b64encode(case.organism()).decode("ascii"),
        "recipe": case.recipe(),
        "height": height,
        "width": width,
        "states": text(case.states),
        "target": text(case.target),
        "steps": case.steps.tolist(),
        "fireSeeds": case.fire_seeds.tolist(),
        "workers": workers,
    }


@pytest.mark.parametrize(
    ("workers", "where"), [(2, "in 2 workers"), (1, "in a worker"), (0, "in the page")], ids=["two", "one", "none"]
)
def test_an_iteration_is_pythons(page, bundle, workers, where):
    """The same losses, gradients, states and weights; a case that no golden file has."""
    case = training.case("article", 77)
    page.goto("about:blank")
    page.add_script_tag(path=str(bundle("tests/training_harness.ts")))
    source = bundle("training/worker.ts").read_text("utf-8") if workers else ""
    found = page.evaluate("([asked, source]) => trainingHarness(asked, source)", [asked(case, workers), source])
    assert found["where"] == where
    expected = training.followed(case, "native")
    shapes = {name: value.shape for name, value in expected.items()}
    for name in ("losses", "grown"):
        assert relative_error(np.reshape(found[name], shapes[name]), expected[name]) < TOLERANCE, name
    for index, gradient in enumerate(expected["gradients"]):
        difference = np.linalg.norm(np.asarray(found["gradients"][index]) - gradient)
        assert difference < TOLERANCE * np.linalg.norm(gradient)
    for name in ("parameters", "averages"):
        assert relative_error(found[name], expected[name][-1]) < TOLERANCE, name


def test_where_workers_are_forbidden_the_page_computes(page, bundle):
    """By a policy, or in a browser that has none for files: it is slower, and its name says so."""
    case = training.case("article", 77)
    page.goto("about:blank")
    page.add_script_tag(path=str(bundle("tests/training_harness.ts")))
    page.evaluate(
        "() => { window.Worker = class { constructor() { throw new DOMException('no', 'SecurityError'); } } }"
    )
    found = page.evaluate("([asked, source]) => trainingHarness(asked, source)", [asked(case, 2), "self.onmessage = 0"])
    assert found["where"] == "in the page"
