"""One batch shared by many devices: each does some of its samples, and the gradients are summed sample by sample.

The gradient of each sample is computed alone, whatever the number of devices, and all of them are added up in the
order of the samples: so the sum has the same bits on 1, 2 or 4 devices of one kind. It is not the sum that an engine
makes of a whole batch, which differs from it by rounding.

All else, the pool with it, is on the first device of each host, which has all that it needs to go on alone.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from blastema._types import Array, Losses, State
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import Config
from blastema.engines import AbstractEngine
from blastema.errors import InputError
from blastema.objective import Wanted

SERVED = ("native", "jax")
"""Engines that were tried on shared batches."""

_AXIS = "devices"


class Samples(NamedTuple):
    """What an engine is told of an episode; arguments as of `AbstractEngine.loss_and_gradient`.

    chance: the data of the key of the objective's own random numbers (`AbstractObjective.drawn`)
    """

    states: State
    steps: Array
    conditions: Conditions
    wanted: Wanted
    chance: Array


Found = tuple[Losses, Any, State]
"""What an engine tells of it: losses, gradient (or what else is learned from) and last states."""

RollOut = Callable[[AbstractEngine, CellularAutomaton, Samples], Found]


@dataclasses.dataclass(frozen=True)
class Sharing:
    """The devices of all hosts that share a batch.

    devices: [hosts, devices of each]
    """

    devices: np.ndarray[Any, Any]

    @classmethod
    def of(cls, config: Config) -> Sharing:
        """The devices that a config asks for, of this host and of those that have joined it.

        Raises:
            InputError: if there are fewer, or if they cannot share the batch evenly.
        """
        if not hasattr(jax, "shard_map"):
            raise InputError(
                f"sharing a batch among devices needs JAX 0.7 or newer; this is {jax.__version__}. "
                "Upgrade it (pip install --upgrade jax jaxlib), or leave --devices and --hosts out."
            )
        count, hosts, batch = config.run.devices or 1, jax.process_count(), config.training.batch_size
        by_host = [[one for one in jax.devices() if one.process_index == host][:count] for host in range(hosts)]
        if min(map(len, by_host)) < count:
            raise InputError(_too_few(count, min(map(len, by_host))))
        total = count * hosts
        if batch % total:
            of_hosts = f" ({count} of each of {hosts} hosts)" if hosts > 1 else ""
            raise InputError(
                f"batch-size is {batch}, which {total} devices{of_hosts} cannot share evenly; give a multiple of "
                f"{total}, e.g. --batch-size {-(-batch // total) * total}."
            )
        return cls(np.asarray(by_host))

    def told_of(self, engine: AbstractEngine) -> AbstractEngine:
        """The engine, which says of the devices as well."""
        hosts, count = self.devices.shape
        others = f" of each of {hosts} hosts" if hosts > 1 else ""
        shared = f"batches shared by {count} device{'s' if count > 1 else ''}{others}"
        return dataclasses.replace(engine, why=f"{engine.why}; {shared}")

    def engine_of_each(self, engine: AbstractEngine) -> AbstractEngine:
        """The engine as each device has it: its threads are shared out among the devices of a host.

        Raises:
            InputError: for an engine that was not tried so, or with fewer threads than devices.
        """
        if engine.name not in SERVED:
            raise InputError(
                f"devices share batches with the kernels {' and '.join(SERVED)} only, not with {engine.name}. "
                "Leave --devices and --hosts out, or give --kernel jax."
            )
        count = self.devices.shape[1]
        if 0 < engine.threads < count:
            raise InputError(
                f"{count} devices share {engine.threads} threads of the native kernel: some would have none. Give "
                f"--devices {engine.threads}, or --threads {count} to have more threads than processors."
            )
        return with_threads(engine, engine.threads // count)

    def compiled(self, roll_out: RollOut, engine: AbstractEngine) -> Callable[[CellularAutomaton, Samples], Found]:
        """Rollouts by an engine, shared out.

        Args:
            roll_out: what is wanted of the engine
            engine: with the threads of a host

        Returns:
            A function of an automaton and samples that are the same on all hosts; what it returns is, too.
        """
        mesh = Mesh(self.devices.reshape(-1), (_AXIS,))
        spec: Any = PartitionSpec
        whole, parts = spec(), spec(_AXIS)
        specs = (whole, Samples(parts, whole, parts, Wanted(whole, parts, whole, whole), whole))
        some = partial(_some, partial(roll_out, self.engine_of_each(engine)))

        def shared(automaton: CellularAutomaton, samples: Samples) -> Found:
            mapped = jax.shard_map(some, mesh=mesh, in_specs=specs, out_specs=whole, check_vma=False)
            losses, gradients, grown = mapped(automaton, samples)
            return losses, _mean(gradients), grown

        compiled = jax.jit(shared)

        def call(automaton: CellularAutomaton, samples: Samples) -> Found:
            def spread(spec: PartitionSpec, part: Any) -> Any:
                return jax.tree.map(partial(self._spread, mesh, spec), part)

            everywhere = compiled(*jax.tree.map(spread, specs, (automaton, samples)))
            found: Found = jax.tree.map(lambda leaf: leaf.addressable_data(0), everywhere)
            return found

        return call

    def _spread(self, mesh: Mesh, spec: PartitionSpec, leaf: jax.Array) -> Any:
        """An array that every host has, on all devices or in parts."""
        hosts, host = self.devices.shape[0], jax.process_index()
        everywhere = NamedSharding(mesh, spec)
        if hosts == 1:
            return jax.device_put(leaf, everywhere)
        here = leaf
        if len(spec):
            each = leaf.shape[0] // hosts
            here = leaf[host * each : (host + 1) * each]
        local = jax.device_put(here, NamedSharding(Mesh(self.devices[host], (_AXIS,)), spec))
        pieces = [shard.data for shard in local.addressable_shards]
        return jax.make_array_from_single_device_arrays(leaf.shape, everywhere, pieces)


def with_threads(engine: AbstractEngine, threads: int) -> AbstractEngine:
    """The engine, or the one that it is around, with another number of threads."""
    inner = getattr(engine, "inner", None)
    more: dict[str, Any] = {} if inner is None else {"inner": with_threads(inner, threads)}
    return dataclasses.replace(engine, threads=threads, **more)


def _some(
    roll_out: Callable[[CellularAutomaton, Samples], Found], automaton: CellularAutomaton, samples: Samples
) -> Any:
    """The samples of one device, each as a batch of its own, one after another; then those of all devices."""
    states, steps, conditions, wanted, chance = samples

    def one(sample: tuple[State, Conditions, Any]) -> Found:
        state, condition, which = jax.tree.map(lambda leaf: leaf[None], sample)
        alone = Samples(state, steps, condition, wanted._replace(which=which), chance)
        losses, gradient, grown = roll_out(automaton, alone)
        return losses[0], gradient, grown[0]

    found = lax.map(one, (states, conditions, wanted.which))
    return jax.tree.map(lambda leaf: lax.all_gather(leaf, _AXIS, tiled=True), found)


def _mean(gradients: Any) -> Any:
    """The mean over the samples [B, ...], added up in their order."""
    count = jax.tree.leaves(gradients)[0].shape[0]
    first = jax.tree.map(lambda leaf: jnp.zeros_like(leaf[0]), gradients)
    total, _ = lax.scan(lambda total, one: (jax.tree.map(jnp.add, total, one), None), first, gradients)
    return jax.tree.map(lambda leaf: leaf / count, total)


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


__all__ = ["SERVED", "Found", "RollOut", "Samples", "Sharing", "with_threads"]
