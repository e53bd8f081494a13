"""What the playground reads and writes: files, links, pictures; and what it says of those that are not sound."""

from __future__ import annotations

import base64
import dataclasses
import io
import json
import re
from pathlib import Path

import av
import numpy as np
import pytest
from browsing import ARTICLE, LIZARD, TESTS, wait
from page_unpacking import unpacked_list
from PIL import Image
from playing import Playground, begin

from blastema import zoo
from blastema.formats import organism_file
from blastema.page import document
from blastema.zoo.loading import load_organism

MIRRORED = TESTS / "golden" / "lizard-mirrored.safetensors"


def told(playground: Playground, text: str) -> None:
    """Waits for an error message on the page; the page is there all the same."""
    playground.page.get_by_role("alert").filter(has_text=text).first.wait_for(state="visible")
    assert playground.page.get_by_role("button", name="Erase", exact=True).is_visible()


# --- several organisms ------------------------------------------------------------------------------------------------


Stroke = tuple[tuple[int, int], tuple[int, int]]


def wounded_and_healed(two: Playground, strokes: list[Stroke], wounded: float, healed: float) -> None:
    """Both are whole; each is wounded by a real pointer, over its own stroke of cells; both are whole again."""
    for index, stroke in enumerate(strokes):
        two.page.get_by_role("group", name="Species in use").get_by_role("button").nth(index).click()
        wait(two.page, f"blastema.error < {healed}")
        two.drag(*stroke)
        wait(two.page, f"blastema.error > {wounded}")
        two.play_until(f"blastema.error < {healed}")


def test_two_organisms_live_side_by_side_and_heal(page, write_page):
    two = begin(page, write_page, [LIZARD, MIRRORED]).open()
    ids = page.evaluate("() => JSON.parse(document.getElementById('organisms').textContent).map(({ id }) => id)")
    two.open(f"run=0&e=wasm&s=7&v=max&b=5&o={','.join(ids)}&w=64")
    two.play_until("blastema.stepCount >= 120 && blastema.error < -3.5")
    seen = two.seen()
    alive = seen.state[..., 3] > 0.1
    homes = []
    for species in (0, 1):
        rows, columns = np.nonzero(alive & (seen.species == species))
        homes.append((int(np.median(rows)), int(np.median(columns))))
    # They are small: a cut across the middle would leave the second one another shape.
    strokes = [
        ((row - 12, column + side), (row - 1, column + side))
        for (row, column), side in zip(homes, (-2, 2), strict=True)
    ]
    wounded_and_healed(two, strokes, wounded=-2, healed=-2.4)


@pytest.mark.skipif(not ARTICLE.is_dir(), reason="the article's files (shared/distill) are not beside this checkout")
def test_one_of_the_article_and_one_of_ours_side_by_side(page, write_page):
    entry = zoo.find("lizard-regenerating")
    assert entry is not None, "the zoo has no lizard"
    two = begin(page, write_page, [ARTICLE / "ex3_lizard.json", entry.path])
    ids = ["lizard-regenerating", "lizard-regenerating-2"]
    two.open(f"run=0&e=auto&s=7&v=max&o={','.join(ids)}&w=144")
    two.play_until("blastema.stepCount >= 250 && blastema.error < -3")
    seen = two.seen()
    alive = seen.state[..., 3] > 0.1
    homes = []
    for species in (0, 1):
        rows, columns = np.nonzero(alive & (seen.species == species))
        assert len(rows) > 300
        homes.append((int(np.median(rows)), int(np.median(columns))))
    strokes = [((row - 25, column - 2), (row + 25, column - 2)) for row, column in homes]
    wounded_and_healed(two, strokes, wounded=-2.2, healed=-2.7)


# --- the page's own list ----------------------------------------------------------------------------------------------


def damaged(folder: Path, change, packed: bool = False) -> Path:
    """A page whose list of organisms has been changed, packed or not; the policy's hashes stay right."""
    text = document.build([load_organism(LIZARD)], packed=True)
    before, found, after = re.split(r'(?<=id="organisms">)(.*?)(?=</script>)', text, maxsplit=1, flags=re.DOTALL)
    file = folder / "damaged.html"
    changed = change(found if packed else unpacked_list(found))
    file.write_text(before + changed + after, encoding="utf-8")
    return file


