// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.event.Arguments;
import dev.probeproof.emulator.event.EventException;
import dev.probeproof.emulator.event.Registers;
import dev.probeproof.emulator.event.Signature;
import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.kernel.AttachPoint;
import java.nio.file.Path;
import java.util.List;

/**
 * A call of a function in user space, for uprobes: nothing is known of its types, so arguments go by position. The stack pointer
 * is 0 unless it is said: arguments on the stack cannot be passed. The newest program runs first, at the entry and at the
 * return.
 */
public final class UserCall extends KernelEvent<UserCall> {
    private final Path file;
    private final long fileOffset;
    private final Arguments arguments;
    private final Registers registers;

    UserCall(Happenings happenings, Path file, long fileOffset) {
        super(happenings);
        this.file = file;
        this.fileOffset = fileOffset;
        this.arguments =
                new Arguments(kernel().target(), kernel().objects(), Signature.ofNothing("user function " + file));
        this.registers = new Registers(kernel().target().arch());
    }

    @Override
    UserCall self() {
        return this;
    }

    /** @param position from 1, at most as many as the CPU's calling convention has registers for */
    public UserCall argument(int position, long value) {
        int most = kernel().target().arch().argumentRegisters().size();
        if (position > most) {
            throw new EventException("argument " + position + " of a call in user space lies"
                    + " on its stack: " + kernel().target().arch().name() + " has registers for " + most
                    + ". Map the stack and set the stack pointer");
        }
        arguments.give(position, value);
        return this;
    }

    /** @param position from 1 */
    public UserCall argument(int position, KernelObject object) {
        return argument(position, object.address());
    }

    /** A register, whatever the arguments say. */
    public UserCall register(String name, long value) {
        registers.set(name, value);
        return this;
    }

    /** The registers that uprobes get. */
    public PtRegs registers() {
        return registers.apply(arguments.registers(PtRegs.zero(kernel().target().arch())));
    }

    /** The registers that uretprobes get. */
    public PtRegs registersAtReturn(long returned) {
        return registers.apply(
                arguments.withResult(PtRegs.zero(kernel().target().arch()), returned));
    }

    /** The entry: uprobes of that place, of all processes and of the task's. */
    public List<ProgramRun> enter() {
        return fire(false, registers());
    }

    /** The return: uretprobes. */
    public List<ProgramRun> leave(long returned) {
        return fire(true, registersAtReturn(returned));
    }

    private List<ProgramRun> fire(boolean onReturn, PtRegs atProbe) {
        byte[] image = atProbe.image();
        int process = task().tgid();
        List<EmulatedLink> links = happenings()
                .newestFirst(point -> point instanceof AttachPoint.Uprobe uprobe
                        && uprobe.onReturn() == onReturn
                        && uprobe.fileOffset() == fileOffset
                        && uprobe.file().equals(file)
                        && (uprobe.pid() == -1 || uprobe.pid() == process));
        return run(links, Position.NOWHERE, link -> image.clone());
    }
}
