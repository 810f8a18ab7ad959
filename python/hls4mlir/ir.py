# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""MLIR's IR in Python, with the names of upstream's `mlir.ir`.

What differs from upstream:

- An object of Python never dangles. Where the operation, block or value behind it was erased, or may have been
  replaced by a pass run, using it raises RuntimeError.
- What the compiler reports is raised (`MLIRError`), warned of (`MLIRWarning`) or given to a handler when the call is
  over; nothing is printed.
- Types and attributes come as objects of their own class: `isinstance` tells them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from hls4mlir._hls4mlir.ir import (
    ArrayAttr,
    AttrBuilder,
    Attribute,
    Block,
    BlockArgument,
    BlockArgumentList,
    BlockList,
    BoolAttr,
    Context,
    DenseBoolArrayAttr,
    DenseElementsAttr,
    DenseF32ArrayAttr,
    DenseF64ArrayAttr,
    DenseI32ArrayAttr,
    DenseI64ArrayAttr,
    DenseResourceElementsAttr,
    DiagnosticHandler,
    DiagnosticInfo,
    DiagnosticSeverity,
    Dialect,
    DictAttr,
    F16Type,
    F32Type,
    F64Type,
    FlatSymbolRefAttr,
    FloatAttr,
    FunctionType,
    IndexType,
    InsertionPoint,
    IntegerAttr,
    IntegerType,
    Location,
    Module,
    NamedAttribute,
    NoneType,
    OpAttributeMap,
    Operation,
    OperationList,
    OpOperand,
    OpOperandList,
    OpResult,
    OpResultList,
    OpSuccessors,
    OpView,
    RankedTensorType,
    Region,
    RegionSequence,
    StringAttr,
    SymbolRefAttr,
    SymbolTable,
    Type,
    TypeAttr,
    UnitAttr,
    Value,
    WalkOrder,
    WalkResult,
)
from hls4mlir.errors import Diagnostic, Error, Severity

__all__ = [
    "ArrayAttr",
    "AttrBuilder",
    "Attribute",
    "Block",
    "BlockArgument",
    "BlockArgumentList",
    "BlockList",
    "BoolAttr",
    "Context",
    "DenseBoolArrayAttr",
    "DenseElementsAttr",
    "DenseF32ArrayAttr",
    "DenseF64ArrayAttr",
    "DenseI32ArrayAttr",
    "DenseI64ArrayAttr",
    "DenseResourceElementsAttr",
    "DiagnosticHandler",
    "DiagnosticInfo",
    "DiagnosticSeverity",
    "Dialect",
    "DictAttr",
    "F16Type",
    "F32Type",
    "F64Type",
    "FlatSymbolRefAttr",
    "FloatAttr",
    "FunctionType",
    "IndexType",
    "InsertionPoint",
    "IntegerAttr",
    "IntegerType",
    "Location",
    "MLIRError",
    "MLIRWarning",
    "Module",
    "NamedAttribute",
    "NoneType",
    "OpAttributeMap",
    "OpOperand",
    "OpOperandList",
    "OpResult",
    "OpResultList",
    "OpSuccessors",
    "OpView",
    "Operation",
    "OperationList",
    "RankedTensorType",
    "Region",
    "RegionSequence",
    "StringAttr",
    "SymbolRefAttr",
    "SymbolTable",
    "Type",
    "TypeAttr",
    "UnitAttr",
    "Value",
    "WalkOrder",
    "WalkResult",
    "describe",
    "register_attribute_builder",
]

#
# Diagnostics
#

_SEVERITIES: dict[DiagnosticSeverity, Severity] = {
    DiagnosticSeverity.ERROR: "error",
    DiagnosticSeverity.WARNING: "warning",
    DiagnosticSeverity.NOTE: "note",
    DiagnosticSeverity.REMARK: "remark",
}


def _place(location: Location) -> str:
    """Name of the layer, or `file:line:column`; empty when unknown."""
    if location.name_str is not None:
        return location.name_str
    if location.filename is not None:
        return f"{location.filename}:{location.start_line}:{location.start_col}"
    parts = [part for part in (location.callee, *location.locations) if part is not None]
    return next((place for place in map(_place, parts) if place), "")


def describe(info: DiagnosticInfo) -> Diagnostic:
    """The diagnostic in the words of the user's model: places are layers, and IR is not shown."""
    notes = [note for note in info.notes if not note.message.startswith("see current operation")]
    return Diagnostic(info.message, _SEVERITIES[info.severity], _place(info.location), tuple(map(describe, notes)))


