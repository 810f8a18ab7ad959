# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Operations and types of the `dataflow` dialect."""

from hls4mlir._hls4mlir.dataflow import ArrayType as ArrayType
from hls4mlir._hls4mlir.dataflow import BeatType as BeatType
from hls4mlir._hls4mlir.dataflow import FifoType as FifoType
from hls4mlir.dialects._dataflow_enum_gen import *
from hls4mlir.dialects._dataflow_ops_gen import *
