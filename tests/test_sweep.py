"""Sweeps: failures stay alone, and a killed sweep goes on to the same bits."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from urllib.parse import quote

import dask
import planted
import pytest
from PIL import Image
from training_helpers import TINY_SWEEP

from blastema import cli
from blastema import sweep as sweeps
from blastema.cli import sweep as sweep_verb
from blastema.cli.parser import parse
from blastema.config import Config, presets
from blastema.errors import InputError
from blastema.runs.folder import Run
from blastema.sweep import Advanced, Done, Failed, Stopped, Sweep, cluster, labels, make_plan, rows, write_summary
from blastema.sweep.cluster import shared_out
from blastema.sweep.outcome import EVALUATION_NAME
from blastema.sweep.summary import groups, html
from blastema.targets import load_target
from blastema.training import damage, loop


@pytest.fixture
def base():
    # So slow that the seed stays what it is, which is a little better than an empty picture.
    return presets.regenerating("quick", iterations=6, checkpoint_every=2, learning_rate=1e-5, **TINY_SWEEP)


# On workers


@pytest.mark.long
def test_failures_stay_alone_and_are_listed(base, tmp_path, workers, capsys):
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    Image.new("RGBA", (8, 8), "red").save(pictures / "good.png")
    (pictures / "torn.png").write_bytes(b"\x89PNG but no more")
    sweep = Sweep.create(tmp_path / "sweep", make_plan(base, [str(pictures)], 1, []))
    events = list(sweep.run(on=workers))
    assert [e.run for e in events if isinstance(e, Done)] == ["good-s0"]
    failed = [e for e in events if isinstance(e, Failed)]
    assert [e.run for e in failed] == ["torn-s0"]
    assert "torn.png" in failed[0].reason
    # What is done or has failed is not taken up again, unless asked for.
    assert cli.run(["sweep", str(sweep.path), "--on", workers]) == 3
    assert "failed: torn-s0" in capsys.readouterr().err
    Image.new("RGBA", (8, 8), "blue").save(pictures / "torn.png")
    assert cli.run(["sweep", str(sweep.path), "--on", workers, "--retry"]) == 0
    assert [row["state"] for row in rows(sweep)] == ["done", "done"]
    page = (sweep.path / "summary.html").read_text()
    assert "2 done" in page
    assert page.count("<svg") == 6
    assert page.count('.gif"') == 2
    assert "births alive, of 512" in page
    assert (sweep.path / "summary.csv").read_text().startswith("name,target,seed,state")


@pytest.mark.long
def test_a_training_whose_organism_is_dead_has_failed(base, tmp_path, workers, monkeypatch, capsys):
    sweep = Sweep.create(tmp_path / "sweep", make_plan(base, ["🦎"], 1, []))
    entry = sweep.plan.entries[0]
    dead = planted.dies().automaton
    made = lambda self: planted.Organism(dead, self.target.name, self.target.grid, self.target)  # noqa: E731
    monkeypatch.setattr(loop.Trainer, "organism", made)
    assert cli.run(["sweep", str(sweep.path), "--on", workers]) == 3
    said = capsys.readouterr()
    assert "failed  lizard-s0: TrainingFailedError: nothing lives at step 200" in said.out
    assert "failed: died" in said.out
    assert "failed: lizard-s0: TrainingFailedError: nothing lives" in said.err
    assert "1 failed" in (sweep.path / "summary.html").read_text()
    run = sweep.path / "runs" / entry.name
    assert json.loads((run / EVALUATION_NAME).read_text())["verdict"]["outcome"] == "died"
    assert not sweep.is_done(entry)
    row = rows(sweep)[0]
    assert (row["state"], row["verdict"], row["births"]) == ("failed", "died", 512)
    assert row["reason"] == "TrainingFailedError: nothing lives at step 200: all 8 samples had died by step 100"


def test_an_evaluation_of_before_verdicts_and_births_is_one_that_is_done(base, tmp_path):
    sweep = Sweep.create(tmp_path / "sweep", make_plan(base, ["🦎"], 1, []))
    names = ["grow96", "grow200", "persist1000", "persist5000", *(f"heal1000 {name}" for name in damage.CUTS)]
    old = {
        "figures": {name: {"log10_mean_e": -3.0} for name in names},
        "cuts_healed": 0,
        "samples_recovered": 0,
        "training": {"log10_loss": -3.0, "roll_backs": 0, "seconds": 60},
    }
    folder = sweep.path / "runs" / sweep.plan.entries[0].name
    folder.mkdir(parents=True)
    (folder / EVALUATION_NAME).write_text(json.dumps(old))
    assert sweep.is_done(sweep.plan.entries[0])
    assert rows(sweep)[0]["state"] == "done"
    assert cli.run(["sweep", str(sweep.path)]) == 0


@pytest.mark.long
def test_killed_sweep_goes_on_to_the_same_bits(base, tmp_path, capsys):
    path, total = tmp_path / "sweep", 90
    config = base.replace(iterations=total, checkpoint_every=30)
    plan = make_plan(config, ["🦎"], 1, [])
    Sweep.create(path, plan)
    command = [sys.executable, "-c", "from blastema.cli import main; main()", "sweep", str(path)]
    first = path / "runs" / plan.entries[0].name / "checkpoints"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as sweep:
        while not any(first.glob("*[1-9]*.safetensors")):
            assert sweep.poll() is None, "the sweep ended before it could be killed"
            time.sleep(0.02)
        sweep.send_signal(signal.SIGKILL)
    assert not (first.parent / EVALUATION_NAME).exists()
    assert cli.run(["sweep", str(path)]) == 0
    assert "1 training" in capsys.readouterr().out
    plain = Run.create(load_target("🦎", config.target), plan.entries[0].config, tmp_path / "plain")
    for _ in plain.train():
        pass
    swept = Run.open(path / "runs" / plan.entries[0].name)
    assert [line["loss"] for line in swept.metrics] == [line["loss"] for line in plain.metrics]
    assert len(swept.metrics) == total


@pytest.mark.long
def test_a_worker_of_this_machine_that_dies_is_replaced_and_its_processors_are_taken_over():
    # Dask gives up a worker that is still starting again when this time is over.
    with dask.config.set({"distributed.deploy.lost-worker-timeout": "1 ms"}), cluster.opened("here", 1) as here:
        (first,) = here.slots()
        (process,) = here.client.run(os.getpid).values()
        os.kill(process, signal.SIGKILL)
        ends = time.monotonic() + 60
        while not (slots := here.slots()) or slots == (first,):
            assert time.monotonic() < ends, "the worker was not replaced"
            time.sleep(0.05)
        (second,) = slots
        assert second.worker != first.worker
        assert second.processors == first.processors == shared_out(1, 1)[0]
        assert here.notes() in ([], ["there is no usable worker; another one is being started"])


MEASURED = {"log10_loss": -3.461, "grow200": -4.394, "persist5000": None, "heal1000": 47.094, "recovered": 40}
MEASURED |= {"births": 512, "minutes": 123.4}
NUMBERS = ["-3.46", "-4.39", "diverged", "47.09", "40", "512", "123.4"]


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("over", [[], ["learning_rate=1e-3,2e-3"], ["learning_rate=1e-3,2e-3", "steps=64:96,96:128"]])
def test_the_table_fits_its_terminal_with_whole_labels(over, width):
    entries = make_plan(Config(), ["🦎", "😀"], 1, over).entries
    short = labels(entries)
    found = [{"name": entry.name, "state": "done"} | MEASURED for entry in entries]
    lines = sweep_verb._table(found, short, width).splitlines()
    assert max(map(len, lines)) <= width
    assert [line.split()[-7:] for line in lines if "-3.46" in line] == [NUMBERS] * len(found)
    for label in short.values():
        assert any(line == label or line.startswith(f"{label} ") for line in lines)


def test_the_table_says_what_has_failed_or_is_not_measured():
    (entry,) = make_plan(Config(), ["🦎"], 1, []).entries
    row = {"name": entry.name, "state": "failed", "verdict": "died"} | MEASURED
    del row["births"]
    for width in (60, 80):
        shown = sweep_verb._table([row], labels([entry]), width)
        assert "failed: died" in shown
        assert [*NUMBERS[:5], "-", "123.4"] == next(line.split()[-7:] for line in shown.splitlines() if "-3.46" in line)


def test_the_page_gives_a_spread_only_of_several_seeds_and_counts_as_counts():
    def rows_of(*scores):
        varied = {"target": "lizard", "state": "done", "reason": ""}
        return [MEASURED | varied | {"name": f"lizard-s{i}", "seed": i} | score for i, score in enumerate(scores)]

    one = html("Sweep 1", rows_of({}), ["target", "seed"])
    assert "±" not in one
    assert "tick" not in one
    assert [text for text in (">-4.39<", ">512<", ">40<") if text not in one] == []
    assert ">512.2<" not in one  # a tick of an axis about the only value
    two = html("Sweep 1", rows_of({"births": 500}, {"grow200": -4.2}), ["target", "seed"])
    wanted = ">-4.30 ± 0.10<", ">506.0 ± 6.0<", "one dot per seed; the tick is their mean"
    assert [text for text in wanted if text not in two] == []


def test_labels_of_trainings_with_different_settings():
    first, second = make_plan(Config(), ["🦎", "😀"], 1, []).entries
    other = dataclasses.replace(second, varied=second.varied | {"steps": (64, 96)})
    assert list(labels([first, other]).values()) == ["lizard", "face steps=64:96"]
    assert list(labels([other, first]).values()) == ["face steps=64:96", "lizard"]


def test_the_folder_of_the_best_run_is_told_and_of_a_single_one(base, tmp_path, monkeypatch, capsys):
    """The trainings are replaced by their measures: what is printed depends on these alone."""
    monkeypatch.setattr(Sweep, "run", lambda *_, **__: iter(()))
    scores = {"lizard-s0": -2.0, "face-s0": -3.0}
    monkeypatch.setattr(
        sweeps,
        "rows",
        lambda found: [
            {"name": entry.name, "state": "done"} | MEASURED | {"heal1000": scores[entry.name]}
            for entry in found.plan.entries
        ],
    )
    several = Sweep.create(tmp_path / "several", make_plan(base, ["🦎", "😀"], 1, [], by="heal1000"))
    assert cli.run(["sweep", str(several.path)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert f"its folder: {several.path / 'runs' / 'face-s0'}" == said[said.index("best by heal1000: face-s0 (-3)") + 1]
    single = Sweep.create(tmp_path / "single", make_plan(base, ["🦎"], 1, []))
    single.opened(single.plan.entries[0])
    assert cli.run(["sweep", str(single.path)]) == 0
    assert f"folder of the run: {single.path / 'runs' / 'lizard-s0'}" in capsys.readouterr().out.splitlines()


def test_labels_say_only_what_differs(tmp_path):
    def labelled(targets, seeds, over):
        return list(labels(make_plan(Config(), targets, seeds, over).entries).values())

    assert labelled(["🦎"], 1, []) == ["lizard"]
    assert labelled(["🦎"], 2, []) == ["seed=0", "seed=1"]
    assert labelled(["🦎", "😀"], 1, []) == ["lizard", "face"]
    assert labelled(["🦎"], 1, ["steps=64:96,96:128"]) == ["steps=64:96", "steps=96:128"]
    paths = [f"training.phases.{number}.learning_rate=1e-3,2e-3" for number in (0, 1)]
    assert labelled(["🦎"], 1, paths)[0] == "phases.0.learning_rate=0.001 phases.1.learning_rate=0.001"
    both = ["learning_rate=1e-3,2e-3", "training.phases.1.learning_rate=5e-4,1e-3"]
    assert labelled(["🦎"], 1, both)[0] == "learning_rate=0.001 phases.1.learning_rate=0.0005"
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        Image.new("RGBA", (8, 8), "red").save(tmp_path / name / "cat.png")
    same = [str(tmp_path / name / "cat.png") for name in ("a", "b")]
    assert labelled(same, 1, []) == ["cat-s0", "cat-s0-2"]


@pytest.mark.long
def test_asked_to_stop_it_saves_and_says_what_waits(base, tmp_path, workers):
    sweep = Sweep.create(tmp_path / "sweep", make_plan(base.replace(iterations=100_000), ["🦎"], 3, [], jobs=1))
    events = []
    for event in sweep.run(lambda: any(isinstance(e, Advanced) for e in events), on=workers):
        events.append(event)
    assert events[-1] == Stopped(waiting=3)
    saved = [e for e in events if isinstance(e, Advanced) and e.saved][-1]
    assert sweep.opened(sweep.plan.entries[0]).iteration == saved.iteration > 0
    assert [row["state"] for row in rows(sweep)] == ["waiting"] * 3


def test_folder_with_something_in_it_is_left_alone(base, tmp_path):
    plan = make_plan(base, ["🦎"], 1, [])
    (tmp_path / "diary.txt").write_text("mine")
    with pytest.raises(InputError, match="choose another --out"):
        Sweep.create(tmp_path, plan)
    Sweep.create(tmp_path / "new", plan)
    with pytest.raises(InputError, match="continue it"):
        Sweep.create(tmp_path / "new", plan)


def test_one_process_at_a_sweep(base, tmp_path):
    from blastema.errors import RunInUseError

    sweep = Sweep.create(tmp_path / "sweep", make_plan(base, ["🦎"], 1, []))
    with sweep._locked(), pytest.raises(RunInUseError, match="another process is using"):
        list(sweep.run())


# The command and the summary


def test_command_plans_without_training(tmp_path, capsys):
    arguments = ["sweep", "--targets", "🦎", "😀", "--seeds", "2", "--over", "learning_rate=1e-3,2e-3", "--dry-run"]
    assert cli.run(arguments) == 0
    assert len(capsys.readouterr().out.split()) == 8


def test_command_takes_its_defaults_from_a_config(base, tmp_path, capsys):
    from blastema.config import file as config_file

    (tmp_path / "config.json").write_text(config_file.to_json(base.replace(picture="🦎", learning_rate=0.5)))
    sweep = ["sweep", str(tmp_path / "config.json"), "--seed", "7", "--dry-run", "--over", "learning_rate=0.25,0.5"]
    assert cli.run(sweep) == 0
    names = capsys.readouterr().out.split()
    assert names == ["lizard-learning_rate=0.25-s7", "lizard-learning_rate=0.5-s7"]


def test_command_does_not_change_a_plan_that_was_begun(base, tmp_path, capsys):
    Sweep.create(tmp_path / "sweep", make_plan(base, ["🦎"], 1, []))
    for words in (["--targets", "😀"], ["--iterations", "9"], ["--set", "training.seed=1"], ["--by", "births"]):
        assert cli.run(["sweep", str(tmp_path / "sweep"), "--dry-run", *words]) == 2
        assert f"its plan is fixed, and {words[0]} would change it" in " ".join(capsys.readouterr().err.split())
    assert cli.run(["sweep", str(tmp_path / "sweep"), "--dry-run", "--jobs", "1"]) == 0


@pytest.mark.parametrize("words", [["--factor", "4"], ["--rungs", "200", "--search", "random", "--trials", "2"]])
def test_what_only_halving_has_is_refused_without(capsys, words):
    assert cli.run(["sweep", "--targets", "🦎", "--dry-run", *words]) == 2
    assert f"{words[0]} needs --search halving" in capsys.readouterr().err


def test_summary_groups_by_all_but_the_seed_and_shows_what_is_missing(base, tmp_path):
    sweep = Sweep.create(tmp_path / "sweep", make_plan(base, ["🦎"], 2, ["learning_rate=1e-3,2e-3"]))
    found = rows(sweep)
    assert list(groups(found, ["target", "learning_rate", "seed"])) == [
        "lizard, learning_rate 0.001",
        "lizard, learning_rate 0.002",
    ]
    assert [file.name for file in write_summary(sweep)] == ["summary.json", "summary.csv", "summary.html"]
    assert len(json.loads((sweep.path / "summary.json").read_text())) == 4
    done = [row | {"state": "done", "grow200": value} for row, value in zip(found, (-3, None, -4, -2), strict=True)]
    for row in done:
        row |= dict.fromkeys(("log10_loss", "persist5000", "heal1000"), -3.0) | {"recovered": 40}
    page = html("<t>", done, ["target", "learning_rate", "seed"], {done[0]["name"]: "runs/a b/growth.gif"})
    assert "<t>" not in page
    assert page.count("<img") == 1
    assert 'src="runs/a%20b/growth.gif"' in page
    assert f'<a href="runs/{quote(done[1]["name"])}/">{done[1]["name"]}</a>' in page
    assert page.count("<td>diverged</td>") == 1
    assert "4 done" in page


def test_summary_shows_values_of_several_parts_as_they_are_given(base, tmp_path):
    sweep = Sweep.create(tmp_path / "sweep", make_plan(base, ["🦎"], 1, ["hidden=8,6:4"]))
    write_summary(sweep)
    table = (sweep.path / "summary.csv").read_text()
    assert [line.split(",")[2] for line in table.splitlines()] == ["hidden", "8", "6:4"]
    assert list(groups(rows(sweep), ["target", "hidden", "seed"])) == ["lizard, hidden 8", "lizard, hidden 6:4"]


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        ((), False),
        (("--size", "16"), True),
        (("--size", "16", "--padding", "4"), False),
        (("--size", "16", "--over", "padding=4,6"), False),
        (("--size", "16", "--over", "target.padding=4,6"), False),
        (("--size", "16", "--over", "batch_size=2,4"), True),
        (("--set", "target.size=16"), True),
        (("--over", "size=24,16"), True),
        (("--over", "target.size=16,24"), True),
        (("--over", "size=16,24", "--padding", "6"), False),
        (("--over", "size=16,24", "--set", "target.padding=6"), False),
        (("--over", "size=16,24", "--over", "padding=4,6"), False),
        (("--over", "size=16,24", "--regime", "merging"), False),
    ],
)
def test_less_padding_than_the_recipe_has_is_told(flags, told):
    command = parse(["sweep", "--targets", "🦎", *flags])
    notes = sweep_verb._room(command, sweep_verb._opened(command))
    assert ["padding is 4 instead of 6" in note for note in notes] == [True] * told


@pytest.mark.parametrize("flag", [("--size", "16"), ("--set", "target.size=16"), ("--over", "size=16")])
def test_padding_follows_from_the_size_however_it_is_set(flag):
    (entry,) = sweep_verb._opened(parse(["sweep", "--targets", "🦎", "--seeds", "1", *flag])).entries
    assert (entry.config.target.size, entry.config.target.padding) == (16, 4)
