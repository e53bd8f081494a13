"""All settings of a run together, and how they are changed by name."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from blastema._checks import instance, require, short
from blastema._nearest import suggestion
from blastema.config import decoding
from blastema.config.curricula import CURRICULUM_CONFIGS, HIDDEN_WOUNDS
from blastema.config.part import Part, kind_of
from blastema.config.sections import AutomatonConfig, RunConfig, TargetConfig, too_large
from blastema.config.training import TrainingConfig
from blastema.errors import InputError
from blastema.registry import DECODERS, LIVES, OBJECTIVES, OPTIMISERS, PERCEPTIONS, UPDATES

LARGEST_POOL_BYTES = 16 << 30
_WITHOUT_SEEDS = {"perturbed": "a part of its picture", "classifying": "a digit's ink"}
"""Regimes without seeds, and what their organisms start as."""
_VISIBLE = 4
"""Channels of a picture: RGBA."""


@dataclass(frozen=True)
class Config:
    """All settings of a run: the argument of ``fit``, and the content of ``config.json``."""

    target: TargetConfig = field(default_factory=TargetConfig)
    """The picture and its geometry."""
    automaton: AutomatonConfig = field(default_factory=AutomatonConfig)
    """Kinds of the automaton's parts, their settings, and its physics."""
    training: TrainingConfig = field(default_factory=TrainingConfig)
    """Curriculum, phases, loss and guards."""
    run: RunConfig = field(default_factory=RunConfig)
    """Engine, threads, and what is stored during training."""

    def __post_init__(self) -> None:
        for name, kind in SECTIONS.items():
            instance(getattr(self, name), kind, f"the section {name}", f"{kind.__name__}(...)")
        cells = self.target.grid**self.automaton.axes
        obstacle = too_large(cells, self.automaton.channels, max(self.automaton.hidden))
        require(obstacle is None, "size + 2 * padding", self.target.grid, f"a smaller grid ({obstacle})")
        decoding.check(self.target, self.automaton, self.training)
        states = self.training.pool_size * cells * self.automaton.channels
        require(
            4 * states <= LARGEST_POOL_BYTES,
            "pool_size",
            self.training.pool_size,
            f"a pool of at most {LARGEST_POOL_BYTES >> 30} GiB (this one has "
            f"{states / 2**28:.1f} GiB: use a smaller pool, grid or number of channels)",
        )
        if self.training.birth_penalty:
            self._check_births()
        touched = [kind for kind in getattr(self.training.curriculum, "wounds", ()) if kind in HIDDEN_WOUNDS]
        if touched and self.automaton.channels <= _VISIBLE:
            raise InputError(
                f"wounds is {' '.join(touched)}, but with {self.automaton.channels} channels there are "
                "no hidden channels; leave these kinds out, or use --channels 16, as in the article."
            )

    def _check_births(self) -> None:
        """A penalty for what cannot happen would have no effect."""
        reason, regime = "", self.training.regime
        if kind_of(self.automaton.life) == "all":
            reason = "with --life all no cell ever dies"
        elif regime in _WITHOUT_SEEDS:
            reason = f"in the {regime} regime an organism starts as {_WITHOUT_SEEDS[regime]}, not as one cell"
        elif kind_of(self.automaton.perception) == "two-level":
            reason = "cells with parent cells do not perceive a seed by itself"
        if reason:
            raise InputError(
                f"birth-penalty is {self.training.birth_penalty}, but {reason}; leave it out, or use --birth-penalty 0 "
                "if it is that of a config or of the zoo's organism."
            )

    def replace(self, **settings: Any) -> Config:
        """A copy with some values replaced by name: ``config.replace(iterations=500, size=32)``.

        Args:
            **settings: fields of the sections and of the curriculum, by name; besides, ``regime`` changes the
                curriculum, and ``steps`` and ``learning_rate`` change all phases: the same steps in each, and the
                learning rate of the first one with the others in proportion; and ``pixels_per_cell`` of 2 or more
                also sets a decoder with as many

        Returns:
            The changed copy.

        Raises:
            InputError: for an unknown name, or one that this curriculum does not use.
        """
        config = self
        if "regime" in settings:
            config = _with_regime(config, settings.pop("regime"))
        settings |= decoding.drawn(config.automaton, settings, config.target.pixels_per_cell)
        changes: dict[str, dict[str, Any]] = {}
        for name, value in settings.items():
            changes.setdefault(section_of(name, config), {})[name] = value
        training = _trained(config.training, changes.pop("training", {}), changes.pop("curriculum", {}))
        return dataclasses.replace(
            config,
            training=training,
            **{name: dataclasses.replace(getattr(config, name), **values) for name, values in changes.items()},
        )

    def get(self, name: str) -> Any:
        """The value of a setting by its name.

        Args:
            name: as for `replace`

        Returns:
            The value; for ``steps`` and ``learning_rate`` that of the first phase.

        Raises:
            InputError: for an unknown name.
        """
        section = section_of(name, self)
        if name == "regime":
            return self.training.regime
        if name in _OF_PHASES:
            return getattr(self.training.phases[0], name)
        return getattr(self.training.curriculum if section == "curriculum" else getattr(self, section), name)

    def at(self, path: str) -> Any:
        """The value at a path.

        Args:
            path: names and numbers, e.g. ``training.phases.1.learning_rate``

        Returns:
            The value.

        Raises:
            InputError: for a path that does not exist.
        """
        value: Any = self
        *before, last = path.split(".")
        for name in before:
            value = _opened(_inside(value, name, path), name)
        return _inside(value, last, path)

    def set(self, path: str, value: Any) -> Config:
        """A copy with a new value at a path, e.g. ``config.set("training.phases.1.learning_rate", 5e-4)``.

        Args:
            path: as of `at`
            value: the new value

        Returns:
            The changed copy.

        Raises:
            InputError: for a path that does not exist, or a value that is not allowed there.
        """
        changed: Config = _put(self, path.split("."), value, path)
        if path.startswith("training.phases.") and path.endswith(_OF_RATES):
            _refuse_rate(path, value, changed.training.optimiser)
        return changed


