#!/bin/bash
# SPDX-License-Identifier: MIT
# Writes expected.NAME.txt: what libbpf makes of the committed objects.
#
#   capture.sh el REFERENCE KERNELS       the little-endian objects on every kernel, and with the module of module.c
#   capture.sh eb REFERENCE KERNELS       the big-endian objects; REFERENCE must run big-endian
#
# REFERENCE is the built reference.c, KERNELS a directory with the types of the kernels below (NAME.btf). libbpf on a little-endian
# machine opens no big-endian object, so the second needs a big-endian one; an emulated process is one:
#
#   s390x-linux-gnu-gcc -O2 -D_GNU_SOURCE -rdynamic reference.c -o reference-s390x -lbpf -lelf -ldl
#   qemu-s390x -L DIRECTORY-WITH-DEBIAN-S390X reference-s390x ...
#
# The committed files come from libbpf 1.7.0 as Debian has it, for amd64 and for s390x.
set -euo pipefail
cd "$(dirname "$0")"
order=$1 reference=$2 kernels=$3

names=(5.10-amd64 6.1-amd64 6.12-amd64 6.12-arm64 6.12-rt-amd64 6.12-s390x 7.2-amd64)
if [ "$order" = eb ]; then
    names=(6.12-amd64 6.12-s390x)
fi
played=()
for name in "${names[@]}"; do
    played+=("$name=$kernels/$name.btf")
done
for crafted in crafted_a.target.el crafted_a.target.eb crafted_b.target.el crafted_b.target.eb; do
    played+=("${crafted/.target/}=$crafted.o")
done

objects=()
for object in *."$order".o; do
    [[ $object = *.target.* ]] || objects+=("$object")
done
"$reference" -c kconfig.txt -s kallsyms.txt "${played[@]}" "${objects[@]}" >"expected.$order.txt"
if [ "$order" = el ]; then
    "$reference" -c kconfig.txt -s kallsyms.txt -m a_module=crafted_a.module.btf crafted_a.el+a_module=crafted_a.target.el.o \
        core_module.*.el.o core_crafted.clang-19.v3.el.o >expected.module.txt
fi
