#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the test objects: each source with several compilers, little- and big-endian. The objects are committed; tests
# need no compiler. Made with clang 14.0.6, 16.0.6 and 19.1.7.
set -eu
cd "$(dirname "$0")"

for source in *.bpf.c; do
    name="${source%.bpf.c}"
    debug=-g
    [ "$name" = legacy ] && debug=-g0
    for version in 14 16 19; do
        for order in el eb; do
            object="$name.clang-$version.$order.o"
            "clang-$version" -O2 $debug -target "bpf$order" -mcpu=v3 -Wall -Wno-unused -fno-ident \
                -I ../../../../../examples -fdebug-compilation-dir=. -fdebug-prefix-map="$PWD=." -c "$source" -o "$object"
            llvm-strip-19 -g "$object"
        done
    done
done