SECTIONS: dict[str, type[Any]] = {
    "target": TargetConfig,
    "automaton": AutomatonConfig,
    "training": TrainingConfig,
    "run": RunConfig,
}
_OF_PHASES = ("steps", "learning_rate")
_OF_RATES = (".learning_rate", ".final_fraction", ".shape")
"""Endings of the paths of a phase's learning rate."""


def _refuse_rate(name: str, value: Any, optimiser: str | Part) -> None:
    """Refuse a learning rate for an optimiser that has none."""
    if OPTIMISERS.says(kind_of(optimiser), "self_paced"):
        raise InputError(
            f"{name} is {value}, but the optimiser {kind_of(optimiser)} finds its own steps; leave it out, or use "
            "the optimiser open-es or adam."
        )


def section_of(name: str, config: Config | None = None) -> str:
    """The section that has a setting: of `SECTIONS`, or "curriculum".

    Raises:
        InputError: if none has it, or only a different curriculum than the config's.
    """
    if name in ("regime", *_OF_PHASES):
        return "training"
    names = {f.name: section for section, kind in SECTIONS.items() for f in dataclasses.fields(kind)}
    if name in names:
        return names[name]
    owners = [
        kind for kind, its in CURRICULUM_CONFIGS.items() if name in {f.name for f in dataclasses.fields(its)} - {"kind"}
    ]
    if owners:
        kind = "regenerating" if config is None else config.training.regime
        if kind not in owners:
            *others, last = owners
            where = f"{', '.join(others)} and {last}" if others else last
            raise InputError(f"{name.replace('_', '-')} is not used in the {kind} regime, only in {where}.")
        return "curriculum"
    of_curricula = dict.fromkeys(f.name for its in CURRICULUM_CONFIGS.values() for f in dataclasses.fields(its))
    known = [*names, *_OF_PHASES, "regime", *of_curricula]
    hint = suggestion(name, known, f"Known settings: {', '.join(known)}.")
    raise InputError(f"no setting is called {name!r}. {hint}")


