# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Export untrained Brevitas networks to QONNX, as test cases for the importer: NAME.onnx and NAME.npz (x, y).

The exports are as the exporter makes them: node names with slashes, initializers that are also graph inputs.
"""

# mypy: disable-error-code="import-untyped, import-not-found"
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from collections import OrderedDict
from pathlib import Path
from typing import Any

import brevitas.nn as qnn
import numpy as np
import numpy.typing as npt
import onnx
import torch
from brevitas.export import export_qonnx
from brevitas.quant import (
    Int8ActPerTensorFixedPoint,
    Int8ActPerTensorFloat,
    Int8BiasPerTensorFixedPointInternalScaling,
    Int8WeightPerChannelFloat,
    Int8WeightPerTensorFixedPoint,
    Int8WeightPerTensorFloat,
    SignedBinaryActPerTensorConst,
    SignedBinaryWeightPerTensorConst,
    Uint8ActPerTensorFixedPoint,
    Uint8ActPerTensorFloat,
)
from qonnx.core.modelwrapper import ModelWrapper
from qonnx.core.onnx_exec import execute_onnx
from qonnx.util.cleanup import cleanup_model
from torch import nn

OUTPUT = Path(__file__).resolve().parent
SAMPLES = 64


def sequence(**layers: nn.Module) -> nn.Sequential:
    """Chain named layers."""
    return nn.Sequential(OrderedDict(layers))


def linear(inputs: int, outputs: int, weight: Any, *, bits: int = 4, bias: bool = True, **options: Any) -> nn.Module:
    """Create a quantized linear layer."""
    if weight is not SignedBinaryWeightPerTensorConst:
        options["weight_bit_width"] = bits
    layer: nn.Module = qnn.QuantLinear(inputs, outputs, bias=bias, weight_quant=weight, **options)
    return layer


def per_channel() -> nn.Sequential:
    """16 -> 24 -> 24 -> 5, float scales per output channel, batch normalization with a bias before it."""
    weight = Int8WeightPerChannelFloat
    return sequence(
        inp=qnn.QuantIdentity(act_quant=Int8ActPerTensorFloat, bit_width=6),
        fc1=linear(16, 24, weight),
        bn1=nn.BatchNorm1d(24),
        act1=qnn.QuantReLU(act_quant=Uint8ActPerTensorFloat, bit_width=4),
        fc2=linear(24, 24, weight),
        bn2=nn.BatchNorm1d(24),
        act2=qnn.QuantReLU(act_quant=Uint8ActPerTensorFloat, bit_width=4),
        fc3=linear(24, 5, weight),
    )


def bipolar() -> nn.Sequential:
    """16 -> 32 -> 32 -> 4, one-bit weights and activations."""
    weight = SignedBinaryWeightPerTensorConst
    return sequence(
        inp=qnn.QuantIdentity(act_quant=SignedBinaryActPerTensorConst),
        fc1=linear(16, 32, weight, bias=False),
        bn1=nn.BatchNorm1d(32),
        act1=qnn.QuantIdentity(act_quant=SignedBinaryActPerTensorConst),
        fc2=linear(32, 32, weight, bias=False),
        bn2=nn.BatchNorm1d(32),
        act2=qnn.QuantIdentity(act_quant=SignedBinaryActPerTensorConst),
        fc3=linear(32, 4, weight),
    )


def signed_identity() -> nn.Sequential:
    """12 -> 20 -> 20 -> 3, signed narrow 3-bit activations, no ReLU, no batch normalization, float biases."""
    act = Int8ActPerTensorFloat
    weight = Int8WeightPerTensorFloat
    return sequence(
        inp=qnn.QuantIdentity(act_quant=act, bit_width=3, narrow_range=True),
        fc1=linear(12, 20, weight, bits=3),
        act1=qnn.QuantIdentity(act_quant=act, bit_width=3, narrow_range=True),
        fc2=linear(20, 20, weight, bits=3),
        act2=qnn.QuantIdentity(act_quant=act, bit_width=3, narrow_range=True),
        fc3=linear(20, 3, weight, bits=3),
    )


def fixed_point() -> nn.Sequential:
    """10 -> 16 -> 4, power-of-two scales, a quantized output."""
    weight = Int8WeightPerTensorFixedPoint
    bias = Int8BiasPerTensorFixedPointInternalScaling
    return sequence(
        inp=qnn.QuantIdentity(act_quant=Int8ActPerTensorFixedPoint, bit_width=5),
        fc1=linear(10, 16, weight, bits=5, bias=False),
        bn1=nn.BatchNorm1d(16),
        act1=qnn.QuantReLU(act_quant=Uint8ActPerTensorFixedPoint, bit_width=5),
        fc2=linear(16, 4, weight, bits=5, bias_quant=bias),
        out=qnn.QuantIdentity(act_quant=Int8ActPerTensorFixedPoint, bit_width=8),
    )


def warm_up(model: nn.Module, inputs: int) -> nn.Module:
    """Initialize the scales and the statistics, and make the batch normalizations and the biases nontrivial."""
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            # Some negative factors: a comparison with a threshold then changes its direction.
            with torch.no_grad():
                module.weight[::5] *= -1.0
            nn.init.uniform_(module.bias, -0.5, 0.5)
        elif isinstance(module, nn.Linear) and module.bias is not None:
            nn.init.uniform_(module.bias, -0.5, 0.5)
    model.train()
    with torch.no_grad():
        for _ in range(40):
            model(torch.randn(SAMPLES, inputs))
    return model.eval()


def make(name: str, model: nn.Module, inputs: int, seed: int, **options: Any) -> None:
    """Write NAME.onnx and NAME.npz."""
    path = OUTPUT / f"{name}.onnx"
    # Two samples: the dynamo exporter takes a dimension of one to be fixed.
    batch = 1 if options.pop("fixed_batch", False) else 2
    if not options.get("dynamo"):
        options = {"dynamo": False, **options}
        if batch != 1:
            options["dynamic_axes"] = {"x": {0: "batch"}, "y": {0: "batch"}}
    export_qonnx(
        model,
        args=torch.zeros(batch, inputs),
        export_path=str(path),
        input_names=["x"],
        output_names=["y"],
        **options,
    )
    exported = onnx.load(path)
    # The stack traces of the dynamo exporter have paths of this machine.
    for item in (*exported.graph.node, *exported.graph.input, *exported.graph.initializer):
        kept = [prop for prop in item.metadata_props if "stack_trace" not in prop.key]
        del item.metadata_props[:]
        item.metadata_props.extend(kept)
    onnx.save(exported, path)

    x = np.random.default_rng(seed).standard_normal((SAMPLES, inputs)).astype(np.float32)
    wrapper = cleanup_model(ModelWrapper(str(path)), override_inpsize=x.shape)
    outputs = execute_onnx(wrapper, {wrapper.graph.input[0].name: x})
    y: npt.NDArray[np.float32] = outputs[wrapper.graph.output[0].name]
    with torch.no_grad():
        reference: npt.NDArray[np.float32] = model(torch.from_numpy(x)).numpy()
    print(f"{name}: y {y.dtype} {y.shape}, executor - torch: {np.max(np.abs(y - reference)):g}")
    np.savez_compressed(OUTPUT / f"{name}.npz", x=x, y=y)


def main() -> None:
    """Export every network."""
    torch.set_num_threads(1)
    torch.manual_seed(1)
    make("a_per_channel", warm_up(per_channel(), 16), 16, 11, opset_version=13)
    make("b_bipolar", warm_up(bipolar(), 16), 16, 12, opset_version=13, fixed_batch=True)
    make("c_signed_identity", warm_up(signed_identity(), 12), 12, 13, opset_version=17)
    model = warm_up(fixed_point(), 10)
    make("d_opset9", model, 10, 14, opset_version=9)
    make("d_opset11", model, 10, 14, opset_version=11, fixed_batch=True)
    shapes = ({0: torch.export.Dim("batch")},)
    make("e_dynamo", model, 10, 14, dynamo=True, optimize=True, external_data=False, dynamic_shapes=shapes)
    model = warm_up(per_channel(), 16)
    make("e_dynamo_per_channel", model, 16, 15, dynamo=True, optimize=True, external_data=False, dynamic_shapes=shapes)


if __name__ == "__main__":
    main()
