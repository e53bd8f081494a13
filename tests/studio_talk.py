"""The studio's server beside a test, and a page that talks to it over a real socket."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from page_assets import stand_in
from websockets.sync.client import ClientConnection, connect

from blastema.studio import messages
from blastema.studio.messages import Message
from blastema.studio.server import StudioServer
from blastema.zoo.loading import load_organism

LIZARD = Path(__file__).parent / "golden" / "lizard-small.safetensors"
PATIENCE = 120
"""Seconds that something may take on a busy machine; nothing waits longer than it must."""


@contextmanager
def serving(root: Path, folder: Path, patch: Any, **settings: Any) -> Iterator[StudioServer]:
    """A server of the runs in ``root``, with a page that is a stand-in, in ``folder``."""
    stand_in(folder, patch)
    server = StudioServer([load_organism(LIZARD)], root, **settings)
    with server.beside():
        yield server


class Page:
    """A page's side of the socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.heard: list[Message] = []
        self._number = 0

    def send(self, kind: str, data: bytes = b"", **values: Any) -> int:
        """A request; returns its number."""
        self._number += 1
        self.socket.send(messages.encode(Message(kind, {"request": self._number} | values, data)))
        return self._number

    def hear(self, wanted: str | Callable[[Message], bool]) -> Message:
        """The next message of this type, or for which this is true."""
        while True:
            message = messages.decode(self.socket.recv(timeout=PATIENCE))
            self.heard.append(message)
            if message.type == wanted if isinstance(wanted, str) else wanted(message):
                return message

    def ask(self, kind: str, data: bytes = b"", **values: Any) -> Message:
        """A request's answer."""
        number = self.send(kind, data, **values)
        return self.hear(lambda message: message.values.get("request") == number)

    def refused(self, kind: str, data: bytes = b"", **values: Any) -> str:
        """Why a request is refused."""
        answer = self.ask(kind, data, **values)
        assert answer.type == "refused", answer
        return str(answer.values["text"])


def origin(server: StudioServer) -> str:
    """Where the studio's own page comes from."""
    return f"http://127.0.0.1:{server.access.port}"


@contextmanager
def talking(address: str) -> Iterator[Page]:
    """A page of the studio at this address, which has been welcomed."""
    scheme, _, place, *_ = address.split("/")
    assert scheme == "http:"
    to = f"{address.replace('http:', 'ws:')}socket"
    with connect(to, origin=f"http://{place}", max_size=1 << 24, proxy=None) as socket:
        page = Page(socket)
        page.hear("welcome")
        yield page


def text_of(message: dict[str, Any]) -> str:
    """A message as no client of ours would send it."""
    return json.dumps(message)
