// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.probeproof.loader.probe.TinyKernel.at;
import static dev.probeproof.loader.probe.TinyKernel.bits;
import static dev.probeproof.loader.probe.TinyKernel.fetchOf;
import static dev.probeproof.loader.probe.TinyKernel.param;
import static dev.probeproof.loader.probe.TinyKernel.path;
import static org.assertj.core.api.Assertions.assertThat;

class PathResolutionTest {

    /**
     * <pre>
     * struct dentry { struct dentry *d_parent; char d_iname[16]; const unsigned char *name; };
     * struct node { struct { int first; union { u16 low; u32 both; }; }; struct tagged; struct dentry *dentry;
     *               struct dentry inner[3]; u8 tail[]; };
     * </pre>
     */
    private static TargetKernel kernel(Arch arch) {
        TinyKernel c = new TinyKernel(arch);
        int dentry = c.struct("dentry", 32);
        int dentryPointer = c.pointer(dentry);
        int full = c.struct(
                "entry",
                32,
                at(0, dentryPointer, "d_parent"),
                at(8, c.array(c.charType, 16), "d_iname"),
                at(24, c.pointer(c.add(new BtfType.Alias(dev.probeproof.loader.btf.BtfKind.CONST, "", c.u8))), "name"));
        int entryPointer = c.pointer(full);
        int halves = c.union("", 4, at(0, c.u16, "low"), at(0, c.u32, "both"));
        int unnamed = c.struct("", 8, at(0, c.s32, "first"), at(4, halves, ""));
        int tagged = c.struct("tagged", 8, at(0, c.s64, "from_tagged"));
        int node = c.struct(
                "node",
                128,
                at(0, unnamed, ""),
                at(8, c.typedef("tagged_t", tagged), ""),
                at(16, entryPointer, "entry"),
                at(24, c.array(full, 3), "inner"),
                at(120, c.array(c.u8, 0), "tail"),
                at(120, c.array(c.u32, 1), "old_tail"),
                at(120, c.pointer(0), "opaque"),
                at(112, c.bool, "flag"));
        int nodePointer = c.pointer(node);
        c.function("f", c.s32, param(nodePointer, "node"), param(c.pointer(nodePointer), "list"), param(c.s32, "n"));
        c.function("name", c.pointer(c.charType), param(c.pointer(0), "raw"), param(c.bool, "yes"));
        return c.build();
    }