class MLIRError(Error):
    """A call of the compiler failed: it could not parse, or a verifier or pass found something wrong.

    `error_diagnostics` are the reported errors with the locations of the IR; `diagnostics` say the same in the words
    of the user's model.
    """

    def __init__(self, message: str, error_diagnostics: Sequence[DiagnosticInfo] = ()) -> None:
        super().__init__(message, map(describe, error_diagnostics))
        self.error_diagnostics = list(error_diagnostics)


class MLIRWarning(UserWarning):
    """What the compiler warns of without failing."""


#
# Attribute builders
#

_Builder = TypeVar("_Builder", bound=Callable[..., Attribute])


def register_attribute_builder(kind: str, replace: bool = False) -> Callable[[_Builder], _Builder]:
    """Makes the decorated function `(value, context)` build attributes of the ODS constraint `kind`.

    Generated classes call it with arguments that are no attributes yet. A constraint may be part of several generated
    modules: the first builder stays, unless `replace`.
    """

    def decorate(builder: _Builder) -> _Builder:
        AttrBuilder.insert(kind, builder, replace)
        return builder

    return decorate


def _register_integer(kind: str, width: int) -> None:
    @register_attribute_builder(kind)
    def build(value: int, context: Context) -> Attribute:  # pyright: ignore[reportUnusedFunction]
        return IntegerAttr.get(IntegerType.get_signless(width, context=context), value)


for _width in (8, 16, 32, 64):
    _register_integer(f"I{_width}Attr", _width)


@register_attribute_builder("IndexAttr")
def _index_attr(value: int, context: Context) -> Attribute:
    return IntegerAttr.get(IndexType.get(context=context), value)


@register_attribute_builder("BoolAttr")
def _bool_attr(value: bool, context: Context) -> Attribute:
    return BoolAttr.get(value, context=context)


@register_attribute_builder("F32Attr")
def _f32_attr(value: float, context: Context) -> Attribute:
    return FloatAttr.get_f32(value, context=context)


@register_attribute_builder("F64Attr")
def _f64_attr(value: float, context: Context) -> Attribute:
    return FloatAttr.get_f64(value, context=context)


@register_attribute_builder("StrAttr")
@register_attribute_builder("SymbolNameAttr")
def _string_attr(value: str, context: Context) -> Attribute:
    return StringAttr.get(value, context=context)


@register_attribute_builder("FlatSymbolRefAttr")
def _flat_symbol_ref_attr(value: str, context: Context) -> Attribute:
    return FlatSymbolRefAttr.get(value, context=context)


@register_attribute_builder("SymbolRefAttr")
def _symbol_ref_attr(value: str | Sequence[str], context: Context) -> Attribute:
    return SymbolRefAttr.get([value] if isinstance(value, str) else value, context=context)


@register_attribute_builder("TypeAttr")
def _type_attr(value: Type, context: Context) -> Attribute:
    return TypeAttr.get(value, context=context)


@register_attribute_builder("ArrayAttr")
def _array_attr(value: Iterable[Attribute], context: Context) -> Attribute:
    return ArrayAttr.get(list(value), context=context)


@register_attribute_builder("StrArrayAttr")
def _string_array_attr(value: Iterable[str], context: Context) -> Attribute:
    return ArrayAttr.get([StringAttr.get(element, context=context) for element in value], context=context)


@register_attribute_builder("DictArrayAttr")
def _dict_array_attr(value: Iterable[DictAttr | dict[str, Attribute]], context: Context) -> Attribute:
    dictionaries = [DictAttr.get(entry, context=context) if isinstance(entry, dict) else entry for entry in value]
    return ArrayAttr.get(dictionaries, context=context)


@register_attribute_builder("DenseBoolArrayAttr")
def _dense_bool_array_attr(value: Sequence[bool], context: Context) -> Attribute:
    return DenseBoolArrayAttr.get(value, context=context)


@register_attribute_builder("DenseI32ArrayAttr")
def _dense_i32_array_attr(value: Sequence[int], context: Context) -> Attribute:
    return DenseI32ArrayAttr.get(value, context=context)


@register_attribute_builder("DenseI64ArrayAttr")
def _dense_i64_array_attr(value: Sequence[int], context: Context) -> Attribute:
    return DenseI64ArrayAttr.get(value, context=context)


@register_attribute_builder("DenseF64ArrayAttr")
def _dense_f64_array_attr(value: Sequence[float], context: Context) -> Attribute:
    return DenseF64ArrayAttr.get(value, context=context)


@register_attribute_builder("ElementsAttr")
def _elements_attr(value: Any, context: Context) -> Attribute:
    return DenseElementsAttr.get(value, context=context)