def with_file(text: str, file: str) -> str:
    entries = json.loads(text)
    entries[0]["file"] = file
    return json.dumps(entries)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text[: len(text) // 2], "list of organisms cannot be read"),
        (lambda text: "", "list of organisms cannot be read"),
        (lambda text: "[]", "This page has no organism"),
        (lambda text: "[null, 3]", "is not base64"),
        (lambda text: with_file(text, "!"), "is not base64"),
        (lambda text: with_file(text, ""), "is empty"),
        (lambda text: with_file(text, json.loads(text)[0]["file"][:4000]), "cut short"),
    ],
)
def test_a_damaged_page_says_so(page, tmp_path, change, message):
    page.goto(damaged(tmp_path, change).as_uri())
    told(Playground(page, ""), message)


@pytest.mark.parametrize("change", [lambda text: text[:-9], lambda text: text.replace('"length":', '"length":-')])
def test_a_page_that_was_damaged_while_it_was_packed_says_so(page, tmp_path, change):
    page.goto(damaged(tmp_path, change, packed=True).as_uri())
    page.get_by_text("could not be unpacked: its file is damaged").wait_for()


# --- files that the user opens ----------------------------------------------------------------------------------------


def test_a_file_is_opened_and_lives(page, write_page, tmp_path):
    playground = begin(page, write_page, [LIZARD]).open()
    page.get_by_label("Organism file").set_input_files(MIRRORED)
    wait(page, "blastema.settings.organisms[0].includes('mirrored')")
    wait(page, "blastema.living > 5")
    assert playground.alerts() == []


@pytest.mark.skipif(not ARTICLE.is_dir(), reason="the article's files (shared/distill) are not beside this checkout")
def test_a_web_model_of_the_article_is_opened_and_lives(page, write_page):
    playground = begin(page, write_page).open()
    page.get_by_label("Organism file").set_input_files(ARTICLE / "ex3_lizard.json")
    wait(page, "blastema.snapshot()?.channels === 16")
    wait(page, "blastema.living > 5")
    assert playground.alerts() == []


GOOD = LIZARD.read_bytes()


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("empty.safetensors", b"", "is empty"),
        ("short.safetensors", GOOD[:5000], "cut short"),
        ("header.safetensors", b"\xff" * 8 + GOOD[8:], "not an organism"),
        ("picture.json", b"\x89PNG\r\n\x1a\n", "a picture"),
        ("pickle.safetensors", b"\x80\x04K.", "pickle"),
        ("object.json", b'{"a": 1}', "is JSON, but not an organism"),
        ("layers.json", b"[{}]", "two layers"),
        ("cut.json", b'[{"data_b64": "', "not JSON"),
        ("future.safetensors", GOOD.replace(b'\\"version\\": 1', b'\\"version\\": 9'), "version 9"),
        ("other.safetensors", GOOD.replace(b"sobel_x", b"sobel_q"), "sobel_q"),
    ],
)
def test_a_file_that_is_none_is_told_and_the_world_goes_on(page, write_page, name, data, message):
    playground = begin(page, write_page).open()
    page.get_by_label("Organism file").set_input_files({"name": name, "mimeType": "", "buffer": data})
    told(playground, message)
    playground.press(".")
    assert playground.seen().step == 1


# --- links ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fragment", "message"),
    [
        ("o=dragon", "does not have the link's organism dragon"),
        ("w=7", "world “7” is not"),
        ("w=100000", "world “100000” is not"),
        ("f=2&run=0", "fire rate “2” is not a number from 0 to 1"),
        ("s=-1", "random seed “-1” is not a whole number"),
        ("look=c999999", "view “c999999” is not"),
        ("at=1,2", "place “1,2” is not magnification, column and row"),
        ("e=cuda", "engine “cuda” is not one of auto"),
        ("x=AAAA", "state"),
        ("x=%3Cscript%3Ealert(1)%3C/script%3E", "state"),
        ("%00%ff=%", "nothing that this page can read"),
    ],
)
def test_a_link_that_cannot_be_read_is_told_and_the_page_lives(page, write_page, fragment, message):
    playground = begin(page, write_page).open(fragment)
    told(playground, message)
    assert playground.engine is not None
    assert playground.seen().state.any()


