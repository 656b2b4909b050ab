// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.FetchAlgebra;
import dev.probeproof.loader.fetch.FetchValue;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LocationEvaluatorTest {
    private static final StandInUnit UNIT = new StandInUnit();

    @ParameterizedTest(name = "{0} {1}")
    @CsvFileSource(resources = "/dwarf/expressions.csv", delimiter = '|', numLinesToSkip = 1)
    void whatAnExpressionSaysIsTheTreeThatFetchesIt(String arch, String hex, String text, String expected) {
        Arch known = Archs.find(arch).orElseThrow();
        Bytes expression = expression(known, hex);

        assertThat(ExpressionText.of(expression, known, UNIT)).isEqualTo(text);
        assertThat(TreeText.of(LocationEvaluator.evaluate(expression, context(known, EntryValues.LOST))))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "22, DW_OP_plus needs 2 values on the stack",
        "30 22, DW_OP_plus needs 2 values on the stack",
        "13, DW_OP_drop needs 1 values on the stack",
        "30 15 05, DW_OP_pick needs 6 values on the stack",
        "50 30, DW_OP_lit0 behind a complete location",
        "0c 01, 4 bytes wanted",
        "77, 1 bytes wanted",
        "30 2f 70 00, DW_OP_skip to byte 116",
        "50 93 08 30, operators behind the last piece",
        "30 a9 10, DW_OP_reinterpret to a type of another size",
        "a4 10 02 01 02 9f, 2 bytes for a value of 4",
        "a1 09, no such entry"
    })
    void damagedExpressionIsRefusedWithItsPlace(String hex, String problem) {
        Bytes expression = expression(Archs.X86_64, hex);

        assertThatThrownBy(() -> LocationEvaluator.evaluate(expression, context(Archs.X86_64, EntryValues.LOST)))
                .isInstanceOf(DwarfException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void valueAtEntryIsTheRegisterItselfWhereTheFunctionIsEntered() {
        Bytes expression = expression(Archs.X86_64, "a3 01 55 9f");

        VariableLocation location = LocationEvaluator.evaluate(expression, context(Archs.X86_64, EntryValues.AT_ENTRY));

        assertThat(TreeText.of(location)).isEqualTo("value di");
    }

    @Test
    void valueAtEntryIsFetchedWhereSomebodyKnowsIt() {
        Register kept = Archs.X86_64.register("bx").orElseThrow();
        EntryValues values = register -> register.equals(kept)
                ? new Recovered.Known(new FetchValue.Constant(7))
                : EntryValues.LOST.atEntry(register);

        // *(entry value of rbx) + 1 needs memory of that time; entry value of rbx + 1 does not.
        assertThat(TreeText.of(LocationEvaluator.evaluate(
                        expression(Archs.X86_64, "a3 01 53 23 01 9f"), context(Archs.X86_64, values))))
                .isEqualTo("value 8");
        assertThat(TreeText.of(LocationEvaluator.evaluate(
                        expression(Archs.X86_64, "a3 03 73 00 06 9f"), context(Archs.X86_64, values))))
                .isEqualTo("no: it is what memory held when the function was entered");
    }

    @Test
    void growingComputationIsRefusedAndNotBuilt() {
        // bx, then 40 times "dup; mul": a tree of 2^40 nodes.
        String hex = "73 00" + " 12 1e".repeat(40) + " 9f";

        VariableLocation location =
                LocationEvaluator.evaluate(expression(Archs.X86_64, hex), context(Archs.X86_64, EntryValues.LOST));

        assertThat(TreeText.of(location)).startsWith("no: its computation takes more than 512 steps");
    }

    @Test
    void endlessLoopIsRefused() {
        VariableLocation location = LocationEvaluator.evaluate(
                expression(Archs.X86_64, "2f fd ff"), context(Archs.X86_64, EntryValues.LOST));

        assertThat(TreeText.of(location)).startsWith("no: its computation takes more than 4000 operations");
    }

    @Test
    void anyBytesGiveALocationOrATypedError() {
        Random random = new Random(20261123);
        int located = 0;
        for (int i = 0; i < 200_000; i++) {
            Arch arch = Archs.all().get(i % Archs.all().size());
            byte[] bytes = new byte[1 + random.nextInt(24)];
            random.nextBytes(bytes);
            Bytes expression = Bytes.wrap(bytes, "random").withOrder(arch.byteOrder());
            try {
                ExpressionText.of(expression, arch, UNIT);
                VariableLocation location = LocationEvaluator.evaluate(expression, context(arch, EntryValues.LOST));
                assertFits(location);
                located++;
            } catch (ProbeproofException damaged) {
                assertThat(damaged).hasMessageContaining("");
            }
        }
        assertThat(located).isGreaterThan(1000);
    }

    private static void assertFits(VariableLocation location) {
        if (location instanceof VariableLocation.Memory memory) {
            assertThat(FetchAlgebra.fits(memory.address())).isTrue();
        } else if (location instanceof VariableLocation.Value value) {
            assertThat(FetchAlgebra.fits(value.value())).isTrue();
        } else if (location instanceof VariableLocation.Pieces pieces) {
            pieces.pieces().forEach(piece -> assertFits(piece.location()));
        }
    }

    static Bytes expression(Arch arch, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return Bytes.wrap(bytes, "sample").withOrder(arch.byteOrder()).named(".debug_loclists");
    }

    /** A frame base of CFA, which is the stack pointer plus 16. */
    static ExpressionContext context(Arch arch, EntryValues entryValues) {
        FetchValue stack = new FetchValue.Register(arch.stackPointer());
        return new ExpressionContext(
                arch,
                AddressSpaceKind.KERNEL,
                UNIT,
                0x500,
                expression(arch, "9c"),
                () -> new Recovered.Known(FetchAlgebra.add(stack, 16)),
                entryValues,
                DataAddresses.AS_LINKED,
                ExpressionContext.OtherVariables.NONE);
    }
}
