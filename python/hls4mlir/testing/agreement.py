# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""All that computes one network, compared: exact rational arithmetic, the source's executors, and every level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

import hls4mlir
from hls4mlir import _hls4mlir, ir
from hls4mlir.boundary import Affine, Codes, Floats, Input, Output, quantize_inputs
from hls4mlir.check import Source, random_samples
from hls4mlir.errors import CompileError
from hls4mlir.executors import load_executors
from hls4mlir.ir import Module
from hls4mlir.lowering import approximations, find_function
from hls4mlir.noise import unexplained
from hls4mlir.testing import exact
from hls4mlir.testing.counts import Counts

__all__ = ["Agreement", "DisagreementError", "agree"]


class DisagreementError(AssertionError):
    """Two that should compute the same do not."""


@dataclass
class Agreement:
    """What was compared for one network."""

    refused: str = ""
    """Why the compiler refuses the network: it has no exact form. Empty when it does not."""
    counts: Counts = field(default_factory=Counts)
    exact: bool = False
    """Whether exact arithmetic gives the codes, too: it does where nothing is approximated."""
    per_channel: bool = False
    """Whether a quantizer of a computed tensor differs between channels."""
    operations: tuple[str, ...] = ()
    """The operations of the import form that are in it."""
    executors: tuple[str, ...] = ()
    """Who computed the source."""
    samples: int = 0


def agree(
    model: Any,
    *,
    samples: int = 12,
    slow_samples: int = 4,
    seed: int = 0,
    csim: bool = False,
    io: str = "stream",
    config: Mapping[str, Any] | None = None,
) -> Agreement:
    """Compiles an ONNX model and compares everything that computes it, on random samples.

    Exact rational arithmetic, the interpreted integer form, the dataflow level, interpreted and compiled, `predict()`
    and, with `csim`, the emitted C++ must give the same codes; the source's executors what float32 noise allows. Exact
    arithmetic and the executors of other packages get the first `slow_samples` only. `io` and `config` are those of
    `hls4mlir.compile()`. It is no failure when the compiler refuses a network, which then has no exact form.

    Raises `DisagreementError`, which names the two that differ and the first element that does.
    """
    try:
        compiled = hls4mlir.compile(model, io=io, config=config)
    except CompileError as error:
        if reason := next((reason for reason in exact.REFUSALS if reason in str(error)), None):
            return Agreement(refused=reason)
        raise
    rng = np.random.default_rng(seed)
    x = {entry.name: random_samples(entry, samples, rng) for entry in compiled.inputs}
    source = Source.of(compiled, x)
    integer, dataflow = compiled.module("qnn"), compiled.module("dataflow")
    codes, _ = quantize_inputs(compiled.inputs, x)
    names = [output.name for output in compiled.outputs]
    interpreted = _hls4mlir.interpret(integer.operation, codes)
    delivered = [output.arrange(array) for output, array in zip(compiled.outputs, interpreted, strict=True)]
    floats = [output.dequantize(array) for output, array in zip(compiled.outputs, delivered, strict=True)]

    result = Agreement(samples=samples)
    operations = find_function(source.module.operation).regions[0].blocks[0].operations
    result.operations = tuple(sorted({view.operation.name for view in operations}))
    result.per_channel = any(_differs_between_channels(view.operation) for view in operations)
    few = {name: array[:slow_samples] for name, array in x.items()}
    if not approximations(integer.operation):
        _compare_exact(compiled, source.module, few, delivered, result.counts)
        result.exact = True
    _compare(names, interpreted, _hls4mlir.interpret_design(dataflow.operation, codes), "the dataflow level")
    _compare(names, interpreted, _hls4mlir.DesignRunner(dataflow.operation).run(codes), "the compiled dataflow level")
    runs = {"predict()": compiled.predict} | ({"the emitted C++": compiled.csim} if csim else {})
    for what, run in runs.items():
        by_name = compiled.by_name(run(x))
        _compare(names, floats, [by_name[name] for name in names], what)
    _compare_executor("the reference", source.evaluate(x), compiled, source, floats)
    result.executors = ("the reference",)
    for name, execute in ({} if source.has_types else load_executors(model)).items():
        try:
            tensors = execute(few)
        except Exception:  # others' code, which does not run every model
            continue
        if not all(np.isfinite(array).all() for array in tensors.values()):
            continue  # a function that overflows in float32
        _compare_executor(name, tensors, compiled, source, floats)
        result.executors = (*result.executors, name)
    return result


