"""Version 2 of the organism file: parts of any kind, defaults, what is refused, and version 1 upgraded to it."""

from __future__ import annotations

import base64
import json
from typing import Any

import jax
import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given
from hypothesis import strategies as st
from kinds import asked, automaton_of
from make_golden_organism import version_1, version_2
from organism_files import VERSION_1, VERSION_2, assert_same, changed, description, nothing, setting, without

from blastema.assembly import settings_of
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig
from blastema.errors import FileFormatError
from blastema.filters import NO_TAPS, filter_named
from blastema.formats import organism_file
from blastema.organism import Organism
from blastema.targets import Target

PART = "automaton"


# --- what is written and read -----------------------------------------------------------------------------------------


def test_golden_file_is_read_as_documented() -> None:
    assert_same(organism_file.load(VERSION_2), version_2())


def test_golden_file_by_a_reader_of_the_document_alone() -> None:
    data = VERSION_2.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])

    def tensor(name: str) -> np.ndarray[Any, Any]:
        begin, end = header[name]["data_offsets"]
        return np.frombuffer(data[8 + length + begin : 8 + length + end], "<f4").reshape(header[name]["shape"])

    i, j = np.mgrid[: 6 * 5 + 3, :7]
    np.testing.assert_array_equal(tensor("layers.0.weight"), ((7 * i + 3 * j) % 31 - 15) / 64)
    assert tensor("layers.2.weight").shape == (5, 6)
    assert tensor("perception.learned").shape == (2, 3, 3, 6)
    described = json.loads(header["__metadata__"]["blastema"])
    assert (described["format"], described["version"]) == ("blastema-organism", 2)
    assert (described["grid"], described["seeds"]) == ([7, 9], [[3, 4], [0, 8]])
    parts = described["automaton"]
    assert parts["update"] == {"kind": "replacing", "hidden": [7, 5], "activation": "atan"}
    assert parts["life"] == {"kind": "own-alpha", "alive_threshold": 0.25}
    assert parts["perception"]["signal"] == 3
    assert [each["name"] for each in parts["perception"]["filters"]] == ["sobel_x", "identity+laplacian", "turning"]
    assert parts["perception"]["filters"][0].keys() == {"name", "cosine", "sine"}
    assert parts["perception"]["filters"][1]["still"][1] == [0.125, 0.25, 0.125]
    assert parts["physics"]["fire_per"] == "channel"
    assert base64.b64decode(described["target"]["png"]).startswith(b"\x89PNG")
    assert (described["target"]["size"], described["target"]["padding"]) == (5, 2)


def test_what_is_written_is_the_golden_file_again() -> None:
    written = organism_file.dumps(version_2())
    assert description(written) == description(VERSION_2.read_bytes())
    golden = safetensors.numpy.load(VERSION_2.read_bytes())
    for name, value in safetensors.numpy.load(written).items():
        np.testing.assert_array_equal(value, golden[name])


grids = st.tuples(st.integers(3, 20), st.integers(3, 20))
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
provenances = st.dictionaries(texts, st.one_of(texts, st.integers(-(2**40), 2**40), st.booleans(), st.lists(texts)))


@given(data=st.data(), wish=asked, grid=grids, padding=st.integers(0, 1), provenance=provenances)
def test_organisms_of_any_kinds_come_back_to_the_bit(data, wish, grid, padding, provenance) -> None:
    height, width = grid
    places = st.tuples(st.integers(0, height - 1), st.integers(0, width - 1))
    seeds = tuple(data.draw(st.lists(places, max_size=3)))
    pixels = np.random.default_rng(height).integers(0, 256, (height - 2 * padding, width - 2 * padding, 4), np.uint8)
    target = data.draw(st.sampled_from([None, Target(pixels, padding, "noise")]))
    organism = Organism(automaton_of(wish), "any one", grid, target, provenance, seeds)
    written = organism_file.dumps(organism)
    back = organism_file.loads(written)
    assert_same(back, organism)
    assert organism_file.dumps(back) == written
    small = organism_file.loads(organism_file.dumps(organism, "float16"))
    assert jax.tree.structure(small.automaton) == jax.tree.structure(organism.automaton)


def test_an_organism_that_was_read_takes_the_same_steps() -> None:
    organism, back = version_2(), organism_file.load(VERSION_2)
    now = Conditions(fire_seed=3, signal=np.array([0.5, -1.0, 2.0], np.float32))
    for grid in ((7, 9), (12, 20)):
        np.testing.assert_array_equal(organism.seed(*grid), back.seed(*grid))
    grown = back.grow(5, now)
    assert 0.1 < np.abs(grown).max() <= 2.5
    np.testing.assert_array_equal(organism.grow(5, now), grown)


# --- what may be left out ---------------------------------------------------------------------------------------------


