// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.event.Arguments;
import dev.probeproof.emulator.event.Parameter;
import dev.probeproof.emulator.event.Registers;
import dev.probeproof.emulator.event.Signature;
import dev.probeproof.emulator.event.TrampolineContext;
import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.uapi.AttachType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A call of a function of the kernel, with arguments by name. Each program that is attached gets a context of its own kind.
 *
 * <pre>{@code
 * kernel.call("vfs_read").argument("file", file).argument("count", 512).enter();
 * }</pre>
 *
 * <p>The order is the kernel's. At the entry: kprobes, then the trampoline's fentry and fmod_ret programs. At the return:
 * the trampoline's fexit programs, then kretprobes, which took the place of the caller. Of one kind the newest runs first,
 * but of kretprobes the oldest. A fmod_ret program that returns
 * something else than 0 is the last of its kind to run, as is a kprobe that calls {@code bpf_override_return}; the function is then not run, and fexit programs, kretprobes and the
 * caller see that value as its result.
 */
public final class FunctionCall extends KernelEvent<FunctionCall> {
    private final String place;
    private final String function;
    private final long offset;
    private final Signature signature;
    private final Arguments arguments;
    private final Registers registers;
    private OptionalLong replaced = OptionalLong.empty();

    private FunctionCall(Happenings happenings, String place, String function, long offset, Signature signature) {
        super(happenings);
        this.place = place;
        this.function = function;
        this.offset = offset;
        this.signature = signature;
        this.arguments = new Arguments(kernel().target(), kernel().objects(), signature);
        this.registers = new Registers(kernel().target().arch());
    }

    static FunctionCall at(Happenings happenings, String place) {
        int plus = place.indexOf('+');
        String function = plus < 0 ? place : place.substring(0, plus);
        long offset = plus < 0 ? 0 : Registers.offset(place, plus + 1);
        String normal = new AttachPoint.Kprobe(function, offset, false).place();
        boolean probed = happenings.isAttached(point ->
                point instanceof AttachPoint.Kprobe kprobe && kprobe.function().equals(function)
                        || point instanceof AttachPoint.Traced traced && isTarget(traced, function));
        Signature signature = Signature.ofFunction(happenings.kernel().target(), function, probed);
        return new FunctionCall(happenings, normal, function, offset, signature);
    }

    @Override
    FunctionCall self() {
        return this;
    }

    /** An argument by the name that the kernel's types give it. */
    public FunctionCall argument(String name, long value) {
        arguments.give(name, value);
        return this;
    }

    /** A pointer to an object; for a parameter that is a struct by value, the object. */
    public FunctionCall argument(String name, KernelObject object) {
        arguments.give(name, object);
        return this;
    }

    /** @param position from 1 */
    public FunctionCall argument(int position, long value) {
        arguments.give(position, value);
        return this;
    }

    /** @param position from 1 */
    public FunctionCall argument(int position, KernelObject object) {
        arguments.give(position, object);
        return this;
    }

    /** A register as probes see it, whatever the arguments say; at the entry and at the return. */
    public FunctionCall register(String name, long value) {
        registers.set(name, value);
        return this;
    }

    /** What the kernel's types say of its parameters; of the system call's for a wrapper. Empty if they do not know it. */
    public List<Parameter> parameters() {
        return signature.parameters();
    }

    /** The type of its result in the kernel's types; 0 for void, or if they do not know it. */
    public int returnTypeId() {
        return signature.returnTypeId();
    }

    /** The registers that kprobes get at the entry. */
    public PtRegs registers() {
        return kernel().confinement().within(() -> registers.apply(arguments.registers(at(address() + offset))));
    }

    /** The registers that kretprobes get; the instruction pointer is the caller's. */
    public PtRegs registersAtReturn(long returned) {
        long caller = kernelCallers().isEmpty() ? 0 : kernelCallers().get(0);
        return registers.apply(arguments.withResult(start(caller), returned));
    }

