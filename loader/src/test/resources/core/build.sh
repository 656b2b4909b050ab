#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds what the tests of CO-RE relocation read: an object that asks every question, with several compilers and in both
# byte orders, and the types of kernels that answer it. All of it is committed; tests need no compiler. Made with clang
# 14.0.6, 16.0.6 and 19.1.7.
#
# The .txt files are what libbpf 1.1.2 makes of the little-endian objects (see libbpf-core.c); where its development
# files are installed they are written anew, as root on any kernel with BPF.
set -eu
cd "$(dirname "$0")"

for order in el eb; do
    for version in 14 16 19; do
        object="core.clang-$version.$order.o"
        "clang-$version" -O2 -g -target "bpf$order" -mcpu=v3 -Wall -Wno-unused -fno-ident \
            -fdebug-compilation-dir=. -fdebug-prefix-map="$PWD=." -c core.bpf.c -o "$object"
        llvm-strip-19 -g "$object"
    done
    for kernel in moved bare; do
        clang-19 -O2 -g -target "bpf$order" -c "kernel-$kernel.c" -o kernel.o
        llvm-objcopy-19 --dump-section ".BTF=kernel-$kernel.$order.btf" kernel.o /dev/null
        rm kernel.o
    done
done

if [ -e /usr/include/bpf/libbpf.h ]; then
    loader="$(mktemp)"
    cc -O1 -Wall -o "$loader" libbpf-core.c -lbpf
    for version in 14 16 19; do
        for kernel in moved bare; do
            "$loader" "core.clang-$version.el.o" "kernel-$kernel.el.btf" > "core.clang-$version.$kernel.txt"
        done
    done
    rm "$loader"
fi