def test_a_description_of_kinds_alone_is_the_articles_automaton() -> None:
    automaton = CellularAutomaton.initial(AutomatonConfig(), jax.random.key(1))
    organism = Organism(automaton, "article", (72, 72))

    def bare(described: dict[str, Any]) -> None:
        for part in ("perception", "update", "life"):
            described["automaton"][part] = {"kind": described["automaton"][part]["kind"]}
        for name in ("physics", "channels"):
            del described["automaton"][name]
        described["automaton"]["channels"] = 16
        for name in ("target", "provenance"):
            del described[name]
        assert described.keys() == {"format", "version", "name", "automaton", "grid"}

    assert_same(read_back(organism, bare), organism)


def read_back(organism: Organism, edit: Any) -> Organism:
    """An organism written, its description edited, and read."""
    data = organism_file.dumps(organism)
    described = description(data)
    edit(described)
    tensors = safetensors.numpy.load(data)
    return organism_file.loads(safetensors.numpy.save(tensors, {"blastema": json.dumps(described)}))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("life", "alive_threshold"), 0.1),
        (("physics", "boundary"), "zero"),
        (("physics", "fire_rate"), 0.5),
        (("physics", "fire_per"), "cell"),
        (("physics", "step_size"), 1.0),
        (("physics", "angle"), 0.0),
        (("physics", "clamp"), 0.0),
        (("physics", "noise"), 0.0),
        (("update", "activation"), "relu"),
    ],
)
def test_a_field_that_is_left_out_has_its_default(path: tuple[str, ...], expected: Any) -> None:
    found = organism_file.loads(changed(VERSION_2, without(PART, *path))).automaton
    assert getattr(getattr(found, path[0]), path[1]) == expected
    kept = organism_file.load(VERSION_2).automaton
    for part in ("life", "physics"):
        if part != path[0]:
            assert getattr(found, part) == getattr(kept, part)


def test_numbers_without_a_decimal_point_are_floats() -> None:
    """The browser writes 1 for 1.0; the native engine asks for floats."""

    def edit(described: dict[str, Any]) -> None:
        described[PART]["physics"] |= {"clamp": 0, "noise": 0, "step_size": 1, "angle": 30, "fire_rate": 1}
        described[PART]["life"]["alive_threshold"] = 0

    automaton = organism_file.loads(changed(VERSION_2, edit)).automaton
    physics = automaton.physics
    found = (physics.clamp, physics.noise, physics.step_size, physics.angle, physics.fire_rate)
    assert (*found, automaton.life.alive_threshold) == (0, 0, 1, 30, 1, 0)
    assert all(type(value) is float for value in (*found, automaton.life.alive_threshold))


def test_taps_that_are_left_out_are_zero_and_a_name_is_not_needed() -> None:
    def edit(described: dict[str, Any]) -> None:
        turning = described[PART]["perception"]["filters"][2]
        del turning["cosine"], turning["name"]

    filters = organism_file.loads(changed(VERSION_2, edit)).automaton.perception.filters
    assert (filters[2].cosine, filters[2].sine[0]) == (NO_TAPS, (0.0, 0.5, 0.0))
    assert filters[0] == filter_named("sobel_x")


def test_without_seeds_it_grows_from_the_middle() -> None:
    organism = organism_file.loads(changed(VERSION_2, without("seeds")))
    assert organism.seeds == ()
    np.testing.assert_array_equal(np.argwhere(organism.seed()[..., 3]), [[3, 4]])
    assert "seeds" not in description(organism_file.dumps(organism)), "what a reader takes for granted is not written"


# --- what is refused --------------------------------------------------------------------------------------------------

