"""Textures: targets defined by the statistics of patches instead of places (Niklasson et al., Distill 2021).

States are compared with a sample by sliced optimal transport: patches of several sizes are projected on random
directions, and along each direction the sorted values are compared with the sample's. Positions of patches do not
matter. The features are a filter bank, cosine transforms of the patches, each divided by the root of its spread; or,
if a user has the weights, those of an image network (`blastema.vgg`).
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float, Int

from blastema import vgg
from blastema._checks import is_count, random_key, short
from blastema._types import ALPHA, Array, Losses, State
from blastema.conditions import finite, fire_seeds_given
from blastema.config import AutomatonConfig, Config, Phase, kind_of
from blastema.errors import InputError
from blastema.fire import noise, pcg3d_first
from blastema.measure import Measure, Overflow, Wanted
from blastema.objective import AbstractObjective

_LEAST_SPREAD = 0.02
"""A feature's spread counts as at least this share of the largest one, so that features that are almost constant in the
sample are not amplified."""
_FLAT = 1e-3
"""And as at least this value, for samples of one colour."""


_RECIPE: Mapping[str, Any] = {
    "padding": 0,
    "trim": False,
    "background": "keep",
    "channels": 12,
    "hidden": (96,),
    "filters": ("identity", "sobel_x", "sobel_y", "laplacian"),
    "life": "all",
    "boundary": "torus",
    "start": "nothing",
    "batch_size": 4,
    "pool_size": 256,
    "reseed_every": 8,
    "damage_count": 1,
    "weight_average": 0.99,
}
"""The automaton and the steps of "Self-Organising Textures" (Niklasson et al. 2021)."""
_RECIPES: Mapping[str, Mapping[str, Any]] = {
    "quick": {
        "size": 48,
        "iterations": 800,
        "phases": (Phase(300, (32, 64), 2e-3), Phase(500, (32, 64), 2e-3, 0.05, "cosine")),
    },
    "article": {
        "size": 128,
        "iterations": 5000,
        "damage_count": 0,
        "weight_average": 0.0,
        "phases": (Phase(1000, (32, 96), 1e-3), Phase(1000, (32, 96), 3e-4), Phase(3000, (32, 96), 9e-5)),
    },
    "fast": {
        "size": 64,
        "iterations": 2000,
        "phases": (Phase(800, (32, 96), 2e-3), Phase(1200, (32, 96), 2e-3, 0.03, "cosine")),
    },
    "best": {
        "size": 64,
        "iterations": 6000,
        "phases": (Phase(2000, (32, 96), 2e-3), Phase(4000, (32, 96), 2e-3, 0.01, "cosine")),
    },
}
"""Of each recipe its own size and length; article: that of the article."""
SMALL: Mapping[str, Any] = {
    "perception": "one-per-channel",
    "update": "absolute",
    "hidden": AutomatonConfig.hidden,
    "filters": ("laplacian", "sobel_x", "sobel_y"),
}
"""What muNCA's rules have of their own: no hidden layer, so that its width is the one that means nothing."""


def shown(states: State) -> Float[Array, "B H W 3"]:
    """The pictures of states on white, not clipped: [B, H, W, 3]."""
    return states[..., :ALPHA] + (1 - jnp.clip(states[..., ALPHA : ALPHA + 1], 0, 1))


def noise_states(
    fire_seeds: Sequence[int], height: int, width: int, channels: int, amplitude: float = 0.5
) -> Float[Array, "B H W C"]:
    """Uniform noise as the initial state instead of a seed, one state per fire seed; a function only of the fire seeds.

    Args:
        fire_seeds: of the samples, 0 to 2**32 - 1
        height, width: of the grid, in cells
        channels: of a cell
        amplitude: the noise is from minus to plus this

    Returns:
        [B, H, W, C]

    Raises:
        ValueError: for fire seeds out of range, or a size that is not a whole number of 1 or more.
    """
    seeds = jnp.asarray(fire_seeds_given(fire_seeds))
    for name, size in (("height", height), ("width", width), ("channels", channels)):
        if not (is_count(size) and size >= 1):
            raise ValueError(f"{name} is {short(size)}; expected a whole number, 1 or more")
    finite("amplitude", amplitude)
    # A step that no rollout reaches, so that no mask uses the same words.
    step = jnp.full(seeds.shape, 2**32 - 1, jnp.uint32)
    return amplitude * noise(height, width, fire_seed=seeds, step=step, channels=channels)


