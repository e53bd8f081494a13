"""``blastema completion``: scripts for bash, zsh and fish, made from the verbs.

The scripts contain all that is needed: Blastema does not run during completion, so the organisms offered are those of
the zoo when the script was made. `words.Takes` says what a value may be; files are completed by the shell itself.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

from blastema import picture_files, voxel_files, zoo
from blastema.cli import verbs, words
from blastema.cli.overview import summary
from blastema.cli.verbs import Completion
from blastema.emoji import BUILT_IN

_HELP = ("--help",)
_ENDINGS = {
    "organism": (".safetensors", ".json"),
    "picture": (*picture_files.ENDINGS, voxel_files.ENDING),
    "config": (".json",),
}
"""Endings of the files that are offered, by their kind; the article's web models are JSON files."""


def run(command: Completion) -> int:
    """Print the script."""
    print(script(command.shell), end="")
    return 0


def script(shell: str) -> str:
    """The completion script of a shell.

    Args:
        shell: bash, zsh or fish

    Returns:
        Its text.
    """
    return _fish() if shell == "fish" else _table() + _FRONTS[shell]


def _verbs() -> Iterator[tuple[str, type[Any]]]:
    """All verbs by the words that name them."""
    for name, kind in verbs.VERBS.items():
        if name in verbs.GROUPS:
            yield from ((f"{name} {each}", of) for each, of in verbs.GROUPS[name].items())
        else:
            yield name, kind


def _flag_words(kind: type[Any]) -> list[str]:
    """The flags of a verb; of a switch's two forms, the one that differs from the default is offered."""
    found = []
    for word, flag in words.flags_of(kind).items():
        if flag.count != 0 or word.startswith("--no-") == flag.on:
            found.append(word)
    return [*found, *_HELP]


def _table() -> str:
    """A function of bash and zsh that sets ``values`` and ``files`` (see `_files`) to the completions at a position.

    Its arguments are the verb, the last flag before the position, and how many words before the position that is.
    """
    lines = []
    for verb, kind in _verbs():
        lines.append(_case(f"'{verb} flags '", words.Takes(tuple(_flag_words(kind)))))
        for word, flag in words.flags_of(kind).items():
            if flag.count == 0:
                continue
            distance = "*" if flag.count is None else "[1]" if flag.count == 1 else f"[1-{flag.count}]"
            lines.append(_case(f"'{verb} {word} '{distance}", flag.takes))
        lines.append(_case(f"'{verb} '*", words.own_words_of(kind)))
    for group, of in verbs.GROUPS.items():
        lines.append(_case(f"'{group}'*", words.Takes(tuple(of))))
    lines.append(_case("*", words.Takes((*verbs.VERBS, "--version", *_HELP))))
    return _TABLE.replace("CASES", "\n".join(lines)).replace("GROUPS", "|".join(verbs.GROUPS))


def _case(pattern: str, takes: words.Takes) -> str:
    return f"    {pattern}) values={_offered(takes)} files={shlex.quote(_files(takes)) if takes.files else ''} ;;"


def _files(takes: words.Takes) -> str:
    """Which files a value may be: ``any``, ``folder``, or endings without their dots, as ``png|jpg``; may be empty."""
    if "any" in takes.files:
        return "any"
    endings = dict.fromkeys(ending[1:] for kind in takes.files for ending in _ENDINGS.get(kind, ()))
    return "|".join(endings) or ("folder" if takes.files else "")


def _fish() -> str:
    lines = [_FISH_HEAD]
    for name, kind in verbs.VERBS.items():
        lines.append(f"complete -c blastema -n __fish_use_subcommand -f -a {name} -d {shlex.quote(_said(kind))}")
    for group, of in verbs.GROUPS.items():
        seen = f"__fish_seen_subcommand_from {group}; and not __fish_seen_subcommand_from {' '.join(of)}"
        for name, kind in of.items():
            lines.append(f"complete -c blastema -n '{seen}' -f -a {name} -d {shlex.quote(_said(kind))}")
    for verb, kind in _verbs():
        seen = "; and ".join(f"__fish_seen_subcommand_from {word}" for word in verb.split())
        begin = f"complete -c blastema -n '{seen}'"
        lines.append(f"{begin} {_fish_values(words.own_words_of(kind), '-f', '-F')}")
        known = words.flags_of(kind)
        for word in _flag_words(kind):
            takes = None if word in _HELP or known[word].count == 0 else known[word].takes
            offered = "-f" if takes is None else _fish_values(takes, "-x", "-rF")
            lines.append(f"{begin} -l {word[2:]} {offered}")
    return "\n".join(lines) + "\n"


