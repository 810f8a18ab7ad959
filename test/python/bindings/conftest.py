# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""What the tests of the bindings share."""

from collections.abc import Iterator

import pytest

from hls4mlir import ir

NETWORK = """
qnn.weight @kernel dense<[[1, -2], [0, 3]]> : tensor<2x2xi8> as !qnn.fixed<s6, 1>
func.func @net(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<u4, 2>> {
  %acc = qnn.dense %x, @kernel : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s16, 6>> loc("fc1")
  %y = qnn.requantize %acc half_even saturate
         : tensor<1x2x!qnn.fixed<s16, 6>> -> tensor<1x2x!qnn.fixed<u4, 2>> loc("relu1")
  return %y : tensor<1x2x!qnn.fixed<u4, 2>>
}
"""


@pytest.fixture
def context() -> Iterator[ir.Context]:
    """A new context, current during the test, with an unknown location."""
    with ir.Context() as context, ir.Location.unknown():
        yield context


@pytest.fixture
def network(context: ir.Context) -> ir.Module:
    """A layer in the integer form: `kernel`, `net` with `fc1` and `relu1`."""
    return ir.Module.parse(NETWORK)
