"""Films: what is seen at which step, and files that are decoded again and looked at."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import planted
import pytest
from PIL import Image, ImageSequence

from blastema import cli, pictures
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig
from blastema.drawing import film, film_files
from blastema.drawing.film import Cut, Film, growth_strip, parse_cut, parse_place, write_film
from blastema.errors import InputError
from blastema.formats import organism_file
from blastema.organism import Organism
from blastema.training import damage

GREEN, WHITE, BLACK = (0, 255, 0), (255, 255, 255), (0, 0, 0)


@pytest.fixture(scope="module")
def moss() -> Organism:
    """Grows without end, a cell's green and alpha by a quarter each time that it fires."""
    config = AutomatonConfig(channels=4, hidden=(16,), filters=("identity",))
    layers = (
        (jnp.zeros((4, 16)), jnp.zeros(16)),
        (jnp.zeros((16, 4)), jnp.array([0.0, 0.25, 0.0, 0.25])),
    )
    return Organism(planted.with_layers(config, layers), "moss", (20, 24))


def test_frames_are_taken_evenly_and_at_the_end(moss: Organism) -> None:
    assert Film(moss, 10, every=4).times == (0, 4, 8, 10)
    assert Film(moss, 8, every=4).times == (0, 4, 8)
    assert Film(moss, 0).times == (0,)
    assert len(Film(moss, 400).times) == 201
    assert len(Film(moss, 5000).times) == 201
    frames = list(Film(moss, 10, every=4).frames())
    assert len(frames) == 4
    assert frames[0].shape == (20, 24, 3)
    assert tuple(frames[0][10, 12]) == BLACK
    assert (frames[0] != 255).any(axis=-1).sum() == 1


def test_a_film_is_the_same_growth_as_one_rollout(moss: Organism) -> None:
    film_of_it = Film(moss, 30, every=7, fire_seed=5)
    for time, state in zip(film_of_it.times, film_of_it.states(), strict=True):
        np.testing.assert_array_equal(state, moss.grow(time, Conditions(5)))


def test_a_cut_happens_at_its_step_and_time_goes_on(moss: Organism) -> None:
    cut = parse_cut("left@15")
    states = dict(zip((14, 15, 20), Film(moss, 30, cuts=(cut,)).states((14, 15, 20)), strict=True))
    whole = moss.grow(15)
    mask = damage.cut("left", 20, 24)
    wounded = np.where(mask[..., None], 0, whole)
    np.testing.assert_array_equal(states[14], moss.grow(14))
    np.testing.assert_array_equal(states[15], wounded)
    np.testing.assert_array_equal(states[20], moss.rollout(jnp.asarray(wounded), 5, Conditions(step=15)))
    # A cut between two frames is seen in the next one.
    late = list(Film(moss, 20, cuts=(cut,)).states((0, 20)))[1]
    np.testing.assert_array_equal(late, states[20])


def test_cuts_come_in_any_order_and_at_the_first_and_last_step(moss: Organism) -> None:
    cuts = (parse_cut("right@12"), parse_cut("centre@0"), parse_cut("top@6"))
    frames = list(Film(moss, 12, every=1, cuts=cuts).frames())
    assert len(frames) == 13
    assert (frames[0] == 255).all(), "the seed lies in the middle that is cut out"


def test_a_circle_is_where_it_says(moss: Organism) -> None:
    mask = Cut("circle", 0, (3.0, 5.0, 1.5)).mask(20, 24)
    assert mask.sum() == 9
    assert mask[4:7, 2:5].all()


def test_several_seeds(moss: Organism) -> None:
    start = np.asarray(Film(moss, 5, seeds=((2, 3), (20, 11), (23, 19))).start())
    rows, columns, channels = np.nonzero(start)
    assert sorted(zip(columns.tolist(), rows.tolist(), strict=True)) == [(2, 3), (20, 11), (23, 19)]
    assert set(channels.tolist()) == {3}
    np.testing.assert_array_equal(Film(moss, 5, height=30, width=40).start(), moss.seed(30, 40))


