# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Oracles for tests of the compiler, and of what is built with it."""
