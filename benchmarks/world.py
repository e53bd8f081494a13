"""Worlds: the cost by the number of living cells, the effect of the steps between two exchanges, and 100,000 organisms.

python benchmarks/world.py                            # growth of cost, exchanges: minutes
python benchmarks/world.py --devices                  # plain JAX on the available devices
python benchmarks/world.py --full world --until 120   # 100,000 organisms, in the folder world; continues it
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from pathlib import Path

import jax
from PIL import Image

from blastema.pictures import to_rgb
from blastema.world import Population, World, snapshots
from blastema.world.mesh import MeshStepper
from blastema.world.planting import spread
from blastema.world.stepping import Chosen, advance, choose
from blastema.zoo.loading import load_organism

SPECIES = ("lizard", "butterfly", "fish", "ladybug")
SPACING = 64
KEPT_EVERY = 48
"""Steps between snapshots of the large world."""


def world_of(count: int, side: int, tile: int, exchange: int = 4, species: int = len(SPECIES)) -> tuple[World, Chosen]:
    """A world with this many organisms on a lattice, and its stepper."""
    population = Population(tuple(load_organism(name) for name in SPECIES[:species]))
    world = World(population, side, side, tile)
    world.plant(spread(world, count, SPACING))
    return world, choose(world, "native", exchange, THREADS)


def seconds(world: World, chosen: Chosen, steps: int) -> tuple[float, float]:
    """Wall-clock and processor seconds of some steps."""
    begin = time.perf_counter(), time.process_time()
    for _ in advance(world, steps, chosen):
        pass
    return time.perf_counter() - begin[0], time.process_time() - begin[1]


def peak() -> float:
    """Peak memory of this process in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def told(world: World, took: tuple[float, float], steps: int) -> str:
    """A line of numbers."""
    count = world.count()
    rate = count.living * steps / took[1]
    return (
        f"{count.living:>11,} living cells  {count.tiles:>7,} tiles  {count.bytes / 1e9:6.2f} GB stored  "
        f"{took[0] / steps:8.3f} s a step ({took[1] / steps:.3f} s of CPU)  {rate / 1e6:5.2f} million cells/s of CPU"
    )


def growth() -> None:
    """The cost of a step against the number of living cells, in a world of the largest size."""
    for count in (25, 100, 400):
        world, chosen = world_of(count, 65536, 64)
        seconds(world, chosen, 120)
        print(f"{count:>7,} organisms, 65,536 cells a side: {told(world, seconds(world, chosen, 8), 8)}", flush=True)


def exchanged() -> None:
    """The effect of the steps between two exchanges and of the size of a tile."""
    for tile in (32, 64, 128):
        world, chosen = world_of(25, 1024, tile)
        seconds(world, chosen, 120)
        for exchange in (1, 2, 4, 8, 16, 32):
            if exchange * world.population.reach > tile:
                continue
            chosen = choose(world, "native", exchange, THREADS)
            steps = max(16, exchange)
            took = seconds(world, chosen, steps)
            print(f"tile {tile:>3}, {exchange:>2} steps an exchange: {told(world, took, steps)}", flush=True)


def meshed() -> None:
    """The cost of a step in plain JAX on some of its devices."""
    for count in (1, 2, 4, 8):
        if count > len(jax.devices()):
            return
        world, chosen = world_of(16, 512, 32, species=1)
        seconds(world, chosen, 64)
        chosen = Chosen(MeshStepper(world, jax.devices()[:count], 4), "", 16)
        seconds(world, chosen, 16)  # compiles
        print(f"{count} devices: {told(world, seconds(world, chosen, 16), 16)}", flush=True)


def many(count: int, until: int, folder: Path, tile: int, exchange: int) -> None:
    """Many organisms from their seeds, or continued from their last snapshot: time and memory while they grow."""
    begin = time.perf_counter(), time.process_time()
    if folder.exists():
        world = snapshots.load(folder)
        chosen = choose(world, "native", exchange, THREADS)
    else:
        side = -(-(int(count**0.5) + 1) * SPACING // tile) * tile
        world, chosen = world_of(count, side, tile, exchange)
    print(f"{count:,} organisms of {len(SPECIES)} species, {world.height:,} cells a side, tiles of {world.tile}")
    print(f"step {world.step}: {since(begin)}  peak {peak():.2f} GB", flush=True)
    while world.step < until:
        took = seconds(world, chosen, 8)
        print(f"step {world.step:>4}: {told(world, took, 8)}  peak {peak():.2f} GB", flush=True)
        if world.step % KEPT_EVERY == 0 or world.step >= until:
            begin = time.perf_counter(), time.process_time()
            (snapshots.save if folder.exists() else snapshots.create)(world, folder)
            print(f"snapshot of step {world.step}: {since(begin)}  peak {peak():.2f} GB", flush=True)


def since(begin: tuple[float, float]) -> str:
    """Seconds since then, by the clock and of the processors."""
    return f"{time.perf_counter() - begin[0]:.1f} s ({time.process_time() - begin[1]:.1f} s of CPU)"


def picture(path: str) -> None:
    """A piece of a world of all species, grown."""
    population = Population(tuple(load_organism(name) for name in SPECIES))
    world = World(population, 320, 576, 64)
    world.plant(spread(world, 45, 60))
    for _ in advance(world, 100, choose(world, threads=THREADS)):
        pass
    Image.fromarray(to_rgb(world.window(0, 0, 320, 576)[0])).quantize(128).save(path, optimize=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", type=Path, metavar="DIR", help="only the large world, in this folder")
    parser.add_argument("--devices", action="store_true", help="only the cost of a step on several devices")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--until", type=int, default=120, help="steps of the many")
    parser.add_argument("--tile", type=int, default=64, help="of the many")
    parser.add_argument("--exchange", type=int, default=4, help="of the many")
    parser.add_argument("--picture", help="only a picture, written to this file")
    parser.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args()
    THREADS = asked.threads
    print(f"threads {THREADS}, load of the machine {os.getloadavg()[0]:.1f}", flush=True)
    if asked.picture:
        picture(asked.picture)
    elif asked.devices:
        meshed()
    elif asked.full:
        many(asked.count, asked.until, asked.full, asked.tile, asked.exchange)
    else:
        exchanged()
        growth()
