# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The boundary between the host and the design: floats become codes on the way in, codes floats on the way out.

Every executor (JIT, simulation of the emitted C++, the board) works on the integer codes computed here, so that all of
them start from the same numbers. Arrays are batch first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from hls4mlir.errors import InputError
from hls4mlir.functions import evaluate_function
from hls4mlir.names import choices
from hls4mlir.types import TypeSpec, parse_type

__all__ = [
    "ROUNDING",
    "Affine",
    "Clamp",
    "Codes",
    "Floats",
    "Function",
    "Input",
    "LeakyRelu",
    "Output",
    "Stage",
    "arrange_inputs",
    "assign",
    "quantize_inputs",
    "require_finite",
]

Codes = NDArray[np.int64]
Floats = NDArray[np.float32]
_Number = TypeVar("_Number", np.float32, np.int64)


def _to_nearest(x: NDArray[Any], away: Callable[[NDArray[Any]], Any]) -> NDArray[Any]:
    """The nearest integers; where two are equally near, `away` says whether it is the one further from zero."""
    whole = np.trunc(x)
    with np.errstate(invalid="ignore"):  # infinity stays what it is
        rest = np.abs(x - whole)  # exact, since it has no bits that x has not
    further = (rest > 0.5) | ((rest == 0.5) & away(x))
    return whole + np.copysign(further.astype(x.dtype), x)


ROUNDING: dict[str, Callable[[NDArray[Any]], NDArray[Any]]] = {
    "half_even": np.rint,
    "half_away": lambda x: _to_nearest(x, lambda x: True),
    "half_to_zero": lambda x: _to_nearest(x, lambda x: False),
    "half_ceil": lambda x: _to_nearest(x, lambda x: x > 0),
    "half_floor": lambda x: _to_nearest(x, lambda x: x < 0),
    "floor": np.floor,
    "ceil": np.ceil,
    "to_zero": np.trunc,
    "away": lambda x: np.copysign(np.ceil(np.abs(x)), x),
}
"""The rounding modes of the qnn dialect, exact on arrays of floats."""

# Integers up to here are float32 numbers, and numbers below there are int64 once they are integers.
_EXACT_FLOAT32 = 2**24
_END_OF_INT64 = 2.0**63


@dataclass(frozen=True)
class Input:
    """An input of the design.

    `shape` is that of one sample. The value that enters the network is `scale * value + offset`, where `value` is that
    of the fixed-point `type` (in hls4ml's spelling); `code_scale` and `zero_point` say the same of the code,
    `code_scale * (code - zero_point)`. Codes are clipped to `low` and `high`.

    The design may take the elements of a sample in another order: dimension `i` of the source is then dimension
    `permutation[i]` of the design. All shapes here are those of the source.
    """

    name: str
    shape: tuple[int, ...]
    type: str
    scale: float
    offset: float
    code_scale: float
    zero_point: float
    low: int
    high: int
    rounding: str
    bipolar: bool = False
    permutation: tuple[int, ...] | None = None

    def arrange(self, samples: NDArray[_Number]) -> NDArray[_Number]:
        """Samples (batch first) in the order in which the design takes them."""
        if self.permutation is None:
            return np.ascontiguousarray(samples)
        return np.ascontiguousarray(
            np.transpose(samples, (0, *(int(axis) + 1 for axis in np.argsort(self.permutation))))
        )

    def quantize(self, x: Floats) -> Codes:
        """The codes of float data, as QONNX computes them: quotient and zero point in float32, round, clip."""
        if self.bipolar and self.zero_point == 0.0:
            return np.where(x >= 0, np.int64(1), np.int64(-1))
        with np.errstate(over="ignore", under="ignore"):
            quotient = x / np.float32(self.code_scale)
            if self.zero_point != 0.0:
                quotient += np.float32(self.zero_point)
        if self.bipolar:
            return np.where(quotient >= 0, np.int64(1), np.int64(-1))
        rounded = ROUNDING[self.rounding](quotient)
        if max(-self.low, self.high) <= _EXACT_FLOAT32:
            return np.clip(rounded, self.low, self.high).astype(np.int64)
        # The ends of the range may be no floats, so they are taken as integers.
        with np.errstate(invalid="ignore"):
            codes = np.clip(rounded.astype(np.int64), self.low, self.high)
        codes[rounded >= _END_OF_INT64] = self.high
        codes[rounded < -_END_OF_INT64] = self.low
        return codes


@dataclass(frozen=True, eq=False)
class Affine:
    """`scale * value + offset`; both broadcast over one sample's value in numpy's way."""

    scale: NDArray[np.float64]
    offset: NDArray[np.float64]

    def __call__(self, value: NDArray[np.float64]) -> NDArray[np.float64]:
        """The result for values batch first."""
        return value * self.scale + self.offset


