# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The executors of the source framework: what others compute for a model, tensor by tensor.

QONNX's own operators are computed by the package `qonnx`, everything else by the reference implementation of the
package `onnx`. Models without operators of QONNX can be run by onnxruntime, too.
"""

from __future__ import annotations

import contextlib
import importlib
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hls4mlir.errors import DependencyError, ModelError
from hls4mlir.importers.onnx_file import OnnxFile
from hls4mlir.importers.onnx_node import QUANTIZER_DOMAINS, STANDARD_DOMAINS

if TYPE_CHECKING:
    import onnx

__all__ = ["Executor", "load_executors", "run_onnx", "run_onnxruntime"]

Tensors = dict[str, NDArray[Any]]

Executor = Callable[[Mapping[str, NDArray[Any]]], Tensors]
"""Takes inputs of shape `(samples, ...)` by name, as `hls4mlir.reference.evaluate` does, and gives tensors by name."""

GENERAL = "qonnx.custom_op.general"
_QUANTIZERS = ("BipolarQuant", "IntQuant", "MultiThreshold", "Quant", "Trunc")


def load_executors(source: str | os.PathLike[str] | onnx.ModelProto) -> dict[str, Executor]:
    """The executors that are installed and can run the model, by name."""
    file = OnnxFile.load(source)
    executors: dict[str, Executor] = {}
    for name, load in (("qonnx", run_onnx), ("onnxruntime", run_onnxruntime)):
        with contextlib.suppress(DependencyError, ModelError):
            executors[name] = load(file)
    return executors


def _import(package: str, module: str = "") -> Any:
    """A module of a package without types; raises `DependencyError` when it is not installed."""
    try:
        return importlib.import_module(f"{package}.{module}" if module else package)
    except ImportError:
        raise DependencyError(f"running the model needs the package {package}: pip install {package}") from None


def _is_quantizer(node: onnx.NodeProto) -> bool:
    return node.op_type in (*_QUANTIZERS, "BinaryQuant") and node.domain in QUANTIZER_DOMAINS


def run_onnx(file: OnnxFile) -> Executor:
    """The reference implementation of the package `onnx`, with the operators of the package `qonnx`.

    Raises `DependencyError` when a package is missing, `ModelError` when the model has an operator that neither knows.
    """
    from onnx.reference import ReferenceEvaluator

    model = _normalized(file)
    quantizes = any(_is_quantizer(node) for node in model.graph.node)
    try:
        operators = [*(_qonnx_operators() if quantizes else []), *_corrected_operators(file.opset(""))]
        evaluator: Any = ReferenceEvaluator(model, new_ops=operators)
    except Exception as error:  # it raises whatever it likes for what it does not implement
        raise ModelError(f"{file.label}: the onnx package cannot run it: {error}") from None

    def execute(inputs: Mapping[str, NDArray[Any]]) -> Tensors:
        feeds = _feeds(model, inputs)
        with np.errstate(all="ignore"):
            runs: list[Tensors] = [evaluator.run(None, feed, intermediate=True) for feed in feeds]
        return _stacked(model, runs)

    return execute


def run_onnxruntime(file: OnnxFile) -> Executor:
    """The package `onnxruntime`, for models of standard operators. Raises as `run_onnx` does."""
    onnxruntime = _import("onnxruntime")
    model = file.model
    if any(node.domain not in STANDARD_DOMAINS or _is_quantizer(node) for node in model.graph.node):
        raise ModelError(f"{file.label}: has operators that onnxruntime does not know")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    # What it would fuse it would compute in another order.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    try:
        content = model.SerializeToString() if file.folder is None else file.label
        session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise ModelError(f"{file.label}: onnxruntime cannot run it: {error}") from None
    names = [output.name for output in model.graph.output]

    def execute(inputs: Mapping[str, NDArray[Any]]) -> Tensors:
        runs = [dict(zip(names, session.run(names, feed), strict=True)) for feed in _feeds(model, inputs)]
        return _stacked(model, runs)

    return execute


def _normalized(file: OnnxFile) -> onnx.ModelProto:
    """The model with its quantizers in the domain where `qonnx` has them, and every version said."""
    import onnx
    from onnx import helper

    model = onnx.ModelProto()
    model.CopyFrom(file.model)
    for node in model.graph.node:
        if not _is_quantizer(node):
            continue
        version = file.opset(node.domain) if node.domain not in STANDARD_DOMAINS else len(node.input) - 4
        if node.op_type == "BinaryQuant":
            node.op_type = "BipolarQuant"
        if node.op_type == "Trunc":
            node.attribute.append(helper.make_attribute("version", min(max(version, 1), 2)))
        node.domain = GENERAL
    known = {entry.domain for entry in model.opset_import}
    if GENERAL not in known:
        model.opset_import.append(helper.make_opsetid(GENERAL, 1))
    for domain in {node.domain for node in model.graph.node} - {entry.domain for entry in model.opset_import}:
        model.opset_import.append(helper.make_opsetid(domain, 1 if domain else file.opset("")))
    return model


def _qonnx_operators() -> list[Any]:
    """The operators of `qonnx` as the reference implementation of `onnx` takes new ones."""
    binary_quant = _import("qonnx", "custom_op.general.bipolar_quant").binary_quant
    int_quant = _import("qonnx", "custom_op.general.intquant").int_quant
    multithreshold = _import("qonnx", "custom_op.general.multithreshold").multithreshold
    trunc = _import("qonnx", "custom_op.general.trunc")
    from onnx.reference.op_run import OpRun

    def quantize(x: Any, scale: Any, zero_point: Any, bits: Any, signed: Any, narrow: Any, mode: str) -> Any:
        # The executor asks whether the bit width is one: it takes one at a time.
        spread = np.broadcast_to(np.asarray(bits, np.float32), np.shape(x))
        result: NDArray[Any] = np.zeros(np.shape(x), np.float32)
        for width in np.unique(spread):
            part = int_quant(x, scale, zero_point, np.float32(width), signed, narrow, mode)
            np.copyto(result, part, where=spread == width)
        return result

    class Operator(OpRun):
        """An operator that reads its attributes itself: those that are left out have the executor's default."""

        op_domain = GENERAL

        def attribute(self, name: str, default: Any) -> Any:
            return getattr(self, name, default)

        def compute(self, *operands: Any) -> Any:
            raise NotImplementedError

        def _run(self, *operands: Any, **_: Any) -> tuple[Any]:  # pyright: ignore[reportIncompatibleMethodOverride]
            return (np.asarray(self.compute(*operands), np.float32),)

    class Quant(Operator):
        def compute(self, *operands: Any) -> Any:
            x, scale, zero_point, bits = operands
            signed, narrow = self.attribute("signed", 1), self.attribute("narrow", 1)
            return quantize(x, scale, zero_point, bits, signed, narrow, self.attribute("rounding_mode", "ROUND"))

    class IntQuant(Quant):
        pass

    class BipolarQuant(Operator):
        def compute(self, *operands: Any) -> Any:
            return binary_quant(*operands)

    class Trunc(Operator):
        def compute(self, *operands: Any) -> Any:
            mode = self.attribute("rounding_mode", "FLOOR")
            if self.attribute("version", 1) == 1:
                return trunc.trunc_v1(*operands, mode)
            x, scale, zero_point, before, result_scale, after = operands
            narrow, signed = self.attribute("narrow", 0), self.attribute("signed", 1)
            return trunc.trunc_v2(x, scale, zero_point, before, narrow, signed, result_scale, after, mode)

    class MultiThreshold(Operator):
        def compute(self, *operands: Any) -> Any:
            x, thresholds = operands
            layout = self.attribute("data_layout", "")
            axis = layout.index("C") if layout else 1
            scale, bias = self.attribute("out_scale", 1.0), self.attribute("out_bias", 0.0)
            return np.swapaxes(multithreshold(np.swapaxes(x, axis, 1), thresholds, scale, bias), axis, 1)

    return [Quant, IntQuant, BipolarQuant, Trunc, MultiThreshold]


