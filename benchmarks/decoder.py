"""The decoder of large pictures: compiled by XLA, and by the native kernel, forward and with its gradient.

    python benchmarks/decoder.py                       # one thread
    python benchmarks/decoder.py --threads 4 --rounds 9

States of 76 x 76 cells and 16 channels, four samples, of which the cells of a disc live (a third of all), as in
`zoo/configs/large`. Each measurement is the fastest of a number of rounds, taken alternately; both must
agree.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable
from typing import Any

import numpy as np

SIDE, CHANNELS, BATCH, SHARE = 76, 16, 4, 1 / 3
KINDS = ((4, (32,)), (4, (64,)), (4, (64, 64)), (8, (64,)))
"""Pixels along a side of a cell, and the widths of the hidden layers."""


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=1, help="of both (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=7, help="of each measurement (default: %(default)s)")
    chosen = parser.parse_args()
    if chosen.threads == 1:  # XLA has no setting for another number
        os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    import jax

    from blastema.engines import native_calls

    level = native_calls.instruction_level()
    print(
        f"{platform.processor() or platform.machine()}, JAX {jax.__version__}, level {level}, threads: {chosen.threads}"
    )
    print("| pixels | widths | picture: XLA | native | ratio | with gradient: XLA | native | ratio |")
    print("|---|---|---|---|---|---|---|---|")
    for pixels, widths in KINDS:
        times = _measured(pixels, widths, chosen.threads, level, chosen.rounds)
        cells = [
            f"{times[at] * 1e3:.1f} ms | {times[at + 1] * 1e3:.1f} ms | {times[at] / times[at + 1]:.1f}"
            for at in (0, 2)
        ]
        print(f"| {SIDE * pixels}² | {', '.join(map(str, widths))} | {' | '.join(cells)} |", flush=True)


def _measured(pixels: int, widths: tuple[int, ...], threads: int, level: str, rounds: int) -> list[float]:
    """Seconds: the picture by XLA and native, then with the gradient."""
    import equinox as eqx
    import jax
    import jax.numpy as jnp

    from blastema.decoder import AbstractDecoder, CoordinateDecoder
    from blastema.engines.native_decoder import NativeDecoder

    random = np.random.default_rng(0)
    made = CoordinateDecoder.initial(jax.random.key(0), CHANNELS, pixels, widths)
    made = jax.tree.map(lambda leaf: jnp.asarray(random.normal(0, 0.2, leaf.shape), jnp.float32), made)
    rows, columns = np.indices((SIDE, SIDE)) - SIDE / 2
    disc = np.pi * (rows**2 + columns**2) < SHARE * SIDE**2
    states = jnp.asarray(random.normal(0, 1, (BATCH, SIDE, SIDE, CHANNELS)) * disc[..., None], jnp.float32)

    def loss(pair: tuple[AbstractDecoder, jax.Array]) -> jax.Array:
        decoder, given = pair
        return jnp.mean(decoder(given) ** 2)

    def native(decoder: CoordinateDecoder) -> AbstractDecoder:
        return NativeDecoder.of(decoder, threads, level)

    ways = [lambda decoder: decoder, native]
    calls: list[Callable[[], Any]] = []
    for way in ways:
        calls.append(_bound(eqx.filter_jit(lambda pair, way=way: way(pair[0])(pair[1])), (made, states)))
    for way in ways:
        grad = eqx.filter_value_and_grad(lambda pair, way=way: loss((way(pair[0]), pair[1])))
        calls.append(_bound(eqx.filter_jit(grad), (made, states)))
    found = [call() for call in calls]
    for first, second in ((0, 1), (2, 3)):
        for ours, theirs in zip(jax.tree.leaves(found[second]), jax.tree.leaves(found[first]), strict=True):
            np.testing.assert_allclose(ours, theirs, atol=1e-4 * float(np.abs(theirs).max()))
    best = [float("inf")] * len(calls)
    for _ in range(rounds):
        for index, call in enumerate(calls):
            begun = time.perf_counter()
            call()
            best[index] = min(best[index], time.perf_counter() - begun)
    return best


def _bound(function: Callable[[Any], Any], given: Any) -> Callable[[], Any]:
    import jax

    return lambda: jax.block_until_ready(function(given))


if __name__ == "__main__":
    main()
