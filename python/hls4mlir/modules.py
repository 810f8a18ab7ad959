# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Looking into modules of the import form and of the integer form."""

from __future__ import annotations

from hls4mlir import ir

__all__ = ["dictionaries", "find_function", "layer_name", "operations", "symbol_name", "text"]


def layer_name(location: ir.Location) -> str:
    """The name of the layer that a location speaks of: that of the first named part; empty when there is none."""
    if location.name_str is not None:
        return location.name_str
    return next((name for name in map(layer_name, location.locations) if name), "")


def find_function(module: ir.Operation) -> ir.Operation:
    """The function of a module in the import form or the integer form."""
    return next(op.operation for op in _children(module) if op.operation.name == "func.func")


def symbol_name(symbol: ir.Operation) -> str:
    """The name under which a function is known."""
    return ir.StringAttr(symbol.attributes["sym_name"]).value


def _children(parent: ir.Operation) -> list[ir.Operation]:
    """The operations in the only block of an operation."""
    return [op.operation for op in parent.regions[0].blocks[0].operations]


def operations(module: ir.Operation) -> list[ir.Operation]:
    """The operations that are layers of the source model, or come from them."""
    return [op for op in _children(find_function(module)) if op.name.startswith("qnn.")]


def dictionaries(function: ir.Operation, key: str) -> list[dict[str, ir.Attribute]]:
    """The attributes of each argument (`arg_attrs`) or result (`res_attrs`)."""
    return [dict(ir.DictAttr(entry).items()) for entry in ir.ArrayAttr(function.attributes[key])]


def text(attribute: ir.Attribute) -> str:
    """The text of a string attribute."""
    return ir.StringAttr(attribute).value
