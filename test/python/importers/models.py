# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Small ONNX models for tests, and what the importer makes of them."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from hls4mlir import ir
from hls4mlir.importers.qonnx import import_model
from hls4mlir.reference import evaluate

REPOSITORY = Path(__file__).resolve().parents[3]
SHARED = REPOSITORY.parent / "shared" / "models"
EXAMPLES = REPOSITORY / "examples"
EXPORTS = Path(__file__).parent / "exports"


def node(op_type, inputs, outputs: Any = "y", name: Any = "", domain: Any = "", **attributes):
    """A node; operands and results are separated by blanks, `_` stands for one that is left out."""
    names = [["" if name == "_" else name for name in text.split()] for text in (inputs, outputs)]
    return helper.make_node(op_type, *names, name=name, domain=domain, **attributes)


def build(*nodes, inputs=None, outputs="y", constants=None, opset=13, ir_version=8, name="net", domains=()):
    """A model of float32 tensors. `inputs` are shapes by name, `constants` arrays by name."""
    shapes = {"x": (1, 4)} if inputs is None else inputs
    graph = helper.make_graph(
        list(nodes),
        name,
        [helper.make_tensor_value_info(key, TensorProto.FLOAT, shape) for key, shape in shapes.items()],
        [helper.make_tensor_value_info(key, TensorProto.FLOAT, None) for key in outputs.split()],
        [numpy_helper.from_array(np.asarray(array), key) for key, array in (constants or {}).items()],
    )
    opsets = [helper.make_opsetid("", opset), *(helper.make_opsetid(*domain) for domain in domains)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=ir_version)


def floats(*shape, seed=0):
    """Random numbers of float32, around zero."""
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def f32(values):
    """An array of float32."""
    return np.array(values, np.float32)


def run_reference(model, inputs) -> list[Any]:
    """The outputs of a model as the onnx package computes them."""
    return list(ReferenceEvaluator(model).run(None, inputs))


def operations(module):
    """The operations of the function except its return, in order."""
    (function,) = module.body.operations
    return list(function.regions[0].blocks[0].operations)[:-1]


def names(module):
    """The names of the operations of the function except its return."""
    return [operation.operation.name for operation in operations(module)]


def named(module, name):
    """The only operation of this name."""
    (operation,) = [operation for operation in operations(module) if operation.operation.name == name]
    return operation.operation


def function(module):
    """The function."""
    (function,) = module.body.operations
    return function.operation


def argument_attributes(module, index=0):
    """The attributes of an argument of the function."""
    return ir.DictAttr(ir.ArrayAttr(function(module).attributes["arg_attrs"])[index])


def tensors(operation):
    """The names that the result of an operation has in the model."""
    return [ir.StringAttr(name).value for name in ir.ArrayAttr(operation.attributes["qnn.tensors"])]


def result_types(module):
    """The types of the function's results, as text."""
    terminator = list(function(module).regions[0].blocks[0].operations)[-1]
    return [str(operand.type) for operand in terminator.operation.operands]


def check(model, *, samples=5, dynamic=False, rtol=1e-5, atol=1e-6, **inputs):
    """Imports a model and compares every sample with what the onnx package computes for it alone, or in one batch."""
    module = import_model(model)
    shapes = {
        info.name: [dim.dim_value for dim in info.type.tensor_type.shape.dim]
        for info in model.graph.input
        if info.name not in {tensor.name for tensor in model.graph.initializer}
    }
    for seed, (key, shape) in enumerate(shapes.items()):
        inputs.setdefault(key, floats(samples, *(shape[1:] if shape[:1] == [1] else shape), seed=seed))
    computed = evaluate(module, inputs)
    for sample in range(samples):
        feeds = {key: inputs[key][sample].reshape(shape) for key, shape in shapes.items()}
        for info, expected in zip(model.graph.output, run_reference(model, feeds), strict=True):
            got = computed[info.name][sample]
            assert got.size == np.asarray(expected).size
            np.testing.assert_allclose(got.reshape(np.shape(expected)), expected, rtol=rtol, atol=atol)
    return module


__all__ = [
    "EXAMPLES",
    "EXPORTS",
    "SHARED",
    "argument_attributes",
    "build",
    "check",
    "evaluate",
    "f32",
    "floats",
    "function",
    "import_model",
    "named",
    "names",
    "node",
    "onnx",
    "operations",
    "result_types",
    "run_reference",
    "tensors",
]
