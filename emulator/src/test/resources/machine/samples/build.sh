#!/bin/sh
# SPDX-License-Identifier: MIT
# Compiles the samples and writes down what is true of them: truth.txt (what the program prints about itself), *.lines (the line
# table of each binary as readelf sees it), gdb.txt (what gdb says at each line of each x86-64 binary). Run it after changes to a
# source; the tests only read what it made.
#
# Needs gcc and clang, gdb, and the linkers of Debian's binutils-aarch64-linux-gnu, -riscv64-linux-gnu, -s390x-linux-gnu.
set -eu
cd "$(dirname "$0")"
sources="main records lists counters numbers"
common="-g -w -std=gnu11 -ffreestanding -fno-stack-protector -fno-pic -fno-common -fdebug-prefix-map=$PWD=."
out=built
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$out"
rm -f "$out"/*

gcc -w -O0 -DTRUTH -o "$tmp/truth" main.c records.c lists.c counters.c numbers.c
"$tmp/truth" > truth.txt

# NAME LINKER COMPILER FLAGS...
sample() {
    name=$1
    linker=$2
    shift 2
    objects=
    entry=sample_main
    case $name in x86_64*) entry=_start ;; esac
    for source in $sources; do
        "$@" $common -c "$source.c" -o "$tmp/$source.o"
        objects="$objects $tmp/$source.o"
    done
    "$linker" -static --build-id=none -z noexecstack -e "$entry" -o "$out/$name" $objects
    readelf --debug-dump=decodedline "$out/$name" 2>/dev/null | awk '$3 ~ /^0x/ && $1 ~ /\.c$/ && $2 ~ /^[0-9]+$/ {
        print $3, $1 ":" $2, ($NF == "x" ? "is_stmt" : "-") }' | sort -u > "$out/$name.lines"
}

for level in 0 1 2 3 g; do
    sample "x86_64-gcc-O$level" ld gcc "-O$level" -gno-record-gcc-switches -fcf-protection=none
    sample "x86_64-clang-O$level" ld clang "-O$level"
    # To clang -Og is -O1; once is enough.
    [ "$level" != g ] || continue
    sample "arm64-clang-O$level" aarch64-linux-gnu-ld clang --target=aarch64-linux-gnu "-O$level"
    sample "riscv64-clang-O$level" riscv64-linux-gnu-ld clang --target=riscv64-linux-gnu -march=rv64gc -mno-relax "-O$level"
    sample "s390x-clang-O$level" s390x-linux-gnu-ld clang --target=s390x-linux-gnu "-O$level"
done
sample "x86_64-gcc-O2-dwarf4" ld gcc -O2 -gno-record-gcc-switches -fcf-protection=none -gdwarf-4
sample "x86_64-gcc-O2-framepointer" ld gcc -O2 -gno-record-gcc-switches -fcf-protection=none -fno-omit-frame-pointer

# For loading: the same source as object, library and executable.
plain="-O1 -w -ffreestanding -fno-stack-protector -fno-asynchronous-unwind-tables -fno-common"
gcc $plain -fno-pic -mcmodel=kernel -mno-red-zone -c calls.c -o "$out/x86_64-calls.o"
gcc $plain -fPIC -c calls.c -o "$out/x86_64-calls-pic.o"
gcc $plain -fPIC -shared -nostdlib -Wl,--build-id=none -o "$out/x86_64-calls.so" calls.c
for target in aarch64:arm64 riscv64:riscv64 s390x:s390x; do
    arch=${target#*:}
    triple=${target%:*}-linux-gnu
    more=
    [ "$arch" != riscv64 ] || more="-march=rv64gc -mno-relax"
    clang --target="$triple" $plain $more -fno-pic -c calls.c -o "$out/$arch-calls.o"
    clang --target="$triple" $plain $more -fPIC -c calls.c -o "$tmp/pic.o"
    "$triple-ld" -shared -z max-page-size=4096 --build-id=none -o "$out/$arch-calls.so" "$tmp/pic.o"
done

rm -f gdb.txt
for lines in "$out"/x86_64-*.lines; do
    name=$(basename "$lines" .lines)
    SAMPLE_BUILD=$name SAMPLE_OUT=gdb.txt gdb -nx -batch -x gdb_opinion.py "$out/$name" >/dev/null 2>&1
done
