# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Random quantized networks as ONNX models: every quantizer, ties on purpose, saturation, forks and joins.

The builders compute some samples along the way, only to know how large values are and on which step they lie: scales
are chosen so that numbers fall on ties and outside of the range, and not only there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from hls4mlir.errors import DependencyError
from hls4mlir.testing.draws import Draw, HypothesisDraw, RandomDraw
from hls4mlir.testing.graph import Tensor
from hls4mlir.testing.layers import Layers

if TYPE_CHECKING:
    import onnx
    from hypothesis.strategies import SearchStrategy

__all__ = ["KINDS", "Kind", "build_network", "networks", "random_network"]

Kind = Literal["dense", "convolutional"]
KINDS: tuple[Kind, ...] = ("dense", "convolutional")
"""What networks are made of: products of vectors and matrices, or layers of signals and images."""

# A larger image takes long in exact arithmetic and shows nothing more.
_MAX_ELEMENTS = 160


def random_network(seed: int | tuple[int, ...], kind: Kind = "dense") -> onnx.ModelProto:
    """The network of a seed."""
    return build_network(RandomDraw(np.random.default_rng(seed)), kind)


def networks(kind: Kind = "dense") -> SearchStrategy[onnx.ModelProto]:
    """A strategy of hypothesis that gives random networks and shrinks them.

    Raises `DependencyError` when hypothesis is not installed.
    """
    try:
        from hypothesis import strategies
    except ImportError:
        raise DependencyError("strategies need the package hypothesis: pip install 'hls4mlir[dev]'") from None

    @strategies.composite
    def build(draw: Callable[[Any], Any]) -> onnx.ModelProto:
        return build_network(HypothesisDraw(draw), kind)

    return build()


def build_network(draw: Draw, kind: Kind = "dense") -> onnx.ModelProto:
    """A network of the choices that `draw` makes."""
    return (_Dense(draw) if kind == "dense" else _Convolutional(draw)).build()


class _Dense(Layers):
    """Products of vectors and matrices, joined now and then."""

    def build(self) -> onnx.ModelProto:
        """The finished model."""
        current = self.input((1, self.draw.integer(1, 5)))
        for _ in range(self.draw.integer(1, 3)):
            current = self.layer(current)
        return self.model(self.outputs(current))

    def layer(self, tensor: Tensor) -> Tensor:
        """A product or a join, what may follow it, and a quantizer."""
        kind = self.draw.choose(("product", "product", "product", "join", "elementwise"))
        if kind == "product" or tensor.step == 0.0:
            tensor = self.dense(tensor)
        elif kind == "join":
            tensor = self.join(tensor)
        for _ in range(self.draw.integer(0, 2)):
            steps = (self.relu, self.affine, self.batch_norm, self.move, self.function, self.prelu)
            tensor = self.draw.choose(steps)(tensor)
        return self.activation(tensor)

    def outputs(self, last: Tensor) -> list[Tensor]:
        """The result, or a choice that is made of it, and sometimes a tensor from before."""
        outputs = [self.choice(last) if self.chance(6) else last]
        if len(self.tensors) > 2 and self.chance(5):
            other = self.draw.choose(self.tensors[:-1])
            if other.name != last.name:
                outputs.append(other)
        return outputs


