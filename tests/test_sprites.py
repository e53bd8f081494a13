"""Organisms that begin as their own picture: seed, file, verdict; and infection, one's rule on another's state."""

from __future__ import annotations

import dataclasses

import jax
import jax.numpy as jnp
import judge
import numpy as np
import planted
import pytest
from helpers import judged, quickly_compiled, random_automaton

from blastema import cli, evaluation
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig
from blastema.drawing.film import Film
from blastema.errors import FileFormatError, InputError
from blastema.evaluation.bites import bites
from blastema.evaluation.verdict import Verdict
from blastema.formats import organism_file
from blastema.organism import Organism
from blastema.targets import Target
from blastema.update import ReplacingUpdate

SIZE, PADDING = 8, 3
SIDE = SIZE + 2 * PADDING
OWN_ALPHA = AutomatonConfig(channels=8, update="replacing", activation="atan", hidden=(16,), life="own-alpha")


def sprite(radius: float | None = 3.0, config: AutomatonConfig = OWN_ALPHA, number: int = 0) -> Organism:
    """An organism of random weights whose picture is random too."""
    pixels = np.random.default_rng(number).integers(1, 256, (SIZE, SIZE, 4), np.uint8)
    automaton = random_automaton(config, number, gain=2.0)
    return Organism(automaton, "sprite", (SIDE, SIDE), Target(pixels, PADDING), start_radius=radius)


