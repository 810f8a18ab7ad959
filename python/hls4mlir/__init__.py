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
    ConfigWarning,
    DependencyError,
    Diagnostic,
    Error,
    InputError,
    ModelError,
    OutputError,
    SimulationError,
    SynthesisError,
    TargetError,
)
from hls4mlir.model import Model
from hls4mlir.profiling import Profile, profile
from hls4mlir.suggestion import config_from_model

__all__ = [
    "CompileError",
    "ConfigError",
    "ConfigWarning",
    "DependencyError",
    "Diagnostic",
    "Error",
    "InputError",
    "Model",
    "ModelError",
    "OutputError",
    "Profile",
    "SimulationError",
    "SynthesisError",
    "TargetError",
    "compile",
    "config_from_model",
    "profile",
]