class _Convolutional(_Dense):
    """Layers of signals and images, in the arrangements of the usual architectures."""

    def build(self) -> onnx.ModelProto:
        """The finished model."""
        channels, rows, columns = self.draw.integer(1, 3), self.draw.integer(3, 7), self.draw.integer(3, 7)
        current = self.input((1, channels, rows, columns) if self.draw.integer(0, 3) else (1, channels, rows))
        parts = (self.plain, self.residual, self.separable, self.u_shape, self.upsampling)
        for _ in range(self.draw.integer(1, 2)):
            current = self.draw.choose(parts)(current)
        if self.draw.integer(0, 2):
            current = self.head(current)
        return self.model(self.outputs(current))

    def rest(self, tensor: Tensor) -> Tensor:
        """What may stand between a convolution and its quantizer, and the quantizer."""
        steps = (self.relu, self.affine, self.batch_norm, self.pool, self.function, self.prelu, self.move, self.cut)
        for _ in range(self.draw.integer(0, 2)):
            tensor = self.draw.choose(steps)(tensor)
        return self.activation(tensor)

    def elementwise(self, tensor: Tensor) -> Tensor:
        """As `rest`, without anything that changes the shape."""
        for _ in range(self.draw.integer(0, 1)):
            tensor = self.draw.choose((self.relu, self.affine, self.batch_norm, self.prelu))(tensor)
        return self.activation(tensor)

    def plain(self, tensor: Tensor) -> Tensor:
        """Convolutions, pools and what moves elements."""
        for _ in range(self.draw.integer(1, 2)):
            steps = (self.conv, self.conv, self.conv, self.pool, self.pad, self.shuffle, self.cut)
            tensor = self.rest(self.draw.choose(steps)(tensor))
        return tensor

    def residual(self, tensor: Tensor) -> Tensor:
        """A block that joins what it is given with what it makes of it."""
        stride, outputs = self.draw.integer(1, 2), self.draw.integer(1, 4)
        if stride == 1 and tensor.levels and self.chance(2):
            outputs, kept = tensor.width, tensor
        else:
            kept = self.elementwise(self.conv(tensor, outputs, size=1, stride=stride))
        inner = self.elementwise(self.conv(tensor, self.draw.integer(1, 4), size=3, stride=stride))
        inner = self.elementwise(self.conv(inner, outputs, size=self.draw.choose((3, 1)), stride=1))
        return self.elementwise(self.combine(inner, kept))

    def separable(self, tensor: Tensor) -> Tensor:
        """A convolution of each channel, and one over the channels."""
        tensor = self.rest(self.conv(tensor, tensor.width, size=3, depthwise=True))
        return self.rest(self.conv(tensor, self.draw.integer(1, 4), size=1, stride=1))

    def u_shape(self, tensor: Tensor) -> Tensor:
        """Down and up again, joined with what was kept on the way."""
        kept = self.elementwise(self.conv(tensor, self.draw.integer(1, 3), size=3, stride=1))
        down = self.elementwise(self.conv(kept, self.draw.integer(1, 4), size=3, stride=2))
        up = self.elementwise(self.enlarge(down) if self.chance(2) else self.conv_transpose(down))
        extents = [min(a, b) for a, b in zip(kept.spatial, up.spatial, strict=True)]
        joined = self.concat(*(self.cropped(part, extents) for part in (kept, up)))
        return self.rest(self.conv(joined, self.draw.integer(1, 3), size=1, stride=1))

    def cropped(self, tensor: Tensor, extents: list[int]) -> Tensor:
        """The first rows and columns of an image."""
        if tensor.spatial == tuple(extents):
            return tensor
        axes = list(range(2, 2 + len(extents)))
        operands = [self.constant(values, np.int64) for values in ([0 for _ in axes], extents, axes)]
        part = (slice(None), slice(None), *(slice(0, extent) for extent in extents))
        return tensor.moved(self.node("Slice", tensor.name, *operands), tensor.values[part])

    def upsampling(self, tensor: Tensor) -> Tensor:
        """A larger image, if it is not large."""
        if tensor.values[0].size > _MAX_ELEMENTS:
            return self.plain(tensor)
        if len(tensor.spatial) == 2 and self.chance(3):
            return self.elementwise(self.depth_to_space(self.elementwise(self.conv(tensor, 4, size=1, stride=1))))
        return self.rest(self.draw.choose((self.enlarge, self.conv_transpose))(tensor))

    def head(self, tensor: Tensor) -> Tensor:
        """A classifier."""
        few = tensor.values[0].size <= _MAX_ELEMENTS
        vector = self.flatten(tensor) if few and self.chance(2) else self.reduce(tensor)
        if self.chance(3):
            vector = self.activation(vector)
        return self.dense(vector)
