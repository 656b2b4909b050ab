#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds what the tests of reachable code read. The objects are committed; tests need no compiler. Made with clang 14.0.6,
# 16.0.6 and 19.1.7.
set -eu
cd "$(dirname "$0")"

for variant in 14.v2.el 14.v3.el 16.v3.el 19.v1.el 19.v3.el 19.v3.eb 19.v4.el; do
    version="${variant%%.*}"; order="${variant##*.}"; cpu="${variant#*.}"; cpu="${cpu%.*}"
    object="reach.clang-$variant.o"
    "clang-$version" -O2 -g -target "bpf$order" "-mcpu=$cpu" -Wall -Wno-unused -fno-ident \
        -fdebug-compilation-dir=. -fdebug-prefix-map="$PWD=." -c reach.bpf.c -o "$object"
    llvm-strip-19 -g "$object"
done
