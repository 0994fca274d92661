"""Arithmetic whose bits do not depend on how many runs are computed together.

Elementwise functions are safe; reductions, powers and picks are not, and go through here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Indices = NDArray[np.int64]

SHORT_AXIS = 12
"""Axes up to this length are added column by column."""

LARGEST_EXPONENT = 700.0
"""Beyond it `exp` overflows a double."""


def total(values: NDArray[Any]) -> Floats:
    """Sum over the last axis, always added in the same order.

    A short axis is added column by column, which is quicker; a long one is laid out contiguously.
    """
    if 0 < values.shape[-1] <= SHORT_AXIS:
        first, *others = values.T
        summed: Floats = first.astype(np.float64)
        for column in others:
            summed += column
        return summed.T
    found: Floats = np.add.reduce(np.ascontiguousarray(values, dtype=np.float64), axis=-1)
    return found


def added(parts: Iterable[Any]) -> Any:
    """Sum of numbers, or of columns (run,), added one by one.

    From Python 3.12 on the built-in `sum` makes up for the rounding of numbers, not of columns, so
    that a number would not be what a column of it is.
    """
    return reduce(add, parts)


def count(truths: Truths) -> Indices:
    """How many are true along the last axis."""
    found: Indices = np.add.reduce(truths, axis=-1, dtype=np.int64)
    return found


def largest(values: Floats) -> Floats:
    """Maximum over the last axis."""
    found: Floats = np.maximum.reduce(values, axis=-1)
    return found


def smallest(values: Floats) -> Floats:
    """Minimum over the last axis."""
    found: Floats = np.minimum.reduce(values, axis=-1)
    return found


def anywhere(truths: Truths) -> Truths:
    """Whether any is true along the last axis."""
    found: Truths = np.logical_or.reduce(truths, axis=-1)
    return found


def everywhere(truths: Truths) -> Truths:
    """Whether all are true along the last axis."""
    found: Truths = np.logical_and.reduce(truths, axis=-1)
    return found


def in_any_run(truths: NDArray[Any] | bool) -> bool:
    """Whether anything is true at all; for few runs quicker than the method `any`."""
    return bool(np.count_nonzero(truths))


def between(low: float, values: Floats, high: float) -> Floats:
    """Values held within bounds; quicker than `np.clip` on short arrays."""
    found: Floats = np.minimum(np.maximum(values, low), high)
    return found


def power(base: Floats, exponent: Floats) -> Floats:
    """`base ** exponent` for base >= 0, with the exponent laid out in full.

    NumPy squares a single number where it takes the power of several, so squares are always taken
    as squares.
    """
    full = np.empty_like(base)
    full[...] = exponent
    raised = np.power(base.copy(order="K"), full)
    return np.where(full == 2.0, base * base, raised)


def take(values: Floats, index: NDArray[np.integer[Any]]) -> Floats:
    """The entries of the last axis that `index` names for each run: `values[run, index[run]]`.

    Shapes: values `(run, n)`, index `(run, ...)`.
    """
    rows = np.arange(len(values)).reshape(-1, *[1] * (index.ndim - 1))
    found: Floats = values[rows, index]
    return found


def exponential(values: Floats) -> Floats:
    """`exp`, held below overflow."""
    return np.exp(np.minimum(values, LARGEST_EXPONENT))


def logistic(values: Floats) -> Floats:
    """1 / (1 + exp(-x)), the logit choice probability of two options."""
    return 1.0 / (1.0 + exponential(-values))


def chance_of_any(rate: Floats) -> Floats:
    """Chance of at least one event at a Poisson rate: 1 - exp(-rate)."""
    return -np.expm1(-rate)


def normal(uniform: Floats) -> Floats:
    """Standard normal deviates from uniforms, by the inverse of the distribution function."""
    from scipy.special import ndtri

    return np.asarray(ndtri(between(2.0**-53, uniform, 1.0 - 2.0**-53)), dtype=np.float64)


def gumbel_of_normal(deviate: Floats) -> Floats:
    """Standard Gumbel deviates that keep the order of standard normal ones."""
    from scipy.special import ndtr

    uniform = np.clip(np.asarray(ndtr(deviate), dtype=np.float64), 2.0**-53, 1.0 - 2.0**-53)
    return -np.log(-np.log(uniform))


def fingerprint() -> str:
    """Digest of exp, log, power and tanh on fixed inputs and of the NumPy version.

    Two machines with the same fingerprint give the same runs to the last bit.
    """
    inputs = np.linspace(0.001, 20.0, 4_099)
    answers = (
        np.exp(-inputs),
        np.log(inputs),
        np.expm1(-inputs),
        np.power(inputs, np.full_like(inputs, 1.37)),
        np.tanh(inputs),
        normal(inputs / 21.0),
    )
    summary = hashlib.blake2b(np.__version__.encode(), digest_size=8)
    for answer in answers:
        summary.update(answer.tobytes())
    return summary.hexdigest()
