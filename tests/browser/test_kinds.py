"""Organisms of other kinds than the article's, opened from files of version 2."""

from __future__ import annotations

import numpy as np
import pytest
from browsing import wait
from playing import Playground, begin
from web_kind_cases import KINDS


def kind_file(name: str) -> dict[str, object]:
    """The first organism of a case, as a file that a user opens."""
    with np.load(KINDS, allow_pickle=False) as file:
        data = file[f"{name}.organism0"].tobytes()
    return {"name": f"{name}.safetensors", "mimeType": "", "buffer": data}


@pytest.fixture
def playground(page, write_page) -> Playground:
    """Playing at full speed, whatever engine suits."""
    return begin(page, write_page).open("s=7&v=60")


@pytest.mark.parametrize(
    ("name", "engine"), [("own-alpha-replacing", "wasm"), ("channels-fire-unmasked", "wasm"), ("all-at-once", "plain")]
)
def test_a_file_of_another_kind_is_opened_and_lives(page, playground, name, engine):
    page.get_by_label("Organism file").set_input_files(kind_file(name))
    wait(page, f"blastema.settings.organisms[0] === '{name}' && blastema.stepCount > 5")
    assert playground.engine == engine
    assert playground.alerts() == []
    notices = page.get_by_role("region", name="Messages").inner_text()
    assert ("The TypeScript engine runs this world. all-at-once-0 has learned" in notices) == (engine == "plain")
    wait(page, "blastema.living > 5")
    assert page.get_by_role("slider", name="Noise").is_visible() == (name == "own-alpha-replacing")


def test_a_signal_is_told_by_sliders_and_carried_by_the_link(page, playground):
    assert page.get_by_role("group", name="Signal").count() == 0
    page.get_by_label("Organism file").set_input_files(kind_file("signal"))
    page.get_by_role("slider", name="Signal 2").fill("0.5")
    page.get_by_role("slider", name="Signal 0").fill("-0.25")
    assert playground.settings["signals"] == [[-0.25, 0, 0.5]]
    wait(page, "blastema.stepCount > 5")
    assert playground.alerts() == []
    wait(page, "location.hash.includes('sig=-0.25,0,0.5')")