def _with_regime(config: Config, regime: object) -> Config:
    """The same config with another curriculum, which keeps the settings that both have."""
    if regime == config.training.regime:
        return config
    if regime not in CURRICULUM_CONFIGS:
        other = Part(str(regime))
        return dataclasses.replace(config, training=dataclasses.replace(config.training, curriculum=other))
    kind = CURRICULUM_CONFIGS[str(regime)]
    shared = {f.name for f in dataclasses.fields(kind)} - {"kind"}
    before = config.training.curriculum
    values = {name: getattr(before, name) for name in shared if hasattr(before, name)}
    curriculum = kind(**values)
    return dataclasses.replace(config, training=dataclasses.replace(config.training, curriculum=curriculum))


def _trained(before: TrainingConfig, changes: dict[str, Any], curriculum: dict[str, Any]) -> TrainingConfig:
    phases = changes.pop("phases", before.phases)
    if "steps" in changes:
        steps = changes.pop("steps")
        phases = tuple(dataclasses.replace(phase, steps=steps) for phase in phases)
    if "learning_rate" in changes:
        rate = changes.pop("learning_rate")
        _refuse_rate("learning-rate", rate, changes.get("optimiser", before.optimiser))
        dataclasses.replace(phases[0], learning_rate=rate)  # raises for values that are not numbers
        factor = rate / phases[0].learning_rate
        phases = (
            dataclasses.replace(phases[0], learning_rate=rate),
            *(dataclasses.replace(phase, learning_rate=phase.learning_rate * factor) for phase in phases[1:]),
        )
    if kind_of(curriculum.get("damage", "wounds")) != "wounds":
        # Other kinds of damage have no kinds of wound.
        curriculum = {"wounds": CURRICULUM_CONFIGS["regenerating"].wounds} | curriculum
    if curriculum:
        changes["curriculum"] = dataclasses.replace(before.curriculum, **curriculum)
    return dataclasses.replace(before, phases=phases, **changes)


_PARTS = {registry.what: registry for registry in (PERCEPTIONS, UPDATES, LIVES, DECODERS, OBJECTIVES, OPTIMISERS)}


def _opened(value: Any, name: str) -> Any:
    """A built-in part given by its name alone, with its settings; anything else unchanged."""
    if name not in _PARTS or not isinstance(value, str):
        return value
    own = _PARTS[name].settings(value, AutomatonConfig.__dataclass_fields__)
    return Part(value, own) if own else value


def _inside(value: Any, name: str, path: str) -> Any:
    if isinstance(value, tuple):
        if not (name.isascii() and name.isdigit() and int(name) < len(value)):
            raise InputError(f"{path}: {short(name)} is not an index of a list of {len(value)}; indices start at 0.")
        return value[int(name)]
    if isinstance(value, Part) and name != "kind":
        if name not in value.settings:
            hint = suggestion(name, value.settings, f"It has {', '.join(value.settings)}.")
            raise InputError(f"{path}: {value.kind} has no setting {short(name)}. {hint}")
        return value.settings[name]
    if not dataclasses.is_dataclass(value):
        raise InputError(f"{path}: {short(value)} has no fields.")
    names = [f.name for f in dataclasses.fields(value)]
    if name not in names:
        hint = suggestion(name, names, f"Known: {', '.join(names)}.")
        raise InputError(f"{path}: there is no {short(name)}. {hint}")
    return getattr(value, name)


def _put(owner: Any, names: list[str], value: Any, path: str) -> Any:
    inner = _inside(owner, names[0], path)
    new = value if len(names) == 1 else _put(_opened(inner, names[0]), names[1:], value, path)
    if isinstance(owner, tuple):
        return tuple(new if index == int(names[0]) else item for index, item in enumerate(owner))
    if isinstance(owner, Part) and names[0] != "kind":
        return Part(owner.kind, {**owner.settings, names[0]: new})
    return dataclasses.replace(owner, **{names[0]: new})


__all__ = ["LARGEST_POOL_BYTES", "SECTIONS", "Config", "section_of"]
