// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.Coverage;
import dev.probeproof.emulator.engine.EngineChoice;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.testing.ProgramShrinker;
import dev.probeproof.loader.testing.RunnableKernel;
import dev.probeproof.loader.testing.RunnableKernel.Outcome;
import dev.probeproof.loader.testing.RunnableProgram;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Two emulated kernels that differ in their engine only, and run the same programs on the same inputs. What the first one
 * verified the second one takes as it is.
 */
final class EngineAgreement implements AutoCloseable {
    /** A smaller program that returns an address shows nothing: engines allocate in different order. */
    private static final String ADDRESS = "returns 0xffffe9";

    private final EmulatedKernel verifying;
    private final EmulatedKernel trusting;
    private final RunnableKernel compiled;
    private final RunnableKernel interpreted;
    private final List<String> differences = new ArrayList<>();
    private int programs;
    private int run;

    /** The engines as they are. */
    EngineAgreement() {
        this(builder -> builder, false);
    }

    /**
     * @param more what else both kernels are built with
     * @param covered whether runs count how often each instruction is executed, and results say so
     */
    EngineAgreement(UnaryOperator<EmulatedKernelBuilder> more, boolean covered) {
        verifying = more.apply(EmulatedKernel.builder(Kernels.x86()).engine(EngineChoice.COMPILER))
                .build();
        trusting = more.apply(EmulatedKernel.builder(Kernels.x86()).engine(EngineChoice.INTERPRETER))
                .withoutVerifier()
                .build();
        compiled = new RunnableKernel(verifying, (program, input) -> allThatCameOf(verifying, program, input, covered));
        interpreted =
                new RunnableKernel(trusting, (program, input) -> allThatCameOf(trusting, program, input, covered));
    }

    /** A run in one line: return value, count, fault, lines and packet; and, where it is covered, the count of each slot. */
    static String allThatCameOf(EmulatedKernel kernel, ProgramHandle program, TestRun.Input input, boolean isCovered) {
        Coverage coverage = isCovered ? new Coverage() : null;
        List<String> packet = new ArrayList<>();
        ProgramRun run;
        try {
            run = program.image().type() == ProgramType.KPROBE
                    ? kernel.run(program, event(kernel, input), coverage)
                    : kernel.run(
                            program, input, bytes -> packet.add(HexFormat.of().formatHex(bytes)), coverage);
        } catch (KernelException refused) {
            return "refused: " + refused.getMessage();
        } catch (ExecutionFault inHost) {
            return "escaped: " + inHost;
        }
        ExecutionResult result = run.result();
        ExecutionFault fault = result.fault();
        return "returns 0x" + Long.toHexString(result.returnValue())
                + ", " + result.executedInstructions() + " instructions"
                + (fault == null ? "" : ", " + fault.kind() + " at " + result.faultSlot() + ": " + fault.getMessage())
                + (run.printed().isEmpty() ? "" : ", printed " + run.printed())
                + ", packet " + packet
                + (coverage == null ? "" : ", executed " + counts(coverage));
    }

    /** Each program's counts, in the order of its texts. */
    private static List<String> counts(Coverage coverage) {
        return coverage.programs().stream()
                .map(each -> each.name() + Arrays.toString(coverage.counts(each)))
                .sorted()
                .toList();
    }

    private static KprobeEvent event(EmulatedKernel kernel, TestRun.Input input) {
        ByteBuffer numbers = ByteBuffer.wrap(input.context().toArray()).order(ByteOrder.nativeOrder());
        PtRegs registers = PtRegs.zero(kernel.target().arch());
        int next = 0;
        for (var register : kernel.target().arch().registers()) {
            registers = registers.with(register.name(), numbers.getLong(next++ * 8 % numbers.capacity()));
        }
        return KprobeEvent.at("function", registers, MemoryImage.EMPTY);
    }

    void ask(RunnableProgram program) {
        programs++;
        Map<String, String> found = compare(program);
        if (found.isEmpty()) {
            return;
        }
        int before = run;
        String text = ProgramShrinker.shrink(program.text(), less -> isOdd(program.withText(less), found));
        StringBuilder report = new StringBuilder("== seed " + program.seed() + "\ntype: " + program.type() + "\n");
        found.forEach((place, values) -> report.append("# as generated, ")
                .append(place)
                .append(": ")
                .append(values)
                .append('\n'));
        compare(program.withText(text))
                .forEach((place, values) -> report.append("# ")
                        .append(place)
                        .append(": ")
                        .append(values)
                        .append('\n'));
        differences.add(report + "\n" + text);
        run = before;
    }

    private boolean isOdd(RunnableProgram less, Map<String, String> first) {
        try {
            Map<String, String> found = compare(less);
            return !found.isEmpty()
                    && found.containsKey("defect") == first.containsKey("defect")
                    && found.values().stream().noneMatch(values -> values.contains(ADDRESS));
        } catch (IllegalArgumentException noProgram) {
            return false;
        }
    }

    private Map<String, String> compare(RunnableProgram program) {
        Outcome one;
        try {
            one = compiled.run(program);
        } catch (IllegalArgumentException noProgram) {
            throw noProgram;
        } catch (RuntimeException | LinkageError | AssertionError defect) {
            return Map.of(
                    "defect", defect + ", " + List.of(defect.getStackTrace()).subList(0, 3));
        }
        if (!one.accepted()) {
            return Map.of();
        }
        run++;
        // What the compiled program gave stands first, what the interpreter gave behind "here".
        return RunnableKernel.differences(one, interpreted.run(program));
    }

    /** Programs that the engines run differently, as small as they get, with both results. */
    List<String> differences() {
        return differences;
    }

    /** Programs that were accepted and run. */
    int run() {
        return run;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%d programs, %d run by both engines; %d differ", programs, run, differences.size());
    }

    @Override
    public void close() {
        verifying.close();
        trusting.close();
    }
}
