#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the objects beside their sources; made with clang 14.0. goes_one_too_far.log is what libbpf printed when Linux 6.18
# refused that program at log level 2, with the kernel's address of the map replaced.
set -eu
cd "$(dirname "$0")"
for source in *.bpf.c; do
    object="${source%.c}.o"
    "${CLANG:-clang-14}" -O2 -g -target bpf -mcpu=v3 -Wall -Werror -Wno-unused-function \
        -fdebug-compilation-dir=. -fdebug-prefix-map="$PWD=." -c "$source" -o "$object"
    "${STRIP:-llvm-strip-14}" -g "$object"
done
