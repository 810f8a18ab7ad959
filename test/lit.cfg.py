"""The lit suite: tests of the tools, and the C++ unit tests.

Tools: hls4mlir-opt, hls4mlir-translate and the LLVM tools FileCheck, not, split-file. Substitutions:

    %cxx          the C++ compiler of the build
    %python       the Python that runs lit
    %ap_include   flags that make `ap_fixed.h` visible as a system header (feature `number-headers`)
    %ac_include   the same for `ac_fixed.h`
    %hls_gxx      g++ and the flags under which emitted C++ must be clean (feature `number-headers`)
    %hls_clangxx  the same for clang++ (feature `clang++`)
    %intel_gxx    as %hls_gxx, for what is emitted for Intel's tools; %intel_clangxx as %hls_clangxx

Environment: HLS4MLIR_VERIFY_ROUNDTRIP=1 runs every hls4mlir-opt with --verify-roundtrip.
"""

import os
import re
import shutil
import sys
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
_tools = ("hls4mlir-opt", "hls4mlir-translate", "hls4mlir-lsp-server", "hls4mlir-run", "execution-fuzz", "toy-target")
for name in (*_tools, *config.unit_tests):
    command = str(Path(config.hls4mlir_tools_dir) / name)
    if name == "hls4mlir-opt" and os.environ.get("HLS4MLIR_VERIFY_ROUNDTRIP", "0") not in ("", "0"):
        command += " --verify-roundtrip"
    config.substitutions.append((r"(?<![-./\w])" + re.escape(name) + r"(?![-.\w])", command))

config.substitutions.append(("%python", sys.executable))
config.substitutions.append(("%cxx", config.cxx_compiler))
if config.have_number_headers:
    # Emitted C++, with the number headers and our stand-ins for the vendors' other headers as system headers.
    warnings = "-Wall -Wextra -Werror -Wno-unknown-pragmas -Wno-unused-label"
    stand_ins = Path(config.hls4mlir_source_dir).parent / "python" / "hls4mlir" / "targets" / "simulation"
    clang = shutil.which("clang++-22") or shutil.which("clang++") or str(Path(config.llvm_tools_dir) / "clang++")
    for vendor, kind, standard in (("hls", "ap", "c++14 -O1"), ("intel", "ac", "c++17 -O1")):
        headers = Path(config.number_headers_dir) / f"{kind}_types" / "include"
        flags = f"-std={standard} {warnings} -isystem {headers} -isystem {stand_ins}"
        # g++ warns of uninitialized values inside the number headers themselves.
        config.substitutions.append((f"%{vendor}_gxx", f"g++ {flags} -Wno-uninitialized -Wno-maybe-uninitialized"))
        if Path(clang).exists():
            config.substitutions.append((f"%{vendor}_clangxx", f"{clang} {flags}"))
    if Path(clang).exists():
        config.available_features.add("clang++")
    config.available_features.add("number-headers")
    for kind in ("ap", "ac"):
        folder = Path(config.number_headers_dir) / f"{kind}_types" / "include"
        config.substitutions.append((f"%{kind}_include", f"-isystem {folder}"))
