"""The scripts that make the zoo: what they ship, and what they write of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from training_helpers import tiny
from zoo_fixtures import card_of

from blastema import __version__, emoji, engines, evaluation, zoo
from blastema.config import file as config_file
from blastema.config import presets
from blastema.formats import distill, organism_file
from blastema.organism import Organism
from blastema.runs import environment
from blastema.runs.folder import Run
from blastema.targets import load_target
from blastema.training import damage
from blastema.trajectory import Trajectory
from blastema.zoo import card as cards
from blastema.zoo import keeper

pytest_plugins = ("zoo_folders",)

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "zoo"
REGIMES = ("regenerating", "persistent", "growing")
"""Those of the article."""
RELEASED = ROOT.parent / "shared" / "distill"
released = pytest.mark.skipif(not RELEASED.is_dir(), reason="the article's own files are not here (shared/distill)")


def test_results_and_status_are_what_the_cards_say(scripts, capsys):
    assert scripts["results"].main(["--check"]) == 0, capsys.readouterr().err


def test_volumes_are_shown_as_they_were_measured_and_of_which_organism(fresh_scripts, tmp_path, monkeypatch):
    volumes = fresh_scripts("volumes")
    measured = json.loads(volumes.EXAMPLES.file.read_text("utf-8"))
    mushroom = measured["mushroom"]
    mushroom["scores"]["heal200 left"] |= {"one_minus_iou": 0.5, "log10_mean_e": -1.25, "recovered": 1}
    monkeypatch.setattr(volumes.goals, "ROOT", tmp_path)
    (tmp_path / "zoo").mkdir()
    assert "Not measured yet" in volumes.section()[-1]

    def text(found):
        volumes.EXAMPLES.file.write_text(json.dumps(found))
        return "\n".join(volumes.section())

    assert "| left: 0.500 (-1.25) | 29 of 32 |" in text(measured)
    assert "earlier version" not in text(measured)
    assert "earlier version of the organism: mushroom" in text({"mushroom": mushroom | {"sha256": "0"}})
    others = {name: found for name, found in measured.items() if name != "mushroom"}
    assert "Not measured yet: mushroom." in text(others)


def test_large_pictures_are_shown_with_their_worst_cut_and_all_that_recovered(fresh_scripts, tmp_path, monkeypatch):
    large = fresh_scripts("large")
    measured = json.loads(large.EXAMPLES.file.read_text("utf-8"))
    gecko = measured["gecko-96"]
    gecko["scores"]["heal1000 top"] = {"log10": -0.25, "recovered": 1}
    for cut in ("bottom", "right", "left", "centre"):
        gecko["scores"][f"heal1000 {cut}"] = {"log10": -3.5, "recovered": 8}
    monkeypatch.setattr(large.goals, "ROOT", tmp_path)
    (tmp_path / "zoo").mkdir()
    large.EXAMPLES.file.write_text(json.dumps(measured))
    (row,) = (line for line in large.section() if line.startswith("| `gecko-96`"))
    assert row.endswith("| top: -0.25 | 33 of 40 |")
    assert "| 96 px |" in row


def test_random_bodies_grow_from_the_middle_and_are_the_same_by_the_same_seed(fresh_scripts):
    shapes = fresh_scripts("shapes")
    chances = [np.random.default_rng(seed) for seed in (0, 0, 1)]
    drawn = [[shapes.body(chance, 12) for _ in range(2)] for chance in chances]
    assert np.array_equal(drawn[0][0], drawn[1][0])
    assert not np.array_equal(drawn[0][0], drawn[0][1])
    assert not np.array_equal(drawn[0][0], drawn[2][0])
    for model in (*drawn[0], *drawn[2]):
        assert model.shape == (12, 12, 12, 4)
        assert set(np.unique(model[..., 3])) == {0, 255}
        assert load_target(model, size=12, padding=3).seeds == (), "it grows from the middle"


def test_the_committed_configs_are_of_their_regimes():
    for regime in REGIMES:
        config = config_file.load(SCRIPTS / "configs" / f"{regime}.json")
        assert (config.training.regime, config.target.picture) == (regime, "")
        assert (config.target.size, config.target.padding) == (40, 16)
    for regime in ("regenerating", "persistent"):
        refined = config_file.load(SCRIPTS / "configs" / "refined" / f"{regime}.json")
        assert (refined.training.regime, refined.target.picture, refined.training.birth_penalty) == (regime, "", 0.001)
    tough = config_file.load(SCRIPTS / "configs" / "tough.json")
    assert (tough.training.regime, tough.target.picture) == ("regenerating", "")
    assert tough.training.curriculum.wounds == tuple(damage.WOUNDS)


def test_what_is_done_to_the_zoo_is_told_by_wound_in_place_and_best_placed(scripts, monkeypatch):
    toughness, there = scripts["toughness"], scripts["goals"].shipped()

    def score(recovered, best_placed):
        counts = {"recovered": recovered, "samples": 8, "best_placed_recovered": best_placed}
        return {"log10_mean_e": -2.5, "best_placed": -3.5} | counts

    further = ("five cuts, 32 other fire seeds", "30% of cells", "50% of cells")
    wounds = [f"heal1000 {row}" for row in (*toughness.toughness.ROWS, toughness.toughness.SWIPES, *further)]
    scores = {name: score(3, 7) for name in (*wounds, "persist20000", "grow200 512 seeds", "angle 22.5")}
    of_one = {"sha256": there["fish", "regenerating"][1].sha256, "scores": scores, "births": 511}
    of_one |= {"angle_floors": {"0": None, "22.5": -3.1, "90": None}}
    monkeypatch.setattr(toughness, "read", lambda: {"fish": of_one, "eye": of_one})
    told = toughness.section(there)
    assert "| hidden noise 0.5 | 8 | 3 / 7 | 3 / 7 |" in told
    assert "| born: alive after 32 steps | 512 | 511 | 511 |" in told
    assert any(line.endswith("| -2.50, -2.50 / -3.50, -3.50 | -2.50, -2.50 / -3.50, -3.50 |") for line in told)
    assert "Measured on an earlier version of the organism: 👁." in told
    assert any(line.startswith("Not measured yet: 🦎 😀 💥 🦋") for line in told)
    monkeypatch.setattr(toughness, "read", dict)
    assert toughness.section(there) == ["Not measured yet: `python zoo/toughness.py`."]


def test_who_is_not_of_the_zoo_is_not_measured(scripts, capsys):
    with pytest.raises(SystemExit):
        scripts["toughness"].main(["unicorn"])
    assert "unicorn is none of" in capsys.readouterr().err


def test_the_articles_models_are_told_as_they_were_measured(scripts):
    article = scripts["article"]
    known = article.read()
    assert article.dumps(known) == article.FILE.read_bytes()
    for scores in known.scores.values():
        assert list(scores) == list(emoji.BUILT_IN.values())
        assert article.totals(scores) == {"cuts": 50, "cuts_healed": 15, "samples": 400, "samples_recovered": 138}
    assert {"blastema", "kernel", "date"} <= set(known.measured_with)


@released
def test_the_articles_pictures_differ_from_ours_by_what_is_told(scripts):
    article = scripts["article"]
    for name, told in article.read().differences.items():
        found = article.difference(article.own_picture(RELEASED / "targets.png", name), load_target(name))
        assert found == pytest.approx(told, abs=1e-3), name


@released
@pytest.mark.parametrize("file", ["ex3_lizard", "ex2_face"])
def test_the_articles_models_are_measured_again_to_the_same(scripts, file):
    article = scripts["article"]
    model = distill.load(RELEASED / f"{file}.json")
    grown = Trajectory.seeded(model, range(8)).until(200).states
    pictures = {"own": article.own_picture(RELEASED / "targets.png", model.name), "built_in": model.target}
    for kind, picture in pictures.items():
        told, _ = article.read().scores[kind][model.name][model.provenance["regime"]]["grow200"]
        found = evaluation.Score.of("grow200", evaluation.pixel_error(grown, picture.array))
        assert found.log10_mean == pytest.approx(told, abs=0.1), kind


class NothingGrown:
    """An evaluation of which every score is that of an empty grid."""

    def __init__(self, model):
        self.environment = environment.describe(engines.resolve("jax", model.automaton))
        self.births = evaluation.Births(512, 32, died=tuple(range(len(model.name))))
        self.errors = evaluation.pixel_error(np.zeros((1, *model.grid, 4)), model.target.array)

    def __getitem__(self, name):
        return evaluation.Score.of(name, self.errors)


def test_the_articles_models_are_compared_with_their_own_pictures_and_with_ours(scripts, tmp_path, monkeypatch):
    article = scripts["article"]
    alphas = {name: 20 * number for number, name in enumerate(emoji.BUILT_IN.values(), 1)}
    sheet = np.concatenate([np.full((40, 40, 4), (9, 9, 9, alpha), np.uint8) for alpha in alphas.values()], axis=1)
    Image.fromarray(sheet, "RGBA").save(tmp_path / "sheet.png")
    data, _ = distill.dumps(whole("lizard", "growing"))
    for file in (f"{prefix}_{symbol}.json" for prefix in ("ex1", "ex2", "ex3") for symbol in emoji.BUILT_IN):
        (tmp_path / file).write_bytes(data)
    monkeypatch.setattr(article, "evaluate", NothingGrown)
    monkeypatch.setattr(article, "FILE", tmp_path / "article.json")
    assert article.main([str(tmp_path), str(tmp_path / "sheet.png")]) == 0
    known = article.read()
    for name, alpha in alphas.items():
        for regime in REGIMES:
            own = np.log10((3 * 9**2 + alpha**2) / 4 / 255**2 * 40**2 / 72**2)
            ours = np.log10((load_target(name).array.astype(np.float64) ** 2).mean())
            for kind, expected in (("own", own), ("built_in", ours)):
                values = known.scores[kind][name][regime]
                assert list(values) == list(article.SCORES[regime])
                assert [value for value, _ in values.values()] == pytest.approx([expected] * len(values), abs=1e-3)
            assert known.births[name][regime] == 512 - len(name)
    assert known.measured_with["blastema"] == __version__


@pytest.fixture
def workshop(scripts, tmp_path, monkeypatch):
    """The scripts at work in an empty copy of the places that they write to."""
    for place in ("blastema.zoo.catalogue.built_in_folder", "blastema.zoo.built_in_folder"):
        monkeypatch.setattr(place, lambda: tmp_path / "organisms")
    readme = "# Head\n<!-- zoo: made by zoo/results.py -->\nold\n<!-- end of zoo -->\ntail\n"
    (tmp_path / "README.md").write_text(readme, encoding="utf-8")
    (tmp_path / "docs" / "images").mkdir(parents=True)
    monkeypatch.setattr(scripts["goals"], "ROOT", tmp_path)
    for module, name, path in (
        ("results", "RESULTS", "docs/results.md"), ("results", "README", "README.md"),
        ("results", "PICTURE", "docs/images/zoo.png"), ("build", "STATUS", "STATUS.md"),
    ):  # fmt: skip
        monkeypatch.setattr(scripts[module], name, tmp_path / path)
    return tmp_path


def whole(name: str, regime: str) -> Organism:
    """An untrained organism of the article's size: it does nothing, and so is quick to measure."""
    config = presets.preset(regime, "fast", picture=name)
    import jax

    from blastema.automaton import CellularAutomaton

    automaton = CellularAutomaton.initial(config.automaton, jax.random.key(0))
    symbol = {known: symbol for symbol, known in emoji.BUILT_IN.items()}[name]
    return Organism(automaton, name, (72, 72), load_target(symbol), {"regime": regime, "seed": 0})


