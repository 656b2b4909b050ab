#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the test objects: each source with several compilers, little- and big-endian. The objects are committed; tests
# need no compiler. Made with clang 14.0.6, 16.0.6 and 19.1.7.
#
# libbpf-open.txt is what libbpf 1.1.2 finds in the little-endian ones (see libbpf-open.c); with its development files
# installed it is written anew.
set -eu
cd "$(dirname "$0")"

# compile VERSION ORDER SOURCE OBJECT [FLAG...]
compile() {
    version="$1" order="$2" source="$3" object="$4"
    shift 4
    "clang-$version" -O2 -target "bpf$order" -mcpu=v3 -Wall -Wno-unused -fno-ident "$@" \
        -I ../../../../../examples -fdebug-compilation-dir=. -fdebug-prefix-map="$PWD=." -c "$source" -o "$object"
    llvm-strip-19 -g "$object"
}

for order in el eb; do
    for source in *.bpf.c; do
        name="${source%.bpf.c}"
        debug=-g
        [ "$name" = legacy ] && debug=-g0
        versions='14 16 19'
        # Older compilers know no arenas.
        [ "$name" = arena ] && versions=19
        for version in $versions; do
            compile "$version" "$order" "$source" "$name.clang-$version.$order.o" "$debug"
        done
    done
    for name in layout jumps; do
        compile 19 "$order" "$name.S" "$name.clang-19.$order.o"
    done
    for fault in static_program no_size empty_license bad_version common_variable unknown_data call_of_program \
        address_of_program address_of_label extern_without_types; do
        compile 19 "$order" refused.S "refused-$fault.clang-19.$order.o" "-D$fault"
    done
done

if [ -e /usr/include/bpf/libbpf.h ]; then
    reader="$(mktemp)"
    cc -O1 -Wall -o "$reader" libbpf-open.c -lbpf
    "$reader" *.el.o > libbpf-open.txt
    rm "$reader"
fi
