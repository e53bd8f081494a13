"""One HTML document from the built assets and some organisms.

``assets/shell.html`` contains the marks ``%%TITLE%%``, ``%%CSP%%``, ``%%STYLE%%``, ``%%ORGANISMS%%``, ``%%OPTIONS%%``
and ``%%SCRIPT%%``, each once, and a comment about them, which is removed. Script and style are allowed only by their
hashes, so nothing in an organism's file can run.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from blastema import __version__
from blastema._base64 import from_base64, hash_source
from blastema._text import plain
from blastema.errors import InputError
from blastema.organism import Organism
from blastema.page import entries, packing, workshop

LARGEST_EXPORT_BYTES = 150_000
"""Largest size of an exported page with one organism; a larger export is reported."""
LARGEST_STUDIO_BYTES = 220_000
"""The same with the studio in it."""
SEVERAL_PICTURES_BYTES = 70_000
"""Additional size for an organism of several pictures, or of several frames, whose file has all of them."""

_MARKS = ("TITLE", "CSP", "STYLE", "ORGANISMS", "OPTIONS", "SCRIPT")
_MARK = re.compile(r"%%([A-Z]+)%%")
_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_SERVED = "served"  # the studio's script with training on the computer that serves it
_BLANK_STYLE = "body{}"  # until the page's own is unpacked
_DOES = {entries.PICTURES: "grows a picture", entries.VOLUMES: "grows a volume", entries.DIGITS: "classifies digits"}
_ENDINGS = {"script": ("</script", "<!--"), "style": ("</style", "<!--")}


def build(
    organisms: Sequence[Organism],
    *,
    packed: bool,
    title: str | None = None,
    studio: bool = False,
    server: Mapping[str, Any] | None = None,
    connect: Sequence[str] = (),
) -> str:
    """The playground with these organisms in it, as one HTML document; volumes, and digits that classify themselves,
    have pages of their own.

    organisms: in the order of the page's picker; one or more, all of the same kind of page
    packed:    compressed to about half of the bytes, for a file to send away
    title:     of the window; made from the organisms' names if not given
    studio:    with the drawing board and the trainer next to the world
    server:    information about the studio's server for the page, if served by it (docs/studio-protocol.md)
    connect:   addresses that the page may connect to, as ``ws://127.0.0.1:8000``; none if it stands alone

    Raises:
        InputError: without organisms, for one that no file can hold, for those of different pages together, for others
            than pictures in the studio, or where the page has not been built.
    """
    if not organisms:
        raise InputError("a page needs an organism: none was given.")
    name = _bundle(organisms, studio)
    style = _asset(f"{name}.css", "style")
    script = _asset(f"{name if server is None else _SERVED}.js", "script")
    options: dict[str, Any] = {"version": __version__}
    if studio:
        options["studio"] = workshop.options()
    if server is not None:
        options["server"] = dict(server)
    scripts, styles, listed = [script], [style], entries.to_json(organisms)
    if packed:
        scripts, styles = [packing.packed(style, script), script], [_BLANK_STYLE, style]
        stem = from_base64(options["studio"].pop("stem"), "the studio's stem cell") if studio else b""
        listed = packing.packed_list(listed, stem)
    return _filled(
        _asset("shell.html"),
        {
            "TITLE": html.escape(plain(title or _title(organisms))),
            "CSP": html.escape(policy(scripts, styles, connect, workers=studio)),
            "STYLE": styles[0],
            "ORGANISMS": listed,
            "OPTIONS": _json(options),
            "SCRIPT": scripts[0],
        },
    )


def _bundle(organisms: Sequence[Organism], studio: bool) -> str:
    """The name of the assets that show these organisms."""
    first = organisms[0]
    kind = entries.page_of(first)
    for other in organisms[1:]:
        if (another := entries.page_of(other)) != kind:
            raise InputError(
                f"{first.name} {_DOES[kind]} and {other.name} {_DOES[another]}, which have different pages; "
                "give one kind only."
            )
    if kind == entries.PICTURES:
        return "studio" if studio else kind
    if studio:
        raise InputError(f"{first.name} {_DOES[kind]}, which the studio does not support; leave the studio out.")
    return kind


def policy(scripts: Sequence[str], styles: Sequence[str], connect: Sequence[str] = (), *, workers: bool = False) -> str:
    """The Content-Security-Policy that allows only these scripts and styles, and connections only to ``connect``.

    workers: whether the page's own script may start workers, with code from the same script
    """
    return "; ".join(
        (
            "default-src 'none'",
            *(("worker-src blob:",) if workers else ()),
            f"script-src {_hashes(scripts)} 'wasm-unsafe-eval'",
            f"style-src {_hashes(styles)}",
            "img-src data: blob:",
            "media-src blob:",
            "connect-src " + (" ".join(connect) or "'none'"),
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def policy_of(document: str) -> str:
    """The policy in a document of `build`."""
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', document)
    if found is None:
        raise InputError("the page's shell.html names no Content-Security-Policy; build it again: node web/build.mjs")
    return html.unescape(found[1])


def _json(value: Any) -> str:
    """JSON for a script element, without anything that looks like a tag."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")


def _hashes(texts: Sequence[str]) -> str:
    return " ".join(map(hash_source, texts))


def _title(organisms: Sequence[Organism]) -> str:
    names = list(dict.fromkeys(organism.name for organism in organisms))
    return f"{', '.join(names[:3])}{', ...' if len(names) > 3 else ''} · Blastema"


def _folder() -> Traversable:
    return resources.files("blastema.page") / "assets"


def _asset(name: str, element: str | None = None) -> str:
    """A built file's text with line ends LF, as in a browser. Raises `InputError` if it is missing."""
    file = _folder() / name
    if not file.is_file():
        raise InputError(
            f"the page has not been built: {name} is missing beside {__name__}. Install a released Blastema, or build "
            "it in the source tree: cd web && npm ci && node build.mjs"
        )
    text = file.read_text(encoding="utf-8").replace("\r\n", "\n")
    for ending in _ENDINGS.get(element or "", ()):
        if ending in text.lower():
            raise InputError(f"{name} has {ending!r} in it, which would end its element; build it again.")
    return text


def _filled(shell: str, parts: dict[str, str]) -> str:
    shell = _COMMENT.sub("", shell)
    found = sorted(_MARK.findall(shell))
    if found != sorted(_MARKS):
        raise InputError(f"shell.html has the marks {', '.join(found)}; expected each of {', '.join(_MARKS)} once.")
    return _MARK.sub(lambda mark: parts[mark[1]], shell)


def largest_bytes(organism: Organism, *, studio: bool = False) -> int:
    """Largest size of the exported page with this organism, and with the studio."""
    moves = organism.target is not None and len(organism.target.frames) > 1
    several = bool(organism.pictures) or moves
    return (LARGEST_STUDIO_BYTES if studio else LARGEST_EXPORT_BYTES) + SEVERAL_PICTURES_BYTES * several


__all__ = [
    "LARGEST_EXPORT_BYTES",
    "LARGEST_STUDIO_BYTES",
    "SEVERAL_PICTURES_BYTES",
    "build",
    "largest_bytes",
    "policy",
    "policy_of",
]
