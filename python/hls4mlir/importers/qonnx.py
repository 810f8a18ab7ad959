# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Importing ONNX and QONNX models.

    module = import_model("digits.onnx")

The result is one function in the import form of the qnn dialect, for one sample. It says what the framework computes,
operator by operator; nothing is simplified except that constants are folded and operators that do nothing are left out.
Locations carry the names of nodes and, as the line, their position in the file; the attribute `qnn.tensors` has the
names of tensors.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from hls4mlir import ir
from hls4mlir.dialects import func
from hls4mlir.errors import Error, ModelError
from hls4mlir.importers.batch import Batch
from hls4mlir.importers.constant_folding import fold
from hls4mlir.importers.graph_builder import Constant, GraphBuilder, Tensor, Value
from hls4mlir.importers.onnx_file import OnnxFile, require_size
from hls4mlir.importers.onnx_node import INTEGER_OPERATORS, OPERATORS, STANDARD_DOMAINS, Node, NodeError
from hls4mlir.names import sanitize

if TYPE_CHECKING:
    import onnx

__all__ = ["import_model"]


def import_model(model: str | os.PathLike[str] | onnx.ModelProto, *, name: str | None = None) -> ir.Module:
    """Reads an ONNX or QONNX model into the import form, in the current context or in a new one.

    `model` is a path, or a model in memory. The function is called `name`, by default after the file, or after the
    graph of a model in memory; characters that C++ does not allow in a name become underscores.

    Raises `ModelError` for a file that is not a model, and for anything in the model that is not supported; the message
    names the node, what was found and what is supported. Raises `DependencyError` when the onnx package is missing.
    """
    import hls4mlir.importers.operators  # noqa: F401  # pyright: ignore[reportUnusedImport]

    file = _inline_functions(OnnxFile.load(model))
    with ExitStack() as stack:
        if ir.Context.current is None:
            stack.enter_context(ir.Context())
        return _Import(file, _function_name(file, name)).run()


def _inline_functions(file: OnnxFile) -> OnnxFile:
    """The same model without functions of its own, except for those that are known as operators."""
    if not file.model.functions:
        return file
    from onnx import inliner

    kept = [
        (function.domain, function.name)
        for function in file.model.functions
        if function.name in OPERATORS and function.domain in OPERATORS[function.name].domains
    ]
    try:
        model = inliner.inline_selected_functions(file.model, kept, exclude=True)
    except Exception as error:  # the inliner is C++ and throws what pybind11 makes of it
        raise ModelError(f"{file.label}: the functions of the model cannot be inlined: {error}") from None
    return OnnxFile(model, file.label, file.folder)


def _function_name(file: OnnxFile, name: str | None) -> str:
    """What the function is called: legal in C++ and not empty."""
    chosen = name or (Path(file.label).stem if file.folder is not None else file.model.graph.name)
    legal = sanitize(chosen)
    return legal if legal and not legal[0].isdigit() else f"model_{legal}".rstrip("_")


