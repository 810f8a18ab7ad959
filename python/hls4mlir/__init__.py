# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""hls4mlir: from quantized neural networks to hardware designs, bit for bit.

model = hls4mlir.compile("digits.onnx", target="vitis")
y = model.predict(x)
model.write("digits_hls")
"""

# The function takes the place of the module of the same name as the attribute of the package.
from hls4mlir.compile import compile  # noqa: A004
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
from hls4mlir.model import Model

__all__ = [
    "CompileError",
    "ConfigError",
    "DependencyError",
    "Diagnostic",
    "Error",
    "InputError",
    "Model",
    "ModelError",
    "OutputError",
    "SimulationError",
    "TargetError",
    "compile",
]
