// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.program.ProgramSetting;
import dev.probeproof.emulator.program.ProgramTypeModel;
import dev.probeproof.emulator.program.ProgramTypes;
import dev.probeproof.emulator.verifier.flow.ProgramFlow;
import dev.probeproof.emulator.verifier.flow.Subprogram;
import dev.probeproof.emulator.verifier.log.PlaceSet;
import dev.probeproof.emulator.verifier.log.TypeText;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.number.NumberRules;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.emulator.verifier.state.VerifierState;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.uapi.Errno;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One verification under way: the program, the rules, the state, the states yet to be explored, the log. */
final class Verification {
    /** {@code BPF_F_STRICT_ALIGNMENT}, {@code BPF_F_TEST_STATE_FREQ}, {@code BPF_F_SLEEPABLE} of program loading. */
    static final int STRICT_ALIGNMENT = 1;

    static final int TEST_STATE_FREQUENCY = 8;
    static final int SLEEPABLE = 16;

    /** The operation in an opcode of arithmetic and jumps. */
    static final int OPERATION_MASK = 0xf0;

    final ProgramImage image;
    final Instruction[] program;
    final KernelProfile profile;
    final NumberRules numbers;
    final TargetKernel target;
    final int cpus;
    final ProgramTypeModel model;
    final ProgramSetting setting;
    final TypeText types;
    final List<VerifierMap> maps;
    final VerifierLog log;
    final InstructionFacts[] facts;
    final List<Subprogram> subprograms;
    /** The types that came with the program. */
    final @Nullable Btf programTypes;

    /** The path under way. */
    VerifierState state;
    /** Slot of the instruction that is looked at. */
    int slot;
    /** Slot of the one before, on this path. */
    int previousSlot;
    /** Paths that wait: where they go on, and with which state. */
    final Deque<PendingPath> pending = new ArrayDeque<>();

    /** Registers and stack slots that the log has yet to show. */
    final PlaceSet places = new PlaceSet();

    private int lastId;
    long processed;
    /** Jumps among {@link #processed}. */
    long jumpsProcessed;

    int maxStatesPerInstruction;
    int totalStates;
    int peakStates;
    int markRead;
    /** Up to where the context was accessed so far. */
    int contextBytes;

    /** Notes what is proved; null if only the verdict is wanted. */
    final @Nullable ProofRecorder recorder;

    Verification(VerifierRequest request, VerifierLog log, ProgramFlow flow, @Nullable ProofRecorder recorder) {
        this.recorder = recorder;
        this.image = request.image();
        this.profile = request.profile();
        this.numbers = NumberRules.of(request.profile());
        this.target = request.target();
        this.cpus = request.cpus();
        this.setting = request.setting();
        this.model = ProgramTypes.find(image.type()).orElseThrow();
        this.types = new TypeText(profile);
        this.maps = request.maps();
        this.log = log;
        this.subprograms = flow.subprograms();
        this.programTypes = flow.types();
        int size = flow.program().size();
        program = new Instruction[size];
        facts = new InstructionFacts[size];
        for (int i = 0; i < size; i++) {
            program[i] = flow.program().get(i);
            facts[i] = new InstructionFacts();
        }
        Verifier.apply(flow.graph(), facts);
        state = new VerifierState();
    }

    /** A path that waits for its turn. {@code logPosition} is where the log goes on at level 1. */
    record PendingPath(int slot, int previousSlot, VerifierState state, int logPosition) {}

    boolean has(KernelChange change) {
        return profile.has(change);
    }

    /** A number that no value, reference or look-up has had before. */
    int nextId() {
        return ++lastId;
    }

    int lastId() {
        return lastId;
    }

    FrameState frame() {
        return state.frame();
    }

    RegisterState register(int number) {
        return state.frame().register(number);
    }

    void set(int number, RegisterState register) {
        state.frame().set(number, register);
    }

    /** An unknown number; precise at once where the kernel does not keep track of what has to be. */
    RegisterState unknown() {
        return RegisterState.unknown(subprograms.size() > 1 && !has(KernelChange.PRECISION_ACROSS_CALLS));
    }

    /** A known number. */
    RegisterState constant(long value) {
        return RegisterState.constant(value).withPrecise(unknown().isPrecise());
    }

    /** The number in the instruction that is looked at. */
    RegisterState immediate() {
        InstructionFacts here = facts[slot];
        RegisterState number = here.immediate;
        if (number == null) {
            number = RegisterState.constant(program[slot].imm());
            here.immediate = number;
        }
        return number;
    }

    Instruction instruction() {
        return program[slot];
    }

    boolean isSleepable() {
        return (image.flags() & SLEEPABLE) != 0;
    }

    /** Every prune point keeps a state. */
    boolean testsStateFrequency() {
        return (image.flags() & TEST_STATE_FREQUENCY) != 0;
    }

    boolean isStrictlyAligned() {
        return (image.flags() & STRICT_ALIGNMENT) != 0;
    }

    /**
     * Whether what was followed shows what a continuation reads and which numbers matter to it. From 6.7 to 6.16 kernels could
     * take a state for finished whose loop was still open, if the kernel makes the loop: a proof does without it there.
     */
    boolean marksAreComplete() {
        return recorder == null || !profile.isAtLeast(6, 7) || profile.isAtLeast(6, 17) || !hasKernelLoops();
    }

    private boolean hasKernelLoops() {
        for (int i = 0; i < program.length; i++) {
            if (facts[i].callsCallback || facts[i].isIteratorNext || program[i].opcode() == Opcode.MAY_GOTO) {
                return true;
            }
        }
        return false;
    }

    /** How texts about calls name an argument: {@code arg#0}, or since 7.0 by its register. */
    String argument(int number) {
        return profile.isAtLeast(7, 0) ? "R" + number : "arg#" + (number - 1);
    }

    /** Writes why not, to be thrown: {@code throw verification.reject(EACCES, "R%d !read_ok", register)}. */
    Rejection reject(Errno errno, String format, Object... arguments) {
        log.line(format, arguments);
        return new Rejection(errno);
    }

    /** A refusal that says the verifier itself failed. */
    Rejection fault(String what) {
        log.line("verifier bug: " + what);
        return new Rejection(Errno.EFAULT);
    }
}