FILTERS = (PART, "perception", "filters")
NEWER = "A newer Blastema may read it: pip install --upgrade blastema"


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (setting("version", value=4), "organism version 4; this Blastema reads versions 1 to 3.*pip install --upgrade"),
        (without(PART), "automaton is None; expected a JSON object"),
        (setting(PART, "speed", value=2), rf"automaton has unknown fields \(speed\)\. {NEWER}"),
        (without(PART, "channels"), "the automaton lacks channels"),
        (setting(PART, "channels", value=3), "in the automaton, channels is 3; expected a whole number from 4"),
        (
            setting(PART, "channels", value=8),
            r"perception.learned has shape \[2, 3, 3, 6\]; .* asks for \[2, 3, 3, 8\]",
        ),
        (without(PART, "perception"), "perception is None; expected a JSON object"),
        (without(PART, "update", "kind"), "the update is of kind None; known are residual, replacing"),
        (setting(PART, "update", "kind", value="spiral"), rf"the update is of kind 'spiral'; known are .*\. {NEWER}"),
        (setting(PART, "life", "kind", value="none"), "the life is of kind 'none'; known are neighbourhood, own-alpha"),
        (
            setting(PART, "perception", "kind", value="fourier"),
            "the perception is of kind 'fourier'; known are filters",
        ),
        (setting(PART, "perception", "kind", value=[1]), r"the perception is of kind \[1\]"),
        (setting(PART, "update", "depth", value=2), rf"update has unknown fields \(depth\)\. {NEWER}"),
        (setting(PART, "life", "hidden", value=[8]), r"life has unknown fields \(hidden\)"),
        (setting(PART, "physics", "wind", value=2), rf"physics has unknown fields \(wind\)\. {NEWER}"),
        (setting(PART, "physics", value=[]), r"physics is \[\]; expected a JSON object"),
        (setting(PART, "physics", "fire_rate", value=2), "in the automaton, fire-rate is 2.0; expected a probability"),
        (setting(PART, "physics", "fire_rate", value="1"), "in the automaton, fire-rate is '1'"),
        (setting(PART, "physics", "noise", value=0.1), "noise is 0.1; expected 0 if channels fire independently"),
        (setting(PART, "physics", "clamp", value=-1), "clamp is -1.0; expected a bound"),
        (setting(PART, "physics", "boundary", value="klein"), "boundary is 'klein'; expected one of zero, torus"),
        (setting(PART, "update", "activation", value="gelu"), "activation is 'gelu'; expected one of relu, atan, tanh"),
        (setting(PART, "update", "hidden", value=[]), "hidden is .*expected one or more widths"),
        (setting(PART, "update", "hidden", value=7), "hidden is 7; expected one or more widths"),
        (setting(PART, "update", "hidden", value=[7, 5, 5]), r"layers.2.weight has shape \[5, 6\].*asks for \[5, 5\]"),
        (setting(PART, "life", "alive_threshold", value=None), "alive-threshold is None"),
        (setting(PART, "perception", "learned_filters", value=65), "learned-filters is 65; expected .* from 0 to 64"),
        (
            setting(PART, "perception", "learned_filters", value=1),
            r"learned has shape \[2, 3, 3, 6\]; .*\[1, 3, 3, 6\]",
        ),
        (setting(PART, "perception", "signal", value=1025), "signal is 1025; expected a whole number from 0 to 1024"),
        (setting(PART, "perception", "signal", value=2), r"layers.0.weight has shape \[33, 7\]; .* asks for \[32, 7\]"),
        (setting(*FILTERS, value={}), "filters is {}; expected a list of at most 64 filters"),
        (setting(*FILTERS, value=[{}] * 65), "expected a list of at most 64 filters"),
        (setting(*FILTERS, 1, value="sobel_x"), "filter 1: the filter is 'sobel_x'; expected a JSON object"),
        (setting(*FILTERS, 1, "angle", value=1), r"filter 1: the filter has unknown fields \(angle\)"),
        (setting(*FILTERS, 0, "name", value="x" * 101), "filter 0: its name is 'xxx.*; expected a text of at most 100"),
        (setting(*FILTERS, 0, "name", value=3), "filter 0: its name is 3"),
        (setting(*FILTERS, 2, "sine", value=[[0, 0, 0]] * 2), "filter 2: sine is .*; expected 3 x 3 numbers"),
        (setting(*FILTERS, 2, "sine", value=[[0, 0, 0], [0, 0], [0, 0, 0]]), "filter 2: sine is .*; expected 3 x 3"),
        (setting(*FILTERS, 2, "still", value=[[0, 0, 0], [0, "1", 0], [0, 0, 0]]), "filter 2: still is"),
        (setting(*FILTERS, 2, "still", value=[[0, 0, 0], [0, True, 0], [0, 0, 0]]), "filter 2: still is"),
        (setting(*FILTERS, 2, "still", value=[[0, 0, 1000.5], [0, 0, 0], [0, 0, 0]]), "from -1000 to 1000"),
        (setting(*FILTERS, 2, "still", value=[[0, 0, 10**400], [0, 0, 0], [0, 0, 0]]), "from -1000 to 1000"),
        (
            setting("seeds", value=[]),
            r"the seeds are \[\]; expected 1 to 4096 places \[row, column\] on the grid 7 x 9",
        ),
        (setting("seeds", value=[[3, 4], [7, 0]]), r"the seeds are \[\[3, 4\], \[7, 0\]\]"),
        (setting("seeds", value=[[3, 9]]), "the seeds are"),
        (setting("seeds", value=[[-1, 0]]), "the seeds are"),
        (setting("seeds", value=[[3.0, 4]]), "the seeds are"),
        (setting("seeds", value=[[3]]), "the seeds are"),
        (setting("seeds", value=[[0, 0]] * 4097), "the seeds are"),
        (setting("seeds", value=None), "the seeds are None"),
        (setting("seeds", value="33"), "the seeds are '33'"),
        (
            setting("grid", value=[4096, 4096]),
            r"the grid is \[4096, 4096\], too large for this automaton \(16,777,216 cells x .* channels, where at most",
        ),
        (
            setting("grid", value=[9, 7]),
            "the target's picture has 3 x 5 pixels; this grid with padding 2 asks for 5 x 3",
        ),
        (setting("grid", value=[7, 10]), "a target of size 5 and padding 2 does not fit the grid"),
        (setting("grid", value=[4, 9]), "a target of size 5 and padding 2 does not fit the grid"),
        (setting("target", "size", value=3), "does not fit the grid"),
        (setting("target", "padding", value=True), "the target's size and padding are 5 and True"),
    ],
)
def test_a_wrong_description_is_refused(edit: Any, message: str) -> None:
    with pytest.raises(FileFormatError, match=message):
        organism_file.loads(changed(VERSION_2, edit))


