# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Operations of each dialect, as classes and functions generated from its ODS, one module per dialect."""
