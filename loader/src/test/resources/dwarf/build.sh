#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes the files that the tests of debug information read. They are committed; made with gcc 12.2 and clang 14.0.
set -e
cd "$(dirname "$0")"
# No names of the machine they were made on.
MAP="-ffile-prefix-map=$PWD=/samples -fno-pic -fno-asynchronous-unwind-tables"
one() { # NAME COMPILER OPTION...
	name=$1 compiler=$2
	shift 2
	$compiler $MAP -g "$@" -c sample.c -o "$name.o"
}
one gcc-O2-5 gcc -O2 -gdwarf-5
one gcc-O2-4 gcc -O2 -gdwarf-4
one gcc-O2-3 gcc -O2 -gdwarf-3 -gstrict-dwarf
one gcc-O2-2 gcc -O2 -gdwarf-2 -gstrict-dwarf
one gcc-O0-5 gcc -O0 -gdwarf-5
one gcc-O1-4-types gcc -O1 -gdwarf-4 -fdebug-types-section
one gcc-O1-5-types gcc -O1 -gdwarf-5 -fdebug-types-section
one gcc-O2-5-64 gcc -O2 -gdwarf-5 -gdwarf64
one gcc-O2-5-gz gcc -O2 -gdwarf-5 -gz=zlib
one gcc-O2-5-split gcc -O2 -gdwarf-5 -gsplit-dwarf
one clang-O2-5 clang -O2 -gdwarf-5
one clang-O2-4 clang -O2 -gdwarf-4
one clang-O0-5 clang -O0 -gdwarf-5
for target in aarch64 riscv64 s390x powerpc64le; do
	one "clang-O2-5-$target" "clang --target=$target-linux-gnu" -O2 -gdwarf-5
done
one clang-O2-4-s390x "clang --target=s390x-linux-gnu" -O2 -gdwarf-4
one gcc-O2-5-s390x s390x-linux-gnu-gcc-12 -O2 -gdwarf-5
LINK="-nostdlib -static -Wl,--build-id=none"
gcc $MAP -g -O2 -gdwarf-5 $LINK sample.c second.c -o two-units-5
gcc $MAP -g -O2 -gdwarf-4 $LINK sample.c second.c -o two-units-4
clang $MAP -g -O2 -gdwarf-5 $LINK sample.c second.c -o two-units-clang
for version in 4 5; do
	gcc $MAP -g -O2 -gdwarf-$version -fdebug-types-section $LINK sample.c second.c -o two-units-types-$version
done
gcc $MAP -g -O2 -gdwarf-5 -flto -fno-ipa-icf $LINK sample.c second.c -o two-units-lto
# Code of a module, and the same as a linker puts it into a kernel: symbols say where its sections were.
gcc $MAP -g -O2 -gdwarf-5 -c forbidden.c -o forbidden-module.ko
gcc $MAP -g -O2 -gdwarf-5 $LINK forbidden.c \
	-Wl,-e,open_step,--section-start=.noinstr.text=0x502000,--section-start=.kprobes.text=0x503000 \
	-Wl,--defsym=__noinstr_text_start=0x502000,--defsym=__noinstr_text_end=0x502010 \
	-Wl,--defsym=__kprobes_text_start=0x503000,--defsym=__kprobes_text_end=0x503010 -o forbidden-kernel
rm -f ./*.dwo
# A program whose debug information was moved out, that of another build of it, and what callers say they passed.
LINK="-nostdlib -static -Wl,--build-id=sha1 -z noseparate-code"
UNWIND="-fasynchronous-unwind-tables -fcf-protection=none"
gcc $MAP $UNWIND -g -O2 -gdwarf-5 $LINK callers.c -o callers-5
gcc $MAP $UNWIND -g -O2 -gdwarf-4 $LINK callers.c -o callers-4
objcopy --only-keep-debug callers-5 callers-5.debug
objcopy --strip-all --add-gnu-debuglink=callers-5.debug callers-5 callers-5.stripped
