// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.ctype;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.MemberLookup;
import dev.probeproof.scenarios.kernels.Kernels;
import java.nio.ByteOrder;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Expected layouts are those of clang 14 for BPF (the BTF of what it compiled, by bpftool). */
class CTypesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            struct t { char a; int b; char c; };                                       | 12 | a@0 b@32 c@64
            struct t { char a; long b; } __attribute__((packed));                      | 9  | a@0 b@8
            struct __attribute__((packed)) t { char a; short b; };                     | 3  | a@0 b@8
            struct t { u8 a; __u64 b; } __attribute__((aligned(32)));                  | 32 | a@0 b@64
            struct t { char a; int b __attribute__((aligned(16))); };                  | 32 | a@0 b@128
            struct t { unsigned a:3; unsigned b:7; unsigned c:30; };                   | 8  | a@0:3 b@3:7 c@32:30
            struct t { u8 a:4, b:4, c:1; };                                            | 2  | a@0:4 b@4:4 c@8:1
            struct t { int a:5; int :0; int b:5; };                                    | 8  | a@0:5 b@32:5
            struct t { char n[TASK_COMM_LEN]; int x; };                                | 20 | n@0 x@128
            struct t { union { int a; char b[7]; }; short c; };                        | 12 | a@0 b@0 c@64
            struct t { struct { char x; short y; } in; char z; };                      | 6  | in@0 z@32
            struct t { int *p; void (*f)(int, char); const char *const s; };           | 24 | p@0 f@64 s@128
            struct t { unsigned long int a, *b, c[2]; signed char d; };                | 40 | a@0 b@64 c@128 d@256
            enum e { A, B = 5, C }; struct t { enum e e; char x[C + 1]; };             | 12 | e@0 x@32
            enum big { Z = 0x100000000 }; struct t { char a; enum big e; };            | 16 | a@0 e@64
            typedef struct { int x; } inner_t; struct t { inner_t i[3]; short s; };    | 16 | i@0 s@96
            struct t { char a[sizeof(long) * 2 - (1 << 2)]; char b['a' - 96]; };       | 13 | a@0 b@96
            struct t { int count; int rest[]; };                                       | 4  | count@0 rest@32
            struct t { unsigned __int128 a; char b; };                                 | 32 | a@0 b@128
            struct other; struct t { struct other *next; _Bool b; double d; };         | 24 | next@0 b@64 d@128
            union t { int a; char b[6]; };                                             | 8  | a@0 b@0
            struct t { enum { A, B }; u32 x; int; };                                   | 4  | x@0
            struct t { struct inner { int i; }; u32 x; };                              | 4  | x@0
            """)
    void layoutsAreThoseOfCompilers(String declarations, int size, String members) {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            Btf types = CTypes.read("#define TASK_COMM_LEN 16\n" + declarations, order, null);
            int id = types.find(BtfKind.STRUCT, "t")
                    .or(() -> types.find(BtfKind.UNION, "t"))
                    .orElseThrow();

            assertThat(types.order()).isEqualTo(order);
            assertThat(types.sizeOf(id)).isEqualTo(size);
            assertThat(MemberLookup.all(types, id).stream()
                            .map(found -> found.name() + "@" + found.bitOffset()
                                    + (found.bitfieldBits() == 0 ? "" : ":" + found.bitfieldBits()))
                            .collect(Collectors.joining(" ")))
                    .isEqualTo(members);
        }
    }

    @Test
    void headersMayHaveGuardsCommentsAndMacros() {
        Btf types = CTypes.read("""
                /* SPDX-License-Identifier: MIT
                   struct not_this { int x; }; */
                #ifndef __EVENT_H
                #define __EVENT_H
                #include <linux/types.h>
                #define NAME_LEN 4 // bytes
                #define LONGER (NAME_LEN * 2)
                #define MAX(a, b) ((a) > (b) ? (a) : (b))
                #ifdef __KERNEL__
                struct wrong { int x; };
                #else
                struct event {
                    char name[LONGER]; /* of the
                                          file */
                    int x;
                };
                #endif
                int main(void);
                extern int variable;
                #endif
                """, ByteOrder.LITTLE_ENDIAN, null);

        assertThat(types.names(BtfKind.STRUCT)).containsExactly("event");
        assertThat(types.sizeOf(types.find(BtfKind.STRUCT, "event").orElseThrow()))
                .isEqualTo(12);
    }

    @Test
    void whatIsNotDeclaredIsTheKernels() {
        Btf kernel = Kernels.byName("6.12-amd64").btf();

        Btf types = CTypes.read(
                "struct t { struct in6_addr to; pid_t pid; enum pid_type kind; struct sock *sk; int n[PIDTYPE_MAX]; };",
                ByteOrder.LITTLE_ENDIAN,
                kernel);

        int id = types.find(BtfKind.STRUCT, "t").orElseThrow();
        assertThat(types.sizeOf(id)).isEqualTo(16 + 4 + 4 + 8 + 16);
        int address = types.find(BtfKind.STRUCT, "in6_addr").orElseThrow();
        assertThat(types.type(address))
                .isInstanceOfSatisfying(
                        BtfType.Composite.class,
                        struct -> assertThat(struct.size()).isEqualTo(16));
        // What a pointer leads to is not taken along: it would be most of the kernel.
        assertThat(types.find(BtfKind.STRUCT, "sock")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            struct t { u23 x; };                       | types:1:12: unknown type 'u23'; nearest: u32; declare it above, or name one of the kernel's types
            struct t { int x }                         | types:1:18: ';' was expected, not '}'
            struct t { int x;                          | types:1:18: a type was expected, not the end
            struct t { struct t inner; };              | types:1:21: the size of member 'inner' is not known: declare its type above, or name one of the kernel's types
            struct t { void v; };                      | types:1:17: the size of member 'v' is not known: declare its type above, or name one of the kernel's types
            struct t { int a; int a; };                | types:1:23: there is another member 'a'
            struct t { int a[N]; };                    | types:1:18: unknown name 'N' in a constant
            struct t { int a[-1]; };                   | types:1:17: an array has 0 to 268435456 bytes
            struct t { int a[1 << 40]; };              | types:1:17: an array has 0 to 268435456 bytes
            struct t { int a[1 / 0]; };                | types:1:20: division by 0
            struct t { u8 a:9; };                      | types:1:15: a bit-field of that type has 0 to 8 bits, not 9
            int f(void) { return 0; }                  | types:1:13: only types can be declared here: no functions, no values
            #if X                                      | types:1:1: '#if' is not understood here
            #pragma pack(push, 1)                      | types:1:1: '#pragma pack' is not understood: use __attribute__((packed))
            struct t { int @ };                        | types:1:16: '@' is not understood here
            """)
    void mistakesAreToldWithTheirPlace(String declarations, String message) {
        assertThatThrownBy(() -> CTypes.read(declarations, ByteOrder.LITTLE_ENDIAN, null))
                .isInstanceOf(CTypeException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "'struct t {', 'int a; };', 100000",
        "'', '(', 100000",
        "'#define A A A A A A A A A A A\nstruct t { int x[A', ']; };', 1",
        "'enum e { A = ', '-', 200000",
        "'struct t { int a', '[1]', 50000",
        "'#define X ', '\"aaaaaaaaaa', 100000",
        "'struct t { int a[', '(1', 200000"
    })
    void evilTextEndsSoon(String start, String repeated, int times) {
        assertThatThrownBy(() -> CTypes.read(start + repeated.repeat(times), ByteOrder.LITTLE_ENDIAN, null))
                .isInstanceOf(CTypeException.class);
    }

    @Test
    void macrosThatComeToNothingAreLimited() {
        StringBuilder text = new StringBuilder("#define H\n");
        for (char name = 'G'; name >= 'A'; name--) {
            text.append("#define ")
                    .append(name)
                    .append((" " + (char) (name + 1)).repeat(30))
                    .append('\n');
        }

        assertThatThrownBy(() -> CTypes.read(text + "A", ByteOrder.LITTLE_ENDIAN, null))
                .isInstanceOf(CTypeException.class)
                .hasMessageContaining("macros are expanded more than 200000 times");
    }

    @Test
    void structsInStructsAreLimited() {
        assertThatThrownBy(() -> CTypes.read("struct { ".repeat(50_000), ByteOrder.LITTLE_ENDIAN, null))
                .isInstanceOf(CTypeException.class)
                .hasMessageContaining("more than 32 structs in each other");
    }
}
