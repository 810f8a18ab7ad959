"""Train a small quantized digit classifier with Brevitas and export it to QONNX.

The network is a multi-layer perceptron, 64 -> 32 -> 32 -> 10, for the 8x8 images of
:func:`sklearn.datasets.load_digits`. Every scale is a power of two, so every quantized value is a fixed-point number:

* the image: 4 bits unsigned, all of them fraction bits (steps of 1/16, range [0, 1));
* the weights: signed, narrow range, one scale per layer, 4 bits (6 bits in the last layer);
* the activations: ReLU, 4 bits unsigned;
* the biases of the last two layers: 8 bits signed. The first layer has a batch normalization in place of a bias.

The output is the raw logits: there is no softmax.

Running this file writes ``digits.onnx`` (the QONNX model) and ``images.npz`` (the test images ``x``, their labels
``y``, and the ``logits`` that the QONNX reference executor computes for them).
"""

# Brevitas, scikit-learn and QONNX have no type hints: the annotations below say what comes back from them.
# mypy: disable-error-code="import-untyped, import-not-found"
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import brevitas.nn as qnn
import numpy as np
import numpy.typing as npt
import onnx
import torch
from brevitas.export import export_qonnx
from brevitas.quant import (
    Int8BiasPerTensorFixedPointInternalScaling,
    Int8WeightPerTensorFixedPoint,
    Uint8ActPerTensorFixedPoint,
    Uint8ActPerTensorFixedPointMaxInit,
)
from qonnx.core.modelwrapper import ModelWrapper
from qonnx.core.onnx_exec import execute_onnx
from qonnx.util.cleanup import cleanup_model
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import Tensor, nn

FloatArray = npt.NDArray[np.float32]
LabelArray = npt.NDArray[np.int64]

INPUT_NAME = "image"
OUTPUT_NAME = "logits"
OPSET_VERSION = 13

PIXELS = 64
HIDDEN = 32
CLASSES = 10

IMAGE_BITS = 4
WEIGHT_BITS = 4
LAST_WEIGHT_BITS = 6
ACTIVATION_BITS = 4

# The modules inside a Brevitas layer that have no interest for a reader of the exported graph.
INTERNAL_MODULES = {"act_quant", "activation_impl", "export_handler"}

BATCH_SIZE = 64
LEARNING_RATE = 0.01

# How far the exported model's logits may be from PyTorch's.
TOLERANCE = 1e-4


class Data(NamedTuple):
    """The digits, split into a training and a test set."""

    train_x: FloatArray
    train_y: LabelArray
    test_x: FloatArray
    test_y: LabelArray


class DigitsMlp(nn.Module):
    """A quantized multi-layer perceptron for 8x8 images. The names of its parts become the node names of the export."""

    def __init__(self) -> None:
        """Create the layers, with weights drawn from PyTorch's random number generator."""
        super().__init__()
        # The scale is constant: max_val / 2^bits = 1/16.
        self.image = qnn.QuantIdentity(
            act_quant=Uint8ActPerTensorFixedPointMaxInit,
            bit_width=IMAGE_BITS,
            max_val=1.0 - 2.0**-IMAGE_BITS,
            scaling_impl_type="const",
        )
        self.fc1 = self._linear(PIXELS, HIDDEN, WEIGHT_BITS, bias=False)
        self.bn1 = nn.BatchNorm1d(HIDDEN)
        self.relu1 = self._relu()
        self.fc2 = self._linear(HIDDEN, HIDDEN, WEIGHT_BITS, bias=True)
        self.relu2 = self._relu()
        self.fc3 = self._linear(HIDDEN, CLASSES, LAST_WEIGHT_BITS, bias=True)

    @staticmethod
    def _linear(inputs: int, outputs: int, weight_bits: int, *, bias: bool) -> nn.Module:
        layer: nn.Module = qnn.QuantLinear(
            inputs,
            outputs,
            bias=bias,
            weight_quant=Int8WeightPerTensorFixedPoint,
            weight_bit_width=weight_bits,
            bias_quant=Int8BiasPerTensorFixedPointInternalScaling if bias else None,
        )
        return layer

    @staticmethod
    def _relu() -> nn.Module:
        layer: nn.Module = qnn.QuantReLU(act_quant=Uint8ActPerTensorFixedPoint, bit_width=ACTIVATION_BITS)
        return layer

    def forward(self, image: Tensor) -> Tensor:
        """Compute the logits, shape (N, 10), of a batch of images, shape (N, 64)."""
        x: Tensor = self.image(image)
        x = self.relu1(self.bn1(self.fc1(x)))
        x = self.relu2(self.fc2(x))
        logits: Tensor = self.fc3(x)
        return logits


def load_data(test_fraction: float = 0.25, seed: int = 0) -> Data:
    """Load the digits and split them, the same way in every run, with each class in proportion.

    The pixels, integers 0..16, become ``min(pixel, 15) / 16``, in [0, 1): exactly the values of the 4-bit input.
    """
    images: npt.NDArray[np.float64]
    labels: npt.NDArray[np.int_]
    images, labels = load_digits(return_X_y=True)
    levels = 2**IMAGE_BITS
    x = (np.minimum(images, levels - 1) / levels).astype(np.float32)
    y = labels.astype(np.int64)
    indices = np.arange(len(y))
    training, test = train_test_split(indices, test_size=test_fraction, random_state=seed, stratify=y)
    return Data(x[training], y[training], x[test], y[test])


