"""Calls of the kernels in C++ and CUDA through ``jax.ffi``: arrays in, arrays out, inside ``jax.jit`` as well.

All kernels have the same operands and the same three targets; their compile-time attributes differ.
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple, Protocol, runtime_checkable

import jax
import jax.numpy as jnp
from jax.custom_derivatives import SymbolicZero

from blastema._types import Array, State
from blastema.errors import KernelUnavailableError

Layers = tuple[tuple[Array, Array], ...]
"""Weight [in, out] and bias [out] of each layer; the first layer's bias may differ per sample, [B, out]."""


@runtime_checkable
class Attributes(Protocol):
    """The compile-time attributes of a kernel call; hashable."""

    @property
    def kernel(self) -> str:
        """The kernel's name in messages."""

    @property
    def prefix(self) -> str:
        """The prefix of its targets' names."""

    def as_keywords(self) -> dict[str, Any]:
        """The keyword arguments of its targets."""


class Operands(NamedTuple):
    """The arrays of a call; H x W cells, C channels, F filters. A volume's have D layers before H; 3x3x3 taps.

    layers:     weight [inputs, outputs] and bias [outputs] of two or three layers, float32; the inputs of the first are
                F * C, filter-major; its bias may be [B, outputs], one per sample
    state:      float32 [B, H, W, C]
    taps:       float32 [B, F, 3, 3], cross-correlation
    fire_seed:  uint32 [B]
    first_step: uint32 [B], the steps since each sample's start
    steps:      int32 []
    fire_rate:  float32 [B]
    step_size:  float32 [B]
    """

    layers: Layers
    state: State
    taps: Array
    fire_seed: Array
    first_step: Array
    steps: Array
    fire_rate: Array
    step_size: Array


class Due(NamedTuple):
    """The pictures that are due, and when.

    times:           int32 [L], numbers of steps after which the loss is taken, in 1..steps
    weights:         float32 [L], the factor of each
    pictures:        float32 [K, H, W, 4]
    which:           int32 [B, L], the picture that is due for each sample at each time
    channel_weights: float32 [4], the factor of R, G, B and alpha
    power:           float32 [], of each sample's loss, before the mean whose gradient is returned
    """

    times: Array
    weights: Array
    pictures: Array
    which: Array
    channel_weights: Array
    power: Array


def rollout(attributes: Attributes, operands: Operands) -> State:
    """The state [B, H, W, C] after ``operands.steps`` steps.

    Differentiable (reverse mode) with respect to ``layers`` and ``state``. Only the arguments are kept for the
    gradient: the backward pass repeats the steps.

    Raises:
        KernelUnavailableError: if another operand is differentiated.
    """
    state: State = _rollout(attributes, operands)
    return state


def loss_and_gradient(attributes: Attributes, operands: Operands, due: Due) -> tuple[Array, Layers, State]:
    """Loss and gradient of a rollout in one pass.

    Returns:
        The losses [B] (for each sample the weighted sum over times of the mean squared error), the gradient of the
        mean over the batch of their powers, shaped as ``operands.layers``, and the final state [B, H, W, C].
    """
    layers, state, *rest = operands
    flat = jax.tree.leaves(layers)
    results = (_like(operands.fire_rate), *map(_like, (state, *flat)))
    losses, final_state, *gradients = _call_once("loss_and_gradient", results, attributes)(state, *rest, *due, *flat)
    return losses, jax.tree.unflatten(jax.tree.structure(layers), gradients), final_state


def _call(target: str, results: Any, attributes: Attributes) -> Any:
    return jax.ffi.ffi_call(attributes.prefix + target, results, vmap_method="sequential")


def _call_once(target: str, results: Any, attributes: Attributes) -> Any:
    """A call that is not differentiated."""

    @jax.custom_jvp
    def call(*operands: Array) -> Any:
        return _call(target, results, attributes)(*operands, **attributes.as_keywords())

    @call.defjvp
    def refuse(*_: Any) -> Any:
        what = target.replace("_", " ")
        raise KernelUnavailableError(f"kernel {attributes.kernel} has no derivatives of its {what}; use kernel jax.")

    return call


def _like(array: Array) -> jax.ShapeDtypeStruct:
    return jax.ShapeDtypeStruct(array.shape, array.dtype)  # type: ignore[no-untyped-call]


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def _rollout(attributes: Attributes, operands: Operands) -> Any:
    layers, state, *rest = operands
    call = _call("rollout", _like(state), attributes)
    return call(state, *rest, *jax.tree.leaves(layers), **attributes.as_keywords())


def _rollout_forward(attributes: Attributes, primals: Any) -> tuple[Any, Operands]:
    """``primals``: `Operands` whose leaves contain, besides their value, whether they are differentiated."""
    differentiated = [name for name in Operands._fields[2:] if getattr(primals, name).perturbed]
    if differentiated:
        names = ", ".join("angle" if name == "taps" else name for name in differentiated)  # the names that callers use
        raise KernelUnavailableError(
            f"kernel {attributes.kernel} has no gradient to {names}, only to layers and state; use kernel jax."
        )
    operands = jax.tree.map(lambda leaf: leaf.value, primals, is_leaf=lambda leaf: hasattr(leaf, "perturbed"))
    return _rollout(attributes, operands), operands


def _rollout_backward(attributes: Attributes, operands: Operands, cotangent: Any) -> tuple[Any]:
    layers, state, *rest = operands
    if isinstance(cotangent, SymbolicZero):
        cotangent = jnp.zeros_like(state)
    flat = jax.tree.leaves(layers)
    results = tuple(map(_like, (*flat, state)))
    *to_layers, to_state = _call_once("rollout_gradient", results, attributes)(state, *rest, cotangent, *flat)
    gradient = jax.tree.unflatten(jax.tree.structure(layers), to_layers)
    return (Operands(gradient, to_state, *(None for _ in rest)),)  # type: ignore[arg-type]


_rollout.defvjp(_rollout_forward, _rollout_backward, symbolic_zeros=True)


__all__ = ["Attributes", "Due", "Layers", "Operands", "loss_and_gradient", "rollout"]
