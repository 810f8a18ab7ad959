# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Measure hls4ml on one model, in a process of its own and in its own environment: see `../compare.py`.

Reads what to do as JSON from standard input and writes what was found as JSON to the file descriptor that standard
output was; hls4ml prints to standard output itself.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time

import numpy as np


def prepare(path):
    """The model as hls4ml's documentation asks for it: cleaned, channels last, and with matrix products for Gemm."""
    from qonnx.core.modelwrapper import ModelWrapper
    from qonnx.transformation.channels_last import ConvertToChannelsLastAndClean
    from qonnx.transformation.gemm_to_matmul import GemmToMatMul
    from qonnx.util.cleanup import cleanup_model

    model = cleanup_model(ModelWrapper(path))
    if any(node.op_type == "Conv" for node in model.graph.node):
        model = model.transform(ConvertToChannelsLastAndClean(make_input_channels_last=True))
    return cleanup_model(model.transform(GemmToMatMul()))


def main() -> int:
    """Convert and compile the model up to its first prediction, then time predictions of whole batches."""
    task = json.load(sys.stdin)
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    samples = np.load(task["samples"])
    if samples.ndim > 2:
        samples = np.ascontiguousarray(np.moveaxis(samples, 1, -1))
    start = time.perf_counter()
    import hls4ml
    import qonnx.core.modelwrapper  # noqa: F401

    imported = time.perf_counter()
    model = prepare(task["model"])
    config = hls4ml.utils.config.config_from_onnx_model(
        model, granularity="name", backend="Vitis", default_precision=task["precision"]
    )
    converted = hls4ml.converters.convert_from_onnx_model(
        model, hls_config=config, output_dir=task["directory"], io_type=task["io"], backend="Vitis"
    )
    written = time.perf_counter()
    converted.compile()
    converted.predict(np.ascontiguousarray(samples[:1]))
    predicted = time.perf_counter()
    rate, count, deadline = 0.0, 16, time.perf_counter() + task["seconds"]
    while True:
        batch = np.resize(samples, (count, *samples.shape[1:]))
        begin = time.perf_counter()
        converted.predict(batch)
        elapsed = time.perf_counter() - begin
        rate = max(rate, count / elapsed)
        if time.perf_counter() + elapsed > deadline:
            break
        count = min(task["batch"], 4 * count)
    np.save(task["results"], np.asarray(converted.predict(np.ascontiguousarray(samples))))
    usage = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    json.dump(
        {
            "package_import": imported - start,
            "convert": written - imported,
            "compile": predicted - written,
            "first_prediction": predicted - imported,
            "rate": rate,
            "batch": count,
            "peak_memory": usage * 1024,
        },
        answer,
    )
    answer.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
