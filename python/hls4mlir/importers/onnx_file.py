# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""ONNX files: reading them whole, and the tensors inside and beside them.

Nothing here trusts the file. Sizes are compared before memory is asked for, external data stays in the model's folder,
and what the protobuf or numpy libraries raise becomes a `ModelError` that names the file or the tensor.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from hls4mlir.errors import DependencyError, ModelError

if TYPE_CHECKING:
    import onnx

__all__ = ["MAX_ELEMENTS", "Array", "OnnxFile", "require_onnx", "require_size", "shape_text"]

Array = npt.NDArray[Any]

MAX_ELEMENTS = 1 << 28
"""The largest tensor that is accepted: 1 GiB of float32, more than any device holds."""


def require_onnx() -> None:
    """Raises `DependencyError` unless the onnx package can be imported."""
    try:
        import onnx  # noqa: F401  # pyright: ignore[reportUnusedImport]
    except ImportError:
        raise DependencyError("reading ONNX models needs the package onnx: pip install 'hls4mlir[qonnx]'") from None


def shape_text(shape: Sequence[int]) -> str:
    """A shape as messages show it: `[1, 16]`."""
    return f"[{', '.join(str(extent) for extent in shape)}]"


def require_size(what: str, shape: Sequence[int]) -> None:
    """Raises `ModelError` unless a tensor of this shape has 1 to `MAX_ELEMENTS` elements."""
    if any(extent < 0 for extent in shape):
        raise ModelError(f"{what}: shape {shape_text(shape)} has a negative dimension")
    if any(extent == 0 for extent in shape):
        raise ModelError(f"{what}: shape {shape_text(shape)} has no elements; dimensions must be 1 or more")
    if (count := math.prod(shape)) > MAX_ELEMENTS:
        raise ModelError(
            f"{what}: shape {shape_text(shape)} has {count} elements; at most {MAX_ELEMENTS} are supported"
        )


