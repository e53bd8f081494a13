"""The cost of a sample pool on one device, distributed over all, or distributed with stratified sampling.

    XLA_FLAGS=--xla_force_host_platform_device_count=4 python benchmarks/sharded_pool.py

Only the pool's part of an iteration: sample a batch, give each device its part, and write the last states back;
nothing is computed in between. "one": the pool is on the first device (as with `--devices`). "distributed": each
device has a part of the slots, and samples are drawn from all of them, so that the batch has the same bits.
"stratified": each device draws its samples from its own slots; nothing is sent, and the batch depends on the number of
devices. Bytes are those that leave a device per iteration.
"""

from __future__ import annotations

import argparse
import functools
import statistics
import time
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

AXIS = "devices"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pool", type=int, default=1024)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--cells", type=int, default=72, help="side of the grid (default: 72)")
    parser.add_argument("--repeats", type=int, default=20)
    options = parser.parse_args()
    shape = (options.pool, options.cells, options.cells, 16)
    pool = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
    state = pool[0].nbytes
    print(f"a state: {state / 1e3:.0f} kB; a pool of {options.pool}: {pool.nbytes / 1e6:.0f} MB")
    print(
        "| devices | pool | MB on the first device | MB sent per iteration | median ms | least ms | slots as on one |"
    )
    print("| ---: | --- | ---: | ---: | ---: | ---: | --- |")
    first: Any = None
    for count in (1, 2, 4):
        if count > len(jax.devices()):
            break
        mesh = Mesh(np.asarray(jax.devices()[:count]), (AXIS,))
        others, batch = (count - 1) / count, options.batch
        for name, make, sent in (
            # To their devices, and the last states to all of them, as in the trainer.
            ("one", on_one, batch * others + batch * (count - 1)),
            # From the slots' devices to the samples', and back; some are already there by chance.
            ("distributed", distributed, 2 * batch * others),
            ("stratified", stratified, 0),
        ):
            iterate, given = make(pool, mesh, batch)
            slots, taken = [], []
            for number in range(options.repeats + 2):
                began = time.perf_counter()
                given, drawn = jax.block_until_ready(iterate(given, jax.random.key(number)))
                taken.append(time.perf_counter() - began)
                slots.append(np.asarray(drawn))
            first = slots if first is None else first
            same = all((mine == its).all() for mine, its in zip(slots, first, strict=True))
            held = pool.nbytes / (1 if name == "one" else count) / 1e6
            times = f"{statistics.median(taken[2:]) * 1e3:.1f} | {min(taken[2:]) * 1e3:.1f}"
            print(f"| {count} | {name} | {held:.0f} | {sent * state / 1e6:.1f} | {times} | {'yes' if same else 'no'} |")


Iterate = Callable[[jax.Array, jax.Array], tuple[jax.Array, jax.Array]]


def on_one(pool: Any, mesh: Mesh, batch: int) -> tuple[Iterate, jax.Array]:
    """The pool is on the first device."""
    alone = mesh.devices.flat[0]
    parts, whole = NamedSharding(mesh, PartitionSpec(AXIS)), NamedSharding(mesh, PartitionSpec())
    draw = jax.jit(functools.partial(_draw, batch=batch))
    commit = jax.jit(_commit, donate_argnums=0)
    gathered = jax.jit(lambda states: states + 0, out_shardings=whole)

    def iterate(pool: jax.Array, key: jax.Array) -> tuple[jax.Array, jax.Array]:
        slots, states = draw(pool, jax.device_put(key, alone))
        grown = gathered(jax.device_put(states, parts))
        return commit(pool, slots, grown.addressable_data(0)), slots

    return iterate, jax.device_put(pool, alone)


def distributed(pool: Any, mesh: Mesh, batch: int) -> tuple[Iterate, jax.Array]:
    """Each device has a part of the slots; all samples are drawn from all of them."""
    parts, whole = NamedSharding(mesh, PartitionSpec(AXIS)), NamedSharding(mesh, PartitionSpec())
    draw = jax.jit(functools.partial(_draw, batch=batch), out_shardings=(whole, parts))
    commit = jax.jit(_commit, donate_argnums=0, out_shardings=parts)

    def iterate(pool: jax.Array, key: jax.Array) -> tuple[jax.Array, jax.Array]:
        slots, states = draw(pool, jax.device_put(key, whole))
        return commit(pool, slots, states), slots

    return iterate, jax.device_put(pool, parts)


def stratified(pool: Any, mesh: Mesh, batch: int) -> tuple[Iterate, jax.Array]:
    """Each device draws its samples from its own slots."""
    spec, each = PartitionSpec(AXIS), batch // mesh.size

    @functools.partial(jax.jit, donate_argnums=0)
    @functools.partial(jax.shard_map, mesh=mesh, in_specs=(spec, PartitionSpec()), out_specs=(spec, spec))
    def iterate(pool: jax.Array, data: jax.Array) -> tuple[jax.Array, jax.Array]:
        index = jax.lax.axis_index(AXIS)
        key = jax.random.wrap_key_data(data)
        key = jax.random.fold_in(key, index) if mesh.size > 1 else key
        slots, states = _draw(pool, key, each)
        return _commit(pool, slots, states), slots + index * pool.shape[0]

    everywhere = NamedSharding(mesh, PartitionSpec())
    return (
        lambda pool, key: iterate(pool, jax.device_put(jax.random.key_data(key), everywhere)),
        jax.device_put(pool, NamedSharding(mesh, spec)),
    )


def _draw(pool: jax.Array, key: jax.Array, batch: int) -> tuple[jax.Array, jax.Array]:
    slots = jax.random.choice(key, pool.shape[0], (batch,), replace=False)
    return slots, pool[slots]


def _commit(pool: jax.Array, slots: jax.Array, states: jax.Array) -> jax.Array:
    return pool.at[slots].set(states * jnp.float32(0.5), unique_indices=True)


if __name__ == "__main__":
    main()
