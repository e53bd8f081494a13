"""Organisms of other kinds in the zoo: their cards, how they are told, and the tables that are made of them."""

from __future__ import annotations

import dataclasses
import importlib
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import planted
import pytest
from two_pictures import two_pictures
from zoo_fixtures import GOLDEN, card_of, complaint, house, said

from blastema import load_organism, zoo
from blastema.config import presets
from blastema.errors import FileFormatError
from blastema.evaluation import Births, Evaluations, gait, result, textures
from blastema.evaluation.measures import Score
from blastema.evaluation.recovery import Recovery
from blastema.evaluation.survival import End, Survival
from blastema.figures import card as pages
from blastema.zoo import card as cards
from blastema.zoo import keeper, measuring

pytest_plugins = ("zoo_folders",)

SCRIPTS = Path(__file__).resolve().parents[1] / "zoo"
NAMES = ["lizard", "mirrored"]
TRANSITIONS = {
    "pictures": NAMES, "log10_mean_e": [[-4.0, -3.5], [None, -4.0]], "recovered": [[8, 8], [0, 8]], "samples": 8,
}  # fmt: skip


def of_two(data: bytes) -> dict[str, object]:
    """A card's fields for an organism of two pictures."""
    group = card_of("two", "regenerating", data)["figures"]["float16"]
    return {
        "kind": "2 pictures",
        "pictures": {"lizard": group, "mirrored": {**group, "grow200": {**group["grow200"], "log10_mean_e": -2.0}}},
        "transitions": TRANSITIONS,
        "recoveries": {"deletion": {"per_cent": 98.0}, "change": {"per_cent": 99.7}},
    }


def walking(data: bytes) -> dict[str, object]:
    """A card's fields for one that walks: its gait is good, its phase is lost."""
    group = card_of("walk", "regenerating", data, log10_e=-1.0)["figures"]["float16"]
    group |= dict.fromkeys(("cycle 20", "cycle 100"), group["grow200"])
    group |= {f"gait {name}": {**score, "log10_mean_e": -3.2} for name, score in group.items()}
    return {
        "kind": "walks",
        "figures": {"float16": group},
        "facts": {"period asked for": 48, "stride asked for": [8, 0], "log10 E of the frames' mean": -2.36},
        "quantities": {
            "period": {"unit": "steps", "mean": 48.1, "known": 8},
            "stride to the right": {"unit": "cells", "mean": 7.9, "known": 8},
        },
    }


def test_kinds_in_words():
    lizard = load_organism(GOLDEN)
    physics = lizard.automaton.physics

    def stepped(**changes):
        return dataclasses.replace(lizard.automaton, physics=dataclasses.replace(physics, **changes))

    assert measuring.kind_of(lizard) == ""
    assert measuring.kind_of(two_pictures()) == "2 pictures"
    assert measuring.kind_of(dataclasses.replace(lizard, automaton=stepped(fire_rate=1.0))) == "in step"
    assert measuring.kind_of(dataclasses.replace(lizard, start_radius=4.0)) == "from a part"
    assert measuring.kind_of(dataclasses.replace(lizard, provenance={"regime": "merging"})) == "merges"
    layers = lizard.automaton.update.layers
    deep = dataclasses.replace(lizard.automaton.update, layers=(*layers[:1], *layers))
    assert (
        measuring.kind_of(dataclasses.replace(lizard, automaton=dataclasses.replace(lizard.automaton, update=deep)))
        == "2 hidden layers"
    )


