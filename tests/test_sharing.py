"""Zoos as static sites, and organisms out of them: over real sockets, from servers that do all that servers may do."""

from __future__ import annotations

import hashlib
import http.server
import json
import re
import shlex
import shutil
import threading

import numpy as np
import planted
import pytest
from page_assets import stand_in
from page_unpacking import unpacked_list
from PIL import Image
from zoo_fixtures import GOLDEN, card_of, complaint, house, said

import blastema as bl
from blastema import zoo
from blastema.errors import InputError
from blastema.zoo import card as cards
from blastema.zoo import fetching, hub, listing, pulling

COMMIT = "0" * 40
STEM = "lizard-growing"
FILE, CARD = f"organisms/{STEM}.safetensors", f"organisms/{STEM}.json"


class Answer(http.server.BaseHTTPRequestHandler):
    """Sends the site's file of a path, unless the server is told to do something else there."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append(self.path)
        path = self.path.removeprefix("/zoo/")
        instead = self.server.instead.get(path)
        if instead is not None:
            self.close_connection = True
            instead(self)
        elif path in self.server.files:
            self.send(self.server.files[path])
        else:
            self.send(b"", status=404)

    do_HEAD = do_GET  # noqa: N815

    def send(self, data, status=200, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.send_response(status)
        # As the Hub marks its files; others do not look at it.
        marks = {"ETag": f'"{hashlib.sha256(data).hexdigest()}"', "X-Repo-Commit": COMMIT}
        for name, value in (marks | {"Content-Length": len(data)} | headers).items():
            self.send_header(name, str(value))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, *_):
        pass


def organisms_of(page):
    """What is in a page that is sent away."""
    found = re.search(r'id="organisms">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return json.loads(unpacked_list(found[1]))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A published zoo of two, in a folder."""
    own, folder = tmp_path_factory.mktemp("zoo"), tmp_path_factory.mktemp("site") / "made" / "here"
    house(own, "lizard", "growing")
    house(own, "newt", "growing", card=None)
    with pytest.MonkeyPatch.context() as patch:
        stand_in(tmp_path_factory.mktemp("assets"), patch)
        from blastema.zoo import publishing

        made = publishing.publish(folder, zoo.entries_of(own), title="<b>Mine</b>")
    command = f"BLASTEMA_ZOO={own} blastema zoo add {own / 'newt-growing.safetensors'} --overwrite"
    assert made.notes == (f"newt-growing has no card, so no scores are shown; measure it: {command}",)
    return folder


@pytest.fixture
def server(site):
    """The site over HTTP; ``instead`` has what else is done at a path, ``gate`` opens at the end of the test."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        server.handle_error = lambda *_: None
        server.files = {f.relative_to(site).as_posix(): f.read_bytes() for f in site.rglob("*") if f.is_file()}
        server.instead, server.asked, server.gate = {}, [], threading.Event()
        server.address = f"http://127.0.0.1:{server.server_port}/zoo/"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.gate.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.setenv("BLASTEMA_ZOO", str(tmp_path / "deep" / "own"))
    return tmp_path / "deep" / "own"


def listed(server, **changes):
    """The server's listing, with changes of the lizard's file."""
    raw = json.loads(server.files["zoo.json"])
    raw["organisms"][0]["file"] |= changes
    server.files["zoo.json"] = json.dumps(raw).encode()


def test_the_site_has_what_the_gallery_shows_and_the_hashes_fit(site):
    page = (site / "index.html").read_text("utf-8")
    linked = set(re.findall(r'(?:href|src)="([^"]+)"', page))
    assert {"play.html", f"{STEM}.html", FILE, CARD, "newt-growing.html", "zoo.json", "SHA256SUMS"} <= linked
    assert not [link for link in linked if not (site / link).is_file()]
    assert "&lt;b&gt;Mine&lt;/b&gt;" in page
    assert "<script" not in page
    assert "-4.60" in page
    for line in (site / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((site / name).read_bytes()).hexdigest() == digest
    assert (site / FILE).read_bytes() == GOLDEN.read_bytes()
    # Both organisms are on the one page.
    assert len(organisms_of(site / "play.html")) == 2


def test_each_card_that_is_skipped_comes_with_the_command_that_mends_it(own, tmp_path, capsys, monkeypatch):
    (tmp_path / "assets").mkdir()
    stand_in(tmp_path / "assets", monkeypatch)
    damaged, other = house(own, "cat"), house(own, "dog", None)
    damaged.card_path.write_text("{")
    other.card_path.write_text(json.dumps(card_of("dog", None, b"another")))
    told = said(capsys, "zoo", "publish", tmp_path / "site")
    assert f"; measure it again: blastema zoo add {damaged.path} --overwrite\n" in told
    assert f"is skipped: it is of another organism; measure it again: blastema zoo add {other.path} --o" in told


@pytest.mark.long
def test_the_command_that_mends_a_missing_card_does(tmp_path, capsys, monkeypatch):
    """In another zoo than one's own, under names that the organism does not have itself."""
    (tmp_path / "assets").mkdir()
    stand_in(tmp_path / "assets", monkeypatch)
    monkeypatch.setenv("BLASTEMA_ZOO", str(tmp_path / "mine"))
    folder = tmp_path / "the other"
    house(folder, "newt", "growing", card=None)
    told = said(capsys, "zoo", "publish", tmp_path / "site", "--from", folder)
    (command,) = re.findall("measure it: (.*)", told)
    setting, program, *words = shlex.split(command)
    assert program == "blastema"
    name, _, value = setting.partition("=")
    monkeypatch.setenv(name, value)
    said(capsys, *words)
    assert sorted(file.name for file in folder.iterdir()) == ["newt-growing.json", "newt-growing.safetensors"]
    assert "measure" not in said(capsys, "zoo", "publish", tmp_path / "site", "--from", folder, "--overwrite")


