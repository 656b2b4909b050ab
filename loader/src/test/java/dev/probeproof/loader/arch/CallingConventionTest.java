// SPDX-License-Identifier: MIT
package dev.probeproof.loader.arch;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Prototypes, and where clang 14 puts their arguments (read from its assembly for each target). A prototype is the result
 * and the parameters: {@code i} an integer of up to 8 bytes, {@code w} one of 16, {@code sN} a struct of N bytes,
 * {@code pN} a packed one, {@code f} a double, {@code v} void, {@code ?} what we cannot classify.
 */
class CallingConventionTest {

    @ParameterizedTest
    @CsvSource({
        "x86_64,  i s8 i,            di si",
        "x86_64,  i s3 i,            di si",
        "x86_64,  i s12 i,           di+si dx",
        "x86_64,  i s16 i,           di+si dx",
        "x86_64,  i s24 i,           stack8 di",
        "x86_64,  i p9 i,            stack8 di",
        "x86_64,  i w i,             di+si dx",
        "x86_64,  i i w i,           di si+dx cx",
        "x86_64,  s24 i i,           si dx",
        "x86_64,  s16 i i,           di si",
        "x86_64,  p9 i i,            si dx",
        "x86_64,  i i i i i i s16 i, di si dx cx r8 stack8 r9",
        "x86_64,  i i i i i i i i s16 i, di si dx cx r8 r9 stack8 stack16 stack32",
        "x86_64,  i i i i i i i i i i s4 i, di si dx cx r8 r9 stack8 stack16 stack24 stack32 stack40",
        "x86_64,  i f i,             none di",
        "arm64,   i s12 i,           x0+x1 x2",
        "arm64,   i s24 i,           *x0 x1",
        "arm64,   i p9 i,            x0+x1 x2",
        "arm64,   i i w i,           x0 x2+x3 x4",
        "arm64,   s24 i i,           x0 x1",
        "arm64,   i i i i i i i i s16 i, x0 x1 x2 x3 x4 x5 x6 stack0 stack16",
        "arm64,   i i i i i i i i i i s4 i, x0 x1 x2 x3 x4 x5 x6 x7 stack0 stack8 stack16",
        "arm64,   i i i i i i i i i i w i, x0 x1 x2 x3 x4 x5 x6 x7 stack0 stack16 stack32",
        "riscv64, i s12 i,           a0+a1 a2",
        "riscv64, i s24 i,           *a0 a1",
        "riscv64, i i w i,           a0 a1+a2 a3",
        "riscv64, s24 i i,           a1 a2",
        "riscv64, i i i i i i i i s16 i, a0 a1 a2 a3 a4 a5 a6 none stack8",
        "riscv64, i i i i i i i i i i w i, a0 a1 a2 a3 a4 a5 a6 a7 stack0 stack16 stack32",
        "s390x,   i s8 i,            r2 r3",
        "s390x,   i s3 i,            *r2 r3",
        "s390x,   i s0 i,            *r2 r3",
        "s390x,   i s16 i,           *r2 r3",
        "s390x,   i w i,             *r2 r3",
        "s390x,   s8 i i,            r3 r4",
        "s390x,   i i i i i i s16 i, r2 r3 r4 r5 r6 *stack160 stack168",
        "ppc64le, i s12 i,           gpr3+gpr4 gpr5",
        "ppc64le, i s24 i,           gpr3+gpr4+gpr5 gpr6",
        "ppc64le, i i w i,           gpr3 gpr4+gpr5 gpr6",
        "ppc64le, s24 i i,           gpr4 gpr5",
        "ppc64le, i f i,             none gpr4",
        "ppc64le, i i i i i i i i s16 i, gpr3 gpr4 gpr5 gpr6 gpr7 gpr8 gpr9 none stack104",
        "ppc64le, i i i i i i i i i i s4 i," + " gpr3 gpr4 gpr5 gpr6 gpr7 gpr8 gpr9 gpr10 stack96 stack104 stack112",
        "x86_64,  i s0 i,            none di",
        "x86_64,  i i ? i,           di none none",
    })
    void placesArgumentsAsTheCompilerDoes(String arch, String prototype, String places) {
        List<ValueShape> shapes = Arrays.stream(prototype.split(" "))
                .map(CallingConventionTest::shape)
                .toList();

        List<ArgumentPlace> actual = Archs.find(arch)
                .orElseThrow()
                .callingConvention()
                .place(shapes.get(0), shapes.subList(1, shapes.size()));

        assertThat(actual.stream().map(CallingConventionTest::text).collect(Collectors.joining(" ")))
                .isEqualTo(places);
    }

    @ParameterizedTest
    @CsvSource({
        "x86_64, i, ax",
        "x86_64, s16, ax+dx",
        "x86_64, s24, *ax",
        "x86_64, f, none",
        "x86_64, v, none",
        "arm64, i, x0",
        "arm64, s16, x0+x1",
        "arm64, s24, none",
        "riscv64, s12, a0+a1",
        "riscv64, s24, none",
        "s390x, i, r2",
        "s390x, s4, none",
        "ppc64le, s16, gpr3+gpr4",
        "ppc64le, ?, none",
    })
    void findsResults(String arch, String result, String place) {
        ArgumentPlace actual =
                Archs.find(arch).orElseThrow().callingConvention().resultPlace(shape(result));

        assertThat(text(actual)).isEqualTo(place);
    }

    private static ValueShape shape(String text) {
        return switch (text.charAt(0)) {
            case 'i' -> new ValueShape(ValueShape.Kind.INTEGER, 8);
            case 'w' -> new ValueShape(ValueShape.Kind.INTEGER, 16);
            case 'f' -> new ValueShape(ValueShape.Kind.FLOAT, 8);
            case 's' -> new ValueShape(ValueShape.Kind.AGGREGATE, Long.parseLong(text.substring(1)));
            case 'p' -> new ValueShape(ValueShape.Kind.PACKED_AGGREGATE, Long.parseLong(text.substring(1)));
            case 'v' -> new ValueShape(ValueShape.Kind.NOTHING, 0);
            default -> new ValueShape(ValueShape.Kind.UNKNOWN, 0);
        };
    }

    private static String text(ArgumentPlace place) {
        if (place instanceof ArgumentPlace.InRegisters in) {
            return in.registers().stream().map(Register::name).collect(Collectors.joining("+"));
        } else if (place instanceof ArgumentPlace.OnStack stack) {
            return "stack" + stack.offsetBytes();
        } else if (place instanceof ArgumentPlace.ByReference reference) {
            return "*" + text(reference.pointer());
        }
        return "none";
    }
}
