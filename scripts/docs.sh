#!/usr/bin/env bash
# Writes the reference of the dialects and their passes, generated from the definitions, to build/docs.
source "$(dirname "$0")/common.sh"

docs=$root/build/docs
tblgen=$(llvm-config-22 --bindir)/mlir-tblgen
include=(-I . -I "$(llvm-config-22 --includedir)")
mkdir -p "$docs"

for folder in dialects/*/; do
    name=$(basename "$folder")
    mnemonic=$(sed -n 's/^ *let name = "\(.*\)";.*/\1/p' "$folder/${name}Dialect.td" | head -n 1)
    "$tblgen" -gen-dialect-doc -dialect="$mnemonic" "${include[@]}" "$folder/${name}Ops.td" -o "$docs/$name.md"
    if [ -f "$folder/${name}Passes.td" ]; then
        "$tblgen" -gen-pass-doc "${include[@]}" "$folder/${name}Passes.td" -o "$docs/${name}Passes.md"
    fi
done
for passes in lib/*/*Passes.td lib/*/Passes.td; do
    [ -f "$passes" ] || continue
    "$tblgen" -gen-pass-doc "${include[@]}" "$passes" -o "$docs/$(basename "$(dirname "$passes")")Passes.md"
done
say "wrote ${docs#"$root"/}: $(cd "$docs" && echo *)"
