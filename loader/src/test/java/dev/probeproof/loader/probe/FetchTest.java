// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.definition.FetchPrinter;
import dev.probeproof.loader.definition.TextType;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument.Fetch;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.probeproof.loader.probe.TinyKernel.fetchOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Fetches in the language of {@code kprobe_events}: what they mean, and that writing them down keeps the meaning. */
class FetchTest {
    private final TargetKernel kernel = kernel(new TinyKernel(Archs.X86_64));

    private static TargetKernel kernel(TinyKernel c) {
        return c.function("f", 0).build();
    }

    private Fetch fetch(String text) {
        return TinyKernel.resolve(kernel, "f(x=" + text + ")").argument().fetch();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "%di;                      di Int[sizeBytes=8, signed=false]",
                "%rdi:s16;                 di Int[sizeBytes=2, signed=true]",
                "$stack;                   sp Int[sizeBytes=8, signed=false]",
                "$stack3:u32;              sp +24 Int[sizeBytes=4, signed=false]",
                "$arg1;                    di Int[sizeBytes=8, signed=false]",
                "$arg9:x8;                 sp +24 Int[sizeBytes=1, signed=false]",
                "$retval:s32;              ax Int[sizeBytes=4, signed=true]",
                "$comm;                    Comm[] Text[maxBytes=16]",
                "$comm:string;             Comm[] Text[maxBytes=16]",
                "\\-5;                     Immediate[value=-5] Int[sizeBytes=8, signed=false]",
                "\\0xffffffffffffffff:u8;  Immediate[value=-1] Int[sizeBytes=1, signed=false]",
                "@0x10:u32;                Immediate[value=16] +0 Int[sizeBytes=4, signed=false]",
                "@jiffies;                 Symbol[name=jiffies, offset=0] +0 Int[sizeBytes=8, signed=false]",
                "@a.b-8:u16;               Symbol[name=a.b, offset=-8] +0 Int[sizeBytes=2, signed=false]",
                "+68(%di):x32;             di +68 Int[sizeBytes=4, signed=false]",
                "-24(%bp):s32;             bp -24 Int[sizeBytes=4, signed=true]",
                "+0(+40(+24(%di))):string; di +24 +40 +0 Text[maxBytes=64]",
                "+u16(+8(%si)):u64;        si +8 u+16 Int[sizeBytes=8, signed=false]",
                "+0(%si):ustring;          si u+0 Text[maxBytes=64]",
                "+0(%si):string(7);        si +0 Text[maxBytes=7]",
                "+0x10( +8 ( %di ) );      di +8 +16 Int[sizeBytes=8, signed=false]",
                "%di:b3@10/32;             di Bits[containerBytes=4, shift=10, widthBits=3, signed=false]",
                "+8(%di):sb3@10/64;        di +8 Bits[containerBytes=8, shift=10, widthBits=3, signed=true]",
                "+8(%di):u16[4];           di +8 Memory[sizeBytes=8]",
            })
    void meansWhatTheKernelDocuments(String text, String meaning) {
        assertThat(fetchOf(kernel, "f(x=" + text + ")")).isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource({
        "arm64,   x30, lr",
        "riscv64, a0,  a0",
        "s390x,   r2,  r2",
        "ppc64le, r3,  gpr3",
    })
    void registersAreThoseOfTheKernelsArchitecture(String arch, String written, String register) {
        TargetKernel other = kernel(new TinyKernel(Archs.find(arch).orElseThrow()));

        assertThat(fetchOf(other, "f(%" + written + ")")).startsWith(register + " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "+0(+40(+24(%di))):string;    +0(+40(+24(%di))):string",
                "-0x8(+u0(%si)):ustring(12);  -u8(+u0(%si)):string(12)",
                "%ax;                         %ax:u64",
                "$arg8:s8;                    +16(%sp):s8",
                "@sym+16:b1@2/8;              @sym+16:b1@2/8",
                "\\7;                         \\7:u64",
                "$comm;                       $comm:string",
                "+8(@sym-8):u8[12];           +8(@sym-8):u8[12]",
            })
    void isPrintedAsTheKernelReadsIt(String text, String printed) {
        assertThat(FetchPrinter.print(fetch(text))).isEqualTo(printed);
    }

    @Test
    void readingWhatWasPrintedGivesAnEqualFetch() {
        Random random = new Random(20_240_229);
        for (int n = 0; n < 2_000; n++) {
            Fetch fetch = randomFetch(random);

            assertThat(fetch(FetchPrinter.print(fetch)))
                    .as(FetchPrinter.print(fetch))
                    .isEqualTo(fetch);
        }
    }

    private static Fetch randomFetch(Random random) {
        boolean symbol = random.nextInt(4) == 0;
        boolean immediate = random.nextInt(4) == 0;
        FetchBase base = symbol
                ? new FetchBase.Symbol("some_symbol", random.nextInt(100) - 50)
                : immediate
                        ? new FetchBase.Immediate(random.nextLong())
                        : new FetchBase.Register(Archs.X86_64
                                .registers()
                                .get(random.nextInt(Archs.X86_64.registers().size())));
        List<Deref> derefs = new ArrayList<>();
        if (symbol) {
            derefs.add(new Deref(0, AddressSpaceKind.KERNEL));
        }
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            derefs.add(new Deref(random.nextInt(10_000) - 5_000, AddressSpaceKind.values()[random.nextInt(2)]));
        }
        return new Fetch(base, derefs, randomLeaf(random));
    }

    private static FetchLeaf randomLeaf(Random random) {
        int bytes = 1 << random.nextInt(4);
        boolean signed = random.nextBoolean();
        switch (random.nextInt(4)) {
            case 0:
                return new FetchLeaf.Int(bytes, signed);
            case 1:
                int shift = random.nextInt(8 * bytes);
                return new FetchLeaf.Bits(bytes, shift, 1 + random.nextInt(8 * bytes - shift), signed);
            case 2:
                return new FetchLeaf.Text(1 + random.nextInt(TextType.MAX_BYTES));
            default:
                return new FetchLeaf.Memory(random.nextInt(20_000));
        }
    }

    @Test
    void theAddressOfASymbolCannotBePrinted() {
        Fetch address = new Fetch(new FetchBase.Symbol("s", 0), List.of(), new FetchLeaf.Int(8, false));

        assertThatThrownBy(() -> FetchPrinter.print(address)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "+0(+40(+24(%di))):string; text of at most 64 bytes at [[di+24]+40]+0, kernel memory",
                "+u8(+u0(%si)):s32;        signed 32-bit integer at user[si+0]+8, user memory",
                "%dx;                      unsigned 64-bit integer in register dx",
                "%dx:b2@4/8;               unsigned 2-bit field, bit 4 up of 8 in register dx",
                "@jiffies+8:u64;           unsigned 64-bit integer at jiffies+8+0, kernel memory",
                "\\7:u8;                   unsigned 8-bit integer, the constant 7",
                "@0xff10:u8[3];            3 bytes at 0xff10+0, kernel memory",
                "$comm;                    text of at most 16 bytes, the name of the current task",
            })
    void isDescribedInWords(String text, String words) {
        assertThat(FetchPrinter.describe(
                        TinyKernel.resolve(kernel, "f(x=" + text + ")").argument()))
                .isEqualTo("x: " + words);
    }

    @Test
    void aClaimIsFetchedAsItsRightSideSays() {
        TinyKernel c = new TinyKernel(Archs.X86_64);
        c.function("g", 0, TinyKernel.param(c.u32, "n"));
        ArgumentOutcome.Resolved claim = TinyKernel.resolve(c.build(), "g(n == %si:u64)");

        assertThat(FetchPrinter.print(claim.argument().fetch())).isEqualTo("%si:u64");
        assertThat(FetchPrinter.print(claim.path().fetch())).isEqualTo("%di:u32");
    }
}
