#!/bin/bash
# SPDX-License-Identifier: MIT
# Builds the objects. They are committed; only this script and the native test need a compiler.
#
#   build.sh                   those that are committed: with clang 14, 16 and 19, here. Made with 14.0.6, 16.0.6, 19.1.7
#   build.sh DIRECTORY CLANG   every source, little-endian, with that compiler, there; what it cannot compile is named on
#                              standard output and left out
#
# An object is NAME.clang-VERSION.CPU.ORDER.o; its name up to the first dot is part of the names of its maps.
set -u
cd "$(dirname "$0")"
here=$PWD

# compile CLANG CPU ORDER SOURCE OUT
compile() {
    local debug=-g
    [[ $4 != maps_legacy.* && $4 != maps_named_sections.* ]] || debug=-g0
    "$1" -O2 $debug -target "bpf$3" -mcpu="$2" -Wall -Wno-unused -Wno-missing-declarations -fno-ident \
        -fdebug-compilation-dir=. -fdebug-prefix-map="$here=." -c "$4" -o "$5" 2>"$5.log" || return
    "$strip" -g "$5"
    rm -f "$5.log"
}

# The CPU version that a source needs.
cpu() {
    case $1 in
        code_signed.* | arena.*) echo v4 ;;
        *) echo v3 ;;
    esac
}

if [ $# = 2 ]; then
    strip=$(command -v "${2/clang/llvm-strip}" || command -v llvm-strip || echo true)
    for source in *.bpf.c; do
        object="$1/${source%.bpf.c}.o"
        if ! compile "$2" "$(cpu "$source")" el "$source" "$object"; then
            echo "$source"
            rm -f "$object" "$object.log"
        fi
    done
    exit 0
fi

strip=llvm-strip-19
set -e

# build VERSION CPU ORDER NAME...
build() {
    local version=$1 cpu=$2 order=$3 name
    shift 3
    for name; do
        compile "clang-$version" "$cpu" "$order" "$name.bpf.c" "$name.clang-$version.$cpu.$order.o" ||
            { cat "$name.clang-$version.$cpu.$order.o.log"; exit 1; }
    done
}

rm -f -- *.o *.module.btf
for source in *.bpf.c; do
    build 19 "$(cpu "$source")" el "${source%.bpf.c}"
done
build 14 v3 el core_fields core_bitfields core_arrays code_global code_callbacks data_sections maps_inner kconfig kfuncs realistic
build 16 v3 el core_fields core_enum64 core_matches code_addresses data_strings kconfig realistic
for version in v1 v2 v4; do
    build 19 $version el core_fields core_load_sizes core_enums core_crafted code_instructions
done
build 19 v4 el realistic kfuncs
for source in core_*.bpf.c; do
    build 19 v3 eb "${source%.bpf.c}"
done
build 19 v3 eb code_chain code_callbacks code_addresses code_instructions data_sections data_strings kconfig ksyms ksyms_typed \
    kfuncs maps_kinds maps_inner maps_attributes maps_rings realistic
build 14 v2 eb core_bitfields code_global realistic

for source in *.target.c; do
    for order in el eb; do
        clang-19 -O2 -g -target "bpf$order" -fno-ident -c "$source" -o "${source%.c}.$order.o"
        llvm-strip-19 -g "${source%.c}.$order.o"
    done
done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
gcc -O2 -Wall -Wextra module.c -o "$scratch/module" -lbpf
"$scratch/module" crafted_a.target.el.o crafted_a.module.btf
