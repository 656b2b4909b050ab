#!/bin/sh
# SPDX-License-Identifier: MIT
# Captures what llvm-objdump prints. The captures are committed; tests need no LLVM. Made with LLVM 14.0.6, 16.0.6, 19.1.7
# and 22.1.8: isa.s (assembled by 22, the first that knows all of it) shown by each, linked.bpf.c by 19.
set -eu
cd "$(dirname "$0")"
work="$(mktemp -d)"
trap 'rm -r "$work"' EXIT

show() { # version, object, capture, options
    version="$1"; object="$2"; capture="$3"; shift 3
    (cd "$work" && "llvm-objdump-$version" -d "$@" "$object") > "$capture"
}

for order in el eb; do
    llvm-mc-22 -triple "bpf$order" -mcpu=v4 -filetype=obj isa.s -o "$work/isa.$order.o"
    for version in 14 16 19 22; do
        show "$version" "isa.$order.o" "isa.$order.llvm-$version.txt"
    done
    show 19 "isa.$order.o" "isa.$order.llvm-19-v4.txt" --mcpu=v4
done

for variant in 14.v1.el 14.v1.eb 14.v2.el 14.v3.el 16.v1.el 16.v2.el 16.v3.el 19.v1.el 19.v2.el 19.v3.el 19.v4.el 19.v4.eb; do
    version="${variant%%.*}"; order="${variant##*.}"; cpu="${variant#*.}"; cpu="${cpu%.*}"
    object="linked.clang-$variant.o"
    "clang-$version" -O2 -g -target "bpf$order" "-mcpu=$cpu" -Wno-unused -fno-ident \
        -I ../../../../../../examples -c ../../objects/linked.bpf.c -o "$work/$object"
    show 19 "$object" "linked.clang-$variant.llvm-19.txt"
done