def test_a_link_holds_the_whole_state(page, write_page):
    playground = begin(page, write_page).open("run=0&e=plain&s=9&edge=torus&a=30&tool=seed&look=c5&w=32")
    playground.press(*"......")
    playground.drag((16, 16), (16, 16))  # what was done to it is told by its state alone
    before = playground.seen()
    assert before.step == 6
    wait(page, "/[&#]x=/.test(location.hash)")
    link = page.evaluate("() => location.hash")
    settings = playground.settings
    playground.open(link)
    after = playground.seen()
    np.testing.assert_array_equal(after.state, before.state)
    assert (after.step, playground.settings) == (6, settings)
    playground.press(".")
    assert playground.seen().step == 7


def test_the_link_of_a_world_that_nobody_touched_is_short(page, write_page):
    playground = begin(page, write_page).open("run=0&e=plain&s=9")
    playground.press(*"......")
    before = playground.seen()
    wait(page, "location.hash.includes('t=6')")
    link = page.evaluate("() => location.hash")
    assert "x=" not in link
    assert len(link) < 60
    playground.open(link)
    np.testing.assert_array_equal(playground.seen().state, before.state)
    assert playground.seen().step == 6
    page.context.grant_permissions(["clipboard-write"])
    playground.press("l")
    wait(page, "document.querySelector('.notices').innerText.includes('only with this file')")


def test_a_world_survives_back(page, write_page):
    playground = begin(page, write_page).open("run=0&e=plain&s=9")
    playground.press(*"......")
    playground.drag((12, 12), (12, 12))
    playground.press(*"..")
    before = playground.seen()
    page.goto("about:blank")
    page.go_back()
    wait(page, "window.blastema")
    page.evaluate("() => blastema.ready")
    after = playground.seen()
    np.testing.assert_array_equal(after.state, before.state)
    assert after.step == 8


def test_a_regime_shows_the_same_picture_trained_in_that_way(page, write_page, tmp_path):
    lizard = load_organism(LIZARD)
    names = ["lizard"] + [f"other{index}" for index in range(12)]
    files = []
    for name in names:
        for regime in ("growing", "regenerating") if name == "lizard" else ("growing",):
            provenance = {**lizard.provenance, "regime": regime}
            files.append(tmp_path / f"{name}-{regime}.safetensors")
            organism_file.save(dataclasses.replace(lizard, name=name, provenance=provenance), files[-1])
    playground = begin(page, write_page, files).open()
    assert playground.settings["organisms"] == ["lizard-growing"]
    playground.button("regenerating").click()
    wait(page, "blastema.settings.organisms[0] === 'lizard-regenerating'")


# --- what it saves ----------------------------------------------------------------------------------------------------


def saved(playground: Playground, *buttons: str) -> bytes:
    """What the browser is given to save once the last button has been pressed."""
    for name in buttons[:-1]:
        playground.button(name).click()
    with playground.page.expect_download() as download:
        playground.button(buttons[-1]).click()
    return Path(download.value.path()).read_bytes()


def test_a_picture_is_saved(page, write_page):
    playground = begin(page, write_page).open()
    playground.press(*".....")
    with Image.open(io.BytesIO(saved(playground, "Pictures and films", "Save a picture"))) as picture:
        assert picture.format == "PNG"
        assert picture.width == picture.height >= 720


SLOW = 4
"""How many times slower the page's processor is than the machine's."""


def filmed(playground: Playground, kind: str, steps: int) -> tuple[bytes, int]:
    """A film of so many steps on a slow computer, and the steps that were made."""
    page = playground.page
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOW})
    playground.button("Pictures and films").click()
    playground.button(f"Record a {kind}").click()
    page.get_by_label("Stop recording").wait_for()
    playground.play_until(f"blastema.stepCount >= {steps}")
    assert re.fullmatch(r"\d+ of \d\d s", page.get_by_label("Recorded").inner_text())
    made = playground.stepCount
    data = saved(playground, "Stop recording")
    wait(page, "document.querySelector('.notices').innerText.includes('Film of')")
    return data, made


