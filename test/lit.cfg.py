"""The lit suite: tests of the tools, and the C++ unit tests.

Tools: hls4mlir-opt, hls4mlir-translate and the LLVM tools FileCheck, not, split-file. Substitutions:

    %cxx          the C++ compiler of the build
    %ap_include   flags that make `ap_fixed.h` visible as a system header (feature `number-headers`)
    %ac_include   the same for `ac_fixed.h`

Environment: HLS4MLIR_VERIFY_ROUNDTRIP=1 runs every hls4mlir-opt with --verify-roundtrip.
"""

import os
import re
from pathlib import Path

import lit.formats

config.name = "hls4mlir"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
config.excludes = ["python", "integration", "Inputs"]
config.test_source_root = config.hls4mlir_source_dir
config.test_exec_root = config.hls4mlir_build_dir

config.environment["PATH"] = os.pathsep.join(
    [config.hls4mlir_tools_dir, config.llvm_tools_dir, config.environment["PATH"]]
)
# A misspelled prefix is an error, and a variable without $ ends at the next CHECK-LABEL.
config.environment["FILECHECK_OPTS"] = "--enable-var-scope --allow-unused-prefixes=false"

# Names of tools become paths, so that a tool that was not built is an error and no other one of the PATH is run.
for name in ("hls4mlir-opt", "hls4mlir-translate", "hls4mlir-lsp-server"):
    command = str(Path(config.hls4mlir_tools_dir) / name)
    if name == "hls4mlir-opt" and os.environ.get("HLS4MLIR_VERIFY_ROUNDTRIP", "0") not in ("", "0"):
        command += " --verify-roundtrip"
    config.substitutions.append((r"(?<![-./\w])" + re.escape(name) + r"(?![-.\w])", command))

config.substitutions.append(("%cxx", config.cxx_compiler))
if config.have_number_headers:
    config.available_features.add("number-headers")
    for kind in ("ap", "ac"):
        folder = Path(config.number_headers_dir) / f"{kind}_types" / "include"
        config.substitutions.append((f"%{kind}_include", f"-isystem {folder}"))
