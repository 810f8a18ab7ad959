# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""From the import form down to the C++: the user's wishes put on the operations, then the pipelines, level by level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from hls4mlir import _hls4mlir, ir
from hls4mlir.boundary import Affine, Clamp, Function, Input, LeakyRelu, Output, Stage
from hls4mlir.config import Config, InputOptions
from hls4mlir.devices import find_device
from hls4mlir.dialects import qnn
from hls4mlir.errors import CompileError, Diagnostic
from hls4mlir.modules import dictionaries, find_function, layer_name, operations, symbol_name, text
from hls4mlir.passmanager import PassManager
from hls4mlir.quantization import input_types, quantize, survey
from hls4mlir.report import Channel, LayerReport, Resources
from hls4mlir.types import FixedType

__all__ = [
    "apply_config",
    "apply_precision",
    "approximations",
    "emit",
    "find_function",
    "layer_name",
    "list_layers",
    "lower",
    "read_interface",
    "require_exact",
    "symbol_name",
    "tensors_of_layers",
]


# Configuration ------------------------------------------------------------------------------------------------------


def apply_config(module: ir.Operation, config: Config, clock_ns: float, part: str = "") -> None:
    """Puts reuse factors, the target, the budget, precisions and input types on the import form.

    `part` is the device, of which the design knows what it has where that is in the tables.

    Raises ConfigError on names unknown to the model, on wishes that a layer cannot be granted, and on a target that no
    design keeps at this clock period.
    """
    target = config.target.resolve(clock_ns)
    device = find_device(part)
    budget = None if config.budget is None else config.budget.resolve(device)
    function = find_function(module)
    with module.context:
        layers = survey(function)
        options = config.for_layers(layer.describe() for layer in layers.values())
        for layer in layers.values():
            asked = options[layer.name]
            factors = {
                "qnn.reuse_factor": asked.reuse_factor,
                "qnn.parallelization_factor": asked.parallelization_factor,
            }
            for op in layer.products:
                for name, factor in factors.items():
                    if factor is not None:
                        op.attributes[name] = ir.IntegerAttr.get(ir.IntegerType.get_signless(64), factor)
        if target is not None:
            function.attributes["qnn.target_cycles"] = ir.IntegerAttr.get(ir.IntegerType.get_signless(64), target)
        if device is not None:
            function.attributes["qnn.device"] = _counts_attribute(asdict(device))
        if budget is not None:
            function.attributes["qnn.budget"] = _counts_attribute(budget)
        quantize(layers, options, config)
        arguments = dictionaries(function, "arg_attrs")
        names = [text(argument["qnn.name"]) for argument in arguments]
        inputs = {**input_types(layers, options), **config.for_inputs(names)}
        for name, argument in zip(names, arguments, strict=True):
            if asked := inputs.get(name):
                argument["qnn.input"] = _input_attribute(asked)
        function.attributes["arg_attrs"] = ir.ArrayAttr.get([ir.DictAttr.get(entries) for entries in arguments])


def _counts_attribute(counts: Mapping[str, int]) -> ir.Attribute:
    integer = ir.IntegerType.get_signless(64)
    return ir.DictAttr.get({name: ir.IntegerAttr.get(integer, count) for name, count in counts.items()})


def _input_attribute(options: InputOptions) -> ir.Attribute:
    type_ = options.type
    symmetric = type_.signed and options.overflow == "saturate_symmetric"
    return qnn.InputAttr.get(
        qnn.FixedType.get(type_.width, type_.integer, type_.signed),
        scale=type_.step * options.scale,
        low=-type_.high if symmetric else type_.low,
        high=type_.high,
        rounding=options.rounding,
    )


_ERROR_BOUNDS = ("error_bound", "qnn.error_bound")


# Pipelines ----------------------------------------------------------------------------------------------------------


