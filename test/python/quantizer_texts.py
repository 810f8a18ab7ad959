"""Texts of the quantizers of the import form beside `qnn.quantize`, with random parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Dense = Callable[[Any], str]


def random_quantizer(rng: np.random.Generator, value: str, shape: tuple[int, ...], dense: Dense) -> str:
    """An operation on `value` of `shape`, whose channels are dimension 1. `dense` spells a float32 attribute."""
    kind = f"tensor<{''.join(f'{n}x' for n in shape)}f32>"
    texts = (_quantize_linear, _truncate, _multi_threshold)
    return f"{texts[rng.integers(len(texts))](rng, value, shape, dense)} : {kind}"


def _parameter(rng: np.random.Generator, shape: tuple[int, ...], choices: Any) -> Any:
    """One number, or one for each channel."""
    per_channel = (1, shape[1], *(1 for _ in shape[2:]))
    return rng.choice(np.asarray(choices, np.float32), size=per_channel if rng.integers(3) == 0 else ())


def _quantize_linear(rng: np.random.Generator, value: str, shape: tuple[int, ...], dense: Dense) -> str:
    scale = _parameter(rng, shape, [0.25, 0.5, 1.0, 2.0, 0.75, 1.5, 0.1, 0.3333333])
    zero = _parameter(rng, shape, [0, 0, 1, -1, 3, 8])
    low, high = [(0, 15), (-8, 7), (0, 255), (-2, 1)][rng.integers(4)]
    return f"qnn.quantize_linear {value} scale {dense(scale)} zero_point {dense(zero)} range [{low}, {high}]"


def _truncate(rng: np.random.Generator, value: str, shape: tuple[int, ...], dense: Dense) -> str:
    scale = _parameter(rng, shape, [0.25, 0.5, 1.0, 0.75, 0.1])
    zero = _parameter(rng, shape, [0, 0, 1, -3])
    result_scale = _parameter(rng, shape, [1.0, 0.5, 0.3])
    result_zero = _parameter(rng, shape, [0.0, 1.0, 0.5])
    shift, mode = int(rng.integers(-1, 4)), ("half_even", "floor", "ceil", "half_away", "to_zero")[rng.integers(5)]
    bits = "" if rng.integers(3) == 0 else f"bits dense<{rng.integers(2, 6)}> : tensor<i32> "
    flags = ("signed narrow", "signed", "narrow", "")[rng.integers(4)] if bits else ""
    return (
        f"qnn.truncate {value} scale {dense(scale)} zero_point {dense(zero)} shift dense<{shift}> : tensor<i32> {mode}"
        f" to scale {dense(result_scale)} zero_point {dense(result_zero)} {bits}{flags}"
    )


def _multi_threshold(rng: np.random.Generator, value: str, shape: tuple[int, ...], dense: Dense) -> str:
    rows = shape[1] if rng.integers(2) else 1
    unit = np.float32([0.25, 0.5, 0.3, 1.0][rng.integers(4)])
    thresholds = rng.integers(-8, 9, (rows, int(rng.integers(1, 7)))) * unit
    scale, offset = [(1.0, 0.0), (0.5, -1.0), (0.3, 0.5)][rng.integers(3)]
    return f"qnn.multi_threshold {value} thresholds {dense(thresholds)} axis 1 scale {scale} offset {offset}"
