# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""hls4mlir: from quantized neural networks to hardware designs, bit for bit."""

from hls4mlir.errors import (
    CompileError,
    ConfigError,
    DependencyError,
    Diagnostic,
    Error,
    InputError,
    ModelError,
    OutputError,
    SimulationError,
    TargetError,
)

__all__ = [
    "CompileError",
    "ConfigError",
    "DependencyError",
    "Diagnostic",
    "Error",
    "InputError",
    "ModelError",
    "OutputError",
    "SimulationError",
    "TargetError",
]
