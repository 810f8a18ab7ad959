# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Measure hls4mlir on one model, in a process of its own: see `compare.py`.

Reads what to do as JSON from standard input and writes what was found as JSON to standard output.
"""

from __future__ import annotations

import json
import resource
import sys
import time

import numpy as np


def main() -> int:
    """Compile the model up to its first prediction, then time predictions of whole batches."""
    task = json.load(sys.stdin)
    samples = np.load(task["samples"])
    start = time.perf_counter()
    import hls4mlir
    from hls4mlir.importers import qonnx  # noqa: F401  # pyright: ignore[reportUnusedImport]

    imported = time.perf_counter()
    model = hls4mlir.compile(task["model"], config=task["config"])
    compiled = time.perf_counter()
    model.predict(samples[:1])
    predicted = time.perf_counter()
    batch = np.resize(samples, (task["batch"], *samples.shape[1:]))
    best = 0.0
    for _ in range(task["repetitions"]):
        begin = time.perf_counter()
        model.predict(batch)
        best = max(best, len(batch) / (time.perf_counter() - begin))
    np.save(task["results"], model.predict(samples))
    json.dump(
        {
            "package_import": imported - start,
            "convert": compiled - imported,
            "compile": predicted - compiled,
            "first_prediction": predicted - imported,
            "rate": best,
            "batch": len(batch),
            "peak_memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        },
        sys.stdout,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
