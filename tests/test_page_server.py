"""The page's server over real sockets: one document, for this machine alone."""

from __future__ import annotations

import http.client
import socket
import threading
from pathlib import Path

import pytest
from page_assets import stand_in

from blastema import page
from blastema.errors import InputError
from blastema.page import document
from blastema.zoo.loading import load_organism

LIZARD = Path(__file__).parent / "golden" / "lizard-small.safetensors"


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        stand_in(tmp_path_factory.mktemp("assets"), patch)
        return page.build([load_organism(LIZARD)], packed=False, title="Äffchen")


@pytest.fixture(scope="module")
def server(text):
    with page.PageServer(text) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def ask(server, method="GET", path="/", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def raw(server, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_the_document_with_its_headers(server, text):
    answer, body = ask(server)
    assert answer.status == 200
    assert body == text.encode()
    headers = dict(answer.getheaders())
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Content-Length"] == str(len(body))
    assert headers["Content-Security-Policy"] == f"{document.policy_of(text)}; frame-ancestors 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Server"] == "Blastema"
    assert "Access-Control-Allow-Origin" not in headers


def test_head_has_the_headers_alone(server, text):
    answer, body = ask(server, "HEAD")
    assert (answer.status, body) == (200, b"")
    assert answer.getheader("Content-Length") == str(len(text.encode()))


@pytest.mark.parametrize("path", ["/?fresh", "/?a=/etc/passwd"])
def test_a_query_is_for_the_page_itself(server, path):
    assert ask(server, path=path)[0].status == 200


@pytest.mark.parametrize("path", ["/favicon.ico", "/index.html", "/../etc/passwd", "/%2e%2e/", "/page.js", "*", "/x?/"])
def test_there_is_nothing_else(server, path):
    answer, body = ask(server, path=path)
    assert answer.status == 404
    assert body == b"404 Not Found\n"
    assert answer.getheader("X-Content-Type-Options") == "nosniff"
    answer, body = ask(server, "HEAD", path)
    assert (answer.status, body) == (404, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "<script>"])
def test_other_methods_are_refused(server, method):
    answer = raw(server, f"{method} / HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 501 Not Implemented\r\n")
    assert method.encode() not in answer


@pytest.mark.parametrize("name", ["localhost:{}", "LOCALHOST:{}", "127.0.0.1:{}"])
def test_it_answers_to_its_names(server, name):
    assert ask(server, Host=name.format(server.port))[0].status == 200


@pytest.mark.parametrize(
    "name", ["evil.example", "evil.example:{}", "127.0.0.1", "localhost", "127.0.0.1:1", "localhost.evil.example:{}"]
)
@pytest.mark.parametrize("path", ["/", "/other"])
def test_another_name_is_refused_as_by_dns_rebinding(server, name, path, text):
    answer, body = ask(server, path=path, Host=name.format(server.port))
    assert (answer.status, body) == (421, b"421 Misdirected Request\n")


@pytest.mark.parametrize("hosts", [b"", b"Host: 127.0.0.1:%d\r\nHost: evil.example\r\n"])
def test_no_name_or_two_are_refused(server, hosts):
    hosts = hosts % server.port if b"%d" in hosts else hosts
    assert raw(server, b"GET / HTTP/1.1\r\n" + hosts + b"\r\n").startswith(b"HTTP/1.1 421 ")


@pytest.mark.parametrize(
    "request_bytes", [b"\r\n\r\n", b"\x00\xff\xfe\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"A" * 70_000]
)
def test_nonsense_does_not_stop_it(server, request_bytes, text):
    answer = raw(server, request_bytes)
    assert b"Traceback" not in answer
    assert text.encode() not in answer
    assert ask(server)[0].status == 200


def test_many_can_look_at_once(server, text):
    silent = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(20)]
    try:
        assert ask(server)[1] == text.encode()
    finally:
        for connection in silent:
            connection.close()


def test_it_listens_on_this_machine_alone(server):
    assert server.server_address[0] == "127.0.0.1"
    assert server.address == f"http://127.0.0.1:{server.port}/"


def test_a_port_that_is_taken(server, text):
    with pytest.raises(InputError, match=rf"port {server.port} is not available: .*Choose another --port"):
        page.PageServer(text, server.port)


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_is_none(text, port):
    with pytest.raises(InputError, match=rf"--port is {port}; expected 0"):
        page.PageServer(text, port)
