"""Where seeds stand: in the middle where the picture is, and elsewhere where it is, one for each part."""

from __future__ import annotations

import itertools

import jax
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image
from scipy import ndimage

from blastema import emoji
from blastema.config import TargetConfig, presets
from blastema.emoji import BUILT_IN
from blastema.fitting import STEPS_PER_CELL, fitted, told
from blastema.runs.folder import Run
from blastema.seeding import MOST_PARTS, Faint, faint, reach, seeds_for
from blastema.targets import load_target
from blastema.training import Trainer
from blastema.training.snapshots import MemoryCheckpoints


def field(text: str) -> np.ndarray:
    """Alphas from a drawing: # is 1, + is 0.3, everything else nothing."""
    rows = text.split()
    return np.array([[{"#": 1.0, "+": 0.3}.get(letter, 0.0) for letter in row] for row in rows], np.float32)


def ring(size: int = 24, thick: float = 3.5) -> Image.Image:
    rows, columns = np.mgrid[:size, :size] - (size - 1) / 2
    radius = np.hypot(rows, columns)
    pixels = np.zeros((size, size, 4), np.uint8)
    pixels[(radius <= size / 2) & (radius >= size / 2 - thick)] = (200, 60, 30, 255)
    return Image.fromarray(pixels, "RGBA")


@pytest.mark.parametrize("symbol", BUILT_IN)
@pytest.mark.parametrize(("size", "padding"), [(24, 6), (40, 16)])
def test_the_ten_grow_from_the_middle(symbol, size, padding):
    target = load_target(symbol, size=size, padding=padding)
    assert target.seeds == ()
    assert target.notes == ()


def test_a_ring_grows_from_the_nearest_solid_cell():
    alpha = field("""
        .......
        .+###+.
        .#...#.
        .#...#.
        .#...#.
        .+###+.
        .......
    """)
    seeds = seeds_for(alpha)
    assert seeds.parts == 1
    ((row, column),) = seeds.places
    assert alpha[row, column] == 1
    distances = np.hypot(*(np.argwhere(alpha == 1) - 3).T)
    assert np.hypot(row - 3, column - 3) == distances.min()


@pytest.mark.parametrize(("gap", "parts"), [(1, 1), (2, 1), (3, 2), (5, 2)])
def test_gaps_of_two_cells_are_bridged(gap, parts):
    alpha = np.zeros((9, 20), np.float32)
    alpha[3:6, 2:8] = 1
    alpha[3:6, 8 + gap : 11 + gap] = 1
    seeds = seeds_for(alpha)
    assert seeds.parts == parts
    missing = reach(alpha, [(4, 3)])[1]
    assert missing == (0 if parts == 1 else 9)


