#!/bin/sh
# SPDX-License-Identifier: MIT
# What perf makes of every variable that the samples print about themselves, at the lines where they do: perf.txt.gz, with lines
# "build place expression offset fetch", or "build place expression - why not". Made with perf of Debian 12 (linux-perf 6.1); as
# root, some minutes.
set -eu
cd "$(dirname "$0")"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
for lines in built/x86_64-*.lines; do
    name=$(basename "$lines" .lines)
    awk '{ print $2, $4 }' truth.txt | sort -u | while read -r place expression; do
        status=0
        perf probe -q -x "built/$name" -D "$place value=$expression" > "$tmp/out" 2> "$tmp/err" < /dev/null || status=$?
        # It exits with the negated number of an error; these are signals.
        if [ "$status" -eq 134 ] || [ "$status" -eq 136 ] || [ "$status" -eq 139 ]; then
            echo "$name $place $expression - crash"
        elif [ "$status" -ne 0 ] || ! [ -s "$tmp/out" ]; then
            reason=$(grep -v 'Failed to add events\|^ *$\|Please try to probe' "$tmp/err" | head -1 || true)
            echo "$name $place $expression - ${reason:-no answer}"
        else
            sed -n "s|^p:[^ ]* [^ ]*:\(0x[0-9a-f]*\)[^ ]* value=\(.*\)|$name $place $expression \1 \2|p" "$tmp/out"
        fi
    done
done | gzip -9n > perf.txt.gz
