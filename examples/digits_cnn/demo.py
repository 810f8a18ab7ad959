# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The demo of ``examples/digits`` with the convolutional network: ``python -m examples.digits_cnn.demo``."""

import sys
from pathlib import Path

from examples.digits.demo import main

if __name__ == "__main__":
    sys.exit(main(source=Path(__file__).resolve().parent / "digits_cnn.onnx", folder="demo_cnn"))
