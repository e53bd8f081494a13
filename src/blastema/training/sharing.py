"""One batch shared by many devices: each does some of its samples, and the gradients are summed sample by sample.

The gradient of each sample is computed alone, whatever the number of devices, and all of them are added up in the
order of the samples on every device: so the sum has the same bits on 1, 2 or 4 devices of one kind. It is not the sum
that an engine makes of a whole batch, which differs from it by rounding.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from blastema._types import Losses, State, Steps
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import Config
from blastema.engines import AbstractEngine
from blastema.errors import InputError
from blastema.objective import AbstractObjective, Wanted

SERVED = ("native", "jax")
"""Engines that were tried on shared batches."""

_HOSTS, _DEVICES = "hosts", "devices"
_SAMPLES = PartitionSpec((_HOSTS, _DEVICES))
_POOL = PartitionSpec(_DEVICES)
_WHOLE = PartitionSpec()


@dataclasses.dataclass(frozen=True)
class Sharing:
    """The devices of all hosts that share a batch.

    Every host has all of the pool, a part of it on each of its devices, so that a checkpoint and a look at the batch
    need no other host; weights, optimiser and what is drawn are on every device.

    mesh: [hosts, devices of each]
    """

    mesh: Mesh

    @classmethod
    def of(cls, config: Config) -> Sharing:
        """The devices that a config asks for, of this host and of those that have joined it.

        Raises:
            InputError: if there are fewer, or if they cannot share the batch or the pool evenly.
        """
        if not hasattr(jax, "shard_map"):
            raise InputError(
                f"sharing a batch among devices needs JAX 0.7 or newer; this is {jax.__version__}. "
                "Upgrade it (pip install --upgrade jax jaxlib), or leave --devices and --hosts out."
            )
        count, hosts = config.run.devices or 1, jax.process_count()
        by_host = [[one for one in jax.devices() if one.process_index == host][:count] for host in range(hosts)]
        if min(map(len, by_host)) < count:
            raise InputError(_too_few(count, min(map(len, by_host))))
        batch, pool, all_devices = config.training.batch_size, _pool_size(config), count * hosts
        if batch % all_devices:
            shared = f"{all_devices} devices" + (f" ({count} of each of {hosts} hosts)" if hosts > 1 else "")
            raise InputError(
                f"batch-size is {batch}, which {shared} cannot share evenly; give a multiple of {all_devices}, "
                f"e.g. --batch-size {-(-batch // all_devices) * all_devices}."
            )
        if pool % count:
            raise InputError(f"the pool has {pool} states, which {count} devices cannot share; give a multiple.")
        return cls(Mesh(np.asarray(by_host), (_HOSTS, _DEVICES)))

    @property
    def here(self) -> Sharing:
        """The devices of this host alone."""
        if self.mesh.devices.shape[0] == 1:
            return self
        return Sharing(Mesh(self.mesh.devices[jax.process_index()][None], (_HOSTS, _DEVICES)))

    def put(self, state: Any) -> Any:
        """A training state that is the same on every host, on the devices."""
        return jax.tree.map(lambda leaf, spec: self._put(np.asarray(leaf), spec), state, _specs(state))

    def _put(self, array: np.ndarray[Any, Any], spec: PartitionSpec) -> jax.Array:
        return jax.make_array_from_callback(array.shape, NamedSharding(self.mesh, spec), lambda index: array[index])

    def kept(self, state: Any) -> Any:
        """In a compiled function: the training state stays where `put` puts it."""
        return lax.with_sharding_constraint(state, jax.tree.map(partial(NamedSharding, self.mesh), _specs(state)))

    def whole(self, values: Any) -> Any:
        """In a compiled function: all of these values on every device, computed there."""
        return lax.with_sharding_constraint(values, NamedSharding(self.mesh, _WHOLE))

    def local(self, state: Any) -> Any:
        """The training state on the devices of this host, so that no other host is needed to look at it."""
        mesh = self.here.mesh
        if mesh is self.mesh:
            return state

        def moved(leaf: jax.Array, spec: PartitionSpec) -> jax.Array:
            pieces = [shard.data for shard in leaf.addressable_shards]
            return jax.make_array_from_single_device_arrays(leaf.shape, NamedSharding(mesh, spec), pieces)

        return jax.tree.map(moved, state, _specs(state))


def _specs(state: Any) -> Any:
    """Where the arrays of a training state are: the pool in parts, where there is one, all else whole."""
    specs = jax.tree.map(lambda _: _WHOLE, state)
    if not state.memory.pool.shape[0]:
        return specs
    return specs._replace(memory=specs.memory._replace(pool=_POOL))


def _pool_size(config: Config) -> int:
    curriculum: Any = config.training.curriculum
    return int(getattr(curriculum, "pool_size", 0) or getattr(curriculum, "kept_states", 0))


def _too_few(asked: int, found: int) -> str:
    """What to say where a host has fewer devices than asked for."""
    kind = jax.default_backend()
    has = f"devices is {asked}, but JAX has {found} device{'s' if found > 1 else ''} ({kind})"
    if kind != "cpu":
        return f"{has}; give --devices {found}."
    return (
        f"{has}; give --devices {found}, where the native kernel uses all processors by itself, or set the environment "
        f"variable XLA_FLAGS=--xla_force_host_platform_device_count={asked} to have the processors shared out."
    )


@dataclasses.dataclass(frozen=True)
class Shared(AbstractEngine):
    """An engine whose batches are shared out among devices."""

    inner: AbstractEngine
    sharing: Sharing

    @classmethod
    def around(cls, engine: AbstractEngine, sharing: Sharing) -> Shared:
        """The engine on these devices; its threads are shared out among those of this host.

        Raises:
            InputError: for an engine that was not tried so, or with fewer threads than devices.
        """
        if engine.name not in SERVED:
            raise InputError(
                f"devices share batches with the kernels {' and '.join(SERVED)} only, not with {engine.name}. "
                "Leave --devices and --hosts out, or give --kernel jax."
            )
        hosts, devices = sharing.mesh.devices.shape
        if 0 < engine.threads < devices:
            raise InputError(
                f"{devices} devices share {engine.threads} threads of the native kernel: some would have none. Give "
                f"--devices {engine.threads}, or --threads {devices} to have more threads than processors."
            )
        inner = dataclasses.replace(engine, threads=engine.threads // devices)
        others = f" of each of {hosts} hosts" if hosts > 1 else ""
        why = f"{engine.why}; batches shared by {devices} device{'s' if devices > 1 else ''}{others}"
        return cls(why, engine.level, engine.threads, engine.precision, inner, sharing)

    @property
    def name(self) -> str:
        """The name of the engine inside."""
        return self.inner.name

    @classmethod
    def create(cls, threads: int, precision: str, why: str = "") -> Shared:
        """It is made by `around` alone."""
        raise TypeError("a shared engine is made of another one: Shared.around(engine, sharing)")

    @classmethod
    def obstacle(
        cls,
        automaton: CellularAutomaton | None = None,
        objective: AbstractObjective | None = None,
        precision: str = "float32",
        conditions: Conditions | None = None,
    ) -> str | None:
        """See `AbstractEngine`: the engine inside has been asked."""
        return None

    def rollout(
        self, automaton: CellularAutomaton, state: State, steps: Steps, conditions: Conditions, max_steps: int
    ) -> State:
        """See `AbstractEngine`. Not differentiable."""

        def some(automaton: CellularAutomaton, steps: Any, state: State, conditions: Conditions) -> State:
            def one(sample: Any) -> State:
                return self.inner.rollout(automaton, sample[0], steps, sample[1], max_steps)

            return _each(one, (state, conditions))

        shared = self._shared(some, (_WHOLE, _WHOLE, _SAMPLES, _SAMPLES), _SAMPLES)
        grown: State = shared(automaton, jnp.asarray(steps), state, conditions)
        return grown

    def loss_and_gradient(
        self,
        automaton: CellularAutomaton,
        state: State,
        objective: AbstractObjective,
        wanted: Wanted,
        steps: Steps,
        conditions: Conditions,
        max_steps: int,
    ) -> tuple[Losses, CellularAutomaton, State]:
        """See `AbstractEngine`."""

        def some(automaton: CellularAutomaton, steps: Any, wanted: Wanted, *samples: Any) -> Any:
            def one(sample: Any) -> Any:
                state, which, conditions = sample
                losses, gradient, grown = self.inner.loss_and_gradient(
                    automaton, state, objective, wanted._replace(which=which), steps, conditions, max_steps
                )
                return losses, jax.tree.map(lambda leaf: leaf[None], gradient), grown

            found = _each(one, samples)
            return jax.tree.map(lambda leaf: lax.all_gather(leaf, (_HOSTS, _DEVICES), tiled=True), found)

        unsorted = wanted._replace(which=wanted.which[:0])
        specs = (_WHOLE, _WHOLE, _WHOLE, _SAMPLES, _SAMPLES, _SAMPLES)
        shared = self._shared(some, specs, _WHOLE)
        losses, gradients, grown = shared(automaton, jnp.asarray(steps), unsorted, state, wanted.which, conditions)
        return losses, _mean(gradients), grown

    def _shared(self, some: Callable[..., Any], given: Any, back: Any) -> Callable[..., Any]:
        return jax.shard_map(some, mesh=self.sharing.mesh, in_specs=given, out_specs=back, check_vma=False)


def _each(one: Callable[[Any], Any], samples: Any) -> Any:
    """What a function gives for each sample as a batch of its own, one after another; put together again."""
    alone = jax.tree.map(lambda leaf: leaf[:, None], samples)
    found = lax.map(one, alone)
    return jax.tree.map(lambda leaf: leaf.reshape(-1, *leaf.shape[2:]), found)


def _mean(gradients: Any) -> Any:
    """The mean over the samples [B, ...], added up in their order."""
    count = jax.tree.leaves(gradients)[0].shape[0]
    first = jax.tree.map(lambda leaf: jnp.zeros_like(leaf[0]), gradients)
    total, _ = lax.scan(lambda total, one: (jax.tree.map(jnp.add, total, one), None), first, gradients)
    return jax.tree.map(lambda leaf: leaf / count, total)


__all__ = ["SERVED", "Shared", "Sharing"]
