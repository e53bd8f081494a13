"""One rule, several pictures: targets together, signals, what an organism can be told, runs of it, widened rules."""

from __future__ import annotations

import dataclasses
import json

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from training_helpers import exhaust, tiny, tiny_flags
from two_pictures import GOLDEN, two_pictures

import blastema as bl
from blastema import cli, engines
from blastema.assembly import settings_of
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig, Config
from blastema.errors import FileFormatError, InputError
from blastema.fitting import changing, signalled
from blastema.formats import distill, organism_file
from blastema.runs.folder import Run
from blastema.signals import parse_telling
from blastema.targets import Target, load_target, together
from blastema.widening import decided, widened

pytest_plugins = ("training_fixtures",)
NATIVE = engines.native_obstacle() is None


def picture(name: str, size: int = 8, hole: bool = False, corner: bool = False) -> Target:
    rows, columns = np.mgrid[:size, :size]
    pixels = np.full((size, size, 4), 200, np.uint8)
    if hole:
        pixels[2:6, 2:6] = 0
    if corner:
        pixels[(rows > 2) | (columns > 2)] = 0
    return dataclasses.replace(bl.load_target(pixels, size=size, padding=3, trim=False, background="keep"), name=name)


# --- targets together -------------------------------------------------------------------------------------------------


def test_several_pictures_have_one_grid_and_one_seed():
    target = load_target("🦎", Config().target, others=("😀", "💥"))
    assert [each.name for each in target.every] == ["lizard", "face", "explosion"]
    assert target.title == "lizard-face-explosion"
    assert {each.grid for each in target.every} == {(72, 72)}
    assert target.seeds == ()
    assert dataclasses.replace(target, others=target.others * 2).title == "lizard-and-4-more"


def test_the_seed_is_a_cell_that_all_of_them_want():
    whole, hollow = picture("whole"), picture("hollow", hole=True)
    found = together([whole, hollow])
    ((row, column),) = found.seeds
    for each in found.every:
        assert each.array[row, column, 3] > 0.5
        assert each.seeds == found.seeds
    assert "all pictures grow from the cell" in found.notes[-1]


def test_pictures_that_cannot_be_together_are_refused():
    with pytest.raises(InputError, match=r"two of the pictures are called one; rename one"):
        together([picture("one"), picture("one")])
    with pytest.raises(InputError, match=r"two asks for a grid of 16 x 16 cells, one for 14 x 14"):
        together([picture("one"), picture("two", size=10)])
    with pytest.raises(InputError, match=r"no cell in common to grow from; choose one: --seed-at X,Y"):
        together([picture("hollow", hole=True), dataclasses.replace(_middle_only(), name="middle")])


def _middle_only() -> Target:
    target = picture("middle")
    pixels = target.pixels.copy()
    pixels[np.ix_([0, 1, 6, 7], range(8))] = 0
    pixels[np.ix_(range(8), [0, 1, 6, 7])] = 0
    return dataclasses.replace(target, pixels=pixels)


# --- the config's signal ----------------------------------------------------------------------------------------------