def _fish_values(takes: words.Takes, plain: str, with_files: str) -> str:
    """The part of fish's ``complete`` that says which values and files are offered."""
    files = _files(takes)
    if files == "any":
        return f"{with_files} -a {_offered(takes)}"
    some = f" (__blastema_files {shlex.quote(files)})" if files else ""
    return f"{plain} -a {shlex.quote(' '.join(_values(takes)) + some)}"


def _values(takes: words.Takes) -> tuple[str, ...]:
    """The words that a value may be."""
    pictures = tuple(BUILT_IN.values()) if takes.pictures else ()
    return tuple(dict.fromkeys((*takes.words, *pictures, *(_organisms() if takes.organisms else ()))))


def _organisms() -> tuple[str, ...]:
    """The names of all organisms of the zoo: alone, and with the regime where there are several."""
    entries = zoo.entries()
    names = [entry.name for entry in entries]
    several = [entry.stem for entry in entries if names.count(entry.name) > 1]
    return tuple(dict.fromkeys((*names, *several)))


def _offered(takes: words.Takes) -> str:
    """The words that a value may be, as one word of a shell."""
    return shlex.quote(" ".join(_values(takes)))


def _said(kind: type[Any]) -> str:
    """The first paragraph of a verb's help."""
    return summary(kind).rstrip(".")


_TABLE = """\
# Completion of blastema; made by: blastema completion
_blastema_table() {
  case "$1 $2 $3" in
CASES
  esac
}

# Sets verb, flag and distance from the words before the place.
_blastema_place() {
  verb= flag=none distance=0
  local word
  for word in "$@"; do
    case $word in
      -*) flag=${word%%=*} distance=0 ;;
      *)
        if [ -z "$verb" ]; then verb=$word
        elif [ "$flag" = none ] && case $verb in GROUPS) true ;; *) false ;; esac; then verb="$verb $word"
        fi ;;
    esac
    distance=$((distance + 1))
  done
  [ "$flag" = none ] && distance=0
}

"""

_FRONTS = {
    "bash": """\
_blastema() {
  local verb flag distance values files cur=${COMP_WORDS[COMP_CWORD]}
  _blastema_place "${COMP_WORDS[@]:1:COMP_CWORD-1}"
  case $cur in
    -*) _blastema_table "$verb" flags; [ -z "$verb" ] && values='--version --help' files= ;;
    *) _blastema_table "$verb" "$flag" "$distance" ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$values" -- "$cur")
  if [ -n "$files" ]; then
    compopt -o filenames
    local each
    [ "$files" = any ] || mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "$cur")
    while IFS= read -r each; do
      if [ "$files" = any ] || [[ ${each,,} =~ \\.($files)$ ]]; then COMPREPLY+=("$each"); fi
    done < <(compgen -f -- "$cur")
  fi
}
complete -F _blastema blastema
""",
    "zsh": """\
_blastema() {
  local verb flag distance values files
  _blastema_place "${(@)words[2,CURRENT-1]}"
  case $PREFIX in
    -*) _blastema_table "$verb" flags; [ -z "$verb" ] && values='--version --help' files= ;;
    *) _blastema_table "$verb" "$flag" "$distance" ;;
  esac
  [ -n "$values" ] && compadd -- ${(s: :)values}
  case $files in
    '') ;;
    any) _files ;;
    folder) _files -/ ;;
    *) _files -g "*.(#i)($files)(-.)" ;;
  esac
}
compdef _blastema blastema
""",
}

_FISH_HEAD = """\
# Completion of blastema; made by: blastema completion fish
function __blastema_files
  complete -C "__blastema_file "(commandline -ct) | string match -ri "^.*(?:/|\\.(?:$argv[1]))\\$"
end
complete -c blastema -e
complete -c blastema -n __fish_use_subcommand -f -l version
complete -c blastema -n __fish_use_subcommand -f -l help"""


__all__ = ["run", "script"]
