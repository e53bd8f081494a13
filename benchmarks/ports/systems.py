"""The systems that Blastema and CAX both have, each at one size, as `ports.setting.Setting`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType

from ports.setting import Setting


@dataclasses.dataclass(frozen=True)
class System:
    """The measurement of one system.

    title:   in the table
    what:    "iterate" or "rollout", as in `ports.setting.Port`
    engines: of `ports.ENGINES`, CAX's last
    tolerance: largest relative difference from the dense engine that the check allows
    """

    title: str
    what: str
    setting: Setting
    engines: tuple[str, ...] = ("native", "jax", "cax")
    tolerance: float = 1e-4


_QUICK = Setting(steps=44, batch=4, size=36, mature=366)  # a picture of 24 cells, with a disc's share of life
_AROUND = ("identity", "north", "south", "west", "east", "sobel_x", "sobel_y", "mean")

SYSTEMS: Mapping[str, System] = MappingProxyType(
    {
        "growing-quick": System("growing, size of `quick`", "iterate", _QUICK),
        "rollout": System("growing, size of the article: rollout", "rollout", Setting()),
        "pictures": System(
            "ten pictures by a signal, size of `quick`",
            "iterate",
            dataclasses.replace(_QUICK, hidden=256, pictures=10),
        ),
        "digits": System(
            "digits that classify themselves",
            "iterate",
            Setting(
                steps=20,
                batch=16,
                size=14,
                mature=60,
                channels=20,
                hidden=112,
                filters=_AROUND,
                life="own-alpha",
                loss="votes",
            ),
        ),
        "texture": System(
            "texture",
            "iterate",
            Setting(
                steps=48,
                batch=4,
                size=32,
                mature=32 * 32,
                channels=12,
                hidden=96,
                filters=("identity", "sobel_x", "sobel_y", "laplacian"),
                boundary="torus",
                life="all",
            ),
        ),
        "isotropic": System(
            "isotropic (length of the gradient), size of `quick`",
            "iterate",
            dataclasses.replace(
                _QUICK, perception="isotropic", filters=("sobel_x", "sobel_y", "laplacian_unscaled"), boundary="torus"
            ),
            ("jax", "cax"),
            tolerance=1e-3,  # in nearly constant areas, the slope of a length is that of a root near zero
        ),
        "volume": System(
            "three dimensions",
            "iterate",
            Setting(
                steps=25,
                batch=4,
                size=15,
                mature=400,
                channels=12,
                hidden=64,
                axes=3,
                perception="volume",
                filters=("identity", "sobel_x", "sobel_y", "sobel_z", "laplacian"),
            ),
        ),
        "growing": System("growing, size of the article", "iterate", Setting()),
    }
)
"""Systems by the name used on the command line; the slowest last."""
