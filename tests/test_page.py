"""The playground's document: what is in it, what is allowed in it, and what is said where it cannot be made."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import html
import io
import json
import re
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import web_digits
import web_volumes
from page_assets import FILES, SHELL, stand_in
from page_unpacking import unpacked, unpacked_list, unpacked_stem
from PIL import Image

from blastema import cli, page, starts, zoo
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig
from blastema.config.file import to_dict
from blastema.config.presets import preset
from blastema.errors import InputError
from blastema.formats import organism_file
from blastema.organism import Organism
from blastema.page import document, entries
from blastema.targets import load_target
from blastema.zoo.loading import load_organism

LIZARD = Path(__file__).parent / "golden" / "lizard-small.safetensors"


@pytest.fixture
def assets(tmp_path, monkeypatch):
    return stand_in(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def lizard():
    return load_organism(LIZARD)


def content(text: str, pattern: str) -> str:
    found = re.search(pattern, text, re.DOTALL)
    assert found is not None
    return found[1]


def organisms_of(text: str) -> str:
    return content(text, r'<script type="application/json" id="organisms">(.*?)</script>')


def listed(text: str) -> list[dict]:
    found = organisms_of(text)
    return json.loads(found if found.startswith("[") else unpacked_list(found))


def test_the_organism_is_in_the_page_as_a_float16_file(assets, lizard):
    (entry,) = listed(page.build([lizard], packed=True))
    assert (entry["id"], entry["name"], entry["emoji"]) == ("lizard-small-regenerating", "lizard-small", "🦎")
    assert entry["regime"] == "regenerating"
    data = base64.b64decode(entry["file"])
    back = organism_file.loads(data)
    assert data == organism_file.dumps(lizard, "float16")
    for pair, pair_back in zip(lizard.automaton.update.layers, back.automaton.update.layers, strict=True):
        for value, value_back in zip(pair, pair_back, strict=True):
            np.testing.assert_array_equal(np.asarray(value).astype(np.float16), value_back)


def test_a_small_target_is_in_the_file_itself(assets, lizard):
    (entry,) = listed(page.build([lizard], packed=True))
    assert "picture" not in entry
    back = organism_file.loads(base64.b64decode(entry["file"]))
    np.testing.assert_array_equal(back.target.pixels, lizard.target.pixels)


def test_the_picture_is_what_has_grown_where_the_target_is_not_known(assets, lizard):
    stranger = dataclasses.replace(lizard, target=None, name="stranger", provenance={})
    (entry,) = listed(page.build([stranger], packed=True))
    assert "emoji" not in entry
    assert "regime" not in entry
    with Image.open(io.BytesIO(base64.b64decode(entry["picture"].partition(",")[2]))) as picture:
        assert picture.mode == "RGBA"
        assert max(picture.size) <= max(lizard.grid)
        grown = np.asarray(picture)
    assert grown[..., 3].max() > 200
    assert grown[..., 3].min() == 0


def test_what_has_not_grown_has_no_picture(assets):
    nothing = Organism(CellularAutomaton.initial(AutomatonConfig(), jax.random.key(0)), "nothing", (9, 9))
    still = dataclasses.replace(
        nothing,
        automaton=jax.tree.map(lambda leaf: jnp.zeros_like(leaf) - 1.0, nothing.automaton),  # it dies at once
    )
    assert "picture" not in listed(page.build([still], packed=True))[0]


def test_a_large_picture_is_made_small(assets, lizard):
    pixels = np.full((100, 100, 4), 200, np.uint8)
    target = dataclasses.replace(lizard.target, pixels=pixels, padding=4)
    large = dataclasses.replace(lizard, target=target, grid=(108, 108))
    (entry,) = listed(page.build([large], packed=True))
    with Image.open(io.BytesIO(base64.b64decode(entry["picture"].partition(",")[2]))) as picture:
        assert picture.size == (entries.LARGEST_PICTURE, entries.LARGEST_PICTURE)


def test_weights_beyond_float16_are_kept_in_float32(assets, lizard):
    wild = dataclasses.replace(lizard, automaton=jax.tree.map(lambda leaf: leaf * 1e6, lizard.automaton), target=None)
    (entry,) = listed(page.build([wild], packed=True))
    assert base64.b64decode(entry["file"]) == organism_file.dumps(wild, "float32")


def test_each_organism_has_an_id_of_its_own(assets, lizard):
    regimes = ("growing", "growing", 3)
    three = [dataclasses.replace(lizard, name="lizard", provenance={"regime": regime}) for regime in regimes]
    found = listed(page.build(three, packed=False))
    assert [entry["id"] for entry in found] == ["lizard-growing", "lizard-growing-2", "lizard"]
    assert [entry.get("regime") for entry in found] == ["growing", "growing", None]


@pytest.mark.parametrize("packed", [True, False])
def test_nothing_an_organism_says_can_end_its_element_or_run(assets, lizard, packed):
    evil = "</script><script>alert(1)</script><!--"
    hostile = dataclasses.replace(lizard, provenance={"regime": evil})
    text = page.build([hostile], packed=packed, title=evil)
    assert text.count("<script") == SHELL.count("<script")
    assert "<!--" not in text
    assert listed(text)[0]["regime"] == evil
    assert html.unescape(content(text, "<title>(.*?)</title>")) == evil


@pytest.mark.parametrize("packed", [True, False])
def test_only_this_script_and_style_are_allowed(assets, lizard, packed):
    text = page.build([lizard], packed=packed)
    carried = content(text, r"<script>(.*?)</script>"), content(text, r"<style>(.*?)</style>")
    style, script = unpacked(carried[0]) if packed else reversed(carried)
    assert (script, style) == (FILES["page.js"], FILES["page.css"])
    allowed = document.policy_of(text)
    for part in (*carried, script, style):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()}'" in allowed
    for rule in ("default-src 'none'", "connect-src 'none'", "'wasm-unsafe-eval'", "img-src data: blob:"):
        assert rule in allowed
    assert "unsafe-inline" not in allowed
    assert "'unsafe-eval'" not in allowed


@pytest.mark.parametrize("packed", [True, False])
def test_the_studio_may_have_workers_of_its_own_script_and_nothing_else(assets, lizard, packed):
    text = page.build([lizard], packed=packed, studio=True)
    carried = content(text, r"<script>(.*?)</script>")
    script = unpacked(carried)[1] if packed else carried
    assert script == FILES["studio.js"]
    plain = document.policy_of(page.build([lizard], packed=packed))
    allowed = document.policy_of(text)
    rules = {rule.partition(" ")[0] for rule in allowed.split("; ")}
    assert rules - {rule.partition(" ")[0] for rule in plain.split("; ")} == {"worker-src"}
    assert "worker-src blob:;" in allowed


def test_only_a_page_that_a_computer_serves_has_the_script_that_trains_on_it(assets, lizard):
    served = page.build([lizard], packed=False, studio=True, server={"socket": "socket"})
    assert content(served, r"<script>(.*?)</script>") == FILES["served.js"]
    assert content(served, r"<style>(.*?)</style>") == FILES["studio.css"]


OTHERS = {"volume": web_volumes.filling, "digits": lambda: web_digits.organism("article")}
"""An organism for each page of its own."""


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("packed", [True, False])
def test_volumes_and_digits_have_pages_of_their_own(assets, kind, packed):
    organism = OTHERS[kind]()
    text = page.build([organism], packed=packed)
    carried = content(text, r"<script>(.*?)</script>")
    assert (unpacked(carried)[1] if packed else carried) == FILES[f"{kind}.js"]
    (entry,) = listed(text)
    assert entry["name"] == organism.name
    assert "picture" not in entry
    assert organism_file.loads(base64.b64decode(entry["file"])).grid == organism.grid


@pytest.mark.parametrize(("kind", "does"), [("volume", "cube grows a volume"), ("digits", "article classifies digits")])
def test_they_are_refused_beside_pictures_and_in_the_studio(assets, lizard, kind, does):
    other = OTHERS[kind]()
    with pytest.raises(InputError, match=f"lizard-small grows a picture and {does}, which have different pages"):
        page.build([lizard, other], packed=True)
    with pytest.raises(InputError, match=f"{does}, which the studio does not support"):
        page.build([other], packed=True, studio=True)


def test_ink_that_does_not_vote_has_no_page(assets):
    silent = dataclasses.replace(web_digits.organism("article"), provenance={})
    with pytest.raises(InputError, match="its update 'inked' is served for organisms that classify digits"):
        page.build([silent], packed=True)


@pytest.mark.parametrize("packed", [True, False])
def test_the_studio_trains_by_the_packages_own_stem_cell_and_recipe(assets, lizard, packed):
    text = page.build([lizard], packed=packed, studio=True)
    options = json.loads(content(text, r'<script type="application/json" id="options">(.*?)</script>'))
    config = preset("regenerating", "quick")
    kept = unpacked_stem(organisms_of(text)) if packed else base64.b64decode(options["studio"]["stem"])
    stem = organism_file.loads(kept)
    assert stem.grid == (config.target.grid,) * 2
    for value, half in zip(
        jax.tree.leaves(starts.stem_cell(24).automaton), jax.tree.leaves(stem.automaton), strict=True
    ):
        np.testing.assert_array_equal(np.asarray(value).astype(np.float16), half)
    assert options["studio"]["recipe"] == json.loads(json.dumps(to_dict(config)["training"]))
    assert "studio" not in page.build([lizard], packed=True).split('id="options"')[1].split("</script>")[0]


def test_line_ends_are_as_a_browser_reads_them_or_the_hash_would_not_fit(tmp_path, monkeypatch, lizard):
    stand_in(tmp_path, monkeypatch, **{"page.js": "one\r\ntwo\r\n"})
    text = page.build([lizard], packed=False)
    assert "<script>one\ntwo\n</script>" in text
    assert document.policy(["one\ntwo\n"], [FILES["page.css"]]) == document.policy_of(text)


def test_the_title_names_the_organisms(assets, lizard):
    names = ["lizard", "lizard", "b", "c", "d"]
    text = page.build([dataclasses.replace(lizard, name=name) for name in names], packed=True)
    assert content(text, "<title>(.*?)</title>") == "lizard, b, c, ... · Blastema"


def test_what_looks_like_a_mark_in_the_script_is_left_alone(tmp_path, monkeypatch, lizard):
    stand_in(tmp_path, monkeypatch, **{"page.js": "let a = `%%TITLE%%\\1`;"})
    assert "<script>let a = `%%TITLE%%\\1`;</script>" in page.build([lizard], packed=False)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"page.js": None}, r"the page has not been built: page\.js is missing.*node build\.mjs"),
        ({"shell.html": None}, r"shell\.html is missing"),
        ({"page.css": "a{}</STYLE>"}, "would end its element"),
        ({"page.js": "'</script>'"}, "would end its element"),
        ({"shell.html": SHELL + "%%SCRIPT%%"}, "expected each of TITLE, CSP, STYLE, ORGANISMS, OPTIONS, SCRIPT once"),
        ({"shell.html": SHELL.replace("%%CSP%%", "")}, "expected each of"),
    ],
)
def test_assets_that_cannot_be_used(tmp_path, monkeypatch, lizard, changes, message):
    stand_in(tmp_path, monkeypatch, **changes)
    with pytest.raises(InputError, match=message):
        page.build([lizard], packed=False)


@pytest.mark.parametrize(
    ("part", "kind", "also"),
    [
        ("perception", "isotropic", {}),
        ("perception", "steerable", {}),
        ("perception", "integer", {"update": "integer"}),
        ("update", "absolute", {}),
    ],
)
def test_kinds_that_the_page_does_not_know_are_refused_by_name(part, kind, also):
    """Its reader would refuse the file, and the page would stand there empty."""
    automaton = CellularAutomaton.initial(AutomatonConfig(**{part: kind, **also}), jax.random.key(0))
    with pytest.raises(InputError, match=f"odd cannot live in the page: its {part} '{kind}' is not one that"):
        page.build([Organism(automaton, "odd", (24, 24))], packed=True)


def test_a_very_small_rule_is_known_to_the_page():
    """As an ordinary one; also to those who ask without building a page."""
    config = AutomatonConfig(perception="one-per-channel", update="absolute", channels=12)
    organism = Organism(CellularAutomaton.initial(config, jax.random.key(0)), "small", (24, 24))
    entries.refuse(organism)
    assert "small" in page.build([organism], packed=True)


def test_a_page_with_an_organism_of_the_articles_size_is_small_enough():
    random = CellularAutomaton.initial(AutomatonConfig(), jax.random.key(0))
    drawn = jax.tree.map(lambda leaf: jax.random.normal(jax.random.key(leaf.size), leaf.shape), random)
    organism = Organism(drawn, "lizard", (72, 72), load_target("🦎"), {"regime": "regenerating"})
    assert len(page.build([organism], packed=True).encode()) <= page.LARGEST_EXPORT_BYTES
    assert len(page.build([organism], packed=True, studio=True).encode()) <= page.LARGEST_STUDIO_BYTES


@pytest.mark.parametrize("studio", [False, True])
def test_every_page_of_the_zoo_is_small_enough_alone(studio):
    sizes = {}
    for entry in zoo.entries_of(zoo.built_in_folder()):
        organism = load_organism(entry.path)
        size = len(page.build([organism], packed=True, studio=studio).encode())
        if size > document.largest_bytes(organism, studio=studio):
            sizes[entry.stem] = size
    assert sizes == {}


@pytest.mark.parametrize("studio", [True, False])
@pytest.mark.parametrize("packed", [True, False])
def test_the_built_page_itself(lizard, packed, studio):
    """The committed assets: whole, and with no address that a browser would fetch."""
    text = page.build([lizard], packed=packed, studio=studio)
    assert not re.search(r"%%[A-Z]+%%", text.replace(content(text, r"<script>(.*?)</script>"), ""))
    assert "<!--" not in text
    assert listed(text)[0]["id"] == "lizard-small-regenerating"
    assert not re.search(r"""(?:src|href)=["'](?!data:)""", text.split("<body>")[0])


