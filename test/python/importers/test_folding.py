"""Folding of constant subgraphs: every operator of ONNX, within limits."""

import numpy as np
import pytest

from hls4mlir import ModelError, ir
from hls4mlir.importers.batch import Batch
from hls4mlir.importers.constant_folding import fold
from hls4mlir.importers.graph_builder import Constant, GraphBuilder

from .models import build, check, f32, floats, import_model, named, names, node, result_types


def folded(*nodes, constants, opset=13):
    """What the nodes, which compute `c` from constants, make of them."""
    module = import_model(build(*nodes, node("Add", "x c"), constants=constants, opset=opset))
    return np.asarray(named(module, "arith.constant").attributes["value"])


def test_arithmetic_is_float32():
    value = folded(node("Pow", "v h", "c"), constants={"v": f32([346.1243]), "h": np.float32(0.5)}, opset=9)
    np.testing.assert_array_equal(value, np.power(f32([346.1243]), np.float32(0.5)))


def test_operators_that_are_not_supported_on_values_are_folded():
    weights = floats(3, 4)
    value = folded(
        node("Clip", "w low high", "a"),
        node("ReduceMean", "a", "c", axes=[0]),
        constants={"w": weights, "low": np.float32(-1), "high": np.float32(1)},
        opset=17,
    )
    np.testing.assert_allclose(value, np.clip(weights, -1, 1).mean(0, keepdims=True), rtol=1e-6)


def test_several_results():
    model = build(
        node("Split", "w", "a b", axis=0),
        node("Sub", "a b", "c"),
        node("Add", "x c"),
        constants={"w": floats(2, 4)},
        opset=11,
    )
    assert names(check(model)) == ["arith.constant", "qnn.add"]


@pytest.mark.parametrize("opset", [1, 6])
def test_broadcasting_of_operator_set_6(opset):
    (value,) = fold(node("Mul", "w v", "c", broadcast=1, axis=0), [floats(4, 3), floats(4, seed=1)], opset)
    np.testing.assert_array_equal(value, floats(4, 3) * floats(4, seed=1)[:, None])


def test_reshape_of_operator_set_4():
    (value,) = fold(node("Reshape", "w", shape=[2, -1]), [floats(4, 3)], 4)
    np.testing.assert_array_equal(value, floats(4, 3).reshape(2, 6))


def test_cast_of_operator_set_5():
    (value,) = fold(node("Cast", "w", to="INT32"), [f32([1.5, 2.0])], 5)
    np.testing.assert_array_equal(value, np.array([1, 2], np.int32))
    with pytest.raises(ModelError, match="attribute 'to' of Cast is 'REAL', which is not a type"):
        fold(node("Cast", "w", to="REAL"), [f32([1.5])], 5)


@pytest.mark.parametrize(
    ("op_type", "constants", "attributes"),
    [
        ("ConstantOfShape", {"a": np.array([1 << 20, 1 << 20])}, {}),
        ("Expand", {"a": f32([1]), "b": np.array([1 << 40])}, {}),
        ("Tile", {"a": f32([1]), "b": np.array([1 << 40])}, {}),
        ("Range", {"a": np.int64(0), "b": np.int64(1 << 40), "c": np.int64(1)}, {}),
        ("Pad", {"a": f32([1]), "b": np.array([1 << 40, 0])}, {}),
        ("OneHot", {"a": np.array([1]), "b": np.int64(1 << 40), "c": f32([0, 1])}, {}),
    ],
)
def test_huge_results_are_rejected_before_they_are_computed(op_type, constants, attributes):
    model = build(
        node(op_type, " ".join(constants), "huge", name="n", **attributes), node("Add", "x huge"), constants=constants
    )
    with pytest.raises(ModelError, match=rf"^n: the result of {op_type} has \d+ elements; at most \d+ are supported"):
        import_model(model)


def test_random_numbers_are_rejected():
    with pytest.raises(ModelError, match=r"^r: operator RandomNormal gives random numbers, which is not supported"):
        import_model(build(node("RandomNormal", "", "r", name="r", shape=[4]), node("Add", "x r")))


def test_operators_that_the_reference_implementation_gets_wrong_are_rejected():
    with pytest.raises(ModelError, match=r"^h: operator Hardmax on constants is not supported in operator set 11"):
        import_model(
            build(node("Hardmax", "w", "c", name="h"), node("Add", "x c"), constants={"w": floats(2, 2, 4)}, opset=11)
        )


