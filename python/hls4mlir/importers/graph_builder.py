# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Building a function of the import form: tensors, constants, and the operations that several converters share."""

# The generated builders do not state the types of their parameters.
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from hls4mlir import ir
from hls4mlir.dialects import arith, qnn
from hls4mlir.errors import ModelError
from hls4mlir.importers.batch import Batch, Shape
from hls4mlir.importers.onnx_file import Array, require_size, shape_text

__all__ = ["Constant", "GraphBuilder", "Tensor", "Value", "as_float32", "dense_f32"]

DENSE_ELEMENTS = 64
"""Constants up to this size are written out in the text of the module; larger ones are resources."""


@dataclass(frozen=True, eq=False)
class Constant:
    """A tensor that is known when compiling. `name` is its name in the model."""

    array: Array
    name: str


@dataclass(eq=False)
class Value:
    """A tensor that the function computes.

    `shape` is that for one sample, `batch` the dimension that has the batch as outermost factor, and `names` are the
    names of the tensor in the model: more than one when operators that do nothing were left out. A tensor that has
    integers in the model holds the same numbers here; `integers` names their type, and is empty for a tensor of floats.
    """

    value: ir.Value
    shape: Shape
    batch: int | None
    names: list[str] = field(default_factory=list[str])
    integers: str = ""


Tensor = Constant | Value


def as_float32(array: Array, what: str, *, integers: bool = False) -> Array:
    """The same numbers as float32; `integers` are accepted, too, where that is said.

    Raises `ModelError` when they are not numbers, not finite, or not representable.
    """
    # The dtype of bfloat16 comes from another package than numpy and has no kind of its own.
    kinds = "fiu" if integers else "f"
    if array.dtype.kind not in kinds and array.dtype.name != "bfloat16":
        wanted = "numbers" if integers else "floats"
        raise ModelError(f"{what}: has elements of type {array.dtype}, but must hold {wanted}")
    require_size(what, array.shape)
    wide = array if array.dtype == np.float32 else array.astype(np.float64)
    if not np.isfinite(wide).all():
        place = tuple(int(index) for index in np.argwhere(~np.isfinite(wide))[0])
        raise ModelError(f"{what}: element {shape_text(place)} is {wide[place]}; only finite numbers are supported")
    with np.errstate(over="ignore"):
        narrow = wide.astype(np.float32, copy=False)
    if (inexact := narrow != wide).any():
        place = tuple(int(index) for index in np.argwhere(inexact)[0])
        raise ModelError(
            f"{what}: element {shape_text(place)} of type {array.dtype} is {array[place]!s}, which is not a float32; "
            "export the model in float32"
        )
    return np.ascontiguousarray(narrow).reshape(array.shape)


