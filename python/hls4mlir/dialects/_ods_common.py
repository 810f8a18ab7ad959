# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""What the generated modules of this package import. The names are those that `mlir-tblgen` writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import hls4mlir._hls4mlir as _cext
from hls4mlir._hls4mlir.ir import Context, Location, Operation, OpResult, OpResultList, OpView, Value

__all__ = [
    "_cext",
    "equally_sized_accessor",
    "get_default_loc_context",
    "get_op_result_or_op_results",
    "get_op_result_or_value",
    "get_op_results_or_values",
    "segmented_accessor",
]

_Element = TypeVar("_Element")


def get_default_loc_context(location: Location | None = None) -> Context:
    """Context of `location`, or of the current location. Raises ValueError when there is none."""
    return (location or Location.current).context


def get_op_result_or_value(arg: Value | Operation | OpView | OpResultList) -> Value:
    """The value that `arg` is or that is the only result of it. Raises ValueError when it has several results."""
    if isinstance(arg, (Operation, OpView)):
        return arg.result
    if isinstance(arg, OpResultList):
        if len(arg) != 1:
            raise ValueError(f"expected one result, but got {len(arg)}")
        return arg[0]
    return arg


def get_op_results_or_values(
    arg: Operation | OpView | Iterable[Value | Operation | OpView],
) -> Iterable[Value] | OpResultList:
    """The values that `arg` stands for: all results of an operation, or one value per element."""
    if isinstance(arg, (Operation, OpView)):
        return arg.results
    return [get_op_result_or_value(element) for element in arg]


def get_op_result_or_op_results(op: OpView | Operation) -> OpResult | OpResultList | OpView | Operation:
    """The only result of `op`, its results if it has several, `op` itself if it has none."""
    results = op.results
    if len(results) == 1:
        return results[0]
    return results if len(results) else op


def segmented_accessor(elements: Sequence[_Element], raw_segments: Iterable[int], index: int) -> Sequence[_Element]:
    """Elements of segment `index`, where `raw_segments` are the sizes of the segments."""
    segments = list(raw_segments)
    start = sum(segments[:index])
    return elements[start : start + segments[index]]


def equally_sized_accessor(
    elements: Sequence[_Element], n_simple: int, n_variadic: int, n_preceding_simple: int, n_preceding_variadic: int
) -> tuple[int, int]:
    """Start and size of a variadic segment, all of which are of equal size, among `n_simple` single elements."""
    size = (len(elements) - n_simple) // n_variadic
    return n_preceding_simple + n_preceding_variadic * size, size