def ship(folder: Path, name: str, regime: str, **card: object) -> None:
    """Put an untrained organism with a made-up card into the workshop's zoo."""
    folder.mkdir(exist_ok=True)
    entry = zoo.entry_for(name, regime, folder)
    data = organism_file.dumps(whole(name, regime), "float16")
    entry.path.write_bytes(data)
    entry.card_path.write_bytes(cards.dumps(card_of(name, regime, data, **card)))


def test_goals(scripts, workshop):
    goals = scripts["goals"]
    ship(workshop / "organisms", "lizard", "regenerating", log10_e=-4.4)
    ship(workshop / "organisms", "tree", "regenerating", log10_e=-4.4, recovered=7)
    ended = {"steps": 10000, "every": 20, "ends": [None] * 7 + [{"how": "died", "step": 9000}]}
    ship(workshop / "organisms", "eye", "persistent", log10_e=-4.4, survival=ended)
    ship(workshop / "organisms", "web", "growing", log10_e=-4.1, survival=ended)
    missed = {
        name: [(goal.wanted, goal.found) for goal in goals.judge(name, regime, card) if not goal.met]
        for (name, regime), (_, card) in goals.shipped().items()
    }
    assert ("grow200 below -4.5", "-4.40") in missed["lizard"]
    assert len(missed["lizard"]) == 7
    assert missed["tree"] == [("40 of 40 recovered", "35 of 40")]
    assert missed["eye"] == [("8 of 8 alive at step 10,000", "7 of 8")]
    assert missed["web"] == []


