# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""What all tests share."""

import os

from hypothesis import HealthCheck, settings

# How long an example takes says nothing about the code here: machines differ, and other work runs beside the tests.
# CI tries the same examples every time, so that a submission is not refused for what another one broke.
settings.register_profile(
    "hls4mlir",
    deadline=None,
    derandomize="CI" in os.environ,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("hls4mlir")
