"""Text from outside commands no terminal: metadata, cards and file names with escape sequences, markup and the like."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import os
import re
import shlex
import sys
from pathlib import Path

import jax
import numpy as np
import planted
import pytest
import safetensors.numpy
from PIL import Image
from training_helpers import lizard, tiny, tiny_flags
from zoo_fixtures import house

from blastema import _text, cli, page
from blastema.automaton import CellularAutomaton
from blastema.cli.terminal import Terminal, plain_streams
from blastema.errors import InputError
from blastema.formats import distill, organism_file
from blastema.organism import Organism
from blastema.runs.folder import Run
from blastema.zoo.loading import load_organism

pytest_plugins = ("training_fixtures",)

HOSTILE = "\x1b]0;x\x07\x1b[2J\x9b2J\x85\r\nnext [/x] [red]\u202ereversed\u2066\u2028\x7fend"
NAME = "a\x1b]0;x\x07\x9b2J\r\n[red]\u202e\udcff"
"""A file's name, with a byte that is not UTF-8."""
NAMED = NAME[:-1]
"""One that is text, as runs want it."""
HARMFUL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
RICHS_OWN = re.compile(r"\x1b\[(?:[0-9;]*m|\?25[hl]|2K|[0-9]*A|H)|\r")
"""Colours, the cursor hidden and shown, and lines drawn again."""


def assert_plain(text):
    found = HARMFUL.search(text)
    assert found is None, f"{found[0]!r} in {text!r}"
    assert "Traceback" not in text


class Screen(io.StringIO):
    """A terminal that takes what is written."""

    encoding = "utf-8"

    def isatty(self):
        return True


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with hostile files: an organism, a run, a picture, a web model, a zoo."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BLASTEMA_ZOO", str(tmp_path / "zoo"))
    monkeypatch.setenv("TERM", "xterm-256color")
    automaton = CellularAutomaton.initial(tiny().automaton, jax.random.key(0))
    provenance = {HOSTILE: HOSTILE, "regime": HOSTILE, "[/x]": ["[/x]", HOSTILE]}
    organism = Organism(automaton, "one", (14, 14), lizard(tiny()), provenance)
    organism_file.save(organism, tmp_path / f"{NAME}.safetensors")
    distill.save(organism, tmp_path / f"{NAME}.json")
    Image.fromarray(np.full((9, 9, 4), 200, np.uint8)).save(tmp_path / "plain.png")
    for name in (NAME, NAMED):
        (tmp_path / f"{name}.png").write_bytes((tmp_path / "plain.png").read_bytes())
    (tmp_path / "b[").mkdir()
    (tmp_path / f"{NAME}.txt").write_text("no organism")
    house(tmp_path / "zoo", "cat", notes=[HOSTILE], measured_with={"blastema": HOSTILE, "kernel": HOSTILE})
    return tmp_path


@pytest.fixture
def said(capsys):
    """Runs a command; returns its code and all it printed, which has to be plain."""

    def run(*words, plain=True):
        capsys.readouterr()
        try:
            code = cli.run(words)
        except SystemExit as error:  # usage errors are the parser's
            code = error.code
        shown = capsys.readouterr()
        if plain:
            assert_plain(shown.out + shown.err)
        return code, shown.out + shown.err

    return run


def number(words):
    """A test's name: the verb."""
    return words[0] if words[0].isalpha() else "odd"