@dataclass(frozen=True, eq=False)
class Clamp:
    """`min(max(value, low), high)` with the bounds that are there; they broadcast over one sample's value."""

    low: NDArray[np.float64] | None = None
    high: NDArray[np.float64] | None = None

    def __call__(self, value: NDArray[np.float64]) -> NDArray[np.float64]:
        """The result for values batch first."""
        if self.low is not None:
            value = np.maximum(value, self.low)
        return value if self.high is None else np.minimum(value, self.high)


@dataclass(frozen=True)
class Function:
    """A real function by its name in the qnn dialect, with the parameters that it has."""

    kind: str
    alpha: float | None = None
    gamma: float | None = None

    def __call__(self, value: NDArray[np.float64]) -> NDArray[np.float64]:
        """The result for values batch first."""
        return evaluate_function(self.kind, value, self.alpha, self.gamma)


@dataclass(frozen=True, eq=False)
class LeakyRelu:
    """`value` where it is not negative, `slope * value` elsewhere; the slope broadcasts over one sample's value."""

    slope: NDArray[np.float64]

    def __call__(self, value: NDArray[np.float64]) -> NDArray[np.float64]:
        """The result for values batch first."""
        return np.where(value >= 0.0, value, value * self.slope)


Stage = Affine | Clamp | Function | LeakyRelu
"""What turns the value that the design delivers into the network's."""


@dataclass(frozen=True, eq=False)
class Output:
    """A result of the design, or a tensor that a trace shows.

    `shape` is that of one sample. The design delivers codes of the fixed-point `type` (in hls4ml's spelling); `stages`
    turn its value into the network's, in order. `scale` and `offset` sum the stages up as `scale * value + offset`, as
    floats or as arrays that broadcast over a sample; None when a stage is not affine. `integer` says that
    the model declares the result as integers, as it does positions: then they are delivered as int64.

    The design may deliver the elements of a sample in another order: dimension `i` of the source is then dimension
    `permutation[i]` of the design. All shapes here are those of the source.
    """

    name: str
    shape: tuple[int, ...]
    type: str
    step: float
    stages: tuple[Stage, ...] = ()
    permutation: tuple[int, ...] | None = None
    integer: bool = False

    @property
    def scale(self) -> float | NDArray[np.float64] | None:
        """What the value is multiplied by."""
        affine = self._affine()
        return None if affine is None else _scalar(affine.scale)

    @property
    def offset(self) -> float | NDArray[np.float64] | None:
        """What is then added."""
        affine = self._affine()
        return None if affine is None else _scalar(affine.offset)

    def _affine(self) -> Affine | None:
        total: Affine | None = None
        for stage in self.stages:
            if not isinstance(stage, Affine):
                return None
            total = stage if total is None else Affine(stage.scale * total.scale, stage(total.offset))
        return total or Affine(np.array(1.0), np.array(0.0))

    def arrange(self, samples: NDArray[_Number]) -> NDArray[_Number]:
        """Samples (batch first) as the design delivers them, under any shape, in the order and shape of the source."""
        if self.permutation is None:
            return samples.reshape(len(samples), *self.shape)
        delivered = [0] * len(self.shape)
        for axis, extent in zip(self.permutation, self.shape, strict=True):
            delivered[axis] = extent
        samples = samples.reshape(len(samples), *delivered)
        return np.ascontiguousarray(np.transpose(samples, (0, *(axis + 1 for axis in self.permutation))))

    def dequantize(self, codes: Codes) -> Floats | Codes:
        """The floats that codes (batch first) stand for, computed in float64 and rounded once; or the integers.

        Codes of 64 bits without a sign come as the int64 of the same bits.
        """
        fixed = parse_type(self.type).type
        numbers = codes if fixed.signed or fixed.width < 64 else codes.astype(np.uint64)
        value = numbers.astype(np.float64) * self.step
        for stage in self.stages:
            value = stage(value)
        if self.integer:
            return value.astype(np.int64)
        with np.errstate(over="ignore", under="ignore"):
            return value.astype(np.float32)


def _scalar(array: NDArray[np.float64]) -> float | NDArray[np.float64]:
    return float(array.reshape(())) if array.size == 1 else array