def pair() -> Target:
    return together([picture("one"), dataclasses.replace(picture("two"), pixels=picture("two").pixels // 2)])


def test_words_for_a_signal_become_numbers():
    for given, expected in ((0, (2, 0)), ("one-hot", (2, 0)), ("embedding", (2, 16)), (5, (5, 0))):
        automaton = signalled(Config().replace(signal=given), pair()).automaton
        assert (automaton.signal, automaton.embedding) == expected
    four = signalled(Config().replace(signal="embedding", embedding=4), pair()).automaton
    assert (four.signal, four.embedding) == (2, 4)
    assert signalled(Config(), picture("one")).automaton.signal == 0


def test_a_signal_that_tells_too_little_is_refused():
    with pytest.raises(InputError, match=r"signal is 1, but there are 2 pictures to distinguish; use --signal one-hot"):
        signalled(Config().replace(signal=1), pair())
    with pytest.raises(InputError, match="change-count is not 0, but there is only one picture"):
        signalled(Config().replace(change_count=1), picture("one"))
    with pytest.raises(InputError, match="embedding is 3; expected 0 where there is no signal"):
        AutomatonConfig(embedding=3)
    with pytest.raises(InputError, match="change-count is 3; expected a whole number from 0 to 2"):
        Config().replace(batch_size=4, damage_count=1, change_count=3)


def test_a_quarter_of_the_batch_changes_where_there_is_room():
    assert changing(Config().replace(batch_size=8, damage_count=3)).get("change_count") == 2
    assert changing(Config().replace(batch_size=2, damage_count=1)).get("change_count") == 0
    growing = Config().replace(regime="growing")
    assert changing(growing) == growing


# --- what an organism is told -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "step", "weights"),
    [
        ("🦎", 0, {"🦎": 1}),
        ("lizard@200", 200, {"lizard": 1}),
        ("🦎=0.5,😀=-2@30", 30, {"🦎": 0.5, "😀": -2}),
        (" a = 1 , b=.5 ", 0, {"a": 1, "b": 0.5}),
    ],
)
def test_tellings(text, step, weights):
    assert parse_telling(text) == (step, weights)


@pytest.mark.parametrize("text", ["", "@3", "a@", "a@x", "a=b", "a=nan", "a,", "a=1,a=2", "a@1@2x", "a=1e9"])
def test_what_is_no_telling_is_refused(text):
    with pytest.raises(InputError, match="--as "):
        parse_telling(text)


def test_an_organism_is_told_by_name_by_emoji_and_by_weights():
    organism = two_pictures()
    assert organism.told("🦎").signal == (1, 0)
    assert organism.told("Mirrored").signal == (0, 1)
    assert organism.told("mirrored").target.name == "mirrored"
    mixture = organism.told({"lizard": 0.25, "mirrored": 2})
    assert (mixture.signal, mixture.target) == ((0.25, 2), None)
    with pytest.raises(InputError, match=r"no picture called 'miror'\. Did you mean mirrored\?"):
        organism.told("miror")
    with pytest.raises(InputError, match="grows only one picture"):
        bl.load_organism("🦎").told("🦎")


def test_what_it_is_told_is_what_its_cells_are_told():
    organism = two_pictures()
    asked = np.asarray(organism.grow(12, bl.Conditions(signal=np.array([0, 1], np.float32))))
    np.testing.assert_array_equal(organism.told("mirrored").grow(12), asked)
    assert not np.allclose(organism.grow(12), asked, atol=1e-2)
    np.testing.assert_array_equal(organism.grow(12), organism.told("lizard").grow(12))


@pytest.mark.parametrize("embedding", [0, 3])
def test_a_file_keeps_what_it_can_be_told(embedding):
    organism = two_pictures(embedding).told("mirrored")
    back = organism_file.loads(organism_file.dumps(organism))
    assert [each.name for each in back.pictures] == ["lizard", "mirrored"]
    for mine, its in zip(back.pictures, organism.pictures, strict=True):
        np.testing.assert_array_equal(mine.target.pixels, its.target.pixels)
        assert mine.signal == its.signal
    assert back.signal == (0, 1)
    np.testing.assert_array_equal(back.grow(8), organism.grow(8))


def altered(edit) -> bytes:
    data = organism_file.dumps(two_pictures())
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    described = json.loads(header["__metadata__"]["blastema"])
    edit(described)
    header["__metadata__"]["blastema"] = json.dumps(described)
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data[8 + length :]


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda it: it.update(pictures={}), r"pictures is \{\}; expected a list"),
        (lambda it: it["pictures"].append(3), "picture 2 is 3; expected an object with a target and a signal"),
        (lambda it: it["pictures"][0]["target"].update(png=None), "picture 0 is .*; expected an object with a target"),
        (lambda it: it["pictures"][0].update(signal=[1]), r"picture 0: the signal is \[1\]; expected 2 numbers"),
        (lambda it: it.update(signal=[1, True]), r"the signal is \[1, True\]; expected 2 numbers"),
        (lambda it: it.update(signal=[1, 1e9]), "the signal is .*; expected 2 numbers"),
        (
            lambda it: it["pictures"][1]["target"].update(name="Lizard"),
            "pictures are called .*; expected different names",
        ),
        (
            lambda it: it["automaton"]["perception"].update(signal="one-hot"),
            "signal is 'one-hot'; expected a whole number",
        ),
    ],
)
def test_files_that_say_something_else_are_refused(edit, message):
    with pytest.raises(FileFormatError, match=message):
        organism_file.loads(altered(edit))


# --- an embedded signal -----------------------------------------------------------------------------------------------


def embedded() -> CellularAutomaton:
    automaton = CellularAutomaton.initial(AutomatonConfig(hidden=(32,), signal=3, embedding=4), jax.random.key(0))
    return jax.tree.map(lambda leaf: leaf + 0.02 * jax.random.normal(jax.random.key(1), leaf.shape), automaton)


