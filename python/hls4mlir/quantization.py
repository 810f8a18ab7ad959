# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Which numbers of a network are the user's to quantize, and the attributes that quantize them.

A model that was trained with quantizers says what most of its numbers are; one that was trained in floating point says
nothing. `survey` looks at a module in the import form and tells, layer by layer, what is left to say; `quantize` writes
the user's types on its operations, as `qnn.precision`, which the pass qnn-apply-precision realizes.

A layer is a node of the source model, with these exceptions: the sum with a constant that directly follows a product,
and that nothing else does, is the bias of the product and part of it; inputs are layers of the type `Input`.

The model's own quantizers win. Without being deliberately asked to (by `LayerName`, or by a key of `LayerType`), a
precision changes nothing

- in a product whose weights the model quantizes, and in what is computed from such products or from quantized values,
  as long as that has an exact form,
- in a value that only quantizers read, be it through a ReLU or another elementwise operation,
- where numbers are only moved (reshape, transpose, ...).
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field

from hls4mlir import _hls4mlir, ir
from hls4mlir.config import Config, InputOptions, Layer, LayerOptions
from hls4mlir.dialects import qnn
from hls4mlir.errors import ConfigError, ConfigWarning
from hls4mlir.modules import dictionaries, layer_name, text
from hls4mlir.precision import Asked
from hls4mlir.types import FixedType, TypeSpec

__all__ = ["INPUT_TYPE", "SourceLayer", "constant_operands", "input_types", "quantize", "survey"]

INPUT_TYPE = "Input"

_QUANTIZERS = frozenset(
    {"qnn.bipolar_quantize", "qnn.multi_threshold", "qnn.quantize", "qnn.quantize_linear", "qnn.truncate"}
)
_PRODUCTS = frozenset({"qnn.convolution", "qnn.matmul"})
_MOVEMENTS = frozenset({"qnn.concat", "qnn.pad", "qnn.repeat", "qnn.reshape", "qnn.slice", "qnn.transpose"})
_REDUCTIONS = frozenset({"qnn.pool", "qnn.reduce"})
# Their results have no exact form, so that they need a type even where everything before is exact.
_FUNCTIONS = frozenset({"qnn.softmax"})
_CONSTANT_OF = {"qnn.add": "bias", "qnn.div": "scale", "qnn.mul": "scale", "qnn.sub": "bias"}
_MAX_INPUT_WIDTH = 63


@dataclass(eq=False)
class SourceLayer:
    """A layer, and what of it can be given a type.

    `products` are its products. `constants` holds the operations on whose constant operand a key acts; `last` makes the
    layer's result. `exact` says that the model already determines the result, so that only a deliberate wish changes
    it; `has_exact_constants` that the same holds for its constants. `part_of` names the product whose bias the layer
    is.
    """

    name: str
    type: str
    operations: list[ir.Operation] = field(default_factory=list[ir.Operation])
    products: list[ir.Operation] = field(default_factory=list[ir.Operation])
    constants: dict[str, list[ir.Operation]] = field(default_factory=dict[str, list[ir.Operation]])
    last: ir.Operation | None = None
    is_quantizer: bool = False
    moves_only: bool = False
    exact: bool = False
    has_exact_constants: bool = False
    part_of: str | None = None

    @property
    def takes(self) -> frozenset[str]:
        """The keys of `Precision` that mean something for the layer."""
        if self.type == INPUT_TYPE:
            return frozenset({"result"})
        if self.last is None or self.is_quantizer or self.part_of is not None:
            return frozenset()
        keys = {"result", *self.constants}
        # A product without a bias has one of zero.
        return frozenset(keys | {"accum", "bias"} if self.products else keys)

    @property
    def because(self) -> str:
        """Why the layer does not take other keys."""
        if self.part_of is not None:
            return f"it is the bias of {self.part_of!r}, where its precision is configured"
        if self.is_quantizer:
            return "it is a quantizer of the model, which says its type itself"
        if self.last is None:
            return "it is a constant, which the layer that reads it quantizes"
        if self.products and self.has_exact_constants:
            return "its weights are quantized by the model itself, whose quantizers win"
        return ""

    def describe(self) -> Layer:
        """The layer as the configuration sees it."""
        return Layer(self.name, self.type, bool(self.products), self.takes, self.because)


def survey(function: ir.Operation) -> dict[str, SourceLayer]:
    """The layers of a function of the import form, by name, in the order of the model; its inputs come first."""
    return _Survey(function).layers


