# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""From a trained network to HLS C++, and proof that both compute the same: what ``make demo`` runs.

Compiles ``digits.onnx``, writes the project for the vendor's tool, predicts the 450 test images, simulates the emitted
C++ on them, and compares both with the logits that QONNX's own executor gave when the network was trained.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from rich.console import Console
from rich.markup import escape

import hls4mlir

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

T = TypeVar("T")


def timed(action: Callable[[], T]) -> tuple[T, float]:
    """Return the result of the action and the seconds that it took."""
    start = time.perf_counter()
    result = action()
    return result, time.perf_counter() - start


def shown(path: Path) -> str:
    """Return the path as one would type it here."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def run(source: Path, output: Path, target: str, console: Console) -> bool:
    """Do everything with the network `source` and report it; return whether all numbers are equal."""
    data = np.load(source.parent / "images.npz")
    images, labels, recorded = data["x"], data["y"], data["logits"]

    model, compile_time = timed(lambda: hls4mlir.compile(source, target=target))
    console.print(f"[bold]compiled[/] {shown(source)} for {target} in {compile_time:.2f} s")
    console.print(model.report())

    model.write(output)
    lines = sum(text.count("\n") for text in model.sources.values())
    console.print(f"[bold]wrote[/] {shown(output)}: {len(model.sources)} files, {lines} lines")
    for name in sorted(model.sources):
        if not name.startswith("src/hls4mlir/"):
            console.print(f"    {escape(name)}", highlight=False)

    logits, first_time = timed(lambda: model.predict(images))
    again = [timed(lambda: model.predict(images))[1] for _ in range(20)]
    rate = len(images) / min(again)
    console.print(
        f"[bold]predicted[/] {len(images)} images: the first time in {first_time:.2f} s, "
        f"then in {min(again) * 1e3:.2f} ms ({rate:,.0f} images/s)"
    )
    same_as_source = np.array_equal(logits, recorded)
    console.print(f"    logits {'equal' if same_as_source else '[red]DIFFER[/] from'} those of QONNX's executor")

    simulated, csim_time = timed(lambda: model.csim(images))
    same_as_cpp = np.array_equal(simulated, logits)
    console.print(
        f"[bold]simulated[/] the emitted C++ on {len(images)} images in {csim_time:.1f} s, compilation included"
    )

    right = int(np.count_nonzero(logits.argmax(axis=1) == labels))
    verdict = "csim equal" if same_as_cpp else "[red]csim DIFFERS[/]"
    console.print(f"[bold]accuracy[/] {right / len(labels):.2%} ({right} of {len(labels)} images), {verdict}")
    return same_as_source and same_as_cpp


def main(arguments: Sequence[str] | None = None, source: Path = HERE / "digits.onnx", folder: str = "demo") -> int:
    """Run the demo with the network `source`; the exit code says whether all numbers were equal."""
    parser = argparse.ArgumentParser(description=f"Compile, predict and simulate {source.name}.")
    parser.add_argument(
        "--output", type=Path, default=ROOT / "build" / folder, help=f"where the project goes (default: build/{folder})"
    )
    parser.add_argument("--target", default="vitis", help="whose HLS C++ to write (default: %(default)s)")
    options = parser.parse_args(arguments)
    # Where there is no terminal to ask for its width, the table has the room that it needs.
    console = Console(width=None if sys.stdout.isatty() else 140)
    return 0 if run(source, options.output.resolve(), options.target, console) else 1


if __name__ == "__main__":
    sys.exit(main())
