"""``blastema export`` to each of its formats, and what it says of an organism in the article's demo."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import jax
import numpy as np
import planted
import pytest
from organism_files import assert_same
from page_assets import stand_in
from PIL import Image
from two_pictures import two_pictures

from blastema import cli, formats, page, registry, zoo
from blastema.automaton import CellularAutomaton
from blastema.cli import naming
from blastema.config import AutomatonConfig
from blastema.errors import InputError
from blastema.formats import demo, distill, organism_file
from blastema.organism import Organism
from blastema.zoo.loading import load_organism

LIZARD = Path(__file__).parent / "golden" / "lizard-small.safetensors"
REAL = Path(__file__).resolve().parents[2] / "shared" / "distill"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder to work in, with a small lizard; the page's assets are a stand-in."""
    assets = tmp_path / "assets"
    assets.mkdir()
    stand_in(assets, monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lizard.safetensors").write_bytes(LIZARD.read_bytes())
    return tmp_path


def export(capsys, *words: str, code: int = 0) -> str:
    found = cli.run(["export", *words])
    said = capsys.readouterr()
    assert found == code, said
    return said.out + said.err


def of_regime(place, regime: str) -> str:
    organism = dataclasses.replace(load_organism(LIZARD), provenance={"regime": regime})
    organism_file.save(organism, place / "other.safetensors")
    return "other.safetensors"


def test_html_is_the_page_and_its_size_is_told(place, capsys):
    said = export(capsys, "lizard.safetensors", "--to", "html")
    file = place / "lizard-small-regenerating.html"
    assert file.read_text("utf-8") == page.build([load_organism(LIZARD)], packed=True)
    assert said.splitlines() == [
        f"lizard-small-regenerating.html: {file.stat().st_size:,} bytes",
        "note: open it in any browser; it needs no network",
    ]


def test_a_large_page_is_told(place, capsys):
    config = AutomatonConfig(channels=48, hidden=(512,))
    organism = Organism(CellularAutomaton.initial(config, jax.random.key(0)), "large", (72, 72))
    organism_file.save(organism, place / "large.safetensors")
    said = export(capsys, "large.safetensors", "--to", "html")
    assert "is more than the recommended 150,000 bytes for a page" in said
    assert f"this organism has {organism.automaton.parameters:,} parameters" in said


def test_a_gif_grows_is_wounded_and_heals(place, capsys):
    said = export(capsys, "lizard.safetensors", "--to", "gif")
    assert "it grows, loses its left half at step 200 and is shown until step 400" in said
    with Image.open(place / "lizard-small-regenerating.gif") as film:
        assert film.n_frames > 150
        ink = []
        for frame in range(film.n_frames):
            film.seek(frame)
            ink.append(int((np.asarray(film.convert("L")) < 250).sum()))
    assert ink[0] < 0.01 * max(ink)
    fall = int(np.argmin(np.diff(ink)))
    assert ink[fall + 1] < 0.7 * ink[fall]
    assert ink[-1] > 0.9 * ink[fall]


def test_a_strip_has_the_wound_and_the_step_before_it(place, capsys):
    export(capsys, "lizard.safetensors", "--to", "png-strip")
    with Image.open(place / "lizard-small-regenerating.png") as strip:
        assert strip.width > 8 * strip.height


@pytest.mark.long
def test_a_video(place, capsys):
    export(capsys, "lizard.safetensors", "--to", "mp4", "--out", "film.mp4")
    assert (place / "film.mp4").read_bytes()[4:8] == b"ftyp"


@pytest.mark.parametrize("regime", ["growing", "persistent"])
def test_those_that_never_learned_to_heal_are_not_wounded(place, capsys, regime):
    said = export(capsys, of_regime(place, regime), "--to", "png-strip", "--out", "strip.png")
    assert f"without a wound: its regime is {regime}; render shows it with one (--cut left@200)" in said


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--to", "html", "--out", "lizard.safetensors"], "lizard.safetensors already exists; choose another --out"),
        (["--to", "gif", "--out", "film.mp4"], "--out is film.mp4, but --to gif writes a .gif file"),
        (["--to", "png-strip", "--out", "no/strip.png"], "there is no folder no"),
        (["--to", "html", "--out", "no/page.html"], "there is no folder no"),
    ],
)
def test_what_cannot_be_written_is_told_and_nothing_is(place, capsys, words, message):
    before = sorted(place.rglob("*"))
    assert message in export(capsys, "lizard.safetensors", *words, code=2)
    assert sorted(place.rglob("*")) == before


