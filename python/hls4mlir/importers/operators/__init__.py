# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""How each operator of ONNX and QONNX is imported: one function per operator, found by its type.

Importing this package fills the table `hls4mlir.importers.onnx_node.OPERATORS`.
"""

from hls4mlir.importers.operators import (
    activations,
    arithmetic,
    convolution,
    joining,
    layout,
    linear_quantizers,
    normalization,
    pooling,
    quantizers,
    selection,
)

__all__ = [
    "activations",
    "arithmetic",
    "convolution",
    "joining",
    "layout",
    "linear_quantizers",
    "normalization",
    "pooling",
    "quantizers",
    "selection",
]

linear_quantizers.keep_integers()