def test_no_filters_at_all_are_refused_and_learned_ones_alone_are_not() -> None:
    config = AutomatonConfig(filters=(), learned_filters=2, hidden=(4,))
    alone = Organism(CellularAutomaton.initial(config, jax.random.key(0)), "alone", (9, 9))
    assert_same(read_back(alone, nothing), alone)
    with pytest.raises(FileFormatError, match=r"filters is .*; expected one or more"):
        read_back(alone, setting(PART, "perception", "learned_filters", value=0))


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e999"])
def test_taps_that_are_not_finite_are_refused(text: str) -> None:
    described = description(VERSION_2.read_bytes())
    described[PART]["perception"]["filters"][2]["still"][0][0] = 123456
    words = json.dumps(described).replace("123456", text)
    tensors = safetensors.numpy.load(VERSION_2.read_bytes())
    with pytest.raises(FileFormatError, match=r"is not JSON|expected 3 x 3 numbers from -1000 to 1000"):
        organism_file.loads(safetensors.numpy.save(tensors, {"blastema": words}))


# --- version 1 --------------------------------------------------------------------------------------------------------


def test_version_1_is_upgraded_to_parts() -> None:
    upgraded = description(organism_file.dumps(organism_file.load(VERSION_1)))
    assert upgraded == description(organism_file.dumps(version_1()))
    assert upgraded["version"] == 2
    assert "architecture" not in upgraded
    parts = upgraded["automaton"]
    assert parts["life"] == {"kind": "neighbourhood", "alive_threshold": 0.1}
    assert parts["update"] == {"kind": "residual", "hidden": [16, 4], "activation": "relu"}
    assert [each["name"] for each in parts["perception"]["filters"]] == ["identity", "sobel_x", "laplacian"]
    assert (parts["physics"]["fire_rate"], parts["physics"]["angle"]) == (0.75, 30.0)


@pytest.mark.parametrize(
    ("field", "value", "changes"),
    [
        ("living_mask", False, {"life": "all"}),
        ("alive_threshold", 0.3, {"alive_threshold": 0.3}),
        ("boundary", "torus", {"boundary": "torus"}),
        ("step_size", 0.5, {"step_size": 0.5}),
        ("filters", ["mean", "sobel_y", "sobel_x"], {"filters": ("mean", "sobel_y", "sobel_x")}),
    ],
)
def test_every_field_of_version_1_is_kept(field: str, value: Any, changes: dict[str, Any]) -> None:
    found = organism_file.loads(changed(VERSION_1, setting("architecture", field, value=value))).automaton
    expected = {name: getattr(settings_of(version_1().automaton), name) for name in ("channels", "hidden", "fire_rate")}
    expected |= {"filters": ("identity", "sobel_x", "laplacian"), "learned_filters": 1, "angle": 30.0}
    assert settings_of(found) == AutomatonConfig(**(expected | changes))


def test_a_field_that_version_1_lacks_has_its_default() -> None:
    def edit(described: dict[str, Any]) -> None:
        for name in ("fire_rate", "angle", "living_mask", "boundary", "step_size", "alive_threshold"):
            del described["architecture"][name]

    found = organism_file.loads(changed(VERSION_1, edit)).automaton
    assert found.physics == AutomatonConfig().physics
    assert (type(found.life).__name__, found.alive_threshold) == ("NeighbourhoodLife", 0.1)


def test_version_1_may_not_say_what_only_version_2_says() -> None:
    with pytest.raises(FileFormatError, match=r"the architecture has unknown fields \(signal\)"):
        organism_file.loads(changed(VERSION_1, setting("architecture", "signal", value=3)))
    with pytest.raises(FileFormatError, match="architecture is not a JSON object"):
        organism_file.loads(changed(VERSION_2, setting("version", value=1)))
