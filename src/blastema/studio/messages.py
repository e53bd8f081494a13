"""The messages between page and server: JSON objects, some followed by bytes (``docs/studio-protocol.md``).

A message without bytes is a text frame. One with bytes is a binary frame: the length of the JSON in four bytes, least
significant first, the JSON in UTF-8, and the bytes. Between a training's process and the server all messages are binary
frames.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any, ClassVar

from blastema._checks import choice, require, short, text, truth, whole
from blastema._json import parse
from blastema.config import Background, Regime, Start
from blastema.config.presets import Recipe
from blastema.errors import InputError
from blastema.formats import organism_file

VERSION = 1
LARGEST_PICTURE_BYTES = 1 << 20
LARGEST_TEXT_BYTES = 1 << 16
LARGEST_FRAME_BYTES = LARGEST_PICTURE_BYTES + LARGEST_TEXT_BYTES
SMALLEST_SIZE, LARGEST_SIZE = 8, 96
"""Largest size of a drawing, in cells."""
_LARGEST_NUMBER = 2**53 - 1
"""Larger integers are not exact in a page."""
_LONGEST_RUN = 255


@dataclass(frozen=True)
class Message:
    """One message: its kind, its values, and its bytes."""

    type: str
    values: dict[str, Any] = field(default_factory=dict)
    data: bytes = b""


def encode(message: Message) -> str | bytes:
    """As a frame of a socket: text, or binary if it has bytes."""
    return _json(message) if not message.data else to_bytes(message)


def to_bytes(message: Message) -> bytes:
    """As a binary frame, also without bytes."""
    head = _json(message).encode()
    return len(head).to_bytes(4, "little") + head + message.data


def decode(frame: str | bytes) -> Message:
    """A message from a frame. Raises `InputError` for anything else, or another version."""
    data = b""
    if isinstance(frame, bytes):
        length = int.from_bytes(frame[:4], "little")
        if len(frame) < 4 or 4 + length > len(frame):
            raise InputError("a binary message is cut short: expected the length of its JSON, the JSON, and bytes.")
        head, data = frame[4 : 4 + length], frame[4 + length :]
    else:
        head = frame.encode("utf-8", errors="replace")
    if len(head) > LARGEST_TEXT_BYTES:
        raise InputError(f"a message's JSON has {len(head):,} bytes; at most {LARGEST_TEXT_BYTES:,} are read.")
    values = parse(head, "a message")
    version, kind = values.pop("v", None), values.pop("type", None)
    if version != VERSION:
        raise InputError(
            f"the message is of version {short(version)} of the protocol; this studio has {VERSION}. Reload the page."
        )
    if not isinstance(kind, str):
        raise InputError(f"the message's type is {short(kind)}; expected a text.")
    return Message(kind, values, data)


def _json(message: Message) -> str:
    return json.dumps({"v": VERSION, "type": message.type} | message.values, ensure_ascii=False, allow_nan=False)


@dataclass(frozen=True)
class Request:
    """A request of a page. ``request`` is a number chosen by the page, which the answer repeats."""

    type: ClassVar[str]
    request: int

    def __post_init__(self) -> None:
        whole(self, "request", 0, _LARGEST_NUMBER)
        if hasattr(self, "run"):
            text(self, "run", _LONGEST_RUN, "the name of a run's folder")


@dataclass(frozen=True)
class Train(Request):
    """Start a training of the drawing, which is a PNG.

    name:       of the organism and, with the regime, of the run's folder; what is no letter or digit becomes a hyphen
    size:       longer side of the picture, in cells; padding: empty cells around it (the recipe's for that size
                if not given)
    iterations: in total (the recipe's if not given; its phases are stretched)
    start:      stem or nothing (the recipe's if not given)
    after:      a run whose organism it starts from instead; if that is trained here, it is stopped first
    trim, background, pixel_art: as in `TargetConfig`; a drawing with one pixel per cell is not changed
    """

    type: ClassVar[str] = "train"
    name: str = "drawing"
    size: int = 24
    padding: int | None = None
    regime: Regime = "regenerating"
    recipe: Recipe = "quick"
    start: Start | None = None
    after: str | None = None
    iterations: int | None = None
    seed: int = 0
    trim: bool = True
    background: Background = "auto"
    pixel_art: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        expected = "up to 100 letters, digits, blanks and - _ . , + ( ), a letter or digit first"
        require(isinstance(self.name, str) and organism_file.is_name(self.name), "name", self.name, expected)
        whole(self, "size", SMALLEST_SIZE, LARGEST_SIZE)
        if self.padding is not None:
            whole(self, "padding", 0, LARGEST_SIZE)
        choice(self, "regime", Regime)
        choice(self, "recipe", Recipe)
        if self.start is not None:
            choice(self, "start", Start)
        if self.after is not None:
            require(isinstance(self.after, str), "after", self.after, "the name of a run")
        if self.iterations is not None:
            whole(self, "iterations", 1, 1_000_000)
        whole(self, "seed", 0, 2**32 - 1)
        truth(self, "trim")
        choice(self, "background", Background)
        truth(self, "pixel_art")


@dataclass(frozen=True)
class Stop(Request):
    """Make a training that was started here save and end."""

    type: ClassVar[str] = "stop"
    run: str = ""


@dataclass(frozen=True)
class Resume(Request):
    """Resume a stopped run, or change its total of iterations."""

    type: ClassVar[str] = "resume"
    run: str = ""
    iterations: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.iterations is not None:
            whole(self, "iterations", 1, 1_000_000)


@dataclass(frozen=True)
class Runs(Request):
    """Request the list of runs."""

    type: ClassVar[str] = "runs"


@dataclass(frozen=True)
class Follow(Request):
    """Follow the events of a run, trained by any process."""

    type: ClassVar[str] = "follow"
    run: str = ""


@dataclass(frozen=True)
class Leave(Request):
    """Stop following a run."""

    type: ClassVar[str] = "leave"
    run: str = ""


@dataclass(frozen=True)
class Open(Request):
    """A run's organism as of its last checkpoint."""

    type: ClassVar[str] = "open"
    run: str = ""


REQUESTS: dict[str, type[Request]] = {kind.type: kind for kind in (Train, Stop, Resume, Runs, Follow, Leave, Open)}


def request_of(message: Message) -> Request:
    """The request in a message. Raises `InputError` if it is not one of `REQUESTS`, or has invalid values."""
    kind = REQUESTS.get(message.type)
    if kind is None:
        raise InputError(f"there is no request {short(message.type)}; expected one of {', '.join(REQUESTS)}.")
    known = {one.name for one in dataclasses.fields(kind)}
    unknown = sorted(set(message.values) - known)
    if unknown:
        raise InputError(f"{kind.type} has no {', '.join(unknown)[:100]}; it takes {', '.join(sorted(known))}.")
    if "request" not in message.values:
        raise InputError(f"{kind.type} lacks its number, request.")
    if message.data and kind is not Train:
        raise InputError(f"{kind.type} comes with {len(message.data):,} bytes; only train has any.")
    return kind(**message.values)


__all__ = [
    "LARGEST_FRAME_BYTES",
    "LARGEST_PICTURE_BYTES",
    "LARGEST_SIZE",
    "LARGEST_TEXT_BYTES",
    "REQUESTS",
    "SMALLEST_SIZE",
    "VERSION",
    "Follow",
    "Leave",
    "Message",
    "Open",
    "Request",
    "Resume",
    "Runs",
    "Stop",
    "Train",
    "decode",
    "encode",
    "request_of",
    "to_bytes",
]
