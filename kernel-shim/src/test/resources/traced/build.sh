#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds traced.elf beside its source: x86_64 Linux, static, at fixed addresses. Built with gcc 12.2.0.
set -eu
cd "$(dirname "$0")"
gcc -O2 -Wall -Wextra -Werror -ffreestanding -fno-asynchronous-unwind-tables -fcf-protection=none -fno-stack-protector \
    -fno-ident -fno-pie -no-pie -static -nostdlib -Wl,--build-id=none -Wl,-z,noseparate-code -o traced.elf traced.c
strip --strip-debug --remove-section=.comment traced.elf