def directions(count: int, dimensions: int, level: int, word: Array | int) -> Float[Array, "J D"]:
    """Random unit vectors, a function of a number: the same in every engine and in the judge.

    Args:
        count: J
        dimensions: D
        level: of the features
        word: uint32

    Returns:
        [J, D], each of length 1: normal numbers from the fire mask's hash by the Box-Muller transform, normalised.
    """
    index = jnp.arange(2 * count * dimensions, dtype=jnp.uint32)
    words = pcg3d_first(
        index, jnp.full_like(index, level), jnp.broadcast_to(jnp.asarray(word, jnp.uint32), index.shape)
    )
    uniform = ((words >> 8).astype(jnp.float32) + 0.5) * jnp.float32(2.0**-24)
    radius, turn = uniform[0::2], uniform[1::2]
    normal = jnp.sqrt(-2 * jnp.log(radius)) * jnp.cos(2 * jnp.pi * turn)
    vectors = normal.reshape(count, dimensions)
    unit: Array = vectors / jnp.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def patches(
    images: Float[Array, "B H W 3"], side: int, torus: bool, most: int = 0, word: Array | int = 0
) -> Float[Array, "B N D"]:
    """Patches of images: [B, N, side * side * 3], by row, column and colour.

    Args:
        images: [B, H, W, 3]
        side: of a patch
        torus: whether patches reach over the edge to the opposite one; else only those inside count
        most: approximate largest number, evenly spaced; 0: all
        word: its lowest bits determine the first patch if not all are taken
    """
    if torus:
        images = jnp.pad(images, ((0, 0), (0, side - 1), (0, side - 1), (0, 0)), mode="wrap")
    batch, height, width, colours = images.shape
    rows, columns = height - side + 1, width - side + 1
    step = max(1, round((rows * columns / most) ** 0.5)) if most else 1
    rows, columns = rows // step * step, columns // step * step
    at = jnp.asarray(word, jnp.uint32)
    first = ((at % step).astype(jnp.int32), (at // step % step).astype(jnp.int32)) if step > 1 else (0, 0)
    sizes = (batch, rows - step + 1, columns - step + 1, colours)
    parts = [
        jax.lax.dynamic_slice(images, (0, first[0] + down, first[1] + right, 0), sizes)[:, ::step, ::step]
        for down in range(side)
        for right in range(side)
    ]
    return jnp.stack(parts, axis=3).reshape(batch, -1, side * side * colours)


def halved(images: Float[Array, "B H W 3"], times: int) -> Float[Array, "B h w 3"]:
    """Images halved a number of times: means of 2 x 2 pixels; incomplete squares are dropped."""
    step = 2**times
    batch, height, width, colours = images.shape
    rows, columns = height // step, width // step
    cut = images[:, : rows * step, : columns * step]
    return cut.reshape(batch, rows, step, columns, step, colours).mean(axis=(2, 4))


@functools.cache
def cosines(side: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    """The filter bank of patches: the orthonormal cosine transform along rows, columns and colours, [D, D]."""

    def transform(length: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        order, place = np.arange(length)[:, None], np.arange(length)[None]
        waves = np.cos(np.pi * (place + 0.5) * order / length) * np.sqrt(2 / length)
        waves[0] /= np.sqrt(2)
        found: np.ndarray[Any, np.dtype[np.float64]] = waves
        return found

    whole = np.kron(np.kron(transform(side), transform(side)), transform(3))
    return whole.astype(np.float32)


def transport(found: Float[Array, "... N"], wanted: Float[Array, "... M"]) -> Float[Array, ...]:
    """The squared transport distance between distributions: the mean squared difference of the sorted values.

    Args:
        found: [..., N]
        wanted: [..., M]; each of the N values is compared with the value at the same quantile

    Returns:
        [...]
    """
    count, there = found.shape[-1], wanted.shape[-1]
    at = ((np.arange(count) + 0.5) * there / count).astype(int)
    return jnp.mean((jnp.sort(found, axis=-1) - jnp.sort(wanted, axis=-1)[..., at]) ** 2, axis=-1)


@dataclasses.dataclass(frozen=True)
class SlicedTransport:
    """The loss of a texture; a `blastema.measure.Loss` whose target is the opaque sample.

    patch:       side of a patch, in cells
    levels:      number of scales at which patches are compared, each half of the previous one; single pixels are
                 compared, too
    projections: random directions per level
    torus:       whether the edges of states meet; those of the sample never do
    opacity:     factor of the mean square of 1 - alpha
    places:      approximate largest number of patches per level; 0: all
    word:        seed of the random numbers, uint32
    network:     `blastema.vgg.Weights`, whose features replace those of the filter bank; none without
    """

    patch: int = 5
    levels: int = 3
    projections: int = 32
    torus: bool = True
    opacity: float = 1.0
    places: int = 0
    word: Any = 0
    network: vgg.Weights | None = None

    def __call__(self, states: State, target: Array) -> Losses:
        """One number per sample; arguments as of `blastema.measure.Loss`."""
        samples = target[None] if target.ndim == 3 else target
        lack = jnp.mean(jax.nn.relu(1 - states[..., ALPHA]) ** 2, axis=(1, 2))
        return self.distance(shown(states), samples[..., :ALPHA]) + self.opacity * lack

    def distance(self, images: Float[Array, "B H W 3"], samples: Float[Array, "S h w 3"]) -> Losses:
        """The sliced optimal transport alone, the mean over single pixels and all levels; S is 1 or B.

        Along a direction the sample's values have a variance of about 1, so that 0 means equal and 1 far apart.
        """
        # The barrier keeps the compiler from evaluating functions of a constant sample.
        ours = self._features(images, self.torus)
        kept: Array = jax.lax.optimization_barrier(samples)  # type: ignore[no-untyped-call]
        theirs = self._features(kept, torus=False)
        pairs = zip(ours, theirs, strict=True)
        return jnp.stack([self._compared(*pair, level) for level, pair in enumerate(pairs)]).mean(axis=0)

    def _features(self, images: Array, torus: bool) -> list[Array]:
        """The features at each level: [B, N, D]."""
        pixels = self._answers(images, 1, torus)
        if self.network is None:
            levels = range(self.levels)
            return [pixels, *(self._answers(halved(images, level), self.patch, torus) for level in levels)]
        found = vgg.maps(images, self.network, torus)
        return [pixels, *(each.reshape(len(each), -1, each.shape[-1]) for each in found)]

    def _answers(self, images: Array, side: int, torus: bool) -> Array:
        """The filter bank's features of patches."""
        return patches(images, side, torus, self.places, self.word) @ jnp.asarray(cosines(side), images.dtype).T

    def _compared(self, ours: Array, theirs: Array, level: int) -> Losses:
        spread = jnp.std(theirs, axis=1)
        least = jnp.maximum(_LEAST_SPREAD * spread.max(axis=1, keepdims=True), _FLAT)
        vectors = directions(self.projections, ours.shape[-1], level, self.word).astype(ours.dtype)
        spread = jnp.maximum(spread, least)[:, None]
        slopes = vectors[None] / jnp.sqrt(spread)  # [S, J, D]
        slopes = slopes / jnp.linalg.norm(slopes * spread, axis=2, keepdims=True)
        wanted = jnp.einsum("sjd,snd->sjn", slopes, theirs)
        found = jnp.einsum("bjd,bnd->bjn", jnp.broadcast_to(slopes, (len(ours), *slopes.shape[1:])), ours)
        return transport(found, wanted).mean(axis=1)


class TextureObjective(AbstractObjective):
    """States with the same patches as a sample, at any position.

    samples: [K, h, w, 4], opaque RGBA
    loss:    the distance of states from them
    measure: the loss, plus the excess beyond the bound in any channel
    """

    needs_growth: ClassVar[bool] = False  # it begins everywhere at once
    judged_by: ClassVar[str] = "patches"
    cells_are_pixels: ClassVar[bool] = True
    known_as: ClassVar[str] = "texture"
    samples: Float[Array, "K h w 4"]
    loss: SlicedTransport = eqx.field(static=True)
    measure: Measure = eqx.field(static=True, kw_only=True)

    @classmethod
    def initial(
        cls,
        pictures: Float[Array, "K h w 4"],
        power: float,
        config: Config,
        patch: int = 5,
        levels: int = 3,
        projections: int = 32,
        opacity: float = 1.0,
        bound: float = 2.0,
        places: int = 1024,
        features: str = "",
    ) -> TextureObjective:
        """From opaque samples that are large enough for the patches of the last level.

        For ``features``, the path of a file of weights, see `blastema.vgg`; levels and patches apply only without it.

        Raises:
            InputError: if they are not, or a setting is out of range.
        """
        for name, value, fits, expected in (
            ("patch", patch, 2 <= patch <= 15, "2 to 15 cells"),
            ("levels", levels, 1 <= levels <= 6, "1 to 6"),
            ("projections", projections, 4 <= projections <= 1024, "4 to 1024"),
            ("opacity", opacity, opacity >= 0, "0 or more"),
            ("places", places, places == 0 or places >= 64, "64 or more, or 0 for all"),
            ("bound", bound, bound >= 1, "1 or more, since colours are up to 1"),
        ):
            if not fits:
                raise InputError(f"{name} of the objective 'texture' is {value}; expected {expected}.")
        alpha = np.asarray(pictures[..., ALPHA])
        if alpha.min() < 1:
            raise InputError(
                f"a texture's sample has to be opaque, without padding; {(alpha < 1).mean():.0%} of its cells are not. "
                "Use --padding 0 --no-trim --background keep, --no-square if its sides differ, or cut out a part that "
                "is."
            )
        height, width = pictures.shape[1:3]
        network = vgg.load(features) if features else None
        if network is not None and min(height, width) < vgg.SMALLEST:
            raise InputError(
                f"the sample has {height} x {width} cells, too few for the features of a network; use --size "
                f"{vgg.SMALLEST} or more."
            )
        if network is None and min(height, width) < patch * 2 ** (levels - 1):
            raise InputError(
                f"the sample has {height} x {width} cells, too few for patches of {patch} at {levels} levels; use a "
                f"larger --size, or fewer: --set training.objective.levels={max(levels - 1, 1)}"
            )
        torus = config.automaton.boundary == "torus"
        loss = SlicedTransport(patch, levels, projections, torus, opacity, places, network=network)
        return cls(pictures, loss, measure=Measure(loss, power=power, terms=(Overflow(bound, mean=True),)))

    @classmethod
    def recipe(cls, name: str, settings: Mapping[str, Any]) -> Mapping[str, Any]:
        """See `AbstractObjective`: those of the article's automaton, or of muNCA's for the update absolute."""
        small = kind_of(settings.get("update", "")) == "absolute"
        return {**_RECIPE, **_RECIPES[name], **(SMALL if small else {})}

    @property
    def labels(self) -> int:
        """See `AbstractObjective`: one per sample."""
        return int(self.samples.shape[0])

    def drawn(self, key: Array) -> TextureObjective:
        """See `AbstractObjective`: with new random directions."""
        loss = dataclasses.replace(self.loss, word=jax.random.bits(random_key(key), (), jnp.uint32))
        return TextureObjective(self.samples, loss, measure=dataclasses.replace(self.measure, loss=loss))

    def wanted(self, labels: Int[Array, " B"], steps: Array) -> Wanted:
        """See `AbstractObjective`: at the end."""
        times = jnp.asarray(steps, jnp.int32).reshape(1)
        return Wanted(self.samples, labels[:, None], times, jnp.ones(1, jnp.float32))

    def distance(self, states: State, labels: Int[Array, " B"]) -> Array:
        """See `AbstractObjective`; by a quarter of the directions, which suffices to find the worst."""
        target = self.samples[0] if self.labels == 1 else self.samples[labels]
        return dataclasses.replace(self.loss, projections=max(self.loss.projections // 4, 1))(states, target)


__all__ = [
    "SMALL",
    "SlicedTransport",
    "TextureObjective",
    "cosines",
    "directions",
    "halved",
    "noise_states",
    "patches",
    "shown",
    "transport",
]