def test_every_picture_goes_into_the_card(monkeypatch):
    def one(name, error, died):
        scores = (Score.of("grow200", [error] * 8), Score.of("heal1000 left", [error] * 8))
        return SimpleNamespace(
            scores=scores, names=("grow200", "heal1000 left"), births=Births(4, 32, died), notes=("small",),
            environment={"kernel": "native"}, **{"__getitem__": None},
        )  # fmt: skip

    class One(SimpleNamespace):
        def __getitem__(self, name):
            return next(score for score in self.scores if score.name == name)

    each = {name: One(**vars(one(name, *rest))) for name, rest in {"a": (1e-4, (1,)), "b": (1e-2, (0, 3))}.items()}
    changes = SimpleNamespace(to_dict=lambda: TRANSITIONS)
    recoveries = {"deletion": SimpleNamespace(to_dict=lambda: {"per_cent": 98.0})}
    found = Evaluations("it", 1, each, changes, recoveries, 1.0)
    monkeypatch.setattr(measuring.evaluation, "evaluate_each", lambda organism, **_: found)
    measured = measuring.measure(two_pictures())
    assert [(score.name, len(score.errors), score.recovered) for score in measured.scores] == [
        ("grow200", 16, 8), ("heal1000 left", 16, 8),
    ]  # fmt: skip
    assert measured.parts["pictures"]["b"]["grow200"]["log10_mean_e"] == -2
    assert measured.parts["transitions"] == TRANSITIONS
    assert measured.parts["recoveries"] == {"deletion": {"per_cent": 98.0}}
    assert measured.parts["births"] == {"fire_seeds": 8, "steps": 32, "alive": 5, "died": [1, 4, 7]}

    seen = []

    def survive(organism, kernel):
        seen.append(organism.target.name)
        end = End("died", 40) if len(seen) == 2 else None
        return Survival(10_000, 20, (None, end), Score.of("persist10000", [1e-4, 1e-4]))

    monkeypatch.setattr(measuring, "survive", survive)
    assert measuring.survival(two_pictures())["ends"] == [None, None, None, {"how": "died", "step": 40}]
    assert seen == NAMES


def test_a_walkers_gait_period_and_stride_go_into_the_card(monkeypatch):
    monkeypatch.setattr(gait, "GROWTH", {"grow96": 33, "grow200": 57, "persist1000": 90, "persist5000": 130})
    monkeypatch.setattr(gait, "HEALING", {"heal200": 20, "heal1000": 40})
    monkeypatch.setattr(gait, "CYCLES", (20, 30))
    monkeypatch.setattr(gait, "_WATCHED", 64)
    monkeypatch.setattr(result, "count_births", lambda organism, kernel: Births(1, 1, ()))
    walker = planted.walks()
    measured = measuring.measure(walker)
    assert measuring.kind_of(walker).split(", ")[0] == "walks"
    assert {"cycle 30", "gait cycle 30", "gait heal1000 left"} <= {score.name for score in measured.scores}
    assert measured.parts["facts"]["period asked for"] == 4
    assert measured.parts["facts"]["stride asked for"][0] == 4
    assert measured.parts["quantities"]["period"] == {"unit": "steps", "mean": 4.0, "known": 8}
    card = card_of("walk", "regenerating", b"") | {
        "figures": {"float16": measuring.scores(measured.scores, each=True)}, **measured.parts,
    }  # fmt: skip
    assert cards.loads(cards.dumps(card)).quantity("stride to the right") == pytest.approx(4)


def test_what_did_no_harm_has_nothing_to_be_made_good():
    assert Recovery(0.1, 0.1, 0.1).to_dict()["per_cent"] is None
    assert Recovery(0.1, 0.3, 0.15).per_cent == pytest.approx(75)


def test_a_card_of_several_pictures_is_read_as_written():
    data = GOLDEN.read_bytes()
    card = cards.loads(cards.dumps(card_of("two", "regenerating", data, **of_two(data))))
    assert card.kind == "2 pictures"
    assert card.pictures["mirrored"].score("grow200").log10_mean == -2
    assert list(card.pictures["lizard"].cuts()) == ["bottom", "top", "right", "left", "centre"]
    assert card.recoveries == {"deletion": 98.0, "change": 99.7}
    assert card.transitions["pictures"] == NAMES
    plain = cards.loads(cards.dumps(card_of("lizard", "regenerating", data)))
    assert (plain.kind, dict(plain.pictures), plain.transitions, plain.recoveries) == ("", {}, None, {})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", 7), ("pictures", {"a": {"grow200": 3}}), ("pictures", []), ("facts", []),
        ("quantities", {"period": {"mean": "48"}}), ("recoveries", {"change": 3}),
        ("transitions", {**TRANSITIONS, "log10_mean_e": [[-4.0, -3.5]]}),
        ("transitions", {**TRANSITIONS, "recovered": [[8, 8], [0, -8]]}),
        ("transitions", {**TRANSITIONS, "pictures": [1, 2]}), ("transitions", 3),
    ],
)  # fmt: skip
def test_damaged_cards_of_other_kinds_are_refused(field, value):
    data = GOLDEN.read_bytes()
    whole = card_of("two", "regenerating", data, **of_two(data)) | {field: value}
    with pytest.raises(FileFormatError, match=f"{field} is .*which is not valid in a card"):
        cards.loads(json.dumps(whole).encode())


