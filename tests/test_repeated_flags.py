"""Flags given twice: every list flag of every verb keeps all of its values, every other flag is refused."""

from __future__ import annotations

import contextlib
import io
import re

import pytest

from blastema.cli import verbs, words
from blastema.cli.parser import help_of, parse
from blastema.errors import InputError

OWN = {
    "grow": ["lizard"],
    "resume": ["run"],
    "info": ["lizard"],
    "render": ["lizard"],
    "import": ["a.json"],
    "export": ["lizard"],
    "show": ["lizard"],
    "train": ["lizard"],
    "add": ["run"],
    "completion": ["bash"],
    "new": ["pond", "🦎"],
    "run": ["pond"],
    "view": ["pond"],
    "shrink": ["lizard"],
}
"""What the verbs themselves cannot do without."""
TWO = {
    "hidden": ("8", "16"),
    "filters": ("identity", "sobel_x"),
    "wounds": ("circle", "square"),
    "task": ("growth", "healing"),
    "at": ("20", "30"),
    "rungs": ("200", "400"),
    "to": ("3000", "2000"),
    "seed_at": ("3,4", "5,6"),
    "set": ("run.threads=1", "run.kernel=jax"),
    "track": ("tensorboard", "wandb"),
}
"""Two values of the list flags that take not just any text."""

VERBS = [([name], kind) for name, kind in verbs.VERBS.items() if name not in verbs.GROUPS]
VERBS += [([group, name], kind) for group, of in verbs.GROUPS.items() for name, kind in of.items()]
FLAGS = [(name, flag) for name, kind in VERBS for flag in sorted(set(words.flags_of(kind).values()), key=str)]


def begun(name):
    return [*name, *OWN.get(name[-1], ())]


def named(cases):
    return [pytest.param(*case, id=" ".join([*case[0], case[1].word])) for case in cases]


def value_of(command, flag):
    """The value of a flag in the parsed command, or in the config that it changes."""
    if hasattr(command, "config") and not hasattr(command, flag.field):
        found = command.config.get(flag.field)
    else:
        found = getattr(command, flag.field)
    return tuple(str(each) for each in found)


@pytest.mark.parametrize(("name", "flag"), named(case for case in FLAGS if case[1].count is None))
def test_a_list_flag_given_twice_keeps_both_values(name, flag):
    first, second = TWO.get(flag.field, ("a", "b"))
    under = flag.word[:2] + flag.word[2:].replace("-", "_")
    once = [*begun(name), flag.word, first, second]
    its_regime = ["--regime", "perturbed"] if flag.field == "task" else []
    assert value_of(parse([*once, *its_regime]), flag) == (first, second)
    for twice in (
        [flag.word, first, flag.word, second],
        [flag.word, first, f"{flag.word}={second}"],
        [flag.word, first, f"{under}={second}"],
    ):
        assert words.merged([*begun(name), *twice]) == once, twice


@pytest.mark.parametrize(("name", "flag"), named(case for case in FLAGS if case[1].count))
def test_a_flag_of_one_value_given_twice_is_refused(name, flag):
    one, two = ("1",) * flag.count, ("2",) * flag.count
    under = flag.word[:2] + flag.word[2:].replace("-", "_")
    lines = [[flag.word, *one, under, *two]]
    if flag.count == 1:
        lines += [[f"{flag.word}=1", f"{under}=2"], [flag.word, "1", f"{flag.word}=2"]]
    told = f"{flag.word} is given twice: {' '.join(one)} and {' '.join(two)}; give it once"
    for line in lines:
        for words_ in ([*begun(name), *line], [*name, *line, *begun(name)[len(name) :]]):
            with pytest.raises(InputError, match=re.escape(told)):
                parse(words_)


@pytest.mark.parametrize(("name", "flag"), named(case for case in FLAGS if case[1].count == 0))
def test_a_switch_given_twice_is_refused(name, flag):
    no = f"--no-{flag.word[2:]}"
    for line in ([flag.word, flag.word], [no, no]):
        with pytest.raises(InputError, match="is given twice; give it once"):
            parse([*begun(name), *line])
    for line in ([flag.word, no], [no, flag.word]):
        with pytest.raises(InputError, match=f"{line[0]} and {line[1]} are both given"):
            parse([*begun(name), *line])


