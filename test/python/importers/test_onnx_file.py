"""Reading files: what is no model, and tensors that are stored elsewhere."""

from pathlib import Path

import numpy as np
import pytest

from hls4mlir import ModelError

from .models import build, check, evaluate, f32, floats, import_model, names, node, onnx


def saved(path, model=None):
    onnx.save(model or build(node("MatMul", "x w"), constants={"w": floats(4, 3)}), path)
    return path


def rejected(path):
    with pytest.raises(ModelError) as caught:
        import_model(path)
    return str(caught.value)


@pytest.mark.parametrize("spell", [str, Path])
def test_paths(tmp_path, spell):
    module = import_model(spell(saved(tmp_path / "net.onnx")))
    assert names(module) == ["arith.constant", "qnn.matmul"]


def test_missing_file(tmp_path):
    assert rejected(tmp_path / "no.onnx") == f"{tmp_path / 'no.onnx'}: no such file"


def test_directory(tmp_path):
    assert rejected(tmp_path) == f"{tmp_path}: is a directory, not an ONNX file"


def test_empty_file(tmp_path):
    path = tmp_path / "empty.onnx"
    path.touch()
    assert rejected(path) == f"{path}: the file is empty"


def test_text_file(tmp_path):
    path = tmp_path / "notes.onnx"
    path.write_text("Not a model, but some lines of text.\n" * 30)
    assert rejected(path) == f"{path}: is a text file, not an ONNX model"


def test_unreadable_paths():
    assert "cannot be read" in rejected("a\0b.onnx")
    assert "cannot be read" in rejected("a" * 5000)


def test_garbage(tmp_path):
    path = tmp_path / "garbage.onnx"
    for seed in range(50):
        path.write_bytes(np.random.default_rng(seed).bytes(200))
        assert rejected(path).startswith(f"{path}: is not an ONNX model")


def test_truncated_files_never_crash(tmp_path):
    data = saved(tmp_path / "net.onnx").read_bytes()
    path = tmp_path / "cut.onnx"
    # Without its last field, the operator sets, the file is still a model.
    shortest = len(data) - 2 - len(build().opset_import[0].SerializeToString())
    for size in range(1, len(data)):
        path.write_bytes(data[:size])
        if size == shortest:
            import_model(path)
        else:
            assert rejected(path).startswith(f"{path}: is ")


@pytest.mark.parametrize("model", [None, 3, object()])
def test_other_objects(model):
    with pytest.raises(ModelError, match=r"a model is a path or an onnx.ModelProto, not"):
        import_model(model)


def test_a_model_without_a_graph():
    with pytest.raises(ModelError, match=r"^model: is not an ONNX model: it has no graph"):
        import_model(onnx.ModelProto())


@pytest.mark.parametrize(("ir_version", "expected"), [(1, 1), (2, 1), (3, 8), (6, 11), (8, 18), (99, None), (0, None)])
def test_models_without_an_operator_set(ir_version, expected):
    from hls4mlir.importers.onnx_file import OnnxFile

    model = build(node("Relu", "x"), ir_version=ir_version)
    del model.opset_import[:]
    found = OnnxFile.load(model).opset("")
    assert found == (expected or onnx.defs.onnx_opset_version())
    import_model(model)


def test_both_spellings_of_the_standard_domain():
    model = build(node("Softmax", "x", domain="ai.onnx"), inputs={"x": (1, 3, 4)}, opset=11)
    model.opset_import[0].domain = "ai.onnx"
    assert names(import_model(model)) == ["qnn.reshape", "qnn.softmax", "qnn.reshape"]


def test_operator_sets_that_are_not_known():
    with pytest.raises(ModelError, match=r"model: operator set 99 is not one that the installed onnx package knows"):
        import_model(build(node("Relu", "x"), opset=99))
    model = build(node("Relu", "x"), domains=[("", 9)])
    with pytest.raises(ModelError, match=r"operator set 'ai.onnx' is imported as version 13 and as version 9"):
        import_model(model)


def with_tensor(**changes):
    """A model with an initializer that has been tampered with."""
    model = build(node("Add", "x c", name="n"), constants={"c": floats(4)})
    for key, value in changes.items():
        field = model.graph.initializer[0]
        if isinstance(value, list):
            field.ClearField(key)
            getattr(field, key).extend(value)
        else:
            setattr(field, key, value)
    return model


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"dims": [5]}, r"initializer 'c': its data does not fit its shape \[5\]"),
        ({"dims": [1 << 40]}, r"initializer 'c': shape \[1099511627776\] has 1099511627776 elements; at most"),
        ({"dims": [-4]}, r"initializer 'c': shape \[-4\] has a negative dimension"),
        ({"raw_data": b"123"}, r"initializer 'c': its data does not fit its shape \[4\]"),
        ({"data_type": 0}, r"initializer 'c': elements of unknown type 0"),
        ({"data_type": 77}, r"initializer 'c': elements of unknown type 77"),
    ],
)
def test_tensors_that_are_damaged(changes, message):
    with pytest.raises(ModelError, match=message):
        import_model(with_tensor(**changes))