def test_a_gif_shows_the_worlds_time_on_a_slow_computer(page, write_page):
    """At 120 steps per second, a frame of a twentieth of a second for each six steps."""
    data, made = filmed(begin(page, write_page).open("run=0&e=plain&s=7&v=120"), "GIF", 60)
    with Image.open(io.BytesIO(data)) as film:
        assert film.format == "GIF"
        assert film.n_frames == 1 + made // 6
        for index in range(film.n_frames):
            film.seek(index)
            assert film.info["duration"] == 50


def test_a_video_shows_the_worlds_time_on_a_slow_computer(page, write_page):
    """At 120 steps per second, a frame of a thirtieth of a second for each four steps."""
    data, made = filmed(begin(page, write_page).open("run=0&e=plain&s=7&v=120"), "video", 40)
    assert data[:4] == b"\x1a\x45\xdf\xa3", "a WebM file"
    assert organism_file.looks_like(data) is False
    with av.open(io.BytesIO(data)) as film:
        times = [float(frame.time) for frame in film.decode(video=0)]
        expected = np.arange(1 + made // 4) / 30
        np.testing.assert_allclose(times, expected, atol=1e-3)
        assert film.duration / av.time_base == pytest.approx(len(expected) / 30, abs=1e-3)


def test_a_video_can_be_seeked(page, write_page):
    """Key frames are two seconds apart; players find them by the file's cues."""
    playground = begin(page, write_page).open("run=0&e=plain&s=7&v=240")
    playground.button("Pictures and films").click()
    playground.button("Record a video").click()
    page.get_by_label("Stop recording").wait_for()
    playground.play_until("blastema.stepCount >= 1250")
    data = saved(playground, "Stop recording")
    with av.open(io.BytesIO(data)) as film:
        film.seek(4_500_000)
        assert float(next(film.decode(video=0)).time) == pytest.approx(4, abs=0.04)
    found = page.evaluate(
        """async (text) => {
            const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
            const video = document.createElement("video");
            video.src = URL.createObjectURL(new Blob([bytes], { type: "video/webm" }));
            await new Promise((resolve, reject) => ((video.onloadeddata = resolve), (video.onerror = reject)));
            const seekable = [video.seekable.start(0), video.seekable.end(0)];
            video.currentTime = 4.5;
            await new Promise((resolve) => (video.onseeked = resolve));
            return { seekable, at: video.currentTime, duration: video.duration };
        }""",
        base64.b64encode(data).decode(),
    )
    assert found["duration"] >= 5
    assert found["seekable"] == [0, found["duration"]]
    assert found["at"] == pytest.approx(4.5)


def test_a_browser_that_cannot_encode_frame_by_frame_says_that_the_clock_times_its_video(page, write_page):
    page.add_init_script("delete window.VideoEncoder")
    playground = begin(page, write_page).open("e=plain&s=7")
    playground.button("Pictures and films").click()
    playground.button("Record a video").click()
    page.get_by_label("Stop recording").wait_for()
    wait(page, f"blastema.stepCount > {playground.stepCount + 20}")
    data = saved(playground, "Stop recording")
    assert data[:4] == b"\x1a\x45\xdf\xa3", "a WebM file"
    wait(page, "document.querySelector('.notices').innerText.includes('as slow as the world was')")


def test_a_film_ends_by_itself_at_its_longest(page, write_page):
    """At one step per second, a step is shown for a second: the twentieth is the last."""
    playground = begin(page, write_page).open("run=0&e=plain&s=7&v=1")
    playground.button("Pictures and films").click()
    playground.button("Record a GIF").click()
    page.get_by_label("Stop recording").wait_for()
    with page.expect_download() as download:
        for _ in range(19):
            playground.press(".")
    with Image.open(io.BytesIO(Path(download.value.path()).read_bytes())) as film:
        assert film.n_frames == 20
        assert film.info["duration"] == 1000
