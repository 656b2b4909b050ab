// SPDX-License-Identifier: MIT
package dev.probeproof.loader.event;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Register;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The registers at a probe: the image of {@code struct pt_regs} that a kprobe program gets as its context. Immutable.
 *
 * <pre>{@code
 * PtRegs registers = PtRegs.zero(Archs.X86_64).with("di", 0xffff888000001000L).with("si", 16);
 * }</pre>
 */
public final class PtRegs {
    private final Arch arch;
    private final byte[] image;

    private PtRegs(Arch arch, byte[] image) {
        this.arch = arch;
        this.image = image;
    }

    /** All registers 0. */
    public static PtRegs zero(Arch arch) {
        return new PtRegs(arch, new byte[arch.ptRegsBytes()]);
    }

    /**
     * Registers as a kernel laid them out.
     *
     * @throws IllegalArgumentException if there are more or fewer bytes than the architecture has
     */
    public static PtRegs of(Arch arch, byte[] image) {
        if (image.length != arch.ptRegsBytes()) {
            throw new IllegalArgumentException(
                    "registers of " + arch.name() + " are " + arch.ptRegsBytes() + " bytes, not " + image.length);
        }
        return new PtRegs(arch, image.clone());
    }

    /** The same registers with one changed. Throws {@link IllegalArgumentException} for a name the architecture lacks. */
    public PtRegs with(String register, long value) {
        return with(find(register), value);
    }

    /** The same registers with one changed. */
    public PtRegs with(Register register, long value) {
        byte[] changed = image.clone();
        ByteBuffer.wrap(changed).order(arch.byteOrder()).putLong(register.ptRegsOffset(), value);
        return new PtRegs(arch, changed);
    }

    /** The value of a register. */
    public long get(String register) {
        return get(find(register));
    }

    /** The value of a register. */
    public long get(Register register) {
        // Byte by byte: a buffer takes ten calls for this.
        boolean little = arch.byteOrder() == ByteOrder.LITTLE_ENDIAN;
        int at = register.ptRegsOffset();
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | image[little ? at + 7 - i : at + i] & 0xff;
        }
        return value;
    }

    public Arch arch() {
        return arch;
    }

    /** A copy of the image, in the byte order of the architecture. */
    public byte[] image() {
        return image.clone();
    }

    private Register find(String name) {
        return arch.register(name)
                .orElseThrow(() -> new IllegalArgumentException("unknown register '" + name + "' of " + arch.name()));
    }
}
