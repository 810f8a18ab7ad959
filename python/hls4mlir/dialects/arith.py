# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Operations of the upstream `arith` dialect."""

from hls4mlir.dialects._arith_enum_gen import *
from hls4mlir.dialects._arith_ops_gen import *