def assign(x: NDArray[Any], spec: TypeSpec) -> NDArray[np.float64]:
    """The values that variables of a type hold after the numbers `x` are assigned to them, elementwise.

    Exact for types of up to 52 bits. This is what the host can say of `qnn.cast`; the design computes with integers.
    """
    type_ = spec.type
    scaled = x.astype(np.float64) / type_.step
    code = ROUNDING[spec.rounding](scaled)
    low, high = float(type_.low), float(type_.high)
    if spec.overflow == "saturate_symmetric" and type_.signed and type_.width > 1:
        low += 1.0
    outside = (code < low) | (code > high)
    if spec.overflow == "saturate_zero":
        return np.where(outside, 0.0, code) * type_.step
    if spec.overflow.startswith("saturate") or (spec.overflow == "wrap_sign_magnitude" and not type_.signed):
        return np.clip(code, low, high) * type_.step
    wrapped = np.mod(code - type_.low, 2.0**type_.width) + type_.low
    if spec.overflow == "wrap_sign_magnitude":
        # The sign is the lowest of the dropped bits, as it is before rounding.
        negative = np.mod(np.floor(scaled / 2.0**type_.width), 2.0) == 1.0
        wrapped = np.where(outside & (negative != (wrapped < 0)), -1.0 - wrapped, wrapped)
    return wrapped * type_.step


def quantize_inputs(inputs: Sequence[Input], x: object) -> tuple[list[Codes], bool]:
    """The codes of every input, as `arrange_inputs` gives its floats, and whether `x` is a batch.

    Raises InputError on anything that does not fit, and on what is not finite.
    """
    arrays, batched = arrange_inputs(inputs, x)
    require_finite(inputs, arrays)
    # The layout of the caller's array would go through arithmetic into that of the codes.
    codes = [np.ascontiguousarray(entry.quantize(array)) for entry, array in zip(inputs, arrays, strict=True)]
    return codes, batched


def require_finite(inputs: Sequence[Input], arrays: Sequence[Floats]) -> None:
    """Raises InputError when an element is infinite or no number; arrays are as `arrange_inputs` gives them."""
    for entry, array in zip(inputs, arrays, strict=True):
        if entry.permutation is not None:
            array = np.transpose(array, (0, *(axis + 1 for axis in entry.permutation)))  # noqa: PLW2901
        finite = np.isfinite(array)
        if not finite.all():
            index = tuple(int(i) for i in np.argwhere(~finite)[0])
            raise InputError(
                f"input {entry.name!r}: element {index} is {array[index]}, which is no finite float32 number"
            )


def arrange_inputs(inputs: Sequence[Input], x: object) -> tuple[list[Floats], bool]:
    """The data of every input as float32, batch first and in the order of the design, and whether `x` is a batch.

    `x` is an array (or what numpy makes one of) for a design with one input, or a dictionary of arrays by the names of
    the inputs. An array without the batch dimension is one sample. Numbers are taken as float32, as the framework takes
    them. Raises InputError on anything that does not fit.
    """
    arrays: list[NDArray[Any]] = [
        _numbers(entry, data) for entry, data in zip(inputs, _by_input(inputs, x), strict=True)
    ]
    batches: list[int | None] = []
    for entry, array in zip(inputs, arrays, strict=True):
        single = array.shape == entry.shape
        if not single and array.shape[1:] != entry.shape:
            raise InputError(
                f"input {entry.name!r}: expected an array of shape {_shape(('N', *entry.shape))} for N samples"
                f" (or {_shape(entry.shape)} for one), found {_shape(array.shape)}"
            )
        batches.append(None if single else array.shape[0])
    if len(set(batches)) > 1:
        found = ", ".join(
            f"{entry.name!r} has {'one, without batch dimension' if batch is None else batch}"
            for entry, batch in zip(inputs, batches, strict=True)
        )
        raise InputError(f"the inputs differ in the number of samples: {found}")
    batched = batches[0] is not None
    floats: list[Floats] = []
    for entry, array in zip(inputs, arrays, strict=True):
        with np.errstate(over="ignore"):
            narrow = np.asarray(array, np.float32, order="C")
        floats.append(entry.arrange(narrow if batched else narrow[np.newaxis]))
    return floats, batched


def _by_input(inputs: Sequence[Input], x: object) -> list[object]:
    names = [entry.name for entry in inputs]
    if isinstance(x, Mapping):
        given: Mapping[object, object] = x  # pyright: ignore[reportUnknownVariableType]
        for name in given:
            if name not in names:
                raise InputError(f"the model has no input {name!r}: {choices(str(name), names)}")
        missing = [name for name in names if name not in given]
        if missing:
            raise InputError(f"no data for input {', '.join(map(repr, missing))}")
        return [given[name] for name in names]
    if len(names) != 1:
        raise InputError(
            f"the model has {len(names)} inputs: give a dictionary with the keys {', '.join(map(repr, names))}"
        )
    return [x]


def _numbers(entry: Input, data: object) -> NDArray[Any]:
    try:
        array: NDArray[Any] = np.asarray(data)
    except Exception as error:  # whatever the user's object raises when asked for its array
        raise InputError(f"input {entry.name!r}: cannot make an array of it: {error}") from None
    if array.dtype.kind not in "biuf":
        raise InputError(f"input {entry.name!r}: expected an array of numbers, found dtype {array.dtype}")
    return array


def _shape(shape: Sequence[int | str]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
