#!/usr/bin/env bash
# Builds everything with Ninja in build/ and installs the Python package into .venv, from the same build tree.
#
# The installation is editable: Python runs python/hls4mlir itself, and what CMake makes for it (the extension module,
# the generated op classes) is copied into .venv after every build.
source "$(dirname "$0")/common.sh"

python=$root/.venv/bin/python
build=$root/build
# CMake refuses a build tree that was made elsewhere.
if [ -f "$build/CMakeCache.txt" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build/CMakeCache.txt"; then
    rm -rf "$build"
fi
mkdir -p "$build"

# A fresh clone finds in the cache what another clone has compiled.
export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$root} CCACHE_NOHASHDIR=1
if [ -z "${CCACHE_DIR:-}" ] && ! mkdir -p "${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/ccache" 2>/dev/null; then
    export CCACHE_DIR=$root/.ccache
fi

configuration="$python $("$python" --version) $(cat .venv/.requirements)"
if [ ! -f "$build/build.ninja" ] || ! unchanged "$build/.configuration" "$configuration"; then
    say "configuring build/"
    # clang compiles these sources in three quarters of g++'s time.
    compilers=()
    if [ -z "${CXX:-}" ] && command -v clang++-22 >/dev/null; then
        compilers=(-DCMAKE_C_COMPILER=clang-22 -DCMAKE_CXX_COMPILER=clang++-22)
    fi
    run "$build/configure.log" cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release "${compilers[@]}" \
        -DPython_EXECUTABLE="$python" -DLLVM_EXTERNAL_LIT="$root/.venv/bin/lit"
    echo "$configuration" >"$build/.configuration"
fi

[ -f "$build/bin/hls4mlir-opt" ] || say "building hls4mlir (a few minutes the first time)"
if [ -t 1 ]; then
    ninja -C "$build" ${JOBS:+-j "$JOBS"}
else
    ninja -C "$build" --quiet ${JOBS:+-j "$JOBS"}
fi

# What an editable installation depends on: the metadata, what CMake installs, and which Python files there are.
installation=$({ cat pyproject.toml CMakeLists.txt python/CMakeLists.txt && find python/hls4mlir -name '*.py' | sort; } | sha256sum)
if [ ! -x .venv/bin/hls4mlir ] || ! unchanged "$build/.installation" "$installation"; then
    say "installing hls4mlir into .venv"
    run "$build/install.log" "$python" -m pip install --disable-pip-version-check --no-deps --no-build-isolation --editable .
    echo "$installation" >"$build/.installation"
else
    purelib=$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    cmake --install "$build" --component python --prefix "$purelib" >"$build/install.log"
fi
