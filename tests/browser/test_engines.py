"""Every engine of the page in a real browser, against what Python has stored: the same organism, everywhere."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest
from helpers import relative_error
from make_golden import GOLDEN, NAMES, ORGANISM

from blastema import load_organism
from blastema.training import damage

KINDS = ("plain", "wasm", "webgl2", "webgl2-half")
EXACT = KINDS[:3]
"""Those that compute in float32; half precision is held to the error E and to survival only."""
TOLERANCE = 1e-4
FILE = base64.b64encode(ORGANISM.read_bytes()).decode("ascii")


@pytest.fixture
def engines(page, bundle):
    """Asks the engines in the page: ``engines("create", kind, ...)`` and so on; see web/tests/browser_harness.ts."""
    page.goto("about:blank")
    page.add_script_tag(path=str(bundle("tests/browser_harness.ts")))

    def ask(verb: str, *arguments: Any) -> Any:
        return page.evaluate("([verb, list]) => engines[verb](...list)", [verb, list(arguments)])

    return ask


def pack(state: np.ndarray, step: int = 0) -> dict[str, Any]:
    height, width, channels = state.shape
    return {
        "height": height,
        "width": width,
        "channels": channels,
        "state": base64.b64encode(np.ascontiguousarray(state, "<f4").tobytes()).decode("ascii"),
        "species": base64.b64encode(bytes(height * width)).decode("ascii"),
        "step": step,
    }


def state_of(packed: dict[str, Any]) -> np.ndarray:
    flat = np.frombuffer(base64.b64decode(packed["state"]), "<f4")
    return flat.reshape(packed["height"], packed["width"], packed["channels"])


def mask_text(mask: np.ndarray) -> str:
    return base64.b64encode(mask.astype(np.uint8).tobytes()).decode("ascii")


def created(engines, kind: str, grid: tuple[int, int], files=(FILE,), **settings: Any) -> int:
    world = {"height": grid[0], "width": grid[1]}
    obstacle = engines("obstacle", kind, list(files), world)
    assert obstacle is None, obstacle
    index = engines("create", kind, list(files), world, settings)
    assert engines("kind", index) == kind
    return index


@pytest.mark.parametrize("kind", ["plain", "wasm"])
def test_it_keeps_the_contract(engines, page, kind):
    """The cases that Node's tests run as well; those of WebGL are in test_webgl.py."""
    files = {
        file.name: base64.b64encode(file.read_bytes()).decode("ascii")
        for file in GOLDEN.iterdir()
        if file.suffix in (".npz", ".safetensors")
    }
    page.evaluate("(files) => { engines.golden = files; }", files)
    broken = {name: what for name in engines("contract", kind) if (what := engines("keeps", kind, name))}
    assert not broken


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", EXACT)
def test_golden_trajectories_are_repeated(engines, kind, name):
    with np.load(GOLDEN / f"trajectory-{name}.npz", allow_pickle=False) as file:
        stored = {key: file[key] for key in file.files}
    start, first = stored["start"], int(stored["first_step"])
    settings = {
        "boundary": stored["boundary"].item(),
        "fireRate": float(stored["fire_rate"]),
        "angle": float(stored["angle"]),
        "seed": int(stored["fire_seed"]),
    }
    index = created(engines, kind, start.shape[:2], **settings)
    engines("write", index, pack(start, first))
    done = 0
    for step, expected in zip(stored["at"], stored["states"], strict=True):
        # On from the engine's own state, so that its errors add up.
        found = engines("step", index, int(step) - done)
        done = int(step)
        assert found["step"] == first + done
        state = state_of(found)
        np.testing.assert_array_equal((state != 0).any(axis=-1), (expected != 0).any(axis=-1))
        assert relative_error(state, expected) < TOLERANCE


@pytest.mark.parametrize("kind", KINDS)
def test_it_grows_persists_and_heals_as_in_python(engines, kind):
    organism = load_organism(ORGANISM)
    target = organism.target.array

    def error(packed: dict[str, Any]) -> float:
        return float(np.log10(((state_of(packed)[..., :4] - target) ** 2).mean()))

    index = created(engines, kind, organism.grid, seed=99)
    engines("write", index, pack(np.asarray(organism.seed())))
    grown = engines("step", index, 200)
    assert error(grown) < -4
    for name in ("left", "bottom"):
        engines("write", index, grown)
        engines("paint", index, mask_text(damage.cut(name, *organism.grid)), {"kind": "erase"})
        wounded = engines("step", index, 0)
        assert not state_of(wounded)[damage.cut(name, *organism.grid)].any()
        assert error(wounded) > -3
        assert error(engines("step", index, 300)) < -3.5
    engines("write", index, grown)
    assert error(engines("step", index, 800)) < -3.5


@pytest.mark.parametrize(("kind", "side"), [("wasm", 512), ("webgl2", 128)])
def test_large_worlds_have_the_same_cells(engines, kind, side):
    """An organism across the corner of a torus and one far from it, as the plain engine has them.

    512 cells a side are the most that the page offers; a graphics card emulated in software would take minutes there.
    """
    organism = load_organism(ORGANISM)
    state = np.zeros((side, side, organism.automaton.channels), np.float32)
    state[0, 0, 3:] = state[side // 2, side // 3, 3:] = 1
    found = []
    for one in (kind, "plain"):
        index = created(engines, one, (side, side), boundary="torus", seed=5)
        engines("write", index, pack(state))
        found.append(state_of(engines("step", index, 20)))
        engines("dispose", index)
    assert (found[0][-8:, -8:, 3] > 0.1).any(), "it has grown across the corner"
    np.testing.assert_array_equal((found[0] != 0).any(axis=-1), (found[-1] != 0).any(axis=-1))
    assert relative_error(found[0], found[-1]) < TOLERANCE
