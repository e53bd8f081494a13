"""``blastema grow`` and ``blastema resume``."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import sys
import typing
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from blastema._text import escaped, word
from blastema.cli import beginnings, hosts
from blastema.cli.flags import asks_for, asks_for_steps
from blastema.cli.hangup import HANGUP
from blastema.cli.stopping import code_of, signals
from blastema.cli.terminal import own_output
from blastema.cli.training_verbs import Grow, Resume
from blastema.config import Config, Start, kind_of, presets
from blastema.config import file as config_file
from blastema.errors import InputError, KernelUnavailableError
from blastema.registry import OBJECTIVES

_STARTS = typing.get_args(Start)

if TYPE_CHECKING:
    from blastema.evaluation import AnyVerdict
    from blastema.organism import Organism
    from blastema.runs.folder import Run
    from blastema.runs.recording import Noticed
    from blastema.targets import Target
    from blastema.training.events import Event


@dataclasses.dataclass(frozen=True)
class Manner:
    """How a training is shown, and where it runs.

    as_json: events as lines of JSON
    watch:   in the page as well
    track:   names of trackers to log to
    on:      where it runs, if not in this process: see `blastema resume --on`
    on_config: dask-jobqueue's settings
    """

    as_json: bool = False
    watch: bool = False
    track: tuple[str, ...] = ()
    on: str = ""
    on_config: Path | None = None


class _Listener(Protocol):
    def take(self, event: Event | Noticed) -> None: ...

    def judge(self, verdict: AnyVerdict) -> None: ...


def run(command: Grow | Resume) -> int:
    """Train; returns the exit code."""
    if command.hosts is None:
        return _alone(command)
    with own_output():
        return hosts.run(command, _alone, _accompany)


def _alone(command: Grow | Resume) -> int:
    return _grow(command) if isinstance(command, Grow) else _resume(command)


def _watchable(target: Target, config: Config) -> None:
    """Raise `InputError` if the page cannot show the training."""
    if target.axes > 2:
        raise InputError(f"{target.name} is a volume, whose training the page does not show; leave --watch out.")
    if OBJECTIVES.says(kind_of(config.training.objective), "judged_by") == "classes":
        raise InputError("the page does not show the training of digits that classify themselves; leave --watch out.")


def _accompany(folder: Run) -> int:
    """Train with the first host, which stores and shows the result; stop when any host is asked to."""
    reason = ""
    with signals(said="") as stopped, contextlib.closing(folder.train(should_stop=lambda: bool(stopped))) as events:
        for event in events:
            reason = getattr(event, "reason", reason)
    hosts.COMPANY.part()
    return code_of(stopped, reason)


def _grow(command: Grow) -> int:
    config = command.config
    picture, *others = command.targets or (config.target.picture,)
    if "others" in command.given or not command.targets:
        others += config.target.others
    if not picture:
        raise InputError("nothing to grow: give a picture file or an emoji, e.g. blastema grow 🦎")
    config = config.replace(picture=picture, others=tuple(others))
    named = command.start_from in _STARTS
    if named:
        config = config.replace(start=command.start_from)

    from blastema import studio
    from blastema.fitting import course_of, planted

    if command.preview and command.dry_run:
        raise InputError("--preview shows the target and stops, --dry-run the config; give only one of them.")
    if command.watch:
        studio.require("blastema grow --watch")
    _require(command.track)

    config, target = _fitted(command, config)
    if command.preview:
        from blastema.cli.preview import preview

        return preview(target, course_of(config, target), command.json)
    if command.dry_run:
        for note in target.notes:
            _note(note)
        print(escaped(config_file.to_json(planted(config, target))))
        return 0

    from blastema.assembly import settings_of
    from blastema.zoo.loading import load_organism

    start = None
    if named:
        beginnings.refuse_other_parts(config)
    elif command.start_from is not None:
        source = _source(command.start_from, command, picture, config)
        asked = {f.name: getattr(config.automaton, f.name) for f in dataclasses.fields(config.automaton)}
        implied = {"signal", "embedding"} if others or {"signal", "embedding"} & command.given else set()
        implied |= {"decoder"} if "pixels_per_cell" in command.given else set()
        given = {name: value for name, value in asked.items() if name in command.given | implied}
        start = beginnings.with_settings(load_organism(source), given, source)
        config = dataclasses.replace(config, automaton=settings_of(start.automaton))
    if command.config_file and not asks_for("precision", command.given, command.set, None):
        config = _computable(target, config)
    manner = Manner(command.json, command.watch, command.track)
    return begin(target, config, command.out, command.overwrite, start, manner)


def _source(named: str, command: Grow, picture: str, config: Config) -> str:
    """The organism that ``--from`` names, as others name one; a note says how long the zoo's own settings take."""
    if named != "zoo":
        return named
    found = beginnings.of_the_zoo(picture, config)
    # Its card's settings are the defaults; where they are not known, those of quick are.
    said = command.recipe or command.config_file or asks_for("iterations", command.given, command.set, None)
    if not said and config.training.iterations > presets.regenerating("quick").training.iterations:
        _note(f"trained for {config.training.iterations:,} iterations, as the zoo has it; shorter: --recipe quick")
    return found


