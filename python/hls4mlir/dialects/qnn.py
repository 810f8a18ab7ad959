# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Operations, types and attributes of the `qnn` dialect."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hls4mlir._hls4mlir.ir import DenseElementsAttr, DenseResourceElementsAttr
from hls4mlir._hls4mlir.qnn import AffineAttr as AffineAttr
from hls4mlir._hls4mlir.qnn import ClampAttr as ClampAttr
from hls4mlir._hls4mlir.qnn import FixedType as FixedType
from hls4mlir._hls4mlir.qnn import FunctionAttr as FunctionAttr
from hls4mlir._hls4mlir.qnn import InputAttr as InputAttr
from hls4mlir._hls4mlir.qnn import LeakyReluAttr as LeakyReluAttr
from hls4mlir.dialects._ods_common import _cext
from hls4mlir.dialects._qnn_enum_gen import *
from hls4mlir.dialects._qnn_ops_gen import *  # pyright: ignore[reportAssignmentType]
from hls4mlir.dialects._qnn_ops_gen import WeightOp as _WeightOp
from hls4mlir.dialects._qnn_ops_gen import _Dialect  # pyright: ignore[reportPrivateUsage]


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
        value = self.value
        if not isinstance(value, (DenseElementsAttr, DenseResourceElementsAttr)):
            raise TypeError(f"qnn.weight @{self.sym_name.value} holds {value}, which has no codes to read")
        codes: NDArray[np.integer[Any]] = value.to_numpy()
        return codes if self.fixed_type.signed else codes.view(f"u{codes.dtype.itemsize}")
