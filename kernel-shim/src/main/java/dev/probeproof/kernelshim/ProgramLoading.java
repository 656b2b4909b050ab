// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfAttribute;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.NativeArena;
import dev.probeproof.kernelshim.sys.NativeMemory;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.kernelshim.sys.ProgLoadAttribute;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.Errno;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From {@link ProgramImage} to the kernel's verdict. A program is first loaded without a log, which is fast; only a
 * refused one is loaded again to learn why. Whoever asks for a log gets it the first time.
 */
final class ProgramLoading {
    private static final int FIRST_LOG_BYTES = 64 * 1024;

    /**
     * The verifier stops after a million instructions; at the 80 to 100 bytes that it writes for one, this is enough.
     */
    private static final int LAST_LOG_BYTES = 128 * 1024 * 1024;

    /** Answers that say something about this machine at this moment, and nothing about what it was given. */
    static final Set<Integer> NO_VERDICT = Set.of(
            Errno.ENOMEM.number(),
            Errno.EMFILE.number(),
            Errno.ENFILE.number(),
            Errno.ENOSYS.number(),
            Errno.EAGAIN.number());

    private final Bpf bpf;
    private final LoadedTypes types;
    private final ModuleTypes moduleTypes;
    private final OpenResources owner;

    ProgramLoading(Bpf bpf, LoadedTypes types, OpenResources owner) {
        this.bpf = bpf;
        this.types = types;
        this.moduleTypes = new ModuleTypes(bpf, owner);
        this.owner = owner;
    }

    ProgramLoadResult load(ProgramImage image, VerifierLogLevel level) {
        try (NativeArena arena = new NativeArena(bpf.syscalls());
                OpenResources leases = new OpenResources()) {
            return new Load(image, arena, leases).load(level);
        }
    }

    /** What one attempt gave: a descriptor or a negative errno, and the log. */
    private record Attempt(long result, String log, int wholeLogBytes) {
        boolean accepted() {
            return result >= 0;
        }

        boolean logDidNotFit() {
            return result == -Errno.ENOSPC.number();
        }
    }

    /** One program on its way into the kernel; what the attempts share lies in the arena. */
    private final class Load {
        private final ProgramImage image;
        private final LoadedTypes.@Nullable Loaded loadedTypes;
        private final long instructions;
        private final long license;
        private final long functions;
        private final long lines;
        private final long descriptors;
        private final int attachModuleFd;

        Load(ProgramImage image, NativeArena arena, OpenResources leases) {
            this.image = image;
            int[] modules = modules(image);
            this.instructions = arena.pointer(EncodedProgram.instructions(image, leases, modules));
            this.descriptors = modules.length == 1 ? 0 : arena.pointer(EncodedProgram.descriptors(modules));
            this.attachModuleFd = image.attachModule().isEmpty()
                    ? 0
                    : moduleTypes.of(image.attachModule()).number();
            this.license = arena.text(image.license());
            this.loadedTypes =
                    image.btf() == null ? null : types.load(image.btf().blob());
            this.functions = image.btf() == null ? 0 : arena.pointer(EncodedProgram.functions(image.btf()));
            this.lines = image.btf() == null ? 0 : arena.pointer(EncodedProgram.lines(image.btf()));
        }

        /** Number 0 stands for the kernel itself, so that the first module is number 1. */
        private int[] modules(ProgramImage program) {
            int[] numbers = new int[1 + program.modules().size()];
            for (int i = 1; i < numbers.length; i++) {
                numbers[i] = moduleTypes.of(program.modules().get(i - 1)).number();
            }
            return numbers;
        }

        ProgramLoadResult load(VerifierLogLevel level) {
            if (level != VerifierLogLevel.ON_REJECTION) {
                Attempt attempt = attemptWithLog(level.number());
                return attempt.logDidNotFit() ? verdict(attempt(0, null, 0).result(), attempt) : verdict(attempt);
            }
            Attempt silent = attempt(0, null, 0);
            if (silent.accepted() || NO_VERDICT.contains((int) -silent.result())) {
                return verdict(silent);
            }
            Attempt explained = attemptWithLog(VerifierLogLevel.BRANCHES.number());
            return explained.accepted() ? verdict(explained) : verdict(silent.result(), explained);
        }

        /** Loads with ever larger buffers until the log fits; kernels since 6.4 tell how much it needs. */
        private Attempt attemptWithLog(int level) {
            int size = FIRST_LOG_BYTES;
            while (true) {
                Attempt attempt;
                try (NativeMemory buffer = bpf.syscalls().allocate(size)) {
                    attempt = attempt(level, buffer, size);
                }
                if (!attempt.logDidNotFit() || size == LAST_LOG_BYTES) {
                    return attempt;
                }
                size = Math.min(LAST_LOG_BYTES, Math.max(size * 2, attempt.wholeLogBytes()));
            }
        }

        private Attempt attempt(int level, @Nullable NativeMemory log, int logBytes) {
            BpfAttribute attribute = attribute(level, log, logBytes);
            long result = bpf.call(attribute);
            return new Attempt(
                    result,
                    log == null ? "" : VerifierLog.read(log, logBytes),
                    attribute.u32(ProgLoadAttribute.LOG_TRUE_SIZE));
        }

        private BpfAttribute attribute(int level, @Nullable NativeMemory log, int logBytes) {
            ProgLoadAttribute attribute = new ProgLoadAttribute(
                            image.type().number(),
                            instructions,
                            image.instructions().size(),
                            license)
                    .kernelVersion(image.kernelVersion())
                    .flags(image.flags())
                    .name(image.name())
                    .expectedAttachType(image.expectedAttachType())
                    .attachBtfId(image.attachBtfId(), attachModuleFd)
                    .descriptors(descriptors);
            if (log != null) {
                attribute.log(level, log.address(), logBytes);
            }
            if (loadedTypes != null && loadedTypes.fd() != null && image.btf() != null) {
                attribute.types(
                        loadedTypes.fd().number(),
                        functions,
                        loadedTypes.functions() ? image.btf().functions().size() : 0,
                        lines,
                        image.btf().lines().size());
            }
            return attribute.build();
        }

        private ProgramLoadResult verdict(Attempt attempt) {
            return verdict(attempt.result(), attempt);
        }

        private ProgramLoadResult verdict(long result, Attempt logged) {
            if (result >= 0) {
                KernelException typesRefusal = loadedTypes == null ? null : loadedTypes.refusal();
                Fd fd = Fd.own(bpf.syscalls(), result);
                return new ProgramLoadResult.Accepted(
                        new NativeProgram(bpf, image, fd, typesRefusal, owner), logged.log());
            }
            int errno = (int) -result;
            if (NO_VERDICT.contains(errno)) {
                throw new KernelException("load program '" + image.name() + "'", errno, "");
            }
            return new ProgramLoadResult.Rejected(image.name(), errno, withTypesRefusal(logged.log()));
        }

        /** Without its types, a program may be refused that would have been accepted with them. */
        private String withTypesRefusal(String log) {
            if (loadedTypes == null || loadedTypes.refusal() == null) {
                return log;
            }
            String lineEnd = log.isEmpty() || log.endsWith("\n") ? "" : "\n";
            return log + lineEnd + "program types were refused: "
                    + loadedTypes.refusal().getMessage() + "\n";
        }
    }
}
