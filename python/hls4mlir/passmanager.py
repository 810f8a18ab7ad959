# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Pass managers, with the names of upstream's `mlir.passmanager`."""

from hls4mlir._hls4mlir.passmanager import PassManager

__all__ = ["PassManager"]
