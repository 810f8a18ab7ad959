# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Tables in plain text, for files and for what is not a terminal."""

from __future__ import annotations

import io

from rich.console import Console, RenderableType

__all__ = ["render_plain"]


def render_plain(content: RenderableType, width: int) -> str:
    """The text without colours and without blanks at the ends of lines.

    Brackets and colons are what they are: they come from names of the model, and ask for no style.
    """
    text = io.StringIO()
    console = Console(file=text, width=width, color_system=None, legacy_windows=False, markup=False, emoji=False)
    console.print(content)
    return "\n".join(line.rstrip() for line in text.getvalue().strip("\n").splitlines())
