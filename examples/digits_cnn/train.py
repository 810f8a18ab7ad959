# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Train a small quantized convolutional network with a residual block with Brevitas, and export it to QONNX.

The data, and how a network is trained, exported and checked, are those of ``examples/digits/train.py``. Every scale is
a power of two, so every quantized value is a fixed-point number:

* the image: 4 bits unsigned, all of them fraction bits;
* the weights: 4 bits signed, narrow range, one scale per layer (6 bits in the last layer);
* the activations: ReLU, 4 bits unsigned; 5 bits signed where the block ends, in front of the sum.

Run it from the root of the repository, as a module: ``python -m examples.digits_cnn.train``. It writes
``digits_cnn.onnx`` and ``images.npz`` (the test images ``x``, their labels ``y``, and the ``logits`` that the QONNX
reference executor computes for them).
"""

# Brevitas has no type hints.
# mypy: disable-error-code="import-untyped, import-not-found"
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

import argparse
from collections.abc import Sequence
from pathlib import Path

import brevitas.nn as qnn
import numpy as np
import torch
from brevitas.quant import (
    Int8ActPerTensorFixedPoint,
    Int8BiasPerTensorFixedPointInternalScaling,
    Int8WeightPerTensorFixedPoint,
    Uint8ActPerTensorFixedPoint,
    Uint8ActPerTensorFixedPointMaxInit,
)
from examples.digits.train import CLASSES, TOLERANCE, Data, accuracy, execute, export, load_data, predict, train
from torch import Tensor, nn

SIDE = 8
CHANNELS = 8
WIDE = 16


class DigitsCnn(nn.Module):
    """A quantized convolutional network. The names of its parts become the node names of the export."""

    def __init__(self) -> None:
        """Create the layers, with weights drawn from PyTorch's random number generator."""
        super().__init__()
        self.image = qnn.QuantIdentity(
            act_quant=Uint8ActPerTensorFixedPointMaxInit, bit_width=4, max_val=1.0 - 2.0**-4, scaling_impl_type="const"
        )
        self.conv1, self.bn1, self.relu1 = self._conv(1, CHANNELS), nn.BatchNorm2d(CHANNELS), self._relu()
        self.conv2, self.bn2, self.relu2 = self._conv(CHANNELS, CHANNELS), nn.BatchNorm2d(CHANNELS), self._relu()
        self.conv3, self.bn3 = self._conv(CHANNELS, CHANNELS), nn.BatchNorm2d(CHANNELS)
        self.branch = qnn.QuantIdentity(act_quant=Int8ActPerTensorFixedPoint, bit_width=5)
        self.relu3 = self._relu()
        self.pool = nn.MaxPool2d(2)
        self.conv4, self.bn4, self.relu4 = self._conv(CHANNELS, WIDE), nn.BatchNorm2d(WIDE), self._relu()
        self.average = nn.AdaptiveAvgPool2d(1)
        self.fc = qnn.QuantLinear(
            WIDE,
            CLASSES,
            bias=True,
            weight_quant=Int8WeightPerTensorFixedPoint,
            weight_bit_width=6,
            bias_quant=Int8BiasPerTensorFixedPointInternalScaling,
        )

    @staticmethod
    def _conv(inputs: int, outputs: int) -> nn.Module:
        layer: nn.Module = qnn.QuantConv2d(
            inputs,
            outputs,
            kernel_size=3,
            padding=1,
            bias=False,
            weight_quant=Int8WeightPerTensorFixedPoint,
            weight_bit_width=4,
        )
        return layer

    @staticmethod
    def _relu() -> nn.Module:
        layer: nn.Module = qnn.QuantReLU(act_quant=Uint8ActPerTensorFixedPoint, bit_width=4)
        return layer

    def forward(self, image: Tensor) -> Tensor:
        """Compute the logits, shape (N, 10), of a batch of images, shape (N, 1, 8, 8)."""
        x: Tensor = self.relu1(self.bn1(self.conv1(self.image(image))))
        y: Tensor = self.relu2(self.bn2(self.conv2(x)))
        x = self.relu3(x + self.branch(self.bn3(self.conv3(y))))
        x = self.relu4(self.bn4(self.conv4(self.pool(x))))
        logits: Tensor = self.fc(torch.flatten(self.average(x), 1))
        return logits


def as_images(data: Data) -> Data:
    """The same digits as images of one channel."""
    shape = (-1, 1, SIDE, SIDE)
    return data._replace(train_x=data.train_x.reshape(shape), test_x=data.test_x.reshape(shape))


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, export, and check the export against the PyTorch model."""
    parser = argparse.ArgumentParser(description="Train the convolutional digits example and export it to QONNX.")
    parser.add_argument("--epochs", type=int, default=40, help="passes over the training set (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the training (default: %(default)s)")
    here = Path(__file__).resolve().parent
    parser.add_argument("--output", type=Path, default=here, help="directory for the files (default: where this is)")
    options = parser.parse_args(arguments)

    torch.manual_seed(options.seed)
    torch.use_deterministic_algorithms(mode=True)
    torch.set_num_threads(1)

    data = as_images(load_data())
    model = DigitsCnn()
    train(model, data, options.epochs)
    torch_logits = predict(model, data.test_x)

    path = options.output / "digits_cnn.onnx"
    export(model, path, torch.zeros(1, 1, SIDE, SIDE))
    logits = execute(path, data.test_x)
    difference = float(np.max(np.abs(logits - torch_logits)))
    print(f"accuracy: PyTorch {accuracy(torch_logits, data.test_y):.2%}, QONNX {accuracy(logits, data.test_y):.2%}")
    print(f"largest difference between the logits of PyTorch and of QONNX: {difference:g}")
    if difference > TOLERANCE:
        raise SystemExit("the exported model does not compute what the PyTorch model computes")
    np.savez_compressed(options.output / "images.npz", x=data.test_x, y=data.test_y, logits=logits)


if __name__ == "__main__":
    main()
