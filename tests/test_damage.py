"""Wounds: their geometry, their distribution, and the five cuts."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import judge
import numpy as np
import pytest
from helpers import assert_uniform
from hypothesis import given
from hypothesis import strategies as st

from blastema.training import damage

KINDS = tuple(damage.MASKS)
draw_many = jax.jit(
    lambda number, kind: jax.vmap(lambda key: damage.MASKS[kind](key, (72, 72), 40))(
        jax.random.split(jax.random.key(number), 2000)
    ),
    static_argnums=1,
)


@partial(jax.jit, static_argnums=(1, 2))
def wounds_of(key, count, kinds):
    """On a small grid."""
    return damage.random_wounds(key, count, 24, 24, kinds=kinds, size=16)


@pytest.fixture(scope="module")
def wounds():
    """2000 wounds of each kind on the article's grid."""
    return {kind: np.asarray(draw_many(0, kind)) for kind in KINDS}


def middle(mask):
    rows, columns = np.nonzero(mask)
    return rows.mean(), columns.mean()


def test_a_circle_is_the_judges():
    """The notebook's formula, for the centre and radius that the key gives."""
    for number in range(20):
        key = jax.random.key(number)
        centre_key, radius_key = jax.random.split(key)
        row, column = (float(c) for c in jax.random.uniform(centre_key, (2,), minval=-0.5, maxval=0.5))
        radius = float(jax.random.uniform(radius_key, minval=0.1, maxval=0.4))
        found = np.asarray(damage.circle(key, (72, 60), 40))
        np.testing.assert_array_equal(found, judge.inside_circle(72, 60, column, row, radius))


def test_circles_are_drawn_as_the_notebook_does(wounds):
    """Radius uniform in 0.1 to 0.4, centre uniform in the middle square, of a grid that spans -1 to 1."""
    circles = wounds["circle"]
    spacing = 2 / 71
    radii = np.sqrt(circles.sum(axis=(1, 2)) / np.pi) * spacing
    centres = np.array([middle(mask) for mask in circles]) * spacing - 1
    for values, low, high in ((radii, 0.1, 0.4), (centres[:, 0], -0.5, 0.5), (centres[:, 1], -0.5, 0.5)):
        assert values.min() > low - spacing / 2
        assert values.max() < high + spacing / 2
        assert_uniform(values, low, high)
    assert abs(np.corrcoef(centres.T)[0, 1]) < 0.1
    assert abs(np.corrcoef(radii, centres[:, 0])[0, 1]) < 0.1


def test_squares_have_their_size_and_place(wounds):
    squares = wounds["square"]
    for mask in squares[:200]:
        rows, columns = np.nonzero(mask)
        height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
        assert mask.sum() == height * width
        assert abs(height - width) <= 1
        assert 11 <= height <= 21  # 0.3 to 0.5 of 40, to a cell
    centres = np.array([middle(mask) for mask in squares]) - 36
    assert np.abs(centres).max() <= 10.5
    assert_uniform(centres[:, 0], -10, 10)
    assert_uniform(centres[:, 1], -10, 10)
    assert_uniform(np.sqrt(squares.sum(axis=(1, 2))), 12, 20, tolerance=0.1)  # whole cells: 8 steps


def test_half_planes_have_a_straight_edge_near_the_seed(wounds):
    """Some side of the grid is whole; the seed is removed by three in ten; half of the edges lie along an axis."""
    planes = wounds["half-plane"]
    along_axis = []
    for mask in planes:
        assert mask.any()
        assert not mask.all()
        whole_rows, whole_columns = mask.all(axis=1) == mask.any(axis=1), mask.all(axis=0) == mask.any(axis=0)
        along_axis.append(whole_rows.all() or whole_columns.all())
        corners = mask[[0, 0, -1, -1], [0, -1, 0, -1]]
        assert corners.any()
        assert not corners.all()
    assert np.mean(along_axis) == pytest.approx(0.5, abs=0.06)
    lines = planes[along_axis].sum(axis=(1, 2)) / 72  # from 0.15 of 40 cells before the seed to 0.35 behind it
    assert 20 < lines.min() < 24
    assert 39 < lines.max() < 43
    assert planes[:, 36, 36].mean() == pytest.approx(0.15 / 0.5, abs=0.04)
    # Every direction alike: each cell and its mirror image are removed equally often.
    share = planes.mean(axis=0)[1:, 1:]
    for mirrored in (share[::-1], share[:, ::-1], share.T):
        np.testing.assert_allclose(share, mirrored, atol=0.08)


@pytest.mark.parametrize("kind", KINDS)
def test_a_half_plane_is_convex_and_so_are_the_others(kind, wounds):
    """No row or column of a wound has a hole."""
    for mask in wounds[kind][:100]:
        for lines in (mask, mask.T):
            edges = np.abs(np.diff(np.pad(lines, ((0, 0), (1, 1))).astype(int), axis=1)).sum(axis=1)
            assert set(np.unique(edges)) <= {0, 2}