def test_angle_is_in_degrees(moss: Organism) -> None:
    config = AutomatonConfig(channels=4, hidden=(16,))
    draw = np.random.default_rng(0)
    layers = (
        (jnp.asarray(draw.normal(0, 0.3, (12, 16)), jnp.float32), jnp.zeros(16)),
        (jnp.asarray(draw.normal(0, 0.3, (16, 4)), jnp.float32), jnp.full(4, 0.1)),
    )
    organism = Organism(planted.with_layers(config, layers), "any", (12, 12))
    *_, turned = Film(organism, 6, angle_degrees=90).states()
    np.testing.assert_array_equal(turned, organism.grow(6, Conditions(angle=np.pi / 2)))
    assert np.abs(np.asarray(turned) - np.asarray(organism.grow(6))).max() > 1e-3


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("left@200", Cut("left", 200)),
        (" Centre@0 ", Cut("centre", 0)),
        ("center@7", Cut("centre", 7)),
        ("circle:36,30,8@300", Cut("circle", 300, (36.0, 30.0, 8.0))),
        ("circle: 3.5, 4, .5@1", Cut("circle", 1, (3.5, 4.0, 0.5))),
    ],
)
def test_cut_notation(text: str, cut: Cut) -> None:
    assert parse_cut(text) == cut


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lefft@200", "no cut is called 'lefft'. Did you mean left"),
        ("@200", "Expected one of bottom, top, right, left, centre, circle"),
        ("left", "expected left@STEP, as in left@200"),
        ("left@-1", "expected left@STEP"),
        ("left@1.5", "expected left@STEP"),
        ("left@", "expected left@STEP"),
        ("left:1@2", "only a circle has a place"),
        ("circle@5", "expected circle:x,y,r@STEP"),
        ("circle:1,2@5", "expected circle:x,y,r@STEP"),
        ("circle:1,2,nan@5", "expected circle:x,y,r@STEP"),
        ("circle:1,2,0@5", "the radius is 0; expected more than 0"),
    ],
)
def test_wrong_cut_notation(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_cut(text)


def test_seed_notation() -> None:
    assert parse_place("24,36") == (24, 36)
    for text in ("24", "a,b", "1.5,2", "1,2,3", "", "inf,1"):
        with pytest.raises(InputError, match="expected x,y"):
            parse_place(text)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"steps": -1}, "steps is -1"),
        ({"every": 0}, "every is 0"),
        ({"fire_seed": 2**32}, "the fire seed is 4294967296; expected 0 to"),
        ({"height": 2}, "the grid is 2 x 24; expected 3 to 4096"),
        (
            {"height": 4096, "width": 4096},
            r"the grid is 4096 x 4096, too large for this automaton \(16,777,216 cells x ",
        ),
        ({"width": 5000}, "the grid is 20 x 5000"),
        ({"angle_degrees": float("nan")}, "angle is nan"),
        ({"seeds": ((24, 0),)}, "seed 24,0 lies outside the grid; expected x,y with x 0 to 23 and y 0 to 19"),
        ({"seeds": ((0, -1),)}, "seed 0,-1 lies outside"),
        ({"cuts": [3]}, r"cuts\[0\] is 3; expected cuts as 'left@200' or Cut\('left', 200\)"),
        ({"cuts": ["left@3", ("left", 3)]}, r"cuts\[1\] is \('left', 3\); expected cuts as"),
        ({"cuts": 3}, "cuts is 3; expected cuts as 'left@200'"),
        ({"cuts": (cut for cut in ["left@3"])}, "cuts is <generator object .*; expected cuts as 'left@200'"),
        ({"cuts": (Cut("left", 41),)}, "cut left@41: the film ends at step 40"),
        ({"cuts": (Cut("circle", 4, (99.0, 99.0, 3.0)),)}, "the circle 99,99,3 hits no cell of the 20 x 24 grid"),
    ],
)
def test_impossible_films_are_refused_before_anything_grows(moss: Organism, settings: dict, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Film(moss, **({"steps": 40} | settings))


@pytest.fixture(scope="module")
def frames(moss: Organism) -> list[pictures.Pixels]:
    """Growth for 30 steps; the left half is removed at 20 (frame 10)."""
    return list(Film(moss, 30, every=2, cuts=(parse_cut("left@20"),)).frames())


def decoded(file: Path) -> tuple[list[np.ndarray], list[float]]:
    with Image.open(file) as image:
        shown = [
            (np.asarray(frame.convert("RGB")), frame.info.get("duration", 0)) for frame in ImageSequence.Iterator(image)
        ]
        assert image.info.get("loop") == 0
    return [pixels for pixels, _ in shown], [duration for _, duration in shown]


@pytest.mark.parametrize(("ending", "tolerance"), [(".gif", 4), (".webp", 0), (".apng", 0)])
def test_animations_show_what_was_filmed(
    tmp_path: Path, frames: list[pictures.Pixels], ending: str, tolerance: int
) -> None:
    write_film(tmp_path / f"moss{ending}", iter(frames), frames_per_second=20, factor=3)
    shown, durations = decoded(tmp_path / f"moss{ending}")
    assert len(shown) == len(frames)
    if ending != ".webp":  # Pillow does not tell those of WebP
        assert durations == [50] * len(frames)
    for picture, frame in zip(shown, frames, strict=True):
        difference = np.abs(picture.astype(int) - pictures.enlarge(frame, 3))
        assert difference.max() <= tolerance
    assert tuple(shown[0][31, 37]) == BLACK
    assert tuple(shown[9][31, 35]) == GREEN
    assert (shown[10][:, :36] == 255).all(), "the wound is white"
    assert tuple(shown[10][31, 37]) == GREEN
    assert (shown[-1][:, :36] != 255).any(), "and grows over"


def test_equal_pictures_are_one_longer_frame_and_the_command_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], moss: Organism
) -> None:
    file = tmp_path / "still.gif"
    for organism in (planted.still(), moss):
        organism_file.save(organism, tmp_path / f"{organism.name}.safetensors")
    words = ["--steps", "10", "--every", "1", "--fps", "20", "--scale", "2"]
    assert cli.run(["render", str(tmp_path / "still.safetensors"), *words, "--out", str(file)]) == 0
    said = capsys.readouterr().out
    assert "11 pictures, 10 steps" in said
    _, durations = decoded(file)
    stored = len(durations)
    assert stored < 3, "nothing moves"
    assert sum(durations) == 11 * 50, "and the film is as long"
    assert f"{11 - stored} of them equal the picture before" in said
    assert f"frames in the file: {stored})" in said
    words[1] = "3"
    assert cli.run(["render", str(tmp_path / "moss.safetensors"), *words, "--out", str(tmp_path / "moss.gif")]) == 0
    assert "frames in the file" not in capsys.readouterr().out


