# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Generated classes build whole functions in both forms of qnn."""

# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false
from collections.abc import Sequence

import numpy as np
import pytest

from hls4mlir import ir
from hls4mlir.dialects import arith, builtin, dataflow, func, qnn, stream

pytestmark = pytest.mark.usefixtures("context")


def tensor(*shape: int, element: ir.Type | None = None) -> ir.RankedTensorType:
    return ir.RankedTensorType.get(shape, element or ir.F32Type.get())


def make_function(module: ir.Module, name: str, inputs: Sequence[ir.Type], results: Sequence[ir.Type]) -> ir.Block:
    with ir.InsertionPoint(module.body):
        function = func.FuncOp(name, ir.TypeAttr.get(ir.FunctionType.get(inputs, results)))
    return function.body.blocks.append(*inputs)


def test_import_form():
    module = ir.Module.create()
    block = make_function(module, "net", [tensor(1, 4)], [tensor(1, 2)])
    with ir.InsertionPoint(block):
        kernel = arith.constant(ir.DenseElementsAttr.get(np.eye(4, 2, dtype=np.float32)))
        quantized = qnn.quantize(
            block.arguments[0],
            scale=np.float32(0.125),
            zero_point=np.float32(0),
            bit_width=np.int32(4),
            rounding=qnn.RoundingMode.HalfEven,
            is_signed=True,
            loc=ir.Location.name("Quant_0"),
        )
        product = qnn.matmul(quantized, kernel, loc=ir.Location.name("MatMul_0"))
        normalized = qnn.batch_norm(
            product, *(np.full(2, value, np.float32) for value in (1.0, 0.0, 0.5, 2.0)), epsilon=1e-5
        )
        shifted = qnn.add(qnn.relu(normalized), arith.constant(ir.DenseElementsAttr.get(np.ones(2, np.float32))))
        result = qnn.softmax(shifted, axis=1)
        func.return_([result])
    assert module.verify()
    assert str(product.type) == "tensor<1x2xf32>"
    assert isinstance(product.owner.opview, qnn.MatMulOp)
    quantize = quantized.owner.opview
    assert isinstance(quantize, qnn.QuantizeOp)
    assert quantize.is_signed
    assert not quantize.narrow
    assert str(quantize.rounding) == "#qnn<rounding half_even>"
    quantize.narrow = True
    quantize.is_signed = False
    assert quantize.narrow
    assert not quantize.is_signed
    assert str(quantize.scale) == "dense<1.250000e-01> : tensor<f32>"
    assert str(ir.Module.parse(str(module))) == str(module)


def test_integer_form():
    fixed = qnn.FixedType.get
    module = ir.Module.create()
    x = tensor(1, 4, element=fixed(8, 3))
    y = tensor(1, 2, element=fixed(4, 2, signed=False))
    block = make_function(module, "net", [x], [y])
    with ir.InsertionPoint.at_block_begin(module.body):
        codes = np.arange(8, dtype=np.int8).reshape(2, 4)
        qnn.weight(
            "kernel", ir.DenseResourceElementsAttr.get_from_buffer(codes, "kernel"), ir.TypeAttr.get(fixed(6, 1))
        )
        qnn.weight("bias", ir.DenseElementsAttr.get(np.zeros(2, np.int8)), ir.TypeAttr.get(fixed(6, 1)))
    with ir.InsertionPoint(block):
        accumulator = qnn.dense(tensor(1, 2, element=fixed(18, 8)), block.arguments[0], "kernel", bias="bias")
        positive = qnn.relu(accumulator)
        result = qnn.requantize(y, positive, qnn.RoundingMode.HalfEven, qnn.OverflowMode.Saturate, clamp=[0, 14])
        func.return_([result])
    assert module.verify()
    dense = accumulator.owner.opview
    assert isinstance(dense, qnn.DenseOp)
    assert dense.weight.value == "kernel"
    assert dense.bias is not None
    dense.bias = None
    assert dense.bias is None
    assert str(positive.type) == "tensor<1x2x!qnn.fixed<u17, 7>>"
    clamp = result.owner.attributes["clamp"]
    assert isinstance(clamp, ir.DenseI64ArrayAttr)
    assert list(clamp) == [0, 14]
    assert module.verify()