_EXTERNAL_TYPES = (
    *("float16", "float32", "float64", "bool"),
    *("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
)


class OnnxFile:
    """A model and where it comes from.

    `label` names it in messages and locations: the path as the user wrote it. `folder` is where its external data lies,
    and `None` for a model in memory.
    """

    def __init__(self, model: onnx.ModelProto, label: str, folder: Path | None) -> None:
        self.model = model
        self.label = label
        self.folder = folder
        # Protobuf gives bytes for a string that is not UTF-8.
        if broken := [text for text in _texts(model) if not isinstance(text, str)]:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ModelError(f"{label}: the name {broken[0]!r} is not UTF-8")
        self.opsets = self._read_opsets()

    @staticmethod
    def load(model: str | os.PathLike[str] | onnx.ModelProto) -> OnnxFile:
        """Reads a file, or takes a model from memory.

        Raises `ModelError` for anything that is not an ONNX model with a graph.
        """
        require_onnx()
        import onnx

        if isinstance(model, onnx.ModelProto):
            return OnnxFile(_with_graph(model, "model"), "model", None)
        if not isinstance(model, str | os.PathLike):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ModelError(f"a model is a path or an onnx.ModelProto, not {type(model).__name__}")
        label = os.fsdecode(model)
        return OnnxFile(_with_graph(_parse(_read(label), label), label), label, Path(label).parent)

    def _read_opsets(self) -> dict[str, int]:
        """Version of each operator set, by domain; `ai.onnx` goes by its other name, the empty one."""
        from onnx import defs, helper

        opsets: dict[str, int] = {}
        for entry in self.model.opset_import:
            domain = "" if entry.domain == "ai.onnx" else entry.domain
            if opsets.setdefault(domain, entry.version) != entry.version:
                raise ModelError(
                    f"{self.label}: operator set '{domain or 'ai.onnx'}' is imported as version {opsets[domain]} and "
                    f"as version {entry.version}"
                )
        if "" not in opsets:
            # Files without a version: the one that was current when files of this format were written.
            versions = {row[1]: row[2] for row in helper.VERSION_TABLE}
            version = self.model.ir_version
            opsets[""] = 1 if 0 < version < 3 else versions.get(version, defs.onnx_opset_version())
        if not 1 <= opsets[""] <= defs.onnx_opset_version():
            raise ModelError(
                f"{self.label}: operator set {opsets['']} is not one that the installed onnx package knows "
                f"(1 to {defs.onnx_opset_version()})"
            )
        return opsets

    def opset(self, domain: str) -> int:
        """Version of the operator set of `domain`; 1 where the file does not say."""
        return self.opsets.get("" if domain == "ai.onnx" else domain, 1)

    def array(self, tensor: onnx.TensorProto, what: str) -> Array:
        """The elements of a tensor of the file, without a copy where its bytes are stored as they are used.

        `what` names it in messages. Raises `ModelError` when the data does not fit the shape, or lies outside the
        model's folder.
        """
        from onnx import TensorProto, helper, numpy_helper

        shape = tuple(tensor.dims)
        if 0 not in shape:
            require_size(what, shape)
        if tensor.HasField("segment"):
            raise ModelError(f"{what}: is stored in segments, which is not supported")
        if tensor.data_type == TensorProto.UNDEFINED or tensor.data_type not in TensorProto.DataType.values():
            raise ModelError(f"{what}: elements of unknown type {tensor.data_type}")
        if tensor.data_location == TensorProto.EXTERNAL:
            dtype = helper.tensor_dtype_to_np_dtype(tensor.data_type)
            return self._external(tensor, what, dtype, shape)
        try:
            return numpy_helper.to_array(tensor)
        except (ValueError, TypeError) as error:
            raise ModelError(f"{what}: its data does not fit its shape {shape_text(shape)}: {error}") from None

    def _external(self, tensor: onnx.TensorProto, what: str, dtype: np.dtype[Any], shape: tuple[int, ...]) -> Array:
        """The elements of a tensor that is stored in another file."""
        entries = {entry.key: entry.value for entry in tensor.external_data}
        path = self._external_path(entries.get("location", ""), what)
        if dtype.name not in _EXTERNAL_TYPES:
            raise ModelError(
                f"{what}: external data of type {dtype} is not supported; {', '.join(_EXTERNAL_TYPES)} are"
            )
        count = math.prod(shape)
        size = count * dtype.itemsize
        try:
            offset = int(entries.get("offset", "0"))
            length = int(entries.get("length", str(size)))
        except ValueError:
            raise ModelError(f"{what}: offset and length of its external data must be integers") from None
        if length != size:
            raise ModelError(
                f"{what}: external data of {length} bytes, but shape {shape_text(shape)} of {dtype} needs {size}"
            )
        try:
            available = path.stat().st_size
            if offset < 0 or offset + size > available:
                raise ModelError(
                    f"{what}: needs bytes {offset} to {offset + size} of {path}, which has {available} bytes"
                )
            array: Array = np.fromfile(path, f"<{dtype.str[1:]}", count, offset=offset)
        except OSError as error:
            raise ModelError(f"{what}: cannot read its external data {path}: {error.strerror}") from None
        return array.astype(dtype, copy=False).reshape(shape)

    def _external_path(self, location: str, what: str) -> Path:
        """The file that `location` names, which must lie in the model's folder."""
        if self.folder is None:
            raise ModelError(
                f"{what}: its data lies in another file, '{location}', but a model in memory has no folder; "
                "load the data with onnx.load, or give the path of the model"
            )
        path = self.folder / location
        try:
            inside = (
                bool(location)
                and not Path(location).is_absolute()
                and ".." not in Path(location).parts
                and path.resolve().is_relative_to(self.folder.resolve())
            )
        except (OSError, ValueError, RuntimeError):
            inside = False
        if not inside:
            raise ModelError(f"{what}: its external data '{location}' lies outside the model's folder {self.folder}")
        if not path.is_file():
            raise ModelError(f"{what}: its external data {path} does not exist")
        return path


def _texts(model: onnx.ModelProto) -> Iterator[str]:
    """The names in a model."""
    graph = model.graph
    yield graph.name
    for entry in model.opset_import:
        yield entry.domain
    for info in (*graph.input, *graph.output):
        yield info.name
        yield from (dim.dim_param for dim in info.type.tensor_type.shape.dim)
    for tensor in graph.initializer:
        yield tensor.name
        for location in tensor.external_data:
            yield from (location.key, location.value)
    for node in graph.node:
        yield from (node.name, node.op_type, node.domain, *node.input, *node.output)
        yield from (attribute.name for attribute in node.attribute)


def _read(label: str) -> bytes:
    """The bytes of the file."""
    try:
        data = Path(label).read_bytes()
    except FileNotFoundError:
        raise ModelError(f"{label}: no such file") from None
    except IsADirectoryError:
        raise ModelError(f"{label}: is a directory, not an ONNX file") from None
    except (OSError, ValueError) as error:
        raise ModelError(f"{label}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if not data:
        raise ModelError(f"{label}: the file is empty")
    return data


def _parse(data: bytes, label: str) -> onnx.ModelProto:
    import onnx
    from google.protobuf.message import DecodeError

    try:
        return onnx.ModelProto.FromString(data)
    except DecodeError:
        raise ModelError(f"{label}: {_description(data)}") from None


def _description(data: bytes) -> str:
    """What may be wrong with a file that does not parse."""
    try:
        text = data[:512].decode()
    except UnicodeDecodeError:
        text = ""
    if text and all(character.isprintable() or character.isspace() for character in text):
        return "is a text file, not an ONNX model"
    return "is not an ONNX model, or a truncated one"


def _with_graph(model: onnx.ModelProto, label: str) -> onnx.ModelProto:
    """`model`, if it has something to compute."""
    if not model.HasField("graph"):
        raise ModelError(f"{label}: is not an ONNX model: it has no graph")
    if not model.graph.output:
        raise ModelError(f"{label}: the graph has no outputs")
    return model
