#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the objects beside their sources; made with clang 19.1. fresh.bpf.o has the instructions of CPU version 4.
set -eu
cd "$(dirname "$0")"
for source in *.bpf.c; do
    object="${source%.c}.o"
    cpu=v3
    [ "$source" != fresh.bpf.c ] || cpu=v4
    "${CLANG:-clang-19}" -O2 -g -target bpf -mcpu="$cpu" -Wall -Werror -I../../../../../examples \
        -fdebug-compilation-dir=. -fdebug-prefix-map="$PWD=." -c "$source" -o "$object"
    "${STRIP:-llvm-strip-19}" -g "$object"
done
