"""Products, sums and normalization, against the onnx package's reference implementation."""

import numpy as np
import pytest

import hls4mlir
from hls4mlir import ModelError

from .models import build, check, evaluate, floats, import_model, named, names, node, operations, result_types, tensors


def test_matmul_by_a_constant():
    module = check(build(node("MatMul", "x w"), constants={"w": floats(4, 3)}))
    assert names(module) == ["arith.constant", "qnn.matmul"]
    assert result_types(module) == ["tensor<1x3xf32>"]


@pytest.mark.parametrize(
    ("lhs", "rhs"), [((1, 2, 4), (4, 3)), ((1, 2, 5, 4), (2, 4, 3)), ((1, 4), (4,)), ((4,), (4, 3)), ((4,), (4,))]
)
def test_matmul_of_every_rank(lhs, rhs):
    check(build(node("MatMul", "x w"), inputs={"x": lhs}, constants={"w": floats(*rhs)}))


def test_matmul_of_two_inputs():
    module = check(build(node("MatMul", "x z"), inputs={"x": (1, 2, 4), "z": (1, 4, 3)}))
    assert names(module) == ["qnn.matmul"]


def test_matmul_says_which_shapes_do_not_fit():
    with pytest.raises(ModelError, match=r"fc1: .*1x4xf32.*5x3xf32"):
        import_model(build(node("MatMul", "x w", name="fc1"), constants={"w": floats(5, 3)}))


def test_matmul_rejects_scalars():
    with pytest.raises(ModelError, match=r"fc1: cannot multiply \[1, 4\] by \[\]; MatMul takes no scalars"):
        import_model(build(node("MatMul", "x w", name="fc1"), constants={"w": np.float32(1)}))


@pytest.mark.parametrize("trans_a", [0, 1])
@pytest.mark.parametrize("trans_b", [0, 1])
@pytest.mark.parametrize("addend", [(), (3,), (1, 3), (1,), (1, 1)])
def test_gemm(trans_a, trans_b, addend):
    module = check(
        build(
            node("Transpose" if trans_a else "Identity", "x", "a"),
            node("Gemm", "a w c", transA=trans_a, transB=trans_b, alpha=0.5, beta=3.0),
            constants={"w": floats(*((3, 4) if trans_b else (4, 3))), "c": floats(*addend, seed=1)},
        )
    )
    assert result_types(module) == ["tensor<1x3xf32>"]
    assert names(module).count("qnn.transpose") == 2 * trans_a + trans_b
    assert names(module).count("qnn.mul") == 2


def test_gemm_leaves_out_what_does_nothing():
    module = check(build(node("Gemm", "x w"), constants={"w": floats(4, 3)}))
    assert names(module) == ["arith.constant", "qnn.matmul"]
    module = check(build(node("Gemm", "x w c", beta=0.0), constants={"w": floats(4, 3), "c": floats(3)}))
    assert names(module) == ["arith.constant", "qnn.matmul"]


def test_gemm_gives_its_name_to_its_last_operation():
    module = import_model(build(node("Gemm", "x w c", name="fc"), constants={"w": floats(4, 3), "c": floats(3)}))
    product, total = named(module, "qnn.matmul"), named(module, "qnn.add")
    assert tensors(total) == ["y"]
    assert "qnn.tensors" not in product.attributes
    assert product.location.name_str == total.location.name_str == "fc"


def test_gemm_of_operator_set_6():
    check(
        build(node("Gemm", "x w c", broadcast=1), constants={"w": floats(4, 3), "c": floats(3)}, opset=6),
        rtol=1e-5,
    )


def test_gemm_rejects_an_addend_that_enlarges():
    with pytest.raises(ModelError, match=r"fc: operand C of shape \[2, 3\] does not broadcast .* \[1, 3\]"):
        import_model(build(node("Gemm", "x w c", name="fc"), constants={"w": floats(4, 3), "c": floats(2, 3)}))


def test_gemm_rejects_other_ranks():
    with pytest.raises(ModelError, match=r"fc: operand B of Gemm has shape \[4\], but must have two dimensions"):
        import_model(build(node("Gemm", "x w", name="fc"), constants={"w": floats(4)}))


@pytest.mark.parametrize("op_type", ["Add", "Sub", "Mul", "Div"])
@pytest.mark.parametrize("shape", [(), (1,), (4,), (1, 4), (3, 1, 4)])
def test_elementwise_with_a_constant_on_either_side(op_type, shape):
    constant = floats(*shape) + np.float32(4)
    check(build(node(op_type, "x c"), constants={"c": constant}))
    module = check(build(node(op_type, "c x"), constants={"c": constant}), x=floats(5, 4) + np.float32(5))
    assert names(module) == ["arith.constant", f"qnn.{op_type.lower()}"]