def test_results_say_where_ours_is_worse(scripts, workshop, capsys):
    results = scripts["results"]
    assert results.main([]) == 0
    assert "No organism is trained yet." in (workshop / "docs" / "results.md").read_text("utf-8")
    ship(workshop / "organisms", "lizard", "regenerating", log10_e=-4.6)
    ship(workshop / "organisms", "ladybug", "persistent", log10_e=-4.2)
    ship(workshop / "organisms", "lizard", "growing", log10_e=-4.6, notes=["a remark"])
    (workshop / "STATUS.md").write_text(scripts["build"].status(), encoding="utf-8")
    assert results.main(["--check"]) == 1
    complaints = capsys.readouterr().err
    for name in ("README.md", "results.md", "zoo.png"):
        assert name in complaints
    assert "STATUS.md" not in complaints
    assert results.main([]) == 0
    assert results.main(["--check"]) == 0
    text = (workshop / "docs" / "results.md").read_text("utf-8")
    assert "3 of 30 organisms are trained so far" in text
    assert "In 1 of the 11 scores that can be compared:" in text
    assert "- 🐞 ladybug, persistent, grow200: -4.20 against -4.24." in text
    assert "| 🐞 | -4.20 (8) ▼ / -4.24 (8) | -4.20 (8) / -3.03 (6) |" in text
    assert "| 🐠 | / -3.52 (8) | / -3.89 (8) |" in text
    assert "-4.60 (8) / -3.75 (8)" in text
    assert "| cuts that heal (below -3) | 5 of 5 | 4 of 5 | 4 of 5 |" in text
    assert "| growing, grow96: median, worst of 1 | -4.60, -4.60 | -3.45, -3.45 | -3.47, -3.47 |" in text
    assert "| -4.27 | -4.23 | -4.24 | -4.33 | -4.10 | -4.44 | -4.31 | -4.05 | -4.32 | -4.56 |" in text
    assert "-4.60 / -4.60 / -3.60" in text
    assert "a remark" in text
    readme = (workshop / "README.md").read_text("utf-8")
    assert readme.startswith("# Head\n<!-- zoo")
    assert readme.endswith("<!-- end of zoo -->\ntail\n")
    assert "old" not in readme
    assert "| wounded samples that recover | 40 of 40 | 36 of 40 | 36 of 40 |" in readme
    ship(workshop / "organisms", "tree", "growing", log10_e=-4.6)
    assert results.main(["--check"]) == 1