def quantize(layers: Mapping[str, SourceLayer], options: Mapping[str, LayerOptions], config: Config) -> None:
    """Puts the types that the options ask for on the operations of the layers.

    Warns when a precision of `Model` decides nothing.
    """
    used: set[str] = set()
    for layer in layers.values():
        asked = options[layer.name].precision
        chosen = {key: wish for key, wish in asked.items() if _acts(layer, key, wish)}
        used.update(wish.where for wish in chosen.values())
        if layer.last is not None:
            _put(layer, layer.last, {key: wish.spec for key, wish in chosen.items() if wish.spec is not None})
    places = {wish.where for wish in config.model.precision.values()}
    if places and not places & used:
        reason = "the model's own quantizers say what every number is"
        warnings.warn(f"{min(places)} changes nothing: {reason}", ConfigWarning, stacklevel=2)


def input_types(layers: Mapping[str, SourceLayer], options: Mapping[str, LayerOptions]) -> dict[str, InputOptions]:
    """The types of inputs that `Precision` gives, by name.

    Raises ConfigError for a type that the host cannot give an input.
    """
    result: dict[str, InputOptions] = {}
    for layer in layers.values():
        asked = options[layer.name].precision.get("result") if layer.type == INPUT_TYPE else None
        if asked is None or asked.spec is None or not _acts(layer, "result", asked):
            continue
        spec = asked.spec
        if spec.type.width > _MAX_INPUT_WIDTH:
            raise ConfigError(
                f"{asked.where}: an input has at most {_MAX_INPUT_WIDTH} bits, found {spec.type}; give {layer.name!r} a"
                " type in Inputs"
            )
        symmetric = spec.overflow == "saturate_symmetric"
        if asked.deliberate and not (symmetric or spec.overflow == "saturate"):
            raise ConfigError(f"{asked.where}: inputs are saturated by the host; write AP_SAT as the overflow mode")
        result[layer.name] = InputOptions(
            spec.type, 1.0, spec.rounding, "saturate_symmetric" if symmetric else "saturate"
        )
    return result


def constant_operands(operation: ir.Operation) -> list[ir.Value]:
    """The operands that depend on no input of the network."""
    return [operand for operand in operation.operands if _is_constant(operand)]


def _is_constant(value: ir.Value) -> bool:
    pending, seen = [value], {value}
    while pending:
        operation = pending.pop().owner
        if not isinstance(operation, ir.Operation):
            return False
        pending.extend(operand for operand in operation.operands if operand not in seen)
        seen.update(operation.operands)
    return True


# What a wish acts on -------------------------------------------------------------------------------------------------


def _acts(layer: SourceLayer, key: str, wish: Asked) -> bool:
    if key not in layer.takes:
        return False
    if wish.deliberate:
        return True
    if key in ("accum", "result"):
        return not (layer.exact or layer.moves_only)
    return not layer.has_exact_constants


def _put(layer: SourceLayer, last: ir.Operation, types: Mapping[str, TypeSpec]) -> None:
    """Writes the types on the operations of a layer, of which `last` makes the result."""
    wishes: dict[ir.Operation, dict[str, ir.Attribute]] = {}

    def put(operation: ir.Operation, key: str, spec: TypeSpec) -> None:
        wishes.setdefault(operation, {})[key] = _cast_attribute(spec)

    for key, spec in types.items():
        for operation in layer.constants.get(key, ()):
            put(operation, key, spec)
    if "accum" in types:
        put(last, "accum", types["accum"])
    if result := types.get("result"):
        if last.name in _FUNCTIONS:
            result = _function_result(last, result)
        if result is not None:
            put(last, "result", result)
    for operation, entries in wishes.items():
        operation.attributes["qnn.precision"] = ir.DictAttr.get(entries)


def _function_result(operation: ir.Operation, spec: TypeSpec) -> TypeSpec | None:
    """Gives a softmax the type of its result; returns the type that is left to bring that into, if it is another.

    Results lie between 0 and 1 and have no sign. The type has the step that was asked for; where it holds them all, or
    saturates as a softmax does, nothing is left to do.
    """
    type_ = spec.type
    fits = type_.integer >= (2 if type_.signed else 1)
    saturates = not type_.signed and type_.integer <= 1 and spec.overflow == "saturate"
    fraction = max(type_.width - type_.integer, 0)
    own = type_ if saturates else FixedType(fraction + 1, 1, signed=False)
    operation.attributes["output_type"] = ir.TypeAttr.get(qnn.FixedType.get(own.width, own.integer, own.signed))
    return None if (saturates or fits) and type_.width >= type_.integer else spec


def _cast_attribute(spec: TypeSpec) -> ir.Attribute:
    type_ = qnn.FixedType.get(spec.type.width, spec.type.integer, spec.type.signed)
    return _hls4mlir.qnn.CastAttr.get(type_, spec.rounding, spec.overflow)


# Looking at the model ------------------------------------------------------------------------------------------------


def _type_of(operation: ir.Operation) -> str:
    """What the source model calls an operation of this type."""
    if "qnn.layer_type" in operation.attributes:
        return text(operation.attributes["qnn.layer_type"])
    return operation.name.removeprefix("qnn.")


