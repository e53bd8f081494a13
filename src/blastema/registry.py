"""Registries: the kinds of each part by name, built-in ones and those that users add.

A new kind is one new file and one line here, or, from outside the package, one call:

    from blastema.registry import UPDATES
    UPDATES.add("my-update", MyUpdate)

The name is used in configs, organism files and flags. An installed package makes its kinds known to every program,
including the command line, by entry points of the group ``blastema.`` plus the part:

    [project.entry-points."blastema.update"]
    my-update = "my_package:MyUpdate"

Kinds are imported when they are first used, so that the command line's help needs no JAX.
"""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from blastema._nearest import suggestion
from blastema.errors import InputError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


class Registry:
    """Kinds of one part by name.

    Args:
        what: name of the part in messages, e.g. "update"
        built_in: name to "module:attribute"
        given: what makers of kinds are given, if they name it; all else that they name are settings
    """

    def __init__(self, what: str, built_in: Mapping[str, str], given: Collection[str] = ()) -> None:
        self.what, self.given = what, given
        self._homes = dict(built_in)
        self._added: dict[str, Any] = {}

    def add(self, name: str, kind: Any) -> Any:
        """Register a kind under a new name.

        Args:
            name: its name in configs, files and flags
            kind: a class, or a function

        Returns:
            ``kind``, unchanged.

        Raises:
            InputError: if another kind has the name, the name is not a text, or the kind cannot be called.
        """
        if not (isinstance(name, str) and name and callable(kind)):
            raise InputError(
                f"{name!r} is to name the {self.what} {kind!r}; expected a text, and a class or a function."
            )
        if name in self and self[name] is not kind:
            raise InputError(f"the {self.what} {name!r} already exists; choose another name.")
        self._added[name] = kind
        return kind

    def remove(self, name: str) -> None:
        """Remove an added kind; a built-in one stays.

        Args:
            name: of the kind; an unknown name changes nothing
        """
        self._added.pop(name, None)

    @property
    def names(self) -> tuple[str, ...]:
        """All names, the built-in ones first."""
        return (*self._homes, *self._added, *(name for name in _installed(self.what) if name not in self._homes))

    def is_built_in(self, name: str) -> bool:
        """Whether a kind comes with the package.

        Args:
            name: of the kind

        Returns:
            True only for built-in kinds.
        """
        return name in self._homes

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (name in self._homes or name in self._added or name in _installed(self.what))

    def __getitem__(self, name: str) -> Any:
        if not isinstance(name, str):
            raise InputError(f"the {self.what} is {name!r}; expected a name: {', '.join(self.names)}.")
        if name in self._added:
            return self._added[name]
        if name in self._homes:
            module, _, attribute = self._homes[name].partition(":")
            return getattr(importlib.import_module(module), attribute)
        if name not in _installed(self.what):
            raise InputError(self.unknown(name))
        entry = _installed(self.what)[name]
        try:
            return entry.load()
        except (ImportError, AttributeError) as error:
            raise InputError(f"the {self.what} {name!r} ({entry.value}) cannot be imported: {error}.") from error

    def takes(self, name: str) -> Mapping[str, inspect.Parameter]:
        """The parameters of a kind's maker: its class method ``initial``, or the kind itself if it has none.

        Args:
            name: of the kind

        Returns:
            The maker's parameters by name.

        Raises:
            InputError: for a name that nobody has registered.
        """
        return inspect.signature(maker(self[name])).parameters

    def settings(self, name: str, of_config: Collection[str] = ()) -> dict[str, Any]:
        """The settings of a kind: what its maker names, apart from what it is given.

        Args:
            name: of the kind
            of_config: settings that a config has beside the kind, which are left out

        Returns:
            Their defaults by name; ``inspect.Parameter.empty`` for one without a default.

        Raises:
            InputError: for a name that nobody has registered.
        """
        left_out = {*self.given, *of_config}
        return {key: one.default for key, one in self.takes(name).items() if key not in left_out}

    def says(self, name: str, what: str) -> Any:
        """A class attribute of a kind, which the part's abstract class describes.

        Args:
            name: of the kind
            what: name of the attribute

        Returns:
            Its value; none for a kind that does not have it, such as a function.

        Raises:
            InputError: for a name that nobody has registered.
        """
        return getattr(self[name], what, None)

    def saying(self, what: str) -> str:
        """The built-in kinds whose attribute is true, for messages: "a, b or c".

        Args:
            what: name of the attribute

        Returns:
            Their names.
        """
        *front, last = (name for name in self._homes if self.says(name, what))
        return f"{', '.join(front)} or {last}" if front else last

    def make(self, name: str, values: Mapping[str, Any]) -> Any:
        """A part of a kind.

        Args:
            name: of the kind
            values: by name; its maker receives those that it names

        Returns:
            The part.

        Raises:
            InputError: for a name that nobody has registered.
        """
        taken = self.takes(name)
        return maker(self[name])(**{key: value for key, value in values.items() if key in taken})

    def unknown(self, name: object) -> str:
        """The message for a name that is not registered.

        Args:
            name: what was given

        Returns:
            A sentence with the closest name, or all names.
        """
        text = name if isinstance(name, str) else repr(name)
        hint = suggestion(text, self.names, f"Known: {', '.join(self.names)}.")
        return f"there is no {self.what} {text[:100]!r}. {hint}"

    def name_of(self, kind: Any) -> str:
        """The name under which a kind is registered.

        Args:
            kind: the class or function

        Returns:
            The name.

        Raises:
            InputError: if it is not registered.
        """
        for name in self.names:
            if self[name] is kind:
                return name
        label = getattr(kind, "__qualname__", repr(kind))
        raise InputError(
            f"{label} is not a registered {self.what}; register it first: "
            f"blastema.registry.{self.what.upper()}S.add(NAME, {label})"
        )


