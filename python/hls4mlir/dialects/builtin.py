# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Operations of the upstream `builtin` dialect."""

from hls4mlir.dialects._builtin_ops_gen import *
