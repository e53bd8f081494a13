"""One batch shared by several devices: each computes some samples, and gradients are summed sample by sample.

The gradient of each sample is computed separately, for any number of devices, and all are added in the
order of the samples: so the sum has the same bits on 1, 2 or 4 devices of one kind. It differs by rounding from the sum
of an engine over a whole batch.

Everything else, including the pool, is on the first device of each host, so that a host can continue alone.
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
from blastema.measure import Wanted
from blastema.training.compiled import compiled

SERVED = ("native", "jax")
"""Engines that have been tested with shared batches."""

_AXIS = "devices"


class Samples(NamedTuple):
    """The inputs of an engine for an episode; as in `AbstractEngine.loss_and_gradient`.

    chance: the data of the key of the objective's random numbers (`AbstractObjective.drawn`)
    """

    states: State
    steps: Array
    conditions: Conditions
    wanted: Wanted
    chance: Array


Found = tuple[Losses, Any, State]
"""The results of an engine: losses, gradient (or another result to learn from) and last states."""

RollOut = Callable[[AbstractEngine, CellularAutomaton, Samples], Found]


@dataclasses.dataclass(frozen=True)
class Sharing:
    """The devices of all hosts that share a batch.

    devices: [hosts, devices of each]
    """

    devices: np.ndarray[Any, Any]

    @classmethod
    def of(cls, config: Config) -> Sharing:
        """The devices of a config, on this host and those that have joined it.

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
        """The engine, with the devices in its description."""
        hosts, count = self.devices.shape
        others = f" of each of {hosts} hosts" if hosts > 1 else ""
        shared = f"batches shared by {count} device{'s' if count > 1 else ''}{others}"
        return dataclasses.replace(engine, why=f"{engine.why}; {shared}")

    def engine_of_each(self, engine: AbstractEngine) -> AbstractEngine:
        """The engine for each device: a host's threads are divided among its devices.

        Raises:
            InputError: for an untested engine, or with fewer threads than devices.
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
        """Rollouts by an engine, divided among devices.

        Args:
            roll_out: the computation by the engine
            engine: with the threads of a host

        Returns:
            A function of an automaton and samples that are the same on all hosts, as is its result.
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

        found_by_all = compiled(shared)

        def call(automaton: CellularAutomaton, samples: Samples) -> Found:
            def spread(spec: PartitionSpec, part: Any) -> Any:
                return jax.tree.map(partial(self._spread, mesh, spec), part)

            everywhere = found_by_all(*jax.tree.map(spread, specs, (automaton, samples)))
            found: Found = jax.tree.map(lambda leaf: leaf.addressable_data(0), everywhere)
            return found

        return call

    def _spread(self, mesh: Mesh, spec: PartitionSpec, leaf: jax.Array) -> Any:
        """An array of every host, on all devices or in parts."""
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
    """The engine, or the one that it wraps, with a different number of threads."""
    inner = getattr(engine, "inner", None)
    more: dict[str, Any] = {} if inner is None else {"inner": with_threads(inner, threads)}
    return dataclasses.replace(engine, threads=threads, **more)


def _some(
    roll_out: Callable[[CellularAutomaton, Samples], Found], automaton: CellularAutomaton, samples: Samples
) -> Any:
    """The samples of one device, each as a separate batch, one after another; then collected from all devices."""
    states, steps, conditions, wanted, chance = samples

    def one(sample: tuple[State, Conditions, Any]) -> Found:
        state, condition, which = jax.tree.map(lambda leaf: leaf[None], sample)
        alone = Samples(state, steps, condition, wanted._replace(which=which), chance)
        losses, gradient, grown = roll_out(automaton, alone)
        return losses[0], gradient, grown[0]

    found = lax.map(one, (states, conditions, wanted.which))
    return jax.tree.map(lambda leaf: lax.all_gather(leaf, _AXIS, tiled=True), found)


def _mean(gradients: Any) -> Any:
    """The mean over the samples [B, ...], added in their order."""
    count = jax.tree.leaves(gradients)[0].shape[0]
    first = jax.tree.map(lambda leaf: jnp.zeros_like(leaf[0]), gradients)
    total, _ = lax.scan(lambda total, one: (jax.tree.map(jnp.add, total, one), None), first, gradients)
    return jax.tree.map(lambda leaf: leaf / count, total)


def _too_few(asked: int, found: int) -> str:
    """The message for a host with fewer devices than requested."""
    kind = jax.default_backend()
    has = f"devices is {asked}, but JAX has {found} device{'s' if found > 1 else ''} ({kind})"
    if kind != "cpu":
        return f"{has}; give --devices {found}."
    return (
        f"{has}; give --devices {found}, where the native kernel uses all processors by itself, or set the environment "
        f"variable XLA_FLAGS=--xla_force_host_platform_device_count={asked} to have the processors shared out."
    )


__all__ = ["SERVED", "Found", "RollOut", "Samples", "Sharing", "with_threads"]