def test_the_zoo_tells_kinds_gaits_and_changes(own, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")
    data = GOLDEN.read_bytes()
    house(own, "two", **of_two(data))
    house(own, "walk", **walking(data))
    house(own, "still", "persistent", kind="in step")
    lines = [line.split() for line in said(capsys, "zoo", "list").splitlines()]
    assert ["two", "2", "pictures", "-4.60", "-4.60", "-4.60", "40/40", "8/8", "own"] in lines
    assert ["walk", "walks", "-3.20", "-3.20", "-3.20", "40/40", "8/8", "own"] in lines
    assert ["still", "persistent,", "in", "step", "-4.60", "-4.60", "-4.60", "40/40", "8/8", "own"] in lines
    text = said(capsys, "zoo", "show", "two")
    assert "1 of 2 succeed; the worst is from mirrored to lizard (inf)" in text
    assert "98.00 % after deletion, 99.70 % after change" in text
    assert ["mirrored", "diverged", "-4.00"] in [line.split() for line in text.splitlines()]
    assert "48.1 steps measured, target 48" in said(capsys, "zoo", "show", "walk")


def test_the_page_of_a_card_has_every_picture_and_the_changes(monkeypatch):
    monkeypatch.setattr(pages, "_PERSISTING", (0, 2))
    monkeypatch.setattr(pages, "_AFTER", (0, 1))
    monkeypatch.setattr("blastema.taught.grown_at", lambda regime: 2)
    data = GOLDEN.read_bytes()
    card = cards.loads(cards.dumps(card_of("two", "regenerating", data, **of_two(data))))
    page = pages.html(two_pictures(), card)
    assert '<td class="bad">\ndiverged</td>' in page
    assert page.count("mirrored") >= 3
    assert "2 pictures" in page


def test_what_a_training_began_with_is_known_by_its_weights(own, tmp_path, capsys, monkeypatch):
    built_in = tmp_path / "built-in"
    house(built_in, "lizard")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "start.safetensors").write_bytes(GOLDEN.read_bytes())
    config = presets.preset("regenerating", "fast", picture="🦎").replace(start="nothing")
    run = SimpleNamespace(path=tmp_path / "run", config=config)
    assert keeper._begun_with(run) == {"organism": "lizard-regenerating"}
    stem = keeper.starts.FOLDER / "40.safetensors"
    (tmp_path / "run" / "start.safetensors").write_bytes(stem.read_bytes())
    assert keeper._begun_with(run) == {"organism": None}
    assert keeper._begun_with(SimpleNamespace(path=run.path, config=config.replace(start="stem"))) is None
    (tmp_path / "run" / "start.safetensors").unlink()
    assert keeper._begun_with(run) is None


def test_training_again_begins_with_the_same_organism(own, capsys, monkeypatch):
    trained = {}
    monkeypatch.setattr("blastema.cli.grow.begin", lambda target, config, out, over, start, *_: trained.update(
        start=start, config=config) or 0)  # fmt: skip
    house(own, "lizard")
    made = card_of("kept", "regenerating", GOLDEN.read_bytes())["training"]
    house(own, "kept", training=made | {"start": {"organism": "lizard-regenerating"}})
    assert said(capsys, "zoo", "train", "kept") == ""
    assert trained["start"].name == "lizard-small"
    smaller = load_organism(GOLDEN).automaton.update.layers[0]
    first, _ = trained["start"].automaton.update.layers
    assert trained["config"].automaton.hidden == first.bias.shape == (128,)  # widened, as the first training was
    assert np.array_equal(first.bias[: smaller.bias.size], smaller.bias)
    house(own, "lost", training=made | {"start": {"organism": None}})
    assert "its training started from an organism that is not in the zoo" in complaint(capsys, "zoo", "train", "lost")
    house(own, "usual", training=made | {"start": None})
    said(capsys, "zoo", "train", "usual")
    assert trained["start"] is None


# --- the scripts


@pytest.fixture
def tellings(own, monkeypatch, fresh_scripts):
    """The maintainers' script as a module."""
    monkeypatch.setattr(fresh_scripts("goals"), "ROOT", own.parent)
    return fresh_scripts("tellings")


def test_every_telling_has_a_config_that_can_be_read(tellings):
    from blastema.config import file as config_file

    for telling in tellings.TELLINGS:
        config_file.load(SCRIPTS.parent / telling.config)
        assert zoo.plain_name(telling.stem) == telling.stem
    assert tellings.BY_STEM["lizard-merging"].name == "lizard"
    assert tellings.BY_STEM["walk"].command == ("blastema grow --config zoo/configs/moving/walk.json --out runs/walk")


