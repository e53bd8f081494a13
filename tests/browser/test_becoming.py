"""An organism of several pictures in the page: the picker changes what it is while it lives, and a link says so."""

from __future__ import annotations

import numpy as np
import pytest
from browsing import wait
from playing import STILL, begin
from two_pictures import two_pictures

from blastema import Conditions
from blastema.formats import organism_file


@pytest.fixture
def changing(page, write_page, tmp_path):
    """The page with it, grown for 40 steps."""
    file = tmp_path / "changing.safetensors"
    organism_file.save(two_pictures(), file)
    opened = begin(page, write_page, (file,)).open(f"{STILL}&v=60")
    opened.press(*["."] * 40)
    wait(page, "blastema.stepCount === 40")
    return opened


def test_the_picker_changes_what_it_is(changing):
    organism = organism_file.loads(organism_file.dumps_small(two_pictures())[0])  # as rounded as the page's
    grown = np.asarray(organism.grow(40, Conditions(fire_seed=7)))
    before = changing.seen()
    assert before.step == 40
    np.testing.assert_allclose(before.state, grown, atol=1e-3)
    lizard, other = changing.button("Turn into lizard"), changing.button("Turn into mirrored")
    assert [one.get_attribute("aria-pressed") for one in (lizard, other)] == ["true", "false"]
    other.click()
    changing.button("Pause").click()
    wait(changing.page, "!blastema.playing")
    after = changing.seen()
    assert [one.get_attribute("aria-pressed") for one in (lizard, other)] == ["false", "true"]
    assert changing.settings["signals"] == [[0, 1]]
    assert after.step > 40, "it goes on living"
    steps = after.step - 40
    told = organism.told("mirrored").rollout(grown, steps, Conditions(7, 40))
    np.testing.assert_allclose(after.state, np.asarray(told), atol=2e-3)
    assert not np.allclose(after.state, np.asarray(organism.rollout(grown, steps, Conditions(7, 40))), atol=1e-2)


def test_a_link_says_what_it_is(changing):
    assert "sig=" not in changing.page.evaluate("() => location.hash")
    changing.button("Turn into mirrored").click()
    wait(changing.page, "/[&#]sig=0,1(&|$)/.test(location.hash)")
    link = changing.page.evaluate("() => location.hash").replace("run=1", "run=0")
    changing.open(link)
    assert changing.settings["signals"] == [[0, 1]]
    assert changing.button("Turn into mirrored").get_attribute("aria-pressed") == "true"


def test_sliders_mix_what_it_is(changing):
    changing.page.get_by_label("mirrored", exact=True).fill("0.5")
    assert changing.settings["signals"] == [[1, 0.5]]
    assert changing.page.get_by_text("What it is: a mixture").is_visible()
    assert changing.error is None or changing.error < 0
