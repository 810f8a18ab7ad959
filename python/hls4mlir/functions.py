# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The functions of `qnn.unary` in numpy, in the precision of their argument."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["evaluate_function"]

Array = NDArray[Any]


def evaluate_function(kind: str, x: Array, alpha: float | None = None, gamma: float | None = None) -> Array:
    """The function `kind` of each element, by its name in the qnn dialect; of the type of `x`.

    A function has the parameters that its definition names. Where it has no finite real value, the result is what
    numpy gives: an infinity, or no number.
    """
    parameters = [x.dtype.type(value) for value in (alpha, gamma) if value is not None]
    with np.errstate(all="ignore"):
        return np.asarray(_FUNCTIONS[kind](x, *parameters)).astype(x.dtype, copy=False)


def _erf(x: Array) -> Array:
    """Numpy has no error function."""
    return np.array([math.erf(value) for value in x.reshape(-1).tolist()], np.float64).reshape(x.shape)


def _sigmoid(x: Array) -> Array:
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e)


def _softplus(x: Array) -> Array:
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def _elu(x: Array, alpha: Any) -> Array:
    return np.where(x >= 0, x, alpha * np.expm1(np.minimum(x, 0)))


def _celu(x: Array, alpha: Any) -> Array:
    return np.where(x >= 0, x, alpha * np.expm1(np.minimum(x, 0) / alpha))


def _gelu_tanh(x: Array) -> Array:
    return x / 2 * (1 + np.tanh(x.dtype.type(math.sqrt(2 / math.pi)) * (x + x.dtype.type(0.044715) * x**3)))


def _gelu(x: Array) -> Array:
    return x / 2 * (1 + _erf(x / math.sqrt(2)))


def _hard_swish(x: Array) -> Array:
    return x * np.clip(x / 6 + 0.5, 0, 1)


def _mish(x: Array) -> Array:
    return x * np.tanh(_softplus(x))


def _reciprocal(x: Array) -> Array:
    return 1 / x


def _selu(x: Array, alpha: Any, gamma: Any) -> Array:
    return gamma * _elu(x, alpha)


def _silu(x: Array, alpha: Any) -> Array:
    return x * _sigmoid(alpha * x)


def _softsign(x: Array) -> Array:
    return x / (1 + np.abs(x))


def _thresholded_relu(x: Array, alpha: Any) -> Array:
    return np.where(x > alpha, x, 0)


_FUNCTIONS: dict[str, Callable[..., Array]] = {
    "acos": np.arccos,
    "acosh": np.arccosh,
    "asin": np.arcsin,
    "asinh": np.arcsinh,
    "atan": np.arctan,
    "atanh": np.arctanh,
    "ceil": np.ceil,
    "celu": _celu,
    "cos": np.cos,
    "cosh": np.cosh,
    "elu": _elu,
    "erf": _erf,
    "exp": np.exp,
    "floor": np.floor,
    "gelu": _gelu,
    "gelu_tanh": _gelu_tanh,
    "hard_swish": _hard_swish,
    "log": np.log,
    "mish": _mish,
    "pow": np.power,
    "reciprocal": _reciprocal,
    "round": np.rint,
    "selu": _selu,
    "sigmoid": _sigmoid,
    "sign": np.sign,
    "silu": _silu,
    "sin": np.sin,
    "sinh": np.sinh,
    "softplus": _softplus,
    "softsign": _softsign,
    "sqrt": np.sqrt,
    "tan": np.tan,
    "tanh": np.tanh,
    "thresholded_relu": _thresholded_relu,
}