def test_elementwise_of_two_values():
    module = check(build(node("Sub", "x z"), inputs={"x": (1, 3, 4), "z": (1, 1, 4)}))
    assert names(module) == ["qnn.sub"]


def test_elementwise_of_one_value_with_itself():
    assert names(check(build(node("Mul", "x x")))) == ["qnn.mul"]


def test_products_that_no_type_holds():
    """Each has twice the bits: the tenth is refused, with its name."""
    ones = {"s": np.float32(1), "z": np.float32(0), "b": np.float32(8)}
    quantizer = node(
        "Quant", "x s z b", "v0", "q", "qonnx.custom_op.general", signed=1, narrow=0, rounding_mode="ROUND"
    )
    products = [node("Mul", f"v{i} v{i}", f"v{i + 1}", f"mul{i}") for i in range(10)]
    model = build(quantizer, *products, outputs="v10", constants=ones, domains=[("qonnx.custom_op.general", 1)])
    with pytest.raises(
        hls4mlir.Error, match="layer 'mul9' needs a product of 8192 bits, and at most 4096 are supported"
    ):
        hls4mlir.compile(model)


def test_elementwise_says_which_shapes_do_not_broadcast():
    with pytest.raises(ModelError, match=r"join: shapes \[1, 4\] and \[3\] do not broadcast"):
        import_model(build(node("Add", "x c", name="join"), constants={"c": floats(3)}))


@pytest.mark.parametrize(("shape", "axis"), [((3,), 1), ((3, 4), 1), ((4,), -1), ((1,), 0), ((1, 3), 0)])
def test_alignment_of_operator_set_6(shape, axis):
    constant = floats(*shape)
    module = import_model(
        build(node("Add", "x c", broadcast=1, axis=axis), inputs={"x": (1, 3, 4)}, constants={"c": constant}, opset=6),
    )
    trailing = 3 - (axis % 3) - len(shape)
    add = named(module, "qnn.add")
    expected = "x".join(map(str, (*shape, *(1,) * trailing)))
    assert str(add.operands[1].type) == f"tensor<{expected}xf32>"


def test_operator_set_6_broadcasts_only_when_asked_to():
    with pytest.raises(ModelError, match=r"join: .*\[1, 4\] and \[4\].*'broadcast' is not set in operator set 6"):
        import_model(build(node("Add", "x c", name="join"), constants={"c": floats(4)}, opset=6))
    with pytest.raises(ModelError, match=r"join: attribute 'axis' aligns 2 dimensions with 2 from dimension 1 on"):
        import_model(
            build(node("Add", "x c", name="join", broadcast=1, axis=1), constants={"c": floats(4, 1)}, opset=6)
        )


def test_broadcast_attribute_means_nothing_later():
    with pytest.raises(ModelError, match=r"join: attribute 'broadcast' of Add is not supported in operator set 13"):
        import_model(build(node("Add", "x c", name="join", broadcast=1), constants={"c": floats(4)}))


def test_neg_is_a_product():
    assert names(check(build(node("Neg", "x")))) == ["arith.constant", "qnn.mul"]


def normalization(channels=4, **changed):
    constants = {
        "gamma": floats(channels, seed=1),
        "beta": floats(channels, seed=2),
        "mean": floats(channels, seed=3),
        "var": np.abs(floats(channels, seed=4)),
    }
    return {**constants, **changed}


@pytest.mark.parametrize("opset", [14, 15, 20])
@pytest.mark.parametrize("shape", [(1, 4), (1, 4, 3), (1, 4, 3, 2)])
def test_batch_normalization(opset, shape):
    module = check(
        build(
            node("BatchNormalization", "x gamma beta mean var", epsilon=0.25),
            inputs={"x": shape},
            constants=normalization(),
            opset=opset,
        )
    )
    assert names(module) == ["qnn.batch_norm"]


@pytest.mark.parametrize(("opset", "attributes"), [(6, {"is_test": 1}), (7, {}), (9, {}), (14, {"training_mode": 0})])
def test_batch_normalization_does_not_depend_on_momentum(opset, attributes):
    model = build(
        node("BatchNormalization", "x gamma beta mean var", momentum=0.5, epsilon=0.25, **attributes),
        constants=normalization(),
        opset=opset,
    )
    x, parameters = floats(5, 4), normalization()
    normal = (x - parameters["mean"]) / np.sqrt(parameters["var"] + np.float32(0.25))
    expected = normal * parameters["gamma"] + parameters["beta"]
    np.testing.assert_allclose(evaluate(import_model(model), {"x": x})["y"], expected, rtol=1e-5)