def lower(module: ir.Operation, pipeline: str, remarks: list[Diagnostic] | None = None) -> ir.Operation:
    """A copy of the module after the passes.

    Raises CompileError with what the passes report; their warnings become Python's, and their remarks are appended to
    `remarks`.
    """
    lowered = module.clone().operation

    def keep(diagnostic: ir.DiagnosticInfo) -> bool:
        if remarks is None or diagnostic.severity != ir.DiagnosticSeverity.REMARK:
            return False
        remarks.append(Diagnostic(diagnostic.message, "remark", layer_name(diagnostic.location)))
        return True

    with module.context as context, context.attach_diagnostic_handler(keep):
        try:
            PassManager.parse(f"builtin.module({pipeline})").run(lowered)
        except ir.MLIRError as error:
            raise CompileError(error.diagnostics or [Diagnostic(error.message)]) from None
    return lowered


def apply_precision(module: ir.Operation) -> ir.Operation:
    """A copy of a module in the import form with a `qnn.cast` wherever the configuration gives a number a type."""
    return lower(module, "func.func(qnn-apply-precision)")


def require_exact(module: ir.Operation) -> None:
    """Raises CompileError, naming every layer, when the integer form approximates what the source computes."""
    found = [
        Diagnostic(
            f"{op.name.removeprefix('qnn.')} has an error of up to {bound:.3g}, and exact=True allows none; compile"
            " without exact=True, or end the model in front of this layer",
            location=layer_name(op.location),
        )
        for op, bound in _approximations(module)
    ]
    if found:
        raise CompileError(found)


def approximations(lowered: ir.Operation) -> dict[str, float]:
    """How far the results of the layers that the design approximates may be off, by the name of the layer."""
    bounds: dict[str, float] = {}
    for op, bound in _approximations(lowered):
        name = layer_name(op.location)
        bounds[name] = bounds.get(name, 0.0) + bound
    return bounds


def tensors_of_layers(imported: ir.Operation) -> list[tuple[str, ir.Operation]]:
    """The tensors that the source model names, each with the operation of the import form that computes it."""
    return [
        (text(name), op)
        for op in operations(imported)
        if "qnn.tensors" in op.attributes
        for name in ir.ArrayAttr(op.attributes["qnn.tensors"])
    ]


def _approximations(module: ir.Operation) -> list[tuple[ir.Operation, float]]:
    """The operations of the integer form that state an error bound: as their own attribute, or as any may."""
    found: list[tuple[ir.Operation, float]] = []
    for op in operations(module):
        bounds = [ir.FloatAttr(op.attributes[name]).value for name in _ERROR_BOUNDS if name in op.attributes]
        if any(bounds):
            found.append((op, sum(bounds)))
    return found


def emit(module: ir.Operation, target: str, remarks: list[Diagnostic] | None = None) -> dict[str, str]:
    """The files of the project, by relative path, of a module of the dataflow level.

    What the target has no directive for is appended to `remarks`, once for each layer.
    """
    prepared = lower(module, f"hls4mlir-emission{{target={target}}}")

    def keep(diagnostic: ir.DiagnosticInfo) -> bool:
        if remarks is None or diagnostic.severity != ir.DiagnosticSeverity.REMARK:
            return False
        layer = layer_name(diagnostic.location)
        remark = Diagnostic(f"layer '{layer}': {diagnostic.message}" if layer else diagnostic.message, "remark", layer)
        if remark not in remarks:
            remarks.append(remark)
        return True

    with module.context as context, context.attach_diagnostic_handler(keep):
        try:
            return dict(_hls4mlir.emit_hls_cpp(prepared, target))
        except ir.MLIRError as error:
            raise CompileError(error.diagnostics or [Diagnostic(error.message)]) from None


def list_layers(module: ir.Operation) -> tuple[LayerReport, ...]:
    """The layers of a module of the stream level."""

    def channels(entries: Sequence[_hls4mlir.report.Channel]) -> tuple[Channel, ...]:
        return tuple(Channel(tuple(e.shape), str(_fixed_type(e.element_type)), e.beat, e.depth) for e in entries)

    return tuple(
        LayerReport(
            name=layer.name,
            kind=layer.kind,
            description=layer.description,
            lanes=layer.lanes,
            cycles=layer.cycles,
            resources=_resources(layer.resources),
            producers=tuple(layer.producers),
            inputs=channels(layer.inputs),
            outputs=channels(layer.outputs),
        )
        for layer in _hls4mlir.report.list_layers(module)
    )


