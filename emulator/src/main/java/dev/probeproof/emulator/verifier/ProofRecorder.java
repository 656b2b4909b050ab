// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.proof.ProgramProof;
import dev.probeproof.emulator.proof.RegisterProof;
import dev.probeproof.emulator.proof.RegisterProof.Kind;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notes what registers hold before each instruction, on all paths together.
 *
 * <p>A path that was cut goes on with what was noted for the state that covered it. So states have to be compared more
 * strictly than a kernel does while this is at work: {@link StateComparison} asks it.
 */
final class ProofRecorder {
    /** Most instructions followed: comparing all numbers can take many more paths than a verdict does. */
    static final long LIMIT = 50_000;

    private final List<VerifierMap> maps;
    private final boolean comparesNumbers;
    private final @Nullable RegisterProof[] joined;
    /** What was joined last: mostly the same object comes again. */
    private final @Nullable RegisterState[] latest;

    private final boolean[] reached;

    /**
     * @param slots size of the program
     * @param maps those of the request
     * @param comparesNumbers whether numbers on which no verdict depends are compared, too: only then their ranges hold
     */
    ProofRecorder(int slots, List<VerifierMap> maps, boolean comparesNumbers) {
        this.maps = maps;
        this.comparesNumbers = comparesNumbers;
        joined = new RegisterProof[slots * ProgramProof.REGISTERS];
        latest = new RegisterState[slots * ProgramProof.REGISTERS];
        reached = new boolean[slots];
    }

    boolean comparesNumbers() {
        return comparesNumbers;
    }

    /** A path gets to an instruction with these registers. */
    void note(int slot, FrameState frame, boolean inGlobalFunction) {
        reached[slot] = true;
        int first = slot * ProgramProof.REGISTERS;
        for (int i = 0; i < ProgramProof.REGISTERS; i++) {
            RegisterState state = frame.register(i);
            if (state == latest[first + i] && !state.is(RegisterType.STACK)) {
                continue;
            }
            latest[first + i] = state;
            RegisterProof before = joined[first + i];
            if (before != RegisterProof.UNKNOWN) {
                RegisterProof now = of(state, frame.number, inGlobalFunction);
                joined[first + i] = before == null ? now : join(before, now);
            }
        }
    }

    ProgramProof proof(InstructionFacts[] facts) {
        RegisterProof[] registers = new RegisterProof[joined.length];
        Arrays.setAll(registers, index -> {
            int register = index % ProgramProof.REGISTERS;
            int alive = facts[index / ProgramProof.REGISTERS].liveBefore | 1 << FrameState.FRAME_POINTER;
            // Of dead registers states are not compared, so they may hold other things than what was noted.
            RegisterProof proof = (alive & 1 << register) == 0 ? null : joined[index];
            return proof == null ? RegisterProof.UNKNOWN : proof;
        });
        int[] live = Arrays.stream(facts).mapToInt(fact -> fact.liveBefore).toArray();
        return new ProgramProof(registers, live, reached);
    }

    private RegisterProof of(RegisterState state, int frame, boolean inGlobalFunction) {
        if (state.is(RegisterType.NOT_INIT)) {
            return RegisterProof.UNKNOWN;
        }
        if (state.isScalar()) {
            return comparesNumbers
                    ? RegisterProof.number(state.bounds().umin(), state.bounds().umax())
                    : RegisterProof.NUMBER;
        }
        Kind kind = kind(state, frame, inGlobalFunction);
        boolean mayBeNull = state.mayBeNull() || kind == Kind.KERNEL_OBJECT;
        boolean isOfMap = kind == Kind.MAP_VALUE || kind == Kind.MAP_POINTER && state.is(RegisterType.MAP_POINTER);
        int map = isOfMap ? indexOf(state.map()) : -1;
        if (state.is(RegisterType.ARENA)) {
            // Where in the arena is nobody's concern.
            return new RegisterProof(kind, Long.MIN_VALUE, Long.MAX_VALUE, true, map);
        }
        return new RegisterProof(
                kind,
                sum(state.offset(), state.bounds().smin()),
                sum(state.offset(), state.bounds().smax()),
                mayBeNull,
                map);
    }

    private static Kind kind(RegisterState state, int frame, boolean inGlobalFunction) {
        return switch (state.type()) {
            case CONTEXT -> Kind.CONTEXT;
            case STACK -> state.frame() == frame ? Kind.STACK : Kind.CALLER_STACK;
            case MAP_POINTER -> Kind.MAP_POINTER;
            case MAP_VALUE -> state.mayBeNull() ? found(state.map()) : Kind.MAP_VALUE;
            case PACKET -> Kind.PACKET;
            case PACKET_META -> Kind.PACKET_META;
            case PACKET_END -> Kind.PACKET_END;
            case BTF_ID -> Kind.KERNEL_OBJECT;
            case FUNCTION -> Kind.FUNCTION;
            // What a global function is given may be any memory, a part of a stack for one.
            case MEMORY ->
                inGlobalFunction && !state.has(TypeFlags.RING_BUFFER) || state.has(TypeFlags.PER_CPU)
                        ? Kind.OTHER_POINTER
                        : Kind.MEMORY;
            default -> Kind.OTHER_POINTER;
        };
    }

    /** What a look-up found, if anything: it becomes a map or a socket when it is known not to be null. */
    private static Kind found(@Nullable VerifierMap map) {
        if (map == null || map.type() == null) {
            return Kind.OTHER_POINTER;
        }
        return switch (map.type()) {
            case ARRAY_OF_MAPS, HASH_OF_MAPS -> Kind.MAP_POINTER;
            case XSKMAP, SOCKMAP, SOCKHASH -> Kind.OTHER_POINTER;
            default -> Kind.MAP_VALUE;
        };
    }

    private int indexOf(@Nullable VerifierMap map) {
        for (int i = 0; i < maps.size(); i++) {
            if (maps.get(i) == map) {
                return i;
            }
        }
        return -1;
    }

    private static RegisterProof join(RegisterProof one, RegisterProof other) {
        if (one.equals(other)) {
            return one;
        }
        if (one.kind() != other.kind() || other.is(Kind.UNKNOWN)) {
            return RegisterProof.UNKNOWN;
        }
        if (one.is(Kind.NUMBER)) {
            return RegisterProof.number(
                    Long.compareUnsigned(one.min(), other.min()) <= 0 ? one.min() : other.min(),
                    Long.compareUnsigned(one.max(), other.max()) >= 0 ? one.max() : other.max());
        }
        return new RegisterProof(
                one.kind(),
                Math.min(one.min(), other.min()),
                Math.max(one.max(), other.max()),
                one.mayBeNull() || other.mayBeNull(),
                one.map() == other.map() ? one.map() : -1);
    }

    /** The nearest that there is, if the sum does not fit. */
    private static long sum(int offset, long variable) {
        long sum = offset + variable;
        boolean overflows = ((offset ^ sum) & (variable ^ sum)) < 0;
        if (!overflows) {
            return sum;
        }
        return variable < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
}
