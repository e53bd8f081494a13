"""What a user brings in the place of what the config tells of: a loss, damage, an automaton, an optimiser."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from training_helpers import exhaust, flat, lizard, tiny, weights

from blastema.automaton import CellularAutomaton
from blastema.errors import InputError
from blastema.objective import PictureObjective, mean_squared_error
from blastema.training import Own, Trained, Trainer, fit
from blastema.training.curricula import Growing
from blastema.training.snapshots import MemoryCheckpoints

pytest_plugins = ("training_fixtures",)
pytestmark = pytest.mark.usefixtures("shared_episodes")


def test_a_loss_of_ones_own_is_what_falls():
    """Only red counts: the mean of the last red values tells which loss was trained."""

    def red(states, target):
        return jnp.mean((states[..., 0] - 0.7) ** 2, axis=(1, 2))

    config = tiny(regime="growing", iterations=60, life="all", learning_rate=1e-2)
    events = exhaust(fit(lizard(config), config, loss=red))
    losses = [event.figures.loss for event in events if isinstance(event, Trained)]
    assert losses[0] == pytest.approx(0.49, abs=0.02)
    assert losses[-1] < 0.2
    assert events[-1].organism.grow(8)[..., 0].mean() > 0.25


@pytest.mark.parametrize("power", [1.0, 0.5])
def test_the_articles_loss_handed_in_is_the_same_loss(power):
    """By automatic differentiation of the rollout instead of the engine's fused call: equal to rounding."""
    config = tiny(iterations=3, loss_power=power)
    losses, expected = (
        [event.figures.loss for event in fit(lizard(config), config, loss=loss) if isinstance(event, Trained)]
        for loss in (mean_squared_error, None)
    )
    assert losses == pytest.approx(expected, rel=1e-4)


def test_below_one_the_power_of_the_loss_favours_the_sample_that_is_nearly_done():
    """Two samples ask for contrary things; the one that is nearer to its target wins with a small power only."""
    config = tiny(regime="growing", iterations=40, life="all", batch_size=2)

    def contrary(states, target):
        red = states[..., 0].mean(axis=(1, 2))
        first = jnp.arange(len(red)) % 2 == 0
        return jnp.where(first, (red - 0.1) ** 2, (red + 0.5) ** 2)

    def red_in_the_end(power):
        settings = config.replace(loss_power=power)
        return float(exhaust(fit(lizard(config), settings, loss=contrary))[-1].organism.grow(8)[..., 0].mean())

    assert red_in_the_end(1.0) < -0.05
    assert red_in_the_end(0.25) > 0.0


def test_the_guards_measure_by_the_loss_of_an_empty_picture():
    config = tiny()
    trainer = Trainer(lizard(config), config, MemoryCheckpoints())
    assert trainer.progress.guards.empty_loss == pytest.approx((lizard(config).array ** 2).mean(), rel=1e-6)


def test_a_loss_of_another_shape_is_refused():
    config = tiny()
    with pytest.raises(InputError, match=r"the loss has shape \(\) for 1 state; expected one number per sample"):
        fit(lizard(config), config, loss=lambda states, target: jnp.mean(states))


def test_damage_of_ones_own_gets_the_samples_of_lowest_loss_and_the_progress():
    """A pool in which red, and with it the loss, grows from slot to slot; channel 5 says the slot."""

    def damage(key, states, progress):
        assert jnp.issubdtype(key.dtype, jax.dtypes.prng_key)
        assert states.shape == (2, 14, 14, 8)
        return states.at[..., 6].set(7).at[..., 7].set(progress)

    config = tiny(damage_count=2, reseed_every=2)
    trainer = Trainer(lizard(config), config, MemoryCheckpoints(), own=Own(damage=damage))
    slots = jnp.arange(16.0)[:, None, None]
    pool = trainer.state.memory.pool.at[..., 0].set(1 + slots).at[..., 5].set(slots)
    state = trainer.state._replace(memory=trainer.state.memory._replace(pool=pool))
    for iteration in (1, 3, 5):
        before, _ = trainer.episode.batch(state, iteration, 0)
        drawn, wounded = np.asarray(before[:, 0, 0, 5]), np.asarray(before[:, 0, 0, 6]) == 7
        assert len(set(drawn)) == 4
        assert set(drawn[wounded]) == set(np.sort(drawn)[:2])
    for iteration, progress in ((0, 0), (6, 0.25), (24, 1), (30, 1)):  # of 24 iterations
        before, _ = trainer.episode.batch(state, iteration, 0)
        assert np.asarray(before[-2:, 0, 0, 7]).tolist() == [progress] * 2


@pytest.mark.parametrize("settings", [{"regime": "persistent"}, {"regime": "growing"}, {"damage_count": 0}])
def test_damage_that_would_never_be_used_is_refused(settings):
    config = tiny(**settings)
    with pytest.raises(InputError, match="wounds nothing"):
        fit(lizard(config), config, damage=lambda key, states, progress: states)


def test_it_begins_with_the_automaton_given():
    config = tiny(iterations=1, learning_rate=1e-11)
    random = CellularAutomaton.initial(config.automaton, jax.random.key(5))
    random = jax.tree.map(lambda leaf: leaf + 0.01, random)
    before = flat(random)
    finished = exhaust(fit(lizard(config), config, start=random))[-1]
    np.testing.assert_allclose(weights(finished), before, atol=1e-7)
    assert np.isfinite(np.asarray(random.update.layers[0].weight)).all(), "its arrays are still its own"


def test_an_automaton_with_other_settings_is_refused():
    config = tiny()
    other = CellularAutomaton.initial(tiny(channels=12, fire_rate=0.7).automaton, jax.random.key(0))
    with pytest.raises(
        InputError, match=r"other settings than the config: fire-rate 0\.7, not 0\.5; channels 12, not 8"
    ):
        fit(lizard(config), config, start=other)


def test_a_target_on_another_grid_is_refused():
    with pytest.raises(InputError, match="the target's grid is 14 x 14 cells, the config's 16 x 16"):
        fit(lizard(tiny()), tiny(padding=4))


@pytest.mark.parametrize(
    ("own", "message"),
    [
        (
            {"loss": mean_squared_error, "objective": PictureObjective(jnp.zeros((1, 14, 14, 4)))},
            "a loss and an objective",
        ),
        ({"damage": lambda k, s, p: s, "curriculum": Growing(4)}, "a damage and a curriculum are given"),
    ],
)
def test_what_contradicts_itself_is_refused(own, message):
    with pytest.raises(InputError, match=message):
        fit(lizard(tiny()), tiny(), **own)


def test_an_optimiser_of_ones_own_takes_the_place_of_adam():
    """Plain descent: the weights move by the learning rate times the gradient, which is told by its norm."""
    config = tiny(iterations=1, regime="growing")
    start = CellularAutomaton.initial(config.automaton, jax.random.key(1))
    finished, trained = None, None
    for event in fit(lizard(config), config, start=start, optimiser=optax.sgd(0.5)):
        trained = event if isinstance(event, Trained) else trained
        finished = event
    moved = np.linalg.norm(weights(finished) - flat(start))
    assert moved == pytest.approx(0.5 * trained.figures.gradient_norm, rel=1e-4)
