#!/usr/bin/env bash
# Makes .venv and installs what pyproject.toml asks for. Does nothing while the interpreter and the list are the same.
source "$(dirname "$0")/common.sh"
source "$root/scripts/interpreter.sh"

venv=$root/.venv
stamp=$venv/.requirements

# The programs in .venv/bin hold its path, so a repository that was moved needs another one.
usable() {
    "$venv/bin/python" -c '' 2>/dev/null && unchanged "$venv/.root" "$root" &&
        { [ -z "${PYTHON:-}" ] || unchanged "$venv/.interpreter" "$PYTHON"; }
}

if ! usable; then
    interpreter=$(find_interpreter)
    [ -n "$interpreter" ] || fail "no usable Python: ${PYTHON:-python3} must be 3.10 or newer, with venv and the headers (Python.h)." \
        "Name another with: make PYTHON=/path/to/python3"
    say "making .venv with $("$interpreter" --version)"
    rm -rf "$venv"
    "$interpreter" -m venv "$venv"
    echo "${PYTHON:-}" >"$venv/.interpreter"
    echo "$root" >"$venv/.root"
fi

requirements=$("$venv/bin/python" scripts/requirements.py dev)
unchanged "$stamp" "$requirements" && exit 0

say "installing Python packages into .venv"
mapfile -t list <<<"$requirements"
run "$venv/pip.log" "$venv/bin/python" -m pip install --disable-pip-version-check "${list[@]}"
echo "$requirements" >"$stamp"