def distance(side: int) -> np.ndarray:
    """How far cells are from the middle, as the sprites' author counts."""
    xx, yy = np.meshgrid(np.linspace(-side // 2, side // 2, side), np.linspace(-side // 2, side // 2, side))
    return np.sqrt(xx**2 + yy**2)


def test_it_begins_as_its_picture_within_the_radius():
    organism = sprite()
    seed = np.asarray(organism.seed())
    expected = np.where((distance(SIDE) <= 3)[..., None], organism.target.array, 0)
    np.testing.assert_array_equal(seed[..., :4], expected)
    assert not seed[..., 4:].any()
    alpha = organism.target.array[..., 3].astype(float)
    assert organism.start_share == pytest.approx(alpha[distance(SIDE) <= 3].sum() / alpha.sum())
    assert 0 < organism.start_share < 1
    assert sprite(64.0).start_share == 1
    assert sprite(None).start_share == 0


@pytest.mark.long
@pytest.mark.parametrize("grid", [(20, 17), (SIDE, 9), (5, 31), (SIDE, SIDE)])
def test_on_another_grid_it_lies_about_the_middle(grid):
    whole = np.asarray(sprite().seed())
    other = np.asarray(sprite().seed(*grid))
    assert other.shape == (*grid, 8)
    down, right = (new // 2 - SIDE // 2 for new in grid)
    for row in range(grid[0]):
        for column in range(grid[1]):
            inside = 0 <= row - down < SIDE and 0 <= column - right < SIDE
            expected = whole[row - down, column - right] if inside else 0
            np.testing.assert_array_equal(other[row, column], expected)


def test_its_file_says_so_and_comes_back():
    organism = sprite(6.5)
    back = organism_file.loads(organism_file.dumps(organism))
    assert back.start_radius == 6.5
    np.testing.assert_array_equal(back.seed(), organism.seed())
    assert organism_file.loads(organism_file.dumps(sprite(None))).start_radius is None


def test_without_a_picture_it_cannot_begin_as_one():
    with pytest.raises(InputError, match="starts as its own picture"):
        dataclasses.replace(sprite(), target=None)
    data = organism_file.dumps(sprite(6.0))
    asked = b'\\"start_radius\\": 6.0'
    assert data.count(asked) == 1
    for written in (b"-60", b"1e9"):
        with pytest.raises(FileFormatError, match=r"start_radius is .*; expected cells, from 0 to 10000"):
            organism_file.loads(data.replace(asked, asked[:-3] + written))


def test_cells_that_the_next_step_clears_are_not_seen():
    """The state of a rollout is the judge's with the cells of too little alpha cleared; and it goes on alike."""
    organism = sprite()
    layers, keywords = judged(organism.automaton)
    start = np.asarray(organism.seed(), np.float64)[None]
    states = judge.rollout(layers, start, 9, keywords["options"], [5], [0])
    conditions = Conditions(fire_seed=5)
    for steps in (4, 9):
        expected = states[steps] * (states[steps][..., 3:4] > 0.1)
        found = organism.rollout(organism.seed(), steps, conditions)
        np.testing.assert_allclose(found, expected[0], rtol=0, atol=1e-4)
    halfway = organism.rollout(organism.seed(), 4, conditions)
    on = organism.rollout(halfway, 5, conditions._replace(step=4))
    np.testing.assert_allclose(on, found, rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    ("activation", "hidden"),
    [("relu", (32,)), ("atan", (16, 12)), ("tanh", (4,)), ("relu", (4,)), ("tanh", (16, 12)), ("atan", (32,))],
)
def test_an_untrained_replacing_rule_holds_what_is_there(activation, hidden):
    """As many channels as the hidden layers have room for: what is 0 or 1 stays near it, and an empty cell empty."""
    config = dataclasses.replace(OWN_ALPHA, activation=activation, hidden=hidden, fire_rate=1.0)
    automaton = CellularAutomaton.initial(config, jax.random.key(0))
    assert isinstance(automaton.update, ReplacingUpdate)
    held = min(8, *hidden)
    state = (np.random.default_rng(0).random((1, 6, 6, 8)) < 0.5).astype(np.float32)
    state[0, :, :3], state[0, :, 3:, 3] = 0, 1
    now, onwards = jnp.asarray(state), quickly_compiled(lambda x, step: automaton.step(x, Conditions(step=step)))
    for step in range(5):
        now = onwards(now, jnp.uint32(step))
    found = np.asarray(now)[..., :held]
    assert (abs(found - state[..., :held]) < 0.25).all()
    assert (found[0, :, :3, 3] <= 0.1).all()


def test_bites_are_circles_about_living_cells():
    target = np.zeros((30, 30, 4), np.float32)
    target[10:20, 12:18, 3] = 1
    taken = bites(target, 0.1)
    assert taken.shape == (8, 30, 30)
    np.testing.assert_array_equal(taken, bites(target, 0.1))
    for mask in taken:
        assert mask.sum() == 49  # of a circle of radius 4 about a cell
        row, column = (round(place) for place in np.argwhere(mask).mean(axis=0))
        assert target[row, column, 3] == 1


# Verdict and evaluation


def verdict_of(**parts) -> Verdict:
    given = {"share": 1.0, **parts}
    scores = {name: evaluation.Score.of("one", [10**value] * 8) for name, value in given.items() if name != "share"}
    return Verdict("one", "perturbed", 200, died=(None,) * 8, empty=0.1, share=given["share"], **scores)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (
            {"grown": -4.5},
            "holds its picture so well that it can hardly be distinguished from the picture (log10 error -4.50",
        ),
        ({"grown": -3.5}, "holds its picture well (log10 error"),
        ({"grown": -3.5, "share": 0.12}, "from 12% of its picture it grows well (log10 error"),
        ({"grown": -2.5, "share": 0.12}, "recognisable at best (log10 error"),
        ({"grown": -3.5, "later": -1.0}, "does not keep its shape to step 1,000"),
        ({"grown": -3.5, "wound": -2.0, "cut": -3.4}, "heals bites of 4 cells (-3.40 200 steps after)"),
        ({"grown": -3.5, "wound": -2.0, "cut": -2.5}, "heals bites of 4 cells in part only (-2.50 200 steps after)"),
        ({"grown": -3.5, "wound": -2.0, "cut": -2.0}, "does not heal bites of 4 cells (-2.00 200 steps after)"),
    ],
)
def test_a_verdict_on_one_that_begins_as_its_picture_says_so(parts, words):
    assert words in verdict_of(**parts).words


def test_what_it_was_trained_to_heal_is_what_it_is_judged_by():
    still = dataclasses.replace(planted.still(), start_radius=64.0)
    healing = dataclasses.replace(still, provenance={"regime": "perturbed", "task": "growth healing"})
    verdict = evaluation.judge(healing)
    assert verdict.share == 1
    assert verdict.cut is not None
    assert verdict.wound.errors == verdict.cut.errors  # nothing heals here, and it is said
    assert "does not heal bites of 4 cells" in verdict.words
    growth = dataclasses.replace(still, provenance={"regime": "perturbed", "task": "growth"})
    assert evaluation.judge(growth).cut is None


def test_an_evaluation_has_bites_and_says_how_it_begins():
    still = dataclasses.replace(planted.still(), start_radius=64.0)
    result = evaluation.evaluate(still)
    assert [score.name for score in result.scores if "bites" in score.name] == ["heal200 bites", "heal1000 bites"]
    assert len(result.cuts()) == 5
    assert any("starts as 100% of its own picture" in note for note in result.notes)


# Infection


def test_a_rule_takes_over_what_another_has_grown():
    guest, host = sprite(None, number=1), sprite(3.0, number=2)
    film = Film(guest, steps=6, every=3, fire_seed=4, host=host, host_steps=5)
    grown = np.asarray(host.rollout(host.seed(), 5, Conditions(fire_seed=4)))
    states = list(film.states())
    np.testing.assert_array_equal(states[0], grown)
    np.testing.assert_allclose(states[2], guest.rollout(grown, 6, Conditions(fire_seed=4)), rtol=0, atol=1e-6)
    assert (np.asarray(host.rollout(grown, 6, Conditions(fire_seed=4))) != states[2]).any()


def test_its_grid_is_the_hosts_and_a_host_of_other_channels_is_refused():
    host = sprite(3.0)
    small = dataclasses.replace(sprite(None), grid=(9, 9), target=None)
    assert Film(small, host=host).grid == (SIDE, SIDE)
    other = sprite(None, dataclasses.replace(OWN_ALPHA, channels=12))
    with pytest.raises(
        InputError, match="sprite has 12 channels, sprite 8; both must have the same number of channels"
    ):
        Film(other, host=host)
    with pytest.raises(InputError, match="seeds and a host are given"):
        Film(small, host=host, seeds=[(2, 2)])
    with pytest.raises(InputError, match="host_steps is 9, but there is no host; name one"):
        Film(small, host_steps=9)


def test_the_command_line_films_it(tmp_path, capsys):
    for name, number in (("a", 1), ("b", 2)):
        organism_file.save(sprite(3.0, number=number), tmp_path / f"{name}.safetensors")
    words = ["render", str(tmp_path / "a.safetensors"), "--on", str(tmp_path / "b.safetensors"), "--host-steps", "3"]
    assert cli.run([*words, "--steps", "4", "--out", str(tmp_path / "infection.gif")]) == 0
    assert "5 pictures, 4 steps" in capsys.readouterr().out
