# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Operations and types of the `stream` dialect."""

from hls4mlir._hls4mlir.stream import ChannelType as ChannelType
from hls4mlir.dialects._stream_enum_gen import *
from hls4mlir.dialects._stream_ops_gen import *