def _differs_between_channels(operation: Any) -> bool:
    """Whether it is a quantizer with parameters of more than one element, or one row of thresholds for each channel."""
    if operation.name == "qnn.multi_threshold":
        return len(np.asarray(operation.attributes["thresholds"])) > 1
    parameters = ("scale", "zero_point", "bit_width")
    return operation.name.startswith(("qnn.quantize", "qnn.truncate", "qnn.bipolar")) and any(
        np.asarray(operation.attributes[name]).size > 1 for name in parameters if name in operation.attributes
    )


def _compare(names: list[str], expected: list[Any], found: list[Any], what: str) -> None:
    for name, want, given in zip(names, expected, found, strict=True):
        got = np.reshape(given, want.shape)  # ports of a design have no dimensions of one in front
        if not np.array_equal(want, got):
            index = tuple(map(int, np.argwhere(want != got)[0]))
            raise DisagreementError(f"{name}{list(index)}: {what} gives {got[index]}, the integer form {want[index]}")


def _compare_exact(
    model: hls4mlir.Model, imported: Module, x: Mapping[str, Floats], found: list[Codes], counts: Counts
) -> None:
    """The interpreted integer form, in the order of the source, against rational numbers, sample by sample."""
    function = find_function(imported.operation)
    arguments = list(function.regions[0].blocks[0].arguments)
    codes = [entry.quantize(x[entry.name]) for entry in model.inputs]
    for sample in range(len(codes[0])):
        inputs = [
            _exact_input(entry, array[sample]).reshape(tuple(ir.RankedTensorType(argument.type).shape))
            for entry, array, argument in zip(model.inputs, codes, arguments, strict=True)
        ]
        wanted = exact.evaluate(function, inputs, counts.observe)
        for output, numbers, array in zip(model.outputs, wanted, found, strict=True):
            _compare_output(output, numbers.reshape(output.shape), array[sample], sample)


def _exact_input(entry: Input, codes: Codes) -> exact.Numbers:
    return (exact.fractions(codes) - Fraction(entry.zero_point)) * Fraction(entry.code_scale)


def _compare_output(output: Output, wanted: exact.Numbers, codes: Codes, sample: int) -> None:
    """Integers, where the host only scales them: it is told scale and offset as float64 numbers.

    Elsewhere the float32 numbers that the host makes of them.
    """
    if all(isinstance(stage, Affine) for stage in output.stages):
        scale, offset = np.asarray(output.scale, np.float64), np.asarray(output.offset, np.float64)
        scales = exact.fractions(np.broadcast_to(scale * output.step, codes.shape))
        offsets = exact.fractions(np.broadcast_to(offset, codes.shape))
        want: NDArray[Any] = np.zeros_like(codes)
        for i in exact.places(codes.shape):
            # Where the scale is zero every code stands for the same number.
            want[i] = codes[i] if scales[i] == 0 else round((wanted[i] - offsets[i]) / scales[i])
        got: NDArray[Any] = codes
    else:
        want, got = wanted.astype(np.float32), output.dequantize(codes[np.newaxis])[0]
    if not np.array_equal(want, got):
        index = tuple(map(int, np.argwhere(want != got)[0]))
        raise DisagreementError(
            f"{output.name}, sample {sample}, {list(index)}: the integer form gives {got[index]}, exact arithmetic "
            f"{want[index]} ({float(wanted[index])!r})"
        )


def _compare_executor(
    name: str, tensors: Mapping[str, NDArray[Any]], model: hls4mlir.Model, source: Source, floats: list[NDArray[Any]]
) -> None:
    """The outputs against those of an executor of the source, which lie within the float32 noise around them."""
    for output, array in zip(model.outputs, floats, strict=True):
        count = len(tensors[output.name])
        found, radius = array[:count].astype(np.float64), source.bounds[output.name].radius[:count]
        expected, radius = np.reshape(tensors[output.name], found.shape), np.reshape(radius, found.shape)
        if (wrong := unexplained(expected, found, radius)).any():
            index = tuple(map(int, np.argwhere(wrong)[0]))
            raise DisagreementError(
                f"{output.name}{list(index)}: {name} gives {expected[index]}, the design {found[index]}, and float32 "
                f"explains {2 * radius[index]:.3g}"
            )
