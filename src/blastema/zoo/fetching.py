"""Files of a published zoo over the network: limited in bytes, time and redirects; nothing in them is executed.

https is expected. http is allowed for addresses of this machine (127.0.0.1, localhost) and, with ``insecure``, for
others, such as a server in a classroom: then somebody in between can alter listing and organisms together, which the
hashes do not reveal.
"""

from __future__ import annotations

import http.client
import ipaddress
import queue
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import IO

from blastema import __version__
from blastema.errors import InputError
from blastema.zoo.listing import NAME

Read = Callable[[str, int], bytes]
"""Reads a file of a zoo, given its path in ``zoo.json`` and its largest size in bytes."""
_MOST_REDIRECTS = 5
_PATIENCE_SECONDS = 30.0
_LONGEST_SECONDS = 600.0
_PIECE = 1 << 16
_REDIRECTS = (301, 302, 303, 307, 308)


def reader(
    address: str,
    *,
    insecure: bool = False,
    patience: float = _PATIENCE_SECONDS,
    longest: float = _LONGEST_SECONDS,
) -> Read:
    """A reader of the files of the zoo at an address.

    Args:
        address: of the zoo's folder, its page or its ``zoo.json``; or ``hf://owner/repository`` (extra ``hub``)
        insecure: whether http may be used for other machines
        patience: seconds without data before giving up
        longest: seconds that one file may take

    Returns:
        A function of a path and the file's largest size. It raises `InputError` if the file is not available, is
        larger, or takes longer.

    Raises:
        InputError: for an unsupported address.
    """
    if address.startswith("hf://"):
        from blastema.zoo import hub

        return hub.reader(address)
    base = _folder(address)
    _check(base, insecure)

    def read(path: str, largest: int) -> bytes:
        url = urllib.parse.urljoin(base, path)
        return _within(longest, url, lambda: _read(url, largest, insecure, patience, longest))

    return read


def _folder(address: str) -> str:
    parts = _split(address)
    if parts.query or parts.username is not None or not parts.hostname:
        raise InputError(
            f"{address} is not the address of a zoo: expected https://HOST/FOLDER/ without query and password."
        )
    path = parts.path
    if path.endswith((".html", f"/{NAME}")):
        path = path[: path.rindex("/") + 1]
    return parts._replace(path=path if path.endswith("/") else f"{path}/", fragment="").geturl()


def _split(address: str) -> urllib.parse.SplitResult:
    try:
        parts = urllib.parse.urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise InputError(f"{address} is not an address ({error}); expected https://HOST/FOLDER/.") from error
    if parts.scheme not in ("http", "https"):
        raise InputError(
            f"{address} is not an address that zoos are read from; expected https://HOST/FOLDER/, "
            "hf://OWNER/REPOSITORY, or http://localhost:PORT/ for a server on this machine."
        )
    return parts


def _check(url: str, insecure: bool) -> None:
    parts = _split(url)
    if parts.scheme == "http" and not (insecure or _is_this_machine(parts.hostname)):
        raise InputError(
            f"{url} is not encrypted, so it could be altered in transit; use https, or accept this risk: --insecure."
        )


def _is_this_machine(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _within(seconds: float, url: str, work: Callable[[], bytes]) -> bytes:
    """The result of ``work``, or an error after a number of seconds: name resolution has no timeout of its own."""
    done: queue.SimpleQueue[bytes | Exception] = queue.SimpleQueue()

    def run() -> None:
        try:
            done.put(work())
        except Exception as error:
            done.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        found = done.get(timeout=seconds)
    except queue.Empty:
        raise InputError(f"{url} took longer than {seconds:g} seconds; try again later.") from None
    if isinstance(found, Exception):
        raise found
    return found


def _read(url: str, largest: int, insecure: bool, patience: float, longest: float) -> bytes:
    end = time.monotonic() + longest
    try:
        with _opened(url, insecure, patience) as response:
            return _body(response, url, largest, end)
    except urllib.error.HTTPError as error:
        missing = (
            f"; expected a zoo made by blastema zoo publish, with its {NAME}" if error.code in (403, 404, 410) else ""
        )
        raise InputError(f"{url} cannot be read: the server says {error.code} {error.reason}{missing}.") from error
    except TimeoutError as error:
        raise InputError(f"{url} sent nothing for {patience:g} seconds; try again later.") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        if isinstance(reason, TimeoutError):
            raise InputError(f"{url} sent nothing for {patience:g} seconds; try again later.") from error
        raise InputError(f"{url} cannot be read: {getattr(reason, 'strerror', None) or reason}.") from error


def _opened(url: str, insecure: bool, patience: float) -> http.client.HTTPResponse:
    """The response after all redirects, each of which must follow the rules of the first address."""
    for _ in range(_MOST_REDIRECTS + 1):
        request = urllib.request.Request(
            url, headers={"User-Agent": f"blastema/{__version__}", "Accept-Encoding": "identity"}
        )
        try:
            response: http.client.HTTPResponse = _opener(url).open(request, timeout=patience)
            return response
        except urllib.error.HTTPError as error:
            with error:
                further = error.headers.get("Location")
            if error.code not in _REDIRECTS or not further:
                raise
        url = redirected(url, urllib.parse.urljoin(url, further), insecure)
    raise InputError(f"{url} is behind more than {_MOST_REDIRECTS} redirects.")


def redirected(url: str, further: str, insecure: bool) -> str:
    """The target address of a redirect.

    Raises:
        InputError: if it may not be followed.
    """
    try:
        _check(further, insecure)
    except InputError as error:
        raise InputError(f"{url} redirects to an address that is not allowed: {error}") from error
    if _is_this_machine(_split(further).hostname) and not _is_this_machine(_split(url).hostname):
        raise InputError(f"{url} redirects to this machine ({further}), which is not allowed.")
    return further


def _opener(url: str) -> urllib.request.OpenerDirector:
    """Only http and https: no files, no ftp, no automatic redirects. This machine is not accessed through a proxy."""
    opener = urllib.request.OpenerDirector()
    handlers: list[urllib.request.BaseHandler] = [
        urllib.request.UnknownHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ]
    if not _is_this_machine(_split(url).hostname):
        handlers.append(urllib.request.ProxyHandler())
    for handler in handlers:
        opener.add_handler(handler)
    return opener


def _body(response: http.client.HTTPResponse, url: str, largest: int, end: float) -> bytes:
    """The whole body, and never more than ``largest`` bytes, whatever the headers say."""
    said = response.headers.get("Content-Length")
    too_large = f"{url} is larger than the allowed {largest:,} bytes."
    if said is not None and said.isdecimal() and int(said) > largest:
        raise InputError(too_large)
    data = bytearray()
    stream: IO[bytes] = response
    while piece := stream.read1(_PIECE):  # type: ignore[attr-defined]
        data += piece
        if len(data) > largest:
            raise InputError(too_large)
        if time.monotonic() > end:
            raise InputError(f"{url} took too long; try again later.")
    if said is not None and said.isdecimal() and len(data) != int(said):
        raise InputError(f"{url} is cut short: {len(data):,} of {int(said):,} bytes came.")
    return bytes(data)


__all__ = ["Read", "reader", "redirected"]
