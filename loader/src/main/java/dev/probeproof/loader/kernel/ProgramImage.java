// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code BPF_PROG_LOAD} gets. Map references are indexes into {@link #maps} (pseudo sources 5 and 6 of
 * {@code ld_imm64}, the kernel's own fd_array form); only a backend turns them into descriptors or addresses. Ids in the
 * kernel's types (kfunc calls, loads with pseudo source 3) come with the number of a module in {@code off} of the call and
 * in the second half of the load: 0 is the kernel itself, n the n-th of {@link #modules}.
 *
 * @param name at most 15 bytes reach the kernel
 * @param expectedAttachType the kernel's number, mostly 0
 * @param flags {@code BPF_F_*} of program loading
 * @param attachBtfId BTF id of the function a tracing program is for, in the kernel's types or those of a module, or 0
 * @param kernelVersion {@code kern_version}, asked for by kernels before 5.0
 * @param modules names of the modules whose types instructions refer to
 * @param attachModule name of the module that {@code attachBtfId} is of, empty for the kernel itself
 */
public record ProgramImage(
        String name,
        ProgramType type,
        int expectedAttachType,
        String license,
        Instructions instructions,
        List<MapHandle> maps,
        int flags,
        @Nullable ProgramBtf btf,
        int attachBtfId,
        int kernelVersion,
        List<String> modules,
        String attachModule) {

    public ProgramImage {
        maps = List.copyOf(maps);
        modules = List.copyOf(modules);
    }

    /** A program that needs nothing from a module. */
    public ProgramImage(
            String name,
            ProgramType type,
            int expectedAttachType,
            String license,
            Instructions instructions,
            List<MapHandle> maps,
            int flags,
            @Nullable ProgramBtf btf,
            int attachBtfId,
            int kernelVersion) {
        this(
                name,
                type,
                expectedAttachType,
                license,
                instructions,
                maps,
                flags,
                btf,
                attachBtfId,
                kernelVersion,
                List.of(),
                "");
    }

    /** A GPL program without types or flags. */
    public static ProgramImage of(String name, ProgramType type, Instructions instructions, List<MapHandle> maps) {
        return new ProgramImage(name, type, 0, "GPL", instructions, maps, 0, null, 0, 0);
    }

    /** The same program with other instructions. */
    public ProgramImage withInstructions(Instructions newInstructions) {
        return new ProgramImage(
                name,
                type,
                expectedAttachType,
                license,
                newInstructions,
                maps,
                flags,
                btf,
                attachBtfId,
                kernelVersion,
                modules,
                attachModule);
    }
}
