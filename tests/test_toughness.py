"""What is left by each wound of the full protocol, and E where a state stands best: NumPy is the judge."""

from __future__ import annotations

import dataclasses

import numpy as np
import planted
import pytest

from blastema.evaluation import toughness
from blastema.evaluation.form import REACH, Forms
from blastema.evaluation.ledger import Ledger
from blastema.evaluation.measures import Score, pixel_error, pooled
from blastema.trajectory import Trajectory
from blastema.turns import turned

HEIGHT, WIDTH, CHANNELS = 40, 36, 6
MIDDLE = (HEIGHT // 2, WIDTH // 2)


def states(count=8):
    """Something everywhere, alive in every cell."""
    random = np.random.default_rng(0).uniform(0.5, 1.5, (count, HEIGHT, WIDTH, CHANNELS))
    return random.astype(np.float32)


@pytest.fixture(scope="module")
def variants():
    """Every row's variants of these states; the picture lives in a block of the grid."""
    living = np.zeros((HEIGHT, WIDTH), bool)
    living[10:30, 8:28] = True
    return {
        name: [np.asarray(each) for each in row(toughness.jnp.asarray(states()), living)]
        for name, row in toughness.ROWS.items()
    }


def left(after):
    """Where all channels are what they were; the rest has to be empty."""
    kept = (after == states()).all(axis=-1)
    assert not after[~kept].any()
    return kept


@pytest.mark.long
def test_half_planes_go_through_the_middle_at_different_angles(variants):
    rows, columns = np.mgrid[:HEIGHT, :WIDTH] - np.array(MIDDLE)[:, None, None]
    turns = np.random.default_rng(0).uniform(0, 2 * np.pi, 20)
    assert len(variants["20 half-planes"]) == 20
    for turn, after in zip(turns, variants["20 half-planes"], strict=True):
        along = columns * np.cos(turn) + rows * np.sin(turn)
        clear = abs(along) > 1e-3  # the line itself is a matter of rounding
        assert (left(after) == (along <= 0))[:, clear].all()


@pytest.mark.long
def test_deep_cuts_leave_what_is_eight_cells_before_the_middle(variants):
    kept = [left(after)[0] for after in variants["8 deep cuts"]]
    rows, columns = np.mgrid[:HEIGHT, :WIDTH] - np.array(MIDDLE)[:, None, None]
    for turn, judged in {0: columns <= -8, 2: rows <= -8, 4: columns >= 8, 6: rows >= 8}.items():
        np.testing.assert_array_equal(kept[turn], judged)


def test_each_quadrant_is_left_once(variants):
    kept = np.array([left(after) for after in variants["one quadrant left"]])
    assert (kept.sum(axis=0) == 1).all()
    assert sorted(kept[:, 0].sum(axis=(1, 2)).tolist()) == [HEIGHT * WIDTH // 4] * 4


def test_a_patch_is_ten_by_ten_about_a_living_cell_and_another_one_of_each_sample(variants):
    kept = np.concatenate([left(after) for after in variants["10 x 10 cells left"]])
    corners = set()
    for each in kept:
        rows, columns = np.nonzero(each)
        assert (np.ptp(rows), np.ptp(columns), each.sum()) == (9, 9, 100)
        assert 10 <= rows.min() + 5 < 30
        assert 8 <= columns.min() + 5 < 28
        corners.add((rows.min(), columns.min()))
    assert len(corners) > 24


def test_the_right_half_is_three_cells_down(variants):
    (after,) = variants["right half shifted by 3"]
    before, half = states(), MIDDLE[1]
    np.testing.assert_array_equal(after[:, :, :half], before[:, :, :half])
    np.testing.assert_array_equal(after[:, 3:, half:], before[:, :-3, half:])


def test_rings_and_stripes_leave_every_second_one(variants):
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    far = np.sqrt((rows - MIDDLE[0]) ** 2 + (columns - MIDDLE[1]) ** 2)
    np.testing.assert_array_equal(left(variants["rings"][0])[0], (far // 3).astype(int) % 2 == 0)
    np.testing.assert_array_equal(left(variants["stripes"][0])[0], (rows // 2) % 2 == 0)


def test_hidden_channels_are_lost_or_disturbed_and_what_is_seen_is_not(variants):
    for name in ("hidden channels zero", "hidden noise 0.5"):
        (after,) = variants[name]
        np.testing.assert_array_equal(after[..., :4], states()[..., :4])
    assert not variants["hidden channels zero"][0][..., 4:].any()
    assert (variants["hidden noise 0.5"][0] - states())[..., 4:].std() == pytest.approx(0.5, rel=0.02)


def test_strokes_cross_the_grid_past_the_middle():
    strokes = toughness._brushed((8, 72, 72, 16))
    assert strokes.shape == (5, 8, 72, 72)
    near = strokes[:, :, 36 - 15 : 36 + 15, 36 - 15 : 36 + 15].any(axis=(2, 3))
    assert near.all()
    assert len({stroke.tobytes() for stroke in strokes.reshape(40, -1)}) == 40
    assert strokes.sum(axis=(2, 3)).min() > 9 * 40  # nine cells wide, from edge to edge


# Place and form


def picture():
    """Something without symmetry, away from the edges: [32, 30, 4]."""
    shown = np.zeros((32, 30, 4), np.float32)
    shown[10:20, 12:15] = [0.9, 0.1, 0.2, 1]
    shown[10:13, 12:22] = [0.1, 0.8, 0.2, 1]
    return shown


def found(state, **settings):
    forms = Forms(picture(), **settings)
    batch = np.concatenate([state, np.full((*state.shape[:2], 3), 7, np.float32)], axis=-1)[None]
    return forms.find(batch, pixel_error(batch, forms.in_place))


@pytest.mark.parametrize(("rows", "columns"), [(0, 0), (1, 0), (-3, 2), (REACH, -REACH)])
def test_a_picture_that_is_aside_has_its_form(rows, columns):
    form = found(np.roll(picture(), (rows, columns), (0, 1)))
    assert (form.errors, form.rows, form.columns, form.degrees) == ((0,), (rows,), (columns,), (0,))
    assert form.recovered == 1
    assert form.aside == bool(rows or columns)


def test_one_that_is_farther_aside_has_not():
    assert found(np.roll(picture(), REACH + 2, 0)).errors[0] > 1e-3


@pytest.mark.parametrize("degrees", [6, -15, 75, -120, 180])
def test_a_picture_that_is_turned_and_aside_has_its_form(degrees):
    form = found(np.roll(turned(picture(), np.deg2rad(degrees)), (2, -1), (0, 1)))
    assert (form.rows, form.columns, form.degrees) == ((2,), (-1,), (degrees,))
    assert form.errors[0] < 1e-12


def test_one_that_had_to_turn_is_looked_for_about_that():
    right = turned(picture(), np.deg2rad(50), (16, 15))
    form = found(right, radians=np.deg2rad(50), about=(16, 15))
    assert (form.errors, form.degrees) == ((0,), (0,))
    further = found(turned(picture(), np.deg2rad(56), (16, 15)), radians=np.deg2rad(50), about=(16, 15))
    assert further.degrees == (6,)
    assert further.errors[0] < 1e-12


def test_the_least_error_over_shifts_is_the_judges():
    state = np.random.default_rng(2).uniform(size=(32, 30, 4)).astype(np.float32)
    shifts = range(-REACH, REACH + 1)
    least = min(
        ((state - np.roll(picture(), (row, column), (0, 1))).astype(np.float64) ** 2).mean()
        for row in shifts
        for column in shifts
    )
    assert found(state).errors[0] <= least + 1e-9
    assert found(state).errors[0] <= pixel_error(state, picture())


def test_what_is_not_finite_is_nowhere_and_what_is_in_place_is_left_there():
    target = picture()
    broken, fine = np.full_like(target, np.nan), target + np.float32(0.01)
    forms, batch = Forms(target), np.stack([broken, fine])
    form = forms.find(batch, pixel_error(batch, target))
    assert form.errors == (np.inf, pytest.approx(1e-4))
    assert (form.rows, form.recovered, form.aside) == ((0, 0), 1, 0)


def test_a_state_that_has_exploded_is_searched_without_a_warning():
    target = picture()
    states = np.full_like(target, 1e37)[None]
    form = Forms(target).find(states, pixel_error(states, target))
    assert form.errors == (pytest.approx(1e74),)


def test_a_score_tells_place_and_form_and_so_do_several():
    ledger = Ledger(picture())
    aside = ledger.judged("one", np.roll(picture(), 3, 1)[None])
    assert (aside.recovered, aside.form.recovered, aside.form.aside) == (0, 1, 1)
    both = pooled("two", [aside, ledger.judged("there", picture()[None])])
    assert both.to_dict()["form"]["columns"] == [3, 0]
    assert (both.recovered, both.form.recovered, both.form.aside) == (1, 2, 1)
    assert pooled("known in part", [aside, Score.of("other", [0.5])]).form is None
    assert "form" not in Score.of("other", [0.5]).to_dict()


# Many seeds


def test_grown_births_are_scored_and_those_beyond_are_not():
    organism = dataclasses.replace(planted.dies(), name="dies")
    ledger = Ledger(np.zeros((*organism.grid, 4), np.float32))
    toughness.grown_births(ledger, organism, fire_seeds=70)
    (score,) = ledger.scores
    assert (score.name, len(score.errors), score.recovered) == ("grow200 70 seeds", 70, 70)


@pytest.mark.long
def test_rows_are_followed_and_told_apart():
    """One that never changes keeps what is left of it: each row has the error of its wound."""
    organism = planted.still()
    target = np.zeros((*organism.grid, 4), np.float32)
    target[organism.grid[0] // 2, organism.grid[1] // 2] = [0, 0, 0, 1]
    ledger = Ledger(target)
    toughness.measure(ledger, Trajectory.seeded(organism, range(8)), times=(10, 20))
    scores = {score.name: score for score in ledger.scores}
    assert set(scores) == {f"heal{time} {row}" for time in (10, 20) for row in (*toughness.ROWS, toughness.SWIPES)}
    assert scores["heal20 hidden channels zero"].errors == (0,) * 8
    gone = 1 / (4 * organism.grid[0] * organism.grid[1])
    quadrants = np.reshape(scores["heal20 one quadrant left"].errors, (4, 8)).mean(axis=1)
    assert quadrants == pytest.approx([gone, gone, gone, 0])  # the seed's cell is of the last
    assert ledger.facts["variants"]["one quadrant left"][3]["recovered"] == 8
    assert ledger.pictures["wound rings"].shape[0] == 8