def test_a_still_organism_does_not_flicker_in_a_gif(tmp_path: Path) -> None:
    draw = np.random.default_rng(0)
    still = draw.integers(0, 256, (16, 16, 3)).astype(np.uint8)
    trembling = [
        np.clip(still.astype(int) + draw.integers(-2, 3, still.shape), 0, 255).astype(np.uint8) for _ in range(12)
    ]
    write_film(tmp_path / "still.gif", iter(trembling), factor=1)
    shown, durations = decoded(tmp_path / "still.gif")
    assert sum(durations) == 12 * 40
    change = [np.abs(a.astype(int) - b).max(axis=-1) for a, b in itertools.pairwise(shown)]
    assert sum((c > 0).sum() for c in change) < 0.05 * 12 * 256


def test_a_film_of_one_frame_or_one_colour(tmp_path: Path) -> None:
    white = np.full((7, 9, 3), 255, np.uint8)
    for ending in (".gif", ".webp", ".apng", ".png"):
        for count in (1, 3):
            write_film(tmp_path / f"white{ending}", [white] * count, factor=2)
            with Image.open(tmp_path / f"white{ending}") as image:
                assert image.height == 14
                assert image.convert("RGB").getextrema() == ((255, 255),) * 3


def test_a_video_is_even_and_shows_what_was_filmed(tmp_path: Path, frames: list[pictures.Pixels]) -> None:
    av = pytest.importorskip("av")
    odd = [frame[:19, :23] for frame in frames]
    write_film(tmp_path / "moss.mp4", iter(odd), frames_per_second=20, factor=5)
    with av.open(str(tmp_path / "moss.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, stream.pix_fmt) == (116, 96, "yuv420p")
        assert float(stream.average_rate) == pytest.approx(20)
        shown = [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)]
    assert len(shown) == len(odd)
    centre = [int(value) for value in shown[9][52, 57]]
    assert centre[0] < 40
    assert centre[1] > 215
    assert centre[2] < 40
    assert shown[10][:, :55].min() > 215, "the wound is white"
    assert shown[0].mean() > 245


def test_a_video_without_its_library_says_how_to_get_it(
    tmp_path: Path, frames: list[pictures.Pixels], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(InputError, match=r'pip install "blastema\[video\]"'):
        write_film(tmp_path / "moss.mp4", iter(frames))


def test_a_png_is_a_strip(tmp_path: Path, frames: list[pictures.Pixels]) -> None:
    write_film(tmp_path / "moss.png", iter(frames), factor=2)
    with Image.open(tmp_path / "moss.png") as image:
        assert image.size == (film_files.STRIP_FRAMES * 48, 40)
        assert image.getpixel((24, 20)) == BLACK


def test_the_size_is_chosen_for_the_eye(tmp_path: Path, frames: list[pictures.Pixels]) -> None:
    write_film(tmp_path / "moss.gif", iter(frames))
    with Image.open(tmp_path / "moss.gif") as image:
        assert image.size == (360, 300)
    assert film_files.fitting_factor(72, 72) == 5
    assert film_files.fitting_factor(4096, 72) == 1


def test_a_film_that_fails_leaves_the_old_file(tmp_path: Path, frames: list[pictures.Pixels]) -> None:
    file = tmp_path / "moss.gif"
    file.write_bytes(b"the old one")

    def failing() -> Iterator[pictures.Pixels]:
        yield from frames[:3]
        raise RuntimeError("power cut")

    for ending in (".gif", ".webp", ".apng", ".mp4"):
        if ending == ".mp4":
            pytest.importorskip("av")
        with pytest.raises(RuntimeError, match="power cut"):
            write_film(file.with_suffix(ending), failing())
    assert [entry.name for entry in tmp_path.iterdir()] == ["moss.gif"]
    assert file.read_bytes() == b"the old one"


@pytest.mark.parametrize(
    ("name", "settings", "message"),
    [
        ("moss.avi", {}, "ends in '.avi'; a film is one of .gif, .webp, .apng, .mp4, .png"),
        ("moss", {}, "ends in 'nothing'"),
        ("none/moss.gif", {}, "there is no folder .*Make it first"),
        ("folder.gif", {}, "is a folder; name a file"),
        ("moss.gif", {"frames_per_second": 0.0}, "frames per second is 0.0; expected a number from 0.1 to 100"),
        ("moss.gif", {"frames_per_second": float("nan")}, "frames per second is nan"),
        ("moss.gif", {"factor": 0}, "the factor is 0; expected 1 or more"),
        ("moss.gif", {"factor": 3000}, "frames of 72000 x 60000 pixels are too large"),
    ],
)
def test_impossible_files_are_refused(
    tmp_path: Path, frames: list[pictures.Pixels], name: str, settings: dict, message: str
) -> None:
    (tmp_path / "folder.gif").mkdir()
    with pytest.raises(InputError, match=message):
        write_film(tmp_path / name, iter(frames), **settings)


def test_frames_that_do_not_fit_are_refused(tmp_path: Path, frames: list[pictures.Pixels]) -> None:
    with pytest.raises(InputError, match="the film has no frames"):
        write_film(tmp_path / "a.gif", iter(()))
    with pytest.raises(InputError, match="like the first"):
        write_film(tmp_path / "a.gif", iter([frames[0], frames[1][:5]]))
    with pytest.raises(InputError, match="expected uint8"):
        write_film(tmp_path / "a.gif", iter([frames[0][..., 0]]))
    assert list(tmp_path.iterdir()) == []


def test_a_growth_strip_shows_the_wound_and_names_the_steps(moss: Organism) -> None:
    plan = Film(moss, 40, cuts=(parse_cut("left@20"),))
    times = film.strip_times(plan)
    assert times[0] == 0
    assert {19, 20, 40} <= set(times)
    strip = growth_strip(plan, factor=2)
    assert strip.shape == (20 * 2 + 26, (24 * 2 + 8) * len(times), 3)
    before, after = (strip[4:44, 4 + 56 * times.index(time) :][:, :48] for time in (19, 20))
    assert (before[:, :24] != 255).any()
    assert (after[:, :24] == 255).all()
    assert (strip[44:, :56] != 255).any(), "the step is written below"
    assert (strip[:4] == 255).all()
    assert (strip[:, ::56] == 255).all(), "white between the pictures"
    with pytest.raises(InputError, match="ascending ones from 0 to 40"):
        growth_strip(plan, (0, 41))
    with pytest.raises(InputError, match="ascending ones"):
        growth_strip(plan, (5, 3))


def test_render_is_a_film_in_one_call(moss: Organism) -> None:
    with pytest.raises(InputError, match="every is 0"):
        film.render(moss, 4, every=0)
    assert len(list(film.render(moss, 4, every=2))) == 3


def test_cuts_in_their_notation_are_the_cuts_and_a_film_saves_itself(moss: Organism, tmp_path: Path) -> None:
    plain = Film(moss, steps=6, every=3, cuts=[Cut("left", 3), Cut("circle", 5, (6.0, 6.0, 3.0))])
    said = Film(moss, steps=6, every=3, cuts=["left@3", "circle:6,6,3@5"])
    assert said.wounds == plain.wounds
    for one, other in zip(said.frames(), plain.frames(), strict=True):
        assert np.array_equal(one, other)
    assert not np.array_equal(list(said.frames())[-1], list(Film(moss, steps=6, every=3).frames())[-1])
    said.save(tmp_path / "film.gif", frames_per_second=10, factor=2)
    with Image.open(tmp_path / "film.gif") as film:
        assert film.n_frames == 3
        assert film.size == (2 * moss.grid[1], 2 * moss.grid[0])
        assert film.info["duration"] == 100
    for one in ("left@3", Cut("left", 3)):
        assert Film(moss, steps=6, cuts=one).wounds == (Cut("left", 3),)
    with pytest.raises(InputError, match="no cut is called 'lift'"):
        Film(moss, cuts=["lift@3"])
    with pytest.raises(InputError, match="the film ends at step 6"):
        Film(moss, steps=6, cuts=["left@7"])