def test_operators_must_exist_in_the_operator_set():
    with pytest.raises(ModelError, match=r"^e: operator Einsum does not exist in operator set 11"):
        import_model(
            build(
                node("Einsum", "w", "c", name="e", equation="ij->ji"),
                node("Add", "x c"),
                constants={"w": floats(4, 4)},
                opset=11,
            )
        )
    with pytest.raises(ModelError, match=r"^e: operator Frobnicate does not exist"):
        import_model(build(node("Frobnicate", "w", "c", name="e"), node("Add", "x c"), constants={"w": floats(4)}))


def test_attributes_must_exist():
    with pytest.raises(ModelError, match=r"^g: attribute 'angle' of Gather is not supported in .* 13; supported: axis"):
        import_model(
            build(
                node("Gather", "w i", "c", name="g", angle=1),
                node("Add", "x c"),
                constants={"w": floats(4, 4), "i": np.int64(0)},
            )
        )


def test_operands_must_fit():
    with pytest.raises(ModelError, match=r"^m: MatMul of constants of shapes \[4, 4\], \[3, 4\] cannot be evaluated: "):
        import_model(
            build(
                node("MatMul", "w v", "c", name="m"),
                node("Add", "x c"),
                constants={"w": floats(4, 4), "v": floats(3, 4)},
            )
        )
    with pytest.raises(ModelError, match=r"^m: MatMul has 1 operands, but takes 2"):
        import_model(build(node("MatMul", "w", "c", name="m"), node("Add", "x c"), constants={"w": floats(4, 4)}))


def test_results_that_are_no_tensors_are_rejected():
    with pytest.raises(ModelError, match=r"^s: SequenceConstruct of constants gives a list, but must give a tensor"):
        import_model(
            build(
                node("SequenceConstruct", "w w", "s", name="s"),
                node("SequenceAt", "s i", "c"),
                node("Add", "x c"),
                constants={"w": floats(4), "i": np.int64(0)},
            )
        )


def test_numbers_that_are_not_finite_are_rejected_where_they_are_used():
    with pytest.raises(ModelError, match=r"^a: constant 'c': element \[0\] is inf; only finite numbers"):
        import_model(
            build(
                node("Div", "one zero", "c"),
                node("Add", "x c", name="a"),
                constants={"one": f32([1]), "zero": f32([0])},
            )
        )


@pytest.mark.parametrize("dtype", [np.float16, np.float64])
def test_other_floats_are_converted_when_exact(dtype):
    value = folded(constants={"c": np.array([0.5, 1, 2, 3], dtype)})
    assert value.dtype == np.float32
    np.testing.assert_array_equal(value, [0.5, 1, 2, 3])


@pytest.mark.parametrize("number", [0.1, 1e300])
def test_other_floats_are_rejected_when_inexact(number):
    with pytest.raises(ModelError, match=r"constant 'c': element \[1\] of type float64 is .*, which is not a float32"):
        folded(constants={"c": np.array([0.5, number])})


def test_booleans_are_no_numbers():
    with pytest.raises(ModelError, match=r"constant 'c': has elements of type bool, but must hold floats"):
        folded(constants={"c": np.array([True, False, True, True])})


def test_large_constants_are_resources_and_small_ones_are_written_out():
    model = build(node("MatMul", "x w"), inputs={"x": (1, 8)}, constants={"w": floats(8, 8)})
    assert "dense<" in str(named(import_model(model), "arith.constant"))
    model = build(node("MatMul", "x w"), inputs={"x": (1, 65)}, constants={"w": floats(65, 1)})
    assert "dense_resource<w" in str(named(check(model), "arith.constant"))


def test_large_constants_are_not_copied():
    weights = floats(64, 64)
    with ir.Context(), ir.Location.unknown():
        module = ir.Module.create()
        with ir.InsertionPoint(module.body):
            value = GraphBuilder(Batch(1)).value(Constant(weights, "w"))
        (constant,) = module.body.operations
        assert value.shape == (64, 64)
        assert np.shares_memory(np.asarray(constant.operation.attributes["value"]), weights)


def test_a_constant_is_one_operation_however_often_it_is_used():
    model = build(node("Add", "x c", "a"), node("Mul", "a c"), constants={"c": floats(4)})
    module = check(model)
    assert names(module) == ["arith.constant", "qnn.add", "qnn.mul"]
    assert named(module, "arith.constant").location.name_str == "c"


def test_constant_without_elements_is_rejected():
    with pytest.raises(ModelError, match=r"^m: constant 'c': shape \[0\] has no elements"):
        import_model(build(node("Mul", "x c", name="m"), constants={"c": np.zeros(0, np.float32)}))


def test_constant_result_of_the_model():
    module = check(build(node("Exp", "c"), constants={"c": floats(1, 3)}))
    assert result_types(module) == ["tensor<1x3xf32>"]
