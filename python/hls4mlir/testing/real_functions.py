# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The functions of `qnn.unary` on rational numbers: exact where the value is rational, to 80 digits elsewhere.

The package mpmath computes them.
"""

# mpmath states no types.
# pyright: reportUnknownArgumentType=false, reportUnknownLambdaType=false, reportUnknownVariableType=false

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath  # pyright: ignore[reportMissingTypeStubs] -- it ships none
from mpmath import libmp  # pyright: ignore[reportMissingTypeStubs]

DIGITS = 80
_LEAST = Fraction(1, 10**70)
PARAMETERS: dict[str, tuple[tuple[float, ...], ...]] = {
    "celu": ((1.0,), (0.5,)),
    "elu": ((1.0,), (0.75,)),
    "pow": ((3.0,), (-2.0,), (0.5,), (1.25,), (0.0,)),
    "selu": ((1.67326319217681884765625, 1.05070102214813232421875),),
    "silu": ((1.0,), (1.702,), (-0.5,)),
    "thresholded_relu": ((1.0,), (-0.5,)),
}
"""Parameters to try of the functions that have some: `alpha`, then `gamma`."""


def value_of(kind: str, x: Fraction, alpha: float | None = None, gamma: float | None = None) -> Fraction:
    """The value of the function at `x`, or a number within 1e-60 or so of it, on the same side of its limits."""
    parameters = [Fraction(value) for value in (alpha, gamma) if value is not None]
    if kind in _RATIONAL:
        return _RATIONAL[kind](x, *parameters)
    if kind in ("sqrt", "pow"):
        exact = _power(x, parameters[0] if parameters else Fraction(1, 2))
        if exact is not None:
            return exact
    with mpmath.workdps(DIGITS):
        y = _REAL[kind](_mpf(x), *(_mpf(value) for value in parameters))
        value = Fraction(*libmp.to_rational(mpmath.mpf(y)._mpf_))
    limits = _LIMITS[kind](x, *parameters) if kind in _LIMITS and x != 0 else None
    if limits is not None:
        low, high = sorted(limits)
        value = min(max(value, low + _LEAST), high - _LEAST)
    return value


def in_domain(kind: str, x: Fraction, alpha: float | None = None, gamma: float | None = None) -> bool:
    """Whether the function has a finite real value."""
    whole = alpha is not None and float(alpha).is_integer()
    return {
        "acos": abs(x) <= 1,
        "acosh": x >= 1,
        "asin": abs(x) <= 1,
        "atanh": abs(x) < 1,
        "log": x > 0,
        "pow": x > 0 or (whole and (x != 0 or (alpha or 0) >= 0)) or (x == 0 and (alpha or 0) >= 0),
        "reciprocal": x != 0,
        "sqrt": x >= 0,
    }.get(kind, True)


def kinds() -> list[tuple[str, tuple[float, ...]]]:
    """Every function, with each choice of its parameters."""
    names = sorted({*_RATIONAL, *_REAL, "sqrt"})
    return [(name, parameters) for name in names for parameters in PARAMETERS.get(name, ((),))]


def _mpf(x: Fraction) -> Any:
    return mpmath.mpf(x.numerator) / x.denominator


def _root(value: int) -> int | None:
    root = math.isqrt(value)
    return root if root * root == value else None


def _power(x: Fraction, exponent: Fraction) -> Fraction | None:
    if exponent == 0:
        return Fraction(1)
    if x in (0, 1):
        return x
    while exponent.denominator != 1:
        numerator, denominator = _root(x.numerator) if x >= 0 else None, _root(x.denominator)
        if numerator is None or denominator is None:
            return None
        x, exponent = Fraction(numerator, denominator), 2 * exponent
    return x**exponent.numerator


def _to_zero(x: Fraction, *_: Fraction) -> tuple[Fraction, Fraction]:
    return Fraction(0), x


# Between which two numbers a value lies without ever being one of them, however many digits are computed: a threshold
# at one of them tells.
_LIMITS: dict[str, Callable[..., tuple[Fraction, Fraction] | None]] = {
    "celu": lambda x, alpha: (-alpha, Fraction(0)) if x < 0 else None,
    "elu": lambda x, alpha: (-alpha, Fraction(0)) if x < 0 else None,
    "erf": lambda _: (Fraction(-1), Fraction(1)),
    "gelu": _to_zero,
    "gelu_tanh": _to_zero,
    "mish": _to_zero,
    "selu": lambda x, alpha, gamma: (-alpha * gamma, Fraction(0)) if x < 0 else None,
    "sigmoid": lambda _: (Fraction(0), Fraction(1)),
    "silu": _to_zero,
    "softplus": lambda x: (max(x, Fraction(0)), max(x, Fraction(0)) + 1),
    "tanh": lambda _: (Fraction(-1), Fraction(1)),
}


def _elu(x: Any, alpha: Any) -> Any:
    return x if x >= 0 else alpha * mpmath.expm1(x)


_RATIONAL: dict[str, Callable[..., Fraction]] = {
    "ceil": lambda x: Fraction(math.ceil(x)),
    "floor": lambda x: Fraction(math.floor(x)),
    "hard_swish": lambda x: x * min(max(x / 6 + Fraction(1, 2), Fraction(0)), Fraction(1)),
    "reciprocal": lambda x: 1 / x,
    "round": lambda x: Fraction(round(x)),
    "sign": lambda x: Fraction((x > 0) - (x < 0)),
    "softsign": lambda x: x / (1 + abs(x)),
    "thresholded_relu": lambda x, alpha: x if x > alpha else Fraction(0),
}
_REAL: dict[str, Callable[..., Any]] = {
    "acos": mpmath.acos,
    "acosh": mpmath.acosh,
    "asin": mpmath.asin,
    "asinh": mpmath.asinh,
    "atan": mpmath.atan,
    "atanh": mpmath.atanh,
    "celu": lambda x, alpha: x if x >= 0 else alpha * mpmath.expm1(x / alpha),
    "cos": mpmath.cos,
    "cosh": mpmath.cosh,
    "elu": _elu,
    "erf": mpmath.erf,
    "exp": mpmath.exp,
    "gelu": lambda x: x * mpmath.ncdf(x),
    "gelu_tanh": lambda x: (
        x / 2 * (1 + mpmath.tanh(mpmath.sqrt(2 / mpmath.pi) * (x + _mpf(Fraction(44715, 10**6)) * x**3)))
    ),
    "log": mpmath.log,
    "mish": lambda x: x * mpmath.tanh(mpmath.log1p(mpmath.exp(x))),
    "pow": mpmath.power,
    "selu": lambda x, alpha, gamma: gamma * _elu(x, alpha),
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "silu": lambda x, alpha: x / (1 + mpmath.exp(-alpha * x)),
    "sin": mpmath.sin,
    "sinh": mpmath.sinh,
    "softplus": lambda x: mpmath.log1p(mpmath.exp(x)),
    "sqrt": mpmath.sqrt,
    "tan": mpmath.tan,
    "tanh": mpmath.tanh,
}