def test_an_embedded_signal_is_a_signal_times_a_table():
    """The same rule, told the table's rows as they are."""
    automaton = embedded()
    plain = dataclasses.replace(
        automaton, perception=dataclasses.replace(automaton.perception, table=None, embedding=0, signal=4)
    )
    told = np.array([0.5, -1, 2], np.float32)
    state = automaton.seed(9, 9, batch=2)
    heard = told @ np.asarray(automaton.perception.table)
    for kernel in ("jax", "native") if NATIVE else ("jax",):
        mine = bl.rollout(automaton, state, 6, bl.Conditions(signal=told), kernel=kernel)
        its = bl.rollout(plain, state, 6, bl.Conditions(signal=heard), kernel=kernel)
        np.testing.assert_allclose(mine, its, atol=1e-5)
    with pytest.raises(ValueError, match=r"the signal has shape \(4,\); expected \[3\]"):
        bl.rollout(automaton, state, 1, bl.Conditions(signal=heard))


@pytest.mark.long
@pytest.mark.skipif(not NATIVE, reason="the native kernel is not built")
def test_the_tables_gradient_is_the_same_by_both_engines():
    automaton = embedded()
    objective = bl.objective.PictureObjective(
        jnp.asarray(np.random.default_rng(0).uniform(size=(3, 9, 9, 4)), jnp.float32)
    )
    labels = jnp.array([2, 0, 1])
    conditions = automaton.conditions(
        bl.Conditions(jnp.arange(3, dtype=jnp.uint32), signal=jax.nn.one_hot(labels, 3)), 3
    )
    state, wanted = automaton.seed(9, 9, batch=3), objective.wanted(labels, jnp.int32(7))
    found = [
        engines.resolve(kernel, automaton, objective)
        .loss_and_gradient(automaton, state, objective, wanted, jnp.int32(7), conditions, 8)[1]
        .perception.table
        for kernel in ("jax", "native")
    ]
    assert np.linalg.norm(found[0]) > 1e-6
    assert np.linalg.norm(found[0] - found[1]) < 1e-3 * np.linalg.norm(found[0])


# --- widened rules ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "more",
    [{"signal": 3}, {"signal": 2, "embedding": 3}, {"hidden": (40,)}, {"channels": 19, "hidden": (40,), "signal": 1}],
)
def test_a_widened_rule_does_what_it_did(more):
    organism = organism_file.load(GOLDEN / "lizard-small.safetensors")
    has = settings_of(organism.automaton)
    more = {
        name: tuple(w + has.hidden[0] for w in value) if name == "hidden" else value for name, value in more.items()
    }
    automaton = widened(organism.automaton, dataclasses.replace(has, **more), jax.random.key(3))
    assert settings_of(automaton) == dataclasses.replace(has, **more)
    told = None if not more.get("signal") else np.linspace(-2, 3, more["signal"], dtype=np.float32)
    wide = dataclasses.replace(organism, automaton=automaton).grow(25, bl.Conditions(signal=told))
    np.testing.assert_allclose(np.asarray(wide)[..., : has.channels], organism.grow(25), atol=1e-4)
    learns = [np.asarray(layer.weight) for layer in automaton.update.layers]
    if "hidden" in more:
        assert np.any(learns[0][:, has.hidden[0] :]), "new units sense something, so that they can learn"


def test_a_rule_cannot_become_narrower_or_another():
    has = two_pictures().automaton
    for changes, words in (({"channels": 4}, "channels"), ({"activation": "tanh"}, "activation relu, not tanh")):
        with pytest.raises(InputError, match=f"cannot be widened as requested: it has {words}"):
            widened(has, dataclasses.replace(settings_of(has), **changes))


# --- runs and training ------------------------------------------------------------------------------------------------

COLOURS = {"red": (220, 30, 30, 255), "blue": (30, 30, 220, 255), "green": (30, 200, 30, 255)}


@pytest.fixture
def colours(tmp_path, monkeypatch):
    """Three picture files in the folder that is worked in."""
    from PIL import Image

    monkeypatch.chdir(tmp_path)
    for name, colour in COLOURS.items():
        Image.new("RGBA", (8, 8), colour).save(tmp_path / f"{name}.png")
    return [f"{name}.png" for name in COLOURS]


def several(colours, **settings) -> Config:
    first, *others = colours
    return tiny(**({"picture": first, "others": tuple(others), "signal": "one-hot", "background": "keep"} | settings))