def _corrected_operators(opset: int) -> list[Any]:
    """Operators that the reference implementation does not compute as an inference does in that operator set."""
    return [*([_batch_normalization()] if opset < 14 else []), *_pools(opset)]


def _batch_normalization() -> Any:
    """The reference implementation takes the operator to be in training mode."""
    from onnx.reference.op_run import OpRun
    from onnx.reference.ops.op_batch_normalization import (
        _batchnorm_test_mode as batch_norm,  # pyright: ignore[reportPrivateUsage]
    )

    class BatchNormalization(OpRun):
        def _run(self, *operands: Any, **_: Any) -> tuple[Any]:  # pyright: ignore[reportIncompatibleMethodOverride]
            return (batch_norm(*operands, epsilon=getattr(self, "epsilon", 1e-5)),)

    return BatchNormalization


def _pools(opset: int) -> list[Any]:
    """Pools by onnxruntime, where it is installed.

    The reference implementation takes the second of four paddings for the end of the first dimension, no padding where
    there are two or six, and no dilation of an average.
    """
    from onnx import helper
    from onnx.reference.op_run import OpRun

    try:
        onnxruntime = _import("onnxruntime")
    except DependencyError:
        return []

    class Pool(OpRun):
        def _run(self, x: Any, **_: Any) -> tuple[Any, ...]:  # pyright: ignore[reportIncompatibleMethodOverride]
            node = self.onnx_node
            kind = helper.np_dtype_to_tensor_dtype(x.dtype)
            graph = helper.make_graph(
                [node],
                "pool",
                [helper.make_tensor_value_info(node.input[0], kind, x.shape)],
                [helper.make_empty_tensor_value_info(name) for name in node.output if name],
            )
            model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
            session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
            return tuple(session.run(None, {node.input[0]: x}))

    return [type(name, (Pool,), {}) for name in ("AveragePool", "MaxPool")]


def _feeds(model: onnx.ModelProto, inputs: Mapping[str, NDArray[Any]]) -> list[Tensors]:
    """The inputs of each run: a batch of one sample, or as many as a batch of the model has."""
    initializers = {tensor.name for tensor in model.graph.initializer}
    infos = [info for info in model.graph.input if info.name not in initializers]
    count = len(next(iter(inputs.values()), ()))
    feeds: list[Tensors] = []
    for sample in range(count):
        feed: Tensors = {}
        for info in infos:
            array = inputs[info.name][sample]
            dims = [dim.dim_value or 1 for dim in info.type.tensor_type.shape.dim]
            feed[info.name] = np.ascontiguousarray(array, np.float32).reshape([1, *dims[1:]] if dims else [])
        feeds.append(feed)
    return feeds


def _stacked(model: onnx.ModelProto, runs: list[Tensors]) -> Tensors:
    """The tensors of all runs, without the dimension of the batch."""
    initializers = {tensor.name for tensor in model.graph.initializer}
    stacked: Tensors = {}
    for name in runs[0]:
        if not name or name in initializers:
            continue
        first = np.asarray(runs[0][name])
        drop = first.shape[:1] == (1,)
        stacked[name] = np.stack([np.asarray(run[name])[0] if drop else np.asarray(run[name]) for run in runs])
    return stacked
