// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.attach;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfAttribute;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.kernelshim.sys.PerfEventAttribute;
import dev.probeproof.kernelshim.sys.Syscalls;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.Errno;
import java.util.Set;

/**
 * Opens a perf event and hangs a program on it: by a BPF link where the kernel has them for perf events (5.15), else by
 * the ioctl that came before. Either way the event must stay open as long as the program shall run.
 */
final class PerfEvents {
    private static final long IOCTL_SET_BPF = 0x40042408;

    /**
     * How kernels without such links answer. A program that cannot be attached gets EINVAL as well, and then from the
     * ioctl again.
     */
    private static final Set<Integer> NO_SUCH_LINK =
            Set.of(Errno.EINVAL.number(), Errno.E2BIG.number(), Errno.EOPNOTSUPP.number());

    private final Bpf bpf;

    PerfEvents(Bpf bpf) {
        this.bpf = bpf;
    }

    Syscalls syscalls() {
        return bpf.syscalls();
    }

    /** What to say to an errno of opening the event; empty where there is nothing to add. */
    interface Explanation {
        String of(int errno);
    }

    /**
     * Opens the event and attaches the program.
     *
     * @param pid the process whose events count, or -1 for all
     * @param operation for messages, such as {@code attach to kprobe:vfs_read}
     * @return the link and the event; closing takes the link off first
     */
    OpenResources attach(
            PerfEventAttribute attribute, int pid, int programFd, String operation, Explanation explanation) {
        OpenResources attachment = new OpenResources();
        Fd event = attachment.add(open(attribute, pid, operation, explanation));
        try {
            bind(event, programFd, operation, attachment);
            require(event, PerfEventAttribute.IOCTL_ENABLE, 0, operation, "the event opened, but it cannot be enabled");
            return attachment;
        } catch (RuntimeException refusal) {
            throw attachment.closeAfter(refusal);
        }
    }

    private Fd open(PerfEventAttribute attribute, int pid, String operation, Explanation explanation) {
        // One CPU stands for all: a probe event of all processes runs its programs wherever it hits.
        int cpu = pid < 0 ? 0 : -1;
        long result = attribute.open(syscalls(), pid, cpu);
        if (result < 0) {
            throw new KernelException(operation, (int) -result, explain((int) -result, explanation));
        }
        return Fd.own(syscalls(), result);
    }

    private static String explain(int errno, Explanation explanation) {
        if (errno == Errno.EPERM.number() || errno == Errno.EACCES.number()) {
            return "perf_event_open needs root or CAP_PERFMON, or a lower kernel.perf_event_paranoid";
        }
        return explanation.of(errno);
    }

    private void bind(Fd event, int programFd, String operation, OpenResources attachment) {
        long link = bpf.call(BpfAttribute.linkCreate(programFd, event.number(), AttachType.PERF_EVENT.number()));
        if (link >= 0) {
            attachment.add(Fd.own(syscalls(), link));
        } else if (NO_SUCH_LINK.contains((int) -link)) {
            require(event, IOCTL_SET_BPF, programFd, operation, "the event opened, but it does not take the program");
        } else {
            throw new KernelException(
                    operation, (int) -link, "the event opened, but the program cannot be linked to it");
        }
    }

    private void require(Fd event, long request, long argument, String operation, String detail) {
        long result = syscalls().ioctl(event.number(), request, argument);
        if (result < 0) {
            throw new KernelException(operation, (int) -result, detail);
        }
    }
}
