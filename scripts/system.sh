#!/usr/bin/env bash
# Installs the Debian packages that are missing: as root, through sudo, or else prints the command that does it.
source "$(dirname "$0")/common.sh"
source "$root/scripts/interpreter.sh"

packages=(
    ccache clang-22 cmake g++ ninja-build
    libmlir-22-dev llvm-22-dev llvm-22-tools mlir-22-tools
)
# A Python that did not come from Debian brings its own headers and venv.
[ -n "$(find_interpreter)" ] || packages+=(python3 python3-dev python3-venv)

if ! command -v dpkg-query >/dev/null; then
    for tool in c++ cmake llvm-config-22 mlir-tblgen-22 ninja; do
        command -v "$tool" >/dev/null || missing+=("$tool")
    done
    [ -z "${missing[*]-}" ] || fail "not found: ${missing[*]}" \
        "On a system other than Debian or Ubuntu, install CMake, Ninja, a C++17 compiler, clang 22 and MLIR 22 by hand."
    exit 0
fi

installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${packages[@]}" 2>/dev/null || true)
missing=()
for package in "${packages[@]}"; do
    grep -qxF "installed $package" <<<"$installed" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

install=(install --yes --no-install-recommends "${missing[@]}")
if [ "$(id -u)" = 0 ]; then
    as_root=()
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    as_root=(sudo)
else
    fail "Debian packages are missing, and installing them takes root. Run this as root, then try again:" \
        "    apt-get update && apt-get ${install[*]}"
fi

say "installing Debian packages: ${missing[*]}"
log=$(mktemp -t hls4mlir-apt.XXXXXX)
as_root+=(env DEBIAN_FRONTEND=noninteractive)
# A source that cannot be reached is no reason to stop while the others have the packages.
"${as_root[@]}" apt-get update >"$log" 2>&1 </dev/null || tail -n 5 "$log" >&2
for package in "${missing[@]}"; do
    apt-cache show --no-all-versions "$package" >/dev/null 2>&1 || absent+=("$package")
done
[ -z "${absent[*]-}" ] || fail "apt does not know these packages: ${absent[*]}" \
    "Debian 12 has LLVM and MLIR 22 in its security archive. If it is not among the sources, add it:" \
    "    echo 'deb http://deb.debian.org/debian-security bookworm-security main' > /etc/apt/sources.list.d/security.list"
# Another apt may be at work; wait for it.
run "$log" "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=600 "${install[@]}" </dev/null
