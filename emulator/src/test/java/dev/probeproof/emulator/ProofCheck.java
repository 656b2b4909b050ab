// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionEngine;
import dev.probeproof.emulator.engine.ExecutionEnvironment;
import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.emulator.engine.PreparedProgram;
import dev.probeproof.emulator.engine.interpreter.Interpreter;
import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.memory.MemoryFault;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.emulator.packet.XdpBuffer;
import dev.probeproof.emulator.proof.ProgramProof;
import dev.probeproof.emulator.proof.RegisterProof;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The interpreter, with a look before each instruction at whether the registers hold what was proved of them. */
final class ProofCheck implements ExecutionEngine {
    private final Interpreter interpreter = new Interpreter(Interpreter.DEFAULT_BUDGET);
    private final List<String> contradictions = new ArrayList<>();
    private long checked;
    private int programs;

    /** What did not hold. */
    List<String> contradictions() {
        return contradictions;
    }

    /** Registers that were looked at and of which something was known. */
    long checked() {
        return checked;
    }

    /** Runs of programs of which something was proved. */
    int runs() {
        return programs;
    }

    /** Nobody replays while proofs are checked. */
    @Override
    public PreparedProgram prepare(Executable program, ExecutionEnvironment environment) {
        throw new UnsupportedOperationException("proofs are checked in single runs");
    }

    @Override
    public ExecutionResult run(
            Executable program,
            ExecutionEnvironment environment,
            long r1,
            long r2,
            @Nullable ExecutionListener listener) {
        ProgramProof proof = program.prove().orElse(null);
        if (proof == null) {
            return interpreter.run(program, environment, r1, r2, listener);
        }
        programs++;
        return interpreter.run(program, environment, r1, r2, new Observer(program, environment, r1, proof));
    }

    private final class Observer implements ExecutionListener {
        private final Executable program;
        private final ExecutionEnvironment environment;
        private final long context;
        private final ProgramProof proof;

        Observer(Executable program, ExecutionEnvironment environment, long context, ProgramProof proof) {
            this.program = program;
            this.environment = environment;
            this.context = context;
            this.proof = proof;
        }

        @Override
        public void instruction(int slot, long[] registers) {
            if (contradictions.size() > 20) {
                return;
            }
            if (!proof.isReached(slot)) {
                contradictions.add(slot + " is reached");
                return;
            }
            for (int i = 0; i < ProgramProof.REGISTERS; i++) {
                RegisterProof known = proof.before(slot, i);
                if (proof.isLive(slot, i) && !known.is(RegisterProof.Kind.UNKNOWN)) {
                    checked++;
                    if (!holds(known, registers[i], registers[10])) {
                        contradictions.add("before " + slot + " r" + i + " is " + Long.toHexString(registers[i]) + " ("
                                + environment.kernelMemory().describe(registers[i]) + "), not " + known);
                    }
                }
            }
        }

        private boolean holds(RegisterProof known, long value, long frameEnd) {
            if (known.mayBeNull() && value == 0) {
                return true;
            }
            return switch (known.kind()) {
                case NUMBER ->
                    Long.compareUnsigned(known.min(), value) <= 0 && Long.compareUnsigned(value, known.max()) <= 0;
                case CONTEXT -> isWithin(known, value - context);
                case STACK -> isWithin(known, value - frameEnd);
                case CALLER_STACK -> isWithinRegion(known, value, "stack", true);
                case MAP_VALUE -> isWithinRegion(known, value, "map", false);
                case MAP_POINTER -> {
                    EmulatedMap map = environment.mapAt(value);
                    yield map != null && (known.map() < 0 || program.maps().get(known.map()) == map);
                }
                case PACKET -> isWithin(known, value - contextField(isXdp() ? 0 : 76));
                case PACKET_META -> isWithin(known, value - contextField(isXdp() ? 8 : 140));
                case PACKET_END -> isWithin(known, value - contextField(isXdp() ? 4 : 80));
                case MEMORY -> isWithinRegion(known, value, "", false);
                case UNKNOWN, KERNEL_OBJECT, FUNCTION, OTHER_POINTER -> true;
            };
        }

        private boolean isXdp() {
            return environment.packet() instanceof XdpBuffer;
        }

        private long contextField(int offset) {
            try {
                return environment.kernelMemory().load(context + offset, Integer.BYTES) & 0xffff_ffffL;
            } catch (MemoryFault fault) {
                throw new AssertionError(fault);
            }
        }

        private boolean isWithinRegion(RegisterProof known, long value, String name, boolean fromEnd) {
            Region inside = environment.kernelMemory().find(value, 1);
            if (inside != null && matches(inside, known, value, name, fromEnd)) {
                return true;
            }
            for (Region region : environment.kernelMemory().regions()) {
                if (matches(region, known, value, name, fromEnd)) {
                    return true;
                }
            }
            return false;
        }

        private static boolean matches(Region region, RegisterProof known, long value, String name, boolean fromEnd) {
            if (!region.name().contains(name)) {
                return false;
            }
            long start = fromEnd ? region.base() + region.bytes().length : region.base();
            int stride = region.strideBytes();
            if (stride == 0) {
                return isWithin(known, value - start);
            }
            // Of which element nobody says: of the one that it lies in, or of a neighbour.
            long offset = Math.floorMod(value - start, stride);
            return isWithin(known, offset) || isWithin(known, offset - stride) || isWithin(known, offset + stride);
        }

        private static boolean isWithin(RegisterProof known, long distance) {
            return known.min() <= distance && distance <= known.max();
        }
    }
}
