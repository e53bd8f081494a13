"""The selection of an engine, and rollouts by the selected one."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from blastema._types import Array, ArrayLike
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions, whole_steps
from blastema.config import LARGEST_THREADS
from blastema.engines.engine import AbstractEngine
from blastema.errors import InputError, KernelUnavailableError
from blastema.objective import AbstractObjective
from blastema.registry import ENGINES


def resolve(
    kernel: str,
    automaton: CellularAutomaton,
    objective: AbstractObjective | None = None,
    *,
    threads: int = 0,
    precision: str = "float32",
    conditions: Conditions | None = None,
) -> AbstractEngine:
    """The engine for an automaton.

    Args:
        kernel: "auto" selects the first registered engine that supports the automaton on JAX's platform; otherwise an
            engine's name
        automaton: the automaton; engines look at its kinds and shapes
        objective: the objective, if it is to be trained
        threads: of the native engine; 0 is one per available processor
        precision: "float32", or "bf16" for products of operands rounded to bf16, which the dense engine does not have
        conditions: the conditions, if known already

    Returns:
        The engine, ready.

    Raises:
        KernelUnavailableError: with the cause, if the named engine or the precision is not available.
        InputError: if no engine has that name, or for an invalid number of threads.
    """
    if not 0 <= threads <= LARGEST_THREADS:
        raise InputError(f"threads is {threads}; expected 0 (one for each processor) to {LARGEST_THREADS}.")
    if kernel != "auto":
        obstacle = ENGINES[kernel].obstacle(automaton, objective, precision, conditions)
        if obstacle is None:
            engine: AbstractEngine = ENGINES[kernel].create(threads, precision)
            return engine
        if precision != "float32" and ENGINES[kernel].obstacle(automaton, objective, conditions=conditions) is None:
            fast = "cuda" if jax.default_backend() == "gpu" else "native"
            raise KernelUnavailableError(
                f"precision {precision} is not available: {obstacle}. Use --precision float32"
                + (f", or --kernel {fast} or auto." if kernel != fast else ".")
            )
        raise KernelUnavailableError(
            f"kernel {kernel} is not available: {obstacle}. Use --kernel auto or jax; `blastema doctor` says more."
        )
    reasons: dict[str, str] = {}
    for name in ENGINES.names:
        if getattr(ENGINES[name], "platform", "") not in ("", jax.default_backend()):
            continue
        obstacle = ENGINES[name].obstacle(automaton, objective, precision, conditions)
        if obstacle is None:
            why = "; ".join(f"{other} is not available: {reason}" for other, reason in reasons.items())
            chosen: AbstractEngine = ENGINES[name].create(threads, precision, why)
            return chosen
        if not getattr(ENGINES[name], "special", False):
            reasons[name] = obstacle
    # An engine that never has the precision, such as the dense one, is not worth a word.
    able = [name for name in reasons if ENGINES[name].obstacle() or not ENGINES[name].obstacle(precision=precision)]
    causes = "; ".join(f"kernel {name} has it, but {reasons[name]}" for name in able) or "no engine has it"
    raise KernelUnavailableError(f"precision {precision} is not available: {causes}. Use --precision float32.")


def native_obstacle() -> str | None:
    """Why the native engine cannot be used on this machine, or none if it can."""
    reason: str | None = ENGINES["native"].obstacle()
    return reason


def rollout(
    automaton: CellularAutomaton,
    x: ArrayLike,
    steps: int | Array,
    conditions: Conditions = Conditions(),  # noqa: B008
    *,
    max_steps: int | None = None,
    kernel: str = "auto",
    precision: str = "float32",
) -> Array:
    """The state after some steps, by the fastest engine that supports the automaton; differentiable in the automaton
    and the state.

    Args:
        automaton: the rule
        x: [H, W, C] or [B, H, W, C]
        steps: one number, 0 or more, for all samples; a traced value is clipped to the bounds, since it cannot be
            checked
        conditions: the automaton's physics applies to those not given
        max_steps: bound of ``steps`` if that is a traced value (not needed for a plain number)
        kernel: "auto", or an engine by name: "native", "cuda" or "jax"
        precision: "float32", or "bf16" for faster products where the native engine or the card supports them

    Returns:
        Of the shape of ``x``.

    Raises:
        KernelUnavailableError: if the named engine does not support the automaton or the precision.
        ValueError: if a shape does not fit, or ``steps`` is not one whole number from 0 to ``max_steps``.
    """
    if not isinstance(automaton, CellularAutomaton):
        raise ValueError(
            f"the rule is of type {type(automaton).__name__}; expected CellularAutomaton: organism.automaton"
        )
    state, single = automaton.batched(x)
    whole_steps(steps)
    if max_steps is None:
        if isinstance(steps, jax.core.Tracer):
            raise ValueError("steps is a traced value; give its bound: max_steps=...")
        max_steps = int(steps)
    whole_steps(max_steps, "max_steps")
    if not isinstance(steps, jax.core.Tracer) and int(steps) > max_steps:
        raise ValueError(f"steps is {int(steps)}; expected at most max_steps, which is {max_steps}")
    complete = automaton.conditions(conditions, len(state))
    engine = resolve(kernel, automaton, precision=precision, conditions=complete)
    # A traced number cannot be checked against its bounds, so all engines clip it.
    within = jnp.clip(jnp.asarray(steps, jnp.int32), 0, max_steps)
    after = engine.rollout(automaton, state, within, complete, max_steps)
    return after[0] if single else after


__all__ = ["native_obstacle", "resolve", "rollout"]
