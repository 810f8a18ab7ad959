#!/usr/bin/env bash
# Checks the format of C++ and Python, ruff's rules and the types; with --fix, formats in place and checks nothing else.
source "$(dirname "$0")/common.sh"

venv=$root/.venv/bin
mapfile -t cxx < <(git ls-files --cached --others --exclude-standard '*.cpp' '*.h')

if [ "${1:-}" = --fix ]; then
    "$venv/clang-format" -i "${cxx[@]}"
    "$venv/ruff" check --fix --quiet --exit-zero
    "$venv/ruff" format --quiet
    exit 0
fi

status=0
"$venv/clang-format" --dry-run --Werror "${cxx[@]}" || status=1
"$venv/ruff" format --check --quiet || status=1
"$venv/ruff" check --quiet || status=1
"$venv/pyright" || status=1
exit $status
