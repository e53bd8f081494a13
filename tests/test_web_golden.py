"""What the browser engines are held to is what Python does: the stored golden files are made again here."""

from __future__ import annotations

import json

from make_web_golden import REGIONS, regions


def test_the_stored_regions_are_those_of_the_package():
    stored = json.loads(REGIONS.read_text("utf-8"))
    made = regions()
    assert stored == json.loads(json.dumps(made))
    assert {case["kind"] for case in stored} == {"cut", "slit", "circle", "half-plane", "square", "scatter"}