def test_seeds_of_different_parts_have_different_shapes():
    """The rule is the same everywhere: from like seeds it would grow like parts."""
    alpha = np.zeros((64, 64), np.float32)
    for number in range(MOST_PARTS):
        row, column = divmod(number, 3)
        alpha[20 * row + 2 : 20 * row + 10, 20 * column + 2 : 20 * column + 10 - number // 3] = 1
    seeds = seeds_for(alpha)
    assert (seeds.parts, seeds.left_over) == (MOST_PARTS, 0)
    shapes = set()
    for number in range(MOST_PARTS):
        row, column = divmod(number, 3)
        inside = [
            (r, c) for r, c in seeds.places if 20 * row <= r < 20 * row + 20 and 20 * column <= c < 20 * column + 20
        ]
        assert inside, f"part {number} has no seed"
        corner = np.min(inside, axis=0)
        shapes.add(tuple(sorted(tuple(int(i) for i in place - corner) for place in inside)))
    assert len(shapes) == MOST_PARTS
    assert reach(alpha, seeds.places)[1] == 0


def test_parts_beyond_the_shapes_are_told():
    pixels = np.zeros((64, 64, 4), np.uint8)
    for row in range(0, 64, 16):
        for column in range(0, 64, 16):
            pixels[row : row + 5, column : column + 5] = 255
    target = load_target(pixels, size=64, padding=2)
    assert any(
        f"only {MOST_PARTS} parts can have seeds; the {16 - MOST_PARTS} smallest" in note for note in target.notes
    )


@given(
    hnp.arrays(
        np.float32,
        st.tuples(st.integers(3, 12), st.integers(3, 12)),
        elements=st.sampled_from([np.float32(0), np.float32(0.05), np.float32(0.4), np.float32(1)]),
    )
)
def test_seeds_reach_all_that_is_told_to_be_reachable(alpha):
    seeds = seeds_for(alpha)
    assert len(set(seeds.places)) == len(seeds.places)
    for row, column in seeds.places:
        assert 0 <= row < alpha.shape[0]
        assert 0 <= column < alpha.shape[1]
    missing = reach(alpha, seeds.places)[1]
    if (alpha > 0.1).any() and not seeds.left_over:
        assert missing == 0


def test_reach_is_counted_along_the_picture():
    arm = np.zeros((9, 30), np.float32)
    arm[4, 2:28] = 1
    assert reach(arm, [(4, 2)]) == (25, 0)
    hook = arm.copy()
    hook[0, 2:28] = 1
    hook[0:5, 27] = 1
    far, missing = reach(hook, [(4, 2)])
    assert missing == 0
    assert 2 * 25 - 4 <= far <= 2 * 25 + 4, "diagonal steps cut the corners"


def line(*points: tuple[int, int], size: int = 40) -> np.ndarray:
    """Alpha of a line of 2 cells through corners (row, column), along rows and columns."""
    alpha = np.zeros((size, size), np.float32)
    for (top, left), (bottom, right) in itertools.pairwise(points):
        rows, columns = sorted((top, bottom)), sorted((left, right))
        alpha[rows[0] : rows[1] + 2, columns[0] : columns[1] + 2] = 1
    return alpha


SNAKE = line(
    *[(row, column) for row, way in zip(range(2, 38, 8), (1, -1) * 3, strict=False) for column in (2, 36)[::way]]
)


def test_a_long_line_has_seeds_of_different_shapes_along_it():
    seeds = seeds_for(SNAKE)
    first = seeds.places[:1]
    assert reach(SNAKE, first)[0] > 1.5 * 36
    assert seeds.parts == 1
    assert 3 <= seeds.further < MOST_PARTS
    assert reach(SNAKE, seeds.places)[0] <= 0.5 * 36
    labels, count = ndimage.label(
        np.isin(np.arange(SNAKE.size), np.ravel_multi_index(np.array(seeds.places).T, SNAKE.shape)).reshape(
            SNAKE.shape
        ),
        np.ones((3, 3)),
    )
    shapes = [np.argwhere(labels == number) for number in range(1, count + 1)]
    assert count == seeds.further + 1
    assert len({tuple(map(tuple, (cells - cells.min(axis=0)).tolist())) for cells in shapes}) == count


@pytest.mark.parametrize(("turns", "further"), [(0, 0), (1, 0), (4, 4)])
def test_only_lines_of_more_than_one_and_a_half_sizes_have_more_seeds(turns, further):
    """From the middle of a straight line to its end, around a corner, and back and forth."""
    corners = [(2, 2), (2, 36), (36, 36)][: turns + 2]
    seeds = seeds_for(SNAKE if turns == 4 else line(*corners))
    assert bool(seeds.further) == bool(further)


def test_further_seeds_go_to_parts_first_and_are_told(tmp_path):
    alpha = SNAKE.copy()
    alpha[26:35, :] = 0  # the last line is a part of its own
    pixels = np.zeros((40, 40, 4), np.uint8)
    pixels[alpha > 0] = (200, 30, 40, 255)
    seeds = seeds_for(alpha)
    assert seeds.parts == 2
    assert seeds.further
    assert sum(alpha[place] for place in seeds.places) >= len(seeds.places) - 2
    notes = load_target(pixels, size=40, padding=0, trim=False).notes
    assert any("2 parts that are too far apart" in note for note in notes)
    assert any(f"long lines; {seeds.further} further seeds stand along them" in note for note in notes)


# --- in a training ----------------------------------------------------------------------------------------------------


def trainer(target, config):
    return Trainer(target, config, MemoryCheckpoints())


def test_training_organism_and_run_folder_know_the_places(tmp_path):
    config = presets.growing("quick", iterations=1, size=16, padding=3)
    target = load_target(ring(), config.target)
    assert target.seeds
    assert any("middle of the picture is empty" in note for note in target.notes)
    train = trainer(target, config)
    start = np.asarray(train.batch()[0])[0]
    planted = {(int(row), int(column)) for row, column in np.argwhere(start[..., 3] == 1)}
    assert planted == set(target.seeds)
    assert train.organism().seeds == target.seeds
    run = Run.create(target, config, tmp_path / "ring")
    assert Run.open(run.path).config.target.seeds == target.seeds


def test_places_that_are_asked_for_go_first():
    config = presets.growing("quick", iterations=1, size=16, padding=3, seed_at=("11,4",))
    target = load_target(ring(), config.target)
    assert target.seeds == ((4, 11),)
    assert not any("middle" in note for note in target.notes)
    assert trainer(target, config).organism().seeds == ((4, 11),)


@pytest.mark.long
def test_a_ring_lives_through_the_first_iterations():
    """From the empty middle, all samples die within as many: the picture wants nothing there."""
    config = presets.regenerating("quick", size=16, padding=3, iterations=60, threads=1)
    target = load_target(ring(), config.target)
    config, _ = fitted(config, target)
    losses = [
        event.figures for event in trainer(target, config).events(None, lambda: False) if hasattr(event, "figures")
    ]
    assert losses[-1].dead_samples == 0


# --- episodes follow the picture --------------------------------------------------------------------------------------


@pytest.mark.parametrize("recipe", ["quick", "article", "fast", "best"])
@pytest.mark.parametrize("symbol", BUILT_IN)
def test_recipes_are_long_enough_for_the_ten(recipe, symbol):
    config = presets.regenerating(recipe)
    assert fitted(config, load_target(symbol, config.target)) == (config, [])


def test_a_smaller_picture_has_as_large_a_share_of_padding_and_a_larger_one_no_more():
    def sides(recipe, regime="regenerating", **settings):
        target = presets.preset(regime, recipe, **settings).target
        return target.size, target.padding

    assert sides("quick", size=16) == (16, 4)
    assert [sides("fast", size=size)[1] for size in (8, 16, 24, 32, 40, 96)] == [4, 8, 10, 14, 16, 16]
    assert sides("best", size=16, padding=3) == (16, 3)
    for kept in (sides("article", size=16), sides("fast", "perturbed", size=16), sides("fast", "merging", size=16)):
        assert kept == (16, 16)
    assert sides("fast", objective="texture", size=16) == (16, 0)
    for recipe in ("quick", "fast", "best"):
        usual = presets.regenerating(recipe)
        assert presets.regenerating(recipe, size=usual.target.size) == usual


def test_a_larger_picture_has_longer_episodes():
    config = presets.growing("quick", size=200)
    target = load_target("🦎", config.target)
    distance, _ = reach(target.array[..., 3])
    assert any("at most 103 steps" in note for note in told(config, target))
    longer, notes = fitted(config, target)
    before, after = config.training.phases, longer.training.phases
    assert after[0].steps[0] == pytest.approx(STEPS_PER_CELL * distance, abs=1)
    for old, new in zip(before, after, strict=True):
        assert new.steps[1] / new.steps[0] == pytest.approx(old.steps[1] / old.steps[0], rel=0.02)
        assert (new.iterations, new.learning_rate, new.shape) == (old.iterations, old.learning_rate, old.shape)
    assert str(distance) in notes[0]
    assert told(longer, target) == []


def test_a_part_that_no_seed_reaches_is_told():
    pixels = np.zeros((24, 24, 4), np.uint8)
    pixels[8:16, 2:12] = 255
    pixels[8:16, 18:23] = 255
    config = presets.growing("quick", size=24, padding=2, seed_at=("7,13",), trim=False)
    target = load_target(pixels, config.target)
    for notes in (told(config, target), fitted(config, target)[1]):
        assert any("40 cells of the picture are in parts that no seed can reach" in note for note in notes)


def test_specks_and_what_is_fainter_than_life_are_told():
    """What a page's advice and `grow` say of a picture; golden/web-targets.npz holds both alike."""
    pixels = np.zeros((24, 24, 4), np.uint8)
    pixels[6:18, 6:18] = 255
    config = presets.growing("quick", size=24, padding=2, trim=False)
    assert fitted(config, load_target(pixels, config.target))[1] == []
    pixels[9:11, 20:22] = (200, 200, 200, 60)
    target = load_target(pixels, config.target)
    assert faint(target.array[..., 3]) == Faint(specks=1, cells=4)
    for notes in (told(config, target), fitted(config, target)[1]):
        assert any("1 speck (4 cells in all) may never come alive" in note for note in notes)
    for mended in ((slice(9, 11), slice(20, 22), 255), (slice(9, 11), slice(18, 22), 60)):  # opaque; joined
        better = pixels.copy()
        better[mended[:2]] = mended[2]
        assert fitted(config, load_target(better, config.target))[1] == []
    life_of_all = presets.growing("quick", size=24, padding=2, trim=False, life="all")
    assert told(life_of_all, target) == []
    pixels[9:11, 20:22] = 0
    pixels[pixels[..., 3] == 0] = (250, 220, 90, 20)
    assert any("cells will stay empty" in note for note in told(config, load_target(pixels, config.target)))


@pytest.mark.skipif(emoji.fonts.find_font() is None, reason="no colour-emoji font is installed")
@pytest.mark.parametrize("symbol", ["🌙", "⭕", "🎵", "🧲", "🐛"])
def test_hollow_emoji_have_a_seed_in_their_ink(symbol):
    target = load_target(symbol, size=24, padding=6)
    alpha = target.array[..., 3]
    assert alpha[18, 18] < 0.1
    for row, column in target.seeds:
        assert alpha[row, column] > 0.5
    assert reach(alpha, target.seeds)[1] == 0


def test_organisms_plant_there_on_every_grid():
    target = load_target(ring(), TargetConfig(size=16, padding=3))
    config = presets.growing("quick", iterations=1, size=16, padding=3)
    organism = trainer(target, config).organism()
    grown = np.asarray(organism.seed(40, 50))
    ((row, column),) = np.argwhere(grown[..., 3] == 1)
    assert (row - 20, column - 25) == (target.seeds[0][0] - 11, target.seeds[0][1] - 11)
    assert jax.numpy.asarray(grown).shape == (40, 50, 16)