def test_a_card_of_another_organism_stops_the_results(scripts, workshop):
    ship(workshop / "organisms", "lizard", "regenerating")
    zoo.entry_for("lizard", "regenerating", workshop / "organisms").path.write_bytes(b"other")
    with pytest.raises(scripts["goals"].InputError, match="card of another organism"):
        scripts["results"].main([])


@pytest.fixture
def runs(tmp_path):
    """Run folders: whole ones of two seeds, an unfinished one, one of a picture of one's own."""
    made = {}
    for name, picture, settings in (
        ("second", "🦎", {"seed": 1}), ("first", "🦎", {}), ("short", "🐠", {}), ("rocket", "own", {}),
    ):  # fmt: skip
        config = tiny(iterations=3, picture=picture, **settings)
        target = load_target("🦎" if picture == "own" else picture, config.target)
        if picture == "own":
            target = type(target)(target.pixels, target.padding, "own")
        run = Run.create(target, config, tmp_path / "runs" / name)
        stop = name == "short"
        for _ in run.train(should_stop=lambda stop=stop: stop):
            pass
        made[name] = run
    return made


@pytest.mark.long
def test_build_takes_what_is_finished_and_tells_the_rest(scripts, workshop, runs, capsys, monkeypatch):
    build = scripts["build"]
    empty = workshop / "nothing"
    empty.mkdir()
    folders = [str(run.path) for run in runs.values()]
    assert build.main([*folders, str(empty), "--note", "chosen by nobody"]) == 1
    said = capsys.readouterr().out
    assert f"left out {runs['second'].path}: seed 1; {runs['first'].path} has a lower one" in said
    assert "own is not one of the article's ten targets, and the folder is not called as one of" in said
    assert "1 of 3 iterations are done" in said
    assert f"PROBLEM {empty} is neither a sweep nor a run folder" in said
    assert "shipped   lizard-regenerating" in said
    assert "trained with settings that differ from zoo/configs/regenerating.json: size 8 (40 there)" in said
    entry = zoo.entry_for("lizard", "regenerating", workshop / "organisms")
    assert entry.card.notes[0] == "chosen by nobody"
    assert entry.card.is_of(entry.path)
    status = (workshop / "STATUS.md").read_text("utf-8")
    assert "1 of 30 trained; 0 meet all their goals" in status
    assert "**missed**" in status
    assert status.count("not trained") == 29 + len(scripts["tellings"].TELLINGS)

    monkeypatch.setattr(keeper, "prepare", lambda *_a, **_k: pytest.fail("measured again"))
    assert build.main([str(runs["first"].path)]) == 0
    assert "as it is  lizard-regenerating" in capsys.readouterr().out


