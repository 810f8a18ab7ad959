# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""`python -m hls4mlir` is the command line."""

from hls4mlir.cli import main

if __name__ == "__main__":
    main()
