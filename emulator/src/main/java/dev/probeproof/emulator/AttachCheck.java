// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.event.Signature;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.ProgramType;

/** What a kernel looks at before it attaches a program. */
final class AttachCheck {
    private final LoadedProgram program;
    private final AttachPoint point;
    private final TargetKernel target;

    private AttachCheck(LoadedProgram program, AttachPoint point, TargetKernel target) {
        this.program = program;
        this.point = point;
        this.target = target;
    }

    /** @throws KernelException with EINVAL for a program that does not belong there, with ENOENT where there is nothing */
    static void check(LoadedProgram program, AttachPoint point, TargetKernel target) {
        AttachCheck check = new AttachCheck(program, point, target);
        if (!program.model().attachesTo(point)) {
            throw check.refusal(Errno.EINVAL, "it is a program of type " + program.type());
        }
        if (point instanceof AttachPoint.Kprobe kprobe) {
            check.requireSymbol(kprobe);
        } else if (point instanceof AttachPoint.RawTracepoint tracepoint) {
            check.requireArguments(tracepoint);
        }
    }

    private void requireSymbol(AttachPoint.Kprobe kprobe) {
        if (target.symbols().isKnown()
                && target.symbols().address(kprobe.function()).isEmpty()) {
            throw refusal(Errno.ENOENT, "no single symbol of that name in kernel '" + target.name() + "'");
        }
    }

    /** A program may not read more arguments than a raw tracepoint passes ({@code bpf_probe_register} since Linux 4.17). */
    private void requireArguments(AttachPoint.RawTracepoint tracepoint) {
        Signature signature = Signature.ofTracepoint(target, tracepoint.name(), true);
        int arguments = signature.parameters().size();
        if (program.type() != ProgramType.TRACING
                && signature.isTyped()
                && program.contextBytes() > Long.BYTES * arguments) {
            throw refusal(
                    Errno.EINVAL,
                    "it reads " + program.contextBytes() + " bytes of its context, and the tracepoint passes "
                            + arguments + " arguments of 8 bytes in kernel '" + target.name() + "'");
        }
    }

    private KernelException refusal(Errno errno, String reason) {
        return new KernelException("attach program '" + program.image().name() + "' to " + point, errno, reason);
    }
}
