# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The interpreter ends in silence: nothing leaks, and nothing is printed that was not asked for."""

import subprocess
import sys

import pytest

from .conftest import NETWORK

PREAMBLE = f"""
NETWORK = {NETWORK!r}
import numpy as np
from hls4mlir import ir
from hls4mlir.dialects import arith, builtin, func, qnn
from hls4mlir.passmanager import PassManager
"""

SCRIPTS = {
    "import": "",
    "globals": "c = ir.Context(); m = ir.Module.parse(NETWORK, c); op = m.body.operations[1]; t = op.regions[0]",
    "error": "c = ir.Context()\ntry: ir.Type.parse('x', c)\nexcept ir.MLIRError as e: error = e",
    "handler": "c = ir.Context(); handler = c.attach_diagnostic_handler(lambda d: c is None)",
    "passes": "m = ir.Module.parse(NETWORK, ir.Context()); PassManager.parse('builtin.module(cse)', m.context).run(m)",
    "resource": "v = ir.DenseResourceElementsAttr.get_from_buffer(np.zeros(2), 'w', context=ir.Context()).to_numpy()",
    "entered": "c = ir.Context(); c.__enter__(); l = ir.Location.name('x'); l.__enter__(); m = ir.Module.create()",
    "subclass": "class Op(qnn.AddOp): pass\nclass T(ir.Type): pass",
    "cycle": "c = ir.Context(); l = [c]; l.append(l)",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_nothing_is_printed_at_exit(name: str):
    result = subprocess.run(
        [sys.executable, "-X", "dev", "-c", PREAMBLE + SCRIPTS[name]],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
