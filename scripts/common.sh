# What the scripts beside this file share. Sourced, not run.
# shellcheck shell=bash

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
if [ ! -t 1 ]; then
    say() { printf '==> %s\n' "$*"; }
fi

fail() {
    printf 'error: %s\n' "$1" >&2
    shift
    [ $# -eq 0 ] || printf '%s\n' "$@" >&2
    exit 1
}

# run LOG COMMAND...: shows the command's output at a terminal; elsewhere keeps it in LOG and shows its end on failure.
run() {
    local log=$1
    shift
    if [ -t 1 ]; then
        "$@"
    elif ! "$@" >"$log" 2>&1; then
        tail -n 60 "$log" >&2
        fail "this command failed: $*" "(all of its output is in $log)"
    fi
}

# unchanged STAMP KEY: whether STAMP was written with this KEY.
unchanged() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }
