"""Pictures that move as files: animations, folders of frames, what is refused; run folders, organism files, flags."""

from __future__ import annotations

import base64
import json

import jax
import numpy as np
import planted
import pytest
from organism_files import VERSION_2, changed, description, setting
from PIL import Image
from training_helpers import tiny, tiny_flags

from blastema import cli
from blastema.automaton import CellularAutomaton
from blastema.config import Config, Part, TargetConfig
from blastema.config import file as config_file
from blastema.errors import FileFormatError, InputError
from blastema.fitting import fitted
from blastema.fitting import planted as with_places
from blastema.formats import organism_file
from blastema.objective import Measure, PictureObjective
from blastema.registry import OBJECTIVES
from blastema.runs.folder import Run
from blastema.targets import Target, load_target
from blastema.training import parts
from blastema.training.curricula import curriculum_of


def objective_of(target, config, loss=None):
    """What a training by this config wants."""
    curriculum = curriculum_of(config.training, target.size)
    life = CellularAutomaton.initial(config.automaton, jax.random.key(0)).life
    return parts.objective_of(target, config, curriculum, life, loss)


COLOURS = ((255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255))


def frames(width=12, height=12):
    """Three squares, each of its own colour and two pixels further to the right than the one before it."""
    images = []
    for number, colour in enumerate(COLOURS):
        image = Image.new("RGBA", (width, height))
        image.paste(colour, (2 + 2 * number, 4, 6 + 2 * number, 8))
        images.append(image)
    return images


def animated(path, images=None, **options):
    images = images or frames()
    kinds = {".webp": {"lossless": True}, ".gif": {"disposal": 2}}
    options = {"duration": 100} | kinds.get(path.suffix, {}) | options
    images[0].save(path, save_all=True, append_images=images[1:], **options)
    return path


def moving(picture, **settings) -> Target:
    return load_target(picture, **({"size": 8, "padding": 2, "motion": "cycle"} | settings))


@pytest.mark.parametrize("suffix", ["gif", "webp", "png", "apng"])
def test_all_frames_of_an_animation_in_one_geometry(tmp_path, suffix):
    target = moving(animated(tmp_path / f"walk.{suffix}"), pixel_art=True)
    assert target.motion is not None
    assert (target.name, target.grid, target.motion.count, target.motion.stride) == ("walk", (12, 12), 3, (0, 0))
    # What is trimmed is empty in all frames: 8 x 4 pixels are left, and each square is where it was in them.
    for number, (frame, colour) in enumerate(zip(target.motion.frames, COLOURS, strict=True)):
        rows, columns = np.nonzero(frame[..., 3])
        assert (rows.min(), rows.max(), columns.min(), columns.max()) == (2, 5, 2 * number, 2 * number + 3)
        assert tuple(frame[3, 2 * number]) == colour
    assert any("8 x 4 of 12 x 12 pixels" in note for note in target.notes)
    np.testing.assert_array_equal(target.pixels, target.motion.frames[0])
    np.testing.assert_array_equal(target.frames[1], target.due(8))  # steps per frame: 8
    np.testing.assert_array_equal(target.due(30), target.frames[0])


def test_a_folder_is_read_in_the_order_in_which_people_count(tmp_path):
    for number, image in zip((9, 10, 1), frames(), strict=True):
        image.save(tmp_path / f"step {number}.png")
    (tmp_path / "notes.txt").write_text("not a picture")
    target, listed = moving(tmp_path, pixel_art=True), moving(frames(), pixel_art=True)
    assert target.motion is not None
    assert listed.motion is not None
    np.testing.assert_array_equal(target.motion.frames, listed.motion.frames[[2, 0, 1]])


def test_a_walk_has_a_stride_and_says_which():
    target = moving(frames(), motion="walk")
    assert target.motion is not None
    assert target.motion.stride == (0, 4)
    assert any("4 cells to the right per cycle" in note for note in target.notes)
    further = moving(frames(), motion="walk", stride=(-3, 1), steps_per_frame=2)
    assert further.motion is not None
    assert (further.motion.stride, further.motion.cycle) == ((1, -3), 6)
    np.testing.assert_array_equal(further.due(6), np.roll(further.frames[0], (1, -3), (0, 1)))