def _computable(target: Target, config: Config) -> Config:
    """A config file's config in float32, with a note, if its precision is not available on this machine."""
    wide = config.replace(precision="float32")
    if wide == config:
        return config
    try:
        _make_early(target, config)
    except KernelUnavailableError as error:
        _make_early(target, wide)  # raises if it is not the precision that is missing
        why = str(error).partition(" Use --precision float32")[0]
        _note(f"{why} It is trained in float32 instead, which is slower.")
        return wide
    return config


def _fitted(command: Grow, config: Config) -> tuple[Config, Target]:
    """The target, and the config with what follows from it where the user has said nothing else; notes say what."""
    from blastema.fitting import changing, fitted, roomed, signalled, told, voluminous
    from blastema.targets import load_target

    def said(name: str) -> bool:
        return asks_for(name, command.given, command.set, command.config_file)

    config = voluminous(config, config.target.picture, said)
    target = load_target(config.target.picture, config.target)
    if command.watch:
        _watchable(target, config)
    if config.target.others and not said("change_count"):
        config = changing(config)
    config = signalled(config, target)
    fixed = asks_for_steps(command.given, command.set, command.config_file)
    config, notes = (config, told(config, target)) if fixed else fitted(config, target)
    room = [] if said("padding") else roomed(config, command.recipe or "quick")
    return config, dataclasses.replace(target, notes=(*target.notes, *room, *notes))


def begin(
    target: Target,
    config: Config,
    out: Path | None = None,
    overwrite: bool = False,
    start: Organism | None = None,
    manner: Manner = Manner(),
) -> int:
    """Make a run folder and train in it, here or on workers; returns the exit code."""
    from blastema import starts
    from blastema.runs.folder import Run
    from blastema.training.feasible import refuse_hopeless

    _make_early(target, config)
    start = start or starts.start_for(config)
    for each in target.every:
        refuse_hopeless(each, config, trained=start is not None)
    folder = Run.create(target, config, out, overwrite, start)
    notes = [f"note: {note}" for note in target.notes]
    if not manner.as_json:
        print("\n".join([*notes, f"run folder: {folder.path}"]))
    if manner.on:
        return _elsewhere(folder, manner)
    return _watched_or_not(folder, manner)


def _elsewhere(folder: Run, manner: Manner) -> int:
    from blastema.cli import elsewhere

    stopped = elsewhere.train(folder, manner.on, manner.on_config, manner.as_json)
    return _is_complete(folder, manner.as_json, now=True) if stopped is None else stopped


def _watched_or_not(folder: Run, manner: Manner) -> int:
    with contextlib.ExitStack() as stack:
        listeners: list[_Listener] = []
        if manner.watch:
            from blastema.cli.studio import watching

            listeners.append(stack.enter_context(watching(folder, manner.as_json)))
        if manner.track:
            from blastema.tracking import Tracking

            tracking = Tracking(manner.track, folder.path.name, identity=str(folder.path.resolve()), tell=_note)
            listeners.append(stack.enter_context(tracking))
        return train(folder, manner.as_json, listeners)


def _require(trackers: tuple[str, ...]) -> None:
    """Refuse trackers whose packages are not installed, before anything is done."""
    if trackers:
        from blastema import tracking

        tracking.require(trackers)


def _note(text: str) -> None:
    print(f"note: {text}", file=sys.stderr)


def _make_early(target: Target, config: Config) -> None:
    """Refuse an invalid config and an engine that is not available before a folder is created."""
    import jax

    from blastema import engines
    from blastema.automaton import CellularAutomaton
    from blastema.fitting import seeds_of
    from blastema.training.curricula import curriculum_of
    from blastema.training.optimisers import optimiser_of
    from blastema.training.parts import check_grid, objective_of
    from blastema.training.sharing import Sharing

    check_grid(target, config)
    automaton = CellularAutomaton.initial(config.automaton, jax.random.key(0))
    curriculum = curriculum_of(config.training, target.size)
    curriculum.check_seed(automaton.seed_on(target.grid, places=seeds_of(config, target)))
    objective = objective_of(target, config, curriculum, automaton.life)
    optimiser_of(config, automaton, objective)
    run = config.run
    engine = engines.resolve(run.kernel, automaton, objective, threads=run.threads, precision=run.precision)
    if run.devices:
        Sharing.of(config).engine_of_each(engine)