class _Import:
    """One import under way."""

    def __init__(self, file: OnnxFile, name: str) -> None:
        self._file = file
        self._graph = file.model.graph
        self._name = name
        self._node_names = _node_names(self._graph.node)
        self._initializers = {tensor.name: tensor for tensor in self._graph.initializer}
        self._producers: dict[str, int] = {}
        self._tensors: dict[str, Tensor] = {}

    def run(self) -> ir.Module:
        """The module."""
        try:
            return self._run()
        except NodeError:
            raise
        except Error as error:
            raise ModelError(f"{self._file.label}: {error.message}", error.diagnostics) from None

    def _run(self) -> ir.Module:
        # Files of the first versions of the format list every initializer among the inputs, too.
        infos = [info for info in self._graph.input if info.name not in self._initializers]
        shapes = {info.name: _input_shape(info) for info in infos}
        self._find_producers(info.name for info in infos)
        live = self._live_nodes(shapes)
        batch = Batch.of_inputs(shapes)

        with ir.Location.name(self._name, ir.Location.file(self._file.label, 0, 0)):
            module = ir.Module.create()
            arguments = [(name, *batch.sample(shape)) for name, shape in shapes.items()]
            types = [ir.RankedTensorType.get(shape, ir.F32Type.get()) for _, shape, _ in arguments]
            with ir.InsertionPoint(module.body):
                function = func.FuncOp(self._name, ir.TypeAttr.get(ir.FunctionType.get(types, [])))
            block = ir.Block.create_at_start(function.regions[0], types, [ir.Location.name(name) for name in shapes])
            for argument, (name, shape, axis) in zip(block.arguments, arguments, strict=True):
                self._tensors[name] = Value(argument, shape, axis, [name])
            with ir.InsertionPoint(block):
                builder = GraphBuilder(batch)
                for index in live:
                    self._convert(builder, index, live)
                results = [builder.value(self._tensor(info.name)) for info in self._graph.output]
                func.ReturnOp([result.value for result in results])
        function.attributes["function_type"] = ir.TypeAttr.get(
            ir.FunctionType.get(types, [result.value.type for result in results])
        )
        self._attach_names(function)
        self._attach_types(block)
        _erase_unused(block)
        module.operation.verify()
        return module

    # The graph ------------------------------------------------------------------------------------------------------

    def _find_producers(self, inputs: Iterable[str]) -> None:
        """Records which node computes which tensor. Raises when a tensor has two sources."""
        defined = Counter((*(tensor.name for tensor in self._graph.initializer), *inputs))
        defined.update(name for node in self._graph.node for name in node.output if name)
        if twice := [name for name, times in defined.items() if times > 1]:
            raise ModelError(f"tensor '{twice[0]}' is defined {defined[twice[0]]} times")
        for index, node in enumerate(self._graph.node):
            self._producers.update((name, index) for name in node.output if name)

    def _live_nodes(self, inputs: Collection[str]) -> list[int]:
        """The nodes that the outputs depend on, in the order of the file, which has to be an order of execution."""
        live: set[int] = set()
        pending = [info.name for info in self._graph.output]
        while pending:
            name = pending.pop()
            index = self._producers.get(name)
            if index is None:
                if any(name == sparse.values.name for sparse in self._graph.sparse_initializer):
                    raise ModelError(f"tensor '{name}': sparse tensors are not supported")
                if name not in inputs and name not in self._initializers:
                    raise ModelError(f"tensor '{name}' is used, but no node, input or initializer defines it")
                continue
            if index not in live:
                live.add(index)
                pending.extend(operand for operand in self._graph.node[index].input if operand)
        for index in live:
            for operand in self._graph.node[index].input:
                if (producer := self._producers.get(operand, -1)) >= index:
                    raise NodeError(
                        f"{self._node_names[index]}: uses '{operand}' before {self._node_names[producer]} computes it; "
                        "the nodes of a graph must be in an order of execution, without cycles"
                    )
        return sorted(live)

    def _tensor(self, name: str) -> Tensor:
        """A tensor that has been defined: initializers are read when they are first used."""
        if name not in self._tensors:
            array = self._file.array(self._initializers[name], f"initializer '{name}'")
            self._tensors[name] = Constant(array, name)
        return self._tensors[name]

    # Nodes ----------------------------------------------------------------------------------------------------------

    def _convert(self, builder: GraphBuilder, index: int, live: Sequence[int]) -> None:
        """Imports one node."""
        proto, name = self._graph.node[index], self._node_names[index]
        try:
            operands = [self._tensor(operand) if operand else None for operand in proto.input]
            node = Node(proto, name, self._file, operands)
            with ir.Location.name(name, ir.Location.file(self._file.label, index, 0)):
                results = self._results(builder, node)
        except NodeError:
            raise
        except Error as error:
            raise NodeError(f"{name}: {error.message}", error.diagnostics) from None
        self._tensors.update(results)
        for output, result in results.items():
            if isinstance(result, Value):
                result.names.append(output)
        for output in proto.output:
            if output and output not in results and self._is_used(output, live):
                raise NodeError(
                    f"{name}: result '{output}' of {proto.op_type} is not supported, only the first "
                    f"{'one is' if len(results) == 1 else f'{len(results)} are'}"
                )

    def _results(self, builder: GraphBuilder, node: Node) -> dict[str, Tensor]:
        """The results of a node: folded when its operands are constant, otherwise by the converter of its operator."""
        node.require_no_subgraph()
        integers = next((t.integers for t in node.inputs if isinstance(t, Value) and t.integers), "")
        table = INTEGER_OPERATORS if integers else OPERATORS
        found = table.get(node.op_type)
        if found is not None and node.proto.domain not in found.domains:
            found = None
        foldable = found.foldable if found is not None else node.proto.domain in STANDARD_DOMAINS
        constants = [tensor for tensor in node.inputs if isinstance(tensor, Constant)]
        if foldable and len(constants) == sum(tensor is not None for tensor in node.inputs):
            arrays = [tensor.array if isinstance(tensor, Constant) else None for tensor in node.inputs]
            outputs = [name for name in node.proto.output if name]
            folded = fold(node.proto, arrays, node.opset)
            return {name: Constant(array, name) for array, name in zip(folded, outputs, strict=True)}
        if found is None:
            domain = f"{node.proto.domain}::" if node.proto.domain else ""
            kind = f" on computed integers ({integers})" if integers else ""
            raise node.error(
                f"operator {domain}{node.op_type}{kind} is not supported; supported{' there' if integers else ''}: "
                f"{', '.join(sorted(table))}, and every operator of ONNX on constants"
            )
        return {name: result for name, result in zip(node.proto.output, found(builder, node), strict=False) if name}

    def _is_used(self, name: str, live: Sequence[int]) -> bool:
        """Whether a tensor is an output of the model, or an operand of a live node."""
        return any(info.name == name for info in self._graph.output) or any(
            name in self._graph.node[index].input for index in live
        )

    def _attach_names(self, function: func.FuncOp) -> None:
        """Says what arguments, results and values are called in the model."""
        values = list(dict.fromkeys(tensor for tensor in self._tensors.values() if isinstance(tensor, Value)))
        arguments: list[ir.Attribute] = []
        for value in values:
            if isinstance(owner := value.value.owner, ir.Block):
                name, *aliases = value.names
                attributes: dict[str, ir.Attribute] = {"qnn.name": ir.StringAttr.get(name)}
                if aliases:
                    attributes["qnn.tensors"] = _strings(aliases)
                arguments.append(ir.DictAttr.get(attributes))
            else:
                owner.attributes["qnn.tensors"] = _strings(value.names)
        function.attributes["arg_attrs"] = ir.ArrayAttr.get(arguments)
        results = [ir.DictAttr.get(_result_attributes(info)) for info in self._graph.output]
        function.attributes["res_attrs"] = ir.ArrayAttr.get(results)

    def _attach_types(self, block: ir.Block) -> None:
        """Says what the model calls the operators that operations come from: users configure layers by type."""
        types = dict(zip(self._node_names, (node.op_type for node in self._graph.node), strict=True))
        for operation in block.operations:
            op_type = types.get(operation.location.name_str or "")
            if op_type is not None and operation.name != "arith.constant":
                operation.operation.attributes["qnn.layer_type"] = ir.StringAttr.get(op_type)


