"""QuantizeLinear, Clip on integers and DequantizeLinear: against onnxruntime, and what is rejected."""

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto

from hls4mlir import ModelError

from .models import build, evaluate, floats, import_model, named, names, node, run_reference, tensors

TYPES = {
    "uint8": np.uint8,
    "int8": np.int8,
    "uint16": np.uint16,
    "int16": np.int16,
    "uint4": ml_dtypes.uint4,
    "int4": ml_dtypes.int4,
}


def qcdq(scale, zero_point, clip=None, *, shape=(1, 4), opset=21, **attributes):
    """QuantizeLinear, perhaps Clip, DequantizeLinear."""
    constants = {"s": np.asarray(scale, np.float32)} | ({} if zero_point is None else {"z": zero_point})
    operands = " ".join(constants)
    nodes = [node("QuantizeLinear", f"x {operands}", "q", name="q", **attributes)]
    if clip is not None:
        constants |= {"lo": clip[0], "hi": clip[1]}
        nodes.append(node("Clip", "q lo hi", "c", name="c"))
    nodes.append(node("DequantizeLinear", f"{'q' if clip is None else 'c'} {operands}", name="d", **attributes))
    return build(*nodes, inputs={"x": shape}, constants=constants, opset=opset, ir_version=10)


def onnxruntime(model, x):
    """What onnxruntime computes, sample by sample."""
    session = pytest.importorskip("onnxruntime").InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return np.concatenate([session.run(None, {"x": sample[np.newaxis]})[0] for sample in x])


def codes_of(integers):
    """Lowest and highest number of a type."""
    info = ml_dtypes.iinfo(TYPES[integers])
    return int(info.min), int(info.max)


@given(
    integers=st.sampled_from(["uint8", "int8", "uint16", "int16"]),
    scale=st.sampled_from([0.5, 1.0, 0.25, 0.1]),
    zero_point=st.integers(-130, 260),
    data=st.data(),
)
@settings(max_examples=60)
def test_qcdq_agrees_with_onnxruntime_on_ties_and_ends(integers, scale, zero_point, data):
    """Every second value is a tie; zero points are odd and even, and lie at the ends, too."""
    low, high = codes_of(integers)
    zero_point = min(max(zero_point, low), high)
    clip = data.draw(st.none() | st.tuples(st.integers(low, high), st.integers(low, high)))
    if integers not in ("uint8", "int8"):
        clip = None  # which has no Clip
    halves = data.draw(st.lists(st.integers(-600, 600), min_size=4, max_size=4))
    x = (np.array([halves], np.float32) / 2 * np.float32(scale)).astype(np.float32)
    kind = TYPES[integers]
    model = qcdq(scale, kind(zero_point), None if clip is None else (kind(min(clip)), kind(max(clip))))
    expected = onnxruntime(model, x)
    np.testing.assert_array_equal(evaluate(import_model(model), {"x": x})["y"], expected)


def test_ties_are_even_multiples_of_the_scale():
    """Not even codes, as QONNX has it: they differ where the zero point is odd."""
    x = np.array([[0.5, 1.5, 2.5, -0.5]], np.float32)
    model = qcdq(1.0, np.uint8(3))
    np.testing.assert_array_equal(evaluate(import_model(model), {"x": x})["y"], [[0, 2, 2, 0]])
    np.testing.assert_array_equal(onnxruntime(model, x), [[0, 2, 2, 0]])
    constants = {"s": np.float32(1), "z": np.float32(3), "b": np.float32(8)}
    quant = build(node("Quant", "x s z b", signed=0, narrow=0), constants=constants)
    np.testing.assert_array_equal(evaluate(import_model(quant), {"x": x})["y"], [[1, 1, 3, -1]])


@pytest.mark.parametrize("integers", ["uint4", "int4"])
def test_four_bits(integers):
    low, high = codes_of(integers)
    x = (np.arange(-20, 20, dtype=np.float32) / 2).reshape(10, 4)
    model = qcdq(0.5, TYPES[integers](2))
    y = evaluate(import_model(model), {"x": x})["y"]
    np.testing.assert_array_equal(y, (np.clip(np.rint(x / 0.5) + 2, low, high) - 2) * 0.5)
    np.testing.assert_array_equal(y, onnxruntime(model, x))


