# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""What quantizers meet while a network is evaluated exactly: ties and saturation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from hls4mlir import ir
from hls4mlir.testing import exact

__all__ = ["Counts"]


@dataclass
class Counts:
    """What the quantizers of a network meet, element by element."""

    elements: int = 0
    ties: int = 0
    """Numbers that lie exactly on the bound between two codes."""
    saturated: int = 0
    """Numbers beyond the lowest or the highest code."""

    def observe(self, operation: Any, operands: list[exact.Numbers]) -> None:
        """Counts what one operation of the import form meets, for `exact.evaluate`."""
        if operation.name not in _QUANTIZERS:
            return
        ties, saturated = _QUANTIZERS[operation.name](operation, operands[0])
        self.elements += ties.size
        self.ties += int(np.count_nonzero(ties))
        self.saturated += int(np.count_nonzero(saturated))


_Met = tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]
"""Where an operation meets a tie, and where it saturates."""


def _is_tie(y: Fraction, mode: str) -> bool:
    """Whether a number lies on the bound between those that are rounded to two codes."""
    return y.denominator == (1 if mode in ("floor", "ceil", "to_zero", "away") else 2)


def _quantize(op: Any, x: exact.Numbers) -> _Met:
    scale, zero_point, bits = exact.spread(op, x, "scale", "zero_point", "bit_width")
    ties, saturated = np.zeros(x.shape, bool), np.zeros(x.shape, bool)
    for i in exact.places(x.shape):
        y = exact.quotient(x[i], scale[i], zero_point[i], constant=False)
        if int(bits[i]) == 1 and "is_signed" in op.attributes:
            ties[i] = y == 0
            continue
        saturated[i] = exact.clip(op, y, int(bits[i])) != y
        ties[i] = not saturated[i] and _is_tie(y, exact.rounding_mode(op))
    return ties, saturated


def _quantize_linear(op: Any, x: exact.Numbers) -> _Met:
    scale, zero_point = exact.spread(op, x, "scale", "zero_point")
    low, high = (ir.IntegerAttr(op.attributes[name]).value for name in ("low", "high"))
    ties, saturated = np.zeros(x.shape, bool), np.zeros(x.shape, bool)
    for i in exact.places(x.shape):
        y = exact.quotient(x[i], scale[i], zero_point[i], constant=False)
        saturated[i] = not low <= y <= high
        ties[i] = not saturated[i] and _is_tie(y, "half_even")
    return ties, saturated


def _truncate(op: Any, x: exact.Numbers) -> _Met:
    """Of the second rounding, which drops bits."""
    scale, zero_point, shift = exact.spread(op, x, "scale", "zero_point", "shift")
    bits = exact.spread(op, x, "bit_width")[0] if "bit_width" in op.attributes else None
    ties, saturated = np.zeros(x.shape, bool), np.zeros(x.shape, bool)
    for i in exact.places(x.shape):
        quotient = exact.quotient(x[i], scale[i], zero_point[i], constant=False)
        y = exact.round_fraction(quotient, "half_even") / Fraction(2) ** int(shift[i])
        saturated[i] = bits is not None and exact.clip(op, y, int(bits[i])) != y
        ties[i] = not saturated[i] and _is_tie(y, exact.rounding_mode(op))
    return ties, saturated


def _bipolar_quantize(_: Any, x: exact.Numbers) -> _Met:
    return np.asarray(x == 0, bool), np.zeros(x.shape, bool)


def _multi_threshold(op: Any, x: exact.Numbers) -> _Met:
    """Where a number is equal to a threshold, and where it reaches all or none."""
    thresholds = exact.fractions(np.array(op.attributes["thresholds"]))
    axis = ir.IntegerAttr(op.attributes["axis"]).value
    ties, saturated = np.zeros(x.shape, bool), np.zeros(x.shape, bool)
    for i in exact.places(x.shape):
        row = thresholds[i[axis] if len(thresholds) > 1 else 0]
        reached = sum(bool(x[i] >= threshold) for threshold in row)
        ties[i], saturated[i] = any(x[i] == row), reached in (0, len(row))
    return ties, saturated


_QUANTIZERS: dict[str, Callable[[Any, exact.Numbers], _Met]] = {
    "qnn.bipolar_quantize": _bipolar_quantize,
    "qnn.multi_threshold": _multi_threshold,
    "qnn.quantize": _quantize,
    "qnn.quantize_linear": _quantize_linear,
    "qnn.truncate": _truncate,
}