def _moves(operation: ir.Operation) -> bool:
    """Whether the results are among the operands' elements."""
    if operation.name in _REDUCTIONS:
        return "sum" not in str(operation.attributes["reduction"])
    return operation.name in _MOVEMENTS


class _Survey:
    """One pass forward over the function for what values are, and one backward for who reads them."""

    def __init__(self, function: ir.Operation) -> None:
        block = function.regions[0].blocks[0]
        self._operations = [op.operation for op in block.operations if op.operation.name.startswith("qnn.")]
        # Values that depend on no input, and those of them that a quantizer of the model made.
        self._constants: set[ir.Value] = set()
        self._quantized_constants: set[ir.Value] = set()
        # Computed values that the model's quantizers determine.
        self._quantized: set[ir.Value] = set()
        self.layers: dict[str, SourceLayer] = {}
        for op in (op.operation for op in block.operations):
            if op.name == "arith.constant":
                self._constants.add(op.result)
        covered = self._find_covered(block)
        nodes = {layer_name(op.location) for op in self._operations}
        for argument, attributes in zip(block.arguments, dictionaries(function, "arg_attrs"), strict=True):
            name = text(attributes["qnn.name"])
            if name not in nodes:  # names of inputs and of nodes are apart in ONNX; Inputs speaks of inputs alone
                self.layers[name] = SourceLayer(name, INPUT_TYPE, exact=argument in covered)
        for op in self._operations:
            self._visit(op, covered)
        self._merge_biases()

    def _find_covered(self, block: ir.Block) -> set[ir.Value]:
        """The values that nothing but quantizers read, be it through elementwise operations."""
        covered: set[ir.Value] = set()

        def is_covered(value: ir.Value) -> bool:
            uses = list(value.uses)
            return bool(uses) and all(self._covers(use.owner, covered) for use in uses)

        for op in reversed(self._operations):
            if is_covered(op.result):
                covered.add(op.result)
        covered.update(argument for argument in block.arguments if is_covered(argument))
        return covered

    def _covers(self, user: ir.Operation, covered: set[ir.Value]) -> bool:
        if user.name in _QUANTIZERS:
            return True
        return user.name.startswith("qnn.") and user.name not in _PRODUCTS and user.result in covered

    def _visit(self, op: ir.Operation, covered: set[ir.Value]) -> None:
        layer = self.layers.setdefault(layer_name(op.location), SourceLayer(layer_name(op.location), _type_of(op)))
        layer.operations.append(op)
        constants = [operand for operand in op.operands if operand in self._constants]
        if len(constants) == len(list(op.operands)):
            self._constants.add(op.result)
            if op.name in _QUANTIZERS or any(operand in self._quantized_constants for operand in constants):
                self._quantized_constants.add(op.result)
            layer.is_quantizer |= op.name in _QUANTIZERS
            return
        if op.name in _QUANTIZERS:
            layer.is_quantizer = True
        quantized_constant = any(operand in self._quantized_constants for operand in constants)
        if op.name in _PRODUCTS and constants:
            quantized = quantized_constant
        else:
            quantized = op.name in _QUANTIZERS or any(operand in self._quantized for operand in op.operands)
        if quantized:
            self._quantized.add(op.result)
        if op.name in _PRODUCTS:
            layer.products.append(op)
        layer.moves_only = _moves(op) and (layer.moves_only or layer.last is None)
        layer.last = op
        layer.exact = op.result in covered or (quantized and op.name not in _FUNCTIONS)
        if op.name in _PRODUCTS:
            layer.has_exact_constants |= quantized_constant
            if constants and not quantized_constant:
                layer.constants.setdefault("weight", []).append(op)
            return
        if not layer.products:
            layer.has_exact_constants = layer.exact
        if op.name == "qnn.batch_norm":
            layer.constants.update(scale=[op], bias=[op])
        elif any(part.name in _REDUCTIONS for part in layer.operations):
            return  # the divisor of an average is no constant of the user's
        elif constants and not quantized_constant and op.name in _CONSTANT_OF:
            layer.constants.setdefault(_CONSTANT_OF[op.name], []).append(op)

    def _merge_biases(self) -> None:
        """Makes sums with a constant, directly behind a product, parts of the product."""
        by_operand = {operand: op for op in self._operations for operand in op.operands}
        for layer in self.layers.values():
            if not layer.products or layer.last is None or len(list(layer.last.result.uses)) != 1:
                continue
            follower = by_operand.get(layer.last.result)
            if follower is None or follower.name not in ("qnn.add", "qnn.sub"):
                continue
            other = self.layers[layer_name(follower.location)]
            constant = any(operand in self._constants for operand in follower.operands)
            if other is layer or not constant or [op for op in other.operations if op != follower]:
                continue
            other.part_of = layer.name
            layer.last = follower
            layer.exact = other.exact
            if sums := other.constants.get("bias"):
                layer.constants.setdefault("bias", []).extend(sums)
