"""A server for one document, on this machine only.

The standard library's server suffices: one route, no input, no state. It listens on 127.0.0.1 and answers only requests
whose host is that address or ``localhost``, which prevents DNS rebinding.
"""

from __future__ import annotations

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from blastema.errors import InputError
from blastema.page.document import policy_of

_HOST = "127.0.0.1"
_PATIENCE_SECONDS = 30.0


class PageServer(ThreadingHTTPServer):
    """Serves ``document`` at ``/`` until `shutdown`; `close` or a ``with`` statement frees the port.

    port: 0 for a free one

    Raises:
        InputError: if the port is taken or may not be used.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, document: str, port: int = 0) -> None:
        if not 0 <= port <= 65535:
            raise InputError(f"--port is {port}; expected 0 (a free one) to 65535.")
        self.body = document.encode()
        self.policy = f"{policy_of(document)}; frame-ancestors 'none'"
        try:
            super().__init__((_HOST, port), _Handler)
        except OSError as error:
            raise InputError(
                f"port {port} is not available: {error.strerror or error}. Choose another --port, or leave it out "
                "for a free one."
            ) from error

    @property
    def port(self) -> int:
        """The port on which it listens."""
        return int(self.server_address[1])

    @property
    def address(self) -> str:
        """The address to open in a browser."""
        return f"http://{_HOST}:{self.port}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore browsers that close the connection during a response."""


class _Handler(BaseHTTPRequestHandler):
    """``GET /`` and ``HEAD /``; 404 for other paths, 501 for other methods."""

    server: PageServer
    protocol_version = "HTTP/1.1"
    timeout = _PATIENCE_SECONDS

    def do_GET(self) -> None:
        """The document."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """The document's headers."""
        self._answer(with_body=False)

    def version_string(self) -> str:
        """The server's name, without versions."""
        return "Blastema"

    def log_message(self, *_arguments: object) -> None:
        """Do not log requests: the terminal shows only the address."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """An error in plain text that repeats nothing of the request and closes the connection."""
        phrase = HTTPStatus(code).phrase
        text = f"{code} {phrase}\n".encode()
        self.close_connection = True
        self.send_response(code, phrase)
        self._send_headers("text/plain; charset=utf-8", len(text))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    def _answer(self, *, with_body: bool) -> None:
        if not self._is_called_by_its_name():
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return
        if self.path.partition("?")[0] != "/":
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self.send_response(HTTPStatus.OK)
        self._send_headers("text/html; charset=utf-8", len(self.server.body))
        self.end_headers()
        if with_body:
            self.wfile.write(self.server.body)

    def _is_called_by_its_name(self) -> bool:
        names = self.headers.get_all("Host") or []
        port = self.server.port
        allowed = {f"{_HOST}:{port}", f"localhost:{port}"}
        if port == 80:
            allowed |= {_HOST, "localhost"}
        return len(names) == 1 and names[0].strip().lower() in allowed

    def _send_headers(self, kind: str, length: int) -> None:
        for name, value in (
            ("Content-Type", kind),
            ("Content-Length", str(length)),
            ("Content-Security-Policy", self.server.policy),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ):
            self.send_header(name, value)


__all__ = ["PageServer"]