def test_batch_normalization_has_a_default_epsilon():
    module = check(build(node("BatchNormalization", "x gamma beta mean var"), constants=normalization(), opset=14))
    assert "epsilon 9.99999974E-6" in str(operations(module)[0])


@pytest.mark.parametrize(
    ("attributes", "opset", "outputs"),
    [({"training_mode": 1}, 14, "y m v"), ({}, 9, "y m v"), ({}, 6, "y"), ({"is_test": 0}, 6, "y")],
)
def test_batch_normalization_in_training_mode_is_rejected(attributes, opset, outputs):
    model = build(
        node("BatchNormalization", "x gamma beta mean var", outputs, name="bn", **attributes),
        constants=normalization(),
        opset=opset,
    )
    with pytest.raises(ModelError, match=r"bn: is in training mode; only inference"):
        import_model(model)


def test_batch_normalization_of_operator_set_6():
    attributes = {"is_test": 1, "spatial": 0}
    model = build(
        node("BatchNormalization", "x gamma beta mean var", name="bn", **attributes),
        constants=normalization(),
        opset=6,
    )
    assert names(import_model(model)) == ["qnn.batch_norm"]
    model.graph.input[0].type.tensor_type.shape.dim.add().dim_value = 3
    with pytest.raises(ModelError, match=r"bn: attribute 'spatial' is 0"):
        import_model(model)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"mean": floats(3)}, r"the mean has shape \[3\], but the operand has 4 channels, which needs \[4\]"),
        ({"var": -np.ones(4, np.float32)}, r"variance plus epsilon must be positive.*-1"),
        ({"gamma": np.array([1, np.nan, 1, 1], np.float32)}, r"the scale 'gamma': element \[1\] is nan"),
    ],
)
def test_batch_normalization_checks_its_parameters(changed, message):
    model = build(node("BatchNormalization", "x gamma beta mean var", name="bn"), constants=normalization(**changed))
    with pytest.raises(ModelError, match=rf"bn: {message}"):
        import_model(model)


def test_batch_normalization_needs_constants():
    model = build(
        node("Relu", "z", "gamma"),
        node("BatchNormalization", "x gamma beta mean var", name="bn"),
        inputs={"x": (1, 4), "z": (4,)},
        constants={key: value for key, value in normalization().items() if key != "gamma"},
    )
    with pytest.raises(ModelError, match=r"bn: the scale of BatchNormalization is computed from 'gamma'"):
        import_model(model)


def softmax(x, axes):
    exponentials = np.exp(x - x.max(axes, keepdims=True))
    return exponentials / exponentials.sum(axes, keepdims=True)


@pytest.mark.parametrize("axis", [None, 0, 1, 2, 3, -1, -2, -4])
@pytest.mark.parametrize("opset", [13, 20])
def test_softmax(axis, opset):
    attributes = {} if axis is None else {"axis": axis}
    check(build(node("Softmax", "x", **attributes), inputs={"x": (1, 3, 4, 2)}, opset=opset))


# The reference implementation of the onnx package has one axis in every operator set.
@pytest.mark.parametrize("axis", [None, 0, 1, 2, 3, -1, -2, -4])
@pytest.mark.parametrize("opset", [1, 11, 12])
def test_softmax_below_operator_set_13(axis, opset):
    attributes = {} if axis is None else {"axis": axis}
    module = import_model(build(node("Softmax", "x", **attributes), inputs={"x": (1, 3, 4, 2)}, opset=opset))
    x = floats(5, 3, 4, 2)
    first = max(1, (1 if axis is None else axis) % 4)
    np.testing.assert_allclose(evaluate(module, {"x": x})["y"], softmax(x, tuple(range(first, 4))), rtol=1e-5)


def test_softmax_over_several_dimensions_below_operator_set_13():
    module = import_model(build(node("Softmax", "x", axis=1), inputs={"x": (1, 3, 4)}, opset=11))
    assert names(module) == ["qnn.reshape", "qnn.softmax", "qnn.reshape"]
    assert tensors(operations(module)[2].operation) == ["y"]
    module = check(build(node("Softmax", "x", axis=1), inputs={"x": (1, 3, 1)}, opset=11))
    assert names(module) == ["qnn.softmax"]


def test_softmax_rejects_an_axis_that_is_not_there():
    with pytest.raises(ModelError, match=r"Softmax_0: attribute 'axis' is 2, but the operand has shape \[1, 4\]"):
        import_model(build(node("Softmax", "x", axis=2)))
