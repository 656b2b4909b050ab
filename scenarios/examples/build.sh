#!/bin/sh
# SPDX-License-Identifier: MIT
# Compiles the programs. Needed only to change them: the objects are committed. CLANG and STRIP name other tools.
set -eu
cd "$(dirname "$0")"

for source in src/main/bpf/*.bpf.c; do
    object="src/test/resources/org/example/tracing/$(basename "${source%.c}").o"
    "${CLANG:-clang}" -O2 -g -target bpf -mcpu=v3 -Wall -Werror -fdebug-compilation-dir=. \
        -fdebug-prefix-map="$PWD=." -c "$source" -o "$object"
    # DWARF goes, BTF stays.
    "${STRIP:-llvm-strip}" -g "$object"
    echo "$object"
done
