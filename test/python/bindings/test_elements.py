# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Constants: from numpy and back, with and without copying."""

import gc
import sys
import weakref
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from hls4mlir import ir
from hls4mlir.dialects import qnn

pytestmark = pytest.mark.usefixtures("context")

DTYPES = ["bool", "int8", "int16", "int32", "int64", "float16", "float32", "float64"]
SHAPES: list[tuple[int, ...]] = [(), (1,), (5,), (2, 3), (2, 0, 3), (2, 3, 4)]


def make(dtype: str, shape: tuple[int, ...]) -> NDArray[Any]:
    return (np.random.default_rng(0).standard_normal(shape) * 100).astype(dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", SHAPES)
def test_dense_round_trip(dtype: str, shape: tuple[int, ...]):
    array = make(dtype, shape)
    attr = ir.DenseElementsAttr.get(array)
    assert attr.type.shape == shape
    assert len(attr) == array.size
    back = attr.to_numpy()
    assert back.dtype == array.dtype
    np.testing.assert_array_equal(back, array)
    assert not back.flags.writeable
    parsed = ir.Attribute.parse(str(attr))
    assert parsed == attr


@pytest.mark.parametrize("dtype", DTYPES)
def test_splat(dtype: str):
    array = np.ones((2, 3), dtype)
    attr = ir.DenseElementsAttr.get(array)
    assert attr.is_splat
    np.testing.assert_array_equal(attr.to_numpy(), array)
    element = attr.get_splat_value()
    assert ir.DenseElementsAttr.get_splat(attr.type, element) == attr
    with pytest.raises(ValueError, match=r"not all equal"):
        ir.DenseElementsAttr.get(np.arange(2)).get_splat_value()


def test_unsigned_and_signed_elements():
    array = np.array([0, 255], np.uint8)
    assert str(ir.DenseElementsAttr.get(array)) == "dense<[0, -1]> : tensor<2xi8>"
    unsigned = ir.DenseElementsAttr.get(array, signless=False)
    assert str(unsigned) == "dense<[0, 255]> : tensor<2xui8>"
    np.testing.assert_array_equal(unsigned.to_numpy(), array)
    assert unsigned.to_numpy().dtype == np.uint8
    assert str(ir.DenseElementsAttr.get(array.view(np.int8), signless=False)) == "dense<[0, -1]> : tensor<2xsi8>"
    index = ir.DenseElementsAttr.get(np.array([1, 2]), ir.IndexType.get())
    assert str(index) == "dense<[1, 2]> : tensor<2xindex>"


def test_dense_takes_what_numpy_takes():
    assert str(ir.DenseElementsAttr.get(2.5)) == "dense<2.500000e+00> : tensor<f64>"
    assert str(ir.DenseElementsAttr.get([[1, 2]])) == "dense<[[1, 2]]> : tensor<1x2xi64>"
    transposed = np.arange(6, dtype=np.int8).reshape(2, 3).T
    np.testing.assert_array_equal(ir.DenseElementsAttr.get(transposed), transposed)


def test_array_protocol():
    attr = ir.DenseElementsAttr.get(np.array([1, 2], np.int8))
    assert np.asarray(attr).dtype == np.int8
    assert np.asarray(attr, np.float32).dtype == np.float32
    copy = np.array(attr)
    copy[0] = 7
    assert attr.to_numpy()[0] == 1


def test_dense_errors():
    array = np.zeros((2, 3), np.int8)
    tensor = ir.RankedTensorType.get([3, 2], ir.IntegerType.get_signless(8))
    with pytest.raises(ValueError, match=r"array has the shape of tensor<2x3xi8>, not of tensor<3x2xi8>"):
        ir.DenseElementsAttr.get(array, tensor)
    with pytest.raises(TypeError, match=r"elements of i16 cannot be taken from 8-bit signed integers"):
        ir.DenseElementsAttr.get(array, ir.IntegerType.get_signless(16))
    with pytest.raises(TypeError, match=r"elements of f32 cannot be taken from 64-bit floats"):
        ir.DenseElementsAttr.get(0.5, ir.F32Type.get())
    with pytest.raises(TypeError, match=r"elements of !qnn.fixed<s8, 3> cannot be taken"):
        ir.DenseElementsAttr.get(array, qnn.FixedType.get(8, 3))
    with pytest.raises(TypeError, match=r"elements are a ranked tensor, not"):
        ir.DenseElementsAttr.get(array, ir.FunctionType.get([], []))
    with pytest.raises(TypeError):
        ir.DenseElementsAttr.get(np.zeros(2, np.complex64))
    with pytest.raises(TypeError, match=r"numpy has no dtype for elements of i6"):
        ir.Attribute.parse("dense<[1, 2]> : tensor<2xi6>").to_numpy()  # type: ignore[attr-defined]


@pytest.mark.parametrize("dtype", DTYPES[1:])
@pytest.mark.parametrize("shape", [(1,), (5,), (2, 3)])
def test_resource_does_not_copy(dtype: str, shape: tuple[int, ...]):
    array = make(dtype, shape)
    attr = ir.DenseResourceElementsAttr.get_from_buffer(array, "w")
    back = attr.to_numpy()
    assert back.dtype == array.dtype
    np.testing.assert_array_equal(back, array)
    assert back.__array_interface__["data"][0] == array.__array_interface__["data"][0]
    assert not back.flags.writeable
    with pytest.raises(ValueError, match=r"read-only"):
        array[...] = 0


def test_resource_freezes_what_the_array_is_a_view_of():
    base = np.zeros((4, 4), np.int8)
    ir.DenseResourceElementsAttr.get_from_buffer(base[:2].reshape(8), "w")
    with pytest.raises(ValueError, match=r"read-only"):
        base[0, 0] = 1


def test_resource_keeps_the_array_as_long_as_the_context_lives():
    class Array(np.ndarray):
        """Has weak references."""

    def make_attr() -> tuple[ir.DenseResourceElementsAttr, weakref.ref[Array]]:
        with ir.Context():
            array = np.arange(4, dtype=np.int8).view(Array)
            return ir.DenseResourceElementsAttr.get_from_buffer(array, "w"), weakref.ref(array)

    attr, array = make_attr()
    gc.collect()
    assert array() is not None
    view = attr.to_numpy()
    del attr
    gc.collect()
    # The view keeps the context, and with it the array.
    assert array() is not None
    assert view.tolist() == [0, 1, 2, 3]
    del view
    gc.collect()
    assert array() is None


def test_resource_references_are_released():
    array = np.arange(4, dtype=np.int8)
    before = sys.getrefcount(array)
    with ir.Context():
        attr = ir.DenseResourceElementsAttr.get_from_buffer(array, "w")
        assert sys.getrefcount(array) > before
    del attr
    gc.collect()
    assert sys.getrefcount(array) == before


def test_resource_names_are_made_unique():
    first = ir.DenseResourceElementsAttr.get_from_buffer(np.zeros(2, np.int8), "w")
    second = ir.DenseResourceElementsAttr.get_from_buffer(np.ones(2, np.int8), "w")
    assert first.name == "w"
    assert second.name != "w"
    np.testing.assert_array_equal(first.to_numpy(), [0, 0])
    np.testing.assert_array_equal(second.to_numpy(), [1, 1])


def test_resource_of_fixed_point_elements():
    codes = np.arange(-2, 2, dtype=np.int8)
    attr = ir.DenseResourceElementsAttr.get_from_buffer(codes, "w", qnn.FixedType.get(6, 1))
    assert str(attr) == "dense_resource<w> : tensor<4x!qnn.fixed<s6, 1>>"
    with pytest.raises(TypeError, match=r"numpy has no dtype for elements of !qnn.fixed<s6, 1>"):
        attr.to_numpy()


def test_resource_errors():
    array = np.zeros((2, 3), np.float32)
    with pytest.raises(ValueError, match=r"not contiguous in C order: pass numpy.ascontiguousarray"):
        ir.DenseResourceElementsAttr.get_from_buffer(array.T, "w")
    with pytest.raises(TypeError, match=r"elements of f64 cannot be taken from 32-bit floats"):
        ir.DenseResourceElementsAttr.get_from_buffer(array, "w", ir.F64Type.get())
    with pytest.raises(TypeError, match=r"elements of i1 cannot be taken from booleans"):
        ir.DenseResourceElementsAttr.get_from_buffer(array > 0, "w")
    missing = ir.Attribute.parse("dense_resource<nothing> : tensor<2xi8>")
    assert isinstance(missing, ir.DenseResourceElementsAttr)
    with pytest.raises(ValueError, match=r"the resource 'nothing' has no data"):
        missing.to_numpy()
    # Nothing was frozen by a refused array.
    array[...] = 1


def test_a_resource_survives_printing_and_parsing():
    module = ir.Module.parse("module {}")
    codes = np.arange(6, dtype=np.int16).reshape(2, 3)
    with ir.Location.unknown(), ir.InsertionPoint(module.body):
        weight = qnn.WeightOp(
            "kernel",
            ir.DenseResourceElementsAttr.get_from_buffer(codes, "kernel"),
            ir.TypeAttr.get(qnn.FixedType.get(12, 3)),
        )
    assert weight.codes.__array_interface__["data"] == codes.__array_interface__["data"]
    assert module.operation.verify()
    parsed = ir.Module.parse(str(module)).body.operations[0]
    assert isinstance(parsed, qnn.WeightOp)
    np.testing.assert_array_equal(parsed.codes, codes)


def test_codes_have_the_sign_of_the_type(context: ir.Context):
    with ir.Location.unknown():
        for signed, expected in [(True, [-1, 1]), (False, [255, 1])]:
            weight = qnn.WeightOp(
                "k",
                ir.DenseElementsAttr.get(np.array([-1, 1], np.int8)),
                ir.TypeAttr.get(qnn.FixedType.get(8, 3, signed)),
                ip=False,
            )
            assert weight.codes.tolist() == expected
            assert weight.fixed_type.signed == signed
