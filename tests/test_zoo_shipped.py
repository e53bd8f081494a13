"""The organisms that come with the package, however many there are yet."""

from __future__ import annotations

import pytest

from blastema import cli, emoji, evaluation, load_organism, zoo
from blastema.config import RunConfig
from blastema.config import file as config_file
from blastema.evaluation.survival import survive
from blastema.targets import load_target
from blastema.training import damage

pytest_plugins = ("zoo_folders",)

REGIMES = ("regenerating", "persistent", "growing")
"""Those of the article."""
MOST_BYTES = 1_500_000
"""All of them; the wheel is to be at most 3 MB."""


def shipped() -> list[zoo.Entry]:
    """All built-in organisms, in the zoo's order."""
    return [entry for entry in zoo.entries() if entry.source == "built-in"]


def articles() -> list[zoo.Entry]:
    """Those of the article's ten targets and three regimes; the others are told by `zoo/tellings.py`."""
    names = emoji.BUILT_IN.values()
    return [entry for entry in shipped() if entry.name in names and entry.regime in REGIMES]


def test_going_on_from_one_does_not_ask_for_the_machine_it_was_trained_on(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("BLASTEMA_ZOO", str(tmp_path))
    assert cli.run(["grow", "🦎", "--from", "zoo", "--dry-run"]) == 0
    config = config_file.from_json(capsys.readouterr().out)
    trained = zoo.find("🦎").card.config
    assert trained.run.precision == "bf16"
    assert (config.run, config.training) == (RunConfig(), trained.training)


def test_every_organism_has_its_card_and_all_are_small():
    files = [file for file in zoo.built_in_folder().glob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < MOST_BYTES
    assert len(files) == 2 * len(shipped())
    for entry in shipped():
        card, organism = entry.card, load_organism(entry.path)
        assert card.is_of(entry.path), entry.stem
        assert (card.raw["name"], card.raw["regime"]) == (entry.name, entry.regime)
        assert organism.name == entry.name
        assert organism.provenance["regime"] == entry.regime
        assert card.stored == "float16"
        assert list(card.cuts()) == list(damage.CUTS)
        assert len(card.survival["ends"]) == 8 * max(1, len(organism.pictures))
        assert card.config.training.regime == entry.regime
        assert card.config.training.seed == card.training["seed"]


def test_the_articles_thirty_are_in_three_number_formats():
    for entry in articles():
        card = entry.card
        assert load_organism(entry.path).grid == (72, 72)
        assert card.formats == ("float16", "float32", "int8")
        assert card.config.target.picture == entry.emoji


def test_the_others_are_those_that_are_told(scripts):
    others = {entry.stem for entry in shipped()} - {entry.stem for entry in articles()}
    places = (scripts["tellings"].entry_of(telling) for telling in scripts["tellings"].TELLINGS)
    told = [entry for entry in places if entry is not None]
    assert others == {entry.stem for entry in told if entry.source == "built-in"}
    for entry in told:
        assert load_organism(entry.stem if entry.source == "built-in" else entry.path).name == entry.name


def test_the_target_of_each_is_the_built_in_picture():
    for entry in articles():
        found, expected = load_organism(entry.path).target, load_target(entry.emoji)
        assert (found.pixels == expected.pixels).all(), entry.stem


def check_scores(entry: zoo.Entry) -> None:
    """The organism's scores are those of its card: to the last digit where versions and engine are the same, else
    within what rounding does to sound scores."""
    card, organism = entry.card, load_organism(entry.path)
    result = evaluation.evaluate(organism)
    known = card.raw["measured_with"]
    same = all(result.environment.get(name) == value for name, value in known.items())
    for name in card.conditions:
        told, found = card.score(name), result[name]
        if same:
            assert found.recovered == told.recovered, (entry.stem, name)
            assert found.log10_mean == pytest.approx(told.log10_mean, abs=2e-3), (entry.stem, name)
        elif told.spread < 0.1:
            assert found.log10_mean == pytest.approx(told.log10_mean, abs=0.1), (entry.stem, name)


SAMPLE = [f"{name}-{REGIMES[number % 3]}" for number, name in enumerate(emoji.BUILT_IN.values())]
"""Ten of the thirty: each picture once, each regime at least three times, as all of them take a processor ten minutes.
`blastema evaluate` gives the scores of the others."""


@pytest.mark.long
@pytest.mark.parametrize("stem", SAMPLE)
def test_scores_and_survivals_come_out_again(stem):
    entry = next(entry for entry in articles() if entry.stem == stem)
    check_scores(entry)
    told = entry.card.survival
    found = survive(load_organism(entry.path)).to_dict()
    if entry.regime == "growing":
        assert found["survivors"] == pytest.approx(told["survivors"], abs=2)
    else:
        assert found["survivors"] == told["survivors"]
