# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Operations of the upstream `func` dialect."""

from hls4mlir.dialects._func_ops_gen import *
