# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The batch dimension: models are written for many samples and compiled for one.

A model with a dynamic batch is imported as it behaves with one sample. A model with a fixed batch of N > 1 mentions N
in its constants; the importer follows the dimension that counts samples through the graph and gives it the extent that
one sample has. The batch may have been merged into a dimension with others, as the outermost factor: `[N, T, F]`
reshaped to `[N * T, F]`.

Everything here is on shapes; `axis` is the dimension that has the batch as its outermost factor.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hls4mlir.errors import ModelError
from hls4mlir.importers.onnx_file import shape_text

__all__ = ["Batch", "Shape"]

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Batch:
    """How many samples the source model computes at once.

    `size` is `None` when it takes any number of them, and 1 when there is no batch to follow.
    """

    size: int | None

    @staticmethod
    def of_inputs(shapes: dict[str, tuple[int | None, ...]]) -> Batch:
        """The batch of a model with these inputs; `None` stands for an unknown extent, which only dimension 0 may have.

        Dimension 0 of inputs of two and more dimensions counts samples. Raises `ModelError` when they disagree.
        """
        if any(shape and shape[0] is None for shape in shapes.values()):
            return Batch(None)
        sizes = {name: shape[0] for name, shape in shapes.items() if len(shape) > 1}
        if len({size for size in sizes.values() if size != 1}) > 1 and 1 not in sizes.values():
            listed = ", ".join(f"{name} has {size}" for name, size in sizes.items())
            raise ModelError(
                f"the inputs disagree about the batch, their dimension 0: {listed}; "
                "export the model with a batch of 1 or a dynamic one"
            )
        return Batch(1 if 1 in sizes.values() or not sizes else next(iter(sizes.values())))

    def sample(self, shape: Sequence[int | None]) -> tuple[Shape, int | None]:
        """Shape of an input for one sample, and the dimension that has the batch, if any."""
        known = tuple(1 if extent is None else extent for extent in shape)
        batched = bool(shape) and shape[0] is None if self.size is None else self.size > 1 and len(shape) > 1
        return ((1, *known[1:]), 0) if batched else (known, None)

    def source_shape(self, shape: Shape, axis: int | None) -> Shape:
        """The shape in the source model of a value that has `shape` for one sample."""
        if axis is None or self.size is None:
            return shape
        return (*shape[:axis], shape[axis] * self.size, *shape[axis + 1 :])

    def reshape(self, shape: Shape, axis: int | None, target: Shape) -> tuple[Shape, int | None]:
        """Shape and batch axis, for one sample, of a value reshaped to `target` in the source model.

        `shape` is that of the value for one sample. Raises `ModelError` when the batch is torn apart.
        """
        if axis is None:
            return target, None
        factor = self.size or 1
        before = math.prod(shape[:axis])
        leading = 1
        for position, extent in enumerate(target):
            if leading == before and extent % factor == 0:
                return (*target[:position], extent // factor, *target[position + 1 :]), position
            leading *= extent
        if self.size is None:
            return target, None
        raise ModelError(
            f"reshaping {shape_text(self.source_shape(shape, axis))} to {shape_text(target)} mixes the "
            f"{self.size} samples of the batch; export the model with a batch of 1"
        )