def test_a_fresh_zoo_pulls_one_and_then_the_others(server, own, capsys):
    listed = said(capsys, "zoo", "pull", server.address, "--list").splitlines()
    assert [line.split()[0] for line in listed] == [STEM, "newt-growing"]
    assert len({line.index(" bytes") for line in listed}) == 1
    assert str(own / f"{STEM}.safetensors") in said(capsys, "zoo", "pull", f"{server.address}index.html", "lizard")
    assert (own / f"{STEM}.safetensors").read_bytes() == GOLDEN.read_bytes()
    assert zoo.find(STEM).card.is_of(own / f"{STEM}.safetensors")
    assert len(server.asked) == 4
    told = said(capsys, "zoo", "pull", server.address)
    assert "is up to date" in told
    assert (own / "newt-growing.safetensors").is_file()
    assert not (own / "newt-growing.json").exists()
    assert sorted(path.suffix for path in own.iterdir()) == [".json", ".safetensors", ".safetensors"]


def test_a_mistyped_name_is_told_with_the_near_one(server, own, capsys):
    assert "Did you mean lizard?" in complaint(capsys, "zoo", "pull", server.address, "lizrad")


def test_another_organism_of_the_name_stays_unless_it_may_be_replaced(server, own, capsys):
    house(own, "lizard", "growing")
    (own / f"{STEM}.safetensors").write_bytes(b"mine")
    assert "already exists" in complaint(capsys, "zoo", "pull", server.address)
    assert (own / f"{STEM}.safetensors").read_bytes() == b"mine"
    assert not (own / "newt-growing.safetensors").exists()
    said(capsys, "zoo", "pull", server.address, "lizard", "--overwrite")
    assert (own / f"{STEM}.safetensors").read_bytes() == GOLDEN.read_bytes()


