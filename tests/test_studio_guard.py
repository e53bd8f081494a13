"""The guard of the studio over real sockets: every route, asked by everybody who may not."""

from __future__ import annotations

import contextlib
import http.client
import socket

import pytest
from studio_talk import origin, serving, talking, text_of
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import connect

from blastema.page import document
from blastema.studio import conversation, guard, messages

ROUTES = ("", "socket", "other", "../", "%2e%2e/", "?fresh")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guard, "REQUESTS_AT_ONCE", 100_000)  # its own test has the usual number
        with serving(tmp_path_factory.mktemp("runs"), tmp_path_factory.mktemp("assets"), patch) as server:
            yield server


def ask(server, path, method="GET", body=None, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", server.access.port, timeout=60)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def knock(server, path, **headers):
    """The status by which the handshake of a socket is answered: 101 if it is let in."""
    place = ("127.0.0.1", server.access.port)
    host, of = headers.get("Host", f"127.0.0.1:{server.access.port}"), headers.get("Origin", origin(server))
    try:
        connected = socket.create_connection(place, timeout=60)
        with connect(f"ws://{host}{path}", sock=connected, origin=of, open_timeout=60, proxy=None):
            return 101
    except InvalidStatus as error:
        return error.response.status_code


def check_headers(headers, policy="default-src 'none'; frame-ancestors 'none'"):
    names = {name.lower(): value for name, value in headers.items()}
    assert names["content-security-policy"] == policy
    assert names["x-content-type-options"] == "nosniff"
    assert names["cache-control"] == "no-store"
    assert names["referrer-policy"] == "no-referrer"
    assert names["cross-origin-opener-policy"] == names["cross-origin-resource-policy"] == "same-origin"
    assert names["server"] == "Blastema"
    assert not any(name.startswith("access-control-") for name in names)


def within(server, route):
    return f"/{server.access.token}/{route}"


def test_the_page_with_its_headers(server):
    answer, body = ask(server, within(server, ""))
    assert answer.status == 200
    text = body.decode()
    policy = document.policy_of(text)
    port = server.access.port
    assert f"connect-src ws://127.0.0.1:{port} ws://localhost:{port};" in policy
    assert '"server":{"socket":"socket","follow":null}' in text
    check_headers(dict(answer.getheaders()), f"{policy}; frame-ancestors 'none'")
    answer, body = ask(server, within(server, ""), "HEAD")
    assert (answer.status, body) == (200, b"")


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{}", "127.0.0.1", "localhost", "127.0.0.1:1", "localhost.evil.example:{}"]
)
def test_another_host_is_refused_as_by_dns_rebinding(server, route, host):
    host = host.format(server.access.port)
    answer, body = ask(server, within(server, route), Host=host)
    assert (answer.status, body) == (421, b"421 Misdirected Request\n")
    check_headers(dict(answer.getheaders()))


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    "of", ["http://evil.example", "null", "http://127.0.0.1", "https://127.0.0.1:{}", "http://localhost:{}", "file://"]
)
def test_another_origin_is_refused_on_every_route(server, route, of):
    answer, _ = ask(server, within(server, route), Origin=of.format(server.access.port))
    assert answer.status == 403
    check_headers(dict(answer.getheaders()))


@pytest.mark.parametrize("route", ["", "other"])
def test_the_same_origin_is_no_hindrance(server, route):
    wanted = 404 if route else 200
    port = server.access.port
    for name in ("127.0.0.1", "localhost"):
        host = f"{name}:{port}"
        assert ask(server, within(server, route), Host=host, Origin=f"http://{host}")[0].status == wanted
        assert ask(server, within(server, route), Host=host)[0].status == wanted


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("token", ["", "wrong", "%00", "é", "a" * 2000])
def test_without_the_token_everything_is_refused(server, route, token):
    for path in {f"/{route}", f"/{token}/{route}".replace("é", "%C3%A9")}:
        answer, body = ask(server, path)
        assert answer.status == 403
        assert b"the whole address" in body
        check_headers(dict(answer.getheaders()))


def test_nearly_the_token_is_not_it(server):
    token = server.access.token
    for path in (
        f"/{token}",
        f"/{token[:-1]}/",
        f"/{token}x/",
        f"/x{token}/",
        f"//{token}/",
        f"/x/{token}/",
        f"/?{token}/",
    ):
        assert ask(server, path)[0].status == 403
    assert len(token) >= 20


@pytest.mark.parametrize("route", ["other", "page.js", "socket", "runs", "../etc/passwd", "%2e%2e%2fetc/passwd"])
def test_there_is_nothing_else(server, route):
    answer, body = ask(server, within(server, route))
    assert answer.status == 404
    assert b"passwd" not in body


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_other_methods_are_refused(server, route, method):
    answer, body = ask(server, within(server, route), method)
    assert answer.status == 405
    assert method.encode() not in body