def test_overwrite_replaces(place, capsys):
    (place / "page.html").write_text("old")
    export(capsys, "lizard.safetensors", "--to", "html", "--out", "page.html", "--overwrite")
    assert (place / "page.html").stat().st_size > 1000


def test_without_the_built_page_html_is_refused_and_nothing_written(place, capsys):
    (place / "assets" / "page.js").unlink()
    said = export(capsys, "lizard.safetensors", "--to", "html", code=2)
    assert "the page has not been built: page.js is missing" in said
    assert not list(place.glob("*.html"))


@pytest.mark.long
def test_a_web_model_is_run_as_the_demo_would(place, capsys):
    said = export(capsys, "lizard.safetensors", "--to", "distill")
    assert "within the ±10 that the demo can represent" in said
    assert "WARNING" not in said
    assert "it never reaches that grid's edge" in said
    assert "the demo keeps alpha = 0.1 alive" in said


def growing_by(amount: float, **settings) -> bytes:
    """A web model that adds ``amount`` to all channels of each living cell that fires."""
    config = AutomatonConfig(channels=4, hidden=(4,), **settings)
    (weight, bias), (last_weight, _) = CellularAutomaton.initial(config, jax.random.key(0)).update.layers
    automaton = planted.with_layers(config, ((weight, bias), (last_weight, np.full(4, amount))))
    return distill.dumps(Organism(automaton, "growing", (9, 9)))[0]


def test_leaving_the_demos_range_is_warned_of_with_the_step():
    found = demo.demo_run(growing_by(3.0), steps=20)
    # The seed's cell starts at 1 and gains 3 each time it fires: 13 at the fourth time.
    assert found.left_at is not None
    assert 4 <= found.left_at <= 20
    assert found.largest > 10
    text = " ".join(found.notes())
    assert text.startswith("WARNING: the state's largest magnitude in 1000 steps")
    assert f"96 x 96 torus is {found.largest:.1f}" in text
    assert f"from step {found.left_at} on" in text


def test_reaching_the_edge_of_the_demos_torus_is_told():
    found = demo.demo_run(growing_by(0.2), steps=150)
    # It spreads by less than a cell a step from row 47; by more than a third of one.
    assert found.touched_at is not None
    assert 47 <= found.touched_at <= 141
    assert f"it reaches that grid's edge at step {found.touched_at} and continues across it" in found.notes()


def test_what_dies_in_the_demo_is_told():
    found = demo.demo_run(growing_by(-1.0), steps=10)
    assert not found.alive
    assert any("nothing is alive there" in note for note in found.notes())


@pytest.mark.skipif(not REAL.is_dir(), reason="the article's files (shared/distill) are not beside this checkout")
def test_the_articles_own_lizard_stays_in_its_demos_range():
    found = demo.demo_run((REAL / "ex3_lizard.json").read_bytes())
    assert found.left_at is None
    assert 5 < found.largest < 10
    assert found.alive
    assert found.touched_at is None


# --- by their names, from Python --------------------------------------------------------------------------------------