def _input_shape(info: onnx.ValueInfoProto) -> tuple[int | None, ...]:
    """The shape of an input of the model; `None` stands for an unknown extent, which only dimension 0 may have."""
    from onnx import TensorProto

    what = f"input '{info.name}'"
    if not info.name:
        raise ModelError("an input has no name")
    if not info.type.HasField("tensor_type") or not info.type.tensor_type.HasField("shape"):
        raise ModelError(f"{what} is not a tensor of known rank")
    tensor = info.type.tensor_type
    if tensor.elem_type != TensorProto.FLOAT:
        names = {number: name for name, number in TensorProto.DataType.items()}
        raise ModelError(
            f"{what} has elements of type {names.get(tensor.elem_type, tensor.elem_type)}; supported: FLOAT"
        )
    shape: list[int | None] = []
    for position, dim in enumerate(tensor.shape.dim):
        known = dim.HasField("dim_value") and dim.dim_value >= 0
        if not known and position > 0:
            extent = f"'{dim.dim_param}'" if dim.dim_param else "unknown"
            raise ModelError(
                f"{what} has an extent of {extent} in dimension {position}; only dimension 0, the batch, may be dynamic"
            )
        shape.append(dim.dim_value if known else None)
    require_size(what, [1 if extent is None else extent for extent in shape])
    return tuple(shape)


def _result_attributes(info: onnx.ValueInfoProto) -> dict[str, ir.Attribute]:
    """What a result of the function is called, and whether the model declares it as integers."""
    from onnx import TensorProto

    attributes: dict[str, ir.Attribute] = {"qnn.name": ir.StringAttr.get(info.name)}
    if info.type.tensor_type.elem_type in (TensorProto.INT32, TensorProto.INT64):
        attributes["qnn.integer"] = ir.UnitAttr.get()
    return attributes


def _node_names(nodes: Sequence[onnx.NodeProto]) -> list[str]:
    """A unique name for every node: its own, or its operator and position."""
    taken = {node.name for node in nodes}
    used: set[str] = set()
    names: list[str] = []
    for index, node in enumerate(nodes):
        name = node.name
        if not name or name in used:
            stem = name or node.op_type
            name = next(
                candidate
                for candidate in (f"{stem}_{number}" for number in count(0 if name else index))
                if candidate not in taken
            )
            taken.add(name)
        used.add(name)
        names.append(name)
    return names


def _strings(texts: Iterable[str]) -> ir.ArrayAttr:
    return ir.ArrayAttr.get([ir.StringAttr.get(text) for text in texts])


def _erase_unused(block: ir.Block) -> None:
    """Erases what only served to find shapes: every operation of the import form is without side effects."""
    *operations, _ = list(block.operations)
    for operation in reversed(operations):
        if not any(list(result.uses) for result in operation.results):
            operation.erase()
