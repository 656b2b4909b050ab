// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;

/**
 * A program out of {@link PlausiblePrograms}: assembly, whose map indexes are those of {@link #MAPS}.
 *
 * @param seed what it was made from
 */
public record PlausibleProgram(long seed, ProgramType type, String text) {
    /** {@code BPF_F_RDONLY_PROG}. */
    private static final int READ_ONLY_FOR_PROGRAMS = 1 << 7;

    static final int HASH = 0;
    static final int ARRAY = 1;
    static final int SINGLE = 2;
    static final int CONSTANT = 3;
    static final int RING = 4;
    static final int OUTER = 5;

    /** Every program has all of them, used or not. */
    public static final List<MapSpec> MAPS = List.of(
            MapSpec.of("hash", MapType.HASH, 4, 48, 16),
            MapSpec.of("array", MapType.ARRAY, 4, 64, 4),
            MapSpec.of("single", MapType.ARRAY, 4, 32, 1),
            MapSpec.of("constant", MapType.ARRAY, 4, 32, 1)
                    .withFlags(READ_ONLY_FOR_PROGRAMS)
                    .change()
                    .section(".rodata", Bytes.wrap(constants(), "constants"), true)
                    .build(),
            MapSpec.of("ring", MapType.RINGBUF, 0, 0, 4096),
            MapSpec.of("outer", MapType.ARRAY_OF_MAPS, 4, 4, 2)
                    .withInner(MapSpec.of("inner", MapType.ARRAY, 4, 16, 4)));

    private static byte[] constants() {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i < 16 ? i % 8 == 0 ? i + 1 : 0 : 0xf0 + i);
        }
        return bytes;
    }

    /** The same program with other text. */
    public PlausibleProgram withText(String newText) {
        return new PlausibleProgram(seed, type, newText);
    }

    /** Makes the maps that programs are loaded with. */
    public static List<MapHandle> maps(KernelBackend kernel) {
        return MAPS.stream().map(kernel::createMap).toList();
    }

    /** Loads it, with maps of that kernel, and leaves it to the kernel to close it. */
    public ProgramLoadResult load(KernelBackend kernel, List<MapHandle> maps, VerifierLogLevel log) {
        return kernel.load(ProgramImage.of("plausible", type, instructions(), maps), log);
    }

    /**
     * @throws IllegalArgumentException if the text is no program (any more)
     */
    public Instructions instructions() {
        return Assembler.assemble(text);
    }
}