    private final TargetKernel x86 = kernel(Archs.X86_64);

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "f(node); di Int[sizeBytes=8, signed=false]",
                "f(n); dx Int[sizeBytes=4, signed=true]",
                "f(node->first); di +0 Int[sizeBytes=4, signed=true]",
                "f(node->low); di +4 Int[sizeBytes=2, signed=false]",
                "f(node->from_tagged); di +8 Int[sizeBytes=8, signed=true]",
                "f(node->flag); di +112 Int[sizeBytes=1, signed=false]",
                "f(node->entry->name:string); di +16 +24 +0 Text[maxBytes=64]",
                "f(node->entry->name:string(9)); di +16 +24 +0 Text[maxBytes=9]",
                "f(node->entry->name:ustring); di +16 +24 u+0 Text[maxBytes=64]",
                "f(node->entry->d_iname:string); di +16 +8 Text[maxBytes=16]",
                "f(node->entry->d_iname:string(8)); di +16 +8 Text[maxBytes=8]",
                "f(node->entry->d_iname); di +16 +8 Memory[sizeBytes=16]",
                "f(node->entry->d_iname[3]); di +16 +11 Int[sizeBytes=1, signed=false]",
                "f(node->inner[2].name:string); di +112 +0 Text[maxBytes=64]",
                "f(node->inner->d_parent); di +24 Int[sizeBytes=8, signed=false]",
                "f(node->inner[1]); di +56 Memory[sizeBytes=32]",
                "f(node->tail[100]); di +220 Int[sizeBytes=1, signed=false]",
                "f(node->tail:string); di +120 Text[maxBytes=64]",
                "f(node->tail); di +120 Memory[sizeBytes=0]",
                "f(node->old_tail[3]); di +132 Int[sizeBytes=4, signed=false]",
                "f(node->opaque:string); di +120 +0 Text[maxBytes=64]",
                "f(list[2]->low); si +16 +4 Int[sizeBytes=2, signed=false]",
                "f(list[-1]); si -8 Int[sizeBytes=8, signed=false]",
                "f(node[1].first); di +128 Int[sizeBytes=4, signed=true]",
                "name(raw:string); di +0 Text[maxBytes=64]",
                "name(yes); si Int[sizeBytes=1, signed=false]",
                "name($retval:string); ax +0 Text[maxBytes=64]",
                "f($retval); ax Int[sizeBytes=4, signed=true]",
            })
    void fetchesWhatTheExpressionMeansInC(String definition, String fetch) {
        assertThat(fetchOf(x86, definition)).isEqualTo(fetch);
    }

    @Test
    void describesTheWayAsDumpProbesShowsIt() {
        ResolvedPath path = path(x86, "f(node->inner[2].name:string)");

        assertThat(path.parameterIndex()).isZero();
        assertThat(TinyKernel.register(path).ptRegsOffset()).isEqualTo(112);
        assertThat(path.byValueStruct()).isFalse();
        assertThat(path.type()).isEqualTo("unsigned char *");
        assertThat(path.hops())
                .containsExactly(
                        new ResolvedPath.Hop(112, "inner[2].name", AddressSpaceKind.KERNEL),
                        new ResolvedPath.Hop(0, "", AddressSpaceKind.KERNEL));
        assertThat(path.leaf()).isEqualTo(new PathLeaf.Text(PathLeaf.Text.UNBOUNDED, AddressSpaceKind.KERNEL));
    }

    @Test
    void aProbeOfTheReturnValueIsAReturnProbe() {
        ProbePoint point = ProbePointResolver.resolve(ProbeDefinition.parse("name($retval:string)"), x86)
                .get(0);

        assertThat(point.attachPoint()).hasToString("kretprobe:name");
        assertThat(point.arguments()).extracting(FetchArgument::name).containsExactly("retval");
    }

    @Test
    void argumentsOfOtherArchitecturesComeFromTheirRegisters() {
        assertThat(fetchOf(kernel(Archs.ARM64), "f(node->low)")).startsWith("x0 +4 ");
        assertThat(fetchOf(kernel(Archs.RISCV64), "f(n)")).startsWith("a2 ");
        assertThat(fetchOf(kernel(Archs.PPC64LE), "f(n)")).startsWith("gpr5 ");
        assertThat(fetchOf(kernel(Archs.S390X), "f(node->low)")).startsWith("r2 +4 ");
    }

    @Nested
    class BitFields {
        private TargetKernel flags(Arch arch) {
            TinyKernel c = new TinyKernel(arch);
            int flags = c.struct(
                    "flags",
                    16,
                    at(0, c.u32, "before"),
                    bits(32, 3, c.u32, "low"),
                    bits(35, 12, c.s32, "middle"),
                    bits(64, 1, c.u64, "bit"),
                    bits(126, 1, c.bool, "last"));
            // As with __attribute__((packed)): a field across the boundary of its type, at the very end of its struct.
            int packed = c.struct("packed", 6, bits(30, 10, c.u32, "across"), bits(44, 4, c.u32, "tail"));
            c.function("f", 0, param(c.pointer(flags), "flags"), param(c.pointer(packed), "packed"));
            return c.build();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = ';',
                value = {
                    "flags->low;      +4 Bits[containerBytes=4, shift=0, widthBits=3, signed=false]",
                    "flags->middle;   +4 Bits[containerBytes=4, shift=3, widthBits=12, signed=true]",
                    "flags->bit;      +8 Bits[containerBytes=8, shift=0, widthBits=1, signed=false]",
                    "flags->last;     +15 Bits[containerBytes=1, shift=6, widthBits=1, signed=false]",
                    "packed->across;  +3 Bits[containerBytes=2, shift=6, widthBits=10, signed=false]",
                    "packed->tail;    +5 Bits[containerBytes=1, shift=4, widthBits=4, signed=false]",
                })
        void countFromTheLowestBitOnLittleEndianMachines(String expression, String fetch) {
            assertThat(fetchOf(flags(Archs.X86_64), "f(" + expression + ")")).endsWith(" " + fetch);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = ';',
                value = {
                    "flags->low;      +4 Bits[containerBytes=4, shift=29, widthBits=3, signed=false]",
                    "flags->middle;   +4 Bits[containerBytes=4, shift=17, widthBits=12, signed=true]",
                    "flags->bit;      +8 Bits[containerBytes=8, shift=63, widthBits=1, signed=false]",
                    "flags->last;     +15 Bits[containerBytes=1, shift=1, widthBits=1, signed=false]",
                    "packed->across;  +3 Bits[containerBytes=2, shift=0, widthBits=10, signed=false]",
                })
        void countFromTheHighestBitOnBigEndianMachines(String expression, String fetch) {
            assertThat(fetchOf(flags(Archs.S390X), "f(" + expression + ")")).endsWith(" " + fetch);
        }

        @Test
        void ofOldBtfAreIntegersWithFewerBitsThanBytes() {
            TinyKernel c = new TinyKernel(Archs.X86_64);
            int narrow = c.add(new BtfType.Int("unsigned int", 4, false, false, false, 5, 3));
            c.function("f", 0, param(c.pointer(c.struct("s", 8, at(4, narrow, "field"))), "s"));

            assertThat(fetchOf(c.build(), "f(s->field)"))
                    .isEqualTo("di +4 Bits[containerBytes=4, shift=5, widthBits=3, signed=false]");
        }
    }

    @Nested
    class Enums {
        private int enumeration(TinyKernel c, int size, boolean signed, long value) {
            return c.add(new BtfType.Enum("e", false, size, signed, List.of(new BtfType.Enumerator("E", value))));
        }

        @Test
        void haveTheSizeOfTheirType() {
            TinyKernel c = new TinyKernel(Archs.X86_64);
            c.function("f", 0, param(enumeration(c, 1, false, 3), "small"));

            assertThat(fetchOf(c.build(), "f(small)")).isEqualTo("di Int[sizeBytes=1, signed=false]");
        }

        @ParameterizedTest
        @CsvSource({
            "true,  -1,         SIGNED,       true",
            "false, 7,          UNSIGNED,     false",
            "false, 4294967295, UNDETERMINED, true",
            "false, 2147483648, UNDETERMINED, false",
        })
        void withoutASignFlagAreSignedWhenAValueLooksNegative(
                boolean flag, long value, PathLeaf.Sign sign, boolean signed) {
            TinyKernel c = new TinyKernel(Archs.X86_64);
            c.function("f", 0, param(enumeration(c, 4, flag, value), "e"));
            ResolvedPath path = path(c.build(), "f(e)");

            assertThat(path.leaf()).isEqualTo(new PathLeaf.Scalar(PathLeaf.ScalarKind.ENUM, 4, sign, null));
            assertThat(path.fetch().leaf()).isEqualTo(new FetchLeaf.Int(4, signed));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "x86_64, 6.1.0,    true",
        "x86_64, 6.2,      false",
        "x86_64, 7.0-rc1,  false",
        "x86_64, unknown,  true",
        "arm64,  5.10,     false",
        "arm64,  6.12,     false",
    })
    void plainCharIsSignedAsTheKernelOfThatReleaseWasCompiled(String arch, String release, boolean signed) {
        TinyKernel c = new TinyKernel(Archs.find(arch).orElseThrow()).release(release);
        c.function("f", 0, param(c.charType, "c"), param(c.signedChar, "sc"));
        TargetKernel kernel = c.build();

        assertThat(path(kernel, "f(c)").leaf())
                .isEqualTo(new PathLeaf.Scalar(PathLeaf.ScalarKind.INT, 1, PathLeaf.Sign.UNDETERMINED, null));
        assertThat(path(kernel, "f(c)").fetch().leaf()).isEqualTo(new FetchLeaf.Int(1, signed));
        assertThat(path(kernel, "f(sc)").fetch().leaf()).isEqualTo(new FetchLeaf.Int(1, true));
    }

    @Nested
    class StructsByValue {
        private TargetKernel kernel(Arch arch) {
            TinyKernel c = new TinyKernel(arch);
            int pair = c.struct("pair", 16, at(0, c.u64, "value"), at(8, c.u32, "mask"), at(12, c.u16, "half"));
            int small = c.struct("small", 4, at(0, c.u16, "a"), at(2, c.u16, "b"), bits(3, 2, c.u16, "bits"));
            int large = c.struct("large", 24, at(0, c.u64, "x"), at(16, c.pointer(small), "p"));
            c.function("f", 0, param(pair, "pair"), param(small, "small"), param(large, "large"), param(c.s32, "n"));
            c.function("big", large, param(c.s32, "n"));
            return c.build();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = ';',
                value = {
                    "x86_64; f(pair.value);      di Int[sizeBytes=8, signed=false]",
                    "x86_64; f(pair.mask);       si Int[sizeBytes=4, signed=false]",
                    "x86_64; f(pair.half);       si Bits[containerBytes=8, shift=32, widthBits=16, signed=false]",
                    "x86_64; f(small);           dx Int[sizeBytes=4, signed=false]",
                    "x86_64; f(small.b);         dx Bits[containerBytes=8, shift=16, widthBits=16, signed=false]",
                    "x86_64; f(small.bits);      dx Bits[containerBytes=8, shift=3, widthBits=2, signed=false]",
                    "x86_64; f(large.x);         sp +8 Int[sizeBytes=8, signed=false]",
                    "x86_64; f(large.p->b);      sp +24 +2 Int[sizeBytes=2, signed=false]",
                    "x86_64; f(n);               cx Int[sizeBytes=4, signed=true]",
                    "x86_64; big(n);             si Int[sizeBytes=4, signed=true]",
                    "arm64;  f(large.x);         x3 +0 Int[sizeBytes=8, signed=false]",
                    "arm64;  f(large.p->b);      x3 +16 +2 Int[sizeBytes=2, signed=false]",
                    "arm64;  f(large);           x3 +0 Memory[sizeBytes=24]",
                    "s390x;  f(pair.mask);       r2 +8 Int[sizeBytes=4, signed=false]",
                    "s390x;  f(small.a);         r3 Bits[containerBytes=8, shift=16, widthBits=16, signed=false]",
                    "s390x;  f(small.b);         r3 Int[sizeBytes=2, signed=false]",
                    "s390x;  f(small.bits);      r3 Bits[containerBytes=8, shift=27, widthBits=2, signed=false]",
                })
        void shiftWhatFollowsAndAreCutOutOfTheirRegisters(String arch, String definition, String fetch) {
            assertThat(fetchOf(kernel(Archs.find(arch).orElseThrow()), definition))
                    .isEqualTo(fetch);
        }

        @Test
        void areToldOfLaterParametersToo() {
            assertThat(path(kernel(Archs.X86_64), "f(n)").byValueStruct()).isTrue();
            assertThat(path(kernel(Archs.X86_64), "big(n)").byValueStruct()).isFalse();
        }
    }

    @Test
    void argumentsBeyondTheRegistersLieOnTheStackRightJustifiedOnBigEndianMachines() {
        for (Arch arch : List.of(Archs.X86_64, Archs.S390X)) {
            TinyKernel c = new TinyKernel(arch);
            BtfType.Param[] params = new BtfType.Param[9];
            for (int i = 0; i < 9; i++) {
                params[i] = param(i == 7 ? c.pointer(c.struct("s", 8, at(4, c.u32, "m"))) : c.s32, "p" + i);
            }
            TargetKernel kernel = c.function("f", 0, params).build();

            boolean little = arch == Archs.X86_64;
            assertThat(fetchOf(kernel, "f(p8)"))
                    .isEqualTo(
                            little ? "sp +24 Int[sizeBytes=4, signed=true]" : "r15 +188 Int[sizeBytes=4, signed=true]");
            assertThat(fetchOf(kernel, "f(p7->m)"))
                    .isEqualTo(
                            little
                                    ? "sp +16 +4 Int[sizeBytes=4, signed=false]"
                                    : "r15 +176 +4 Int[sizeBytes=4, signed=false]");
            assertThat(path(kernel, "f(p8)").hops()).isEmpty();
        }
    }

    @Test
    void aDeclarationIsCompletedByTheOnlyStructOfItsName() {
        TinyKernel c = new TinyKernel(Archs.X86_64);
        int declared = c.add(new BtfType.Fwd("s", false));
        c.struct("s", 8, at(4, c.u32, "m"));
        c.function("f", 0, param(c.pointer(declared), "s"));

        assertThat(fetchOf(c.build(), "f(s->m)")).isEqualTo("di +4 Int[sizeBytes=4, signed=false]");
    }

    @Test
    void functionsOfOneNameAndOnePrototypeAreOne() {
        TinyKernel c = new TinyKernel(Archs.X86_64);
        c.function("f", 0, param(c.s32, "n")).function("f", 0, param(c.s32, "n"));

        assertThat(fetchOf(c.build(), "f(n)")).isEqualTo("di Int[sizeBytes=4, signed=true]");
    }
}