def test_enums_print_as_in_the_ir():
    assert str(qnn.RoundingMode.HalfEven) == "half_even"
    assert [str(mode) for mode in qnn.OverflowMode] == [
        "saturate", "saturate_symmetric", "saturate_zero", "wrap", "wrap_sign_magnitude",
    ]  # fmt: skip
    assert str(arith.CmpIPredicate.slt) == "slt"


def test_variadic_operands_and_results():
    types = [ir.F32Type.get(), ir.IndexType.get()]
    module = ir.Module.create()
    block = make_function(module, "f", types, types)
    with ir.InsertionPoint(block):
        call = func.call(types, "f", block.arguments)
        func.return_(call)
    assert module.verify()
    assert isinstance(call, ir.OpResultList)
    assert [result.type for result in call] == types
    assert isinstance(module.body.operations[0], func.FuncOp)
    assert block.operations[0].operands_.types == types


def test_modules_are_operations_too():
    outer = ir.Module.create()
    with ir.InsertionPoint(outer.body):
        inner = builtin.ModuleOp(sym_name="inner")
        inner.bodyRegion.blocks.append()
    assert outer.verify()
    assert isinstance(outer.operation.opview, builtin.ModuleOp)
    assert inner.sym_name is not None
    assert inner.sym_name.value == "inner"


def test_errors_of_builders():
    block = make_function(ir.Module.create(), "net", [tensor(1, 4)], [])
    x = block.arguments[0]
    with pytest.raises(TypeError, match=r"an operand is a Value or an operation with one result, not 3"):
        qnn.relu(3)
    with pytest.raises(TypeError, match=r"attribute 'axis' of 'qnn.softmax' is None, which is no Attribute"):
        ir.OpView("qnn.softmax", (0, True), operands=[x], attributes={"axis": None}, results=[x.type])  # type: ignore[dict-item]
    with pytest.raises(ValueError, match=r"'qnn.relu' has 0 regions, not 2"):
        ir.OpView("qnn.relu", (0, True), operands=[x], regions=2)
    with pytest.raises(ir.MLIRError, match=r"cannot infer the result types of 'qnn.matmul'"):
        qnn.matmul(x, x)
    softmax = qnn.softmax(x, axis=0).owner.opview
    assert isinstance(softmax, qnn.SoftmaxOp)
    with pytest.raises(ValueError, match=r"'None' not allowed"):
        softmax.axis = None  # type: ignore[assignment]


def test_types_of_streams_and_dataflow():
    fixed = qnn.FixedType.get(8, 3)
    channel = stream.ChannelType.get([4, 6], fixed, beat=2, order=[1, 0])
    assert str(channel) == "!stream.channel<4x6x!qnn.fixed<s8, 3>, order [1, 0], beat 2>"
    assert (channel.shape, channel.order, channel.beat) == ((4, 6), (1, 0), 2)
    assert (channel.num_elements, channel.num_beats, channel.element_type) == (24, 12, fixed)
    assert stream.ChannelType.get([4, 6], fixed).order == (0, 1)
    with pytest.raises(ir.MLIRError, match=r"a beat of 5 does not divide the 24 elements"):
        stream.ChannelType.get([4, 6], fixed, beat=5)
    with pytest.raises(ir.MLIRError, match=r"order \[0, 0\]"):
        stream.ChannelType.get([4, 6], fixed, order=[0, 0])
    beat = dataflow.BeatType.get(4, fixed)
    assert (beat.lanes, beat.element) == (4, fixed)
    array = dataflow.ArrayType.get([2, 3], beat)
    assert (array.shape, array.element) == ((2, 3), beat)
    assert dataflow.FifoType.get(beat).element == beat
    with pytest.raises(ir.MLIRError, match=r"elements of a FIFO must be fixed-point numbers or beats"):
        dataflow.FifoType.get(ir.F32Type.get())


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("QNN_RoundingModeAttr", qnn.RoundingMode.HalfEven, "#qnn<rounding half_even>"),
        ("Stream_IOAttr", stream.IO.Parallel, "#stream<io parallel>"),
        ("Dataflow_StorageAttr", dataflow.Storage.BlockRam, "#dataflow<storage block_ram>"),
        ("Dataflow_DirectionAttr", dataflow.Direction.In, "#dataflow.direction<in>"),
    ],
)
def test_builders_of_enum_attributes(context: ir.Context, kind: str, value: object, expected: str):
    assert ir.AttrBuilder.contains(kind)
    assert str(ir.AttrBuilder.get(kind)(value, context)) == expected
