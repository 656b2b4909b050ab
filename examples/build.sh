#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the example objects. Needed only to change them: the objects are committed, made with clang 19.1.
# CLANG and STRIP name other tools, for instance CLANG=clang STRIP=llvm-strip.
set -eu
cd "$(dirname "$0")"

for source in *.bpf.c bench/*.bpf.c; do
    object="${source%.c}.o"
    # Relative names and a mapped directory: no path of this machine gets into the object.
    "${CLANG:-clang-19}" -O2 -g -target bpf -mcpu=v3 -Wall -Werror -fdebug-compilation-dir=. \
        -fdebug-prefix-map="$PWD=." -c "$source" -o "$object"
    # DWARF goes, BTF stays.
    "${STRIP:-llvm-strip-19}" -g "$object"
    echo "$object"
done