    /** The entry: kprobes, fentry and fmod_ret. Behind the first instruction only kprobes of that place. */
    public List<ProgramRun> enter() {
        replaced = OptionalLong.empty();
        List<ProgramRun> runs = new ArrayList<>();
        List<EmulatedLink> probes = happenings().newestFirst(kprobe(false));
        if (!probes.isEmpty()) {
            PtRegs atEntry = registers();
            long pointer = atEntry.get(atEntry.arch().instructionPointer());
            byte[] image = atEntry.image();
            kernel().world().takeOverridden();
            for (EmulatedLink probe : probes) {
                runs.addAll(run(List.of(probe), position(pointer), link -> image.clone()));
                replaced = kernel().world().takeOverridden();
                if (replaced.isPresent()) {
                    break;
                }
            }
        }
        // A kprobe that gave the function a result is the last to run there: the function returns.
        if (offset == 0 && replaced.isEmpty()) {
            runs.addAll(traced(AttachType.TRACE_FENTRY, List.of()));
            for (EmulatedLink link : happenings().newestFirst(traced(AttachType.MODIFY_RETURN))) {
                ProgramRun run =
                        run(List.of(link), tracing(true), context(List.of(0L))).get(0);
                runs.add(run);
                if (run.result().isComplete() && run.result().returnValue() != 0) {
                    replaced = OptionalLong.of(run.result().returnValue());
                    break;
                }
            }
        }
        return runs;
    }

    /**
     * The return: fexit, then kretprobes.
     *
     * @param returned what the function returned; a fmod_ret program's result comes before it
     */
    public List<ProgramRun> leave(long returned) {
        if (offset != 0) {
            throw new IllegalStateException(place + " is no function that could return, but an instruction of one");
        }
        long result = replaced.orElse(returned);
        List<ProgramRun> runs = new ArrayList<>(traced(AttachType.TRACE_FEXIT, List.of(arguments.resultWord(result))));
        List<EmulatedLink> probes = happenings().at(kprobe(true));
        if (!probes.isEmpty()) {
            byte[] image = registersAtReturn(result).image();
            runs.addAll(run(probes, new Position(address(), kernelCallers()), link -> image.clone()));
        }
        return runs;
    }

    private List<ProgramRun> traced(AttachType type, List<Long> more) {
        List<EmulatedLink> links = happenings().newestFirst(traced(type));
        return links.isEmpty() ? List.of() : run(links, tracing(!more.isEmpty()), context(more));
    }

    private Position tracing(boolean hasResult) {
        return position(address()).tracing(arguments.words().size(), hasResult);
    }

    private Function<EmulatedLink, byte[]> context(List<Long> more) {
        List<Long> words = new ArrayList<>(arguments.words());
        words.addAll(more);
        byte[] context = TrampolineContext.of(words, kernel().target().arch().byteOrder());
        return link -> context.clone();
    }

    private Predicate<AttachPoint> kprobe(boolean onReturn) {
        return point -> point instanceof AttachPoint.Kprobe kprobe
                && kprobe.onReturn() == onReturn
                && kprobe.place().equals(place);
    }

    private Predicate<AttachPoint> traced(AttachType type) {
        return point ->
                point instanceof AttachPoint.Traced traced && traced.type() == type && isTarget(traced, function);
    }

    private static boolean isTarget(AttachPoint.Traced traced, String function) {
        boolean ofFunctions = traced.type() != AttachType.TRACE_RAW_TP && traced.type() != AttachType.TRACE_ITER;
        return ofFunctions
                && traced.target().substring(traced.target().indexOf(':') + 1).equals(function);
    }

    private long address() {
        return kernel().target().symbols().address(function).orElse(0);
    }

    /** Kprobes on x86-64 see the address behind the breakpoint, also where there is none. */
    private PtRegs at(long address) {
        boolean behind = address != 0 && kernel().target().arch().name().equals("x86_64");
        return start(behind ? address + 1 : address);
    }

    private PtRegs start(long instructionPointer) {
        Arch arch = kernel().target().arch();
        return PtRegs.zero(arch).with(arch.instructionPointer(), instructionPointer);
    }

    private Position position(long pointer) {
        List<Long> stack = new ArrayList<>();
        if (pointer != 0) {
            stack.add(pointer);
        }
        stack.addAll(kernelCallers());
        return new Position(address() == 0 ? 0 : address() + offset, stack);
    }
}
