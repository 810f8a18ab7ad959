# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Operations of the `dataflow` dialect."""

from ._dataflow_enum_gen import *
from ._dataflow_ops_gen import *
