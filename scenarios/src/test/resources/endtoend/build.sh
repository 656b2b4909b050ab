#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds traced.bpf.o and plain.*.bpf.o beside their sources; made with clang 19.1. traced.elf is a copy of the program in
# kernel-shim/src/test/resources/traced, whose source and build script are there.
set -eu
cd "$(dirname "$0")"
"${CLANG:-clang-19}" -O2 -g -target bpf -mcpu=v3 -Wall -Werror -fdebug-compilation-dir=. -fdebug-prefix-map="$PWD=." \
    -c traced.bpf.c -o traced.bpf.o
"${STRIP:-llvm-strip-19}" -g traced.bpf.o
for order in el eb; do
    "${CLANG:-clang-19}" -O2 -target "bpf$order" -mcpu=v3 -Wall -Werror -c plain.bpf.c -o "plain.$order.bpf.o"
done