def test_the_tables_are_of_the_cards(tellings, tmp_path):
    built_in, data = tmp_path / "built-in", GOLDEN.read_bytes()
    tables = importlib.import_module("telling_tables")
    assert tables.tables(tellings.shipped()) == []
    house(built_in, "ten-pictures", **of_two(data))
    house(built_in, "walk", **walking(data))
    merged = card_of("lizard", "merging", data)["figures"]["float16"]
    merged |= {name: {**merged["grow200"], "recovered": 31, "samples": 32} for name in tables.UNTRAINED}
    house(built_in, "lizard", "merging", kind="merges", figures={"float16": merged})
    sprite = {"kind": "from a part", "facts": {"share of the picture that it begins as": 0.24}}
    house(built_in, "toadstool", "perturbed", **sprite)
    house(built_in, "lizard-in-step", kind="in step")
    house(built_in, "lizard")
    facts = {textures.COLOUR: 1.0, textures.HALVES: 0.01}
    other = {"log10_mean_e": -2.1, "spread": 0.1, "recovered": 0, "samples": 8}
    scores = card_of("labyrinth", None, data, log10_e=-2)["figures"]["float16"]
    scores |= {textures.OTHER_SEEDS: other, textures.LARGER: other}
    house(tmp_path / "examples" / "textures", "labyrinth", None, facts=facts, figures={"float16": scores})
    there = tellings.shipped()
    assert list(there) == ["ten-pictures", "lizard-merging", "walk", "toadstool", "lizard-in-step", "labyrinth"]
    text = "\n".join(tables.tables(there))
    assert "| `ten-pictures` | 2 | 7,744 | 10 of 10 | -4.60 | 1 of 2 | inf | 98.00 % | 99.70 % |" in text
    assert "| 🦎 | -4.60 | -4.60 | -4.60 | -4.00 | -3.50 |" in text
    assert "| mirrored | -2.00 | -4.60 | -4.60 | diverged | -4.00 |" in text
    assert "| `lizard-merging` | -4.60 (31) | -4.60 (31) | -4.60 (31) |" in text
    assert "-3.20 (8) / -1.00 (8)" in text
    assert "| 48.1 (48) | 7.9 (8) |" in text
    assert "| `toadstool` | 24% of it | -4.60 (8)" in text
    assert "| `lizard-in-step` | 7,744 | 13,000 |" in text
    assert "| `labyrinth` | 7,744 | 24 x 24 | 13,000 | 7.5 | -2.00 | -2.00 | -2.00 | -2.10 | -2.10 | -2.00 |" in text
    assert "-2.00 | -2.00 | -2.00 |  | 8 of 8 | met |" in text  # of a texture no sample counts as recovered
    missed = {stem: [goal.wanted for goal in tellings.judge(card) if not goal.met] for stem, card in there.items()}
    assert missed["ten-pictures"] == ["every transition below -3", "recovery above 98.32 % after deletion"]
    assert missed["lizard-merging"] == ["32 of 32 placements become one by step 1000"]
    assert (missed["walk"], missed["toadstool"], missed["lizard-in-step"]) == ([], [], [])
    status = "\n".join(tables.status(there))
    assert "| heart: a heart that beats | not trained | `blastema grow" in status


def test_a_run_is_taken_by_its_folders_name(tellings, tmp_path, monkeypatch, capsys):
    build = importlib.import_module("build")
    config = presets.preset("regenerating", "fast", picture="🦎")
    target = SimpleNamespace(name="lizard")

    def opened(path):
        return SimpleNamespace(path=path, config=config, target=target, complete=True, iteration=1)

    monkeypatch.setattr(build.Run, "open", opened)
    for name in ("lizard-in-step", "lizard-again"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.json").write_text("{}")
    folders = [tmp_path / "lizard-in-step", tmp_path / "lizard-again", f"lizard-deep={tmp_path / 'lizard-again'}"]
    chosen = build._chosen(folders, build.Problems())
    assert [(run.path.name, telling and telling.stem) for run, telling in chosen] == [
        ("lizard-again", None), ("lizard-in-step", "lizard-in-step"), ("lizard-again", "lizard-deep"),
    ]  # fmt: skip
    target.name = "cat"
    assert build._chosen([tmp_path / "lizard-again"], build.Problems()) == []
    assert "the folder is not called as one of zoo/tellings.py" in capsys.readouterr().out