def test_frames_that_last_differently_are_said_to_be_due_alike(tmp_path):
    target = moving(animated(tmp_path / "a.gif", duration=[40, 200, 40]))
    assert any("last 40 to 200 ms" in note for note in target.notes)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: frames()[:1], "the frames has one picture, which does not move; expected 2 to 64 frames"),
        (lambda folder: "🦎", "🦎 has one picture, which does not move"),
        (lambda folder: [*frames(), *frames(14)], "differ in size, 12 x 12 and 14 x 12; expected one size"),
        (lambda folder: frames() * 22, "has 66 frames; expected 2 to 64"),
        (lambda folder: folder, "has 0 frames; expected 2 to 64 frames: an animated GIF, WebP or PNG, or a folder"),
        (lambda folder: folder / "no.gif", "no.gif"),
        (lambda folder: [*frames(), Image.new("RGBA", (12, 12))], "frame 4: the picture is fully transparent"),
    ],
)
def test_what_does_not_move_is_refused(tmp_path, make, message):
    with pytest.raises(InputError, match=message):
        moving(make(tmp_path))


def test_a_background_is_taken_from_all_frames_or_from_none():
    on_paper = [Image.alpha_composite(Image.new("RGBA", image.size, "white"), image) for image in frames()]
    cleared = moving(on_paper, pixel_art=True)
    np.testing.assert_array_equal(cleared.frames, moving(frames(), pixel_art=True).frames)
    with pytest.raises(InputError, match=r"1 of 3 frames have a plain background.*--background keep"):
        moving([*frames()[:2], on_paper[2]])
    assert moving([*frames()[:2], on_paper[2]], background="keep").motion is not None


def test_a_list_is_no_picture_that_stands_still():
    with pytest.raises(InputError, match="3 pictures are given; expected one, or frames with motion cycle or walk"):
        load_target(frames(), size=8)


# --- settings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"motion": "run"}, "motion is 'run'; expected one of still, cycle, walk"),
        ({"motion": "cycle", "stride": (4, 0)}, r"stride is \(4, 0\); expected 0 0 with motion cycle"),
        ({"stride": (4, 0)}, r"stride is \(4, 0\); expected 0 0 with motion still"),
        ({"steps_per_frame": 4}, "steps-per-frame is 4; expected 8 for a still picture"),
        ({"motion": "walk", "stride": (2000, 0)}, "expected RIGHT DOWN"),
        ({"motion": "walk", "steps_per_frame": 0}, "steps-per-frame is 0; expected a whole number from 1 to 1000"),
    ],
)
def test_settings_that_do_not_fit_are_refused(settings, message):
    with pytest.raises(InputError, match=message):
        TargetConfig(**settings)


def test_a_walk_wants_a_torus_and_time_and_no_signal():
    config = tiny(motion="walk", steps_per_frame=4, stride=(3, 0))
    target = load_target(frames(), config.target)
    with pytest.raises(InputError, match=r"frames walks, but the boundary is zero.*Use --boundary torus"):
        objective_of(target, config)
    torus = config.replace(boundary="torus")
    assert objective_of(target, torus).labels == 3
    with pytest.raises(InputError, match="episodes have 3 steps, but the next frame is due after 4"):
        objective_of(target, torus.replace(steps=(3, 9)))
    with pytest.raises(InputError, match="the signal has 2 numbers, but frames moves"):
        objective_of(target, torus.replace(signal=2))


class Last(PictureObjective):
    """An objective from outside that wants the last frame of a motion, at its own pace."""

    @classmethod
    def initial(cls, frames, motion, power, pace=1.0):
        return cls(frames[-1:], measure=Measure(power=power), times=((motion.steps_per_frame, pace),))


def test_an_objective_from_outside_may_be_of_motion():
    config = tiny(motion="cycle", steps_per_frame=4, loss_power=0.5)
    target = load_target(frames(), config.target)
    OBJECTIVES.add("last", Last)
    try:
        named = config.replace(objective=Part("last", {"pace": 0.25}))
        assert config_file.from_json(config_file.to_json(named)) == named
        made = objective_of(target, named)
        assert type(made) is Last
        assert (made.times, made.measure.power) == (((4, 0.25),), 0.5)
        np.testing.assert_array_equal(made.pictures, target.frames[-1:])
        still = tiny(objective="last")
        with pytest.raises(
            InputError, match=r"the objective is last \(pace 1.0\), which takes frames, but lizard does not"
        ):
            objective_of(load_target("🦎", still.target), still)
    finally:
        OBJECTIVES.remove("last")
    with pytest.raises(InputError, match="frames moves, which needs an objective that takes frames"):
        objective_of(target, config.replace(objective="texture"))