WALK = [
    ["info", f"{NAME}.safetensors"],
    ["info", f"{NAME}.safetensors", "--json"],
    ["info", f"{NAME}.txt"],
    ["info", "one", f"{NAME}"],
    ["render", f"{NAME}.safetensors", "--steps", "3", "--out", f"{NAME}.out.png"],
    ["render", f"{NAME}.safetensors", "--steps", "3", "--out", f"{NAME}.out.gif"],
    ["render", "lizard", "--cut", HOSTILE],
    ["render", "lizard", "--out", NAME],
    ["render", "lizard", "--size", HOSTILE],
    ["evaluate", f"{NAME}.txt"],
    ["evaluate", "lizard", "--target", f"{NAME}.txt"],
    ["figures", HOSTILE],
    ["figures", "cuts", "--from", f"{NAME}.txt"],
    ["figures", "pool", "--from", f"{NAME}.safetensors", "--out", f"{NAME}.figures"],
    ["grow", f"{NAME}.png", "--dry-run"],
    ["grow", f"{NAMED}.png", *tiny_flags(iterations=1), "--out", f"{NAME}.run"],
    ["grow", f"{NAME}.txt"],
    ["grow", "plain.png", "--config", f"{NAME}.txt"],
    ["grow", "plain.png", "--from", f"{NAME}.txt"],
    ["grow", "plain.png", "--recipe", HOSTILE],
    ["grow", "plain.png", "--set", f"{HOSTILE}=1"],
    ["grow", "plain.png", "--size", HOSTILE],
    ["grow", "plain.png", f"--{HOSTILE}", "3"],
    ["grow", "plain.png", "--size", "3", f"--size={HOSTILE}"],
    ["resume", NAME],
    ["sweep", "--targets", f"{NAME}.png", f"{NAME}.txt", "--dry-run"],
    ["studio", f"--runs={HOSTILE}", "--port=x"],
    ["sweep", f"{NAME}.txt"],
    ["shrink", f"{NAME}.txt", "--to", "300"],
    ["world", "new", NAME, f"{NAME}.txt"],
    ["world", "view", NAME],
    ["sweep", "--targets", "plain.png", "--over", f"{HOSTILE}=1"],
    ["import", f"{NAME}.json", "--out", f"{NAME}.imported"],
    ["import", f"{NAME}.txt"],
    ["import", f"{NAME}.json", "--target", f"{NAME}.png", "--size", "8", "--padding", "3"],
    ["export", f"{NAME}.safetensors", "--to", "html", "--out", f"{NAME}.html"],
    ["export", f"{NAME}.safetensors", "--out", f"{NAME}.json"],
    ["export", "lizard", "--to", HOSTILE],
    ["play", f"{NAME}.txt"],
    ["zoo", "list"],
    ["zoo", "list", "--json"],
    ["zoo", "show", "cat"],
    ["zoo", "show", "cat", "--json"],
    ["zoo", "show", "cat", "--out", f"{NAME}.html"],
    ["zoo", "show", "cat", "--out", f"{NAME}.card.png"],
    ["zoo", "show", HOSTILE],
    ["zoo", "train", "cat", "--dry-run"],
    ["zoo", "train", HOSTILE],
    ["zoo", "add", f"{NAME}.txt"],
    ["zoo", "publish", NAME, "--from", f"{NAME}.txt"],
    ["zoo", "pull", HOSTILE],
    ["zoo", HOSTILE],
    ["doctor"],
    ["completion", HOSTILE],
    [HOSTILE],
]


@pytest.mark.skipif(sys.platform == "win32", reason="names of files are restricted there")
@pytest.mark.parametrize("words", WALK, ids=number)
def test_every_verb_prints_plain_text(place, said, shared_episodes, plain_pictures, words):
    code, text = said(*words)
    assert code in (0, 2), text
    assert text.strip()
    for file in place.rglob("*.html"):
        assert_plain(file.read_text("utf-8").replace("\t", ""))


def test_the_walk_has_every_verb():
    from blastema.cli.verbs import GROUPS, VERBS

    assert {words[0] for words in WALK} >= set(VERBS)
    assert {words[1] for words in WALK if words[0] == "zoo"} >= set(GROUPS["zoo"])


