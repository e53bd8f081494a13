"""Completion scripts in the shells themselves: bash, zsh and fish."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from blastema.cli.completion import script

OFFERED = {
    "gr": {"grow"},
    "zoo sh": {"show"},
    "zoo show --o": {"--out", "--overwrite"},
    "zoo show hea": {"heart"},
    "grow --rec": {"--recipe"},
    "grow --recipe ": {"quick", "article", "fast", "best"},
    "grow --no-t": {"--no-trim"},
    "grow --life ": {"neighbourhood", "own-alpha", "all"},
    "grow --seed ": set(),
    "grow pict": {"picture.png"},
    "grow --config pict": {"picture.png"},
    "render picture.png --out ./pict": {"./picture.png"},
    "grow --json pict": {"picture.png"},
    "play --no": {"--no-open"},
    "export x --to g": {"gif"},
    "completion ": {"bash", "zsh", "fish"},
}
FURTHER_VALUES = {"grow --wounds circle h": {"half-plane", "hidden-loss", "hidden-noise"}}
"""Of flags that take several; fish knows the first one only."""
BASH = """
compopt() { :; }
source "$0"
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_blastema
printf '%s\\n' "${COMPREPLY[@]}"
"""
ZSH = """
compdef() { :; }
compadd() { shift; for each; do [[ $each == $PREFIX* ]] && print -r -- $each; done }
_files() {
  setopt localoptions extendedglob nullglob
  local folder='' pattern='*'
  [[ $PREFIX == */* ]] && folder=${PREFIX%/*}/
  case $1 in -g) pattern=$2 ;; -/) pattern='*(-/)' ;; esac
  for each in $folder${~pattern} $folder*(-/); do [[ $each == $PREFIX* ]] && print -r -- $each; done
}
source "$1"
shift
words=("$@") CURRENT=$# PREFIX=${@[-1]}
_blastema
true
"""


def offered(shell: str, line: str, folder: Path) -> set[str]:
    file = folder / f"script.{shell}"
    if not file.exists():
        file.write_text(script(shell), "utf-8")
    words = ["blastema", *line.split(" ")]
    command = {
        "bash": ["bash", "-c", BASH, str(file), *words],
        "zsh": ["zsh", "-f", "-c", ZSH, "zsh", str(file), *words],
        "fish": ["fish", "--no-config", "-c", f"source {file}; complete -C {shlex.quote(' '.join(words))}"],
    }[shell]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    assert not done.stderr
    return {word.partition("\t")[0] for word in done.stdout.splitlines() if word}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_is_offered(shell: str, tmp_path: Path):
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "picture.png").touch()
    expected = OFFERED if shell == "fish" else OFFERED | FURTHER_VALUES
    assert {line: offered(shell, line, tmp_path) for line in expected} == expected