def test_a_run_by_the_committed_config_has_no_remark(scripts, workshop):
    config = config_file.load(SCRIPTS / "configs" / "growing.json").replace(picture="🐠", seed=5, threads=1)
    run = Run.create(load_target("🐠"), config, workshop / "run")
    assert scripts["build"].differences(run) == []
    run.config = config.replace(batch_size=3, steps=(1, 2))
    assert scripts["build"].differences(run) == [
        "trained with settings that differ from zoo/configs/growing.json: phases.0.steps 1 2 (80 97 there), "
        "phases.1.steps 1 2 (80 97 there), batch_size 3 (4 there)"
    ]


def test_a_refined_run_is_compared_with_the_config_that_refines(scripts, workshop):
    config = config_file.load(SCRIPTS / "configs" / "refined" / "persistent.json").replace(picture="🐠", threads=1)
    run = Run.create(load_target("🐠"), config, workshop / "run")
    assert scripts["build"].differences(run) == []
    run.config = config.replace(batch_size=3)
    (told,) = scripts["build"].differences(run)
    assert told == "trained with settings that differ from zoo/configs/refined/persistent.json: batch_size 3 (4 there)"


def test_the_picture_knows_what_it_shows(scripts, workshop):
    portrait = scripts["portrait"]
    ship(workshop / "organisms", "lizard", "growing")
    data = portrait.draw(scripts["goals"].shipped(), "a digest")
    (workshop / "x.png").write_bytes(data)
    assert portrait.digest_in(workshop / "x.png") == "a digest"
    assert portrait.digest_in(workshop / "none.png") is None
    shutil.copy(ROOT / "docs" / "images" / "lizard.png", workshop / "y.png")
    assert portrait.digest_in(workshop / "y.png") is None
