"""Training from a perturbed picture: start states, levels, loss and gradient beside plain NumPy; resumed to the bit."""

from __future__ import annotations

import dataclasses
import functools
from functools import partial
from zlib import crc32

import jax
import jax.numpy as jnp
import judge
import numpy as np
import pytest
from helpers import judged, quickly_compiled, random_automaton
from training_helpers import TINY

from blastema import cli, engines
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig, Config, PerturbedConfig
from blastema.config import file as config_file
from blastema.config.presets import perturbed
from blastema.errors import InputError
from blastema.life import NeighbourhoodLife, OwnAlphaLife
from blastema.objective import Measure
from blastema.targets import Target
from blastema.training import Trainer
from blastema.training.curricula import Scene, Start, curriculum_of
from blastema.training.guards import JUMP_PATIENCE, Figures, Guards
from blastema.training.iteration import stream
from blastema.training.perturbed import AbsoluteAndSquared, Perturbed
from blastema.training.snapshots import MemoryCheckpoints

ENGINES = ["jax"] + (["native"] if engines.native_obstacle() is None else [])
SIDE, CHANNELS, BATCH = 26, 8, 3
SPRITE = AutomatonConfig(
    channels=CHANNELS,
    filters=("identity", "mean", "gradients_typo"),
    update="replacing",
    activation="atan",
    hidden=(16,),
    life="own-alpha",
    fire_per="channel",
    fire_rate=0.9,
)


def picture() -> np.ndarray:
    """A target [SIDE, SIDE, 4]: a disc of random colours."""
    random = np.random.default_rng(2)
    rows, columns = np.mgrid[:SIDE, :SIDE] - SIDE // 2
    target = random.random((SIDE, SIDE, 4)) * (rows**2 + columns**2 < 70)[..., None]
    target[..., 3] = np.sqrt(target[..., 3])
    return target.astype(np.float32)


def drawn(curriculum: Perturbed, level: int) -> Start:
    """What the curriculum starts an episode from at a level, at iteration 5 of the run of seed 3."""
    states, steps = _drawn(curriculum)(jnp.int32(level))
    return Start(states, jnp.zeros(BATCH, jnp.int32), jnp.arange(BATCH), jnp.float32(0), steps)


@functools.cache
def _drawn(curriculum: Perturbed):
    """Compiled once for all levels."""
    objective = curriculum.objective(jnp.asarray(picture())[None], Measure(), OwnAlphaLife())
    seed = jnp.zeros((SIDE, SIDE, CHANNELS))
    keys = partial(stream, 3, jnp.uint32(5), jnp.uint32(0))
    scene = Scene(seed, objective, 0.1, jnp.uint32(5), jnp.float32(0), jnp.asarray((2, 17)))

    def draw(level: jax.Array) -> tuple[jax.Array, jax.Array]:
        start = curriculum.draw(curriculum.memory(seed, 1)._replace(level=level), scene, keys)
        assert start.fire_rate == curriculum.training_fire_rate
        assert start.steps is not None
        return start.states, start.steps

    return quickly_compiled(draw)


def key_of(name: str) -> jax.Array:
    """The key of a stream of that iteration, by the documented rule."""
    key = jax.random.key(3)
    for word in (5, 0, crc32(name.encode()) | 1 << 31):
        key = jax.random.fold_in(key, np.uint32(word))
    return key