def _resume(command: Resume) -> int:
    from blastema import studio
    from blastema.runs.folder import Run
    from blastema.sweep.cluster import check_place, try_place
    from blastema.sweep.plan import NAME as PLAN_NAME

    if command.on_config and not command.on:
        raise InputError("--on-config needs --on slurm.")
    if command.on and command.watch:
        raise InputError("--watch cannot be combined with --on: it shows a training in this process.")
    if command.on and (command.track or command.hosts or command.devices):
        raise InputError("--track, --hosts and --devices cannot be combined with --on.")
    if command.on and (command.kernel or command.precision):
        raise InputError("--kernel and --precision cannot be combined with --on: a worker uses the run's own settings.")
    if command.watch:
        studio.require("blastema resume --watch")
    _require(command.track)
    if (command.run / PLAN_NAME).exists():
        on = f" --on {command.on}" if command.on else ""
        raise InputError(f"{command.run} is a sweep, not a run; continue it: blastema sweep {word(command.run)}{on}")
    _refuse_an_organism(command.run)
    folder = Run.open(command.run)
    if command.on:  # before anything is changed
        check_place(command.on, 1, command.on_config, "a training")
        try_place(command.on, command.on_config)
    if command.iterations is not None:
        folder.extend(command.iterations)
    if command.until is not None:
        folder.aim(command.until)
    folder.config = _computed_as_asked(folder.config, command)
    if folder.complete:
        return _is_complete(folder, command.json)
    manner = Manner(command.json, command.watch, command.track, command.on, command.on_config)
    return _elsewhere(folder, manner) if command.on else _watched_or_not(folder, manner)


def _refuse_an_organism(place: Path) -> None:
    """Trained organisms have names, too, but nothing that could be resumed."""
    from blastema import emoji, zoo

    text = str(place)
    if place.suffix == ".safetensors" and place.is_file():
        raise InputError(
            f"{text} is a file, not a run folder. To train an organism's rule on: "
            f"blastema grow PICTURE --from {word(text)}"
        )
    if place.exists() or zoo.find(text) is None:
        return
    on, again = (
        f"train it on: blastema grow {word(text)} --from zoo",
        f"train one like it: blastema zoo train {word(text)}",
    )
    raise InputError(f"{text} is an organism of the zoo, not a run folder. To {on if emoji.is_emoji(text) else again}")


def _computed_as_asked(config: Config, command: Resume) -> Config:
    """The config with another engine, precision or number of devices, if the command specifies one."""
    named = {name: getattr(command, name) for name in ("kernel", "devices", "precision")}
    changed = config.replace(**{name: value for name, value in named.items() if value is not None})
    if bool(changed.run.devices) != bool(config.run.devices):
        _note("with --devices gradients are summed in a different order than without: the bits differ from here on")
    return changed


def _is_complete(folder: Run, as_json: bool, now: bool = False) -> int:
    from blastema.cli.verdict import judged, refuse_bad, told

    if as_json:
        print(json.dumps({"event": "complete", "iteration": folder.iteration}))
    else:
        more = "" if now else " Give a new total with --iterations to continue."
        print(f"{folder.path} is complete: {folder.iteration:,} iterations.{more}")
    verdict = judged(folder, as_json)
    refuse_bad(verdict, folder)
    if not as_json:
        print(told(verdict, folder))
    return 0


def train(folder: Run, as_json: bool, listeners: Sequence[_Listener] = (), continuing: str = "") -> int:
    """Train in a run folder and show it on the screen; returns the exit code.

    ``continuing`` is the command that continues it once it has been stopped; by default `blastema resume`.
    """
    from blastema.cli.screen import duration, screen_for
    from blastema.cli.verdict import following, judged, refuse_bad, told
    from blastema.training import stretches
    from blastema.training.events import Finished

    finished = None
    hosts.COMPANY.send(folder)
    with signals() as stopped:
        try:
            with (
                screen_for(folder, as_json) as screen,
                contextlib.closing(folder.train(should_stop=lambda: bool(stopped), looked_at=stretches.none)) as events,
            ):
                for event in events:
                    screen.show(event)
                    for listener in listeners:
                        listener.take(event)
                    if isinstance(event, Finished):
                        finished = event
        except OSError:
            if HANGUP not in stopped:
                raise
            # The terminal was closed before its signal came; leaving the loop has saved, and nothing can be printed.
            return 128 + stopped[0]
    assert finished is not None
    hosts.COMPANY.part()
    if code := code_of(stopped, finished.reason):
        if folder.complete:  # the signal came with the last iteration, or while the film was drawn
            done = f"complete: {finished.iteration:,} iterations; it was stopped before its verdict. To judge it:"
        else:
            done = f"stopped at iteration {finished.iteration:,}; everything is saved. Continue with:"
        print(done, file=sys.stderr)
        print(f"  {continuing or f'blastema resume {word(folder.path)}'}", file=sys.stderr)
        return code
    verdict = judged(folder, as_json)
    for listener in listeners:
        listener.judge(verdict)
    if not as_json:
        seconds = sum(line.get("seconds") or 0 for line in folder.metrics)
        print(
            f"{'done' if verdict.good else 'failed'}: {finished.iteration:,} iterations in {duration(seconds)}, "
            f"log10 loss {finished.smoothed:.3f} ({finished.reason if verdict.good else verdict.outcome})\n"
            f"  organism  {folder.path / 'organism.safetensors'}\n"
            f"  film      {folder.path / 'growth.gif'}\n"
            f"  curve     {folder.path / 'loss.png'}\n"
            f"  learning  {folder.path / 'progress.png'}"
        )
    refuse_bad(verdict, folder)
    if not as_json:
        print(f"{told(verdict, folder)}\nnext: {following(folder)}")
    return 0


__all__ = ["Manner", "begin", "run", "train"]
