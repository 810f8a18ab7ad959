# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""What becomes of the keys in hls4ml's configurations that hls4mlir decides otherwise, or not at all.

A configuration that was written for hls4ml should do what its author meant, or say that it does not. A key whose wish
is granted anyway is accepted; one that asks for another implementation of the same numbers is accepted with a warning;
one that would change what the design is, is an error that names the way to say it here.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hls4mlir.errors import ConfigError, ConfigWarning

__all__ = ["LAYER", "PROJECT", "Key"]


@dataclass(frozen=True)
class Key:
    """A key of hls4ml: whether it is granted anyway, idle (a warning) or an error, and why.

    The values in `granted` are what happens anyway, whatever the verdict on others is.
    """

    verdict: Literal["granted", "idle", "error"]
    reason: str = ""
    granted: tuple[object, ...] = ()

    def judge(self, value: object, where: str) -> None:
        """Accepts the value, warns, or raises ConfigError."""
        said = value.casefold() if isinstance(value, str) else value
        if self.verdict == "granted" or any(said == other and type(said) is type(other) for other in self.granted):
            return
        if self.verdict == "error":
            raise ConfigError(f"{where} is a key of hls4ml: {self.reason}")
        warnings.warn(f"{where} has no effect: {self.reason}", ConfigWarning, stacklevel=2)


def _idle(reason: str, *granted: object) -> Key:
    return Key("idle", reason, granted)


def _error(reason: str, *granted: object) -> Key:
    return Key("error", reason, granted)


_TABLE = _idle("tables have an entry for every input, and are correctly rounded to the type of the result")
_FOLDING = "ReuseFactor alone says how many multiplications share a multiplier"

LAYER: Mapping[str, Key] = {
    "BitExact": _idle("every result is exact, or has a bound of its error in the integer form", True),
    "BramFactor": _error("weights are always part of the design"),
    "Compression": _idle("weights that are zero cost a place in a memory, or nothing where layers are unrolled", False),
    "ConvImplementation": _idle("convolutions always work on a buffer of lines", "linebuffer"),
    "Implementation": _idle("a softmax is one computation, whose error the integer form states"),
    "PipelineInterval": _idle(_FOLDING),
    "PipelineStyle": _idle("io= says whether layers are processes of their own", "auto"),
    "Skip": _error("the model ends where it ends; remove the softmax from it", False),
    "Strategy": _idle(_FOLDING),
    "TableSize": _TABLE,
    "Trace": Key("granted"),  # Model.trace() shows every tensor of the source model
    "TraceOutput": Key("granted"),
    "table_range": _TABLE,
    "table_size": _TABLE,
    "table_t": _TABLE,
}
"""Keys in Model, in an entry of LayerType or in one of LayerName."""

PROJECT: Mapping[str, Key] = {
    "Backend": _error("choose with compile(..., target=...)"),
    "Board": _error("choose the device with compile(..., part=...)"),
    "ClockPeriod": _error("choose with compile(..., clock_ns=...)"),
    "ClockUncertainty": _error("it is set in the build script of the project"),
    "Flows": _error("passes are chosen by the compiler"),
    "HLSConfig": _error("write its sections Model, LayerType and LayerName at the top"),
    "IOType": _error("choose with compile(..., io='stream' or 'parallel')"),
    "InputData": _error("give samples to Model.predict() and Model.csim()"),
    "KerasH5": _error("give the model to compile()"),
    "KerasJson": _error("give the model to compile()"),
    "Namespace": _error("the names of a design follow from that of the model"),
    "OnnxModel": _error("give the model to compile()"),
    "Optimizers": _error("passes are chosen by the compiler"),
    "OutputDir": _error("choose with compile(..., output_dir=...) or Model.write()"),
    "OutputPredictions": _error("give samples to Model.predict() and Model.csim()"),
    "Part": _error("choose with compile(..., part=...)"),
    "ProjectName": _error("the design has the name of the model"),
    "PytorchModel": _error("give the model to compile()"),
    "SkipOptimizers": _error("passes are chosen by the compiler"),
    "WriterConfig": _error("a project has one form"),
}
"""Keys at the top of a configuration."""