def truncated(handler):
    data = handler.server.files[FILE]
    handler.send(data[: len(data) // 2], Content_Length=len(data))


def short_of_chunks(handler):
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"10\r\nabc")


def lying(handler):
    handler.send(b"x" * 100, Content_Length=1 << 40)


def endless(handler):
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.gate.is_set():  # until the reader hangs up
        handler.wfile.write(b"x" * (1 << 16))


def altered(handler):
    data = bytearray(handler.server.files[FILE])
    data[-1] ^= 1
    handler.send(bytes(data))


def to(place, status=302):
    return lambda handler: handler.send(b"", status=status, Location=place)


@pytest.mark.parametrize(
    ("instead", "fault"),
    [
        (truncated, "cut short"),
        (short_of_chunks, "cannot be read"),
        (lying, "larger than the allowed"),
        (endless, "larger than the allowed"),
        (altered, "is altered: its SHA-256"),
        (lambda handler: handler.send(GOLDEN.read_bytes()[:-4]), "lists"),
        (lambda handler: handler.send(b"", status=404), "404 Not Found"),
        (lambda handler: handler.send(b"", status=500), "500"),
        (lambda handler: handler.wfile.write(b"garbage\r\n\r\n"), "cannot be read"),
        (to("file:///etc/passwd"), "redirects to an address that is not allowed: file:///etc/passwd is not"),
        (to("ftp://127.0.0.1/x"), "redirects to an address that is not allowed"),
        (to("http://example.org/x"), "is not encrypted"),
        (to(f"/zoo/{FILE}"), "more than 5 redirects"),
        (to("http://[/"), "cannot be read"),
    ],
)
def test_a_file_that_is_not_what_was_listed_changes_nothing(server, own, capsys, instead, fault):
    own.mkdir(parents=True)
    (own / f"{STEM}.safetensors").write_bytes(b"a good file")
    server.instead[FILE] = instead
    message = complaint(capsys, "zoo", "pull", server.address, "lizard", "--overwrite")
    assert fault in message
    assert [(path.name, path.read_bytes()) for path in own.iterdir()] == [(f"{STEM}.safetensors", b"a good file")]


def test_redirects_are_followed_on_the_same_terms(server, own, capsys):
    server.files["elsewhere"] = server.files[FILE]
    server.instead[FILE] = to("elsewhere/../../elsewhere", 308)
    said(capsys, "zoo", "pull", server.address, "lizard")
    assert (own / f"{STEM}.safetensors").read_bytes() == GOLDEN.read_bytes()


def test_a_server_that_stops_sending_is_given_up(server, own):
    def silent(handler):
        data = handler.server.files[FILE]
        handler.send(data[:100], Content_Length=len(data))
        handler.server.gate.wait()

    server.instead[FILE] = silent
    with pytest.raises(InputError, match=r"sent nothing for 0\.1 seconds"):
        list(pulling.pull(fetching.reader(server.address, patience=0.1), ["lizard"], own))
    server.instead[FILE] = lambda handler: handler.server.gate.wait()
    with pytest.raises(InputError, match=r"sent nothing for 0\.1 seconds"):
        list(pulling.pull(fetching.reader(server.address, patience=0.1), ["lizard"], own))
    with pytest.raises(InputError, match=r"took longer than 0\.1 seconds"):
        fetching.reader(server.address, longest=0.1)(FILE, 1 << 20)
    assert not own.exists()


def test_a_listing_that_lies_is_refused_before_anything_is_fetched(server, own, capsys):
    for changes, fault in (
        ({"path": "../../evil.safetensors"}, "path"),
        ({"bytes": 1 << 40}, "bytes"),
        ({"bytes": -1}, "bytes"),
        ({"sha256": "0" * 63}, "64 hexadecimal digits"),
    ):
        whole = server.files["zoo.json"]
        listed(server, **changes)
        assert fault in complaint(capsys, "zoo", "pull", server.address, "lizard")
        server.files["zoo.json"] = whole
    for text in (b"", b"[]", b'{"format": "blastema-zoo", "version": 2}', b"<html>"):
        server.files["zoo.json"] = text
        assert "zoo.json" in complaint(capsys, "zoo", "pull", server.address)
    assert set(server.asked) == {"/zoo/zoo.json"}


def test_listed_garbage_with_a_true_hash_is_refused_too(server, own, capsys):
    server.files[FILE] = b"garbage " * 50
    listed(server, bytes=400, sha256=hashlib.sha256(server.files[FILE]).hexdigest())
    assert "safetensors" in complaint(capsys, "zoo", "pull", server.address, "lizard")
    assert not own.exists()


def test_a_card_of_another_organism_is_refused(server, own, capsys):
    other = cards.dumps(card_of("newt", "growing", GOLDEN.read_bytes()))
    raw = json.loads(server.files["zoo.json"])
    raw["organisms"][0]["card"] = listing.ListedFile.of(CARD, other).facts()
    server.files["zoo.json"], server.files[CARD] = json.dumps(raw).encode(), other
    assert "is not the card of" in complaint(capsys, "zoo", "pull", server.address, "lizard")
    assert not own.exists()


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("file:///tmp/zoo/", "expected https://"),
        ("ftp://example.org/zoo/", "expected https://"),
        ("site", "expected https://"),
        ("127.0.0.1:8000", "http://localhost:PORT/ for a server on this machine"),
        ("http://example.org/zoo/", "--insecure"),
        ("https://me:secret@example.org/zoo/", "without query and password"),
        ("https://example.org/zoo/?x=1", "without query"),
        ("https://example.org:99999/", "is not an address"),
        ("hf://owner", "expected hf://OWNER/REPOSITORY"),
    ],
)
def test_other_addresses_are_refused_without_asking_anybody(own, capsys, address, fault):
    assert fault in complaint(capsys, "zoo", "pull", address)