@pytest.mark.parametrize(("name", "kind"), [pytest.param(*case, id=" ".join(case[0])) for case in VERBS])
def test_the_flags_are_those_of_the_help(name, kind, monkeypatch):
    """What this knows of a verb's flags is what the parser knows."""
    monkeypatch.setenv("COLUMNS", "80")
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown), contextlib.suppress(SystemExit):
        parse([*name, "--help"])
    lines = re.findall(r"^[│ ]+(--[a-z][a-z-]*)(?: [A-Z]+)?(?:, (--[a-z][a-z-]*))?", shown.getvalue(), re.MULTILINE)
    assert {word for pair in lines for word in pair if word} == set(words.flags_of(kind))
    # Each has its line of help, which shows no default that is nothing, and no None that nobody would write.
    odd = r"\bNone\b|default: (''|\))|\(default:[^)]*\)\.? \(default|^ [A-Z|]+ +[a-z_]+ \(required\)"
    assert not re.search(odd, re.sub(r"[│\s]+", " ", shown.getvalue()))


def test_help_is_wrapped_as_the_terminal_is_wide_and_not_as_the_source_is():
    assert "article (the notebook's settings), fast (full size, minutes), best (the" in help_of(["grow"], 100)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (["a", "--json", "b"], ("a", "b")),
        (["--kernel", "jax", "a", "--json", "b"], ("a", "b")),
        (["a", "b", "--", "--json"], ("a", "b", "--json")),
        (["a", "--json", "--no-long", "b", "c"], ("a", "b", "c")),
    ],
)
def test_a_verbs_own_words_count_wherever_they_stand(line, expected):
    assert parse(["evaluate", *line]).sources == expected


def test_what_a_list_flag_leaves_to_the_verb_stays_its_own():
    command = parse(["render", "--steps", "5", "--cut", "left@1", "--out", "a.gif", "--cut", "right@2", "lizard"])
    assert (command.source, command.cut) == ("lizard", ("left@1", "right@2"))


def test_negative_numbers_and_files_that_look_like_flags():
    command = parse(["sweep", "--targets=--odd.png", "--targets", "b.png"])
    assert command.targets == ("--odd.png", "b.png")
    with pytest.raises(InputError, match=r"--targets is '--odd.png', which looks like a flag"):
        parse(["sweep", "--targets", "b.png", "--targets=--odd.png"])
    with pytest.raises(InputError, match="until is given twice: -2 and -3"):
        parse(["resume", "run", "--until", "-2", "--until", "-3"])


@pytest.mark.parametrize(
    "line",
    [
        ["grow", "lizard", "--out=--batch-size"],
        ["grow", "lizard", "--from=--batch-size=3"],
        ["grow", "--", "--batch-size"],
        ["grow", "lizard", "--out", "batch_size"],
    ],
)
def test_a_value_that_looks_like_a_flag_is_no_flag(line):
    command = parse(line)
    assert "batch_size" not in command.given
    assert command.config == parse(["grow", "lizard"]).config


def test_flags_that_are_given_are_known_in_all_forms():
    line = ["grow", "lizard", "--batch_size=3", "--no-square", "--fire-rate", "0.5", "--regime=persistent"]
    assert parse(line).given == {"batch_size", "square", "fire_rate", "regime"}


def test_a_setting_given_twice_by_its_path_is_refused():
    with pytest.raises(InputError, match=r"--set names run.threads twice: 1 and 2"):
        parse(["grow", "lizard", "--set", "run.threads=1", "--set", "run.threads = 2"])
    with pytest.raises(InputError, match=r"--batch-size and --set training.batch_size are the same setting"):
        parse(["grow", "lizard", "--set", "training.batch-size=3", "--batch-size", "4"])


def test_help_is_shown_whatever_is_given_twice(capsys):
    with pytest.raises(SystemExit) as ended:
        parse(["grow", "--size", "3", "--size", "4", "--help"])
    assert ended.value.code == 0
    assert "--pool-size" in capsys.readouterr().out
