"""Checks of single settings and of files' versions: each raises an error that says what was found and expected."""

from __future__ import annotations

import operator
import os
import typing
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from blastema._nearest import suggestion
from blastema.errors import FileFormatError, InputError

if TYPE_CHECKING:
    from jax import Array

NEWER = "A newer Blastema may read it: pip install --upgrade blastema"
"""What to do about a file of a newer version."""


def require(ok: bool, name: str, value: object, expected: str, hint: str = "") -> None:
    """Raise `InputError` unless ``ok``; a hint is a further sentence."""
    if not ok:
        raise InputError(f"{name.replace('_', '-')} is {short(value)}; expected {expected}. {hint}".rstrip())


def short(value: object) -> str:
    """A value as shown in a message, shortened if long."""
    text = repr(value)
    return text if len(text) <= 100 else text[:97] + "..."


def instance(value: object, kind: type[Any], name: str, hint: str) -> None:
    """Raise `InputError` unless a value is of a class; the hint says where such a value comes from."""
    if not isinstance(value, kind):
        raise InputError(f"{name} is of type {type(value).__name__}; expected {kind.__name__}: {hint}.")


def as_path(value: object, name: str, expected: str = "a path, as text or as pathlib.Path") -> Path:
    """A path that is given as text or as an object of ``pathlib``; `InputError` for anything else.

    An empty text is refused, too: ``pathlib`` takes it for the working folder, which nobody has named.
    """
    given = os.fspath(value) if isinstance(value, str | os.PathLike) else None
    require(isinstance(given, str) and bool(given.strip()), name, value, expected)
    return Path(typing.cast(str, given))


def random_key(value: object) -> Array:
    """One random key of JAX, as ``jax.random.key(0)`` or ``jax.random.PRNGKey(0)``; `InputError` for anything else."""
    import jax  # here, because the command line checks settings without JAX
    from jax import numpy as jnp

    expected = "expected one key, as jax.random.key(0)"
    if not hasattr(value, "shape") or not hasattr(value, "dtype"):
        raise InputError(f"the random key is {short(value)}; {expected}.")
    typed = isinstance(value, jax.Array) and jnp.issubdtype(value.dtype, jax.dtypes.prng_key)
    if not (value.shape == () if typed else value.dtype == "uint32" and value.shape in ((2,), (4,))):
        raise InputError(f"the random key is {value.dtype} of shape {tuple(value.shape)}; {expected}.")
    return typing.cast("Array", value)


def is_count(value: object) -> TypeGuard[int]:
    """Whether ``value`` is an integer of any library, and not a truth value."""
    try:
        operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        return False
    return not isinstance(value, bool)


def is_whole(value: object) -> TypeGuard[int]:
    """Whether ``value`` is an integer and not a truth value."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object, low: float, high: float) -> TypeGuard[float]:
    """Whether ``value`` is a finite number in [low, high]."""
    # NaN lies in no interval; math.isfinite would fail on huge integers.
    return (is_whole(value) or isinstance(value, float)) and low <= value <= high


def is_real(value: object, low: float, high: float) -> TypeGuard[float]:
    """Whether ``value`` is a number of any library in [low, high], and not a truth value."""
    real = isinstance(value, Real) and not isinstance(value, bool)
    return real and bool(low <= typing.cast(float, value) <= high)


def number(section: Any, name: str, low: float, high: float, expected: str) -> None:
    """A finite number in [low, high]."""
    require(is_number(getattr(section, name), low, high), name, getattr(section, name), expected)


def whole(section: Any, name: str, low: int, high: int) -> None:
    """An integer in [low, high]."""
    value = getattr(section, name)
    require(
        is_whole(value) and low <= value <= high,
        name,
        value,
        f"a whole number from {low} to {high}",
    )


def truth(section: Any, name: str) -> None:
    """True or false."""
    value = getattr(section, name)
    require(isinstance(value, bool), name, value, "true or false")


def text(section: Any, name: str, longest: int, expected: str) -> None:
    """A text that can be printed and written: no NUL, no half of a surrogate pair, at most so many characters."""
    value = getattr(section, name)
    sound = isinstance(value, str) and len(value) <= longest and "\0" not in value
    require(sound and not any("\ud800" <= character <= "\udfff" for character in value), name, value, expected)


def texts(section: Any, name: str, most: int, longest: int, expected: str) -> None:
    """At most so many texts, each as of `text`, as a tuple."""
    value = getattr(section, name)
    require(isinstance(value, tuple) and len(value) <= most, name, value, f"at most {most} texts, each {expected}")
    for each in value:
        sound = isinstance(each, str) and 0 < len(each) <= longest and "\0" not in each
        require(sound and not any("\ud800" <= character <= "\udfff" for character in each), name, each, expected)


def choice(section: Any, name: str, literal: object) -> None:
    """One of the values of a ``Literal`` type."""
    value, allowed = getattr(section, name), typing.get_args(literal)
    require(value in allowed, name, value, f"one of {', '.join(allowed)}", _hint(value, allowed))


def choices(section: Any, name: str, literal: object) -> None:
    """One or more different values of a ``Literal`` type, as a tuple."""
    value, allowed = getattr(section, name), typing.get_args(literal)
    items = value if isinstance(value, tuple) else ()
    known = len(items) > 0 and all(item in allowed for item in items)
    require(
        known and len(set(value)) == len(value),
        name,
        value,
        f"one or more different ones of {', '.join(allowed)}",
        next((_hint(item, allowed) for item in items if item not in allowed), ""),
    )


def _hint(value: object, allowed: tuple[str, ...]) -> str:
    return suggestion(value, allowed) if isinstance(value, str) else ""


def known_version(version: object, newest: int, what: str, source: str) -> int:
    """The version that a file says it has, if it can be read here.

    Args:
        version: as found in the file, unchecked
        newest: the newest version that can be read; all versions from 1 on can
        what: the kind of file, as messages call it
        source: the file, as messages call it

    Raises:
        FileFormatError: for any other.
    """
    if is_whole(version) and 1 <= version <= newest:
        return version
    known = "version 1" if newest == 1 else f"versions 1 to {newest}"
    newer = f" {NEWER}" if is_whole(version) and version > newest else ""
    raise FileFormatError(f"{source} has {what} version {short(version)}; this Blastema reads {known}.{newer}")