def test_exports_of_every_built_in_kind(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "demo_run", lambda data: demo.DemoRun(1.0, None, None, alive=True))
    organism = Organism(CellularAutomaton.initial(AutomatonConfig(), jax.random.key(0)), "new", (9, 9))
    endings = {"safetensors": ".safetensors", "distill": ".json", "html": ".html", "gif": ".gif", "png-strip": ".png"}
    starts = {"distill": b"[{", "html": b"<!", "gif": b"GIF8", "png-strip": b"\x89PNG"}
    for kind, ending in endings.items():
        notes = formats.export(organism, tmp_path / f"new{ending}", kind)
        assert all(isinstance(note, str) for note in notes)
        data = (tmp_path / f"new{ending}").read_bytes()
        assert data.lower().startswith(starts.get(kind, b"").lower())
    assert_same(load_organism(tmp_path / "new.safetensors"), organism)
    assert set(endings) | {"mp4"} <= set(registry.EXPORTERS.names)


@pytest.mark.parametrize(
    ("kind", "name", "message"),
    [
        ("gif", "a.mp4", r"a.mp4 ends in '.mp4'; expected .gif"),
        ("mp4", "a", r"a ends in 'nothing'; expected .mp4"),
        ("htm", "a.htm", "there is no exporter 'htm'. Did you mean html?"),
        ("docx", "a.docx", "there is no exporter 'docx'. Known: safetensors, distill, html"),
    ],
)
def test_exports_that_cannot_be_are_refused(kind, name, message, tmp_path):
    organism = Organism(CellularAutomaton.initial(AutomatonConfig(), jax.random.key(0)), "new", (9, 9))
    with pytest.raises(InputError, match=message.replace("?", r"\?")):
        formats.export(organism, tmp_path / name, kind)
    assert list(tmp_path.iterdir()) == []


def test_a_film_of_digits_does_not_say_that_they_grow(tmp_path, capsys):
    digits = Path(__file__).parents[1] / "examples" / "classifying" / "digits.safetensors"
    said = export(capsys, str(digits), "--to", "png-strip", "--out", str(tmp_path / "digits.png"))
    assert "it grows" not in said
    assert "in the colours of the digits they vote for; the page (--to html) has their numbers" in said


@pytest.mark.parametrize("form", ["numpy", "torch", "onnx", "c", "integer", "distill"])
@pytest.mark.long
def test_formats_of_one_picture_say_which_one_it_is(form, tmp_path):
    notes = formats.export(two_pictures().told("mirrored"), tmp_path / "it", form)
    assert any("always grows this picture (mirrored, one of its 2 pictures)" in note for note in notes)


EXAMPLES = Path(__file__).parents[1] / "examples"
FILES = ("safetensors", "html", "gif", "mp4", "png-strip")
PROGRAMS = ("numpy", "torch", "onnx")
ENDINGS = {
    "safetensors": ".safetensors",
    "integer": ".safetensors",
    "distill": ".json",
    "html": ".html",
    "gif": ".gif",
    "mp4": ".mp4",
    "png-strip": ".png",
}
"""Of files; the other formats are folders."""


