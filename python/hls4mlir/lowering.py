# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""From the import form down to the C++: the user's wishes put on the operations, then the pipelines, level by level."""

from __future__ import annotations

from collections.abc import Sequence

from hls4mlir import _hls4mlir, ir
from hls4mlir.boundary import Affine, Input, Output, Relu
from hls4mlir.config import Config, InputOptions, Layer
from hls4mlir.dialects import qnn
from hls4mlir.errors import CompileError, Diagnostic
from hls4mlir.passmanager import PassManager
from hls4mlir.report import Channel, LayerReport
from hls4mlir.types import FixedType

__all__ = [
    "apply_config",
    "emit",
    "error_bounds",
    "find_function",
    "layer_name",
    "list_layers",
    "lower",
    "read_interface",
    "require_exact",
    "symbol_name",
]


# Looking into modules -----------------------------------------------------------------------------------------------


def layer_name(location: ir.Location) -> str:
    """The name of the layer that a location speaks of: that of the first named part; empty when there is none."""
    if location.name_str is not None:
        return location.name_str
    return next((name for name in map(layer_name, location.locations) if name), "")


def find_function(module: ir.Operation) -> ir.Operation:
    """The function of a module in the import form or the integer form."""
    return next(op.operation for op in _operations(module) if op.operation.name == "func.func")


def symbol_name(symbol: ir.Operation) -> str:
    """The name under which a function is known."""
    return ir.StringAttr(symbol.attributes["sym_name"]).value


def _operations(parent: ir.Operation) -> list[ir.Operation]:
    """The operations in the only block of an operation."""
    return [op.operation for op in parent.regions[0].blocks[0].operations]


def _layers(module: ir.Operation) -> list[ir.Operation]:
    """The operations that are layers of the source model, or come from them."""
    return [op for op in _operations(find_function(module)) if op.name.startswith("qnn.")]


def _dictionaries(function: ir.Operation, key: str) -> list[dict[str, ir.Attribute]]:
    """The attributes of each argument (`arg_attrs`) or result (`res_attrs`)."""
    return [dict(ir.DictAttr(entry).items()) for entry in ir.ArrayAttr(function.attributes[key])]


def _text(attribute: ir.Attribute) -> str:
    return ir.StringAttr(attribute).value


# Configuration ------------------------------------------------------------------------------------------------------


def apply_config(module: ir.Operation, config: Config) -> None:
    """Puts reuse factors and input types on the import form. Raises ConfigError on names unknown to the model."""
    layers = _layers(module)
    types: dict[str, str] = {}
    for op in layers:
        types.setdefault(layer_name(op.location), _layer_type(op))
    products = [op for op in layers if op.name == "qnn.matmul"]
    multiplying = {layer_name(op.location) for op in products}
    options = config.for_layers(Layer(name, type_, name in multiplying) for name, type_ in types.items())
    function = find_function(module)
    arguments = _dictionaries(function, "arg_attrs")
    inputs = config.for_inputs(_text(argument["qnn.name"]) for argument in arguments)
    with module.context:
        for op in products:
            reuse_factor = options[layer_name(op.location)].reuse_factor
            if reuse_factor is not None:
                op.attributes["qnn.reuse_factor"] = ir.IntegerAttr.get(ir.IntegerType.get_signless(64), reuse_factor)
        for argument in arguments:
            if asked := inputs.get(_text(argument["qnn.name"])):
                argument["qnn.input"] = _input_attribute(asked)
        function.attributes["arg_attrs"] = ir.ArrayAttr.get([ir.DictAttr.get(entries) for entries in arguments])


def _layer_type(operation: ir.Operation) -> str:
    """What the source model calls an operation of this type."""
    if "qnn.layer_type" in operation.attributes:
        return _text(operation.attributes["qnn.layer_type"])
    return operation.name.removeprefix("qnn.")


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


# Pipelines ----------------------------------------------------------------------------------------------------------


def lower(module: ir.Operation, pipeline: str) -> ir.Operation:
    """A copy of the module after the passes.

    Raises CompileError with what the passes report; their warnings become Python's.
    """
    lowered = module.clone().operation
    with module.context:
        try:
            PassManager.parse(f"builtin.module({pipeline})").run(lowered)
        except ir.MLIRError as error:
            raise CompileError(error.diagnostics or [Diagnostic(error.message)]) from None
    return lowered


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


