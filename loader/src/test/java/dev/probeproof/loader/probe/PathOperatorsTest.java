// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.probeproof.loader.probe.TinyKernel.at;
import static dev.probeproof.loader.probe.TinyKernel.bits;
import static dev.probeproof.loader.probe.TinyKernel.fetchOf;
import static dev.probeproof.loader.probe.TinyKernel.param;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Casts, {@code &}, {@code *}, {@code container_of}, user memory and variables of the kernel. */
class PathOperatorsTest {
    private static final long BASE = 0x1000;
    private static final long LINKED = 0x2000;
    private static final long IN_USER = 0x5000;

    /**
     * <pre>
     * struct link { struct link *next, *prev; };
     * struct item { s8 tiny; u8 byte; s16 half; u32 word; u64 raw; void *opaque; struct link link; char name[16];
     *               unsigned low:3, mid:5; int top:8; struct item *user_item; bool yes; u32 narrow_pointer; };
     * int f(struct item *item, u32 count, s8 tiny, u64 cookie);
     * </pre>
     */
    private static TargetKernel kernel(Arch arch) {
        TinyKernel c = new TinyKernel(arch);
        int s8 = c.add(new BtfType.Int("s8", 1, true, false, false, 0, 8));
        int s16 = c.add(new BtfType.Int("short", 2, true, false, false, 0, 16));
        int anyLink = c.struct("link", 16, at(0, c.pointer(0), "next"), at(8, c.pointer(0), "prev"));
        int itemName = c.add(new BtfType.Fwd("item", false));
        boolean little = arch.byteOrder() == java.nio.ByteOrder.LITTLE_ENDIAN;
        int item = c.struct(
                "item",
                96,
                at(0, s8, "tiny"),
                at(1, c.u8, "byte"),
                at(2, s16, "half"),
                at(4, c.u32, "word"),
                at(8, c.u64, "raw"),
                at(16, c.pointer(0), "opaque"),
                at(24, anyLink, "link"),
                at(40, c.array(c.charType, 16), "name"),
                bits(8 * 56, 3, c.u32, "low"),
                bits(8 * 56 + 3, 5, c.u32, "mid"),
                bits(8 * 56 + 8, 8, c.s32, "top"),
                at(64, c.pointer(itemName), "user_item"),
                at(72, c.bool, "yes"),
                at(76, c.u32, "narrow_pointer"),
                at(80, c.pointer(anyLink), "linked"));
        assertThat(little || arch == Archs.S390X).isTrue();
        c.add(new BtfType.Enum("color", false, 4, false, List.of(new BtfType.Enumerator("RED", 1))));
        c.function(
                "f",
                c.s32,
                param(c.pointer(item), "item"),
                param(c.u32, "count"),
                param(s8, "tiny"),
                param(c.u64, "cookie"),
                param(c.pointer(anyLink), "link"));
        int perCpu = c.add(new BtfType.Var("stats", item, 0));
        int shared = c.add(new BtfType.Var("boss", c.pointer(item), 1));
        c.add(new BtfType.DataSec(".data..percpu", 96, List.of(new BtfType.SectionVar(perCpu, 0, 96))));
        c.add(new BtfType.DataSec(".data", 8, List.of(new BtfType.SectionVar(shared, 0, 8))));
        return c.build();
    }

    private static FetchRun memory(Arch arch) {
        boolean x86 = arch == Archs.X86_64;
        FetchRun run = new FetchRun(arch)
                .register(x86 ? "di" : "r2", BASE)
                .register(x86 ? "si" : "r3", 0x9000_0003L)
                .register(x86 ? "dx" : "r4", -2)
                .register(x86 ? "cx" : "r5", BASE + 40)
                .register(x86 ? "r8" : "r6", BASE + 24)
                .symbol("%stats", BASE)
                .symbol("stats", 0x100)
                .symbol("boss", 0x3000)
                .symbol("mystery", 0x3008)
                .symbol("__per_cpu_offset", 0x3100)
                .kernel(0x3000, 8, BASE)
                .kernel(0x3008, 8, 77)
                .kernel(0x3100 + 8 * 3, 8, BASE - 0x100);
        for (long start : new long[] {BASE, LINKED}) {
            item(run, start, false);
        }
        item(run, IN_USER, true);
        return run;
    }

