// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.event;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.event.PtRegs;
import java.util.LinkedHashMap;
import java.util.Map;

/** Registers given by name, for what nothing else says. */
public final class Registers {
    private final Arch arch;
    private final Map<Register, Long> given = new LinkedHashMap<>();

    public Registers(Arch arch) {
        this.arch = arch;
    }

    public void set(String name, long value) {
        Register register = arch.register(name)
                .orElseThrow(() -> new EventException("unknown register '" + name + "' of " + arch.name()
                        + Nearest.suffix(Nearest.of(
                                name,
                                arch.registers().stream().map(Register::name).toList()))));
        given.put(register, value);
    }

    /** Over those that are there. */
    public PtRegs apply(PtRegs registers) {
        PtRegs all = registers;
        for (Map.Entry<Register, Long> register : given.entrySet()) {
            all = all.with(register.getKey(), register.getValue());
        }
        return all;
    }

    /** The number in {@code vfs_read+0x10} from that index on. */
    public static long offset(String place, int from) {
        String number = place.substring(from);
        try {
            return number.startsWith("0x")
                    ? Long.parseUnsignedLong(number.substring(2), 16)
                    : Long.parseUnsignedLong(number);
        } catch (NumberFormatException wrong) {
            throw new EventException("'" + place + "': '" + number + "' is no offset in bytes");
        }
    }
}