@pytest.mark.parametrize(("axis", "shape"), [(1, (1, 3)), (-1, (1, 3)), (1, (1, 3, 2)), (2, (1, 2, 3))])
def test_scales_along_an_axis(axis, shape):
    scale, zero_point = [0.5, 0.25, 2.0], np.array([0, 3, 10], np.uint8)
    model = qcdq(scale, zero_point, shape=shape, axis=axis)
    x = np.random.default_rng(3).integers(-40, 40, (6, *shape[1:])).astype(np.float32) / 8
    y = evaluate(import_model(model), {"x": x})["y"]
    np.testing.assert_array_equal(y, onnxruntime(model, x))


def test_the_zero_point_may_be_left_out():
    x = np.array([[-1, 0.5, 200, 300]], np.float32)
    np.testing.assert_array_equal(evaluate(import_model(qcdq(1.0, None)), {"x": x})["y"], [[0, 0, 200, 255]])
    model = qcdq(1.0, None)
    model.graph.node[0].attribute.add(name="output_dtype", type=2, i=TensorProto.INT8)
    np.testing.assert_array_equal(evaluate(import_model(model), {"x": x})["y"], [[-1, 0, 127, 127]])


def test_operator_set_10():
    x = floats(5, 4) * 10
    model = qcdq(0.5, np.int8(1), opset=10)
    np.testing.assert_array_equal(evaluate(import_model(model), {"x": x})["y"], onnxruntime(model, x))


def weights(kind=np.int8, scale=0.1, zero_point=None, **attributes):
    """A product with weights that are stored as integers."""
    codes = np.random.default_rng(5).integers(*codes_of(np.dtype(kind).name), (4, 3)).astype(kind)
    constants = {"w": codes, "s": np.asarray(scale, np.float32)}
    constants |= {} if zero_point is None else {"z": np.asarray(zero_point, kind)}
    nodes = [
        node("DequantizeLinear", " ".join(constants), "d", name="d", **attributes),
        node("MatMul", "x d", name="m"),
    ]
    return build(*nodes, constants=constants, opset=21, ir_version=10)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"scale": [0.5, 0.3, 0.1]},
        {"scale": [0.5, 0.3, 0.1], "zero_point": [1, -2, 3]},
        {"scale": [0.5, 0.3, 0.1, 2.0], "axis": 0},
        {"kind": np.uint8, "zero_point": 128},
        {"kind": ml_dtypes.int4, "scale": 0.25},
        {"kind": ml_dtypes.uint4, "zero_point": 8},
    ],
)
def test_weights_stay_integers(options):
    model = weights(**options)
    module = import_model(model)
    assert names(module) == ["arith.constant", "arith.constant", "qnn.mul", "qnn.matmul"]
    codes = np.asarray(operation_of(module).attributes["value"])
    np.testing.assert_array_equal(codes, np.rint(codes))
    x = floats(5, 4)
    expected = np.concatenate([run_reference(model, {"x": sample[np.newaxis]})[0] for sample in x])
    np.testing.assert_allclose(evaluate(module, {"x": x})["y"], expected, rtol=1e-5)


def operation_of(module):
    (function,) = module.body.operations
    return next(iter(function.regions[0].blocks[0].operations)).operation


def test_biases_of_32_bits_keep_all_their_digits():
    bias = np.array([2**31 - 1, -(2**31), 16777217, 5], np.int32)
    model = build(
        node("DequantizeLinear", "b s", "d", name="d"),
        node("Add", "x d"),
        constants={"b": bias, "s": np.float32(2**-20)},
    )
    module = import_model(model)
    total = sum(
        np.asarray(view.operation.attributes["value"]).astype(np.int64)
        for view in next(iter(module.body.operations)).regions[0].blocks[0].operations
        if view.operation.name == "arith.constant" and np.asarray(view.operation.attributes["value"]).size == 4
    )
    np.testing.assert_array_equal(total, bias)


def dequantized(codes, zero_point=None):
    """A model that adds constants which are stored as integers."""
    constants = {"b": codes, "s": np.float32(2**-20)} | ({} if zero_point is None else {"z": zero_point})
    nodes = [node("DequantizeLinear", " ".join(constants), "d", name="d"), node("Add", "x d")]
    return build(*nodes, constants=constants)


@pytest.mark.parametrize("kind", [np.int64, np.uint64, np.uint32])
def test_constants_of_wide_types_may_be_narrow(kind):
    codes = np.array([2**31, 2**32 - 1, 16777217, 5]).astype(kind)
    y = evaluate(import_model(dequantized(codes)), {"x": np.zeros((1, 4), np.float32)})["y"]
    np.testing.assert_array_equal(y, [(codes.astype(np.float64) * 2**-20).astype(np.float32)])


