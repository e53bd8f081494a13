"""The studio's server: the page, its socket and the access control of both, on this machine only."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import socket
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from blastema import page
from blastema.errors import InputError
from blastema.organism import Organism
from blastema.page.document import policy_of
from blastema.studio.conversation import Conversation
from blastema.studio.desk import MOST_TRAININGS, Desk
from blastema.studio.guard import HOST, Access, Guard
from blastema.studio.messages import LARGEST_FRAME_BYTES, Message

MOST_CONNECTIONS = 64
_LONGEST_HEAD_BYTES = 16 << 10
_PATIENCE_SECONDS = 5.0
"""Seconds for pages to receive the last messages."""


class StudioServer:
    """The page with training on this computer.

    organisms:      of the page
    root:           the folder of runs
    port:           0 for a free one
    follow:         a run that the page follows from the beginning, whose training reports by `tell`
    most_trainings: at a time; 0 to follow only

    It listens from construction on, and answers in `serve` or `beside`. Raises `InputError` if the port is not
    available.
    """

    def __init__(
        self,
        organisms: Sequence[Organism],
        root: Path,
        port: int = 0,
        *,
        follow: str | None = None,
        most_trainings: int = MOST_TRAININGS,
    ) -> None:
        if not 0 <= port <= 65535:
            raise InputError(f"--port is {port}; expected 0 (a free one) to 65535.")
        self._listening = _bound(port)
        self.access = Access(int(self._listening.getsockname()[1]), secrets.token_urlsafe(16))
        document = page.build(
            organisms,
            packed=False,
            studio=True,
            server={"socket": "socket", "follow": follow},
            connect=[f"ws://{name}" for name in self.access.names],
        )
        self._body = document.encode()
        self._root, self._follow, self._most_trainings = root, follow, most_trainings
        self._conversations: set[Conversation] = set()
        self._started = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._desk: Desk | None = None
        self._server = uvicorn.Server(_config(self._app(f"{policy_of(document)}; frame-ancestors 'none'")))

    @property
    def address(self) -> str:
        """The address to open in a browser; whoever knows it can start trainings."""
        return self.access.address

    def serve(self) -> None:
        """Serve until a Ctrl-C, which stops and saves all trainings, and is raised again."""
        with self._listening:
            asyncio.run(self._server.serve(sockets=[self._listening]))

    @contextlib.contextmanager
    def beside(self) -> Iterator[None]:
        """Serve in a separate thread during the ``with`` statement."""
        thread = threading.Thread(target=self._serve_and_say_so, daemon=True)
        thread.start()
        self._started.wait()
        if self._desk is None:
            raise InputError("the studio's server could not be started; what went wrong is printed above.")
        try:
            yield
        finally:
            self._call(self._flush())
            self._server.should_exit = True
            thread.join()

    def _serve_and_say_so(self) -> None:
        try:
            self.serve()
        finally:
            self._started.set()  # also if it has not started yet

    def tell(self, message: Message) -> None:
        """Send a message about the run ``follow`` to its listeners; from any thread, during `beside`."""
        assert self._follow is not None
        assert self._desk is not None
        self._call(self._desk.tell(self._follow, message))

    def _call(self, work: object) -> None:
        assert self._loop is not None
        assert asyncio.iscoroutine(work)
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _flush(self) -> None:
        said = [asyncio.create_task(conversation.flush()) for conversation in self._conversations]
        if said:
            await asyncio.wait(said, timeout=_PATIENCE_SECONDS)

    def _app(self, policy: str) -> Guard:
        routes = [Route("/", self._page, methods=["GET"]), WebSocketRoute("/socket", self._socket)]
        return Guard(Starlette(routes=routes, lifespan=self._lifespan), self.access, policy)

    @contextlib.asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        self._loop, self._desk = asyncio.get_running_loop(), Desk(self._root, self._most_trainings, self._follow)
        self._started.set()
        try:
            yield
        finally:
            await self._desk.close()

    async def _page(self, _request: Request) -> Response:
        return Response(self._body, media_type="text/html; charset=utf-8")

    async def _socket(self, websocket: WebSocket) -> None:
        assert self._desk is not None
        conversation = Conversation(websocket, self._desk)
        self._conversations.add(conversation)
        try:
            await conversation.hold()
        finally:
            self._conversations.discard(conversation)


def _bound(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen()
    except OSError as error:
        listening.close()
        raise InputError(
            f"port {port} is not available: {error.strerror or error}. Choose another --port, or leave it out for a "
            "free one."
        ) from error
    return listening


def _config(app: Guard) -> uvicorn.Config:
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # do not log invalid requests
    return uvicorn.Config(
        app,
        http="h11",
        ws="websockets-sansio",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=_LONGEST_HEAD_BYTES,
        limit_concurrency=MOST_CONNECTIONS,
        ws_max_size=LARGEST_FRAME_BYTES,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=int(_PATIENCE_SECONDS),
    )


__all__ = ["MOST_CONNECTIONS", "StudioServer"]
