# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""One node of an ONNX graph, as the converters of operators see it, and the table of these converters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from hls4mlir.errors import Diagnostic, ModelError
from hls4mlir.importers.graph_builder import Constant, GraphBuilder, Tensor, Value
from hls4mlir.importers.onnx_file import Array, OnnxFile

if TYPE_CHECKING:
    import onnx

__all__ = [
    "CHANNELS_LAST_DOMAIN",
    "INTEGER_OPERATORS",
    "OPERATORS",
    "QUANTIZER_DOMAINS",
    "STANDARD_DOMAINS",
    "Converter",
    "Node",
    "NodeError",
    "Operator",
    "operator",
]

STANDARD_DOMAINS = ("", "ai.onnx")
QUANTIZER_DOMAINS = (*STANDARD_DOMAINS, "onnx.brevitas", "qonnx.custom_op.general", "finn.custom_op.general")
"""Where exporters put the quantizers; few declare the domain, some use the standard one."""

CHANNELS_LAST_DOMAIN = "qonnx.custom_op.channels_last"
"""Where QONNX puts operators of the standard domain that have the channels in the last dimension."""

T = TypeVar("T")


class NodeError(ModelError):
    """A `ModelError` whose message begins with the name of the node."""


class Node:
    """A node with its operands.

    Reading an attribute checks its type and marks it as understood: `require_all_read` then raises for what is left,
    so that no attribute is ever ignored by accident.
    """

    def __init__(self, proto: onnx.NodeProto, name: str, file: OnnxFile, inputs: Sequence[Tensor | None]) -> None:
        self.proto = proto
        self.name = name
        self.file = file
        self.op_type = proto.op_type
        # Operators with the channels last are otherwise those of the standard domain.
        self.opset = file.opset("" if proto.domain == CHANNELS_LAST_DOMAIN else proto.domain)
        # Trailing operands that are left out may be written as empty names.
        count = max((index + 1 for index, tensor in enumerate(inputs) if tensor is not None), default=0)
        self.inputs = tuple(inputs[:count])
        self._attributes = {attribute.name: attribute for attribute in proto.attribute}
        self._read: set[str] = set()

    def error(self, message: str, diagnostics: Iterable[Diagnostic] = ()) -> NodeError:
        """An error that names the node."""
        return NodeError(f"{self.name}: {message}", diagnostics)

    def operand(self, index: int, what: str) -> Tensor:
        """Operand `index`, which must be there."""
        tensor = self.optional_operand(index)
        if tensor is None:
            raise self.error(f"{self.op_type} needs its operand {index}, {what}, but it is left out")
        return tensor

    def optional_operand(self, index: int) -> Tensor | None:
        """Operand `index`, or nothing."""
        return self.inputs[index] if index < len(self.inputs) else None

    def constant(self, index: int, what: str) -> Constant:
        """Operand `index`, which must be known when compiling."""
        tensor = self.operand(index, what)
        if isinstance(tensor, Constant):
            return tensor
        raise self.error(
            f"{what} of {self.op_type} is computed from '{self.proto.input[index]}', which depends on the inputs of "
            "the model; it must be a constant"
        )

    # Attributes ----------------------------------------------------------------------------------------------------

    def has(self, key: str) -> bool:
        """Whether the attribute is written."""
        return key in self._attributes

    def integer(self, key: str, default: int | None = None) -> int:
        """An attribute that is an integer."""
        return self._value(key, "INT", default, lambda attribute: attribute.i)

    def flag(self, key: str, default: bool | None = None) -> bool:
        """An attribute that is 0 or 1."""
        value = self.integer(key, None if default is None else int(default))
        if value not in (0, 1):
            raise self.error(f"attribute '{key}' is {value}, but must be 0 or 1")
        return bool(value)

    def number(self, key: str, default: float | None = None) -> float:
        """An attribute that is a float."""
        return self._value(key, "FLOAT", default, lambda attribute: attribute.f)

    def text(self, key: str, default: str | None = None) -> str:
        """An attribute that is a string."""
        return self._value(key, "STRING", default, lambda attribute: attribute.s.decode(errors="replace"))

    def integers(self, key: str) -> tuple[int, ...] | None:
        """An attribute that is a list of integers, or nothing."""
        return self._value(key, "INTS", (), lambda attribute: tuple(attribute.ints)) if self.has(key) else None

    def numbers(self, key: str) -> tuple[float, ...]:
        """An attribute that is a list of floats."""
        return self._value(key, "FLOATS", None, lambda attribute: tuple(attribute.floats))

    def texts(self, key: str) -> tuple[str, ...]:
        """An attribute that is a list of strings."""
        return self._value(
            key, "STRINGS", None, lambda attribute: tuple(text.decode(errors="replace") for text in attribute.strings)
        )

    def tensor(self, key: str) -> Array:
        """An attribute that is a tensor."""
        what = f"attribute '{key}'"
        return self._value(key, "TENSOR", None, lambda attribute: self.file.array(attribute.t, what))

    def ignore(self, *keys: str) -> None:
        """Marks attributes that do not change what an inference computes."""
        self._read.update(keys)

    def require_all_read(self) -> None:
        """Raises unless every attribute has been understood."""
        if left := [key for key in self._attributes if key not in self._read]:
            known = ", ".join(sorted(self._read)) or "none"
            raise self.error(
                f"attribute '{left[0]}' of {self.op_type} is not supported in operator set {self.opset}; "
                f"supported: {known}"
            )

    def require_no_subgraph(self) -> None:
        """Raises when the node contains graphs of its own: control flow."""
        from onnx import AttributeProto

        for key, attribute in self._attributes.items():
            if attribute.type in (AttributeProto.GRAPH, AttributeProto.GRAPHS) or attribute.HasField("g"):
                raise self.error(
                    f"attribute '{key}' of {self.op_type} is a graph: control flow is not supported, only one graph "
                    "of operators"
                )

    def _value(self, key: str, kind: str, default: T | None, read: Callable[[onnx.AttributeProto], T]) -> T:
        from onnx import AttributeProto

        self._read.add(key)
        attribute = self._attributes.get(key)
        if attribute is None:
            if default is None:
                raise self.error(f"attribute '{key}' of {self.op_type} is missing")
            return default
        # Files of the first versions of the format do not say the type.
        found = AttributeProto.AttributeType.Name(attribute.type)
        if attribute.ref_attr_name or found not in (kind, "UNDEFINED"):
            raise self.error(f"attribute '{key}' of {self.op_type} is of type {found}, but must be {kind}")
        return read(attribute)