def test_integers_may_be_moved_between():
    constants = {"s": np.float32(0.5), "z": np.uint8(1), "shape": np.array([1, 2, 2])}
    model = build(
        node("QuantizeLinear", "x s z", "q", name="q"),
        node("Reshape", "q shape", "r", name="r"),
        node("Transpose", "r", "t", name="t", perm=[0, 2, 1]),
        node("DequantizeLinear", "t s z", name="d"),
        constants=constants,
    )
    x = floats(5, 4)
    np.testing.assert_array_equal(evaluate(import_model(model), {"x": x})["y"], onnxruntime(model, x))


def test_bounds_of_wide_types():
    """The minimum is above all codes of the type: the maximum of the range."""
    clipped = named(import_model(qcdq(0.5, np.uint8(1), (np.uint64(2), np.uint64(2**63)))), "qnn.quantize_linear")
    assert " range [2, 255] " in str(clipped)


def test_tensors_of_integers_have_names():
    module = import_model(qcdq(0.5, np.uint8(1), (np.uint8(0), np.uint8(15))))
    clipped = named(module, "qnn.quantize_linear")
    assert clipped.location.name_str == "c"
    assert tensors(clipped) == ["c"]
    assert " range [0, 15] " in str(clipped)


def node_error(*nodes, constants=None, opset=21):
    constants = {"s": np.float32(0.5), "z": np.uint8(1)} | (constants or {})
    return build(*nodes, constants=constants, opset=opset, ir_version=10)


QUANTIZED = node("QuantizeLinear", "x s z", "q", name="q")


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (qcdq(0.0, np.uint8(1)), r"q: the scale is 0\.0, but must be positive"),
        (
            qcdq([1.0, 2.0], np.zeros(2, np.uint8)),
            r"q: the scale of shape \[2\] does not fit the operand of shape \[1, 4\]",
        ),
        (
            qcdq([1.0] * 4, np.uint8(1)),
            r"q: the zero point has shape \[\], but the scale \[4\]; they must have the same",
        ),
        (qcdq(1.0, np.int32(1)), r"q: quantizes to int32; supported: int2 to int16 and uint2 to uint16"),
        (
            qcdq(1.0, np.asarray(1, ml_dtypes.float8_e4m3fn)),
            r"q: the zero point is of type float8_e4m3fn; supported: int2",
        ),
        (
            dequantized(np.array([1, 2, 3, 2**63], np.uint64)),
            r"d: the operand has the element 9223372036854775808 of uint64; supported: integers of 32 bits",
        ),
        (
            dequantized(np.array([1, 2, 3, -(2**31) - 1])),
            r"d: the operand has the element -2147483649 of int64; supported: integers of 32 bits",
        ),
        (
            dequantized(np.array([1, 2, 3, 4]), np.array(2**40)),
            r"d: the zero point has the element 1099511627776 of int64; supported: integers of 32 bits",
        ),
        (qcdq(1.0, np.uint64(2**63)), r"q: the zero point has the element 9223372036854775808 of uint64"),
        (qcdq(1.0, np.uint8(1), axis=1, block_size=2), r"q: attribute 'block_size' is not supported"),
        (
            node_error(QUANTIZED, node("Add", "q q", name="a")),
            r"a: operator Add on computed integers \(uint8\) is not supp",
        ),
        (
            node_error(QUANTIZED, node("Relu", "q", name="r")),
            r"r: operator Relu on computed integers .*DequantizeLinear",
        ),
        (
            node_error(
                QUANTIZED,
                node("Identity", "q", "i"),
                node("DequantizeLinear", "i s z8", name="d"),
                constants={"z8": np.int8(1)},
            ),
            r"d: the zero point is of type int8, but the operand of type uint8",
        ),
        (
            node_error(
                QUANTIZED, node("Flatten", "q", "f"), node("Transpose", "f", "t"), node("Clip", "t z", name="c")
            ),
            r"c: Clip on computed integers \(uint8\) must follow a QuantizeLinear directly",
        ),
        (
            node_error(node("DequantizeLinear", "x s z", name="d")),
            r"d: DequantizeLinear takes integers, but its operand is",
        ),
        (node_error(node("QuantizeLinear", "x x", name="q")), r"q: the scale of QuantizeLinear is computed from 'x'"),
    ],
)
def test_what_is_rejected(model, message):
    with pytest.raises(ModelError, match=f"^{message}"):
        import_model(model)
