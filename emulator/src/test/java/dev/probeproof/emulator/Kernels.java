// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** Descriptions of kernels with nothing in their types: the emulator's own behaviour does not depend on them. */
public final class Kernels {
    private Kernels() {}

    static TargetKernel x86() {
        return of(Archs.X86_64, "6.18.0-test");
    }

    public static TargetKernel of(Arch arch, String release) {
        return new TargetKernel(arch.name() + "-test", release, arch, noTypes(arch), KernelSymbols.NONE);
    }

    /** A kernel with one symbol. */
    static TargetKernel withSymbol(String name, long address) {
        KernelSymbols symbols = asked -> asked.equals(name) ? OptionalLong.of(address) : OptionalLong.empty();
        return new TargetKernel("symbols-test", "6.18", Archs.X86_64, noTypes(Archs.X86_64), symbols);
    }

    private static Btf noTypes(Arch arch) {
        byte[] blob = ByteBuffer.allocate(25)
                .order(arch.byteOrder())
                .putShort((short) 0xeb9f)
                .put((byte) 1)
                .put((byte) 0)
                .putInt(24)
                .putInt(0)
                .putInt(0)
                .putInt(0)
                .putInt(1)
                .array();
        return BtfReader.read(Bytes.wrap(blob, "no types"));
    }
}
