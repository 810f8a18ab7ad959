# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Names and values in messages: what the user may have meant, what there is to choose from, and what was found."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterable

__all__ = ["choices", "sanitize", "shown"]

_SHOWN = 12
_ALIKE = 0.6
_LONGEST_VALUE = 60


def choices(name: str, accepted: Iterable[str]) -> str:
    """The tail of a message about an unknown name: the nearest match, if any, and the accepted set.

    >>> choices("vitus", ["vitis", "vivado"])
    "did you mean 'vitis'? Accepted: vitis, vivado"
    """
    names = list(accepted)
    nearest = _nearest(name, names)
    question = f"did you mean {nearest!r}? " if nearest else ""
    if not names:
        return f"{question}there are none to choose from"
    shown = names[:_SHOWN]
    rest = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{question}{'A' if question else 'a'}ccepted: {', '.join(shown)}{rest}"


def _nearest(name: str, names: list[str]) -> str | None:
    """The name most like `name`, whatever the case; of equals, the one that parts from it later."""
    asked = name.casefold()

    def likeness(candidate: str) -> tuple[float, int]:
        folded = candidate.casefold()
        common = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(asked, folded, strict=False))
        return difflib.SequenceMatcher(None, asked, folded).ratio(), sum(1 for _ in common)

    best = max(names, key=likeness, default=None)
    return best if best is not None and likeness(best)[0] >= _ALIKE else None


def sanitize(name: str) -> str:
    """The spelling of a layer's name that is legal in C++: every other character becomes an underscore."""
    return re.sub(r"[^0-9A-Za-z_]", "_", name)


def shown(value: object) -> str:
    """A value as Python writes it, for a message: the start of a long one, and never an error of its own."""
    try:
        text = repr(value)
    except Exception:  # integers of thousands of digits, nested lists that are too deep, whatever an object does
        return f"a value of type {type(value).__name__}"
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 3]}..."