Converter = Callable[[GraphBuilder, Node], Tensor | Sequence[Tensor]]
"""Imports a node: gives its first result, or several in order."""


@dataclass(frozen=True)
class Operator:
    """How an operator is imported: by `convert`, when it is of one of `domains` and has that many operands."""

    convert: Converter
    domains: tuple[str, ...]
    operands: tuple[int, int]
    foldable: bool

    def __call__(self, graph: GraphBuilder, node: Node) -> Sequence[Tensor]:
        """The results of a node; raises for operands and attributes that the operator does not have."""
        fewest, most = self.operands
        if not fewest <= len(node.inputs) <= most:
            expected = str(most) if fewest == most else f"{fewest} to {most}"
            raise node.error(f"{node.op_type} has {len(node.inputs)} operands, but takes {expected}")
        result = self.convert(graph, node)
        node.require_all_read()
        return (result,) if isinstance(result, Constant | Value) else result


OPERATORS: dict[str, Operator] = {}
"""Converters by operator type."""

INTEGER_OPERATORS: dict[str, Operator] = {}
"""Converters by operator type, where an operand is a computed tensor of integers."""


def operator(
    *names: str,
    operands: int | tuple[int, int],
    domains: tuple[str, ...] = STANDARD_DOMAINS,
    foldable: bool = True,
    table: dict[str, Operator] = OPERATORS,
) -> Callable[[Converter], Converter]:
    """Registers the function that imports an operator, under all its `names`, in one of the tables.

    When `foldable`, it is only called when some operand depends on the inputs of the model.
    """
    most = operands if isinstance(operands, int) else operands[1]
    fewest = operands if isinstance(operands, int) else operands[0]

    def register(convert: Converter) -> Converter:
        for name in names:
            table[name] = Operator(convert, domains, (fewest, most), foldable)
        return convert

    return register
