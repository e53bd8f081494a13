"""README, pages for newcomers and of other kinds: their commands are commands, and what they name is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from training_helpers import lizard, tiny

from blastema import cli, engines
from blastema.cli import grow
from blastema.cli.parser import parse
from blastema.config import file as config_file
from blastema.errors import KernelUnavailableError

ROOT = Path(__file__).resolve().parents[1]
KINDS = (
    *("signals", "merging", "motion", "hierarchy"),
    *("isotropic", "textures", "classifying", "large", "voxels", "evolution"),
)
PAGES = ("README.md", *(f"docs/{name}.md" for name in ("teaching", "studio", "playground", "reproduce", "zoo", *KINDS)))
DOORS = tuple(f"docs/tutorial-{reader}.md" for reader in ("teacher", "researcher", "artist"))


def commands(text: str) -> list[list[str]]:
    """The words of each command in a page: of its blocks, and of what stands between backticks."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()] + re.findall(
        r"`(blastema [^`]+)`", text
    )
    ours = [line for line in lines if "blastema " in line and not line.lstrip().startswith("python ")]
    split = [shlex.split(line[line.index("blastema ") :], comments=True)[1:] for line in ours]
    # A verb alone is spoken of rather than run; what is in capitals, and a sweep's folder, are the reader's own.
    others = re.compile(r"\b(?:RUN|NAME|DIR|sweeps/1)\b|--help")
    return [words for words in split if len(words) > 1 and not others.search(" ".join(words))]


@pytest.mark.parametrize("page", [*PAGES, *DOORS])
def test_commands_are_understood(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    found = commands((ROOT / page).read_text("utf-8"))
    assert found
    for words in found:
        parse(words)
        for word in words:
            if word.startswith(("examples/", "zoo/")):
                assert Path(word).exists(), f"{page}: {word}"


@pytest.fixture
def without_bf16(monkeypatch):
    """A machine that computes in float32 only."""
    resolve = engines.resolve

    def refuse(*words, precision="float32", **options):
        if precision != "float32":
            raise KernelUnavailableError(f"precision {precision} is not available: too old. Use --precision float32.")
        return resolve(*words, precision=precision, **options)

    monkeypatch.setattr(engines, "resolve", refuse)


def test_a_config_from_a_machine_with_bf16_is_trained_without_and_says_so(without_bf16, capsys, tmp_path):
    config = tiny(precision="bf16")
    wide = config.replace(precision="float32")
    assert grow._computable(lizard(config), config) == wide
    note = "note: precision bf16 is not available: too old. It is trained in float32 instead, which is slower.\n"
    assert capsys.readouterr().err == note
    assert grow._computable(lizard(wide), wide) == wide
    assert capsys.readouterr().err == ""

    (tmp_path / "config.json").write_text(config_file.to_json(config), "utf-8")
    words = ["grow", "🦎", "--config", str(tmp_path / "config.json"), "--out", str(tmp_path / "run")]
    assert cli.run([*words, "--precision", "bf16"]) == 2  # who names it is not given something else
    assert "Use --precision float32" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()