def maker(kind: Any) -> Any:
    """The maker of a kind: its class method ``initial``, or the kind itself if it has none."""
    return getattr(kind, "initial", kind)


@functools.cache
def _installed(what: str) -> Mapping[str, EntryPoint]:
    from importlib import metadata  # takes longer than all the rest of this module

    return {entry.name: entry for entry in metadata.entry_points(group=f"blastema.{what}")}


def forget_installed() -> None:
    """Search installed packages for kinds again at the next use, for programs that install some at run time."""
    _installed.cache_clear()


_OF_PARTS = ("key", "channels", "features")
PERCEPTIONS = Registry(
    "perception",
    {
        "filters": "blastema.perception:FilterPerception",
        "integer": "blastema.integer.parts:IntegerPerception",
        "two-level": "blastema.hierarchy:TwoLevelPerception",
        "one-per-channel": "blastema.micro:ChannelPerception",
        "isotropic": "blastema.isotropic:IsotropicPerception",
        "steerable": "blastema.isotropic:SteerablePerception",
        "volume": "blastema.volumes:VolumePerception",
    },
    _OF_PARTS,
)
UPDATES = Registry(
    "update",
    {
        "residual": "blastema.update:ResidualUpdate",
        "replacing": "blastema.update:ReplacingUpdate",
        "integer": "blastema.integer.parts:IntegerUpdate",
        "two-level": "blastema.hierarchy:TwoLevelUpdate",
        "absolute": "blastema.micro:AbsoluteUpdate",
        "inked": "blastema.classifying:InkedUpdate",
    },
    _OF_PARTS,
)
LIVES = Registry(
    "life",
    {
        "neighbourhood": "blastema.life:NeighbourhoodLife",
        "own-alpha": "blastema.life:OwnAlphaLife",
        "all": "blastema.life:AllLife",
    },
    _OF_PARTS,
)
DECODERS = Registry(
    "decoder", {"none": "blastema.decoder:NoDecoder", "coordinates": "blastema.decoder:CoordinateDecoder"}, _OF_PARTS
)
OBJECTIVES = Registry(
    "objective",
    {
        "pictures": "blastema.objective:PictureObjective",
        "any-angle": "blastema.any_angle:AnyAngleObjective",
        "classes": "blastema.classifying:ClassObjective",
        "texture": "blastema.texture:TextureObjective",
    },
    ("target", "pictures", "frames", "motion", "power", "config"),
)
CURRICULA = Registry(
    "curriculum",
    {
        "growing": "blastema.training.curricula:Growing",
        "persistent": "blastema.training.curricula:Persistent",
        "regenerating": "blastema.training.curricula:Regenerating",
        "merging": "blastema.training.merging:Merging",
        "turning": "blastema.training.turning:Turning",
        "classifying": "blastema.training.classifying:Classifying",
        "perturbed": "blastema.training.perturbed:Perturbed",
    },
    ("batch_size", "size", "damage"),
)
DAMAGES = Registry("damage", {"wounds": "blastema.training.damage:random_damage"}, ("size", "wounds"))
"""Makers of damage functions (key, states, progress) -> states."""
OPTIMISERS = Registry(
    "optimiser",
    {
        "adam": "blastema.training.optimisers:Gradients",
        "open-es": "blastema.training.evolution:open_es",
        "snes": "blastema.training.evolution:snes",
        "sep-cma-es": "blastema.training.evolution:sep_cma_es",
        "cma-es": "blastema.training.evolution:cma_es",
    },
    ("training", "automaton", "transformation"),
)
"""Optimisers: by the gradient, or by evolution."""
QUANTISERS = Registry(
    "quantiser",
    {
        "none": "blastema.training.quantised:AbstractQuantiser",
        "int8": "blastema.integer.quantiser:Int8",
        "distill": "blastema.integer.quantiser:Distill",
    },
)
"""Rounding of weights during training; ``none`` does not round."""
ENGINES = Registry(
    "engine",
    {
        "native": "blastema.engines.cpu:NativeEngine",
        "cuda": "blastema.engines.gpu:CudaEngine",
        "integer": "blastema.integer.engine:IntegerEngine",
        "jax": "blastema.engines.reference:DenseEngine",
    },
)
"""In order of preference: the first one that supports the automaton on JAX's platform is selected."""
EXPORTERS = Registry(
    "exporter",
    {
        "safetensors": "blastema.formats.exporters:safetensors",
        "distill": "blastema.formats.exporters:distill",
        "html": "blastema.page.exporter:html",
        "gif": "blastema.drawing.exporters:gif",
        "mp4": "blastema.drawing.exporters:mp4",
        "png-strip": "blastema.drawing.exporters:png_strip",
        "integer": "blastema.integer.exporters:integer",
        "c": "blastema.integer.exporters:c",
        "numpy": "blastema.portable.exporters:numpy",
        "torch": "blastema.portable.exporters:torch",
        "onnx": "blastema.portable.exporters:onnx",
    },
)
"""Functions (organism, path) that write an organism to a file or a folder, and return notes, e.g. on what is lost."""

__all__ = [
    "CURRICULA",
    "DAMAGES",
    "DECODERS",
    "ENGINES",
    "EXPORTERS",
    "LIVES",
    "OBJECTIVES",
    "OPTIMISERS",
    "PERCEPTIONS",
    "QUANTISERS",
    "UPDATES",
    "Registry",
    "forget_installed",
    "maker",
]
