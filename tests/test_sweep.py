"""Sweeps: the plan has all combinations, failures stay alone, and a killed sweep goes on to the same bits."""

from __future__ import annotations

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
from blastema.cli import sweep as sweep_verb
from blastema.cli.parser import parse
from blastema.cli.terminal import Terminal
from blastema.config import presets
from blastema.errors import FileFormatError, InputError
from blastema.runs import environment
from blastema.runs.folder import Run
from blastema.sweep import Advanced, Done, Failed, Plan, Stopped, Sweep, cluster, make_plan, rows, write_summary
from blastema.sweep.cluster import shared_out
from blastema.sweep.outcome import EVALUATION_NAME
from blastema.sweep.plan import share
from blastema.sweep.summary import groups, html
from blastema.targets import load_target
from blastema.training import damage, loop


@pytest.fixture
def base():
    # So slow that the seed stays what it is, which is a little better than an empty picture.
    return presets.regenerating("quick", iterations=6, checkpoint_every=2, learning_rate=1e-5, **TINY_SWEEP)


# The plan


def test_plan_has_every_combination_and_one_seed_after_another(base):
    plan = make_plan(base, ["🦎", "face"], 2, ["learning_rate=1e-3,2e-3", "steps=2:4,3:6"])
    assert len(plan.entries) == 2 * 2 * 2 * 2
    assert len({entry.name for entry in plan.entries}) == 16
    assert [entry.config.training.seed for entry in plan.entries] == [0] * 8 + [1] * 8
    first = plan.entries[0]
    assert first.name == "lizard-learning_rate=0.001-steps=2_4-s0"
    assert first.varied == {"target": "lizard", "learning_rate": 1e-3, "steps": (2, 4), "seed": 0}
    assert first.config.get("learning_rate") == 1e-3
    assert {entry.config.get("steps") for entry in plan.entries} == {(2, 4), (3, 6)}
    assert {entry.config.target.picture for entry in plan.entries} == {"🦎", "face"}