def expected_start(noise: float, radius: float, bite: float) -> np.ndarray:
    """The start states once more, as the sprites' author makes them: [BATCH, SIDE, SIDE, CHANNELS]."""
    value_key, place_key = jax.random.split(key_of("start noise"))
    shape = (BATCH, SIDE, SIDE, 4)
    values, places = (np.asarray(jax.random.uniform(key, shape)) for key in (value_key, place_key))
    states = np.zeros((BATCH, SIDE, SIDE, CHANNELS))
    states[..., :4] = picture() + values * noise * (places > noise)
    more = np.asarray(jax.random.uniform(key_of("start radius"), (BATCH, 1, 1))).ravel()
    row_key, column_key = jax.random.split(key_of("bite"))
    rows, columns = (np.asarray(jax.random.randint(key, (BATCH, 1, 1), 10, SIDE - 10)) for key in (row_key, column_key))
    xx, yy = np.meshgrid(np.linspace(-SIDE // 2, SIDE // 2, SIDE), np.linspace(-SIDE // 2, SIDE // 2, SIDE))
    for sample in range(BATCH):
        states[sample] *= (np.sqrt(xx**2 + yy**2) <= radius + more[sample])[..., None]
        for row in range(SIDE):
            for column in range(SIDE):
                if np.hypot(row - rows.ravel()[sample], column - columns.ravel()[sample]) <= bite:
                    states[sample, row, column] = 0
    return states


def levels(count: int) -> tuple[float, float, int, float]:
    """Noise, radius, steps and bite after so many gains, by the author's rule: one after the other."""
    noise, radius, steps, bite = 0.01, 64.0, 2, 0.0
    for _ in range(count):
        noise, radius = min(0.2, noise + 0.0005), max(6.0, radius * 0.99)
        steps, bite = min(16, steps + 1), min(4.0, bite + 0.1)
    return noise, radius, steps, bite


@pytest.mark.parametrize("level", [0, 1, 9, 130, 170, 1000])
def test_an_episode_begins_with_the_picture_with_noise_cut_and_bitten(level):
    noise, radius, steps, bite = levels(level)
    start = drawn(Perturbed.initial(BATCH, ("growth", "healing")), level)
    expected = expected_start(noise, radius, bite)
    np.testing.assert_allclose(start.states, expected, rtol=0, atol=1e-6)
    assert (expected[..., :4] != picture()).any()
    assert int(start.steps) == steps + 8


def test_the_task_says_what_becomes_harder():
    noise = levels(200)[0]
    for task, radius, bite, unrolls in (
        ("persistence", 64, 0, 2),
        ("growth", levels(200)[1], 0, 1),
        ("healing", 64, 4, 1),
    ):
        curriculum = Perturbed.initial(BATCH, (task,), training_fire_rate=0.8)
        start = drawn(curriculum, 200)
        np.testing.assert_allclose(start.states, expected_start(noise, radius, bite), rtol=0, atol=1e-6)
        assert int(start.steps) == unrolls * (16 + 8)


def test_a_level_is_gained_when_the_loss_is_low_enough():
    curriculum = Perturbed.initial(1)
    memory = curriculum.memory(jnp.zeros((4, 4, CHANNELS)), 1)
    gained = [int(memory.level)]
    for loss in (0.03, 0.025, np.nan, 0.0, 0.02500001, np.inf):
        memory = curriculum.advance(memory, jnp.float32(loss))
        gained.append(int(memory.level))
    assert gained == [0, 0, 1, 1, 2, 2, 2]


@pytest.mark.parametrize("task", [("persistence",), ("healing", "growth")])
def test_the_picture_is_due_in_the_last_steps_of_each_unroll(task):
    curriculum = Perturbed.initial(BATCH, task)
    objective = curriculum.objective(jnp.asarray(picture())[None], Measure(), OwnAlphaLife())
    wanted = objective.wanted(jnp.zeros(BATCH, jnp.int32), jnp.int32(curriculum.unrolls * 13))
    again = [18, 19, 20, 21, 22, 23, 24, 25] if "persistence" in task else []
    assert wanted.times.tolist() == [5, 6, 7, 8, 9, 10, 11, 12, *again]
    assert wanted.weights.tolist() == [1 / 8] * len(wanted.times)
    assert wanted.which.shape == (BATCH, len(wanted.times))


@pytest.mark.parametrize("life", [OwnAlphaLife(), NeighbourhoodLife()])
def test_the_loss_is_of_absolute_and_squared_errors_of_the_cells_that_are_there(life):
    states = np.random.default_rng(0).random((2, 5, 4, CHANNELS)).astype(np.float32)
    states[..., 3] *= 0.2
    target = np.random.default_rng(1).random((5, 4, 4)).astype(np.float32)
    shown = states[..., :4] * (states[..., 3:4] > 0.1) if isinstance(life, OwnAlphaLife) else states[..., :4]
    expected = (abs(shown - target) + (shown - target) ** 2).mean(axis=(1, 2, 3))
    found = AbsoluteAndSquared(life)(jnp.asarray(states), jnp.asarray(target))
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def losses_by_the_judge(automaton, states, steps, unrolls, fire_seed):
    """The mean over 8 steps of each unroll of |e| + e^2, added up, in float64: [B]."""
    layers, keywords = judged(automaton)
    seeds = [fire_seed + sample for sample in range(len(states))]
    all_of_them = judge.rollout(
        layers, states.astype(np.float64), steps, keywords["options"], seeds, [0] * len(seeds), None
    )
    total, unroll = np.zeros(len(states)), steps // unrolls
    for first in range(0, steps, unroll):
        for done in range(first + unroll - 8, first + unroll):
            now = all_of_them[done]
            error = now[..., :4] * (now[..., 3:4] > 0.1) - picture()
            total += (abs(error) + error**2).mean(axis=(1, 2, 3)) / 8
    return total


@pytest.mark.parametrize(("task", "kernel"), list(zip(["growth", "persistence"], ENGINES, strict=False)))
def test_losses_are_the_judges_with_every_engine(task, kernel):
    automaton = random_automaton(SPRITE, 4, gain=2.0)
    curriculum = Perturbed.initial(BATCH, (task,))
    start = drawn(curriculum, 3)
    losses, _, _ = episode(automaton, curriculum, start, kernel)
    expected = losses_by_the_judge(automaton, np.asarray(start.states), int(start.steps), curriculum.unrolls, 11)
    np.testing.assert_allclose(losses, expected, rtol=1e-4)


def episode(automaton, curriculum, start, kernel):
    objective = curriculum.objective(jnp.asarray(picture())[None], Measure(), automaton.life)
    engine = engines.resolve(kernel, automaton, objective, threads=1)
    conditions = automaton.conditions(Conditions(11 + np.arange(BATCH, dtype=np.uint32)), BATCH)
    wanted = objective.wanted(start.labels, start.steps)
    return jax.jit(lambda a: engine.loss_and_gradient(a, start.states, objective, wanted, start.steps, conditions, 60))(
        automaton
    )


@pytest.mark.long
@pytest.mark.skipif(len(ENGINES) == 1, reason="no native kernel")
def test_gradients_of_both_engines_agree():
    automaton = random_automaton(SPRITE, 4, gain=2.0)
    curriculum = Perturbed.initial(BATCH, ("persistence", "growth", "healing"), held_steps=3)
    start = drawn(curriculum, 160)
    (_, dense, _), (_, native, _) = (episode(automaton, curriculum, start, kernel) for kernel in ENGINES)
    for mine, its in zip(jax.tree.leaves(native), jax.tree.leaves(dense), strict=True):
        assert np.linalg.norm(mine - its) <= 1e-4 * np.linalg.norm(its)
    assert np.linalg.norm(jax.tree.leaves(dense)[0]) > 0


def sprite_config(**settings) -> Config:
    kept = {name: TINY[name] for name in ("size", "padding", "checkpoint_minutes")}
    automaton = dataclasses.asdict(SPRITE)
    values = (
        kept
        | automaton
        | {"iterations": 8, "checkpoint_every": 3, "steps": (2, 5), "batch_size": 2, "held_steps": 2}
        | settings
    )
    return perturbed("article", **values)


def sprite_target(config: Config) -> Target:
    pixels = np.random.default_rng(0).integers(0, 256, (config.target.size,) * 2 + (4,), np.uint8)
    pixels[..., 3] = 255
    return Target(pixels, config.target.padding)


def trained(config: Config, checkpoints=None, until: int | None = None):
    """The trainer after its iterations, or as many as asked for, and the levels on the way."""
    trainer = Trainer(sprite_target(config), config, checkpoints or MemoryCheckpoints())
    found = []
    for event in trainer.events(None, lambda: trainer.iteration == until):
        if hasattr(event, "figures"):
            found.append(event.figures.level)
            if not config.training.weight_decay and len(found) > 1:  # the batch's mean gains a level
                assert found[-1] - found[-2] == (event.figures.loss <= config.training.curriculum.advance_below)
    return trainer, found


@pytest.mark.long
def test_levels_are_kept_in_checkpoints_and_a_break_changes_no_bit():
    config = sprite_config(advance_below=0.3, weight_decay=0.0, task=("growth",), start_radius=(8.0, 2.0, 0.7))
    whole, levels_of_it = trained(config)
    checkpoints = MemoryCheckpoints()
    _, before = trained(config, checkpoints, until=5)
    after, then = trained(config, checkpoints)
    assert levels_of_it == before + then
    assert 2 <= levels_of_it[-1] == int(after.state.memory.level)
    for mine, its in zip(jax.tree.leaves(after.state), jax.tree.leaves(whole.state), strict=True):
        np.testing.assert_array_equal(mine, its)


@pytest.mark.long
def test_the_weights_penalty_is_in_the_gradient_and_in_the_loss_that_gains_levels():
    """The loss of the picture alone is well below 5."""
    trainer, found = trained(sprite_config(advance_below=5.0, weight_decay=0.5, iterations=2))
    assert found == [0, 0]
    gradient = jax.tree.map(jnp.zeros_like, trainer.state.automaton)
    loss, penalised = trainer.episode.optimiser._penalised(jnp.float32(1), gradient, trainer.state.automaton)
    weights = [np.asarray(leaf, np.float64) for leaf in jax.tree.leaves(trainer.state.automaton)]
    assert float(loss) == pytest.approx(1 + 0.5 * sum((weight**2).sum() for weight in weights), rel=1e-5)
    for mine, weight in zip(jax.tree.leaves(penalised), weights, strict=True):
        np.testing.assert_allclose(mine, 2 * 0.5 * weight, rtol=1e-6)


@pytest.mark.long
def test_an_organism_of_it_says_what_it_begins_as():
    config = sprite_config(advance_below=1e3, task=("growth",), start_radius=(8.0, 2.0, 0.5), iterations=2)
    organism = trained(config)[0].organism()
    assert organism.start_radius == 2
    assert organism.provenance["task"] == "growth"
    assert organism.provenance["level"] == 2


def test_the_parameters_are_as_published():
    config = dataclasses.replace(SPRITE, channels=16, hidden=(64,))
    automaton = random_automaton(config, 0)
    assert automaton.parameters == 4176


def test_a_task_that_became_harder_is_no_jump_of_the_loss():
    easy, hard = (Figures(loss, 1.0, 1.0, 0.2, 0, 0.0, level) for loss, level in ((1e-3, 1), (0.1, 60)))
    guards = Guards(0.2, 1)
    for figures in (easy, *[hard] * (2 * JUMP_PATIENCE)):
        guards = guards.after(figures)
        assert guards.trouble(figures) is None
    of_one_task = dataclasses.replace(hard, level=None)
    for _ in range(JUMP_PATIENCE):
        guards = guards.after(of_one_task)
    assert "jumped" in guards.trouble(of_one_task)


def test_the_config_says_all_of_it_and_comes_back():
    config = sprite_config(task=("healing",), bite_radius=(1.0, 3.0, 0.5), training_fire_rate=0.8)
    assert config_file.from_json(config_file.to_json(config)) == config
    curriculum = curriculum_of(config.training, config.target.size)
    assert isinstance(curriculum, Perturbed)
    assert (curriculum.bite_radius, curriculum.training_fire_rate) == ((1.0, 3.0, 0.5), 0.8)
    assert config.training.longest_episode == 4 + 2
    assert sprite_config().training.longest_episode == 2 * (4 + 2)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"task": ("flight",)},
            "task is ('flight',); expected one or more different ones of persistence, growth, heal",
        ),
        ({"start_noise": (0.1, 0.2)}, "start-noise is (0.1, 0.2); expected FIRST LAST RATE: three numbers"),
        ({"start_radius": (64.0, 6.0, 1.5)}, "expected a factor above 0, at most 1, as RATE"),
        ({"bite_radius": (0.0, np.nan, 0.1)}, "bite-radius is (0.0, nan, 0.1)"),
        ({"held_steps": 0}, "held-steps is 0; expected a whole number from 1"),
        ({"training_fire_rate": 2.0}, "training-fire-rate is 2.0; expected a probability"),
    ],
)
def test_impossible_settings_are_refused(settings, message):
    with pytest.raises(InputError) as caught:
        PerturbedConfig(**settings)
    assert message in str(caught.value)