@pytest.mark.parametrize("route", ROUTES)
def test_nothing_is_uploaded_but_through_the_socket(server, route):
    answer, _ = ask(server, within(server, route), body=b"x" * 10)
    assert answer.status == 413


def test_a_head_that_is_too_long(server):
    answer = b""
    place = ("127.0.0.1", server.access.port)
    # It is not read to the end, so that our side may find the connection gone before the answer.
    with socket.create_connection(place, timeout=60) as connection, contextlib.suppress(OSError):
        connection.sendall(b"GET / HTTP/1.1\r\nHost: " + b"a" * 40_000)
        answer = connection.recv(65536)
    assert not answer or answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 "))
    assert ask(server, within(server, ""))[0].status == 200


@pytest.mark.parametrize("nonsense", [b"\r\n\r\n", b"\x00\xff\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n"])
def test_nonsense_does_not_stop_it(server, nonsense):
    with socket.create_connection(("127.0.0.1", server.access.port), timeout=60) as connection:
        connection.sendall(nonsense)
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b"Traceback" not in answer
    assert b"200 OK" not in answer
    assert ask(server, within(server, ""))[0].status == 200


def test_it_listens_on_this_machine_alone(server):
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", server.access.port))
    assert server.address.startswith("http://127.0.0.1:")


def test_the_socket_lets_in_the_page_alone(server):
    path, port = within(server, "socket"), server.access.port
    assert knock(server, path) == 101
    assert knock(server, path, Host=f"localhost:{port}", Origin=f"http://localhost:{port}") == 101
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1:1"):
        assert knock(server, path, Host=host, Origin=f"http://{host}") == 403
    for of in (None, "http://evil.example", "null", f"http://localhost:{port}", f"https://127.0.0.1:{port}"):
        assert knock(server, path, Origin=of) == 403
    for wrong in ("/socket", "/wrong/socket", f"/{server.access.token[:-1]}/socket", "/"):
        assert knock(server, wrong) == 403
    for other in ("", "other", "socket/"):
        assert knock(server, within(server, other)) == 403


def test_a_picture_that_is_too_large(server):
    with talking(server.address) as page:
        page.socket.send(b"\0" * (messages.LARGEST_FRAME_BYTES + 1))
        with pytest.raises(ConnectionClosedError) as closed:
            page.hear("never")
        assert closed.value.rcvd.code == 1009
    with talking(server.address) as page:
        assert "is not a PNG" in page.refused("train", b"x" * messages.LARGEST_PICTURE_BYTES)


def test_too_many_messages(server):
    for _ in range(5):
        with talking(server.address) as page:
            with contextlib.suppress(ConnectionClosedError):
                for _ in range(conversation.MESSAGES_AT_ONCE + 30):
                    page.socket.send(text_of({"v": 1, "type": "leave", "request": 1, "run": "none"}))
            with pytest.raises(ConnectionClosedError) as closed:
                page.hear("never")
        # Messages that arrive after the server has closed may reset the connection; then its reason is lost.
        if closed.value.rcvd is not None:
            break
    assert closed.value.rcvd is not None, "reset five times"
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1008, "too many messages")
    assert sum(message.type == "left" for message in page.heard) >= conversation.MESSAGES_AT_ONCE


def test_too_many_sockets(server):
    with contextlib.ExitStack() as stack:
        for _ in range(guard.MOST_SOCKETS):
            stack.enter_context(talking(server.address))
        assert knock(server, within(server, "socket")) == 403
        assert ask(server, within(server, ""))[0].status == 200


def test_too_many_requests(tmp_path, monkeypatch):
    monkeypatch.setattr(guard, "REQUESTS_AT_ONCE", 10)
    monkeypatch.setattr(guard, "REQUESTS_A_SECOND", 1e-3)
    with serving(tmp_path, tmp_path, monkeypatch) as server:
        found = {ask(server, within(server, "other"))[0].status for _ in range(11)}
        assert found == {404, 429}


def test_too_many_connections(tmp_path, monkeypatch):
    from blastema.studio import server as module

    monkeypatch.setattr(module, "MOST_CONNECTIONS", 5)
    with serving(tmp_path, tmp_path, monkeypatch) as server, contextlib.ExitStack() as stack:
        for _ in range(5):
            place = ("127.0.0.1", server.access.port)
            stack.enter_context(contextlib.closing(socket.create_connection(place, timeout=60)))
        assert ask(server, within(server, ""))[0].status == 503


def test_a_bucket_fills_again(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(guard.time, "monotonic", lambda: now[0])
    bucket = guard.Bucket(2.0, 3)
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    now[0] += 0.5
    assert [bucket.take() for _ in range(2)] == [True, False]
    now[0] += 60
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
