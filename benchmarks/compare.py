# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Measure hls4mlir against hls4ml on the same models, inputs and machine: the second half of ``make bench``.

hls4ml is installed into an environment of its own, below ``build``. For each model and tool a process of its own
measures: the time from the file to the first prediction (import, conversion, compilation; of hls4ml with the host's C++
compiler), the rate of predictions in large batches, and the peak memory of the process or of its largest child.
hls4mlir starts with an empty cache; a second process shows what the cache spares. Prints a table with ratios, and
writes JSON and a plot. A model that a tool refuses is listed with the tool's error.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from bench import machine
from cases import ROOT, Case, find_cases
from rich.console import Console
from rich.table import Table

ENVIRONMENT = ROOT / "build" / "bench-hls4ml"
# qonnx does not restrict onnx; later versions write files that no onnxruntime reads.
REQUIREMENTS = ("hls4ml==1.3.0", "qonnx==1.0.0", "onnx>=1.17,<1.22", "onnxruntime>=1.19,<1.26", "matplotlib")
BASELINE = Path(__file__).resolve().parent / "baseline"
NAMES = ("jettag", "tfc_1w1a", "tfc_2w2a", "kws", "wide_mlp", "mnist_cnn")
BATCH = 16384
REPETITIONS = 10
PRECISION = "fixed<16,6>"
TIMEOUT_S = 1800


def make_environment(console: Console) -> Path:
    """The Python interpreter of an environment with hls4ml; made when it is missing or was made for other versions."""
    python, stamp = ENVIRONMENT / "bin" / "python", ENVIRONMENT / ".requirements"
    wanted = "\n".join(REQUIREMENTS)
    if not stamp.is_file() or stamp.read_text() != wanted:
        console.print(f"installing {REQUIREMENTS[0]} into {ENVIRONMENT.relative_to(ROOT)}")
        subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *REQUIREMENTS], check=True)
        stamp.write_text(wanted)
    return python


def run(python: Path, script: Path, task: dict[str, Any], environment: dict[str, str]) -> dict[str, Any]:
    """What the script finds out, or `{"error": ...}` with the last line of what it complains."""
    command = [str(python), str(script)]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(task),
            capture_output=True,
            text=True,
            env=environment,
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"error": f"not finished after {TIMEOUT_S} s"}
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        return {"error": lines[-1].strip() if lines else f"exit status {done.returncode}"}
    return json.loads(done.stdout)


def largest_error(results: Path, case: Case) -> float | None:
    """The largest absolute difference between a tool's results and those on record."""
    if case.expected is None or not results.is_file():
        return None
    found = np.load(results)
    return float(np.abs(found.reshape(case.expected.shape) - case.expected).max())


def measure(case: Case, io: str, python: Path, folder: Path) -> dict[str, Any]:
    """Both tools on one model."""
    np.save(folder / "samples.npy", case.samples)
    environment = {**os.environ, "HLS4MLIR_CACHE_DIR": str(folder / "cache")}
    shared = {"model": str(case.model), "samples": str(folder / "samples.npy"), "batch": BATCH}
    result: dict[str, Any] = {"name": case.name, "io": io}
    ours = {**shared, "config": case.config, "repetitions": REPETITIONS, "results": str(folder / "ours.npy")}
    for key in ("hls4mlir", "hls4mlir_cached"):
        result[key] = run(Path(sys.executable), Path(__file__).parent / "measure.py", ours, environment)
    theirs = {
        **shared,
        "io": f"io_{io}",
        "precision": PRECISION,
        "directory": str(folder / "project"),
        "results": str(folder / "theirs.npy"),
        "seconds": 20,
    }
    result["hls4ml"] = run(python, BASELINE / "measure.py", theirs, environment)
    for key, name in (("hls4mlir", "ours.npy"), ("hls4ml", "theirs.npy")):
        if (error := largest_error(folder / name, case)) is not None:
            result[key]["largest_error"] = error
    if "error" not in result["hls4mlir"] and "error" not in result["hls4ml"]:
        result["ratios"] = {
            "first_prediction": result["hls4ml"]["first_prediction"] / result["hls4mlir"]["first_prediction"],
            "rate": result["hls4mlir"]["rate"] / result["hls4ml"]["rate"],
            "peak_memory": result["hls4ml"]["peak_memory"] / result["hls4mlir"]["peak_memory"],
        }
    return result


def show(results: Sequence[dict[str, Any]], console: Console) -> None:
    """A table: one line per model and tool, and one with the ratios."""
    table = Table(title=f"hls4mlir and {REQUIREMENTS[0].replace('==', ' ')}")
    for heading in ("model", "tool"):
        table.add_column(heading)
    for heading in ("first prediction, s", "predictions/s", "peak memory, MB", "largest error"):
        table.add_column(heading, justify="right")
    for result in results:
        for tool in ("hls4mlir", "hls4mlir_cached", "hls4ml"):
            found = result[tool]
            name = result["name"] if tool == "hls4mlir" else ""
            title = {"hls4mlir_cached": "with its cache", "hls4ml": f"hls4ml, io_{result['io']}"}.get(tool, tool)
            if "error" in found:
                table.add_row(name, title, "error: " + found["error"])
                continue
            table.add_row(
                name,
                title,
                f"{found['first_prediction']:.3f}",
                f"{found['rate']:,.0f}",
                f"{found['peak_memory'] / 1e6:,.0f}",
                f"{found['largest_error']:.2g}" if "largest_error" in found else "",
            )
        if "ratios" in result:
            ratios = result["ratios"]
            cells = (
                f"{ratios['first_prediction']:.0f}x sooner",
                f"{ratios['rate']:.0f}x",
                f"{ratios['peak_memory']:.1f}x less",
            )
            table.add_row("", "ratio", *cells, style="bold", end_section=True)
        else:
            table.add_section()
    console.print(table)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, write JSON and plot."""
    parser = argparse.ArgumentParser(description="Measure hls4mlir against hls4ml.")
    parser.add_argument("names", nargs="*", help=f"which models (default: those at hand of {', '.join(NAMES)})")
    parser.add_argument(
        "--io",
        choices=("parallel", "stream"),
        default="parallel",
        help="hls4ml's io_type, but of convolutions, which are streams",
    )
    parser.add_argument(
        "--output", type=Path, default=ROOT / "build" / "bench", help="where to write (default: %(default)s)"
    )
    options = parser.parse_args(arguments)

    console = Console(width=120)
    python = make_environment(console)
    results: list[dict[str, Any]] = []
    for case in find_cases(options.names or NAMES):
        console.print(f"measuring {case.name}")
        folder = Path(tempfile.mkdtemp(prefix="hls4mlir-bench-"))
        try:
            results.append(measure(case, case.io or options.io, python, folder))
        finally:
            shutil.rmtree(folder)
    show(results, console)
    options.output.mkdir(parents=True, exist_ok=True)
    path = options.output / "comparison.json"
    path.write_text(json.dumps({"machine": machine(), "results": results}, indent=2) + "\n")
    subprocess.run([python, BASELINE / "plot.py", path, path.with_suffix(".png")], check=True)
    console.print(f"wrote {path} and {path.with_suffix('.png')}")
    return 0 if results else 1


if __name__ == "__main__":
    sys.exit(main())