def test_settings_of_other_regimes_are_refused():
    with pytest.raises(InputError, match="pool-size is not used in the perturbed regime"):
        perturbed("quick", pool_size=8)
    with pytest.raises(InputError, match="task is not used in the growing regime, only in perturbed"):
        Config().replace(regime="growing").replace(task=("growth",))


@pytest.mark.long
def test_what_is_kept_is_gone_on_from_where_it_is_sound():
    """All but the worst of a batch begin as earlier results; empty ones, as at first, as the picture."""
    curriculum = Perturbed.initial(BATCH, ("growth",), kept_states=4)
    objective = curriculum.objective(jnp.asarray(picture())[None], Measure(), OwnAlphaLife())
    keys = partial(stream, 3, jnp.uint32(5), jnp.uint32(0))
    scene = Scene(
        jnp.zeros((SIDE, SIDE, CHANNELS)), objective, 0.1, jnp.uint32(5), jnp.float32(0), jnp.asarray((2, 17))
    )
    empty = curriculum.memory(scene.seed, 1)
    fresh = np.asarray(drawn(Perturbed.initial(BATCH, ("growth",)), 0).states)
    np.testing.assert_array_equal(curriculum.draw(empty, scene, keys).states, fresh)

    good = np.zeros((4, SIDE, SIDE, CHANNELS), np.float32)
    good[..., :4] = picture() + 0.01 * np.arange(4, dtype=np.float32)[:, None, None, None]
    memory = empty._replace(pool=jnp.asarray(good))
    start = curriculum.draw(memory, scene, keys)
    slots = np.asarray(start.slots)
    assert len(set(slots.tolist())) == BATCH
    assert list(slots) == sorted(slots, reverse=True)  # the higher, the worse
    np.testing.assert_array_equal(start.states[0], fresh[0])
    for sample in range(1, BATCH):
        changed = (np.asarray(start.states[sample]) != good[slots[sample]]).any(axis=-1)
        assert changed.sum() <= 1  # a bite of radius 0

    seldom = Perturbed.initial(BATCH, ("growth",), kept_states=4, fresh_every=3)
    changed = (np.asarray(seldom.draw(memory, scene, keys).states[0]) != good[slots[0]]).any(axis=-1)
    assert changed.sum() <= 1  # iteration 5 is not one of every third

    grown = jnp.full((BATCH, SIDE, SIDE, CHANNELS), 0.5)
    kept = np.asarray(curriculum.keep(memory, start, grown).pool)
    assert {slot for slot in range(4) if (kept[slot] == 0.5).all()} == set(slots.tolist())
    given_up = curriculum.refresh(memory, scene.seed, jax.random.key(0), 1.0)
    assert not np.asarray(given_up.pool).any()


def test_a_batch_of_one_keeps_nothing():
    with pytest.raises(InputError, match="batch-size is 1, but kept-states needs samples other than the one"):
        sprite_config(kept_states=8, batch_size=1)
    with pytest.raises(InputError, match="kept-states is 2; expected 0 or at least the batch-size, which is 3"):
        sprite_config(kept_states=2, batch_size=3)


def test_curriculum_is_another_word_for_regime(capsys):
    words = ["grow", "🦎", "--task", "growth", "healing", "--dry-run"]
    assert cli.run([*words, "--curriculum", "perturbed"]) == 0
    config = config_file.from_json(capsys.readouterr().out)
    assert config.training.curriculum == PerturbedConfig(task=("growth", "healing"))
    assert config == perturbed("quick", task=("growth", "healing"), picture="🦎")
    assert cli.run([*words, "--curriculum", "perturbed", "--regime", "growing"]) == 2
    assert "--regime is given twice: perturbed and growing" in capsys.readouterr().err
