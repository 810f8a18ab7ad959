# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Where random networks take their choices from: a generator of numpy, or hypothesis, which can shrink them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["Draw", "HypothesisDraw", "RandomDraw"]

T = TypeVar("T")


class Draw(Protocol):
    """A source of choices. The first of several is the simplest, to which hypothesis shrinks."""

    def integer(self, low: int, high: int) -> int:
        """An integer from `low` to `high`, both included."""
        ...

    def choose(self, options: Sequence[T]) -> T:
        """One of the options."""
        ...

    def integers(self, low: int, high: int, shape: tuple[int, ...]) -> NDArray[np.int64]:
        """An array of integers from `low` to `high`, both included."""
        ...


class RandomDraw:
    """Choices of a generator of numpy."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng

    def integer(self, low: int, high: int) -> int:
        """See `Draw`."""
        return int(self._rng.integers(low, high, endpoint=True))

    def choose(self, options: Sequence[T]) -> T:
        """See `Draw`."""
        return options[self.integer(0, len(options) - 1)]

    def integers(self, low: int, high: int, shape: tuple[int, ...]) -> NDArray[np.int64]:
        """See `Draw`."""
        return self._rng.integers(low, high, shape, endpoint=True)


class HypothesisDraw:
    """Choices of hypothesis. `draw` is what `hypothesis.strategies.composite` hands out."""

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        from hypothesis import strategies  # the caller has imported it

        self._draw = draw
        self._strategies = strategies

    def integer(self, low: int, high: int) -> int:
        """See `Draw`."""
        return self._draw(self._strategies.integers(low, high))

    def choose(self, options: Sequence[T]) -> T:
        """See `Draw`."""
        return self._draw(self._strategies.sampled_from(options))

    def integers(self, low: int, high: int, shape: tuple[int, ...]) -> NDArray[np.int64]:
        """See `Draw`."""
        # Of large arrays hypothesis would shrink every element.
        seed = self._draw(self._strategies.integers(0, 255))
        return np.random.default_rng(seed).integers(low, high, shape, endpoint=True)