@pytest.mark.long
def test_a_run_of_several_resumes_to_the_same_bits(colours, shared_episodes, plain_pictures):
    config = several(colours, iterations=6, checkpoint_every=3, change_count=1)
    target = load_target(config.target.picture, config.target)
    whole = Run.create(target, config, "whole")
    exhaust(whole.train())
    stopped = Run.create(target, config, "stopped")
    for event in stopped.train():
        if getattr(event, "iteration", 0) == 3 and type(event).__name__ == "Trained":
            break
    again = Run.open("stopped")
    assert [each.name for each in again.target.every] == list(COLOURS)
    exhaust(again.train())
    for mine, its in zip(
        jax.tree.leaves(again.organism.automaton), jax.tree.leaves(whole.organism.automaton), strict=True
    ):
        np.testing.assert_array_equal(mine, its)
    organism = whole.organism
    assert organism.name == "red-blue-green"
    assert [(each.name, each.signal) for each in organism.pictures] == [
        ("red", (1, 0, 0)),
        ("blue", (0, 1, 0)),
        ("green", (0, 0, 1)),
    ]
    assert organism.signal == (1, 0, 0)
    assert organism.target.name == "red"


def test_a_run_that_lost_a_picture_says_so(colours):
    config = several(colours)
    Run.create(load_target(config.target.picture, config.target), config, "run")
    (Run.open("run").path / "others" / "00000002.png").unlink()
    with pytest.raises(InputError, match=r"run has 2 of its 3 pictures: .*00000002.png is missing"):
        Run.open("run")
    Run.create(load_target(config.target.picture, config.target), config, "run", overwrite=True)
    assert len(Run.open("run").target.every) == 3


def test_names_are_those_of_the_files_where_none_are_recorded(colours):
    config = several(colours)
    run = Run.create(load_target(config.target.picture, config.target), config, "run")
    (run.path / "environment.json").unlink()
    assert [each.name for each in Run.open("run").target.every] == list(COLOURS)


def test_a_signal_with_one_picture_is_judged_by_what_it_was_told(colours, shared_episodes, plain_pictures):
    config = tiny(picture=colours[0], signal=2, iterations=1, background="keep")
    *_, last = bl.fit(load_target(colours[0], config.target), config)
    assert last.organism.signal == (1, 0)
    assert [each.name for each in last.organism.pictures] == ["red"]


def test_an_objective_with_more_labels_than_the_signal_tells_is_refused(colours):
    config = tiny(picture=colours[0], signal=2, iterations=1, background="keep")
    target = load_target(colours[0], config.target)
    objective = bl.objective.PictureObjective(jnp.stack([jnp.asarray(target.array)] * 3))
    with pytest.raises(InputError, match="the objective has 3 labels, but the signal has 2 numbers"):
        bl.fit(target, config, objective=objective)


def said(capsys, *words: str) -> tuple[int, str]:
    code = cli.run(list(words))
    out = capsys.readouterr()
    return code, out.out + out.err


@pytest.mark.long
def test_grow_from_a_trained_organism_widens_it(colours, shared_episodes, plain_pictures, capsys):
    plain = organism_file.load(GOLDEN / "lizard-small.safetensors")
    organism_file.save(plain, "start.safetensors")
    flags = tiny_flags(iterations=1, pool_size=8)
    for name in ("--channels", "--hidden"):
        at = flags.index(name)
        del flags[at : at + 2]
    words = ["grow", "red.png", "blue.png", "--background", "keep", "--from", "start.safetensors", "--out", "run"]
    code, text = said(capsys, *words, *flags)
    assert code in (0, 3), text
    assert Run.open("run").organism.automaton.perception.signal == 2


def test_a_web_model_is_one_of_the_pictures_for_good():
    organism = two_pictures(3)
    fixed = dataclasses.replace(organism.told("mirrored"), pictures=(), signal=())
    fixed = dataclasses.replace(fixed, automaton=decided(organism.automaton, (0, 1)))
    assert settings_of(fixed.automaton).signal == 0
    np.testing.assert_allclose(fixed.grow(12), organism.told("mirrored").grow(12), atol=1e-5)
    assert decided(fixed.automaton, ()) is fixed.automaton
    data, notes = distill.dumps(organism.told("mirrored"))
    read = dataclasses.replace(fixed, automaton=distill.loads(data).automaton)
    np.testing.assert_allclose(read.grow(6), fixed.grow(6), atol=0.05)  # 8 bits
    assert not np.allclose(organism.told("lizard").grow(6), fixed.grow(6), atol=0.05)
    assert "its current signal is built in: the model always grows this picture" in notes[-1]
