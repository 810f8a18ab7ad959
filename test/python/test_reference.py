"""The import form computed in numpy: each operation, samples, names, and what is rejected."""

import numpy as np
import pytest

from hls4mlir import InputError, ir
from hls4mlir.reference import evaluate


def parse(body, arguments='%x: tensor<1x4xf32> {qnn.name = "x"}', result='tensor<1x4xf32> {qnn.name = "y"}'):
    """A module of one function."""
    with ir.Context():
        return ir.Module.parse(f"func.func @net({arguments}) -> ({result}) {{\n{body}\n}}")


def compute(operation, x, result="tensor<1x4xf32>", shape="1x4"):
    """What one operation, `%y`, makes of samples `%x`."""
    module = parse(
        f"%y = {operation}\nreturn %y : {result}",
        f'%x: tensor<{shape}xf32> {{qnn.name = "x"}}',
        f'{result} {{qnn.name = "y"}}',
    )
    return evaluate(module, {"x": np.array(x, np.float32)})["y"]


def quantize(x, scale=1.0, zero_point=0.0, bits=4, mode="half_even", flags="signed"):
    return compute(
        f"qnn.quantize %x scale dense<{scale}> : tensor<f32> zero_point dense<{float(zero_point)}> : tensor<f32> "
        f"bits dense<{bits}> : tensor<i32> {mode} {flags} : tensor<1x4xf32>",
        [x],
    )[0].tolist()


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("half_even", [-2, 2, -2, 4]),
        ("half_away", [-3, 3, -2, 4]),
        ("half_to_zero", [-2, 2, -2, 3]),
        ("half_ceil", [-2, 3, -2, 4]),
        ("half_floor", [-3, 2, -2, 3]),
        ("floor", [-3, 2, -3, 3]),
        ("ceil", [-2, 3, -2, 4]),
        ("to_zero", [-2, 2, -2, 3]),
        ("away", [-3, 3, -3, 4]),
    ],
)
def test_rounding(mode, expected):
    assert quantize([-2.5, 2.5, -2.25, 3.5], mode=mode) == expected


@pytest.mark.parametrize(
    ("flags", "expected"),
    [("signed", [-8, 7, 0, 1]), ("signed narrow", [-7, 7, 0, 1]), ("", [0, 15, 0, 1]), ("narrow", [0, 14, 0, 1])],
)
def test_ends_of_the_range(flags, expected):
    assert quantize([-100, 100, 0, 1], flags=flags) == expected


def test_a_value_is_clipped_before_it_is_rounded():
    assert quantize([7.4, 7.6, -8.4, -8.6], mode="ceil") == [7, 7, -8, -8]


def test_zero_point_takes_part_in_rounding_and_clipping():
    assert quantize([0.5, 1.5, 20, -20], zero_point=3) == [1, 1, 4, -11]
    assert quantize([0.5, 1.5, 20, -20], zero_point=3, flags="") == [1, 1, 12, -3]


def test_one_signed_bit_is_bipolar():
    assert quantize([-3, -0.0, 0.25, 3], bits=1, scale=0.5) == [-0.5, 0.5, 0.5, 0.5]
    assert quantize([-3, -0.0, 0.25, 3], bits=1, flags="") == [0, 0, 0, 1]


def test_bit_widths_per_element():
    result = compute(
        "qnn.quantize %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> "
        "bits dense<[[1, 2, 3, 32]]> : tensor<1x4xi32> half_even signed : tensor<1x4xf32>",
        [[-9, -9, -9, -9]],
    )
    assert result.tolist() == [[-1, -2, -4, -9]]


def test_bipolar_quantize():
    result = compute("qnn.bipolar_quantize %x scale dense<2.0> : tensor<f32> : tensor<1x4xf32>", [[-1, -0.0, 0, 3]])
    assert result.tolist() == [[-2, 2, 2, 2]]


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("qnn.add %x, %x : tensor<1x4xf32>, tensor<1x4xf32> -> tensor<1x4xf32>", [2, -4, 1, 0]),
        ("qnn.sub %x, %x : tensor<1x4xf32>, tensor<1x4xf32> -> tensor<1x4xf32>", [0, 0, 0, 0]),
        ("qnn.mul %x, %x : tensor<1x4xf32>, tensor<1x4xf32> -> tensor<1x4xf32>", [1, 4, 0.25, 0]),
        ("qnn.relu %x : tensor<1x4xf32> -> tensor<1x4xf32>", [1, 0, 0.5, 0]),
    ],
)
def test_elementwise(operation, expected):
    assert compute(operation, [[1, -2, 0.5, 0]]).tolist() == [expected]


def test_batch_norm():
    result = compute(
        "qnn.batch_norm %x gamma dense<[1.0, 2.0]> : tensor<2xf32> beta dense<[0.0, 5.0]> : tensor<2xf32> "
        "mean dense<[1.0, 0.0]> : tensor<2xf32> variance dense<[0.75, 3.75]> : tensor<2xf32> epsilon 0.25 axis 1 "
        ": tensor<1x2x2xf32>",
        [[[1, 2], [2, 4]]],
        "tensor<1x2x2xf32>",
        "1x2x2",
    )
    assert result.tolist() == [[[0, 1], [7, 9]]]