@pytest.mark.parametrize(
    ("source", "able"),
    [
        ("classifying/digits", FILES),
        ("voxels/mushroom", FILES),
        ("textures/labyrinth", (*FILES, *PROGRAMS)),
        ("its signal in the seed", ("safetensors", "gif", "mp4", "png-strip")),
        pytest.param(
            "many channels", ("safetensors", "distill", *FILES[1:], "integer", *PROGRAMS), marks=pytest.mark.long
        ),
    ],
)
def test_a_refusal_names_the_formats_that_hold_the_organism(source, able, place, capsys):
    pytest.importorskip("onnx")
    path = EXAMPLES / f"{source}.safetensors"
    if not path.exists():
        path = place / "made.safetensors"
        organism_file.save(of_its_kind(source), path)
    for kind in ("distill", "html", "integer", "c", *PROGRAMS):
        out = place / f"it{ENDINGS.get(kind, '')}"
        words = ("export", str(path), "--to", kind, "--out", str(out), "--overwrite")
        assert cli.run(list(words)) == (0 if kind in able else 2), kind
        said = capsys.readouterr().err
        assert said == "" or said.endswith(f"Formats for this organism (--to): {', '.join(able)}.\n")
        assert out.exists() == (kind in able)
        shutil.rmtree(out, ignore_errors=True)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        *((kind, name) for kind in ENDINGS for name in ("new.xyz", "new", "lizard.onnx")),
        *((kind, name) for kind in ("c", *PROGRAMS) for name in ("new.ONNX", "new.npz", "lizard.safetensors")),
        ("html", "lizard.safetensors"),
        ("safetensors", "new.html"),
        ("integer", "new.gif"),
    ],
)
def test_nothing_is_written_under_a_name_that_misleads_about_it(kind, name, place, capsys):
    before = sorted(place.iterdir())
    said = export(capsys, "🦎", "--to", kind, "--out", name, "--overwrite", code=2)
    ending = ENDINGS.get(kind)
    wanted = f"a {ending} file; let its name end in {ending}." if ending else "a folder; leave ."
    assert f"--out is {name}, but --to {kind} writes {wanted}" in said
    assert sorted(place.iterdir()) == before
    assert (place / "lizard.safetensors").read_bytes() == LIZARD.read_bytes()


@pytest.mark.parametrize("kind", ["safetensors", "integer", "distill", "html", "png-strip", "c", "numpy"])
def test_a_place_where_nothing_can_be_written_is_told_before_anything_is_computed(kind, place, capsys, monkeypatch):
    monkeypatch.setattr("blastema.zoo.loading.load_organism", None)
    name = f"no/it{ENDINGS.get(kind, '')}"
    what = "written" if kind in ENDINGS else "made"
    said = export(capsys, "🦎", "--to", kind, "--out", name, code=2)
    assert f"{name} cannot be {what}: there is no folder no. Make it first." in said


def test_endings_may_be_in_capitals(place, capsys):
    export(capsys, "🦎", "--out", "LIZARD.SAFETENSORS")
    assert (place / "LIZARD.SAFETENSORS").exists()


def test_an_added_exporter_writes_under_any_name(place, capsys):
    registry.EXPORTERS.add("text", lambda organism, path: (path.write_text(organism.name), "as text")[1:])
    try:
        assert "as text" in export(capsys, "🦎", "--to", "text", "--out", "it.txt")
    finally:
        registry.EXPORTERS.remove("text")


def of_its_kind(words: str) -> Organism:
    seeded = words == "its signal in the seed"
    config = AutomatonConfig(channels=8 if seeded else 88, hidden=(4,))
    rule = CellularAutomaton.initial(config, jax.random.key(0))
    if seeded:
        return dataclasses.replace(two_pictures(), automaton=rule)
    return dataclasses.replace(organism_file.load(LIZARD), automaton=rule)


@pytest.mark.parametrize("name", ["🦎", "lizard-growing", "lizard-persistent", "lizard-merging", "lizard-in-step"])
def test_without_a_name_files_are_named_after_organism_and_regime(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.run(["export", name]) == 0
    assert [file.name for file in tmp_path.iterdir()] == [zoo.find(name).path.name]


def test_no_two_organisms_of_the_zoo_have_one_default_name():
    organisms = [load_organism(entry.path) for entry in zoo.entries()]
    stems = [naming.stem_of(organism) for organism in organisms]
    assert len(set(stems)) == len(stems)
    assert stems == [entry.stem for entry in zoo.entries()]


def test_a_regime_that_is_none_is_not_part_of_a_path():
    lizard = load_organism(LIZARD)
    for regime in ("../up", 7, "regenerating/.."):
        told = dataclasses.replace(lizard, provenance={"regime": regime})
        assert naming.stem_of(told) == lizard.name
    assert naming.stem_of(dataclasses.replace(lizard, provenance={})) == lizard.name