class GraphBuilder:
    """Appends operations to the function at the current insertion point, at the current location.

    Operands and results are `Tensor`s. Constants become operations when they are first used.
    """

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self._constants: dict[Constant, Value] = {}

    def value(self, tensor: Tensor) -> Value:
        """The tensor as a value of the function."""
        if isinstance(tensor, Value):
            return tensor
        if tensor not in self._constants:
            self._constants[tensor] = self._materialize(tensor)
        return self._constants[tensor]

    def _materialize(self, constant: Constant) -> Value:
        array = as_float32(constant.array, f"constant '{constant.name}'")
        if array.size <= DENSE_ELEMENTS:
            elements = dense_f32(array)
        else:
            type_ = ir.RankedTensorType.get(array.shape, ir.F32Type.get())
            elements = ir.DenseResourceElementsAttr.get_from_buffer(array, constant.name, type_)
        with ir.Location.name(constant.name):
            result = arith.constant(elements)
        return Value(result, tuple(array.shape), None)

    def result(self, result: ir.Value, batch: int | None) -> Value:
        """The result of an operation, whose dimension `batch` has the batch as outermost factor."""
        shape = tuple(ir.RankedTensorType(result.type).shape)
        require_size("result", shape)
        return Value(result, shape, batch)

    def unary(self, tensor: Tensor, build: Callable[[ir.Value], ir.Value]) -> Value:
        """An elementwise operation."""
        operand = self.value(tensor)
        return self.result(build(operand.value), operand.batch)

    def binary(self, lhs: Tensor, rhs: Tensor, build: Callable[[ir.Value, ir.Value], ir.Value]) -> Value:
        """An elementwise operation that broadcasts as numpy does."""
        left, right = self.value(lhs), self.value(rhs)
        try:
            rank = len(np.broadcast_shapes(left.shape, right.shape))
        except ValueError:
            shapes = f"{shape_text(left.shape)} and {shape_text(right.shape)}"
            raise ModelError(f"shapes {shapes} do not broadcast{self._batch_note(left, right)}") from None
        return self._combine(left, right, rank, build)

    def matmul(self, lhs: Tensor, rhs: Tensor) -> Value:
        """The matrix product of operands of two or more dimensions."""
        left, right = self.value(lhs), self.value(rhs)
        if left.batch == len(left.shape) - 1 or right.batch == len(right.shape) - 2:
            raise self._mixing(left, right)
        return self._combine(left, right, max(len(left.shape), len(right.shape)), qnn.matmul)

    def _combine(self, left: Value, right: Value, rank: int, build: Callable[[ir.Value, ir.Value], ir.Value]) -> Value:
        """An operation on two values of which the dimensions, counted from the last, are those of its result.

        Raises unless each sample of the result comes from the same sample of the operands.
        """
        batched = [operand for operand in (left, right) if operand.batch is not None]
        axes = {operand.batch + rank - len(operand.shape) for operand in batched if operand.batch is not None}
        if len(axes) > 1:
            raise self._mixing(left, right)
        batch = next(iter(axes), None)
        result = self.result(build(left.value, right.value), batch)
        if batch is not None and any(result.shape[batch] != operand.shape[operand.batch or 0] for operand in batched):
            raise self._mixing(left, right)
        return result

    def reshape(self, tensor: Tensor, target: Shape) -> Tensor:
        """The tensor under the shape `target`, which counts all samples of the batch."""
        if isinstance(tensor, Constant):
            return Constant(tensor.array.reshape(target), tensor.name)
        shape, batch = self.batch.reshape(tensor.shape, tensor.batch, target)
        return self.reshape_sample(tensor, shape, batch)

    def reshape_sample(self, tensor: Tensor, shape: Shape, batch: int | None) -> Tensor:
        """The tensor under the shape `shape`, which counts one sample, in dimension `batch`."""
        if isinstance(tensor, Constant):
            return Constant(tensor.array.reshape(shape), tensor.name)
        if math.prod(shape) != math.prod(tensor.shape):
            raise ModelError(f"cannot reshape {shape_text(tensor.shape)} to {shape_text(shape)}")
        if shape == tensor.shape and batch == tensor.batch:
            return tensor
        require_size("result", shape)
        type_ = ir.RankedTensorType.get(shape, ir.F32Type.get())
        return self.result(qnn.reshape(type_, tensor.value), batch)

    def drop_dimensions(self, tensor: Value, axes: Sequence[int]) -> Tensor:
        """The tensor without the dimensions `axes`, which have an extent of 1."""
        if tensor.batch in axes and self.batch.size is not None:
            raise ModelError(f"drops dimension {tensor.batch} of {shape_text(tensor.shape)}, which holds the batch")
        kept = [axis for axis in range(len(tensor.shape)) if axis not in axes]
        batch = kept.index(tensor.batch) if tensor.batch in kept else None
        return self.reshape_sample(tensor, tuple(tensor.shape[axis] for axis in kept), batch)

    def transpose(self, tensor: Tensor, permutation: Sequence[int]) -> Tensor:
        """The tensor with dimension `permutation[i]` moved to `i`."""
        operand = self.value(tensor)
        if list(permutation) == list(range(len(operand.shape))):
            return tensor
        batch = None if operand.batch is None else list(permutation).index(operand.batch)
        return self.result(qnn.transpose(operand.value, list(permutation)), batch)

    def _mixing(self, left: Value, right: Value) -> ModelError:
        return ModelError(
            f"operands of shapes {shape_text(left.shape)} and {shape_text(right.shape)} mix the samples of the batch"
            f"{self._batch_note(left, right)}"
        )

    def _batch_note(self, *operands: Value) -> str:
        """A reminder, for messages, that shapes are those of one sample."""
        if self.batch.size == 1 or all(operand.batch is None for operand in operands):
            return ""
        size = "dynamic" if self.batch.size is None else f"of {self.batch.size}"
        return f"; the batch is {size}, shapes are those of one sample: export the model with a batch of 1"


def dense_f32(array: Array) -> ir.DenseElementsAttr:
    """A constant of float32 that is written out in the text of the module."""
    return ir.DenseElementsAttr.get(np.ascontiguousarray(array, np.float32).reshape(array.shape))