def test_softmax():
    x = np.array([[[0, 1], [2, 1000]], [[0, 0], [0, 0]]], np.float32)
    result = compute("qnn.softmax %x axis 1 : tensor<1x2x2xf32>", x, "tensor<1x2x2xf32>", "1x2x2")
    exponentials = np.exp(x[0].astype(np.float64) - x[0].max(0))
    np.testing.assert_allclose(result[0], exponentials / exponentials.sum(0), rtol=1e-6)
    np.testing.assert_array_equal(result[1], np.full((2, 2), 0.5))


def test_samples_are_computed_together_and_apart():
    """An operand of lower rank broadcasts within a sample, never along the samples."""
    module = parse(
        "%c = arith.constant dense<[[[1.0], [2.0]], [[3.0], [4.0]]]> : tensor<2x2x1xf32>\n"
        "%y = qnn.add %x, %c : tensor<2xf32>, tensor<2x2x1xf32> -> tensor<2x2x2xf32>\n"
        "return %y : tensor<2x2x2xf32>",
        '%x: tensor<2xf32> {qnn.name = "x"}',
        'tensor<2x2x2xf32> {qnn.name = "y"}',
    )
    x = np.arange(4, dtype=np.float32).reshape(2, 2)
    constant = np.array([[[1], [2]], [[3], [4]]], np.float32)
    y = evaluate(module, {"x": x})["y"]
    for sample in range(2):
        np.testing.assert_array_equal(y[sample], x[sample] + constant)


def test_matmul_transpose_and_reshape():
    module = parse(
        "%t = qnn.transpose %x [0, 2, 1] : tensor<1x2x3xf32> -> tensor<1x3x2xf32>\n"
        "%m = qnn.matmul %x, %t : tensor<1x2x3xf32>, tensor<1x3x2xf32> -> tensor<1x2x2xf32>\n"
        "%y = qnn.reshape %m : tensor<1x2x2xf32> -> tensor<4xf32>\n"
        "return %y : tensor<4xf32>",
        '%x: tensor<1x2x3xf32> {qnn.name = "x"}',
        'tensor<4xf32> {qnn.name = "y"}',
    )
    x = np.arange(12, dtype=np.float32).reshape(2, 2, 3)
    y = evaluate(module, {"x": x})["y"]
    np.testing.assert_array_equal(y, (x @ x.transpose(0, 2, 1)).reshape(2, 4))


NAMED = """
%c = arith.constant dense<2.0> : tensor<4xf32>
%q = qnn.bipolar_quantize %c scale dense<1.0> : tensor<f32> {qnn.tensors = ["w"]} : tensor<4xf32>
%y = qnn.div %x, %q {qnn.tensors = ["d", "alias"]} : tensor<1x4xf32>, tensor<4xf32> -> tensor<1x4xf32>
return %y : tensor<1x4xf32>
"""


def test_every_name_of_the_model():
    module = parse(NAMED, '%x: tensor<1x4xf32> {qnn.name = "x", qnn.tensors = ["i"]}')
    values = evaluate(module, {"x": np.ones((3, 4))})
    assert {name: value.shape for name, value in values.items()} == {
        **dict.fromkeys(("x", "i", "d", "alias", "y"), (3, 4)),
        "w": (4,),
    }
    assert all(value.dtype == np.float32 for value in values.values())


def test_a_constant_result_is_there_for_every_sample():
    module = parse("%c = arith.constant dense<2.0> : tensor<1x4xf32>\nreturn %c : tensor<1x4xf32>")
    assert evaluate(module, {"x": np.ones((3, 4))})["y"].shape == (3, 4)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({}, "the input 'x' is missing"),
        ({"x": np.ones((2, 4)), "z": np.ones(2)}, "there is no input 'z'; .*accepted: x"),
        ({"x": np.ones((2, 5))}, r"the input 'x' has shape \(2, 5\), but needs \(samples, 4\)"),
        ({"x": np.ones(4)}, r"the input 'x' has shape \(4,\), but needs \(samples, 4\)"),
        ({"x": np.float32(1)}, r"the input 'x' has shape \(\), but needs \(samples, 4\)"),
    ],
)
def test_inputs_that_do_not_fit(inputs, message):
    with pytest.raises(InputError, match=message):
        evaluate(parse(NAMED), inputs)


def test_inputs_with_different_numbers_of_samples():
    module = parse(
        "return %x : tensor<1x4xf32>",
        '%x: tensor<1x4xf32> {qnn.name = "x"}, %z: tensor<1x4xf32> {qnn.name = "z"}',
    )
    with pytest.raises(InputError, match="the inputs have different numbers of samples: x has 2, z has 3"):
        evaluate(module, {"x": np.ones((2, 4)), "z": np.ones((3, 4))})


def test_other_operations_are_no_import_form():
    module = parse("%s = arith.addf %x, %x : tensor<1x4xf32>\nreturn %s : tensor<1x4xf32>")
    with pytest.raises(ValueError, match=r"arith\.addf is not an operation of the import form"):
        evaluate(module, {"x": np.ones((2, 4))})
