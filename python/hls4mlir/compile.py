# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""`hls4mlir.compile()`: from a model and the user's wishes to a design."""

from __future__ import annotations

import math
import numbers
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeGuard

from hls4mlir import ir
from hls4mlir.config import load_config, to_float
from hls4mlir.errors import ModelError, TargetError
from hls4mlir.lowering import apply_config
from hls4mlir.model import Model, Options
from hls4mlir.names import choices, shown
from hls4mlir.targets import find_target

__all__ = ["compile", "read_model"]

IO_KINDS = ("stream", "parallel")
# In ns: a picosecond and a second, far beyond what devices do on either side.
_SHORTEST_CLOCK, _LONGEST_CLOCK = 1e-3, 1e9
_SUPPORTED = "supported now: ONNX and QONNX, as the path of an .onnx file or as an onnx.ModelProto"
# What cannot be imported yet, told apart from what is no model at all.
_OTHER_FILES = {
    ".h5": "Keras",
    ".hdf5": "Keras",
    ".json": "Keras",
    ".keras": "Keras",
    ".pb": "TensorFlow",
    ".pt": "PyTorch",
    ".pt2": "PyTorch",
    ".pth": "PyTorch",
    ".tflite": "TensorFlow Lite",
}
_OTHER_PACKAGES = {"keras": "Keras", "tensorflow": "TensorFlow", "torch": "PyTorch"}


def compile(  # noqa: A001 -- the name is the public contract
    model: Any,
    *,
    weights: str | os.PathLike[str] | None = None,
    target: str = "vitis",
    io: str = "stream",
    part: str | None = None,
    clock_ns: float = 5.0,
    config: Mapping[str, Any] | str | os.PathLike[str] | None = None,
    exact: bool = False,
    output_dir: str | os.PathLike[str] | None = None,
) -> Model:
    """Compiles a neural network to a hardware design.

    A network that was trained with quantizers needs no precisions; one in floating point is quantized as `config` says.

    Args:
        model: The path of an `.onnx` file (ONNX or QONNX), or an `onnx.ModelProto`.
        weights: The second file of formats that keep weights in one; ONNX does not.
        target: The vendor's tool that the C++ is for: `vitis`, `vivado`, `quartus` or `oneapi`.
        io: `stream` (layers joined by FIFOs) or `parallel` (all elements at once).
        part: The device; None for a common one of the target.
        clock_ns: The clock period in nanoseconds, from a thousandth to 1e9.
        config: Precisions, reuse factors and input types, as a dictionary or the path of a YAML file; see
            `hls4mlir.config`.
        exact: Refuse models of which the design computes anything but the exact result.
        output_dir: Where to write the project, as `Model.write()` does; None for nowhere.

    Raises:
        ModelError: The model cannot be read or contains something unsupported.
        ConfigError: The configuration has an unknown key or name, or a value of the wrong kind.
        TargetError: Target, io, part or clock are not known.
        CompileError: A pass rejected the model; the error names the layer.
        OutputError: The project cannot be written.
        DependencyError: A package that reading the model needs is not installed.
    """
    options = _check_options(target, io, part, clock_ns)
    configuration = load_config(config)
    with ir.Context():
        module = read_model(model, weights).operation
        apply_config(module, configuration, options.clock_ns, options.part)
        compiled = Model(module, options, exact=exact)
    if output_dir is not None:
        compiled.write(output_dir)
    return compiled


def _check_options(target: str, io: str, part: str | None, clock_ns: object) -> Options:
    found = find_target(target)
    if io not in IO_KINDS:
        raise TargetError(f"unknown io {io!r}: {choices(str(io), IO_KINDS)}")
    if part is not None and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.:-]*", str(part)) is None:
        raise TargetError(f"part {part!r} is not the name of a device, such as {found.default_part!r}")
    period = math.nan if isinstance(clock_ns, bool) or not isinstance(clock_ns, numbers.Real) else to_float(clock_ns)
    if not period > 0.0:
        raise TargetError(f"clock_ns must be a positive number of nanoseconds, found {shown(clock_ns)}")
    if not _SHORTEST_CLOCK <= period <= _LONGEST_CLOCK:
        raise TargetError(
            f"clock_ns must be from {_SHORTEST_CLOCK:g} to {_LONGEST_CLOCK:g} nanoseconds, found {shown(clock_ns)}"
        )
    return Options(found.name, io, part or found.default_part, period)


def read_model(model: Any, weights: object) -> ir.Module:
    """The import form, by the importer that the kind of the model asks for.

    Needs a current context; raises as `compile()` does.
    """
    from hls4mlir.importers.qonnx import import_model  # the other importers will stand beside it

    path = Path(os.fsdecode(model)) if _is_path(model) else None
    kind = _package_of(model) if path is None else _OTHER_FILES.get(path.suffix.lower())
    if kind is not None:
        raise ModelError(f"{kind} models cannot be imported yet; {_SUPPORTED}")
    if weights is not None:
        raise ModelError("weights= is for formats with a second file; an ONNX model contains its weights")
    if path is not None and path.suffix.lower() != ".onnx":
        raise ModelError(f"{str(path)!r} does not end in .onnx; {_SUPPORTED}")
    if path is None and type(model).__name__ != "ModelProto":
        raise ModelError(f"a model cannot be a {type(model).__name__}; {_SUPPORTED}")
    return import_model(model)


def _is_path(model: object) -> TypeGuard[str | os.PathLike[str]]:
    return isinstance(model, (str, os.PathLike))


def _package_of(model: object) -> str | None:
    """The framework that an object comes from, if it is one whose models cannot be imported yet."""
    packages = {base.__module__.partition(".")[0] for base in type(model).__mro__}
    return next((title for package, title in _OTHER_PACKAGES.items() if package in packages), None)
