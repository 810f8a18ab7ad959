# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""`hls4mlir.config_from_model()`: a configuration to start from, with the names and types of a model's layers."""

from __future__ import annotations

import os
from typing import Any

from hls4mlir import ir
from hls4mlir.compile import read_model
from hls4mlir.config import LAYER_TYPE_ALIASES
from hls4mlir.errors import ConfigError
from hls4mlir.modules import find_function
from hls4mlir.names import choices
from hls4mlir.precision import AUTO, PRECISION_KEYS, parse_precision
from hls4mlir.quantization import INPUT_TYPE, SourceLayer, survey

__all__ = ["config_from_model"]

GRANULARITIES = ("model", "type", "name")


def config_from_model(
    model: Any,
    granularity: str = "name",
    *,
    weights: str | os.PathLike[str] | None = None,
    default_precision: str = "fixed<16,6>",
    default_reuse_factor: int = 1,
) -> dict[str, Any]:
    """A configuration for `hls4mlir.compile()`, to be edited, with everything that can be said of a model.

    Args:
        model: As for `hls4mlir.compile()`.
        granularity: `model` for one precision and one reuse factor, `type` for one of each type of layers, `name` for
            one of each layer.
        weights: As for `hls4mlir.compile()`.
        default_precision: The type of everything that the model does not quantize itself; what it does quantize, and
            accumulators, are `auto`.
        default_reuse_factor: How many multiplications share a multiplier.

    Raises:
        ModelError: The model cannot be read or contains something unsupported.
        ConfigError: The granularity is unknown, or a default is none.
        DependencyError: A package that reading the model needs is not installed.
    """
    if granularity not in GRANULARITIES:
        raise ConfigError(f"unknown granularity {granularity!r}: {choices(str(granularity), GRANULARITIES)}")
    parse_precision(default_precision, "Model", "default_precision")
    if isinstance(default_reuse_factor, bool) or not default_reuse_factor >= 1:
        raise ConfigError(f"default_reuse_factor must be a positive integer, found {default_reuse_factor!r}")
    with ir.Context():
        layers = survey(find_function(read_model(model, weights).operation))
    config: dict[str, Any] = {"Model": {"Precision": default_precision, "ReuseFactor": default_reuse_factor}}
    if granularity == "model":
        return config
    entries: dict[str, dict[str, Any]] = {}
    for layer in layers.values():
        if layer.last is None or layer.moves_only or not layer.takes:
            continue
        types = {
            key: default_precision if _is_open(layer, key) else AUTO for key in PRECISION_KEYS if key in layer.takes
        }
        if granularity == "name":
            entry = entries.setdefault(layer.name, {"Precision": types})
        else:
            # A string is a default, so that the quantizers of the model win in those layers of the type that have some.
            entry = entries.setdefault(LAYER_TYPE_ALIASES.get(layer.type, layer.type), {"Precision": AUTO})
            if any(type_ != AUTO for type_ in types.values()):
                entry["Precision"] = default_precision
        if layer.products:
            entry["ReuseFactor"] = default_reuse_factor
    config["LayerType" if granularity == "type" else "LayerName"] = entries
    inputs = {
        layer.name: {"type": default_precision, "scale": 1.0}
        for layer in layers.values()
        if layer.type == INPUT_TYPE and not layer.exact and default_precision != AUTO
    }
    if inputs:
        config["Inputs"] = inputs
    return config


def _is_open(layer: SourceLayer, key: str) -> bool:
    """Whether the model leaves it to the user what type this is, and something has to be said."""
    if key == "accum":
        return False
    return not (layer.exact or layer.moves_only) if key == "result" else not layer.has_exact_constants