def test_kinds_are_drawn_with_equal_chances():
    drawn = wounds_of(jax.random.key(5), 600, KINDS)
    assert drawn.shape == (600, 24, 24)
    assert drawn.dtype == jnp.bool_
    only = {kind: wounds_of(jax.random.key(5), 600, (kind,)) for kind in KINDS}
    same = np.array([(drawn == only[kind]).all(axis=(1, 2)) for kind in KINDS])
    assert (same.sum(axis=0) == 1).all()
    np.testing.assert_allclose(same.mean(axis=1), 1 / 3, atol=0.08)
    assert only["circle"].mean() < 0.15  # what is removed: a circle's radius is 0.4 of half the grid at most


def test_wounds_of_a_batch_differ_and_repeat_by_key():
    one = wounds_of(jax.random.key(1), 3, ("circle",))
    np.testing.assert_array_equal(one, wounds_of(jax.random.key(1), 3, ("circle",)))
    assert (one[0] != one[1]).any()
    assert (one != wounds_of(jax.random.key(2), 3, ("circle",))).any()


def test_a_wound_sets_all_channels_to_zero_also_where_they_are_not_finite():
    state = np.random.default_rng(0).normal(size=(2, 5, 5, 7)).astype(np.float32)
    state[0, 1, 1] = np.nan
    mask = np.zeros((2, 5, 5), bool)
    mask[0, 1] = True
    wounded = np.asarray(damage.wound(jnp.asarray(state), jnp.asarray(mask)))
    np.testing.assert_array_equal(wounded[mask], 0)
    np.testing.assert_array_equal(wounded[~mask], state[~mask])


@pytest.mark.parametrize(
    ("start", "end", "radius"),
    [
        ((-3.0, 2.0), (6.0, -4.5), 2.5),
        ((0.0, 0.0), (0.0, 0.0), 4.0),
        ((0.0, -0.4), (0.0, 0.4), 1.005),
        ((1.0, -9.0), (1.0, 9.0), 0.5),
    ],
)
def test_a_stroke_is_the_judges(start, end, radius):
    found = np.asarray(damage.stroke(20, 24, start, end, radius))
    points = np.array(start) + np.linspace(0, 1, 4001)[:, None] * (np.array(end) - np.array(start))
    for row in range(20):
        for column in range(24):
            far = np.sqrt(((points - [row - 10, column - 12]) ** 2).sum(axis=1).min())
            if abs(far - radius) > 1e-3:  # the judge's points are no line
                assert found[row, column] == (far < radius)


def test_directions_go_from_right_to_down():
    for quarter, removed in enumerate((np.s_[:, 3:], np.s_[3:, :], np.s_[:, :2], np.s_[:2, :])):
        expected = np.zeros((5, 5), bool)
        expected[removed] = True
        np.testing.assert_array_equal(damage.beyond(5, 5, quarter * np.pi / 2, 0.5), expected)


def test_what_lies_on_the_edge_of_a_wound():
    """A line takes what is beyond it, a square what is within it, a brush also what it just touches."""
    assert np.flatnonzero(damage.beyond(4, 7, 0.0, 1.0)[0]).tolist() == [5, 6]
    rows, columns = np.nonzero(damage.window(9, 9, 1.0, -1.0, 2.0))
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (4, 6, 2, 4)
    assert damage.stroke(9, 9, (0.0, 0.0), (0.0, 0.0), 2.0).sum() == 13
    assert np.argwhere(damage.stroke(5, 9, (0.0, -1.0), (0.0, 2.0), 1.0)).tolist() == [
        *([1, column] for column in range(3, 7)),
        *([2, column] for column in range(2, 8)),
        *([3, column] for column in range(3, 7)),
    ]


@pytest.mark.parametrize("name", damage.CUTS)
@pytest.mark.parametrize(("height", "width"), [(72, 72), (72, 144)])
def test_the_five_cuts_of_the_evaluation(name, height, width):
    np.testing.assert_array_equal(damage.cut(name, height, width), judge.cut_mask(height, width, name))


def test_the_cuts_come_in_the_articles_order():
    assert damage.CUTS == judge.CUTS


def test_the_cut_of_the_middle_in_numbers():
    rows, columns = np.nonzero(damage.cut("centre", 72, 72))
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (28, 43, 28, 43)


@given(st.integers(3, 60), st.integers(3, 60))
def test_opposite_cuts_remove_each_cell_once(height, width):
    for one, other in (("bottom", "top"), ("right", "left")):
        assert (damage.cut(one, height, width) ^ damage.cut(other, height, width)).all()
    seed = (height // 2, width // 2)
    assert [damage.cut(name, height, width)[seed] for name in ("bottom", "right")] == [True, True]


def test_an_unknown_cut_is_a_key_error():
    with pytest.raises(KeyError):
        damage.cut("middle", 10, 10)
