# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The figures of vendors' reports, which are numbers, texts that are none, or anything that a broken file holds."""

from __future__ import annotations

import math

__all__ = ["parse_number", "period_of"]


def parse_number(value: object) -> int | float | None:
    """A finite number, from JSON or from a text with commas between thousands; None for `undef`, `TBD` and the like.

    Fractions that are none become integers.
    """
    if isinstance(value, str):
        value = value.strip().replace(",", "")
    elif isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else number


def period_of(frequency: object) -> float | None:
    """The clock period in ns of a frequency in MHz; None for what is no positive number."""
    number = parse_number(frequency)
    if number is None or number <= 0 or not math.isfinite(period := 1000 / number):
        return None
    return round(period, 3)
