# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Draw what `../compare.py` measured: plot.py RESULTS.json PLOT.png."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

PANELS = (
    ("first_prediction", "time to the first prediction, s"),
    ("rate", "predictions per second"),
    ("peak_memory", "peak memory, bytes"),
)


def main() -> int:
    """One panel per quantity, two bars per model, on logarithmic axes."""
    results = json.loads(Path(sys.argv[1]).read_text())["results"]
    figure, axes = plt.subplots(1, len(PANELS), figsize=(5 * len(PANELS), 4.5), layout="constrained")
    for axis, (key, title) in zip(axes, PANELS, strict=True):
        for shift, tool in ((-0.2, "hls4ml"), (0.2, "hls4mlir")):
            heights = [result[tool].get(key, 0) for result in results]
            axis.bar([i + shift for i in range(len(results))], heights, 0.4, label=tool)
        axis.set_yscale("log")
        axis.set_title(title)
        axis.set_xticks(range(len(results)), [result["name"] for result in results], rotation=30)
    axes[0].legend()
    figure.savefig(sys.argv[2], dpi=120)
    return 0


if __name__ == "__main__":
    sys.exit(main())