@pytest.mark.skipif(sys.platform == "win32", reason="names of files are restricted there")
@pytest.mark.parametrize(
    "words",
    [
        ["info", f"{NAME}.safetensors"],
        ["zoo", "show", "cat"],
        ["zoo", "list"],
        ["doctor"],
        ["grow", f"{NAMED}.png", *tiny_flags(iterations=2), "--out", "b[/x]"],
        ["grow", f"{NAMED}.png", *tiny_flags(iterations=2), "--out", f"{NAME}.run"],
        ["info", "a", f"{NAME}"],
    ],
    ids=number,
)
def test_a_terminal_gets_richs_own_commands_alone(place, monkeypatch, shared_episodes, plain_pictures, words):
    screen = Screen()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", screen)
        patch.setattr(sys, "stderr", screen)
        with contextlib.suppress(SystemExit):  # usage errors are the parser's
            assert cli.run(words) == 0
    text = screen.getvalue()
    assert_plain(RICHS_OWN.sub("", text))
    for command in ("\x1b]", "\x1b[2J", "\x9b"):
        assert command not in text


def test_markup_is_shown_as_it_is(place, said):
    _, text = said("info", f"{NAME}.safetensors")
    assert "made by [/x]  [/x], " in text
    assert "[red]" in text
    _, text = said("zoo", "show", "cat")
    assert "[/x]" in text
    assert "[red]" in text


def test_json_loses_nothing(place, said):
    facts = json.loads(said("info", f"{NAME}.safetensors", "--json")[1])
    assert facts[f"made_by_{HOSTILE}"] == HOSTILE
    card = json.loads(said("zoo", "show", "cat", "--json")[1])["card"]
    assert card["notes"] == [HOSTILE]


@pytest.mark.long
def test_evaluations_are_shown_plain(place, said, monkeypatch):
    organism = planted.still()
    organism_file.save(dataclasses.replace(organism, provenance={"source": HOSTILE}), place / f"{NAME}.safetensors")
    code, text = said("evaluate", f"{NAME}.safetensors", "--out", NAME)
    assert code == 0
    assert "cuts healed" in text
    (report,) = (place / NAME).glob("*.html")
    assert_plain(report.read_text("utf-8"))
    assert "[/x] [red]" in report.read_text("utf-8")


def metadata(change):
    """An organism file whose description has been changed."""
    automaton = CellularAutomaton.initial(tiny().automaton, jax.random.key(0))
    data = organism_file.dumps(Organism(automaton, "one", (14, 14), lizard(tiny())))
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    described = json.loads(header["__metadata__"]["blastema"])
    change(described, header)
    header["__metadata__"]["blastema"] = json.dumps(described)
    new = json.dumps(header).encode()
    return len(new).to_bytes(8, "little") + new + data[8 + length :]


@pytest.mark.parametrize(
    "change",
    [
        lambda d, h: d.update(name=HOSTILE),
        lambda d, h: d.update(format=HOSTILE),
        lambda d, h: d["target"].update(name=HOSTILE),
        lambda d, h: d["automaton"].update({HOSTILE: 1}),
        lambda d, h: d["automaton"]["update"].update(kind=HOSTILE),
        lambda d, h: d["automaton"]["perception"].update({HOSTILE: 1}),
        lambda d, h: d["automaton"]["perception"]["filters"][0].update({HOSTILE: 1}),
        lambda d, h: d.update(version=1, architecture={HOSTILE: 1}),
        lambda d, h: d.update(version=1, architecture={"filters": [HOSTILE]}),
        lambda d, h: h.update({HOSTILE: h["layers.0.bias"]}),
        lambda d, h: h["layers.0.bias"].update(dtype=HOSTILE),
    ],
)
def test_names_inside_files_are_plain_in_messages(place, said, change):
    (place / "a.safetensors").write_bytes(metadata(change))
    code, text = said("info", "a.safetensors")
    assert code == 2
    assert text.count("\n") == 1
    with pytest.raises(InputError) as caught:
        load_organism("a.safetensors")
    assert_plain(str(caught.value))


def test_a_filters_name_is_plain(place, said):
    (place / "a.safetensors").write_bytes(
        metadata(lambda d, h: d["automaton"]["perception"]["filters"][0].update(name=HOSTILE[:90]))
    )
    assert said("info", "a.safetensors")[0] == 0