def train(model: nn.Module, data: Data, epochs: int) -> None:
    """Train the model in place, and leave it in evaluation mode."""
    x, y = torch.from_numpy(data.train_x), torch.from_numpy(data.train_y)
    steps = -(-len(x) // BATCH_SIZE) * epochs
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=max(steps, 1))
    loss_function = nn.CrossEntropyLoss()
    for epoch in range(1, epochs + 1):
        model.train()
        total = 0.0
        for batch in torch.split(torch.randperm(len(x)), BATCH_SIZE):
            optimizer.zero_grad()
            loss: Tensor = loss_function(model(x[batch]), y[batch])
            torch.autograd.backward(loss)
            optimizer.step()
            scheduler.step()
            total += loss.item() * len(batch)
        if epoch % 10 == 0 or epoch == epochs:
            test = accuracy(predict(model, data.test_x), data.test_y)
            print(f"epoch {epoch:3d}: loss {total / len(x):.4f}, test accuracy {test:.2%}")
    model.eval()


def predict(model: nn.Module, x: FloatArray) -> FloatArray:
    """Return the logits that the PyTorch model computes in evaluation mode."""
    model.eval()
    with torch.no_grad():
        logits: FloatArray = model(torch.from_numpy(x)).numpy()
    return logits


def accuracy(logits: FloatArray, labels: LabelArray) -> float:
    """Return the fraction of the rows of logits whose largest entry is at the label."""
    return float(np.mean(np.argmax(logits, axis=1) == labels))


def export(model: nn.Module, path: Path, example: Tensor) -> None:
    """Write the model as QONNX, with a dynamic batch dimension and readable names. `example` is a batch of one."""
    model.eval()
    export_qonnx(
        model,
        args=example,
        export_path=str(path),
        dynamo=False,
        opset_version=OPSET_VERSION,
        keep_initializers_as_inputs=False,
        input_names=[INPUT_NAME],
        output_names=[OUTPUT_NAME],
        dynamic_axes={INPUT_NAME: {0: "batch"}, OUTPUT_NAME: {0: "batch"}},
    )
    exported = onnx.load(path)
    simplify_names(exported.graph, path.stem)
    onnx.checker.check_model(exported)
    onnx.save(exported, path)


def simplify_names(graph: onnx.GraphProto, name: str) -> None:
    """Name the graph, and rename the nodes, their outputs and their constants after the modules that they come from.

    ``/relu1/act_quant/activation_impl/Relu`` becomes ``relu1``, ``/relu1/act_quant/export_handler/Quant`` becomes
    ``relu1_quant``, and the output of the node ``fc1`` is ``fc1_out``. An input, an output or a parameter of the model
    keeps its name.
    """
    graph.name = name
    kept = {value.name for value in (*graph.input, *graph.output)}
    renamed: dict[str, str] = {}
    for node in graph.node:
        # The module's path, without what Brevitas has inside it: fc1, or fc1/weight_quant for the weight's quantizer.
        module = node.name.split("/")[1:-1]
        # What the network does between its modules is named after the operator.
        node.name = "_".join(part for part in module if part not in INTERNAL_MODULES) or node.op_type.lower()
        if node.op_type == "Quant":
            node.name = node.name.removesuffix("_quant") + "_quant"
            for tensor, role in zip(node.input[1:], ("scale", "zero_point", "bit_width"), strict=True):
                renamed.setdefault(tensor, f"{node.name}_{role}")
        elif node.op_type == "Transpose":
            node.name += "_transpose"
        for tensor in node.output:
            if tensor not in kept:
                renamed[tensor] = f"{node.name}_out"
    if len({node.name for node in graph.node}) < len(graph.node):
        raise ValueError("two nodes of the exported graph have the same name")
    for node in graph.node:
        node.input[:] = [renamed.get(tensor, tensor) for tensor in node.input]
        node.output[:] = [renamed.get(tensor, tensor) for tensor in node.output]
    for item in (*graph.initializer, *graph.value_info):
        item.name = renamed.get(item.name, item.name)


def execute(path: Path, x: FloatArray) -> FloatArray:
    """Return the logits that the QONNX reference executor computes with the exported model."""
    # The executor needs fixed shapes. The cleanup gives them, and renames every tensor.
    model = cleanup_model(ModelWrapper(str(path)), override_inpsize=x.shape)
    outputs = execute_onnx(model, {model.graph.input[0].name: x})
    logits: FloatArray = outputs[model.graph.output[0].name]
    return logits


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description="Train the digits example and export it to QONNX.")
    parser.add_argument("--epochs", type=int, default=100, help="passes over the training set (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the training (default: %(default)s)")
    parser.add_argument(
        "--output",
        type=Path,
        default=Path(__file__).resolve().parent,
        help="directory for digits.onnx and images.npz (default: where this file is)",
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, export, and check the export against the PyTorch model."""
    options = parse_arguments(arguments)
    epochs: int = options.epochs
    seed: int = options.seed
    output: Path = options.output
    output.mkdir(parents=True, exist_ok=True)

    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(mode=True)
    torch.set_num_threads(1)

    data = load_data()
    model = DigitsMlp()
    train(model, data, epochs)
    torch_logits = predict(model, data.test_x)

    onnx_path = output / "digits.onnx"
    export(model, onnx_path, torch.zeros(1, PIXELS))
    logits = execute(onnx_path, data.test_x)
    difference = float(np.max(np.abs(logits - torch_logits)))
    print(f"test images: {len(data.test_y)}")
    print(f"accuracy: PyTorch {accuracy(torch_logits, data.test_y):.2%}, QONNX {accuracy(logits, data.test_y):.2%}")
    print(f"largest difference between the logits of PyTorch and of QONNX: {difference:g}")
    if difference > TOLERANCE:
        raise SystemExit("the exported model does not compute what the PyTorch model computes")
    np.savez_compressed(output / "images.npz", x=data.test_x, y=data.test_y, logits=logits)


if __name__ == "__main__":
    main()
