// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code BPF_PROG_LOAD} gets. Map references are indexes into {@link #maps} (pseudo sources 5 and 6 of
 * {@code ld_imm64}, the kernel's own fd_array form); only a backend turns them into descriptors or addresses.
 *
 * @param name at most 15 bytes reach the kernel
 * @param expectedAttachType the kernel's number, mostly 0
 * @param flags {@code BPF_F_*} of program loading
 * @param attachBtfId kernel BTF id of the function a tracing program is for, or 0
 * @param kernelVersion {@code kern_version}, asked for by kernels before 5.0
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
        int kernelVersion) {

    public ProgramImage {
        maps = List.copyOf(maps);
    }

    /** A GPL program without types or flags. */
    public static ProgramImage of(String name, ProgramType type, Instructions instructions, List<MapHandle> maps) {
        return new ProgramImage(name, type, 0, "GPL", instructions, maps, 0, null, 0, 0);
    }
}