def _resources(found: _hls4mlir.report.Resources) -> Resources:
    return Resources(found.lut, found.ff, found.dsp, found.bram18, found.uram)


# The boundary -------------------------------------------------------------------------------------------------------


def read_interface(module: ir.Operation) -> tuple[tuple[Input, ...], tuple[Output, ...]]:
    """Inputs and outputs of the function of the integer form, in the order of arguments and results."""
    function = find_function(module)
    type_ = ir.FunctionType(ir.TypeAttr(function.attributes["function_type"]).value)
    arguments, results = dictionaries(function, "arg_attrs"), dictionaries(function, "res_attrs")
    return (
        tuple(_input(input_type, entries) for input_type, entries in zip(type_.inputs, arguments, strict=True)),
        tuple(_output(result_type, entries) for result_type, entries in zip(type_.results, results, strict=True)),
    )


def _input(type_: ir.Type, attributes: dict[str, ir.Attribute]) -> Input:
    entry = qnn.InputAttr(attributes["qnn.input"])
    fixed = _fixed_type(entry.type)
    shape, permutation = _source_order(type_, attributes)
    return Input(
        name=text(attributes["qnn.name"]),
        shape=shape,
        type=str(fixed),
        scale=entry.scale / fixed.step,
        offset=0.0 - entry.scale * entry.zero_point,
        code_scale=entry.scale,
        zero_point=entry.zero_point,
        low=entry.low,
        high=entry.high,
        rounding=entry.rounding,
        bipolar=entry.bipolar,
        permutation=permutation,
    )


def _output(type_: ir.Type, attributes: dict[str, ir.Attribute]) -> Output:
    fixed = _fixed_type(qnn.FixedType(ir.RankedTensorType(type_).element_type))
    shape, permutation = _source_order(type_, attributes)
    stages = ir.ArrayAttr(attributes["qnn.dequantize"]) if "qnn.dequantize" in attributes else ()
    return Output(
        name=text(attributes["qnn.name"]),
        shape=shape,
        type=str(fixed),
        step=fixed.step,
        stages=tuple(_stage(stage, len(shape), permutation) for stage in stages),
        permutation=permutation,
        integer="qnn.integer" in attributes,
    )


def _stage(stage: ir.Attribute, rank: int, permutation: tuple[int, ...] | None) -> Stage:
    """The stage for samples of `rank` dimensions in the order of the source; the attribute may count the batch, too."""

    def per_sample(array: NDArray[np.float64]) -> NDArray[np.float64]:
        array = array.reshape(array.shape[max(array.ndim - rank, 0) :])
        if permutation is None:
            return array
        return np.transpose(array.reshape((1,) * (rank - array.ndim) + array.shape), permutation)

    match stage:
        case qnn.ClampAttr():
            low, high = stage.low, stage.high
            return Clamp(None if low is None else per_sample(low), None if high is None else per_sample(high))
        case qnn.FunctionAttr():
            return Function(stage.kind, stage.alpha, stage.gamma)
        case qnn.LeakyReluAttr():
            return LeakyRelu(per_sample(stage.slope))
        case _:
            affine = qnn.AffineAttr(stage)
            return Affine(per_sample(affine.scale), per_sample(affine.offset))


def _fixed_type(type_: qnn.FixedType) -> FixedType:
    return FixedType(type_.width, type_.integer, type_.signed)


def _source_order(
    type_: ir.Type, attributes: dict[str, ir.Attribute]
) -> tuple[tuple[int, ...], tuple[int, ...] | None]:
    """The shape of one sample in the source model, and how the dimensions of the design are permuted to it."""
    shape = _sample_shape(type_)
    if "qnn.permutation" not in attributes:
        return shape, None
    whole = tuple(ir.DenseI64ArrayAttr(attributes["qnn.permutation"]))
    permutation = whole if len(whole) == len(shape) else tuple(axis - 1 for axis in whole[1:])
    return tuple(shape[axis] for axis in permutation), permutation


def _sample_shape(type_: ir.Type) -> tuple[int, ...]:
    """The shape of one sample: a leading dimension of size one, before others, is the batch."""
    shape = tuple(ir.RankedTensorType(type_).shape)
    return shape[1:] if len(shape) > 1 and shape[0] == 1 else shape
