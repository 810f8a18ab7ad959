# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Operations, types and attributes of the `qnn` dialect."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hls4mlir._hls4mlir.qnn import AffineAttr as AffineAttr
from hls4mlir._hls4mlir.qnn import FixedType as FixedType
from hls4mlir._hls4mlir.qnn import InputAttr as InputAttr
from hls4mlir._hls4mlir.qnn import ReluAttr as ReluAttr

from ._ods_common import _cext
from ._qnn_enum_gen import *
from ._qnn_ops_gen import *
from ._qnn_ops_gen import WeightOp as _WeightOp
from ._qnn_ops_gen import _Dialect


@_cext.register_operation(_Dialect, replace=True)
class WeightOp(_WeightOp):
    """`qnn.weight`, with its content as numpy sees it."""

    @property
    def fixed_type(self) -> FixedType:
        """Type of the elements."""
        return FixedType(self.element.value)

    @property
    def codes(self) -> NDArray[np.integer[Any]]:
        """The codes, of the weight's shape: read-only, unsigned where the type of the elements is."""
        codes = self.value.numpy()
        return codes if self.fixed_type.signed else codes.view(codes.dtype.str.replace("i", "u"))
