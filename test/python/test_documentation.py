"""The commands of the documentation, run as they stand there, and what they are said to print."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def console_blocks(name):
    return re.findall(r"```console\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)


def commands(name):
    """Lines that run the command line, or one line of Python; vendors' tools are not here."""
    lines = [line for block in console_blocks(name) for line in block.splitlines()]
    found = [line for line in lines if line.startswith((".venv/bin/hls4mlir ", ".venv/bin/python -c "))]
    assert found
    return [line for line in found if " build " not in line]


@pytest.fixture
def run(tmp_path):
    """Runs a command in a folder that has what the root of the repository has, as far as it is needed."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / ".venv").symlink_to(sys.prefix)

    def run(command):
        result = subprocess.run(command, shell=True, cwd=tmp_path, text=True, capture_output=True, check=False)
        assert result.returncode == 0, f"{command}\n{result.stderr}"
        return result.stdout

    return run


def test_readme(run):
    for command in commands("README.md"):
        run(command)


def test_table_of_check(run):
    pytest.importorskip("qonnx")
    (command,) = commands("docs/checking.md")
    text = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    table = re.search(r"```\n(  level .*?)```", text, re.DOTALL)
    assert table is not None
    assert table[1].rstrip() in run(command)