def test_segments_and_sparse_tensors():
    model = with_tensor()
    model.graph.initializer[0].segment.begin = 1
    with pytest.raises(ModelError, match="initializer 'c': is stored in segments"):
        import_model(model)
    model = build(node("Relu", "x"))
    model.graph.sparse_initializer.append(
        onnx.helper.make_sparse_tensor(
            onnx.numpy_helper.from_array(f32([1]), "c"), onnx.numpy_helper.from_array(np.array([0])), [4]
        )
    )
    model.graph.node.append(node("Add", "x c", "z"))
    model.graph.output[0].name = "z"
    with pytest.raises(ModelError, match="tensor 'c': sparse tensors are not supported"):
        import_model(model)


# External data ------------------------------------------------------------------------------------------------------


@pytest.fixture
def external(tmp_path):
    """A folder with a model of which the weights lie in a file of their own, and the entry that says so."""
    folder = tmp_path / "model"
    folder.mkdir()
    saved(folder / "net.onnx", build(node("MatMul", "x w"), constants={"w": floats(4, 300)}))
    model = onnx.load(folder / "net.onnx")
    onnx.save(model, folder / "net.onnx", save_as_external_data=True, location="net.weights", size_threshold=0)
    return folder


def change(folder, **entries):
    """Rewrites what the model says about its external data."""
    model = onnx.load(folder / "net.onnx", load_external_data=False)
    tensor = model.graph.initializer[0]
    known = {entry.key: entry.value for entry in tensor.external_data}
    del tensor.external_data[:]
    for key, value in {**known, **entries}.items():
        tensor.external_data.add(key=key, value=str(value))
    (folder / "net.onnx").write_bytes(model.SerializeToString())
    return folder / "net.onnx"


def test_external_data(external):
    module = import_model(external / "net.onnx")
    x = floats(2, 4)
    np.testing.assert_allclose(evaluate(module, {"x": x})["y"], x @ floats(4, 300), rtol=1e-5, atol=1e-6)


def test_external_data_in_a_folder_below(external):
    (external / "data").mkdir()
    (external / "net.weights").rename(external / "data" / "w")
    import_model(change(external, location="data/w"))


def test_external_data_at_an_offset(external):
    path = external / "net.weights"
    path.write_bytes(bytes(64) + path.read_bytes() + b"more")
    module = import_model(change(external, offset=64))
    np.testing.assert_allclose(evaluate(module, {"x": np.eye(4, dtype=np.float32)})["y"], floats(4, 300))


def test_external_data_of_a_model_in_memory(external):
    model = onnx.load(external / "net.onnx", load_external_data=False)
    with pytest.raises(ModelError, match=r"initializer 'w': its data lies in another file, 'net.weights', but a model"):
        import_model(model)
    check(onnx.load(external / "net.onnx"))


@pytest.mark.parametrize("location", ["../outside", "data/../../outside", "", ".", "/etc/hostname", "link", "linked/w"])
def test_external_data_outside_the_folder(external, location):
    (external.parent / "outside").write_bytes(bytes(4800))
    (external / "link").symlink_to(external.parent / "outside")
    (external.parent / "elsewhere").mkdir()
    (external.parent / "elsewhere" / "w").write_bytes(bytes(4800))
    (external / "linked").symlink_to(external.parent / "elsewhere")
    message = rejected(change(external, location=location))
    assert f"initializer 'w': its external data '{location}' lies outside the model's folder" in message or (
        location == "." and "does not exist" in message
    )


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ({"location": "missing"}, r"initializer 'w': its external data .*missing does not exist"),
        ({"offset": 1}, r"initializer 'w': needs bytes 1 to 4801 of .*net.weights, which has 4800 bytes"),
        ({"offset": -1}, r"initializer 'w': needs bytes -1 to 4799"),
        ({"offset": "one"}, r"initializer 'w': offset and length of its external data must be integers"),
        ({"length": 4}, r"initializer 'w': external data of 4 bytes, but shape \[4, 300\] of float32 needs 4800"),
    ],
)
def test_external_data_that_does_not_fit(external, entries, message):
    with pytest.raises(ModelError, match=message):
        import_model(change(external, **entries))


def test_external_strings(external):
    model = onnx.load(external / "net.onnx", load_external_data=False)
    model.graph.initializer[0].data_type = onnx.TensorProto.STRING
    (external / "net.onnx").write_bytes(model.SerializeToString())
    assert "external data of type object is not supported; float16, float32" in rejected(external / "net.onnx")