    private static void item(FetchRun run, long at, boolean user) {
        var space = user
                ? dev.probeproof.loader.fetch.AddressSpaceKind.USER
                : dev.probeproof.loader.fetch.AddressSpaceKind.KERNEL;
        long word = user ? 0x5555_0001L : 0xfffe_8001L;
        run.store(space, at, 1, -3)
                .store(space, at + 1, 1, 0xfd)
                .store(space, at + 2, 2, -5)
                .store(space, at + 4, 4, word)
                .store(space, at + 8, 8, LINKED)
                .store(space, at + 16, 8, LINKED)
                .store(space, at + 24, 8, LINKED + 24)
                .store(space, at + 32, 8, at + 24)
                .store(space, at + 40, 8, LINKED)
                .store(space, at + 48, 8, 0)
                .store(space, at + 56, 4, 0)
                .store(space, at + 64, 8, IN_USER)
                .store(space, at + 72, 1, 1)
                .store(space, at + 76, 4, LINKED)
                .store(space, at + 80, 8, LINKED + 24);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // Casts of numbers, each way C converts.
                "(u8)item->word;                 0x01",
                "(u16)item->word;                0x8001",
                "(s16)item->word;                -0x7fff",
                "(int)item->word;                -0x17fff",
                "(u64)item->word;                0xfffe8001",
                "(s64)item->word;                0xfffe8001",
                "(u64)item->tiny;                -3",
                "(u32)item->tiny;                0xfffffffd",
                "(u16)item->tiny;                0xfffd",
                "(u8)item->tiny;                 0xfd",
                "(s8)item->byte;                 -3",
                "(s32)item->byte;                0xfd",
                "(s64)(s8)item->byte;            -3",
                "(u32)(s8)item->byte;            0xfffffffd",
                "(u64)(u32)(s8)item->byte;       0xfffffffd",
                "(u8)(u32)(s8)item->byte;        0xfd",
                "(unsigned long)item->half;      -5",
                "(unsigned short)item->half;     0xfffb",
                "(bool)item->word;               1",
                "(bool)item->yes;                1",
                "(bool)item->name[15];           0",
                "(u8)count;                      3",
                "(s32)count;                     -0x6ffffffd",
                "(u64)count;                     0x90000003",
                "(u32)tiny;                      0xfffffffe",
                "(s64)tiny;                      -2",
                "(u8)tiny;                       0xfe",
                "(enum color)item->byte;         0xfd",
                "(u32)(u64)item->opaque;         0x2000",
                "(u8)item->linked;               0x18",
                // Casts of pointers, and of numbers that are pointers.
                "((struct item *)item->opaque)->half;         -5",
                "((struct item *)item->raw)->word;            0xfffe8001",
                "((struct item *)item->narrow_pointer)->half; -5",
                "((struct item *)(u16)item->narrow_pointer)->half; -5",
                "((struct item *)(u64)item->narrow_pointer)->tiny; -3",
                "*(struct item **)&item->raw;                 0x2000",
                "(*(struct item **)&item->raw)->tiny;         -3",
                "*(u64 *)item->name;                          0x2000",
                "((struct item **)item->name)[0]->half;       -5",
                "(*(struct item **)cookie)->byte;             0xfd",
                "((struct item *)(cookie))->tiny;             0",
                "((u32 *)item)[1];                            0xfffe8001",
                // Addresses.
                "&item->tiny;                    0x1000",
                "&item->word;                    0x1004",
                "&item->link;                    0x1018",
                "&item[1];                       0x1060",
                "&*item;                         0x1000",
                "&item->link.prev;               0x1020",
                "&((struct item *)item->opaque)->link; 0x2018",
                "&((struct item *)item->opaque)->tiny; 0x2000",
                "(&item->link)->prev;            0x1018",
                "(*&item->link).next;            0x2018",
                "(&item->link)[0].next;          0x2018",
                "(u8)&item->word;                0x04",
                "*&item->byte;                   0xfd",
                "&item->name;                    0x1028",
                "&item->name[3];                 0x102b",
                "(u64)item->name;                0x1028",
                // From a member to what it is in.
                "container_of(link, struct item, link);                    0x1000",
                "container_of(link, struct item, link)->word;              0xfffe8001",
                "container_of(item->linked, struct item, link)->half;      -5",
                "container_of(item->link.next, struct item, link)->tiny;   -3",
                "list_entry(&item->link, struct item, link)->byte;         0xfd",
                "&container_of(link, struct item, link)->word;             0x1004",
                "container_of(&item->name[2], struct item, name[2]);       0x1000",
                "container_of(&item->link.prev, struct item, link.prev)->byte; 0xfd",
                // User memory, from where it is said on.
                "item->user_item@user->word;                    0x55550001",
                "item->user_item@user->user_item->word;         0x55550001",
                "item->user_item@user->opaque@kernel;           0x2000",
                "((struct item *)item->user_item@user->opaque)@kernel->word; 0xfffe8001",
                "((struct item __user *)item->user_item)->word; 0x55550001",
                "((struct item __kernel *)item->user_item@user->opaque)->word; 0xfffe8001",
                "item->user_item@user;                          0x5000",
                "&item->user_item@user->word;                   0x5004",
                "*(u32 *)&item->user_item@user->word;           0x55550001",
                "(u8)item->user_item@user->word;                1",
                // Variables of the kernel.
                "$percpu(stats).word;            0xfffe8001",
                "(&$percpu(stats))->half;        -5",
                "&$percpu(stats).word;           0x1004",
                "$percpu(stats, 3).word;         0xfffe8001",
                "&$percpu(stats, 3).byte;        0x1001",
                "((struct item *)$percpu(stats).raw)->tiny; -3",
                "&((struct item *)$percpu(stats).raw)->byte; 0x2001",
                "(u32)$percpu(stats).tiny;       0xfffffffd",
                "$global(boss)->word;            0xfffe8001",
                "$global(boss);                  0x1000",
                "&$global(boss);                 0x3000",
                "&$global(mystery);              0x3008",
                "*(u64 *)&$global(mystery);      77",
                // Parameters by number.
                "$arg1->word;                    0xfffe8001",
                "(s32)$arg2;                     -0x6ffffffd",
                "*$arg5.next;                    error",
                "(*$arg5).next;                  0x2018",
            })
    void yieldsWhatCYieldsInEitherByteOrder(String expression, String expected) {
        for (Arch arch : List.of(Archs.X86_64, Archs.S390X)) {
            TargetKernel kernel = kernel(arch);
            String definition = "f(" + expression + ")";
            if (expected.equals("error")) {
                assertThatThrownBy(() -> TinyKernel.resolve(kernel, definition))
                        .isInstanceOf(ProbeResolutionException.class);
                continue;
            }
            long number = memory(arch)
                    .number(TinyKernel.resolve(kernel, definition).argument().fetch());

            assertThat(number).as(expression + " on " + arch.name()).isEqualTo(Long.decode(expected));
        }
    }

    @Test
    void bitFieldsConvertAsTheirTypeSays() {
        for (Arch arch : List.of(Archs.X86_64, Archs.S390X)) {
            FetchRun run = memory(arch);
            // low = 5, mid = 0x1f, top = -2, as the compiler of either byte order lays them out.
            boolean little = arch == Archs.X86_64;
            run.kernel(BASE + 56, 1, little ? 0x1f << 3 | 5 : 5 << 5 | 0x1f).kernel(BASE + 57, 1, -2);
            TargetKernel kernel = kernel(arch);

            assertThat(run.number(fetch(kernel, "f(item->low)"))).isEqualTo(5);
            assertThat(run.number(fetch(kernel, "f((u8)item->mid)"))).isEqualTo(0x1f);
            assertThat(run.number(fetch(kernel, "f((u64)item->top)"))).isEqualTo(-2);
            assertThat(run.number(fetch(kernel, "f((u16)item->top)"))).isEqualTo(0xfffe);
            assertThat(run.number(fetch(kernel, "f((bool)item->low)"))).isEqualTo(1);
        }
    }

    private static dev.probeproof.loader.fetch.FetchArgument.Fetch fetch(TargetKernel kernel, String definition) {
        return TinyKernel.resolve(kernel, definition).argument().fetch();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "f(((struct item *)item->opaque)->half); di +16 +2 Int[sizeBytes=2, signed=true]",
                "f((&item->link)->prev);        di +32 Int[sizeBytes=8, signed=false]",
                "f(container_of(link, struct item, link)->tiny); r8 -24 Int[sizeBytes=1, signed=true]",
                "f(&*item);                     di Int[sizeBytes=8, signed=false]",
                "f(&((struct item *)item->raw)->tiny); di +8 Int[sizeBytes=8, signed=false]",
                "f((u8)item->word);             di +4 Int[sizeBytes=1, signed=false]",
                "f((u64)item->word);            di +4 Int[sizeBytes=4, signed=false]",
                "f(item->user_item@user->word); di +64 u+4 Int[sizeBytes=4, signed=false]",
                "f(item@user->name:string);     di u+40 Text[maxBytes=16]",
                "f((char *)item->raw:string);   di +8 +0 Text[maxBytes=64]",
                "f((char __user *)item->raw:string); di +8 u+0 Text[maxBytes=64]",
                "f(((char *)item->raw)@user:string); di +8 u+0 Text[maxBytes=64]",
                "f(item@user->name@kernel);     error",
                "f(item@user->opaque@kernel:ustring); di u+16 u+0 Text[maxBytes=64]",
                "f((char *)&item->raw:string);  di +8 Text[maxBytes=64]",
                "f(*item);                      di +0 Memory[sizeBytes=96]",
                "f(&$global(boss));             Symbol[name=boss, offset=0] Int[sizeBytes=8, signed=false]",
                "f($percpu(stats).word);        PerCpu[name=stats, offset=0] +4 Int[sizeBytes=4, signed=false]",
                "f(&$percpu(stats).word);       PerCpu[name=stats, offset=4] Int[sizeBytes=8, signed=false]",
            })
    void isNoMoreThanABaseAndAccessesWhereThatIsEnough(String definition, String fetch) {
        if (fetch.equals("error")) {
            assertThatThrownBy(() -> fetchOf(kernel(Archs.X86_64), definition))
                    .isInstanceOf(ProbeResolutionException.class);
            return;
        }
        assertThat(fetchOf(kernel(Archs.X86_64), definition)).isEqualTo(fetch);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "f(&count);                     3;  NO_ADDRESS; lies in a register and has no address",
                "f(&item->low);                 3;  NO_ADDRESS; is a bit-field",
                "f(&(u8)item->word);            3;  NO_ADDRESS; is a computed value",
                "f(&&item->word);               3;  NO_ADDRESS; is a computed value",
                "f((u8)item->link);             3;  TYPE_MISMATCH; is struct link, which cannot be cast: take its address",
                "f((struct itm *)item->raw);    4;  TYPE_ABSENT; no struct itm of kernel tiny; nearest: item",
                "f((itm *)item->raw);           4;  TYPE_ABSENT; no type 'itm'",
                "f((link *)item->raw);          4;  TYPE_ABSENT; hint: there is struct link",
                "f((enum colr)item->word);      4;  TYPE_ABSENT; no enum 'colr' of kernel tiny; nearest: color",
                "f((union item *)item);         4;  TYPE_ABSENT; no union item",
                "f(*item->word);                3;  INDEX; is unsigned int, neither an array nor a pointer",
                "f(*item->opaque);              3;  INDEX; what has no known size cannot be indexed",
                "f(count@user);                 8;  NOT_A_POINTER; is no pointer but unsigned int",
                "f(container_of(count, struct item, link)); 3; NOT_A_POINTER; is no pointer to a member",
                "f(container_of(item, struct item, link)); 3; TYPE_MISMATCH; is struct item *, but link of struct item is struct link",
                "f(container_of(link, struct item, lnk)); 35; MEMBER_ABSENT; no member 'lnk' in struct item",
                "f(container_of(link, struct item, low)); 35; NO_ADDRESS; 'low' is a bit-field",
                "f(container_of(link, struct item, half.x)); 40; NOT_A_STRUCT; which has no members",
                "f(container_of(link, struct item, half[1])); 40; INDEX; which is no array",
                "f($global(stats).word);        3;  VARIABLE_ABSENT; hint: each CPU has a copy of it: $percpu(stats)",
                "f($percpu(boss));              3;  VARIABLE_ABSENT; hint: there is one variable for all CPUs: $global(boss)",
                "f($percpu(stat));              3;  VARIABLE_ABSENT; no per-CPU variable 'stat' of kernel tiny; nearest: stats",
                "f($global(mystery));           3;  VARIABLE_ABSENT; hint: say what it is: *(u64 *)&$global(mystery)",
                "f(stats);                      3;  ARGUMENT_ABSENT; hint: the kernel has a variable of that name: $percpu(stats)",
                "f($arg6:hex);                  3;  ARGUMENT_ABSENT; no parameter 6 in f(item, count, tiny, cookie, link)",
                "f(item->word:enum(colr));      19; TYPE_ABSENT; no enum 'colr'",
                "f(item->word:enum);            14; TYPE_MISMATCH; is unsigned int, no enum: name the one whose names are meant",
                "f(item->name:hex);             3;  TYPE_MISMATCH; only a number can be shown as hex",
                "f(item->link:flags(color));    3;  TYPE_MISMATCH; only a number can be shown as flags(color)",
            })
    void saysWhatIsWrongAtWhichColumn(String definition, int column, String reason, String message) {
        ProbeResolutionException failure = catchThrowableOfType(
                ProbeResolutionException.class, () -> TinyKernel.resolve(kernel(Archs.X86_64), definition));

        assertThat(failure).as(definition).isNotNull();
        assertThat(failure).hasMessageContaining(message);
        assertThat(failure.reason()).hasToString(reason);
        assertThat(failure.column()).as(failure.getMessage()).isEqualTo(column);
    }

    @Test
    void aVariableThatTheKnownSymbolsLackIsAbsent() {
        KernelSymbols symbols = new KernelSymbols() {
            @Override
            public OptionalLong address(String name) {
                return name.equals("jiffies") ? OptionalLong.of(1) : OptionalLong.empty();
            }

            @Override
            public java.util.Collection<String> names() {
                return List.of("jiffies");
            }
        };
        TargetKernel kernel =
                new TinyKernel(Archs.X86_64).symbols(symbols).function("f", 0).build();

        assertThatThrownBy(() -> TinyKernel.resolve(kernel, "f(*(u64 *)&$global(jifies))"))
                .hasMessageContaining("no variable 'jifies'")
                .hasMessageContaining("nearest: jiffies");
        assertThat(fetchOf(kernel, "f(*(u64 *)&$global(jiffies))")).startsWith("Symbol[name=jiffies, offset=0] +0 ");
    }

    @Test
    void twoStructsOfOneNameAreAmbiguousOnlyIfTheyDiffer() {
        TinyKernel same = new TinyKernel(Archs.X86_64);
        same.struct("twin", 8, at(0, same.u32, "a"));
        same.struct("twin", 8, at(0, same.u32, "a"));
        TinyKernel different = new TinyKernel(Archs.X86_64);
        different.struct("twin", 8, at(0, different.u32, "a"));
        different.struct("twin", 8, at(4, different.u32, "a"));
        String definition = "f(((struct twin *)p)->a)";

        assertThat(fetchOf(same.function("f", 0, param(same.u64, "p")).build(), definition))
                .startsWith("di +0 ");
        assertThatThrownBy(() -> fetchOf(
                        different.function("f", 0, param(different.u64, "p")).build(), definition))
                .hasMessageContaining("there are 2 different types named 'twin'");
    }

    @Test
    void onTheStackAParameterHasAnAddress() {
        TinyKernel c = new TinyKernel(Archs.X86_64);
        BtfType.Param[] params = Stream.of("a", "b", "c", "d", "e", "f", "g")
                .map(name -> param(c.u32, name))
                .toArray(BtfType.Param[]::new);
        TargetKernel kernel = c.function("f", 0, params).build();

        assertThat(fetchOf(kernel, "f(g)")).isEqualTo("sp +8 Int[sizeBytes=4, signed=false]");
        assertThat(fetchOf(kernel, "f(*&g)")).isEqualTo("sp +8 Int[sizeBytes=4, signed=false]");
        assertThat(new FetchRun(Archs.X86_64).register("sp", 0x100).number(fetch(kernel, "f(&g)")))
                .isEqualTo(0x108);
    }

    @Test
    void aDefinitionThatResolvesIsThatOfItsText() {
        TargetKernel kernel = kernel(Archs.X86_64);
        ProbeDefinition definition = ProbeDefinition.parse("f(x=&item->word, (u8)item->word)");

        assertThat(ProbePointResolver.resolve(definition, kernel).get(0).arguments())
                .extracting(argument -> argument.name() + ": " + argument.expression())
                .containsExactly("x: x=&item->word", "word: (u8)item->word");
    }
}
