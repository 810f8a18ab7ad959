# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Testing the compiler, and what is built with it, on random networks.

`networks()` is a strategy of hypothesis that gives random quantized networks as ONNX models; `agree()` compiles one and
compares everything that computes it:

    @given(networks())
    def test_levels_agree(network):
        agree(network)

`networks("convolutional")` gives networks on signals and images. `python -m hls4mlir.testing --networks 10000 --seed 1`
runs many and counts what they meet.
"""

from hls4mlir.testing.agreement import Agreement, DisagreementError, agree
from hls4mlir.testing.networks import KINDS, build_network, networks, random_network

__all__ = ["KINDS", "Agreement", "DisagreementError", "agree", "build_network", "networks", "random_network"]
