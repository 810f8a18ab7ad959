# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Writing a project directory: it appears whole or not at all.

A project holds the file `hls4mlir.json`, which lists what hls4mlir wrote there. A directory without it that holds
anything is somebody else's and is left alone. When a project is written again, files in it that are not hls4mlir's
(what the vendor's tool made, say) stay.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from hls4mlir.errors import OutputError

__all__ = ["MANIFEST", "read_manifest", "write_manifest", "write_project"]

MANIFEST = "hls4mlir.json"


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The content of a project's manifest; None when the folder is not a project of hls4mlir."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    manifest = cast("dict[str, Any]", content)
    files: object = manifest.get("files")
    if not isinstance(files, list) or not all(isinstance(name, str) for name in cast("list[object]", files)):
        return None
    return manifest


def write_manifest(folder: Path, text: str) -> None:
    """Gives a project another manifest, whole or not at all. Raises OutputError when it cannot be written."""
    staged = folder / f".{MANIFEST}.{uuid.uuid4().hex[:12]}.new"
    try:
        try:
            staged.write_text(text, encoding="utf-8", newline="\n")
            staged.replace(folder / MANIFEST)
        finally:
            staged.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"cannot write {folder / MANIFEST}: {error.strerror or error}") from None


def write_project(path: str | os.PathLike[str], sources: Mapping[str, str]) -> Path:
    """Writes the files `sources` (text by relative path) into the directory `path` and returns it, with links resolved.

    Raises OutputError, leaving everything as it was, when the directory cannot be written or belongs to somebody else.
    """
    try:
        folder = Path(os.path.realpath(path))
        manifest = _check_vacant(folder)
        made = _make_parents(folder.parent)
        try:
            _replace(folder, sources, manifest)
        except BaseException:
            for parent in made:
                with contextlib.suppress(OSError):
                    parent.rmdir()
            raise
    except (OSError, ValueError) as error:  # ValueError: a path with a null character
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise OutputError(f"cannot write the project {os.fspath(path)!r}: {reason}") from None
    return folder


def _check_vacant(folder: Path) -> dict[str, Any] | None:
    """The manifest of the project that is to be replaced, if there is one. Raises OutputError on foreign files."""
    if not folder.exists():
        return None
    if not folder.is_dir():
        raise OutputError(f"cannot write the project {str(folder)!r}: a file of that name exists")
    manifest = read_manifest(folder)
    if manifest is None and any(folder.iterdir()):
        raise OutputError(
            f"cannot write the project {str(folder)!r}: the directory holds files that hls4mlir did not write;"
            " choose another one or empty it"
        )
    return manifest


def _make_parents(folder: Path) -> list[Path]:
    """Makes the folder and what lies above it; returns what was made, innermost first."""
    missing = [ancestor for ancestor in (folder, *folder.parents) if not ancestor.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _replace(folder: Path, sources: Mapping[str, str], manifest: dict[str, Any] | None) -> None:
    suffix = uuid.uuid4().hex[:12]
    staged = folder.with_name(f".{folder.name}.{suffix}.new")
    retired = folder.with_name(f".{folder.name}.{suffix}.old")
    staged.mkdir()
    try:
        if manifest is not None:
            _carry_over(folder, staged, manifest["files"])
        for name, text in sources.items():
            file = staged / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.unlink(missing_ok=True)  # never write through the link to a file that is carried over
            file.write_text(text, encoding="utf-8", newline="\n")
        if folder.exists():
            folder.rename(retired)
        try:
            staged.rename(folder)
        except BaseException:
            if retired.exists():
                retired.rename(folder)
            raise
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    shutil.rmtree(retired, ignore_errors=True)


def _carry_over(old: Path, new: Path, written: list[str]) -> None:
    """Links the files of `old` that hls4mlir did not write into `new`."""
    ours = {old / name for name in written}
    for file in sorted(old.rglob("*")):
        if file in ours or (file.is_dir() and not file.is_symlink()):
            continue
        kept = new / file.relative_to(old)
        kept.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(file, kept, follow_symlinks=False)
        except OSError:  # a file system without hard links
            shutil.copy2(file, kept, follow_symlinks=False)