def test_tensors_of_other_programs_and_names_in_archives_are_plain(place, said):
    (place / "other.safetensors").write_bytes(safetensors.numpy.save({HOSTILE.replace("\0", ""): np.zeros(2)}))
    code, text = said("import", "other.safetensors")
    assert code == 2
    assert "of another program" in text


def test_a_card_with_hostile_words_is_drawn_in_plain_ones(place, said):
    for words, out in ((HOSTILE, "hostile.png"), (_text.plain(HOSTILE), "plain-words.png")):
        ends = [{"how": words, "step": 20}, *[None] * 7]
        house(place / "zoo", "cat", survival={"steps": 10000, "every": 20, "ends": ends})
        assert said("zoo", "show", "cat", "--out", out)[0] == 0
    assert (place / "hostile.png").read_bytes() == (place / "plain-words.png").read_bytes()


def test_a_runs_own_text_is_plain(place, said):
    config = tiny(picture="a[/x]\u202e\x9b.png")
    Run.create(lizard(config), config, place / NAME)
    for words in (["info", NAME], ["resume", NAME, "--until", "nan"], ["render", NAME]):
        said(*words)


def test_the_page_holds_plain_text(place):
    document = page.build([load_organism(f"{NAME}.safetensors")], packed=False, title=f"a{HOSTILE}")
    entry = re.search(r"<title>(.*?)</title>", document, re.DOTALL)[1]
    assert_plain(entry)
    organisms = json.loads(re.search(r"<script[^>]*application/json[^>]*>(\[.*?)</script>", document, re.DOTALL)[1])
    for value in organisms[0].values():
        assert_plain(value)


def test_nothing_is_drawn_but_on_this_console():
    """rich's own console takes text for markup and lets escape sequences through."""
    source = Path(cli.__file__).parents[1]
    raw = re.compile(r"\bConsole\(|from_markup|from rich import print|rich\.print")
    assert [path.name for path in source.rglob("*.py") if raw.search(path.read_text("utf-8"))] == []


def test_plain_text():
    assert _text.plain("🕸️ 👩‍🚀 año שלום\ttwo\nlines") == "🕸️ 👩‍🚀 año שלום two lines"
    assert_plain(_text.plain(HOSTILE))
    assert "\n" not in _text.plain(HOSTILE)
    assert _text.plain_lines("a\tb\nc\rd\x1be") == "a\tb\nc d\ufffde"
    for number in range(0x3000):
        kept = chr(number) in ("\n", "\t") or not HARMFUL.fullmatch(chr(number))
        assert (_text.plain_lines(chr(number)) == chr(number)) == kept, hex(number)
    assert json.loads(_text.to_json([HOSTILE, NAME])) == [HOSTILE, NAME]
    assert_plain(_text.to_json({HOSTILE: NAME}, indent=2))


def test_what_is_printed_is_plain_and_what_rich_draws_is_not_markup(capsys):
    with plain_streams():
        print(f"one{HOSTILE}", file=sys.stderr)
        print(os.fsdecode(b"\xff"))
        Terminal().print(f"two [/x]{HOSTILE} :smile:", soft_wrap=True)
    shown = capsys.readouterr()
    assert_plain(shown.out + shown.err)
    assert "two [/x]" in shown.out
    assert ":smile:" in shown.out


def test_errors_are_plain_wherever_they_are_shown():
    assert str(InputError(f"x{HOSTILE}")) == _text.plain(f"x{HOSTILE}")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("runs/lizard", "runs/lizard"),
        ("🦎", "🦎"),
        ("Bäume/森", "Bäume/森"),
        ("my runs/a b", None),
        ("it's; rm $HOME `x` *(1)", None),
        ("wide\u3000space", None),
        ("", None),
    ],
)
def test_a_path_in_a_printed_command_is_one_word_of_the_shell(path, said):
    assert shlex.split(f"blastema resume {_text.word(path)}") == ["blastema", "resume", path]
    assert said is None or _text.word(path) == said


def test_a_path_in_a_printed_command_is_no_flag():
    assert _text.word("-rf x") == "'./-rf x'"
    assert_plain(_text.word(HOSTILE))