def test_plan_takes_pictures_from_a_folder_and_values_of_every_kind(base, tmp_path):
    for name in ("b.png", "a.png"):
        Image.new("RGBA", (8, 8), "red").save(tmp_path / name)
    (tmp_path / "notes.txt").write_text("no picture")
    plan = make_plan(base, [str(tmp_path)], 1, ["wounds=circle,circle:square", "square=yes,no", "batch_size=2,4"])
    assert [entry.varied["target"] for entry in plan.entries[:: len(plan.entries) // 2]] == ["a", "b"]
    assert {entry.config.get("wounds") for entry in plan.entries} == {("circle",), ("circle", "square")}
    assert {entry.config.target.square for entry in plan.entries} == {True, False}


@pytest.mark.parametrize(
    ("targets", "seeds", "over", "message"),
    [
        ([], 1, [], "nothing to grow"),
        (["no-such-file.png"], 1, [], "there is no file no-such-file.png; expected a picture or an emoji"),
        (["🦎"], 0, [], "seeds is 0"),
        (["🦎"], 1, ["learning_rat=1"], "Did you mean 'learning_rate'"),
        (["🦎"], 1, ["learning_rate"], "expected learning_rate=value,value"),
        (["🦎"], 1, ["learning_rate=high"], "'high' is not a value like"),
        (["🦎"], 1, ["learning_rate=1e-3", "learning_rate=2e-3"], "names a setting twice"),
        (["🦎"], 1, ["threads=1,2"], "threads are distributed automatically"),
        (["🦎"], 1, ["fire_rate=2"], "a probability from 0 to 1"),
        (["🦎"], 10_001, [], "at most 10,000"),
    ],
)
def test_plan_refuses_what_cannot_be(base, targets, seeds, over, message):
    with pytest.raises(InputError, match=message):
        make_plan(base, targets, seeds, over)


def test_plan_comes_back_from_its_file(base, tmp_path):
    plan = make_plan(base, ["🦎"], 2, ["steps=2:4,3:6"], jobs=1)
    plan.save(tmp_path)
    again = Plan.load(tmp_path)
    assert [entry.config for entry in again.entries] == [entry.config for entry in plan.entries]
    assert (again.jobs, again.threads) == (plan.jobs, plan.threads)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "blastema-sweep", "version": 1, "jobs": 1}'])
def test_plan_that_is_none_is_refused(tmp_path, text):
    (tmp_path / "sweep.json").write_text(text)
    with pytest.raises(FileFormatError, match=r"sweep\.json is not"):
        Plan.load(tmp_path)


def test_plan_of_a_future_version_is_refused(tmp_path):
    (tmp_path / "sweep.json").write_text('{"format": "blastema-sweep", "version": 3, "jobs": 1}')
    with pytest.raises(FileFormatError, match=r"sweep version 3; this Blastema reads versions 1 to 2\. A newer"):
        Plan.load(tmp_path)


def test_plan_with_a_path_for_a_name_is_refused(base, tmp_path):
    make_plan(base, ["🦎"], 1, []).save(tmp_path)
    text = (tmp_path / "sweep.json").read_text()
    (tmp_path / "sweep.json").write_text(text.replace('"lizard-s0"', '"../lizard"'))
    with pytest.raises(FileFormatError, match="is not the name of a folder"):
        Plan.load(tmp_path)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("jobs",), 0, "jobs is 0; expected a whole number from 1 to 2"),
        (("jobs",), 10**9, "jobs is 1000000000; expected a whole number from 1 to 2"),
        (("jobs",), "1", "jobs is '1'; expected a whole number"),
        (("jobs",), True, "jobs is True; expected a whole number"),
        (("threads",), 1.5, "threads is 1.5; expected a whole number from 0 to 1024"),
        (("runs",), [], "runs is []; expected 1 to 10000 runs"),
        (("runs",), {"a": 1}, "runs is {'a': 1}; expected 1 to 10000 runs"),
        (("runs", 1), None, "runs[1] is None; expected an object"),
        (("runs", 1, "name"), 5, "5 is not the name of a folder (runs[1])"),
        (("runs", 1, "name"), "..", "'..' is not the name of a folder"),
        (("runs", 1, "name"), "lizard-s0", "expected different names"),
        (("runs", 1, "name"), "x" * 300, "runs[1].name is 'xxx"),
        (("runs", 1, "name"), "a\0b", "has a NUL character in it"),
        (("runs", 1, "name"), "a\ud800b", "half of a surrogate pair"),
        (("runs", 1, "varied"), [], "runs[1].varied is []; expected an object"),
        (("runs", 1, "varied", "seed"), {}, "runs[1].varied.seed is {}; expected a setting's value"),
        (("runs", 1, "varied", "state"), "done", "no setting is called 'state'"),
        (("runs", 1, "varied"), {"target": "lizard"}, "expected the same settings varied in all"),
        (("runs", 1, "config"), None, "is not a Blastema config"),
        (("runs", 1, "config", "target", "picture"), 5, "runs[1]: picture is 5"),
        (("runs", 1, "config", "run", "threads"), float("nan"), "NaN is not JSON"),
    ],
)
def test_plan_with_what_no_plan_has_is_refused(base, tmp_path, capsys, path, value, message):
    make_plan(base, ["🦎"], 2, []).save(tmp_path)
    plan = json.loads((tmp_path / "sweep.json").read_text())
    place = plan
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    (tmp_path / "sweep.json").write_text(json.dumps(plan))
    assert cli.run(["sweep", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("blastema: ")
    assert str(tmp_path / "sweep.json") in said
    assert message in said
    assert len(said) < 600


def test_fewer_than_no_jobs_are_refused(base):
    with pytest.raises(InputError, match=r"jobs is -1; expected 0 .*or more"):
        make_plan(base, ["🦎"], 1, [], jobs=-1)


def test_a_picture_with_a_long_name_gives_a_folder_that_can_be_made(base, tmp_path):
    file = tmp_path / f"{'x' * 200}.png"
    Image.new("RGBA", (8, 8), "red").save(file)
    (entry,) = make_plan(base, [str(file)], 1, ["learning_rate=1e-3"]).entries
    assert len(entry.name) < 100


@pytest.mark.parametrize("text", ["{}", "[]", "x", '{"figures": {"grow200": 1}}', '{"figures": NaN}', '"\\ud800"'])
def test_a_damaged_evaluation_is_told_with_the_remedy(base, tmp_path, text):
    sweep = Sweep.create(tmp_path / "sweep", make_plan(base, ["🦎"], 1, []))
    run = sweep.path / "runs" / sweep.plan.entries[0].name
    run.mkdir()
    (run / "evaluation.json").write_text(text)
    with pytest.raises(FileFormatError, match=r"Remove \S*evaluation\.json: the sweep then evaluates the run again"):
        rows(sweep)
    (run / "evaluation.json").unlink()
    assert [row["state"] for row in rows(sweep)] == ["waiting"]


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")
def test_a_sweep_writes_nothing_outside_of_its_folder(base, tmp_path):
    sweep = Sweep.create(tmp_path / "sweep", make_plan(base, ["🦎"], 1, []))
    (tmp_path / "mine").write_text("precious")
    (sweep.path / "logs").mkdir()
    log = sweep.path / "logs" / f"{sweep.plan.entries[0].name}.txt"
    for make, place in (
        (lambda: log.symlink_to(tmp_path / "mine"), log),
        (lambda: os.mkfifo(log), log),
        (lambda: (sweep.path / ".lock").symlink_to(tmp_path / "mine"), sweep.path / ".lock"),
        (lambda: (sweep.path / "record.jsonl").symlink_to(tmp_path / "mine"), sweep.path / "record.jsonl"),
        (lambda: (sweep.path / "failures").symlink_to(tmp_path), sweep.path / "failures"),
    ):
        make()
        with pytest.raises(InputError, match=rf"{place.name} is not a (file|folder) of the sweep's own; move it away"):
            list(sweep.run())
        place.unlink()
    assert (tmp_path / "mine").read_text() == "precious"


@pytest.mark.parametrize(("processors", "runs", "jobs"), [(8, 3, 0), (8, 100, 0), (2, 1, 0), (2, 9, 4), (1, 5, 0)])
def test_threads_are_shared_out(monkeypatch, processors, runs, jobs):
    monkeypatch.setattr(environment, "processors", lambda: processors)
    count, threads = share(runs, jobs)
    assert count == min(runs, jobs or processors)
    assert threads == max(1, processors // count)
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(processors)), raising=False)
    taken = [number for slot in shared_out(count, threads) for number in slot]
    assert len(set(taken)) == len(taken)
    assert len(taken) == (count * threads if count <= processors else 0)


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


def test_the_table_fits_a_terminal_of_80_columns(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "80")
    row = {"name": "lizard-learning_rate=0.001-s0", "state": "done", "log10_loss": -3.461, "grow200": -4.394}
    row |= {"persist5000": -4.214, "heal1000": 47.094, "recovered": 40, "births": 512, "minutes": 123.4}
    Terminal().print(sweep_verb._table([row]))
    shown = capsys.readouterr().out
    numbers = [line.split()[-7:] for line in shown.splitlines() if "-3.46" in line]
    assert numbers == [["-3.46", "-4.39", "-4.21", "47.09", "40", "512", "123.4"]]
    assert "…" not in shown


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
