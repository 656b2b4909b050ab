// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.testing.FetchValueEvaluator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The values at entry of {@code callers.c}, each asked for where the function has lost it: behind its call of forget(). */
class CallerValuesTest {
    private static final long STACK = 0x7ffe_0000L;

    /** A frame as it is inside one of the functions: registers, and the stack above. */
    private static final class Frame implements FetchValueEvaluator.Machine {
        private final Map<String, Long> registers = new HashMap<>(Map.of("sp", STACK));
        private final Map<Long, Long> memory = new HashMap<>(Map.of(STACK, 0L));

        Frame with(String register, long value) {
            registers.put(register, value);
            return this;
        }

        Frame above(long distance, long value) {
            memory.put(STACK + distance, value);
            return this;
        }

        @Override
        public ByteOrder byteOrder() {
            return ByteOrder.LITTLE_ENDIAN;
        }

        @Override
        public long register(Register register) {
            return registers.get(register.name());
        }

        @Override
        public OptionalLong symbol(String name) {
            return OptionalLong.empty();
        }

        @Override
        public byte[] read(long address, int sizeBytes, AddressSpaceKind space) {
            Long word = memory.get(address);
            return word == null
                    ? null
                    : java.util.Arrays.copyOf(
                            ByteBuffer.allocate(8)
                                    .order(ByteOrder.LITTLE_ENDIAN)
                                    .putLong(word)
                                    .array(),
                            sizeBytes);
        }
    }

    private final DebugInfo info;
    private final VariableLocator locator;

    CallerValuesTest() {
        this.info = Samples.open("callers-5");
        this.locator = VariableLocator.ofProgram(info, Archs.X86_64);
    }

    private static VariableLocation at(DebugInfo info, String function, String variable, long after) {
        long address = behindTheCallOfForget(info, function) + after;
        CodeScopes scopes = info.scopesAt(address).orElseThrow();
        return VariableLocator.ofProgram(info, Archs.X86_64)
                .locate(scopes.variable(variable).orElseThrow(), scopes);
    }

    private static long behindTheCallOfForget(DebugInfo info, String function) {
        long entry = Samples.function(info, "forget")
                .instances()
                .get(0)
                .die()
                .entryPc()
                .orElseThrow();
        FunctionInstance instance = Samples.function(info, function).instances().get(0);
        CallInstructions calls = new CallInstructions(info.elf(), Archs.X86_64);
        for (long address = instance.entryPc() + 8; ; address++) {
            if (calls.targetBefore(address).equals(OptionalLong.of(entry))) {
                return address;
            }
        }
    }

    /** Where each call of a function returns to, in the order of the code. */
    private static List<Long> returns(DebugInfo info, String function) {
        Die die = Samples.function(info, function).instances().get(0).die();
        return info.callSites(die).stream()
                .filter(call -> !call.isTailCall())
                .map(call -> call.returnPc().orElseThrow())
                .sorted()
                .toList();
    }

    private static OptionalLong fetch(VariableLocation location, Frame frame) {
        return new FetchValueEvaluator(frame).evaluate(((VariableLocation.Value) location).value());
    }

    private VariableLocation at(String function, String variable) {
        return at(info, function, variable, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"callers-5", "callers-4"})
    void theReturnAddressTellsWhichConstantWasPassed(String name) {
        DebugInfo file = Samples.open(name);
        VariableLocation given = at(file, "constant", "given", 0);
        List<Long> returns = returns(file, "constant");

        assertThat(fetch(given, new Frame().above(8, returns.get(0)))).hasValue(21);
        assertThat(fetch(given, new Frame().above(8, returns.get(1)))).hasValue(22);
    }

    @Test
    void theFetchFailsWhereACallerIsNotOneOfThoseKnown() {
        VariableLocation given = at("constant", "given");

        assertThat(fetch(given, new Frame().above(8, 0x1234))).isEmpty();
    }

    @Test
    void aRegisterThatCallersKeepIsStillThere() {
        VariableLocation first = at("kept", "first");
        long fromStart = returns(info, "kept").get(1);

        assertThat(fetch(first, new Frame().above(8, fromStart).with("bp", 70))).hasValue(70);
    }

    @Test
    void whatACallerComputedOfItsOwnRegistersIsComputedAgain() {
        VariableLocation first = at("kept", "first");
        long fromThrough = returns(info, "kept").get(0);

        assertThat(fetch(first, new Frame().above(8, fromThrough).with("bp", 41)))
                .hasValue(42);
    }

    @Test
    void aFunctionThatOnlyPointersLeadToHasNoKnownCaller() {
        assertThat(TreeText.of(at("pointed", "given")))
                .isEqualTo("no: it is the value of di at entry, which nobody kept: no direct call of it is described");
    }

    @Test
    void functionsThatTailCallEachOtherCannotTellWhoCalledFirst() {
        assertThat(TreeText.of(at("back", "n")))
                .isEqualTo("no: it is the value of di at entry, which nobody kept: it may have been entered by a tail"
                        + " call of its own");
    }

    @Test
    void aTailCallThatCannotComeBackLeavesTheReturnAddressItsMeaning() {
        VariableLocation n = at(info, "away", "n", 5);

        assertThat(fetch(n, new Frame().above(8, returns(info, "away").get(0)))).hasValue(4);
    }

    @Test
    void atTheVeryEntryAValueAtEntryIsTheRegister() {
        FunctionInstance instance =
                Samples.function(info, "constant").instances().get(0);
        CodeScopes scopes = CodeScopes.around(instance.die(), instance.entryPc());

        assertThat(locator.locate(scopes.variable("given").orElseThrow(), scopes))
                .isEqualTo(new VariableLocation.Register(
                        Archs.X86_64.register("di").orElseThrow()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void directCallsAreReadOfTheMachineCodeOfEachArchitecture(int index) {
        record Code(String arch, String hex, long target) {}
        // The words of: call .+5-0x20; bl .-0x10; auipc ra, 1 and jalr -4(ra); brasl %r14, .-0x20.
        Code code = List.of(
                        new Code("x86_64", "909090e8e0ffffff", 0x1008 - 0x20),
                        new Code("arm64", "1f2003d5fcffff97", 0x1004 - 0x10),
                        new Code("riscv64", "97100000e780c0ff", 0x1000 + 0x1000 - 4),
                        new Code("s390x", "0707c0e5fffffff0", 0x1002 - 0x20))
                .get(index);
        assertThat(CallInstructions.target(
                        Archs.find(code.arch()).orElseThrow(),
                        java.util.HexFormat.of().parseHex(code.hex()),
                        0x1008))
                .hasValue(code.target());
    }
}
