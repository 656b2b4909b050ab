#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds traced.bpf.o beside its source; made with clang 19.1. traced.elf is a copy of the program in
# kernel-shim/src/test/resources/traced, whose source and build script are there.
set -eu
cd "$(dirname "$0")"
"${CLANG:-clang-19}" -O2 -g -target bpf -mcpu=v3 -Wall -Werror -fdebug-compilation-dir=. -fdebug-prefix-map="$PWD=." \
    -c traced.bpf.c -o traced.bpf.o
"${STRIP:-llvm-strip-19}" -g traced.bpf.o
