# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Print what pyproject.toml asks for, one requirement a line: to build, to run, and the extras named as arguments.

``make`` installs these before the project itself, so that it is built by the interpreter, with the nanobind and with
the number headers of ``.venv``, in one build tree.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    from pip._vendor import tomli as tomllib

PYPROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


def requirements(extras: list[str]) -> list[str]:
    """Return the requirements, without repetition; extras that name extras of the project itself are expanded."""
    with PYPROJECT.open("rb") as file:
        tables: dict[str, Any] = tomllib.load(file)
    project = tables["project"]
    itself = re.compile(re.escape(project["name"]) + r"\[(.+)\]")
    found = dict.fromkeys([*tables["build-system"]["requires"], *project["dependencies"]])
    pending = list(extras)
    for extra in pending:
        listed: list[str] = project["optional-dependencies"][extra]
        for requirement in listed:
            match = itself.fullmatch(requirement)
            if match:
                pending += [name.strip() for name in match.group(1).split(",")]
            else:
                found[requirement] = None
    return list(found)


if __name__ == "__main__":
    print("\n".join(requirements(sys.argv[1:])))
