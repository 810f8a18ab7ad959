# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""When layers work on which sample, in the format of trace viewers."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hls4mlir.errors import OutputError

__all__ = ["write_trace"]


def write_trace(path: str | os.PathLike[str], name: str, activities: Mapping[str, Sequence[tuple[int, int]]]) -> Path:
    """Writes a trace of `name`: by layer and sample, the cycle of the first step and the one after the last.

    A cycle is a microsecond of the trace. Raises OutputError when the file cannot be written.
    """
    events: list[dict[str, Any]] = [{"ph": "M", "name": "process_name", "pid": 1, "args": {"name": name}}]
    for thread, (layer, samples) in enumerate(activities.items(), start=1):
        events.append({"ph": "M", "name": "thread_name", "pid": 1, "tid": thread, "args": {"name": layer}})
        events.append({"ph": "M", "name": "thread_sort_index", "pid": 1, "tid": thread, "args": {"sort_index": thread}})
        events += [
            {"ph": "X", "name": f"sample {sample}", "pid": 1, "tid": thread, "ts": begin, "dur": end - begin}
            for sample, (begin, end) in enumerate(samples)
        ]
    file = Path(path)
    try:
        file.write_text(json.dumps({"traceEvents": events}) + "\n", encoding="utf-8", newline="\n")
    except (OSError, ValueError) as error:  # ValueError: a path with a null character
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise OutputError(f"cannot write the trace {os.fspath(path)!r}: {reason}") from None
    return file