@pytest.mark.parametrize("kind", OTHERS)
def test_the_built_pages_of_other_kinds_are_small(kind):
    assert len(page.build([OTHERS[kind]()], packed=True).encode()) < page.LARGEST_EXPORT_BYTES // 2


def test_a_page_needs_an_organism(assets):
    with pytest.raises(InputError, match="a page needs an organism"):
        page.build([], packed=False)


def test_a_document_without_a_policy_is_not_served():
    with pytest.raises(InputError, match="names no Content-Security-Policy"):
        page.PageServer("<!doctype html>")


def test_an_export_with_the_studio_is_a_page_alone(lizard, tmp_path, capsys, monkeypatch):
    place = tmp_path / "page.html"
    assert cli.run(["export", str(LIZARD), "--to", "html", "--studio", "--out", str(place)]) == 0
    assert place.stat().st_size <= page.LARGEST_STUDIO_BYTES
    assert "worker-src blob:" in document.policy_of(place.read_text("utf-8"))
    monkeypatch.chdir(tmp_path)
    for flags in ([], ["--studio"]):  # neither takes the other's name
        assert cli.run(["export", str(LIZARD), "--to", "html", *flags]) == 0
    assert {file.name for file in tmp_path.iterdir()} >= {
        "lizard-small-regenerating.html",
        "lizard-small-regenerating-studio.html",
    }
    assert cli.run(["export", str(LIZARD), "--to", "safetensors", "--studio", "--out", str(tmp_path / "x")]) == 2
    assert "has no page to draw in; use --to html --studio" in capsys.readouterr().err
