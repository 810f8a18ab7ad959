"""Project directories appear whole or not at all, and never at the cost of somebody else's files."""

import json
import os
import stat
from pathlib import Path

import pytest

import hls4mlir
from hls4mlir.project import MANIFEST, read_manifest, write_manifest, write_project


def sources(**files):
    names = {name.replace("__", "/"): text for name, text in files.items()}
    return {**names, MANIFEST: json.dumps({"files": [*names, MANIFEST]})}


def tree(folder):
    return {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*") if file.is_file()}


def names(folder):
    return [entry.name for entry in folder.iterdir()]


def test_new(tmp_path):
    files = sources(src__a="A", tb__b="B\n")
    assert write_project(tmp_path / "made" / "project", files) == tmp_path / "made" / "project"
    assert tree(tmp_path / "made" / "project") == files
    assert names(tmp_path / "made") == ["project"]


def test_permissions_follow_the_umask(tmp_path):
    (tmp_path / "other").mkdir()
    write_project(tmp_path / "project", sources(a="A"))
    assert stat.S_IMODE((tmp_path / "project").stat().st_mode) == stat.S_IMODE((tmp_path / "other").stat().st_mode)


def test_into_an_empty_directory(tmp_path):
    write_project(tmp_path, files := sources(a="A"))
    assert tree(tmp_path) == files


def test_again(tmp_path):
    write_project(tmp_path / "project", sources(a="A", old__b="B"))
    write_project(tmp_path / "project", files := sources(a="C", new__b="D"))
    assert tree(tmp_path / "project") == files
    assert not (tmp_path / "project" / "old").exists()
    assert names(tmp_path) == ["project"]


def test_files_of_other_tools_stay(tmp_path):
    project = tmp_path / "project"
    write_project(project, sources(a="A"))
    (project / "vitis").mkdir()
    (project / "vitis" / "report.rpt").write_text("LUT 5")
    (project / "link").symlink_to("a")
    write_project(project, files := sources(a="B"))
    assert tree(project) == {**files, "vitis/report.rpt": "LUT 5", "link": "B"}


def test_a_file_that_becomes_ours_is_not_written_through(tmp_path):
    project, outside = tmp_path / "project", tmp_path / "outside"
    write_project(project, sources(a="A"))
    outside.write_text("mine")
    os.link(outside, project / "b")
    write_project(project, sources(a="A", b="theirs"))
    assert outside.read_text() == "mine"
    assert (project / "b").read_text() == "theirs"


def test_through_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert write_project(tmp_path / "link", sources(a="A")) == tmp_path / "real"
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "a").read_text() == "A"


def test_foreign_directory(tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(hls4mlir.OutputError, match="holds files that hls4mlir did not write"):
        write_project(tmp_path, sources(a="A"))
    assert tree(tmp_path) == {"thesis.tex": "years of work"}


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"files": 3}', '{"files": [1]}', "\x00", "[" * 5000])
def test_broken_manifest_is_foreign(tmp_path, content):
    (tmp_path / MANIFEST).write_text(content)
    assert read_manifest(tmp_path) is None
    with pytest.raises(hls4mlir.OutputError):
        write_project(tmp_path, sources(a="A"))


def test_another_manifest(tmp_path):
    write_project(tmp_path / "project", sources(a="A"))
    write_manifest(tmp_path / "project", '{"files": []}')
    assert tree(tmp_path / "project") == {"a": "A", MANIFEST: '{"files": []}'}
    with pytest.raises(hls4mlir.OutputError, match=r"cannot write .*: No such file"):
        write_manifest(tmp_path / "absent", "")
    assert names(tmp_path) == ["project"]


def test_in_the_place_of_a_file(tmp_path):
    (tmp_path / "project").write_text("file")
    with pytest.raises(hls4mlir.OutputError, match="a file of that name exists"):
        write_project(tmp_path / "project", sources(a="A"))
    with pytest.raises(hls4mlir.OutputError, match=r"Not a directory|File exists"):
        write_project(tmp_path / "project" / "below", sources(a="A"))


def test_null_character():
    with pytest.raises(hls4mlir.OutputError, match="null"):
        write_project("a\0b", sources(a="A"))


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a directory that even root cannot write")
def test_unwritable():
    with pytest.raises(hls4mlir.OutputError, match="cannot write the project '/proc/project'"):
        write_project("/proc/project", sources(a="A"))


def test_failure_leaves_nothing(tmp_path, monkeypatch):
    write_text = Path.write_text

    def full(self, *args, **kwargs):
        if self.name == "b":
            raise OSError(28, "No space left on device")
        return write_text(self, *args, **kwargs)

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(hls4mlir.OutputError, match="No space left on device"):
        write_project(tmp_path / "deep" / "er" / "project", sources(a="A", b="B"))
    assert names(tmp_path) == []
    write_project(tmp_path / "project", before := sources(a="A"))
    with pytest.raises(hls4mlir.OutputError, match="No space left on device"):
        write_project(tmp_path / "project", sources(a="C", b="B"))
    assert tree(tmp_path / "project") == before
    assert names(tmp_path) == ["project"]


def test_failing_rename_restores(tmp_path, monkeypatch):
    write_project(tmp_path / "project", before := sources(a="A"))
    rename = Path.rename

    def refuse(self, target):
        if self.name.endswith(".new"):
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(hls4mlir.OutputError, match="Permission denied"):
        write_project(tmp_path / "project", sources(a="B"))
    assert tree(tmp_path / "project") == before
    assert names(tmp_path) == ["project"]
