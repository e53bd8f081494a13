"""The plan of a sweep: all combinations of pictures, seeds and settings; what is none is refused."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest
from PIL import Image
from training_helpers import TINY_SWEEP

from blastema import cli
from blastema.config import presets
from blastema.errors import FileFormatError, InputError
from blastema.runs import environment
from blastema.sweep import Plan, Sweep, make_plan, rows
from blastema.sweep.cluster import shared_out
from blastema.sweep.plan import share


@pytest.fixture
def base():
    # So slow that the seed stays what it is, which is a little better than an empty picture.
    return presets.regenerating("quick", iterations=6, checkpoint_every=2, learning_rate=1e-5, **TINY_SWEEP)


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
        (["🦎"], 1, ["learning_rat=1"], "Did you mean learning_rate"),
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


@pytest.mark.parametrize(
    ("target", "config", "what"),
    [
        ("examples/voxels/mushroom.vox", "zoo/configs/voxels/mushroom.json", r"grow volumes.*docs/voxels\.md"),
        ("digit:7", "zoo/configs/classifying/digits.json", r"classify digits.*docs/classifying\.md"),
    ],
)
def test_what_the_articles_protocol_does_not_measure_is_refused_before_it_is_trained(
    target, config, what, tmp_path, capsys
):
    project, out = Path(__file__).parents[1], tmp_path / "sweep"
    source = str(project / target) if "/" in target else target
    words = [str(project / config), "--targets", source, "--out", str(out)]
    assert cli.run(["sweep", *words]) == 2
    assert re.search(what, " ".join(capsys.readouterr().err.split()))
    assert not out.exists()


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
