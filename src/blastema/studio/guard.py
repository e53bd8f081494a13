"""Access control for every route and the socket.

Allowed are only requests to this machine by its own name (against DNS rebinding), only from the
studio's own page, and with the token in the address, which other users of this machine do not know.
"""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

HOST = "127.0.0.1"
MOST_SOCKETS = 8
REQUESTS_A_SECOND, REQUESTS_AT_ONCE = 20.0, 60
_METHODS = ("GET", "HEAD")
_NOTHING = "default-src 'none'; frame-ancestors 'none'"


class Bucket:
    """A token bucket that limits requests.

    rate: tokens per second; size: capacity of the bucket
    """

    def __init__(self, rate: float, size: int) -> None:
        self._rate, self._size = rate, size
        self._filled, self._at = float(size), time.monotonic()

    def take(self) -> bool:
        """Take a token if there is one; returns whether there was."""
        now = time.monotonic()
        self._filled = min(self._size, self._filled + (now - self._at) * self._rate)
        self._at = now
        if self._filled < 1:
            return False
        self._filled -= 1
        return True


@dataclass(frozen=True)
class Access:
    """The studio's address and token."""

    port: int
    token: str

    @property
    def names(self) -> tuple[str, ...]:
        """Its valid host names, each with the port."""
        names = (HOST, "localhost")
        return tuple(f"{name}:{self.port}" for name in names) + (names if self.port == 80 else ())

    @property
    def address(self) -> str:
        """The address to open in a browser."""
        return f"http://{HOST}:{self.port}/{self.token}/"


class Guard:
    """Refuses requests that are not allowed, and adds headers to every response that keep other pages away.

    app:    receives the allowed requests, with paths without the token
    policy: the page's own Content-Security-Policy
    """

    def __init__(self, app: ASGIApp, access: Access, policy: str) -> None:
        self._app, self._access, self._policy = app, access, policy
        self._requests = Bucket(REQUESTS_A_SECOND, REQUESTS_AT_ONCE)
        self._sockets = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await _refuse(refusal, scope, receive, _with_headers(send, _NOTHING))
            return
        inner = dict(scope) | {"path": self._without_token(scope["path"])}
        if scope["type"] == "http":
            await self._app(inner, receive, _with_headers(send, self._policy))
            return
        self._sockets += 1
        try:
            await self._app(inner, receive, send)
        finally:
            self._sockets -= 1

    def _refusal(self, scope: Scope) -> HTTPStatus | None:
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        is_socket = scope["type"] == "websocket"
        if len(hosts) != 1 or hosts[0].strip().lower() not in self._access.names:
            return HTTPStatus.MISDIRECTED_REQUEST
        # Browsers always send an origin when they open a socket, so it is required.
        expected = [f"http://{hosts[0].strip().lower()}"]
        if [origin.strip().lower() for origin in origins] not in ([expected] if is_socket else ([], expected)):
            return HTTPStatus.FORBIDDEN
        if not self._has_token(scope["path"]):
            return HTTPStatus.FORBIDDEN
        if not self._requests.take():
            return HTTPStatus.TOO_MANY_REQUESTS
        if is_socket:
            return HTTPStatus.SERVICE_UNAVAILABLE if self._sockets >= MOST_SOCKETS else None
        if scope["method"] not in _METHODS:
            return HTTPStatus.METHOD_NOT_ALLOWED
        if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return None

    def _has_token(self, path: str) -> bool:
        parts = path.split("/", 2)
        return len(parts) == 3 and hmac.compare_digest(parts[1].encode("utf-8", "replace"), self._access.token.encode())

    def _without_token(self, path: str) -> str:
        return path[1 + len(self._access.token) :]


async def _refuse(status: HTTPStatus, scope: Scope, receive: Receive, send: Send) -> None:
    """Plain text that repeats nothing of the request; pages cannot see the response to a socket's handshake (403)."""
    if scope["type"] == "websocket":
        await WebSocketClose()(scope, receive, send)
        return
    text = f"{status.value} {status.phrase}\n"
    if status == HTTPStatus.FORBIDDEN:
        text += "Open the whole address that the terminal shows.\n"
    await PlainTextResponse(text, status.value, {"Connection": "close"})(scope, receive, send)


def _with_headers(send: Send, policy: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in (
                ("Server", "Blastema"),
                ("Content-Security-Policy", policy),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
                ("Referrer-Policy", "no-referrer"),
                ("Cross-Origin-Opener-Policy", "same-origin"),
                ("Cross-Origin-Resource-Policy", "same-origin"),
            ):
                headers[name] = value
        await send(message)

    return sending


__all__ = [
    "HOST",
    "MOST_SOCKETS",
    "REQUESTS_AT_ONCE",
    "REQUESTS_A_SECOND",
    "Access",
    "Bucket",
    "Guard",
]
