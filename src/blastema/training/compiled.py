"""Compilation of what a training computes: the same bits in every process."""

from __future__ import annotations

from functools import partial

import jax

# Else XLA times several kernels for each reduction and each product on a card and takes the fastest, in each process
# anew: the sums differ in their last bits from process to process, as openxla/xla issue 37902 shows for a plain sum.
compiled = partial(jax.jit, compiler_options={"xla_gpu_autotune_level": 0})

__all__ = ["compiled"]
