#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the program of the tests. Needed only to change it: it is committed, made with gcc 12.2.
set -eu
cd "$(dirname "$0")"
"${CC:-gcc}" -O2 -g -gdwarf-5 -ffreestanding -nostdlib -static -fno-pie -no-pie -fcf-protection=none \
    -fno-stack-protector -Wl,--build-id=none -fdebug-prefix-map="$PWD=." -o queue queue.c