def test_episodes_have_time_for_growth_and_a_cycle():
    config = tiny(motion="cycle", steps_per_frame=5)
    longer, notes = fitted(config, load_target(frames(), config.target))
    assert longer.training.phases[0].steps[0] >= 15 + 4
    assert "a cycle of 15 steps fit in" in notes[0]


def test_a_run_knows_its_stride_and_older_configs_stand_still():
    config = tiny(motion="walk", boundary="torus")
    assert with_places(config, load_target(frames(), config.target)).target.stride == (4, 0)
    old = json.loads(config_file.to_json(Config()))
    for name in ("motion", "steps_per_frame", "stride"):
        del old["target"][name]
    assert config_file.from_json(json.dumps(old)) == Config()
    assert config_file.from_json(config_file.to_json(config)) == config


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def walker(tmp_path):
    """The file of a walker."""
    organism_file.save(planted.walks(steps_per_frame=3, stride=-2), tmp_path / "walker.safetensors")
    return tmp_path / "walker.safetensors"


def test_an_organism_file_keeps_the_frames_their_pace_and_the_stride(walker):
    read = organism_file.load(walker)
    assert read.target is not None
    assert read.target.motion is not None
    assert (read.target.motion.steps_per_frame, read.target.motion.stride) == (3, (0, -2))
    np.testing.assert_array_equal(read.target.frames, planted.walks().target.frames)
    assert organism_file.dumps(read) == walker.read_bytes()
    # Readers that know no motion would take it for one that stands still: the version says that it is newer.
    assert description(walker.read_bytes())["version"] == 3
    assert description(organism_file.dumps(planted.still()))["version"] == 2
    assert organism_file.load(VERSION_2).target.motion is None


@pytest.mark.parametrize(
    ("where", "value", "message"),
    [
        (("steps_per_frame",), 0, "steps_per_frame 0 .*expected 1 to 1000"),
        (("stride",), [1], r"stride \[1\]; expected"),
        (("stride",), [0, 5000], "at most 1024 cells"),
        (("png",), None, "the frames"),
        (("png",), "aGVsbG8=", "PNG"),
        ((), 7, "the motion has steps_per_frame None"),
    ],
)
def test_a_motion_that_is_not_sound_is_refused(walker, where, value, message):
    with pytest.raises(FileFormatError, match=message):
        organism_file.loads(changed(walker, setting("target", "motion", *where, value=value)))


@pytest.mark.parametrize(
    ("height", "message"),
    [(2, "the first of the frames is not the target's picture"), (1, "expected 2 to 64 of 1 x 1, one below the other")],
)
def test_frames_of_another_picture_are_refused(walker, tmp_path, height, message):
    Image.new("RGBA", (1, height), "blue").save(tmp_path / "wrong.png")
    text = base64.b64encode((tmp_path / "wrong.png").read_bytes()).decode()
    with pytest.raises(FileFormatError, match=message):
        organism_file.loads(changed(walker, setting("target", "motion", "png", value=text)))


def test_a_run_folder_keeps_them_too(tmp_path):
    config = tiny(motion="walk", boundary="torus", steps_per_frame=3, stride=(3, -1))
    target = load_target(frames(), config.target)
    Run.create(target, config, tmp_path / "run")
    again = Run.open(tmp_path / "run").target
    assert again.motion is not None
    assert (again.motion.steps_per_frame, again.motion.stride) == (3, (-1, 3))
    np.testing.assert_array_equal(again.frames, target.frames)
    (tmp_path / "run" / "frames.png").unlink()
    with pytest.raises(InputError, match=r"frames\.png"):
        Run.open(tmp_path / "run")


def test_the_command_line_puts_a_walk_on_a_torus(tmp_path, capsys):
    picture = animated(tmp_path / "walk.gif")
    moves = ["--motion", "walk", "--steps-per-frame", "3"]
    for more, boundary in (([], "torus"), (["--boundary", "zero"], "zero")):
        assert cli.run(["grow", str(picture), *tiny_flags(), *moves, *more, "--dry-run"]) == 0
        config = json.loads(capsys.readouterr().out)
        assert config["automaton"]["boundary"] == boundary
        assert config["target"]["stride"] == [4, 0]


def test_info_says_how_it_moves(walker, capsys):
    assert cli.run(["info", str(walker)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "motion 4 frames, 3 steps each, -2 cells to the right and 0 down per cycle" in said
