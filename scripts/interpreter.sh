# Which Python to make .venv with. Sourced, not run.
# shellcheck shell=bash

# Succeeds if the interpreter is recent enough, can make virtual environments and has the headers of extension modules.
is_complete() {
    "$1" - >/dev/null 2>&1 <<'PYTHON'
import ensurepip, os, sys, sysconfig, venv
header = os.path.join(sysconfig.get_path("include"), "Python.h")
sys.exit(not (sys.version_info >= (3, 10) and os.path.exists(header)))
PYTHON
}

# Prints the interpreter to use: $PYTHON if it is set, else the first complete one; nothing if there is none.
find_interpreter() {
    local candidate
    for candidate in ${PYTHON:-python3 /usr/bin/python3 python3.14 python3.13 python3.12 python3.11 python3.10}; do
        if is_complete "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
}