def test_a_redirect_from_elsewhere_to_this_machine_is_refused():
    with pytest.raises(InputError, match="redirects to this machine"):
        fetching.redirected("https://example.org/zoo.json", "http://127.0.0.1:8000/", insecure=True)


def test_publishing_again_needs_permission_and_leaves_no_stale_files(site, tmp_path, monkeypatch, capsys):
    stand_in(tmp_path, monkeypatch)
    folder, source = tmp_path / "site", tmp_path / "zoo"
    shutil.copytree(site, folder)
    house(source, "newt", "growing")
    assert "--overwrite" in complaint(capsys, "zoo", "publish", folder, "--from", source)
    assert "1 organism," in said(capsys, "zoo", "publish", folder, "--from", source, "--overwrite")
    assert not [path for path in folder.rglob("*") if "lizard" in path.name]
    (folder / "zoo.json").unlink()
    assert "other things in it" in complaint(capsys, "zoo", "publish", folder, "--from", source, "--overwrite")
    assert "there are no organisms" in complaint(capsys, "zoo", "publish", tmp_path / "x", "--from", tmp_path)
    assert "there is no folder" in complaint(capsys, "zoo", "publish", tmp_path / "x", "--from", "nowhere")


def test_an_organism_that_cannot_be_read_is_left_out_with_a_note(tmp_path, monkeypatch, capsys):
    stand_in(tmp_path, monkeypatch)
    house(tmp_path / "zoo", "lizard", "growing")
    house(tmp_path / "zoo", "newt", "growing").path.write_bytes(b"garbage")
    told = said(capsys, "zoo", "publish", tmp_path / "site", "--from", tmp_path / "zoo")
    assert "1 organism," in told
    assert "note: newt-growing is skipped:" in told


def test_a_zoo_on_the_hub(server, own, tmp_path, monkeypatch):
    """By huggingface_hub itself, which asks a server on this machine that answers as the Hub does."""
    monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "1")
    pytest.importorskip("huggingface_hub")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "cache"))
    for path, data in list(server.files.items()):
        server.files |= {f"/owner/zoo/resolve/{revision}/{path}": data for revision in ("main", COMMIT)}
    assert hub.parted("hf://owner/zoo/lizard") == ("hf://owner/zoo", ("lizard",))
    read = hub.reader("hf://owner/zoo", endpoint=f"http://127.0.0.1:{server.server_port}")
    found = [pulled.entry.stem for pulled in pulling.pull(read, ["lizard"], own)]
    assert found == [STEM]
    assert (own / f"{STEM}.safetensors").read_bytes() == GOLDEN.read_bytes()
    with pytest.raises(InputError, match="at most 10 are read"):
        read(FILE, 10)
    with pytest.raises(InputError, match="cannot be read"):
        read("nothing.json", 1000)


def test_several_organisms_are_one_page(tmp_path, monkeypatch, capsys):
    stand_in(tmp_path, monkeypatch)
    said(capsys, "export", GOLDEN, GOLDEN, "--to", "html", "--out", tmp_path / "two.html")
    assert len(organisms_of(tmp_path / "two.html")) == 2
    assert "--to gif holds one" in complaint(capsys, "export", GOLDEN, GOLDEN, "--to", "gif")
    assert "no organism was named" in complaint(capsys, "export", "--to", "html")


def test_a_walker_is_shown_whole_wherever_it_has_come_to(own, tmp_path, monkeypatch):
    (tmp_path / "assets").mkdir()
    stand_in(tmp_path / "assets", monkeypatch)
    from blastema.zoo import publishing

    own.mkdir(parents=True)
    bl.save_organism(planted.walks(), own / "walk-regenerating.safetensors")
    publishing.publish(tmp_path / "site", zoo.entries_of(own), title="Mine")
    with Image.open(tmp_path / "site" / "pictures" / "walk-regenerating.png") as picture:
        ink = np.asarray(picture.convert("L")) < 255
        assert [side.tolist() for side in np.nonzero(ink)] == [[picture.height // 2], [picture.width // 2]]