def error_bounds(imported: ir.Operation, lowered: ir.Operation) -> dict[str, float]:
    """How far the tensors that the design approximates may be off, by the name that the source model gives them."""
    bounds = {layer_name(op.location): bound for op, bound in _approximations(lowered)}
    return {
        _text(name): bounds[layer_name(op.location)]
        for op in _layers(imported)
        if layer_name(op.location) in bounds and "qnn.tensors" in op.attributes
        for name in ir.ArrayAttr(op.attributes["qnn.tensors"])
    }


def _approximations(module: ir.Operation) -> list[tuple[ir.Operation, float]]:
    """The operations of the integer form that state an error bound."""
    bounded = [op for op in _layers(module) if "error_bound" in op.attributes]
    return [(op, ir.FloatAttr(op.attributes["error_bound"]).value) for op in bounded]


def emit(module: ir.Operation, target: str) -> dict[str, str]:
    """The files of the project, by relative path, of a module of the dataflow level."""
    prepared = lower(module, f"hls4mlir-emission{{target={target}}}")
    try:
        return dict(_hls4mlir.emit_hls_cpp(prepared, target))
    except ir.MLIRError as error:
        raise CompileError(error.diagnostics or [Diagnostic(error.message)]) from None


def list_layers(module: ir.Operation) -> tuple[LayerReport, ...]:
    """The layers of a module of the stream level."""

    def channels(entries: Sequence[_hls4mlir.report.Channel]) -> tuple[Channel, ...]:
        return tuple(Channel(tuple(e.shape), str(_fixed_type(e.element_type)), e.beat) for e in entries)

    return tuple(
        LayerReport(
            name=layer.name,
            kind=layer.kind,
            description=layer.description,
            lanes=layer.lanes,
            cycles=layer.cycles,
            inputs=channels(layer.inputs),
            outputs=channels(layer.outputs),
        )
        for layer in _hls4mlir.report.list_layers(module)
    )


# The boundary -------------------------------------------------------------------------------------------------------


def read_interface(module: ir.Operation) -> tuple[tuple[Input, ...], tuple[Output, ...]]:
    """Inputs and outputs of the function of the integer form, in the order of arguments and results."""
    function = find_function(module)
    type_ = ir.FunctionType(ir.TypeAttr(function.attributes["function_type"]).value)
    arguments, results = _dictionaries(function, "arg_attrs"), _dictionaries(function, "res_attrs")
    return (
        tuple(_input(input_type, entries) for input_type, entries in zip(type_.inputs, arguments, strict=True)),
        tuple(_output(result_type, entries) for result_type, entries in zip(type_.results, results, strict=True)),
    )


def _input(type_: ir.Type, attributes: dict[str, ir.Attribute]) -> Input:
    entry = qnn.InputAttr(attributes["qnn.input"])
    fixed = _fixed_type(entry.type)
    return Input(
        name=_text(attributes["qnn.name"]),
        shape=_sample_shape(type_),
        type=str(fixed),
        scale=entry.scale / fixed.step,
        offset=0.0 - entry.scale * entry.zero_point,
        code_scale=entry.scale,
        zero_point=entry.zero_point,
        low=entry.low,
        high=entry.high,
        rounding=entry.rounding,
        bipolar=entry.bipolar,
    )


def _output(type_: ir.Type, attributes: dict[str, ir.Attribute]) -> Output:
    fixed = _fixed_type(qnn.FixedType(ir.RankedTensorType(type_).element_type))
    shape = _sample_shape(type_)
    stages = ir.ArrayAttr(attributes["qnn.dequantize"]) if "qnn.dequantize" in attributes else ()
    return Output(
        name=_text(attributes["qnn.name"]),
        shape=shape,
        type=str(fixed),
        step=fixed.step,
        stages=tuple(_stage(stage, len(shape)) for stage in stages),
    )


def _stage(stage: ir.Attribute, rank: int) -> Affine | Relu:
    """The stage for samples of `rank` dimensions; the attribute may count the batch as one more."""
    if isinstance(stage, qnn.ReluAttr):
        return Relu()
    affine = qnn.AffineAttr(stage)
    scale, offset = (array.reshape(array.shape[max(array.ndim - rank, 0) :]) for array in (affine.scale, affine.offset))
    return Affine(scale, offset)


def _fixed_type(type_: qnn.FixedType) -> FixedType:
    return FixedType(type_.width, type_.integer, type_.signed)


def _sample_shape(type_: ir.Type) -> tuple[int, ...]:
    """The shape of one sample: a leading dimension of size one, before others, is the batch."""
    shape = tuple(ir.RankedTensorType(type_).shape)
    return shape[1:] if len(shape) > 1 and shape[0] == 1 else shape
